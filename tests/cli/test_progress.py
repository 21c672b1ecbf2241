"""Progress as a person sees it: it fits the terminal, its numbers are whole, and nothing is said twice."""

from __future__ import annotations

import io
import subprocess
import sys

import pyte
import pytest
from rich.cells import cell_len
from rich.console import Console

from pipeline.cli.display import LiveDisplay, PlainDisplay
from pipeline.cli.progress_line import StageProgress, progress_line

WIDTHS = (40, 60, 80, 120)
DETAILS = (
    "The Forty-First Lamp, 12 of 32 at work, 3 retakes",
    "第四十一章 灯火阑珊处的旧时光与未曾说出口的告别 一只在夜里醒着的猫",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung",
    "\x1b[2J\x07 a title \n of two lines",
)


def a_stage(done: float = 3723, total: float = 45296, detail: str = DETAILS[0], left_s: float | None = 14706):
    stage = StageProgress("record", total, "s", now=lambda: 0.0)
    stage.began = -600.0
    stage.advance(done, detail, left_s)
    return stage


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("detail", DETAILS)
def test_a_line_fits_and_its_numbers_are_whole(width, detail):
    line = progress_line(a_stage(detail=detail), width, sign="⠋ ").plain
    assert cell_len(line) < width
    assert "record" in line
    assert "1:02:03 of 12:34:56" in line or "1:02:03/12:34:56" in line
    assert "4:05:06 left" in line
    assert not {"\n", "\x1b", "\x07"} & set(line)


def test_a_name_that_has_no_room_is_cut_behind_a_word_or_left_out():
    assert progress_line(a_stage(), 40, sign="  ").plain.endswith("left")
    wide = progress_line(a_stage(), 95, sign="  ").plain
    assert wide.endswith(("  The Forty-First…", "  The Forty…"))
    assert DETAILS[0] in progress_line(a_stage(), 140, sign="  ").plain


@pytest.mark.parametrize("width", [5, 12, 24])
def test_a_terminal_that_is_too_narrow_gets_one_line_all_the_same(width):
    assert cell_len(progress_line(a_stage(), width, sign="⠋ ").plain) < width


def test_the_time_left_runs_down_between_two_takes():
    at = [100.0]
    stage = StageProgress("record", 60, "s", now=lambda: at[0])
    stage.advance(20, "", 50.0)
    at[0] += 12
    assert stage.left_s == 38.0
    stage.advance(20, "", None)
    assert stage.left_s == pytest.approx(6.0)  # by its own mean speed, 40 s in 12 s, where nobody tells better


def shown(width: int) -> list[str]:
    """The screen after a small production, as a terminal emulator has it."""
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=width, height=30, color_system="standard")
    with LiveDisplay(console) as display:
        display.stage("prepare", 0, "")
        display.stage("prepare", 0, "")
        for _ in range(2):
            display.note("the draft voice speaks, because nothing else can be had in this place at this time")
        display.stage("record", 0, "s")
        display.stage("stitch", 7261, "s")
        for title in DETAILS:
            display.advance(1815.25, title)
            display._live.refresh()
        display.stage("package", 11, "files")
        display.advance(11, "01 - The Forty-First Lamp.mp3")
    screen = pyte.Screen(width, 30)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(written.getvalue())
    return [line.rstrip() for line in screen.display if line.strip()]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_terminal_shows_one_line_for_each_stage_and_each_note_once(width):
    lines = shown(width)
    stages = [line.split()[1] for line in lines if line.startswith("✓")]
    assert stages == ["prepare", "stitch", "package"]
    assert sum("note:" in line for line in lines) == 1
    assert all(line.startswith("✓") for line in lines[-3:])
    assert "2:01:01 of audio" in lines[-2]


def test_plain_lines_move_no_cursor_and_repeat_nothing(capsys):
    display = PlainDisplay(every_s=0.0)
    display.stage("prepare", 0, "")
    display.stage("prepare", 0, "")
    display.note("once")
    display.note("once")
    display.stage("record", 0, "s")
    display.stage("master", 60, "s")
    display.advance(30, "One\x1b[2J", 12.0)
    display.advance(30, "Two")
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["prepare", "note", "record", *["master"] * 3]
    assert "0:12 left" in lines[-2]
    assert len(set(lines)) == len(lines)
    assert not any("\x1b" in line or "\r" in line for line in lines)


def test_something_is_said_before_anything_heavy_is_imported(tmp_path):
    (tmp_path / "tide.md").write_text("# One\n\nThe tide came in.\n")
    probe = """
import io, sys
class Screen(io.StringIO):
    def write(self, text):
        heavy = {'torch', 'spacy', 'prefect', 'numpy', 'lxml', 'ebooklib', 'soundfile', 'rich', 'pydantic', 'pipeline.reading'}
        print(text, sorted(heavy & set(sys.modules)))
        sys.stdout.flush()
        raise SystemExit(0)
sys.stderr = Screen()
from pipeline.cli import main
main([sys.argv[1], sys.argv[2]])
"""
    for command in ("render", "plan"):
        argv = [sys.executable, "-c", probe, command, str(tmp_path / "tide.md")]
        run = subprocess.run(argv, capture_output=True, text=True, check=True)
        assert run.stdout.strip() == "reading tide.md … []", run.stderr
