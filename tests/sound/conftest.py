"""Takes, plans and synthetic speech-like sound for the tests in this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from manifests.book import Metadata
from manifests.errors import StageError
from manifests.files import digest
from manifests.plan import EngineIdentity, Piece, Plan, PlannedChapter, Segment
from manifests.script import Line
from manifests.take import Audio, Take, TakeFacts
from manifests.voice import DraftVoice, Voice

RATE = 22050
ENGINE = EngineIdentity(name="draft", weights="test", sample_rate_hz=RATE)


def speech(seconds: float, seed: int = 0, level_db: float = -23.0, rate: int = RATE) -> Audio:
    """Make bursts of a voice-like harmonic tone with gaps, a crest factor near speech's, voiced RMS of `level_db`."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    pitch = 120 * (1 + 0.08 * np.sin(2 * np.pi * 0.7 * time + random.random()))
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    tone = sum(np.cos(n * phase) / n**1.1 for n in range(1, 30)) + 0.05 * random.standard_normal(len(time))
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * time + random.random()) + 0.6, 0, 1) ** 2
    sound = tone * syllables * (0.6 + 0.4 * np.sin(2 * np.pi * 0.23 * time))
    loud = syllables > 0.3
    return (sound * (10 ** (level_db / 20) / np.sqrt(np.mean(sound[loud] ** 2)))).astype(np.float32)


def voice(name: str = "narrator", gain_db: float = 0.0) -> Voice:
    return Voice(name=name, source=DraftVoice(), stand_in=DraftVoice(), gain_db=gain_db)


@dataclass
class Shelf:
    """Takes in memory, by key."""

    takes: dict[str, Take] = field(default_factory=dict)

    def load(self, key: str) -> Take:
        if key not in self.takes:
            raise StageError(f"the take {key} is missing")
        return self.takes[key]


@dataclass
class Studio:
    """A chapter that grows segment by segment, with its lines and takes."""

    shelf: Shelf = field(default_factory=Shelf)
    segments: list[Segment] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    voices: dict[str, Voice] = field(default_factory=lambda: {"narrator": voice()})

    def line(self, line_id: str, text: str = "words", ends: str = "paragraph") -> None:
        self.lines[line_id] = Line(id=line_id, chapter=1, text=text, ends=ends)

    def segment(
        self,
        audio: Audio,
        pieces: list[tuple[str, int, int, int]],
        *,
        speaker: str = "narrator",
        style: str | None = None,
        level_db: float = -23.0,
    ) -> None:
        """`pieces` are (line, first sample, end sample, pause in ms)."""
        key = digest([len(self.segments), audio.tobytes().hex()[:64], style])
        for line_id, *_ in pieces:
            if line_id not in self.lines:
                self.line(line_id)
        made = tuple(Piece(line=a, start=0, end=5, spoken="words", pause_after_ms=pause) for a, _, _, pause in pieces)
        self.segments.append(
            Segment(
                id=f"s{len(self.segments)}",
                chapter=1,
                scene=0,
                chain="1/0/narrator/0",
                role="narrator",
                voice=speaker,
                language="en",
                pieces=made,
                style=style,
                expected_s=1,
                key=key,
            )
        )
        facts = TakeFacts(
            key=key,
            engine=ENGINE,
            voice=self.voices[speaker],
            spoken=tuple("words" for _ in pieces),
            language="en",
            sample_rate_hz=RATE,
            samples=len(audio),
            pieces=tuple((first, end) for _, first, end, _ in pieces),
            voiced_level_db=level_db,
            peak_db=20 * np.log10(max(1e-6, float(np.abs(audio).max()))),
        )
        self.shelf.takes[key] = Take(facts, audio)

    def plan(self) -> tuple[Plan, PlannedChapter]:
        chapter = PlannedChapter(
            number=1, title="One", matter="chapter", segments=tuple(s.id for s in self.segments), expected_s=1
        )
        plan = Plan(
            engine=ENGINE,
            metadata=Metadata(title="Book"),
            preset="acx",
            seed=0,
            voices=self.voices,
            chapters=(chapter,),
            segments=tuple(self.segments),
        )
        return plan, chapter


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture(scope="session")
def talk() -> Callable[..., Audio]:
    return speech
