"""Synthetic room tone, so that no pause is digital silence.

Shaped noise, falling about 3 dB per octave between a rumble filter and the middle of the speech band, and steeply
above: hiss would be audible, and LAME takes longer to encode it. It is a 12 s loop from an inverse Fourier transform,
so that its ends join seamlessly. The same seed gives the same tone, whatever the block sizes.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from pipeline.sound.levels import amplitude

LOOP_SAMPLES = 1 << 19
RUMBLE_HZ = 60.0
TOP_HZ = 4000.0


class RoomTone:
    """Room tone of `level_db` RMS at `rate_hz`, chosen by `seed` (a chapter's key)."""

    def __init__(self, seed: str, *, level_db: float, rate_hz: int) -> None:
        self._loop = _loop(seed, rate_hz) * np.float32(amplitude(level_db))

    def samples(self, start: int, count: int) -> npt.NDArray[np.float32]:
        """Return the tone from sample `start` on: (count,) float32."""
        tone: npt.NDArray[np.float32] = np.take(self._loop, np.arange(start, start + count), mode="wrap")
        return tone


def _loop(seed: str, rate_hz: int) -> npt.NDArray[np.float32]:
    """Generate a loop of shaped noise with an RMS of 1: (LOOP_SAMPLES,) float32."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:16], "big")
    generator = np.random.Generator(np.random.PCG64(number))
    bins = LOOP_SAMPLES // 2 + 1
    hz = np.arange(bins, dtype=np.float32) * np.float32(rate_hz / LOOP_SAMPLES)
    shape = 1 / np.sqrt(np.maximum(hz, RUMBLE_HZ))
    shape *= np.minimum(1, hz / RUMBLE_HZ) / (1 + (hz / TOP_HZ) ** 8)
    phase = generator.random(bins, dtype=np.float32) * np.float32(2 * np.pi)
    spectrum = shape * np.exp(np.complex64(1j) * phase)
    loop = np.fft.irfft(spectrum, LOOP_SAMPLES)
    normal: npt.NDArray[np.float32] = (loop / np.sqrt(np.mean(loop**2))).astype(np.float32)
    return normal
