"""One M4B for a book: encoded once from the mastered sound, then given its chapters.

    mastered FLACs ──PCM──▶ one AAC encoder ──▶ book.m4a ──copied, with marks──▶ book.m4b

Encoded parts are never joined: each joint would add some 25 ms, and the marks would drift. Encoding runs
beside the MP3s, before the last chapter's length is known; the marks come afterwards, with the stream copied as it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.ffmpeg import PcmWriter, file_argument, find_ffmpeg, run
from pipeline.packaging.tags import ChapterMark, FileTags, tag_m4b
from pipeline.presets import Preset

# The Nero form counts its chapters in one byte.
MOST_NERO_CHAPTERS = 255

_BITEXACT = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]


def encode_aac(mastered: Iterable[Path], to: Path, preset: Preset) -> None:
    """Encode mastered FLACs, in order, into one AAC stream in an MP4 file at `to` (a temporary name of the caller's).

    `mastered` may be a generator that waits for each chapter. An ffmpeg without the coder that the preset names uses
    its own: see docs/benchmarks.md for what the coders cost and give.
    """
    import soundfile

    coder = ["-aac_coder", preset.m4b.coder] if preset.m4b.coder != "fast" or find_ffmpeg().fast_aac else []
    argv = ["-f", "s16le", "-ar", str(preset.sample_rate_hz), "-ac", str(preset.channels), "-i", "pipe:0"]
    # In fragments: a muxer that keeps the table of a whole book's frames in memory grows with the book.
    fragments = ["-movflags", "+delay_moov", "-frag_duration", "10000000"]
    argv += ["-c:a", "aac", *coder, "-b:a", f"{preset.m4b.bit_rate_kbps}k", *_BITEXACT, *fragments]
    argv += ["-f", "mp4", file_argument(to)]
    with PcmWriter(argv) as encoder:
        for path in mastered:
            for block in soundfile.blocks(str(path), blocksize=1 << 16, dtype="int16", always_2d=True):
                encoder.write(block)


def write_m4b(encoded: Path, to: Path, tags: FileTags, *, rate_hz: int) -> None:
    """Copy the AAC stream of `encoded` into an M4B at `to`, with chapter marks and tags.

    Marks are written in QuickTime's form, and up to 255 of them in Nero's as well.
    """
    flags = "+faststart" if len(tags.chapters) <= MOST_NERO_CHAPTERS else "+faststart+disable_chpl"
    with tempfile.NamedTemporaryFile("w", prefix=".", suffix=".part", encoding="utf-8", dir=encoded.parent) as marks:
        marks.write(_ffmetadata(tags.chapters, rate_hz))
        marks.flush()
        argv = ["-i", file_argument(encoded), "-f", "ffmetadata", "-i", file_argument(marks.name)]
        argv += ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy", *_BITEXACT]
        run([*argv, "-movflags", flags, "-f", "ipod", file_argument(to)])
    tag_m4b(to, tags)


def _ffmetadata(chapters: Sequence[ChapterMark], rate_hz: int) -> str:
    """ffmpeg's metadata file (https://ffmpeg.org/ffmpeg-formats.html#Metadata-2), times in samples."""
    parts = [";FFMETADATA1\n"]
    for mark in chapters:
        start, end = round(mark.start_s * rate_hz), round(mark.end_s * rate_hz)
        parts.append(f"[CHAPTER]\nTIMEBASE=1/{rate_hz}\nSTART={start}\nEND={end}\ntitle={_escaped(mark.title)}\n")
    return "".join(parts)


def _escaped(text: str) -> str:
    for character in ("\\", "=", ";", "#", "\n"):
        text = text.replace(character, f"\\{character}")
    return text
