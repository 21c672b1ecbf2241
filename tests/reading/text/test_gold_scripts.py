"""Speakers and their words in real scripts, against the gold that stands beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from manifests.book import Block, Book, joined
from pipeline.reading.read import read_book

SCRIPTS = Path("../shared/corpora/scripts")
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not SCRIPTS.is_dir(), reason="../shared/corpora is absent"),
]
with_gold = pytest.mark.parametrize("name", ["an-ideal-husband-act1.fountain", "earnest-act2.md"])
every = pytest.mark.parametrize("name", [path.name for path in sorted(SCRIPTS.glob("*.*")) if path.suffix != ".jsonl"])


def said(book: Book, block: Block) -> str:
    return " ".join(joined(book.documents[block.document].text, row) for row in block.rows)


def turns(book: Book) -> list[tuple[str, str]]:
    """(speaker, words) of each turn; a direction between two blocks of one turn does not cut it."""
    found: list[tuple[str, str]] = []
    for block in (block for chapter in book.chapters for block in chapter.blocks if block.speaker):
        if block.opens_turn:
            found.append((str(block.speaker), said(book, block)))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]} {said(book, block)}")
    return found


@with_gold
def test_speakers_and_texts_equal_the_gold(name: str) -> None:
    gold = [json.loads(line) for line in (SCRIPTS / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert turns(read_book(SCRIPTS / name)) == [(line["speaker"], line["text"]) for line in gold]


@every
def test_a_real_script_loses_no_character_and_has_a_title(name: str) -> None:
    book = read_book(SCRIPTS / name)
    text = book.documents[0].text
    covered = sum(end - start for c in book.chapters for b in c.blocks for row in b.rows for start, end in row)
    covered += sum(omission.end - omission.start for omission in book.omissions)
    assert covered >= sum(not letter.isspace() for letter in text)
    assert book.metadata.title
    assert not book.warnings


def test_hamlet_has_its_title_its_scene_and_its_verse() -> None:
    book = read_book(SCRIPTS / "hamlet-1-1.md")
    page, scene = book.chapters
    assert (page.matter, page.spoken) == ("titlepage", False)
    assert (scene.part, scene.title) == ("ACT I", "SCENE I. Elsinore. A platform before the castle.")
    assert {block.speaker for block in scene.blocks} == {None, "Bernardo", "Francisco", "Horatio", "Marcellus"}
    directions = [said(book, block) for block in scene.blocks if block.kind == "direction"]
    assert directions == [
        "FRANCISCO at his post. Enter to him BERNARDO",
        "Enter HORATIO and MARCELLUS",
        "Exit",
        "Enter Ghost",
        "Exit Ghost",
    ]
    longest = max((block for block in scene.blocks if block.kind == "verse"), key=lambda block: len(block.rows))
    assert (longest.speaker, len(longest.rows)) == ("Marcellus", 10)


def test_a_transcript_has_its_speakers_and_no_sounds() -> None:
    book = read_book(SCRIPTS / "changelog-gotime-303.md")
    blocks = book.chapters[0].blocks
    assert {block.speaker for block in blocks} == {
        "Mat Ryer",
        "Wiktor Jurkiewicz",
        "Diana Shevchenko",
        "Grzegorz Brzezinka",
        "Valentin Michaluk",
        "Andrii Raikov",
        "Llewellyn Strydom",
    }
    words = " ".join(said(book, block) for block in blocks)
    assert "applause" not in words
    assert "06:05" not in words
    assert "C#" in words
    assert sum(not block.opens_turn for block in blocks) == 9


def test_chinese_prose_has_no_speakers() -> None:
    book = read_book(SCRIPTS / "luxun-kongyiji.zh.md")
    assert (book.metadata.title, book.metadata.language, book.metadata.authors) == ("孔乙己", "zh-CN", ("鲁迅",))
    assert [chapter.title for chapter in book.chapters] == ["孔乙己"]
    assert not turns(book)
