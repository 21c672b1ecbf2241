"""Recordings of people with faults cut in at the borders of their words, which pocketsphinx finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.faults import Audio, cut_out, joined, said_twice

WORDS = {
    "librivox-sense-0870.wav": "and mister john dashwood had then leisure to consider how much there might be "
    "prudently in his power to do for them",
    "librivox-sense-0880.wav": "he was not an ill disposed young man",
    "jfk.flac": "and so my fellow americans ask not what your country can do for you "
    "ask what you can do for your country",
    "lj050-0131.wav": "unless a system is established for the frequent formal review of activities thereunder "
    "in this regard",
}
RATE_HZ = 16_000
PART = 8
_UNKNOWN = {"thereunder": "DH EH R AH N D ER"}

Clip = tuple[Audio, list[tuple[str, float, float]]]


def clips(folder: Path) -> list[Clip]:
    """Each recording at 16 kHz, with its words and their borders in seconds."""
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None)
    for word, phones in _UNKNOWN.items():
        decoder.add_word(word, phones, True)
    found = []
    for name, words in WORDS.items():
        sound, rate = soundfile.read(folder / name, dtype="float32", always_2d=True)
        mono = sound.mean(axis=1)
        audio = np.interp(np.arange(0, len(mono) / rate, 1 / RATE_HZ), np.arange(len(mono)) / rate, mono)
        decoder.set_align_text(words)
        decoder.start_utt()
        decoder.process_raw((audio * 32767).astype(np.int16).tobytes(), full_utt=True)
        decoder.end_utt()
        borders = [
            (one.word.split("(")[0], one.start_frame / 100, (one.end_frame + 1) / 100)
            for one in decoder.seg()
            if not one.word.startswith("<")
        ]
        found.append((audio.astype(np.float32), borders))
    return found


def spoilt_clips(folder: Path) -> Iterator[tuple[str, str, Audio, int]]:
    """(kind of fault or clean, the words that should be heard, sound, rate) of every part of eight words and whole."""
    random = np.random.default_rng(1)
    all_clips = clips(folder)
    for number, (audio, words) in enumerate(all_clips):
        parts = [(0, len(words)), *((at, at + PART) for at in range(0, len(words) - PART, 2))]
        for first, last in parts:
            start_s = max(0.0, words[first][1] - 0.03)
            part = audio[round(start_s * RATE_HZ) : round((words[last - 1][2] + 0.05) * RATE_HZ)]
            text = " ".join(word for word, _, _ in words[first:last]) + "."
            yield "clean", text, part, RATE_HZ
            for at in random.choice(np.arange(first, last - 1), 2, replace=False):
                borders = words[at][1] - start_s, words[at][2] - start_s
                yield "word dropped", text, cut_out(part, RATE_HZ, *borders), RATE_HZ
                yield "word repeated", text, said_twice(part, RATE_HZ, *borders), RATE_HZ
            other, others = all_clips[(number + 1 + int(random.integers(3))) % len(all_clips)]
            before = other[round(others[1][1] * RATE_HZ) : round(others[3][2] * RATE_HZ)]
            yield "foreign words before", text, joined([before, part], RATE_HZ), RATE_HZ
