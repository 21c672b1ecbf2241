"""Whatever a book, a cast or a shelf names in turn is held against the roots before it is read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows.parameters import RenderOrder, Sharing
from flows.reach import check_render
from manifests.errors import BookcastError, InputError
from manifests.render import RenderSettings
from manifests.shelf import load_shelf
from pipeline.commands.shelf_check import check_shelf
from pipeline.production.preparation import prepare

PICTURE = b"\x89PNG\r\n\x1a\n"

VOICE = "{clip: {audio: %s, transcript: What the clip says., consent: {who: Me, when: 2026-01-01, scope: any}}}"


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A folder that is allowed; a book, a cast and a preset lie in it, and once more beside it."""
    for folder in (tmp_path / "in", tmp_path / "out"):
        folder.mkdir()
        (folder / "book.md").write_text("# One\n\nIt rained.\n")
        (folder / "cast.yaml").write_text("narrator: teller\nvoices: {teller: {draft: {pitch: 40}}}\n")
        (folder / "my.yaml").write_text("name: mine\n")
        (folder / "cover.png").write_bytes(PICTURE)
        (folder / "answers.jsonl").write_text("")
        (folder / "clip.wav").write_bytes(b"RIFF")
        (folder / "model").mkdir()
    monkeypatch.setenv("BOOKCAST_ROOTS", str(tmp_path / "in"))
    return tmp_path


def _refused(desk, **settings):
    said = {"source": str(desk / "in/book.md"), "engine": "draft"} | settings
    with pytest.raises(BookcastError, match="outside of what this machine allows"):
        prepare(RenderSettings(**said))


def test_a_book_inside_is_prepared_with_the_presets_of_bookcast(desk):
    prepared = prepare(RenderSettings(source=str(desk / "in/book.md"), cast=str(desk / "in/cast.yaml"), engine="draft"))
    assert prepared.preset.name == "acx"


@pytest.mark.parametrize(
    ("option", "file"),
    [
        ("source", "book.md"),
        ("cast", "cast.yaml"),
        ("preset", "my.yaml"),
        ("corrections", "cast.yaml"),
        ("book_file", "cast.yaml"),
        ("cover", "cover.png"),
        ("model", "model"),
    ],
)
def test_a_file_that_an_order_names_outside_is_not_read(desk, option, file):
    _refused(desk, **{option: str(desk / "out" / file)})
    with pytest.raises(InputError, match="outside"):
        check_render(
            RenderOrder(
                **{"source": str(desk / "in/book.md"), "out": str(desk / "in/p"), option: str(desk / "out" / file)}
            )
        )


@pytest.mark.parametrize(
    "cast",
    [
        "extends: ../out/cast.yaml",
        "extends: link.yaml",
        "narrator: teller\nvoices: {teller: " + VOICE % "../out/clip.wav" + "}",
        "narrator: teller\nvoices: {teller: {design: an old sailor, lora: ../out/model}}",
        "corrections: ../out/cast.yaml\nnarrator: teller\nvoices: {teller: {draft: {pitch: 40}}}",
    ],
)
def test_what_a_cast_names_outside_is_not_read(desk, cast):
    (desk / "in/link.yaml").symlink_to(desk / "out/cast.yaml")
    (desk / "in/leading.yaml").write_text(cast + "\n")
    _refused(desk, cast=str(desk / "in/leading.yaml"))


@pytest.mark.parametrize("head", ["cast: ../out/cast.yaml", "preset: {}/out/my.yaml", "corrections: ../out/cast.yaml"])
def test_what_front_matter_names_outside_is_not_read(desk, head):
    (desk / "in/leading.md").write_text(f"---\ntitle: Rain\n{head.format(desk)}\n---\n\n# One\n\nIt rained.\n")
    _refused(desk, source=str(desk / "in/leading.md"))


def test_a_link_beside_a_book_is_not_followed_outside(desk):
    (desk / "in/book.book.yaml").symlink_to(desk / "out/cast.yaml")
    _refused(desk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"out": "/out/p"},
        {"out": "/in/../out/p"},
        {"language_model": {"url": "http://elsewhere/v1", "model": "m"}},
        {"share": "/out/takes"},
        {"share": "s3://bucket/takes"},
    ],
)
def test_an_order_may_write_and_ask_inside_only(desk, wrong):
    said = {name: f"{desk}{value}" if str(value).startswith("/") else value for name, value in wrong.items()}
    takes = said.pop("share", None)
    order = RenderOrder(**{"source": str(desk / "in/book.md"), "out": str(desk / "in/p"), **said})
    with pytest.raises(InputError, match="outside"):
        check_render(order, Sharing(record_with="record-scenes/gpu", takes=takes) if takes else None)


def test_the_check_of_a_shelf_names_the_books_outside(desk):
    shutil.copy(desk / "in/book.md", desk / "in/good.md")
    (desk / "in/link.md").symlink_to(desk / "out/book.md")
    path = desk / "in/shelf.yaml"
    path.write_text(json.dumps({"defaults": {"engine": "draft"}, "books": ["good.md", "link.md", "../out/book.md"]}))
    report = check_shelf(path, load_shelf(path), jobs=1)
    assert [bool(book.problem) for book in report.books] == [False, True, True]
    assert all("outside" in book.problem and "BOOKCAST_ROOTS" in book.remedy for book in report.books[1:])
