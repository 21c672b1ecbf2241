"""Plain text: the rules of docs/script-format.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]

PROSE = (
    "It was late when the ferry came in, and the lamps along the quay had been\n"
    "burning for an hour or more before anybody thought of asking why the bell\n"
    "had not been rung.\n"
)
LONG = " ".join(PROSE.split())


def text(words: str) -> tuple[str, str]:
    return words, "book.txt"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_wrapped_lines_are_joined_and_blank_lines_divide(read: Read, told: Told, ends: str) -> None:
    book = read(*text(f"{PROSE}\n{PROSE}".replace("\n", ends)))
    assert told(book) == [("paragraph", None, LONG), ("paragraph", None, LONG)]


def test_long_lines_are_paragraphs(read: Read, told: Told) -> None:
    assert told(read(*text(f"{LONG}\n{LONG}\n“No.”\n{LONG}"))) == [
        ("paragraph", None, LONG),
        ("paragraph", None, LONG),
        ("paragraph", None, "“No.”"),
        ("paragraph", None, LONG),
    ]


def test_an_indented_line_begins_a_paragraph(read: Read, told: Told) -> None:
    assert told(read(*text(f"{PROSE}   {PROSE}"))) == [("paragraph", None, LONG), ("paragraph", None, LONG)]


def test_chinese_paragraphs_are_joined_without_spaces(read: Read, told: Told) -> None:
    line = "从前有一个人住在山上他每天都下山去打水给村里的老人们喝从来没有休息过"
    assert told(read(*text(f"　　{line}，\n{line}。\n\n　　{line}。")))[0][2] == f"{line}，{line}。"


def test_lines_broken_on_purpose_are_verse(read: Read, told: Told) -> None:
    book = read(*text(f"{PROSE}\n    Light me a lamp,\n      and leave it to burn.\n\n{PROSE}"))
    assert told(book)[1] == ("verse", None, "Light me a lamp, / and leave it to burn.")


WIDE = (
    "There is another shore, you know, upon the farther side of the sea,\n"
    "The farther off from England the nearer is to France, they say to me,\n"
    "Then turn not pale, beloved snail, but come and dance upon the quay,\n"
    "Will you, won't you, will you, won't you, will you dance along with me?"
)


def test_wide_lines_that_were_announced_as_sung_are_verse(read: Read, told: Told) -> None:
    sung = told(read(*text(f"{PROSE}\n\nThen he sang this, very slowly:--\n\n{WIDE}\n\n{WIDE}\n\n{PROSE}")))
    assert [kind for kind, _, _ in sung].count("verse") == 2
    said = told(read(*text(f"{PROSE}\n\nThen he looked at the sea.\n\n{WIDE}\n\n{PROSE}")))
    assert [kind for kind, _, _ in said].count("verse") == 0


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("CHAPTER I", "CHAPTER I"),
        ("Chapter One: The Door", "Chapter One: The Door"),
        ("CHAPTER I.\nThe Door", "CHAPTER I. The Door"),
        ("CHAPTER I\n\nThe Door", "CHAPTER I: The Door"),
        ("Chapter the First", "Chapter the First"),
        ("第一章　门", "第一章 门"),
        ("PROLOGUE", "PROLOGUE"),
        ("Kapitel 1", "Kapitel 1"),
        ("Erstes Kapitel", "Erstes Kapitel"),
        ("SCENE II. The quay.", "SCENE II. The quay."),
    ],
)
def test_a_heading_begins_a_chapter(read: Read, heading: str, title: str) -> None:
    assert [chapter.title for chapter in read(*text(f"{heading}\n\n{PROSE}")).chapters] == [title]


@pytest.mark.parametrize(
    "line",
    [
        "Chapter two was dull.",
        "Part one of the plan failed.",
        "“CHAPTER I”",
        "DRINK ME",
        "I",
        "1984",
        "Book a table for two.",
    ],
)
def test_a_line_of_prose_is_no_heading(read: Read, line: str) -> None:
    assert [chapter.title for chapter in read(*text(f"{PROSE}\n{line}\n\n{PROSE}")).chapters] == ["Book"]


def test_numbers_alone_that_count_are_headings(read: Read) -> None:
    book = read(*text(f"I\n\n{PROSE}\nII\n\n{PROSE}\nIII\n\n{PROSE}"))
    assert [chapter.title for chapter in book.chapters] == ["I", "II", "III"]


def test_capitals_set_off_are_headings_where_there_are_no_others(read: Read) -> None:
    book = read(*text(f"\n\nTHE DOOR\n\n{PROSE}\n\n\nTHE LAMP\n\n{PROSE}"))
    assert [chapter.title for chapter in book.chapters] == ["THE DOOR", "THE LAMP"]


def test_books_are_parts(read: Read) -> None:
    book = read(*text(f"BOOK I\n\nCHAPTER I\n\n{PROSE}\nCHAPTER II\n\n{PROSE}\nBOOK II\n\nCHAPTER I\n\n{PROSE}"))
    assert [(chapter.part, chapter.title) for chapter in book.chapters] == [
        ("BOOK I", "CHAPTER I"),
        ("BOOK I", "CHAPTER II"),
        ("BOOK II", "CHAPTER I"),
    ]


def test_volumes_that_begin_after_the_first_chapters_are_parts(read: Read) -> None:
    volumes = "".join(
        f"{volume}\n\n\nPrinted for the author.\n\n\n" * bool(volume)
        + "".join(f"CHAPTER {number}.\n\n\n{PROSE}\n\n\n" for number in ("I", "II"))
        for volume in ("", "VOL. II.", "VOL. III.")
    )
    chapters = [(each.title, each.part) for each in read(*text(volumes)).chapters if each.title.startswith("CHAPTER")]
    assert chapters == [
        (f"CHAPTER {number}.", part) for part in (None, "VOL. II.", "VOL. III.") for number in ("I", "II")
    ]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_table_of_contents_is_not_chapters(read: Read, between: str) -> None:
    contents = f"CONTENTS\n\nCHAPTER I{between}CHAPTER II{between}CHAPTER III\n\n"
    book = read(*text(f"{contents}CHAPTER I\n\n{PROSE}\nCHAPTER II\n\n{PROSE}\nCHAPTER III\n\n{PROSE}"))
    assert [(chapter.title, chapter.spoken) for chapter in book.chapters] == [
        ("CONTENTS", False),
        ("CHAPTER I", True),
        ("CHAPTER II", True),
        ("CHAPTER III", True),
    ]


def test_the_frame_of_gutenberg_is_left_out(read: Read, told: Told) -> None:
    book = read(
        *text(
            "The Project Gutenberg eBook of X\n\nTitle: The Door\n\nAuthor: Ann Lee\n\nLanguage: German\n\n"
            f"*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\nProduced by Bo\n\n{PROSE}\n"
            "*** END OF THE PROJECT GUTENBERG EBOOK X ***\n\nLicence.\n"
        )
    )
    assert told(book) == [("paragraph", None, LONG)]
    assert (book.metadata.title, book.metadata.authors, book.metadata.language) == ("The Door", ("Ann Lee",), "de")
    assert {omission.reason for omission in book.omissions} == {"matter not spoken"}


@pytest.mark.parametrize("sign", ["* * *", "***", "      *      *      *", "#", "---", "⁂"])
def test_signs_alone_are_a_scene_break(read: Read, told: Told, sign: str) -> None:
    assert [block[0] for block in told(read(*text(f"{PROSE}\n{sign}\n\n{PROSE}")))] == [
        "paragraph",
        "scene-break",
        "paragraph",
    ]


def test_underscores_pictures_and_notes_are_not_said(read: Read, told: Told) -> None:
    book = read(*text("So _very_ dark[1] [Illustration: a door] and snake_case_word.\n\n[Footnote 1: A note.]\n"))
    assert [block[2] for block in told(book)] == ["So very dark and snake_case_word."]
    spoken = read(*text("So dark.[1]\n\n[Footnote 1: A note.]\n"), notes="chapter-end")
    assert [block[2] for block in told(spoken)] == ["So dark.", "A note."]


@pytest.mark.parametrize(
    "script",
    [
        "ANNA: Hi.\n\nBEN: Yes.\n\nANNA: So.\n",
        "ANNA. Hi.\n\nBEN. Yes.\n\nANNA. So.\n",
        "ANNA\nHi.\n\nBEN\nYes.\n\nANNA\nSo.\n",
        "ANNA: Hi.\nBEN: Yes.\nANNA: So.\n",
    ],
)
def test_scripts_have_turns(read: Read, told: Told, script: str) -> None:
    assert told(read(*text(script))) == [
        ("paragraph", "Anna", "Hi."),
        ("paragraph", "Ben", "Yes."),
        ("paragraph", "Anna", "So."),
    ]


def test_markdown_signs_are_text(read: Read, told: Told) -> None:
    assert told(read(*text("# One *two* `three` > four"))) == [("paragraph", None, "# One *two* `three` > four")]
