"""Signal checks: faults of a take that show without understanding the words.

    pace, length         against the role's own habits, or the norm of the language
    lead, tail, hole     silence at the ends and inside
    ending               a voice that breaks off instead of fading
    level, slope         against the role, and from the take's beginning to its end
    clip, dc, click      technical faults of a recording
    tone, buzz           a whistle above the voice, a frozen sound

Each is a function of a `ProofInput` that returns one verdict, or None where it does not apply. Limits are tuned by
`benchmarks/proofing.py`; `docs/proofing.md` lists them with their results.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from manifests.take import Verdict
from pipeline.language.pace import speech_s
from pipeline.proofing.level_drift import rise_db
from pipeline.proofing.proof_input import FRAME_S, ProofInput, runs
from pipeline.proofing.role_baselines import RoleBaseline
from pipeline.proofing.spectrum import longest_buzz, longest_tone

PACE_OF_LANGUAGE = (0.5, 2.2)
PACE_OF_ROLE = 0.14
PACE_SHORT = 0.1
LENGTH = (0.4, 2.2)
LENGTH_SLACK_S = 1.0
END_SILENCE_S = 0.35
HOLE_S = 1.6
ENDING_BELOW_DB = 25.0
LEVEL_OF_ROLE_DB = 6.0
LEVEL_RANGE_DB = (-45.0, -6.0)
RISE_DB = 4.2
FALL_DB = 11.0  # speakers drop their voice by up to 8 dB towards a full stop
SLOPE_SHORTEST_S = 2.0
CLIPPED_SAMPLES = 3.0
DC = 0.25
CLICK = 9.0
TONE_S = 0.26
BUZZ_S = 0.4


def pace(heard: ProofInput) -> Verdict | None:
    """Seconds of speech per expected second: more is slower."""
    if heard.expected_s <= 0:
        return None
    return judged_pace(heard.speech_s / heard.expected_s, heard.expected_s, heard.habits)


def judged_pace(ratio: float, expected_s: float, habits: RoleBaseline | None) -> Verdict:
    """Judge a measured pace; the fewer the words, the wider the limits."""
    low, high = PACE_OF_LANGUAGE
    short = PACE_SHORT / expected_s
    if habits is not None:
        usual, room = math.exp(habits.pace), math.exp(PACE_OF_ROLE + short)
        low, high = max(low, usual / room), min(high, usual * room)
    else:
        low, high = low / (1 + short), high * (1 + short)
    return _between("pace", ratio, low, high)


def length(heard: ProofInput) -> Verdict:
    """Total seconds per expected second, pauses included; one extra second is tolerated, for the shortest lines."""
    expected = speech_s(heard.spoken, heard.language) / heard.tempo
    low, high = LENGTH
    return _between("length", heard.seconds / max(expected, 0.1), low, high + LENGTH_SLACK_S / max(expected, 0.1))


def lead(heard: ProofInput) -> Verdict:
    """Seconds of silence before the first sound."""
    silent = next((end for start, end in heard.pauses[:1] if start == 0), 0) * FRAME_S
    return _at_most("lead", silent, END_SILENCE_S, at_s=0.0)


def tail(heard: ProofInput) -> Verdict:
    """Seconds of silence after the last sound."""
    count = len(heard.still)
    silent = next((end - start for start, end in heard.pauses[-1:] if end == count), 0) * FRAME_S
    return _at_most("tail", silent, END_SILENCE_S, at_s=heard.seconds - silent)


def hole(heard: ProofInput) -> Verdict:
    """Longest inner silence, in seconds."""
    count = len(heard.still)
    inner = [(end - start, start) for start, end in heard.pauses if start > 0 and end < count]
    longest, start = max(inner, default=(0, 0))
    return _at_most("hole", longest * FRAME_S, HOLE_S, at_s=start * FRAME_S)


def ending(heard: ProofInput) -> Verdict | None:
    """Level of the last 5 ms in dB below the voice: a voice that was cut off does not fade."""
    edge = round(0.001 * heard.rate_hz)
    last = heard.audio[: len(heard.audio) - edge][-round(0.005 * heard.rate_hz) :]
    if not len(last):
        return None
    power = float(np.mean(np.square(last, dtype=np.float64)))
    below = heard.voiced_db - max(-120.0, 10 * math.log10(power) if power > 0 else -120.0)
    return _verdict("ending", below, ENDING_BELOW_DB, below >= ENDING_BELOW_DB, at_s=heard.seconds)


def level(heard: ProofInput) -> Verdict:
    """Level of the voice without the style's gain, in dB."""
    return judged_level(heard.voiced_db - heard.level_db, heard.habits)


def judged_level(own_db: float, habits: RoleBaseline | None) -> Verdict:
    """Judge a measured level."""
    low, high = LEVEL_RANGE_DB
    if habits is not None:
        low, high = habits.level_db - LEVEL_OF_ROLE_DB, habits.level_db + LEVEL_OF_ROLE_DB
    return _between("level", own_db, low, high)


def slope(heard: ProofInput) -> Verdict | None:
    """Rise of the voice's level from beginning to end, in dB."""
    rise = rise_db(heard) if heard.seconds >= SLOPE_SHORTEST_S else None
    return None if rise is None else _between("slope", rise, -FALL_DB, RISE_DB)


def clip(heard: ProofInput) -> Verdict:
    """Samples per second in flat tops: three or more in a row at the sound's maximum."""
    audio, flat, first = heard.audio, 0, 0
    for side in (audio, -audio):
        top = float(side.max(initial=0.0))
        if top > 1e-3:
            tops = [(start, end) for start, end in runs(side >= top * 0.999) if end - start >= 3]
            flat += sum(end - start for start, end in tops)
            first = first or (tops[0][0] if tops else 0)
    return _at_most("clip", flat / max(heard.seconds, 0.1), CLIPPED_SAMPLES, at_s=first / heard.rate_hz)


def dc(heard: ProofInput) -> Verdict:
    """Mean as a share of the RMS."""
    audio = heard.audio.astype(np.float64)
    rms = math.sqrt(float(np.mean(np.square(audio)))) if len(audio) else 0.0
    return _at_most("dc", abs(float(audio.mean())) / rms if rms > 1e-5 else 0.0, DC)


def click(heard: ProofInput) -> Verdict | None:
    """Ratio of the sharpest bend in the waveform to its surroundings."""
    width = max(1, round(0.001 * heard.rate_hz))
    bends = np.abs(np.diff(heard.audio, 2))
    blocks = bends[: len(bends) // width * width].reshape(-1, width).max(axis=1, initial=0.0)
    if len(blocks) < 40:
        return None
    padded = np.pad(blocks, 15)
    around = np.zeros_like(blocks)
    for shift in (*range(-15, -1), *range(2, 16)):
        np.maximum(around, padded[15 + shift : 15 + shift + len(blocks)], out=around)
    floor = 10 ** (heard.voiced_db / 20) * 0.05
    stands_out = blocks / np.maximum(around, floor)
    at = int(stands_out.argmax())
    return _at_most("click", float(stands_out[at]), CLICK, at_s=at * 0.001)


def tone(heard: ProofInput) -> Verdict:
    """Seconds, within half a second, in which a narrow tone above 1 kHz keeps its pitch."""
    seconds, at_s = longest_tone(heard.audio, heard.rate_hz, heard.voiced_db)
    return _at_most("tone", seconds, TONE_S, at_s=at_s)


def buzz(heard: ProofInput) -> Verdict:
    """Seconds of the longest sound with a constant spectrum."""
    seconds, at_s = longest_buzz(heard.audio, heard.rate_hz, heard.voiced_db)
    return _at_most("buzz", seconds, BUZZ_S, at_s=at_s)


CHECKS: tuple[Callable[[ProofInput], Verdict | None], ...] = (
    pace, length, lead, tail, hole, ending, level, slope, clip, dc, click, tone, buzz,
)  # fmt: skip


def listen(heard: ProofInput) -> tuple[Verdict, ...]:
    """Run every check that applies, in the order of CHECKS."""
    return tuple(verdict for check in CHECKS if (verdict := check(heard)) is not None)


def _verdict(check: str, value: float, limit: float, passed: bool, *, at_s: float | None = None) -> Verdict:
    return Verdict(
        check=check,
        value=round(float(value), 4),
        limit=round(float(limit), 4),
        passed=passed,
        at_s=None if passed or at_s is None else round(at_s, 2),
    )


def _at_most(check: str, value: float, limit: float, *, at_s: float | None = None) -> Verdict:
    return _verdict(check, value, limit, value <= limit, at_s=at_s)


def _between(check: str, value: float, low: float, high: float) -> Verdict:
    """Judge a value by two limits; the verdict names the nearer one."""
    limit = low if abs(value - low) < abs(value - high) else high
    return _verdict(check, value, limit, low <= value <= high)
