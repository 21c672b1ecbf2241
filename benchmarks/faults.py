"""What goes wrong in takes, made on purpose: faults injected into clean speech for benchmarks and tests.

Every fault is a function of (audio, rate, random) that returns the spoilt audio. Those of the words are made by
speaking other words (`WORD_FAULTS`), or, in a recording, at the borders of its words (`cut_out`, `said_twice`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Audio = npt.NDArray[np.float32]
Random = np.random.Generator
Fault = Callable[[Audio, int, Random], Audio]

FOREIGN = ("And so he", "In this regard,", "Yes, yes.", "Of the matter", "Well now, my dear,", "Then it was that")


def _frames_db(audio: Audio, rate: int) -> npt.NDArray[np.float64]:
    length = rate // 100
    frames = audio[: len(audio) // length * length].reshape(-1, length).astype(np.float64)
    levels: npt.NDArray[np.float64] = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-12)
    return levels


def _voice_db(audio: Audio, rate: int) -> float:
    frames = _frames_db(audio, rate)
    return float(10 * np.log10(np.mean(10 ** (frames[frames > frames.max() - 20] / 10))))


def cut_end(audio: Audio, rate: int, random: Random) -> Audio:
    """The last syllable is cut: all after a point inside the last 100 to 250 ms of voice."""
    frames = _frames_db(audio, rate)
    voiced = np.flatnonzero(frames > _voice_db(audio, rate) - 12)
    end = (voiced[-1] + 1) * (rate // 100) - round(random.uniform(0.10, 0.25) * rate)
    # Cut inside a voiced frame: a cut in a consonant's closure cannot be told from an ending.
    inside = voiced[voiced * (rate // 100) <= end]
    end = (int(inside[-1]) + 1) * (rate // 100) if len(inside) else end
    cut = audio[:end].copy()
    fade = rate // 250  # as long as the draft voice's own, so that no fade gives the cut away
    cut[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return cut


def whistle(audio: Audio, rate: int, random: Random) -> Audio:
    """Half a second of a tone between 1.5 and 6 kHz, 8 to 20 dB under the voice."""
    count = min(len(audio), rate // 2)
    start = int(random.integers(0, len(audio) - count + 1))
    time = np.arange(count) / rate
    peak = 10 ** ((_voice_db(audio, rate) - random.uniform(8, 20)) / 20) * np.sqrt(2)
    sound = np.sin(2 * np.pi * random.uniform(1500, 6000) * time) * peak * np.hanning(count) ** 0.2
    spoilt = audio.copy()
    spoilt[start : start + count] += sound.astype(np.float32)
    return spoilt


def faster(audio: Audio, rate: int, random: Random) -> Audio:
    """30 % faster at the same pitch, by overlapping windows where they fit best."""
    size, search = round(0.03 * rate), round(0.008 * rate)
    hop, window = size // 2, np.hanning(size).astype(np.float32)
    out = np.zeros(round(len(audio) / 1.3) + size, np.float32)
    weight = np.full_like(out, 1e-3)
    at, place = 0, 0
    while place + size < len(out) and round(place * 1.3) + size + search < len(audio):
        wanted = round(place * 1.3)
        natural = audio[at + hop : at + hop + size]
        starts = range(max(0, wanted - search), wanted + search, 4)
        at = max(starts, key=lambda start: float(audio[start : start + len(natural)] @ natural)) if place else 0
        out[place : place + size] += audio[at : at + size] * window
        weight[place : place + size] += window
        place += hop
    return (out / weight)[:place]


def rising(audio: Audio, rate: int, random: Random) -> Audio:
    """The level rises by 8 dB from beginning to end."""
    gain_db = np.linspace(-8, 0, len(audio)) + 3
    return (audio * 10 ** (gain_db / 20)).astype(np.float32)


def silence_inside(audio: Audio, rate: int, random: Random) -> Audio:
    """3 s of silence at one of the quieter places."""
    frames = _frames_db(audio, rate)
    middle = np.arange(len(frames) // 8, len(frames) - len(frames) // 8)
    quiet = middle[np.argsort(frames[middle])[: max(1, len(middle) // 8)]]
    at = int(random.choice(quiet)) * (rate // 100)
    return np.concatenate([audio[:at], np.zeros(3 * rate, np.float32), audio[at:]])


def clipped(audio: Audio, rate: int, random: Random) -> Audio:
    """Peaks 4 to 12 dB over what fits, cut flat; then as loud as before."""
    limit = float(np.abs(audio).max()) * 10 ** (-random.uniform(4, 12) / 20)
    return np.clip(audio, -limit, limit)


SIGNAL_FAULTS: dict[str, Fault] = {
    "last syllable cut": cut_end,
    "0.5 s whistle": whistle,
    "30 % faster": faster,
    "level rising 8 dB": rising,
    "3 s silence inside": silence_inside,
    "clipped": clipped,
}


def dropped(words: list[str], random: Random) -> list[str]:
    """One word is left out: any but the last."""
    at = int(random.integers(0, len(words) - 1))
    return words[:at] + words[at + 1 :]


def repeated(words: list[str], random: Random) -> list[str]:
    """One word is said twice."""
    at = int(random.integers(0, len(words)))
    return [*words[: at + 1], *words[at:]]


def foreign(words: list[str], random: Random) -> list[str]:
    """Words of something else stand before the line."""
    return [*FOREIGN[int(random.integers(len(FOREIGN)))].split(), *words]


WORD_FAULTS: dict[str, Callable[[list[str], Random], list[str]]] = {
    "word dropped": dropped,
    "word repeated": repeated,
    "foreign words before": foreign,
}


def cut_out(audio: Audio, rate: int, start_s: float, end_s: float) -> Audio:
    """A recording without what lies between two borders of its words, joined over 5 ms."""
    return joined([audio[: round(start_s * rate)], audio[round(end_s * rate) :]], rate)


def said_twice(audio: Audio, rate: int, start_s: float, end_s: float) -> Audio:
    """A recording in which what lies between two borders is heard twice."""
    return joined([audio[: round(end_s * rate)], audio[round(start_s * rate) :]], rate)


def joined(parts: list[Audio], rate: int) -> Audio:
    """Recordings one after the other, faded into each other over 5 ms."""
    fade = round(0.005 * rate)
    whole = parts[0]
    for part in parts[1:]:
        if min(len(whole), len(part)) < fade:
            whole = np.concatenate([whole, part])
            continue
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        over = whole[-fade:] * (1 - ramp) + part[:fade] * ramp
        whole = np.concatenate([whole[:-fade], over, part[fade:]])
    return whole
