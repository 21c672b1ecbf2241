"""Compute features that two voices saying the same words share: mel cepstra, standardised, without pauses."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from manifests.take import Audio

HOP_S = 0.02
_WINDOW_S = 0.032
_MELS = 26
_CEPSTRA = 13
_HIGHEST_HZ = 5500.0

Cepstra = npt.NDArray[np.float32]


def cepstra(audio: Audio, rate_hz: int) -> tuple[Cepstra, npt.NDArray[np.float64]]:
    """Return ((frames, 24) features of the speech, (frames,) the start of each in seconds).

    12 cepstra, without the loudness, and their deltas; every column has mean 0 and standard deviation 1 over the take.
    """
    size, hop = round(_WINDOW_S * rate_hz), round(HOP_S * rate_hz)
    if len(audio) < size + 4 * hop:
        return np.zeros((0, 2 * (_CEPSTRA - 1)), np.float32), np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(audio, size)[::hop]
    transform = 1 << (size - 1).bit_length()
    spectrum = np.fft.rfft(frames * np.hamming(size).astype(np.float32), transform, axis=1)
    mel = (np.square(spectrum.real) + np.square(spectrum.imag)) @ _mel_bands(transform, rate_hz)
    level = 10 * np.log10(mel.sum(axis=1) + 1e-12)
    log_mel = np.log(mel + mel.mean() * 1e-5 + 1e-12)
    static = (log_mel @ _cosines())[:, 1:]
    delta = np.zeros_like(static)
    delta[2:-2] = (2 * (static[4:] - static[:-4]) + (static[3:-1] - static[1:-3])) / 10
    spoken = level > np.percentile(level, 95) - 32
    if spoken.sum() < 8:
        return np.zeros((0, 2 * (_CEPSTRA - 1)), np.float32), np.zeros(0)
    features = np.concatenate([static, delta], axis=1)[spoken]
    features = (features - features.mean(axis=0)) / (features.std(axis=0) + 1e-6)
    return features.astype(np.float32), np.flatnonzero(spoken) * hop / rate_hz


@cache
def _mel_bands(transform: int, rate_hz: int) -> npt.NDArray[np.float32]:
    """Return (bins, 26): triangular filters of equal width in mel, from 80 Hz up."""
    top = min(_HIGHEST_HZ, rate_hz / 2)
    edges = 700 * (10 ** (np.linspace(_mel(80.0), _mel(top), _MELS + 2) / 2595) - 1)
    hz = np.fft.rfftfreq(transform, 1 / rate_hz)[:, None]
    rising = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    bands: npt.NDArray[np.float32] = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    return bands


def _mel(hz: float) -> float:
    return float(2595 * np.log10(1 + hz / 700))


@cache
def _cosines() -> npt.NDArray[np.float32]:
    """Return (26, 13): the discrete cosine transform."""
    bands, order = np.arange(_MELS)[:, None] + 0.5, np.arange(_CEPSTRA)
    cosines: npt.NDArray[np.float32] = np.cos(np.pi * bands * order / _MELS).astype(np.float32)
    return cosines
