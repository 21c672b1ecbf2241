"""What the tests of casting share: scripts in a line, cast files, recordings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from manifests.book import Metadata
from manifests.errors import CastError, InputError
from manifests.script import Line, Script, ScriptChapter

ScriptMaker = Callable[..., Script]
Writer = Callable[..., Path]


@pytest.fixture
def script_of() -> ScriptMaker:
    """A script in which each name says one line: `script_of("Alice", None, "Alice")`; None is the narrator."""

    def make(*names: str | None, title: str = "Alice", language: str = "en-GB", subtitle: str | None = None) -> Script:
        lines = tuple(
            Line(id=f"001-{number:04}", chapter=1, speaker=name, text=f"Line {number} of them.", origin="generated")
            for number, name in enumerate(names, 1)
        )
        metadata = Metadata(title=title, subtitle=subtitle, language=language)
        chapters = (ScriptChapter(number=1, title="One"),)
        return Script(metadata=metadata, chapters=chapters, lines=lines, hrefs=())

    return make


@pytest.fixture
def cast_file(tmp_path: Path) -> Writer:
    """Writes a cast file and returns its path."""

    def write(text: str, name: str = "cast.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def recording(tmp_path: Path) -> Writer:
    """Writes a recording: a voice-like tone of `seconds`, with silence around it, after `change` has changed it."""

    def write(
        name: str = "bob.wav",
        seconds: float = 5.0,
        *,
        silence_s: float = 0.5,
        rate: int = 24_000,
        level: float = 0.3,
        change: Callable[[np.ndarray], np.ndarray] = lambda sound: sound,
    ) -> Path:
        time = np.arange(int(seconds * rate)) / rate
        voice = level * np.sin(2 * np.pi * 140 * time) * (0.8 + 0.2 * np.sin(2 * np.pi * 3 * time))
        edge = np.zeros(int(silence_s * rate))
        path = tmp_path / name
        soundfile.write(path, change(np.concatenate([edge, voice, edge])), rate)
        return path

    return write


def _decodes_nothing(path: Path) -> tuple[np.ndarray, int]:
    raise InputError("cannot be decoded", path=path)


@pytest.fixture
def no_decoder() -> Callable[[Path], tuple[np.ndarray, int]]:
    """A decoder for which every file is broken."""
    return _decodes_nothing


@pytest.fixture
def refused() -> Callable[..., str]:
    """The message of the CastError that a call ends with."""

    def call(function: Callable[..., object], *arguments: object, **named: object) -> str:
        with pytest.raises(CastError) as caught:
            function(*arguments, **named)
        assert caught.value.exit_code == 3
        assert caught.value.remedy
        return str(caught.value)

    return call
