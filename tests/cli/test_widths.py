"""What commands print fits the terminal: no line is broken within a word, or pushed out of the picture."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from pipeline.cli import main, tables
from pipeline.cli.parser import command_parser, commands_of

BOOK = """---
title: The Lamplighter's Very Long Way Home Through All the Streets of the Harbour Town, and What He Saw There
author: Ada Lumen
language: en
---

# The Forty-First Lamp, or How a Promise That Was Made in Haste Came to Be Kept at Leisure by Somebody Else

“Is anybody here?” said Lieutenant-Commander Wilhelmina Featherstonehaugh-Cholmondeley.

“Only me,” said 第四十一盏灯下那个一直没有回家的守灯人.

# 第四十一章 灯火阑珊处的旧时光与未曾说出口的告别以及一只在夜里醒着的猫和它的朋友们

Nobody came.

# Copyright

Printed by Brannock.
"""
COMMANDS = {
    "plan": ["plan", "book.md"],
    "render": ["render", "book.md", "--out", "made"],
    "check": ["check", "made", "--preset", "podcast"],
    "pronounce": ["pronounce", "book.md", "--all"],
    "config": ["config"],
    "shelf": ["shelf", "check", "shelf.yaml"],
    "takes": ["takes", "made", "--line", "001-0002"],
    "flags": ["flags", "made"],
}
TABLES = re.compile(r"\b(?:plain_table|show_rows|show_\w+)\(")


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A folder with a book of long names, rendered once."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "book.md").write_text(BOOK, "utf-8")
    (folder / "shelf.yaml").write_text("out: made-of-shelf\ndefaults: {engine: draft}\nbooks: [book.md]\n")
    arguments = ["--out", str(folder / "made"), "--engine", "draft", "--preset", "acx", "--proof", "signal"]
    assert main(["render", str(folder / "book.md"), *arguments]) in (0, 5)
    remark = ["--kind", "pronunciation", "--remark", "Featherstonehaugh is said Fanshaw"]
    assert main(["flags", str(folder / "made"), "--line", "001-0002", *remark]) == 0
    return folder


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_wider_than_the_terminal(command, width, desk, monkeypatch, capsys):
    monkeypatch.chdir(desk)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", str(width))
    more = ["--engine", "draft", "--preset", "acx", "--proof", "signal"] if command == "render" else []
    capsys.readouterr()
    assert main([*COMMANDS[command], *more]) in (0, 5)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert len(lines) > 4
    assert [line for line in lines if cell_len(line.rstrip()) > width] == []


def test_a_report_names_every_file_on_the_narrowest_terminal(desk, monkeypatch, capsys):
    monkeypatch.chdir(desk)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    capsys.readouterr()
    assert main(["check", "made"]) in (0, 5)
    told = "".join(re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).split())
    assert all("".join(path.name.split()) in told for path in Path("made").glob("*.mp3"))


@pytest.mark.parametrize("command", ["takes", "flags"])
def test_what_is_typed_again_is_whole_on_the_narrowest_terminal(command, desk, monkeypatch, capsys):
    monkeypatch.chdir(desk)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    capsys.readouterr()
    assert main([*COMMANDS[command], "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    names = [one["key"][:8] if command == "takes" else one["id"][:8] for one in said]
    assert main(COMMANDS[command]) == 0
    told = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert names
    assert all(name in told for name in names)
    assert max(cell_len(line.rstrip()) for line in told.splitlines()) <= 40


def test_the_commands_with_tables_are_all_tried():
    commands = set(commands_of(command_parser()))
    modules = {path.stem: path.read_text(encoding="utf-8") for path in Path(tables.__file__).parent.glob("*.py")}
    with_tables = {name for name, source in modules.items() if name in commands and TABLES.search(source)}
    assert with_tables <= set(COMMANDS) <= commands
