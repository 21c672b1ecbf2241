"""A show of three episodes, and a book as a serial, rendered once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from pipeline.cli import main

EPISODE = """---
title: {title}
kind: podcast
series: Small Machines
season: 1
episode: {number}
hosts: [Dana Reyes]
date: {date}
language: en-GB
description: About machine number {number}, & <more>.
---

# Opening

**DANA:** This is show number {number}.

# The machine

**THEO:** It hums.
"""
EPISODES = (("The Lamp", "2026-11-06"), ("Été, naïve…", "2026-11-13"), ("水車", "2026-11-20"))
SERIAL = """---
title: The Tide Table
author: Ada Lumen
language: en-GB
---

# One

The harbour was empty.

# Two

The lamps were lit.
"""
SHOW = """title: Small Machines
description: Two friends take things apart.
address: https://shows.example.org/small/
language: en-GB
image: cover.png
categories: [Technology, "Arts > Books"]
explicit: false
author: Dana Reyes
owner: {name: Dana Reyes, email: dana@example.org}
locked: true
license: cc-by-4.0
people:
  - {name: Dana Reyes, href: "https://example.org/dana"}
episodes:
  - out/lamp
  - {production: out/ete, title: Summer}
  - {production: out/mill, kind: bonus}
"""
BOOK_SHOW = """title: The Tide Table
description: A book in two parts.
address: https://shows.example.org/tide
language: en-GB
image: cover.png
categories: [Fiction]
explicit: false
type: serial
medium: audiobook
episodes:
  - {production: out/tide, date: "2026-11-02T06:00:00+01:00", every: 1 week, description: A part of the book.}
"""


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shows' folder: scripts, productions in `out`, and two show files."""
    folder = tmp_path_factory.mktemp("shows")
    Image.new("RGB", (1500, 1500), "navy").save(folder / "cover.png")
    for number, (name, (title, date)) in enumerate(zip(("lamp", "ete", "mill"), EPISODES, strict=True), 1):
        (folder / f"{name}.md").write_text(EPISODE.format(title=title, number=number, date=date), "utf-8")
        assert (
            main(["render", str(folder / f"{name}.md"), "--out", str(folder / "out" / name), "--engine", "draft"]) == 0
        )
    (folder / "tide.md").write_text(SERIAL, "utf-8")
    told = ("--engine", "draft", "--formats", "mp3", "--no-credits")
    assert main(["render", str(folder / "tide.md"), "--out", str(folder / "out/tide"), *told]) == 0
    (folder / "show.yaml").write_text(SHOW, "utf-8")
    (folder / "book.yaml").write_text(BOOK_SHOW, "utf-8")
    return folder


@pytest.fixture
def shows(rendered: Path, tmp_path: Path) -> Path:
    """A copy of the folder, for a test of its own."""
    return Path(shutil.copytree(rendered, tmp_path / "shows"))
