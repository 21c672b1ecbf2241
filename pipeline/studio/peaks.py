"""The peaks that a waveform is drawn from: made once, kept beside the sound that they are of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from manifests.files import write_atomically

PEAKS_PER_S = 20
MOST_PEAKS = 100_000
"""A file of all chapters has fewer for each second: no screen shows more at once."""

_BLOCKS = 256


def peaks_of(flac: Path, *, key: str) -> bytes:
    """Return the peaks of a mono sound as bytes, 0 for silence to 255 for full scale, evenly over its length.

    They are kept beside it under its `key`. However long it is, little of it is in memory.
    """
    kept = flac.with_name(f"{key}.peaks")
    if kept.is_file():
        return kept.read_bytes()
    made = _peaks(flac)
    write_atomically(kept, made)
    return made


def _peaks(flac: Path) -> bytes:
    with soundfile.SoundFile(flac) as sound:
        step = max(1, sound.samplerate // PEAKS_PER_S, -(-sound.frames // MOST_PEAKS))
        found = []
        for block in sound.blocks(step * _BLOCKS, dtype="float32", always_2d=True, fill_value=0.0):
            highest = np.abs(block).max(axis=1).reshape(-1, step).max(axis=1)
            found.append(np.rint(highest.clip(0, 1) * 255).astype(np.uint8))
        count = -(-sound.frames // step)
    return np.concatenate(found)[:count].tobytes() if found else b""
