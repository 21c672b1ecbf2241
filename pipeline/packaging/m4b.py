"""One M4B per book: encoded once from the mastered sound, then given its chapters.

    mastered FLACs ──PCM──▶ one AAC encoder ──frames──▶ book.aac ──with their table, marks, tags──▶ book.m4b

Encoded parts are never joined: each joint would add some 25 ms, and the marks would drift. Encoding runs alongside the
MP3s, before the last chapter's length is known; the marks are added afterwards without touching the frames. We write
the frame table ourselves (mp4_boxes.py): ffmpeg's muxer keeps 100 bytes a frame in memory, so it grows with the book.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from manifests.errors import StageError
from pipeline.language.codes import three_letter_language
from pipeline.packaging.mp4_boxes import FRAME, SoundTrack, TitleTrack, box, movie
from pipeline.packaging.mp4_tags import tag_m4b
from pipeline.packaging.tags import ChapterMark, FileTags
from pipeline.presets import Preset
from pipeline.sound.ffmpeg import PcmWriter, file_argument, find_ffmpeg

# Nero's chapter atom stores its count in one byte.
MOST_NERO_CHAPTERS = 255

_BRAND = box(b"ftyp", b"M4B ", (512).to_bytes(4, "big"), b"M4B M4A isomiso2")
_TAGS_ROOM = 16_384
_RATES_HZ = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_BUFFER = 1 << 20
_LARGE = (1 << 32) - (1 << 28)
"""Bytes of sound above which file offsets may need more than 32 bits."""


def encode_aac(mastered: Iterable[Path], to: Path, preset: Preset) -> None:
    """Encode mastered FLACs, in order, into one AAC stream (ADTS frames) at `to` (the caller's temporary name).

    `mastered` may be a generator that waits for each chapter. An ffmpeg without the coder that the preset names uses
    its default: see docs/benchmarks.md for the cost and quality of each.
    """
    import soundfile

    coder = ["-aac_coder", preset.m4b.coder] if preset.m4b.coder != "fast" or find_ffmpeg().fast_aac else []
    argv = ["-f", "s16le", "-ar", str(preset.sample_rate_hz), "-ac", str(preset.channels), "-i", "pipe:0"]
    argv += ["-c:a", "aac", *coder, "-b:a", f"{preset.m4b.bit_rate_kbps}k", "-flags:a", "+bitexact"]
    argv += ["-f", "adts", file_argument(to)]
    with PcmWriter(argv) as encoder:
        for path in mastered:
            for block in soundfile.blocks(str(path), blocksize=1 << 16, dtype="int16", always_2d=True):
                encoder.write(block)


def write_m4b(encoded: Path, to: Path, tags: FileTags, *, samples: int) -> None:
    """Write the AAC stream of `encoded`, made of `samples` samples, as an M4B with chapter marks and tags at `to`.

    Marks are written in QuickTime's form, and up to 255 of them in Nero's as well. The tables precede the sound.
    Raises StageError where `encoded` is damaged or incomplete.
    """
    stream = _stream(encoded, samples, three_letter_language(tags.metadata.language))
    titles = _titles(tags.chapters, stream.rate_hz)
    room = _TAGS_ROOM + (len(tags.cover.data) if tags.cover else 0) + 4 * len(tags.metadata.description or "")
    nero = len(tags.chapters) <= MOST_NERO_CHAPTERS
    texts = titles.payload()
    data_bytes = sum(map(len, texts)) + sum(stream.sizes)
    wide = data_bytes >= _LARGE
    opening = _data_head(data_bytes, wide=wide)
    table = movie(stream, titles, data_at=0, tags_bytes=room, nero=nero, wide=wide)
    data_at = len(_BRAND) + len(table) + len(opening)
    table = movie(stream, titles, data_at=data_at, tags_bytes=room, nero=nero, wide=wide)
    with to.open("wb") as file:
        file.write(_BRAND + table + opening + b"".join(texts))
        for block, spans in _frames(encoded):
            file.write(b"".join([block[start:end] for start, end in spans]))
    tag_m4b(to, tags)


def _data_head(size: int, *, wide: bool) -> bytes:
    """Header of an mdat box around `size` bytes."""
    if not wide:
        return (size + 8).to_bytes(4, "big") + b"mdat"
    return (1).to_bytes(4, "big") + b"mdat" + (size + 16).to_bytes(8, "big")


def _titles(chapters: Sequence[ChapterMark], rate_hz: int) -> TitleTrack:
    starts = [round(mark.start_s * rate_hz) for mark in chapters]
    ends = [round(mark.end_s * rate_hz) for mark in chapters]
    lengths = [end - start for start, end in zip(starts, ends, strict=True)]
    return TitleTrack([mark.title for mark in chapters], starts, lengths)


def _frames(path: Path) -> Iterator[tuple[bytes, list[tuple[int, int]]]]:
    """Yield an ADTS stream (ISO/IEC 13818-7, 6.2) in blocks: bytes, and the spans of the frames in them, headers
    excluded. A book has millions of frames, so nothing is called for each."""
    rest = b""
    with path.open("rb") as source:
        while block := source.read(_BUFFER):
            block = rest + block
            at, spans, size = 0, [], len(block)
            while at + 7 <= size:
                if block[at] != 0xFF or block[at + 1] & 0xF6 != 0xF0:
                    raise _damaged(path)
                end = at + ((block[at + 3] & 3) << 11 | block[at + 4] << 3 | block[at + 5] >> 5)
                start = at + (7 if block[at + 1] & 1 else 9)
                if end < start:
                    raise _damaged(path)
                if end > size:
                    break
                spans.append((start, end))
                at = end
            yield block, spans
            rest = block[at:]
    if rest:
        raise _damaged(path)


def _stream(encoded: Path, samples: int, language: str) -> SoundTrack:
    """Describe the frames of `encoded`, reading all of them."""
    sizes = array("I")
    for _, spans in _frames(encoded):
        sizes.extend([end - start for start, end in spans])
    if len(sizes) != math.ceil((samples + FRAME) / FRAME):
        raise _damaged(encoded)
    with encoded.open("rb") as source:
        header = source.read(4)
    kind, rate, channels = (header[2] >> 6) + 1, header[2] >> 2 & 15, (header[2] & 1) << 2 | header[3] >> 6
    # AudioSpecificConfig (14496-3, 1.6.2.1), with spectral band replication signalled as absent.
    config = (kind << 11 | rate << 7 | channels << 3).to_bytes(2, "big") + b"\x56\xe5\x00"
    return SoundTrack(sizes, config, _RATES_HZ[rate], channels, samples, language)


def _damaged(path: Path) -> StageError:
    return StageError(f"{path}: the encoded book is not whole", "Remove this file, and render again: it is made anew.")
