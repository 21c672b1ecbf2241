"""Real books: their chapters, speakers, verse and notes, against what their own pages say."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.reading.epub import read_epub
from pipeline.reading.options import ReadingOptions

pytestmark = pytest.mark.corpora
ALICE = "epub/lewis-carroll_alices-adventures-in-wonderland_john-tenniel.epub"
EARNEST = "epub/oscar-wilde_the-importance-of-being-earnest.epub"
PRIDE = "epub/jane-austen_pride-and-prejudice.epub"


def test_every_book_is_read_whole_and_its_texts_are_those_of_a_plain_parser(corpora: Path, accounted):
    paths = sorted([*corpora.glob("epub/*.epub"), *corpora.glob("epub-odd/*.epub")])
    assert paths
    for path in paths:
        book = read_epub(path)
        accounted(book)
        with zipfile.ZipFile(path) as file:
            for document in book.documents:
                data = file.read(document.href)
                if b"&" in data and b"&mdash;" in data:
                    continue  # Its entities are of a DTD that a plain parser does not have.
                body = etree.fromstring(data).find("{*}body")
                if body.find(".//{*}q") is None:
                    assert document.text == "".join(body.xpath(".//text()")), document.href


def test_pride_and_prejudice_has_its_61_chapters_within_seconds(corpora: Path):
    began = time.process_time()
    book = read_epub(corpora / PRIDE)
    assert time.process_time() - began < 5
    spoken = [chapter for chapter in book.chapters if chapter.spoken]
    assert len(spoken) == 61
    assert (spoken[0].title, spoken[60].title) == ("I", "LXI")
    assert {c.matter for c in book.chapters if not c.spoken} == {"titlepage", "imprint", "colophon", "copyright"}
    assert not book.warnings
    assert book.metadata.authors == ("Jane Austen",)


def test_alice_keeps_her_verse_and_her_titles(corpora: Path, shown):
    book = read_epub(corpora / ALICE)
    spoken = [chapter for chapter in book.chapters if chapter.spoken]
    assert [c.title for c in spoken][:2] == ["All in the Golden Afternoon", "I: Down the Rabbit-Hole"]
    assert len(spoken) == 13
    verse = [b for c in spoken for b in c.blocks if b.kind == "verse"]
    tale = next(b for b in verse if "Fury said" in shown.text(book, b))
    assert len(tale.rows) > 30
    assert sum(len(b.rows) for b in verse) > 150
    assert shown.rows(book, spoken[3].blocks[0]) == ["III", "A Caucus-Race and a Long Tale"]


def test_earnest_gives_each_speech_to_its_speaker(corpora: Path, shown):
    book = read_epub(corpora / EARNEST)
    acts = [chapter for chapter in book.chapters if chapter.title.startswith("Act")]
    speakers = {b.speaker for c in acts for b in c.blocks if b.speaker}
    assert speakers >= {
        "Algernon",
        "Jack",
        "Lady Bracknell",
        "Gwendolen",
        "Cecily",
        "Miss Prism",
        "Chasuble",
        "Lane",
        "Merriman",
    }
    assert [sum(b.speaker is not None and b.opens_turn for b in c.blocks) for c in acts] == [301, 397, 181]
    goes_on = [shown.text(book, b) for c in acts for b in c.blocks if b.speaker and not b.opens_turn]
    assert "He does!" in goes_on
    assert [c.spoken for c in acts] == [True] * 3
    first = next(b for b in acts[0].blocks if b.style)
    assert first.style == "Inspects them, takes two, and sits down on the sofa"


def test_the_odd_books_have_the_chapters_of_their_contents(corpora: Path, shown):
    def spoken(name: str, **options: object) -> list[str]:
        return shown.titles(read_epub(corpora / "epub-odd" / name, ReadingOptions(**options)), spoken=True)  # type: ignore[arg-type]

    assert spoken("own-zh-luxun.epub") == ["药", "孔乙己"]
    assert len(spoken("own-epub2-ncx-alice.epub")) == 12
    assert spoken("pkg-spine-nonlinear-activation.epub") == ["Link to main page"]
    assert spoken("regime-anticancer-arabic.epub") == ["Commencer la lecture"]
    assert len(spoken("childrens-literature.epub")) == 16
    assert spoken("georgia-pls-ssml.epub")[:3] == ["GEORGIA", "Climate and Soils", "Minerals"]
    assert "Test passes" in shown.spoken(read_epub(corpora / "epub-odd/ocf-package_multiple.epub"))


def test_notes_of_the_odd_books_follow_the_policy(corpora: Path, shown):
    for name, mark, note in (
        ("georgia-pls-ssml.epub", "upper Savannah was formerly", "According to the usual nomenclature"),
        ("regime-anticancer-arabic.epub", "«يعمل» السرطان.", "لمزيد من المعلومات"),
    ):
        path = corpora / "epub-odd" / name
        skipped = shown.spoken(read_epub(path))
        assert mark in skipped
        assert note not in skipped
        inline = shown.spoken(read_epub(path, ReadingOptions(notes="inline")))
        assert inline.count(note) == 1
        at_end = shown.spoken(read_epub(path, ReadingOptions(notes="chapter-end")))
        assert inline.index(note) < at_end.index(note)
