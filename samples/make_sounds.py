"""Makes the sounds of the sample show: `python -m samples.make_sounds` (the finished files are committed).

Nothing is recorded: chords of sines, and noise that is shaped to a door and to rain.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

RATE_HZ = 32_000
FOLDER = Path(__file__).parent / "sounds"
CHORDS = ((220.0, 277.18, 329.63), (185.0, 220.0, 277.18), (146.83, 220.0, 293.66), (164.81, 207.65, 246.94))

Sound = npt.NDArray[np.float64]


def theme(chord_s: float = 2.0) -> Sound:
    """Four plucked chords."""
    return np.concatenate([_chord(notes, chord_s) for notes in CHORDS])


def door() -> Sound:
    """A door that falls shut: a low knock and a rattle."""
    time = np.arange(round(0.9 * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(7).standard_normal(len(time))
    knock = np.sin(2 * np.pi * 70 * time) * np.exp(-18 * time) + 0.3 * noise * np.exp(-40 * time)
    late = np.maximum(0, time - 0.25)
    shut: Sound = 0.6 * knock + 0.12 * noise * np.exp(-30 * late) * (time > 0.25)
    return shut


def rain(seconds: float = 8.0) -> Sound:
    """Steady rain: noise without its lows, with drops in it."""
    random = np.random.default_rng(11)
    noise = random.standard_normal(round(seconds * RATE_HZ))
    hiss = np.diff(noise, prepend=0.0)
    drops = np.zeros(len(noise))
    drops[random.integers(0, len(noise) - 1, 120)] = random.uniform(1, 4, 120)
    tick = np.exp(-np.arange(400) / 60.0) * np.sin(np.arange(400) * 0.6)
    return 0.05 * hiss + 0.05 * np.convolve(drops, tick)[: len(noise)]


def _chord(notes: tuple[float, ...], seconds: float) -> Sound:
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    strings = np.asarray(
        np.sum([np.sin(2 * np.pi * note * n * time) / n**2 for note in notes for n in (1, 2, 3)], axis=0), np.float64
    )
    plucked: Sound = 0.16 * strings * np.minimum(1, time / 0.01) * np.exp(-0.9 * time)
    return plucked


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, made in (("theme", theme()), ("door", door()), ("rain", rain())):
        soundfile.write(FOLDER / f"{name}.ogg", made, RATE_HZ, format="OGG", subtype="VORBIS")
