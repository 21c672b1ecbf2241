"""The boxes of an MP4 file: tables of one sound track, a track of chapter titles, and room for tags.

    ftyp
    moov ─┬─ mvhd
          ├─ trak   sound: frame sizes, chunks, and an edit list that skips the encoder's priming
          ├─ trak   chapter titles as QuickTime text
          └─ udta   room for tags (meta), Nero's chapters (chpl)
    mdat

After ISO/IEC 14496-12 (boxes), 14496-1 and -14 (esds), Apple's QuickTime File Format (chap, gmhd, text). Every box is
built in memory; a day of sound takes 15 MB.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FRAME = 1024
"""Samples in an AAC frame, and of priming that the encoder puts before the first one."""

FRAMES_A_CHUNK = 43

LONGEST_NERO_TITLE = 255
"""Bytes: the length is stored in one byte."""

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_HERE = struct.pack(">4sI", b"url ", 1)


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of `kind` (four characters, b"\\xa9" allowed) around its parts."""
    return struct.pack(">I4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """AAC frames: `sizes` in bytes, `config` the AudioSpecificConfig, `samples` the audible ones (without priming)."""

    sizes: array[int]
    config: bytes
    rate_hz: int
    channels: int
    samples: int
    language: str


@dataclass(frozen=True, slots=True)
class TitleTrack:
    """Chapter titles, each with its start and length in samples."""

    titles: Sequence[str]
    starts: Sequence[int]
    lengths: Sequence[int]

    def payload(self) -> list[bytes]:
        """One QuickTime text sample per title: length, UTF-8, and a box that names the encoding."""
        encoding = box(b"encd", struct.pack(">I", 0x100))
        texts = (title.encode()[:65535] for title in self.titles)
        return [struct.pack(">H", len(text)) + text + encoding for text in texts]


def movie(sound: SoundTrack, titles: TitleTrack, *, data_at: int, tags_bytes: int, nero: bool, wide: bool) -> bytes:
    """The moov box of a file whose data (titles, then sound) begin at byte `data_at`.

    `tags_bytes` is the room left for tags. `wide` is for files of 4 GiB and more. The box's size does not depend on
    `data_at`.
    """
    payload = titles.payload()
    spoken_at = data_at + sum(map(len, payload))
    has_titles = bool(payload)
    tracks = [_sound_track(sound, spoken_at, has_titles=has_titles, wide=wide)]
    if has_titles:
        tracks.append(_title_track(titles, [len(one) for one in payload], sound, data_at))
    header = _times(b"mvhd", sound.samples, struct.pack(">I", sound.rate_hz)) + _movie_rest(len(tracks) + 1)
    user = [_room_for_tags(tags_bytes)]
    if nero and has_titles:
        user.append(_nero(titles, sound.rate_hz))
    return box(b"moov", _sized(header), *tracks, box(b"udta", *user))


def _sound_track(sound: SoundTrack, at: int, *, has_titles: bool, wide: bool) -> bytes:
    entry = struct.pack(">6xH8xHH4xI", 1, sound.channels, 16, sound.rate_hz << 16 if sound.rate_hz < 1 << 16 else 0)
    media = _media(
        sound,
        b"soun",
        sound.samples + FRAME,
        full(b"smhd", bytes(4)),
        box(b"stbl", *_sound_tables(sound, at, box(b"mp4a", entry, _esds(sound)), wide=wide)),
    )
    reference = [box(b"tref", box(b"chap", struct.pack(">I", 2)))] if has_titles else []
    header = _track_header(1, sound.samples, flags=3, volume=0x100)
    return box(b"trak", header, _edits(sound.samples, FRAME), *reference, media)


def _sound_tables(sound: SoundTrack, at: int, entry: bytes, *, wide: bool) -> Iterable[bytes]:
    count = len(sound.sizes)
    last = sound.samples + FRAME - (count - 1) * FRAME
    times = [(count - 1, FRAME), (1, last)] if count > 1 else [(1, last)]
    yield full(b"stsd", struct.pack(">I", 1), entry)
    yield full(b"stts", struct.pack(">I", len(times)), *(struct.pack(">II", *time) for time in times))
    chunks, rest = divmod(count, FRAMES_A_CHUNK)
    runs = [(1, FRAMES_A_CHUNK, 1)] if chunks else []
    runs += [(chunks + 1, rest, 1)] if rest else []
    yield full(b"stsc", struct.pack(">I", len(runs)), *(struct.pack(">III", *run) for run in runs))
    yield full(b"stsz", struct.pack(">II", 0, count), _big_endian(sound.sizes))
    offsets = array("Q" if wide else "I")
    for first in range(0, count, FRAMES_A_CHUNK):
        offsets.append(at)
        at += sum(sound.sizes[first : first + FRAMES_A_CHUNK])
    yield full(b"co64" if wide else b"stco", struct.pack(">I", len(offsets)), _big_endian(offsets))
    # A decoder that starts mid-stream needs the preceding frame.
    yield full(b"sgpd", struct.pack(">4sIIh", b"roll", 2, 1, -1), version=1)
    yield full(b"sbgp", struct.pack(">4sIII", b"roll", 1, count, 1))


def _esds(sound: SoundTrack) -> bytes:
    """Descriptor of the AAC stream; both bit rates are the average."""
    rate = round(sum(sound.sizes) * 8 * sound.rate_hz / (len(sound.sizes) * FRAME))
    specific = _descriptor(5, sound.config)
    decoder = _descriptor(4, struct.pack(">BBBHII", 0x40, 0x15, 0, 0, rate, rate), specific)
    return full(b"esds", _descriptor(3, struct.pack(">HB", 1, 0), decoder, _descriptor(6, b"\x02")))


def _descriptor(tag: int, *parts: bytes) -> bytes:
    size = sum(map(len, parts))
    return bytes((tag, 0x80, 0x80, 0x80 | size >> 7, size & 0x7F)) + b"".join(parts)


def _title_track(titles: TitleTrack, sizes: Sequence[int], sound: SoundTrack, at: int) -> bytes:
    count = len(sizes)
    # Display flags; justification, colour and box; style with font 1; a table of one font without a name.
    look = struct.pack(">I", 1) + bytes(14) + struct.pack(">4xH6x", 1)
    entry = box(b"text", struct.pack(">6xH", 1), look, box(b"ftab", struct.pack(">HHB", 1, 1, 0)))
    times = b"".join(struct.pack(">II", 1, length) for length in titles.lengths)
    tables = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry),
        full(b"stts", struct.pack(">I", count), times),
        full(b"stsc", struct.pack(">IIII", 1, 1, count, 1)),
        full(b"stsz", struct.pack(">II", 0, count), _big_endian(array("I", sizes))),
        full(b"stco", struct.pack(">II", 1, at)),
    )
    graphics = full(b"gmin", struct.pack(">HHHHhH", 0x40, 0x8000, 0x8000, 0x8000, 0, 0))
    head = box(b"gmhd", graphics, box(b"text", _MATRIX))
    media = _media(sound, b"text", sum(titles.lengths), head, tables)
    # Not enabled: a list to pick from, not text to display.
    return box(b"trak", _track_header(2, sound.samples, flags=2, volume=0), _edits(sound.samples, 0), media)


def _media(sound: SoundTrack, handler: bytes, length: int, header: bytes, tables: bytes) -> bytes:
    packed = 0
    for letter in sound.language:
        packed = packed << 5 | ord(letter) - 0x60
    times = _times(b"mdhd", length, struct.pack(">I", sound.rate_hz)) + struct.pack(">HH", packed, 0)
    name = {b"soun": b"SoundHandler\0", b"text": b"ChapterHandler\0"}[handler]
    here = box(b"dinf", full(b"dref", struct.pack(">II", 1, 12), _HERE))
    information = box(b"minf", header, here, tables)
    return box(b"mdia", _sized(times), full(b"hdlr", bytes(4), handler, bytes(12), name), information)


def _times(kind: bytes, length: int, scale: bytes) -> bytes:
    """Head of mvhd or mdhd: creation times (zero, so that output is reproducible), time scale, and duration."""
    if length < 1 << 32:
        return kind + bytes(4) + bytes(8) + scale + struct.pack(">I", length)
    return kind + b"\x01\0\0\0" + bytes(16) + scale + struct.pack(">Q", length)


def _sized(body: bytes) -> bytes:
    return struct.pack(">I", 4 + len(body)) + body


def _movie_rest(next_track: int) -> bytes:
    return struct.pack(">IH10x", 0x10000, 0x100) + _MATRIX + bytes(24) + struct.pack(">I", next_track)


def _track_header(number: int, length: int, *, flags: int, volume: int) -> bytes:
    wide = length >= 1 << 32
    times = struct.pack(">QQIIQ" if wide else ">IIIII", 0, 0, number, 0, length)
    rest = struct.pack(">8xHHHH", 0, 1 if volume else 0, volume, 0) + _MATRIX + bytes(8)
    return full(b"tkhd", times, rest, version=int(wide), flags=flags)


def _edits(length: int, first: int) -> bytes:
    """Edit list that plays `length` samples starting at sample `first`."""
    wide = length >= 1 << 32
    entry = struct.pack(">QqI" if wide else ">IiI", length, first, 0x10000)
    return box(b"edts", full(b"elst", struct.pack(">I", 1), entry, version=int(wide)))


def _room_for_tags(size: int) -> bytes:
    """Empty iTunes tag list followed by free space, so that tags can be written without moving the sound."""
    handler = full(b"hdlr", bytes(4), b"mdirappl", bytes(9))
    return full(b"meta", handler, box(b"ilst"), box(b"free", bytes(size)))


def _nero(titles: TitleTrack, rate_hz: int) -> bytes:
    entries = []
    for title, start in zip(titles.titles, titles.starts, strict=True):
        text = title.encode()[:LONGEST_NERO_TITLE].decode(errors="ignore").encode()
        entries.append(struct.pack(">QB", start * 10_000_000 // rate_hz, len(text)) + text)
    return full(b"chpl", struct.pack(">IB", 0, len(entries)), *entries, version=1)


def _big_endian(numbers: array[int]) -> bytes:
    swapped = array(numbers.typecode, numbers)
    if sys.byteorder == "little":
        swapped.byteswap()
    return swapped.tobytes()
