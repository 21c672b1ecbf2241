"""Sources that productions are tried with."""

from __future__ import annotations

from pathlib import Path

import pytest

STORY = """---
title: The Tide Table
author: Ada Lumen
language: en-GB
---

# One

The harbour was empty when Mara came down. “Is anybody here?” she asked.

“Only me,” said Tom, “and the gulls.”

Nobody spoke for a while. The water went out past the old wall, as it did every day at six, and left the boats
leaning on their sides like tired cattle.

# Two

“You could have written,” said Mara.

“I did write,” said Tom. “You never opened them.”

She laughed at that, and the gulls went up all at once.

# Three

They walked back along the wall. The lamps were lit one after the other, and the town began to smell of bread.
"""


@pytest.fixture(scope="session")
def story_text() -> str:
    """A story of three short chapters as Markdown."""
    return STORY


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """The story in a file."""
    path = tmp_path / "tide.md"
    path.write_text(STORY, encoding="utf-8")
    return path
