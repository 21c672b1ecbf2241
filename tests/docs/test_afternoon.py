"""The page on a director's afternoon, executed: each command, in order, and what the page says that it prints."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from manifests.notes import read_notes
from pipeline.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "afternoon.md"
SAMPLE = "the-lamplighters-door"
ID = re.compile(r"\b[0-9a-f]{8}\b")


@dataclass
class Step:
    """A command of the page, and the lines that it shows of what that prints."""

    command: str
    shown: list[str]
    code: int = 0


def _steps() -> list[Step]:
    steps: list[Step] = []
    for block in re.findall(r"^```console\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append(Step(line.removeprefix("$ "), []))
            elif code := re.fullmatch(r"\(exit code (\d)\)", line):
                steps[-1].code = int(code[1])
            elif line.strip() not in ("", "…"):
                steps[-1].shown.append(" ".join(line.split()))
    return steps


def _said_here(command: str, ids: dict[str, str]) -> str:
    """The command with the ids that the page's stand for here."""
    return ID.sub(lambda found: ids.get(found[0], found[0]), command)


def _learned(line: str, printed: str) -> dict[str, str]:
    """The line in what was printed, whatever its ids are: the page's ids with those that they stand for here."""
    wanted = ID.sub("([0-9a-f]{8})", re.escape(line))
    found = re.search(wanted, printed)
    assert found, f"{line!r} is not in:\n{printed}"
    return dict(zip(ID.findall(line), found.groups(), strict=True))


@pytest.mark.slow
def test_the_afternoon_goes_as_the_page_tells(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for suffix in (".epub", ".cast.yaml"):
        shutil.copy(ROOT / "samples" / f"{SAMPLE}{suffix}", tmp_path)
    ids: dict[str, str] = {}
    steps = _steps()
    for step in steps:
        code = main(shlex.split(_said_here(step.command, ids))[1:])
        told = capsys.readouterr()
        assert code == step.code, f"{step.command}\n{told.err}"
        printed = " ".join(f"{told.out} {told.err}".split())
        for line in step.shown:
            ids |= _learned(line, printed)
    counts = [
        sum(bool(re.search(asked, step.command)) for step in steps) for asked in ("--kind", "--choose", "--speaker")
    ]
    assert counts == [10, 2, 1]
    notes = read_notes(tmp_path / "door" / "notes.jsonl")
    assert len(notes.flags) == 10
    assert not [flag for flag in notes.flags if notes.is_open(flag.id)]
    assert (tmp_path / f"{SAMPLE}.corrections.yaml").is_file()
    page = (tmp_path / "door" / "report.html").read_text(encoding="utf-8")
    assert "approved by Ada" in page
    assert "Done with: 10" in page
