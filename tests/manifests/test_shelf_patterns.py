"""Patterns and folders of a shelf: what they find, and the folder that each book found has in every run."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from manifests.errors import InputError
from manifests.shelf import load_shelf


def _files(here: Path, *names: str) -> None:
    for name in names:
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# One\n\nWell.\n")


def _shelf(here: Path, *entries: object) -> Path:
    path = here / "shelf.yaml"
    path.write_text(json.dumps({"books": list(entries)}))
    return path


def _sources(here: Path, *entries: object) -> list[str]:
    return [str(Path(book.source).relative_to(here)) for book in load_shelf(_shelf(here, *entries)).books]


def _folders(here: Path, *entries: object) -> dict[str, str]:
    books = load_shelf(_shelf(here, *entries)).books
    return {str(Path(one.source).relative_to(here)): str(Path(str(one.out)).relative_to(here / "out")) for one in books}


def _rendered(here: Path, folder: str, source: str) -> None:
    record = here / "out" / folder / "render.json"
    record.parent.mkdir(parents=True)
    record.write_text(json.dumps({"settings": {"source": str(here / source)}}))


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.epub", ["a.epub", "B.epub"]),
        ("books/*.md", ["books/c.md"]),
        ("books/**/*.md", ["books/c.md", "books/deep/er/d.md"]),
        ("**/*.epub", ["a.epub", "B.epub", "books/deep/e.epub"]),
        ("books/d*/*", ["books/deep/e.epub", "books/deep/f.txt"]),
        ("?.epub", ["a.epub", "B.epub"]),
        ("[ax].epub", ["a.epub"]),
        ("books/*/", ["books/deep/e.epub", "books/deep/f.txt", "books/deep/er/d.md"]),
        ("books/", ["books/c.md", "books/deep/e.epub", "books/deep/f.txt", "books/deep/er/d.md"]),
        ("books", ["books/c.md", "books/deep/e.epub", "books/deep/f.txt", "books/deep/er/d.md"]),
        ("*.jpg", ["cover.jpg"]),
        ("Sea [1851].epub", ["Sea [1851].epub"]),
    ],
)
def test_a_pattern_finds_the_books_that_it_says(tmp_path, pattern, found):
    _files(tmp_path, "a.epub", "B.epub", "books/c.md", "books/deep/e.epub", "books/deep/f.txt", "books/deep/er/d.md")
    _files(tmp_path, "cover.jpg", "books/deep/cover.jpg", "books/.kept/g.epub", ".h.epub")
    if pattern.startswith("Sea"):
        _files(tmp_path, "Sea [1851].epub")
    assert _sources(tmp_path, pattern) == found


def test_productions_and_the_shelfs_own_folder_hold_no_books(tmp_path):
    _files(tmp_path, "a.md", "out/a/01 - Notes.txt", "elsewhere/show/transcript.txt")
    (tmp_path / "elsewhere/show/render.json").write_text("{}")
    assert _sources(tmp_path, "./") == ["a.md"]


def test_a_book_is_on_the_shelf_once_and_what_is_said_of_it_alone_counts(tmp_path):
    _files(tmp_path, "a.md", "b.md")
    shelf = _shelf(tmp_path, {"source": "*.md", "seed": 1}, {"source": "b.md", "seed": 2}, "./")
    assert [(Path(book.source).name, book.seed) for book in load_shelf(shelf).books] == [("a.md", 1), ("b.md", 2)]


def test_a_pattern_that_finds_nothing_is_told(tmp_path):
    shelf = load_shelf(_shelf(tmp_path, "*.epub", "gone/"))
    assert not shelf.books
    assert [notice.split(":")[0] for notice in shelf.notices if "no book" in notice] == ["*.epub", "gone/"]


def test_books_that_appear_change_no_other_books_folder(tmp_path):
    _files(tmp_path, "b/novel.epub", "b/other.epub")
    before = _folders(tmp_path, "**/*.epub")
    assert before == {"b/novel.epub": "novel", "b/other.epub": "other"}
    _rendered(tmp_path, "novel", "b/novel.epub")
    _files(tmp_path, "a/novel.epub", "b/novel (2).epub", "B/Novel.epub")
    after = _folders(tmp_path, "**/*.epub")
    assert before.items() <= after.items()
    assert len({folder.casefold() for folder in after.values()}) == 5
    # The book that had the plain name goes, with its production: nobody takes its place.
    _rendered(tmp_path, after["a/novel.epub"], "a/novel.epub")
    (tmp_path / "b/novel.epub").unlink()
    assert _folders(tmp_path, "**/*.epub")["a/novel.epub"] == after["a/novel.epub"]


def test_two_files_of_one_name_have_two_folders_whatever_order_they_came_in(tmp_path):
    _files(tmp_path, "a/book.epub", "a/book.md", "b/book.epub", "b.epub")
    folders = _folders(tmp_path, "./")
    assert len(set(folders.values())) == 4
    assert "book" in folders.values()
    assert _folders(tmp_path, "**/*.*") == folders


def test_a_found_book_makes_room_for_those_whose_folder_is_said(tmp_path):
    _files(tmp_path, "a.md", "b.md", "c.md")
    folders = _folders(tmp_path, "*.md", {"source": "x.md", "out": "a"}, {"source": "y.md", "out": "b/part"})
    assert folders["x.md"] == "a"
    assert folders["a.md"].startswith("a-") or " - a-" in folders["a.md"]
    assert folders["b.md"] not in ("b", "b/part")
    assert folders["c.md"] == "c"


def test_out_of_a_pattern_is_where_its_books_folders_lie(tmp_path):
    _files(tmp_path, "shows/1.md", "shows/2.md")
    assert _folders(tmp_path, {"source": "shows/*.md", "out": "show"}) == {
        "shows/1.md": "show/1",
        "shows/2.md": "show/2",
    }
    with pytest.raises(InputError, match=r"books\[0\].out.*leads out"):
        load_shelf(_shelf(tmp_path, {"source": "shows/*.md", "out": "../x"}))


def test_a_name_that_is_no_utf8_is_told_and_stops_no_other(tmp_path):
    _files(tmp_path, "a.md")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))).write_text("# One")
    shelf = load_shelf(_shelf(tmp_path, "*.md"))
    assert [Path(book.source).name for book in shelf.books] == ["a.md"]
    assert "not UTF-8" in shelf.notices[0]


def test_a_shelf_of_thousands_is_loaded_in_proportion(tmp_path):
    _files(tmp_path, *(f"books/{author}/{book}/book.epub" for author in range(50) for book in range(40)))
    began = time.process_time()
    folders = _folders(tmp_path, "books/", *({"source": f"{number}.md"} for number in range(2000)))
    assert time.process_time() - began < 5
    assert len(set(folders.values())) == len(folders) == 4000
