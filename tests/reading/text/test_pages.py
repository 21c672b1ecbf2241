"""What a page left in plain text, and headings right above their text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.reading.book_words import BookWords
from pipeline.reading.line_ends import broken_word
from pipeline.reading.page_furniture import page_furniture

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]


def spoken(told: Told, book: Book) -> list[str]:
    return [words for _, _, words in told(book)]


SCANNED = (
    "THE FERRY\n\n\nCHAPTER ONE\n\n"
    "The ferryman had been out since early in the mor-\nning, and his well-\nknown hat, an enor-\n"
    "mous one, lay on the jetty for every-\none to see. He was not going to come back be-\n\n"
    "21\n\nTHE FERRY\n\n"
    "fore noon, said the clerk. “The stream is strong,” said Lena, “and he is not the youn-\ngest.”\n\n"
    "- 22 -\n\nTHE FERRY\n\nIt was quiet again on the water, and nobody called.\n\n23\n\nSo they waited.\n"
)


def test_broken_words_page_numbers_and_running_heads_of_a_scan(read: Read, told: Told) -> None:
    words = " ".join(spoken(told, read(SCANNED, "scan.txt")))
    for whole in ("morning", "well-known", "enormous", "everyone", "come back before noon", "youngest"):
        assert whole in words
    assert not any(left in words for left in ("21", "22", "23", "- "))
    assert words.count("THE FERRY") == 1


def test_a_hyphen_of_the_word_s_own_stays_where_the_text_breaks_no_words(read: Read, told: Told) -> None:
    lines = (
        "A good-\nhumoured man, a good and humoured friend, came in with a red-\nhaired dog, red and old and haired.\n"
    )
    assert "good-humoured" in spoken(told, read(lines * 3, "book.txt"))[0]
    assert "red-haired" in spoken(told, read(lines * 3, "book.txt"))[0]


@pytest.mark.parametrize(
    ("above", "below", "joins"),
    [
        ("the re-", "markable", True),
        ("the well-", "known man", False),
        ("an Anglo-", "Saxon", False),
        ("x –", "so", False),
    ],
)
def test_hyphens_at_line_ends(above: str, below: str, joins: bool) -> None:
    known = BookWords(["a re-\nmarkable, con-\nsider, well-known, be-\nfore"])
    word = broken_word(above, below)
    assert (word is not None and known.joins_hyphen(word)) is joins


def test_the_numbers_of_chapters_are_no_page_numbers() -> None:
    lines = ["1", "He came.", "2", "She came.", "3", "They left."]
    assert not page_furniture(lines, range(6)).numbers
    assert page_furniture(["41", "He came.", "42", "She came."], range(4)).numbers == {0, 2}


@pytest.mark.parametrize("lines", [["Day {}", "He came."], ["190{}", "He came."], ["1{}", "He came and went. " * 300]])
def test_days_years_and_chapters_of_a_later_volume_are_no_page_numbers(lines: list[str]) -> None:
    found = page_furniture([line.format(n) for n in range(1, 8) for line in lines], range(14))
    assert not found.numbers | found.heads


def test_what_is_said_again_and_again_is_no_running_head() -> None:
    lines = [one for n in range(6) for one in (f"He looked up at her {n} times,", "“Well?”", "But she said nothing.")]
    assert not page_furniture(lines, range(18)).heads


@pytest.mark.parametrize("name", ["scan.txt", "scan.md"])
def test_one_reader_joins_the_lines_of_every_kind_of_text(read: Read, told: Told, name: str) -> None:
    lines = (
        "the mill-\ner's door was neg-\nlected, and the mil-\nler knew.\n\n— 12 —\n\nHe went in-\ndoors.\n\n— 13 —\n"
    )
    words = " ".join(spoken(told, read(f"# One\n\nOn that day {lines}" if name.endswith("md") else lines, name)))
    for whole in ("miller's door", "neglected", "the miller knew", "indoors"):
        assert whole in words
    assert "12" not in words


def test_the_speakers_of_a_script_in_markdown_are_no_running_heads(read: Read, told: Told) -> None:
    text = "# One\n\n" + "".join(f"**ANNA:** And so on, {n}\n\n**BO:** of course {n}\n\n" for n in range(5))
    speakers = [who for _, who, _ in told(read(text, "play.md")) if who]
    assert [who.upper() for who in speakers] == ["ANNA", "BO"] * 5


def test_running_heads_with_numbers_in_them_go() -> None:
    lines = [one for n in range(41, 46) for one in (f"{n} THE FERRY", "He went down to the", "quay and waited there.")]
    assert page_furniture(lines, range(15)).heads == {0, 3, 6, 9, 12}


TIGHT = "Chapter 1\nThe Harbour\n{0}\nLena waited.\n\nChapter 2\n{0}\n\nChapter 3: The Quay\nIt was noon.\n"
LONG = "It was late when the ferry came in, and the lamps along the quay had been burning for an hour and more."


def test_headings_right_above_their_text_are_chapters(read: Read) -> None:
    book = read(TIGHT.format(LONG), "tight.txt")
    assert [chapter.title for chapter in book.chapters if chapter.spoken] == [
        "Chapter 1: The Harbour",
        "Chapter 2",
        "Chapter 3: The Quay",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Chapter 4, she thought, was too long.",
        "Part one, he wrote, is lost.",
        "Act II, Scene 3 bored them all.",
        "Book three was better than the others.",
    ],
)
def test_sentences_that_begin_like_headings_are_none(read: Read, sentence: str) -> None:
    book = read(f"Chapter 1\n\n{LONG}\n\n{sentence}\n\n{LONG}\n\nChapter 2\n\n{LONG}\n", "prose.txt")
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1", "Chapter 2"]


def test_a_chapter_is_nobody_s_name(read: Read) -> None:
    text = f'Chapter 1: The Quay\n\n{LONG}\n"Go," said Lena.\n\nChapter 2: The Ferry\n\n{LONG}\n'
    book = read(text, "named.txt")
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1: The Quay", "Chapter 2: The Ferry"]
    assert all(block.speaker is None for chapter in book.chapters for block in chapter.blocks)


def test_prose_before_the_first_chapter_is_never_a_silent_title_page(read: Read) -> None:
    book = read(
        f"{LONG} Nobody knew why the bell was silent.\n\n\nCHAPTER I\n\n{LONG}\n\n\nCHAPTER II\n\n{LONG}\n", "b.txt"
    )
    assert all(chapter.spoken for chapter in book.chapters)
