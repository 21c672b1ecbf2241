"""Find faults in the short-time spectrum of a take: tones of constant pitch, and frozen sounds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from manifests.take import Audio

_BUZZ_WINDOW_S = 0.046
_TONE_WINDOW_S = 0.036
"""In seconds whatever the rate: in a window twice as long a high steady voice is as narrow as a whistle."""
_LOWEST_TONE_HZ = 1000.0
_STANDS_OUT_DB = 13.0
_TONE_BELOW_VOICE_DB = 45.0
_BUZZ_BELOW_VOICE_DB = 30.0
_STILL_WITHIN_DB = 1.0
_WITHIN_S = 0.5
_BANDS = 20

Power = npt.NDArray[np.float32]


def power_frames(audio: Audio, rate_hz: int, window_s: float) -> tuple[Power, float]:
    """Return ((frames, bins) power in Hann windows of about `window_s` seconds, hop in seconds)."""
    hop = round(window_s * rate_hz / 2)
    size = 2 * hop
    if len(audio) < size:
        return np.zeros((0, size // 2 + 1), np.float32), hop / rate_hz
    frames = np.lib.stride_tricks.sliding_window_view(audio, size)[::hop]
    window = np.hanning(size).astype(np.float32)
    spectrum = np.fft.rfft(frames * (window / window.sum()), axis=1)
    return (np.square(spectrum.real) + np.square(spectrum.imag)).astype(np.float32), hop / rate_hz


def longest_tone(audio: Audio, rate_hz: int, voiced_db: float) -> tuple[float, float]:
    """Return (seconds, start in s) of a narrow tone above 1 kHz that stays in one bin, within half a second."""
    power, hop_s = power_frames(audio, rate_hz, _TONE_WINDOW_S)
    if not len(power):
        return 0.0, 0.0
    lowest = round(_LOWEST_TONE_HZ / (rate_hz / 2) * (power.shape[1] - 1))
    # Mean of the bins 4 to 12 away on both sides; the window spreads a tone over 2.
    sums = np.cumsum(np.pad(power, ((0, 0), (13, 12))), axis=1, dtype=np.float64)
    bins = power.shape[1]
    below = sums[:, 9 : 9 + bins] - sums[:, 0:bins]
    above = sums[:, 25 : 25 + bins] - sums[:, 16 : 16 + bins]
    around = np.maximum(below, above) / 9
    loud = 10 ** ((voiced_db - _TONE_BELOW_VOICE_DB) / 10)
    tonal = (power > around * 10 ** (_STANDS_OUT_DB / 10)) & (power > loud)
    tonal[:, :lowest] = False
    kept = tonal.copy()
    kept[:, 1:] |= tonal[:, :-1]
    kept[:, :-1] |= tonal[:, 1:]
    # The voice masks a tone now and then: what counts is the share of half a second in which it is present.
    width = min(len(kept), round(_WITHIN_S / hop_s))
    sums = np.cumsum(np.pad(kept, ((1, 0), (0, 0))), axis=0, dtype=np.int32)
    there = (sums[width:] - sums[:-width]).max(axis=1)
    at = int(there.argmax())
    return float(there[at]) * hop_s, at * hop_s


def longest_buzz(audio: Audio, rate_hz: int, voiced_db: float) -> tuple[float, float]:
    """Return (seconds, start in s) of the longest sound in which no band changes by more than 1 dB per frame."""
    power, hop_s = power_frames(audio, rate_hz, _BUZZ_WINDOW_S)
    if len(power) < 2:
        return 0.0, 0.0
    edges = np.unique(np.round(np.geomspace(2, power.shape[1] - 1, _BANDS + 1)).astype(int))
    bands = np.add.reduceat(power, edges[:-1], axis=1)
    floor = 10 ** ((voiced_db - 50) / 10)
    moves = np.abs(np.diff(10 * np.log10(bands + floor), axis=0)).mean(axis=1)
    loud = power.sum(axis=1)[1:] > 10 ** ((voiced_db - _BUZZ_BELOW_VOICE_DB) / 10) * 0.3
    return _longest(((moves < _STILL_WITHIN_DB) & loud)[:, None], hop_s)


def _longest(mask: npt.NDArray[np.bool_], hop_s: float) -> tuple[float, float]:
    """Return (seconds, start in s) of the longest run of True in any column of (frames, columns)."""
    stretch = np.zeros(mask.shape[1], np.int32)
    longest, end = 0, 0
    for index, row in enumerate(mask):
        stretch = (stretch + 1) * row
        if (now := int(stretch.max(initial=0))) > longest:
            longest, end = now, index
    return longest * hop_s, max(0, end - longest + 1) * hop_s


def resampled(audio: Audio, rate_hz: int, to_hz: int) -> Audio:
    """Resample `audio` via its spectrum, removing everything above half the lower rate."""
    if rate_hz == to_hz or not len(audio):
        return audio
    count = max(1, round(len(audio) * to_hz / rate_hz))
    # A length with small prime factors, so that the transform is fast whatever the take's length.
    padded = -(-len(audio) // rate_hz) * rate_hz
    spectrum = np.fft.rfft(audio, padded)
    whole = padded * to_hz // rate_hz
    kept = spectrum[: whole // 2 + 1]
    sound: Audio = (np.fft.irfft(kept, whole)[:count] * (whole / padded)).astype(np.float32)
    return sound
