"""An audition lets each role be heard with lines of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import soundfile

from pipeline.cli import main
from pipeline.sound.ffmpeg import probe_audio

STORY = """# One

The harbour lay empty when Mara came down to the wall, and the gulls were asleep.

“Is anybody here? I have come a long way to see you,” said Mara.

“Only me and the gulls, and neither of us expected you,” said Tom.
"""
CAST = """narrator: n
voices: {n: {draft: {}}, m: {draft: {variant: f4}}, t: {draft: {variant: m7}}}
roles: {Mara: m, Tom: {voice: t, aliases: [Thomas]}, Nobody: t}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tide.md").write_text(STORY, encoding="utf-8")
    (tmp_path / "cast.yaml").write_text(CAST, encoding="utf-8")
    return tmp_path


def heard(folder: Path, capsys, *options: str) -> list[dict]:
    command = ["audition", str(folder / "cast.yaml"), "-o", str(folder / "a.wav"), "--engine", "draft", "--json"]
    assert main([*command, *options]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_role_speaks_its_own_lines_announced_by_the_narrator(folder, capsys):
    cues = heard(folder, capsys, "--book", str(folder / "tide.md"))
    told = [(cue["role"], cue["speaker"]) for cue in cues]
    assert told[:2] == [("Narrator", None), ("Narrator", None)]
    assert told[-2:] == [("Nobody", None), ("Nobody", "Nobody")]
    assert any(cue["role"] == "Tom" and "gulls" in cue["text"] for cue in cues)
    assert any(cue["role"] == "Mara" and "long way" in cue["text"] for cue in cues)
    sound = soundfile.info(folder / "a.wav")
    assert sound.duration == pytest.approx(cues[-1]["end_s"], abs=3)
    assert [cue["start_s"] for cue in cues] == sorted(cue["start_s"] for cue in cues)


def test_the_file_s_ending_says_what_is_written(folder, capsys):
    heard(folder, capsys, "--no-announce", "--role", "Tom", "-o", str(folder / "heard.mp3"))
    assert probe_audio(folder / "heard.mp3").codec == "mp3"


def test_without_a_book_and_announcements_a_standard_sentence_is_heard(folder, capsys):
    cues = heard(folder, capsys, "--no-announce", "--role", "thomas", "--role", "narrator")
    assert [cue["role"] for cue in cues] == ["Tom", "Narrator"]
    assert cues[0]["text"] == cues[1]["text"]


@pytest.mark.parametrize(
    ("options", "told"), [(["--role", "Bob"], "Bob"), (["-o", "a.txt"], ".wav"), (["--book", "no.epub"], "no.epub")]
)
def test_what_cannot_be_meant_is_exit_3(folder, capsys, options, told):
    assert main(["audition", str(folder / "cast.yaml"), "--engine", "draft", *options]) == 3
    assert told in capsys.readouterr().err
