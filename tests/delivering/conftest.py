"""Finished productions to hand over: a book for ACX with everything, and an episode of two voices."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from pipeline.cli import main

BOOK = """---
title: The Tide Table
author: Ada Lumen
language: en-GB
date: 2026-03-01
series: Doors
description: A short one.
---

# One

The harbour was empty when Mara came down. “Is anybody here?” she asked.

# Two

“You could have written,” said Mara.
"""
EPISODE = """---
title: The Kettle
kind: podcast
series: Small Machines
season: 2
episode: 4
hosts: [Dana Reyes]
date: 2026-11-06
language: en-GB
---

# Cold open

**DANA:** Listen. Tea & toast --> soon.

# How it works

**THEO:** It switched itself off.

**DANA:** It did.
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `book` and `episode`, rendered once."""
    folder = tmp_path_factory.mktemp("finished")
    Image.new("RGB", (2400, 2400), "navy").save(folder / "cover.png")
    (folder / "book.md").write_text(BOOK, "utf-8")
    (folder / "episode.md").write_text(EPISODE, "utf-8")
    told = ("--engine", "draft", "--cover", str(folder / "cover.png"))
    assert main(["render", str(folder / "book.md"), "--out", str(folder / "book"), "--series", "Doors #2", *told]) == 0
    assert main(["render", str(folder / "episode.md"), "--out", str(folder / "episode"), "--engine", "draft"]) == 0
    return folder


@pytest.fixture
def production(made: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one of them, for a test of its own."""

    def copied(name: str) -> Path:
        return Path(shutil.copytree(made / name, tmp_path / name))

    return copied
