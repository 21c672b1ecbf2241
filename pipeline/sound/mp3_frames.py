"""Read facts from an MP3's frame headers that the first frame cannot give: it may be an info frame without sound."""

from __future__ import annotations

from pathlib import Path

KBPS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KBPS_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
RATES_HZ = (44100, 48000, 32000)
"""Layer III tables (ISO 11172-3, 2.4.2.3; ISO 13818-3): bit rates in kbit/s, MPEG-1 sampling rates in Hz."""

_FIRST_BYTES = 1 << 16
_JOINT = 1


def has_one_bit_rate(path: Path) -> bool:
    """Whether all frames of a Layer III file have the same bit rate."""
    seen: set[int] = set()
    with path.open("rb") as file:
        at = _tag_length(file.read(10))
        while True:
            file.seek(at)
            header = file.read(4)
            if len(header) < 4 or header[:3] == b"TAG":
                return len(seen) == 1
            frame = _frame(header)
            if frame is None:
                at += 1
                continue
            kbps, length = frame
            seen.add(kbps)
            if len(seen) > 1:
                return False
            at += length


def is_joint_stereo(path: Path) -> bool:
    """Whether a Layer III file is joint stereo, by its second frame, the first that certainly holds sound."""
    with path.open("rb") as file:
        at = _tag_length(file.read(10))
        file.seek(at)
        head = file.read(_FIRST_BYTES)
    found = 0
    at = 0
    while at + 4 <= len(head):
        frame = _frame(head[at : at + 4])
        if frame is None:
            at += 1
            continue
        found += 1
        if found == 2:
            return head[at + 3] >> 6 == _JOINT
        at += frame[1]
    return False


def _tag_length(head: bytes) -> int:
    """Bytes of an ID3v2 tag before the first frame; its size is stored with seven bits per byte."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])


def _frame(header: bytes) -> tuple[int, int] | None:
    """Bit rate in kbit/s and length in bytes of the frame that begins with `header`; None if it begins none."""
    sync = header[0] == 0xFF and header[1] & 0xE6 == 0xE2
    rate_index, hz_index = header[2] >> 4, header[2] >> 2 & 3
    if not sync or rate_index in (0, 15) or hz_index == 3:
        return None
    mpeg1 = bool(header[1] & 8)
    kbps = (KBPS_MPEG1 if mpeg1 else KBPS_MPEG2)[rate_index]
    hz = RATES_HZ[hz_index] if mpeg1 else RATES_HZ[hz_index] >> (1 if header[1] & 16 else 2)
    return kbps, (144 if mpeg1 else 72) * kbps * 1000 // hz + (header[2] >> 1 & 1)
