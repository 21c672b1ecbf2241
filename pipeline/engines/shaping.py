"""Shape what a voice says into a take: silence trimmed, pieces put side by side, one usual level."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from manifests.take import Audio
from pipeline.sound.speech_level import SILENCE_DB, peak_db, voiced_level_db

_TRIM_BELOW_PEAK_DB = 46.0
_KEPT_S = 0.03
_FADE_S = 0.004
_SILENT_PIECE_S = 0.05
_CEILING_DB = -1.0


def trimmed(sound: npt.NDArray[np.int16], sample_rate_hz: int) -> Audio:
    """`sound` from just before its first to just after its last audible sample, its ends faded to nothing.

    Audible means within 46 dB of the sound's own peak; 30 ms of what lies beyond are kept, where there are as many.
    Nothing audible at all becomes 50 ms of silence.
    """
    audio = sound.astype(np.float32) / np.float32(32768)
    threshold = np.abs(audio).max(initial=0.0) * 10 ** (-_TRIM_BELOW_PEAK_DB / 20)
    audible = np.flatnonzero(np.abs(audio) > threshold)
    if not len(audible):
        return np.zeros(round(_SILENT_PIECE_S * sample_rate_hz), np.float32)
    kept = round(_KEPT_S * sample_rate_hz)
    return faded(audio[max(0, audible[0] - kept) : audible[-1] + 1 + kept], sample_rate_hz)


def faded(audio: Audio, sample_rate_hz: int) -> Audio:
    """`audio` with its ends faded to nothing, over 4 ms."""
    audio = audio.copy()
    ramp = np.linspace(0, 1, min(round(_FADE_S * sample_rate_hz), len(audio) // 2), endpoint=False, dtype=np.float32)
    audio[: len(ramp)] *= ramp
    audio[len(audio) - len(ramp) :] *= ramp[::-1]
    return audio


def side_by_side(pieces: list[Audio]) -> tuple[Audio, tuple[tuple[int, int], ...]]:
    """One sound of all pieces, and where each lies in it as [start, end) in samples."""
    ends = np.cumsum([len(piece) for piece in pieces]).tolist()
    bounds = tuple(zip([0, *ends[:-1]], ends, strict=True))
    return np.concatenate(pieces), bounds


def levelled(audio: Audio, sample_rate_hz: int, target_db: float) -> Audio:
    """`audio` with its voiced level at `target_db`, or as near to it as a peak of -1 dB allows. Silence stays silence.

    The variants of espeak-ng lie between -30 and -9 dB at the same volume, too far apart for the few decibels by
    which stitching may correct a take.
    """
    level = voiced_level_db(audio, sample_rate_hz)
    if level <= SILENCE_DB:
        return audio
    gain_db = min(target_db - level, _CEILING_DB - peak_db(audio))
    return audio * np.float32(10 ** (gain_db / 20))
