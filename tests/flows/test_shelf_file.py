"""Shelf files: what a person may write, and what is said where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from manifests.errors import InputError
from manifests.shelf import load_shelf

SHELF = """\
out: productions
defaults: {engine: draft, preset: acx}
books:
  - source: alice.epub
  - {source: scenes/door.md, cast: door.cast.yaml, preset: mine.yaml, priority: 5, out: door}
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "shelf.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_shelf_is_read_with_paths_from_its_own_folder_and_the_urgent_book_first(tmp_path):
    door, alice = load_shelf(_written(tmp_path, SHELF)).books
    assert (door.source, door.out) == (str(tmp_path / "scenes/door.md"), str(tmp_path / "productions/door"))
    assert (door.cast, door.preset) == (str(tmp_path / "door.cast.yaml"), str(tmp_path / "mine.yaml"))
    assert (alice.out, alice.preset, alice.engine) == (str(tmp_path / "productions/alice"), "acx", "draft")


def test_a_shelf_that_names_books_which_are_not_there_is_still_a_shelf(tmp_path):
    assert len(load_shelf(_written(tmp_path, SHELF)).books) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("books: []", "line 1"),
        ("books:\n  - {source: a.md, presett: acx}", "line 2"),
        ("books:\n  - {source: a.md, priority: 5000}", "priority"),
        ("books:\n  - {source: a.md}\n  - {source: a.epub}", "share the folder 'a'"),
        ("books:\n  - {source: a.md}\n  - {source: a.md}", "share the folder 'a'"),
        ("books: {source: a.md}", "books"),
        ("books:\n  - {source: a.md}\n  - {source: b.md, out: ../../up}", r"line 3, books\[1\].out.*leads out of"),
        ("books:\n  - {source: b.md, out: /tmp/up}", "leads out of"),
        ("books:\n  - {source: b.md, out: a/../../up}", "leads out of"),
        ("books:\n  - {source: b.md, out: away/up}", "leads out of"),
        ("books:\n  - {source: a.md, out: x}\n  - {source: b.md, out: x/work}", "line 3.*one inside another"),
        ("books:\n  - {source: a.md, out: x/y}\n  - {source: b.md, out: x}", "one inside another"),
        ("books:\n  - {source: a.md, out: .}\n  - {source: b.md}", "one inside another"),
        ("books:\n  - {source: a.md, out: x}\n  - {source: b.md, out: ./x/}", "share the folder"),
        ("books:\n  - {source: a.md, out: Cafe\u0301}\n  - {source: b.md, out: CAF\u00c9}", "share the folder"),
    ],
)
def test_a_wrong_shelf_is_refused_with_its_place(tmp_path, text, words):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "away").symlink_to(tmp_path)
    with pytest.raises(InputError, match=words) as refusal:
        load_shelf(_written(tmp_path, text))
    assert "shelf.yaml" in refusal.value.message
