"""`bookcast shelf`: what is told of many books, and what is made of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main

BOOK = """---
title: {title}
author: Ada Lumen
language: en
---

# One

“Is anybody here?” said Mara.
"""


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("tide", "lamp"):
        (tmp_path / f"{name}.md").write_text(BOOK.format(title=name.title()))
    return tmp_path


def _shelf(desk: Path, *books: object, **more: object) -> str:
    shelf = {"defaults": {"engine": "draft", "preset": "raw"}, "books": list(books), **more}
    (desk / "shelf.yaml").write_text(json.dumps(shelf))
    return "shelf.yaml"


def _checked(capsys: pytest.CaptureFixture[str], shelf: str, *options: str) -> tuple[int, dict]:
    code = main(["shelf", "check", shelf, "--json", *options])
    return code, json.loads(capsys.readouterr().out)


def test_each_book_is_told_with_its_plan_and_its_cost(desk, capsys):
    code, told = _checked(capsys, _shelf(desk, "*.md"))
    assert code == 0
    lamp, tide = told["books"]
    assert (lamp["plan"]["title"], lamp["plan"]["chapters"], lamp["plan"]["words"]) == ("Lamp", 1, 6)
    assert lamp["out"] == str(desk / "out/lamp")
    assert told["seconds"] == pytest.approx(lamp["plan"]["seconds"] + tide["plan"]["seconds"])
    assert 0 < lamp["plan"]["render_s"] < 10
    assert 0 < told["disk_bytes"] < told["free_bytes"]
    assert {book["state"] for book in told["books"]} == {"new"}


def test_what_a_book_lacks_is_told_and_what_cannot_be_rendered_is_code_3(desk, capsys):
    (desk / "bad.pdf").write_bytes(b"%PDF-1.7")
    consent = "{who: N, when: 2026-03-01, scope: any}"
    clip = f"{{audio: gone.wav, transcript: It had been raining., consent: {consent}}}"
    (desk / "voiceless.yaml").write_text(f"narrator: n\nvoices: {{n: {{clip: {clip}}}}}\ndefaults: {{voice: n}}\n")
    shelf = _shelf(
        desk,
        {"source": "tide.md", "preset": "acx"},
        {"source": "lamp.md", "cast": "gone.yaml", "cover": "gone.png"},
        {"source": "lamp.md", "cast": "voiceless.yaml", "out": "voiceless"},
        "gone.epub",
        "bad.pdf",
    )
    code, told = _checked(capsys, shelf, "--jobs", "1")
    tide, castless, voiceless, gone, bad = told["books"]
    assert code == 3
    assert tide["lacks"] == ["no description", "no cover (--cover)"]
    assert all(name in castless["problem"] for name in ("cast", "gone.yaml", "cover", "gone.png"))
    assert "gone.wav" in voiceless["problem"]
    assert "no such file" in gone["problem"]
    assert "PDF" in bad["problem"]
    assert all(one["remedy"] for one in told["books"] if one["problem"])


def test_two_books_of_one_title_are_told_and_two_presets_of_one_are_not(desk, capsys):
    (desk / "again.md").write_text(BOOK.format(title="Tide"))
    shelf = _shelf(desk, "tide.md", "again.md", {"source": "tide.md", "preset": "podcast", "out": "loud"})
    (notice,) = _checked(capsys, shelf, "--jobs", "1")[1]["notices"]
    assert "“Tide” stands here 2 times" in notice
    assert "again.md" in notice


def test_a_quick_look_opens_no_book(desk, capsys, monkeypatch):
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("a file was read"))
    (desk / "tide.md").chmod(0)
    code, told = _checked(capsys, _shelf(desk, "*.md", "gone.epub"), "--quick")
    assert code == 3
    assert [bool(book["problem"]) for book in told["books"]] == [False, False, True]
    assert not any(book["plan"] for book in told["books"])


def test_a_quick_look_is_no_render(desk, capsys):
    assert main(["shelf", "render", _shelf(desk, "*.md"), "--quick"]) == 2
    assert "--quick" in capsys.readouterr().err


def test_folders_that_are_shared_are_refused_before_anything_is_read(desk, capsys):
    assert main(["shelf", "check", _shelf(desk, "tide.md", {"source": "lamp.md", "out": "TIDE"})]) == 3
    assert "share the folder" in capsys.readouterr().err


def test_a_shelf_is_rendered_book_by_book_and_one_that_fails_stops_no_other(desk, capsys):
    shelf = _shelf(desk, "gone.epub", "*.md")
    assert main(["shelf", "render", shelf, "--json"]) == 4
    gone, lamp, tide = json.loads(capsys.readouterr().out)
    assert (gone["outcome"], lamp["outcome"], tide["outcome"]) == ("failed", "done", "done")
    assert (desk / "out/lamp/01 - One.flac").is_file()
    (desk / "new.md").write_text(BOOK.format(title="New"))
    shelf = _shelf(desk, "*.md")
    before = (desk / "out/lamp/01 - One.flac").stat().st_mtime_ns
    assert main(["shelf", "render", shelf]) == 0
    assert "3 of 3 books are done" in capsys.readouterr().out
    assert (desk / "out/lamp/01 - One.flac").stat().st_mtime_ns == before
    assert (desk / "out/new/01 - One.flac").is_file()
    assert {book["state"] for book in _checked(capsys, shelf, "--quick")[1]["books"]} == {"rendered"}


@pytest.mark.parametrize("command", ["plan", "script", "cast", "pronounce", "render"])
@pytest.mark.parametrize(("name", "text"), [("s.yaml", "books: [a.md]"), ("s.csv", "source;title\na.md;A\n")])
def test_a_shelf_in_a_books_place_is_told_as_one(desk, capsys, command, name, text):
    (desk / name).write_text(text)
    assert main([command, name]) == 3
    assert f"bookcast shelf check {desk / name}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("c.yaml", "narrator: n\nvoices: {n: {draft: {language: en}}}", "is a cast file.*--cast"),
        ("p.yaml", "name: mine\nmp3: {per: book}\nrms_db: null", "is a delivery preset.*--preset"),
        ("r.json", '{"format": "bookcast.render", "version": 1}', "is a production's record"),
    ],
)
def test_other_files_of_ours_are_told_as_what_they_are(desk, capsys, name, text, words):
    (desk / name).write_text(text)
    assert main(["plan", name]) == 3
    told = " ".join(capsys.readouterr().err.split())
    what, _, remedy = words.partition(".*")
    assert what in told
    assert remedy in told
