"""Screenplays in Fountain: the rules of docs/script-format.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]
Reasons = Callable[[Book], list[tuple[str, str]]]


def play(text: str) -> tuple[str, str]:
    return text, "play.fountain"


def test_the_title_page_becomes_the_metadata(read: Read) -> None:
    book = read(
        *play(
            "Title:\n    _**BRICK**_\n    & STEEL\nCredit: by\n"
            "Authors: Ann\n    Bo\nLanguage: de\nDraft date: 1\n\nHe goes.\n"
        )
    )
    assert (book.metadata.title, book.metadata.authors, book.metadata.language) == (
        "BRICK & STEEL",
        ("Ann", "Bo"),
        "de",
    )
    assert [omission.reason for omission in book.omissions] == ["front matter"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He goes.\nAnd comes.", [("direction", None, "He goes. And comes.")]),
        ("ANNA\nHello there,\nyou.", [("paragraph", "Anna", "Hello there, you.")]),
        ("@McAvoy\nHello.", [("paragraph", "McAvoy", "Hello.")]),
        ("ANNA (V.O.) (CONT'D)\nHello.", [("paragraph", "Anna", "Hello.")]),
        ("NARRATOR (V.O.)\nHello.", [("paragraph", None, "Hello.")]),
        ("ANNA\nHello.\n\nBO ^\nHi.", [("paragraph", "Anna", "Hello."), ("paragraph", "Bo", "Hi.")]),
        ("ANNA\n(softly)\nHello.\n(she sits)\nYes.", [("paragraph", "Anna", "Hello. Yes.")]),
        ("ANNA\nOne.\n  \nTwo.", [("paragraph", "Anna", "One. Two.")]),
        (
            "ANNA\nHi.\n~la la\n~lo lo\nBye.",
            [("paragraph", "Anna", "Hi."), ("verse", "Anna", "la la / lo lo"), ("paragraph", "Anna", "Bye.")],
        ),
        ("~la la\n~lo lo", [("verse", None, "la la / lo lo")]),
        ("!ANNA\nHello.", [("direction", None, "ANNA Hello.")]),
        ("ANNA\n\nHello.", [("direction", None, "ANNA"), ("direction", None, "Hello.")]),
        ("> THE END <", [("paragraph", None, "THE END")]),
        ("CUT TO:\n\nHe.", [("direction", None, "CUT TO:"), ("direction", None, "He.")]),
        ("> Burn to white.", [("direction", None, "Burn to white.")]),
        ("INT. HALL - DAY #1A#\n\nHe.", [("heading", None, "INT. HALL - DAY"), ("direction", None, "He.")]),
        (".A DREAM\n\nHe.", [("heading", None, "A DREAM"), ("direction", None, "He.")]),
        ("...and so on.", [("direction", None, "...and so on.")]),
        ("He *really* **goes** _now_ and \\*stays\\*.", [("direction", None, "He really goes now and *stays*.")]),
        ("He [[note]] goes /* not\n\nthis */ now.", [("direction", None, "He goes now.")]),
        ("= A synopsis\n\nHe.\n\n===\n\nShe.", [("direction", None, "He."), ("direction", None, "She.")]),
        (
            "ANNA\nOne [pause 2s] two.",
            [("paragraph", "Anna", "One"), ("pause", None, ""), ("paragraph", "Anna", "two.")],
        ),
        ("A /* b", [("direction", None, "A b")]),
    ],
)
def test_an_element_becomes_blocks(
    read: Read, told: Told, text: str, expected: list[tuple[str, str | None, str]]
) -> None:
    assert told(read(*play(text))) == expected


def test_the_first_parenthetical_is_the_manner(read: Read) -> None:
    block = read(*play("ANNA (O.S.)\n(softly)\nHello.\n(sits)\nYes.\n")).chapters[0].blocks[0]
    assert block.style == "softly"


def test_what_is_hidden_is_a_comment(read: Read, reasons: Reasons) -> None:
    found = reasons(read(*play("He. [[note]]\n\n/* gone */\n\n= synopsis\n")))
    assert found == [("comment", "[[note]]"), ("comment", "/* gone */"), ("comment", "= synopsis")]


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        ("He goes.", ["Play"]),
        ("INT. A\n\nHe goes.", ["Play"]),
        ("INT. A\n\nHe.\n\nEXT. B\n\nShe.", ["INT. A", "EXT. B"]),
        ("Before.\n\nINT. A\n\nHe.\n\nEXT. B\n\nShe.", ["Play", "INT. A", "EXT. B"]),
        ("> **ACT ONE** <\n\nINT. A\n\nHe.\n\n> **ACT TWO** <\n\nEXT. B\n\nShe.", ["ACT ONE", "ACT TWO"]),
        ("# One\n\nINT. A\n\nHe.\n\nEXT. B\n\nShe.\n\n# Two\n\n## Deep\n\nINT. C\n\nHe.", ["One", "Two"]),
    ],
)
def test_chapters_come_from_sections_acts_or_scenes(read: Read, text: str, chapters: list[str]) -> None:
    assert [chapter.title for chapter in read(*play(text)).chapters] == chapters


def test_a_scene_inside_a_chapter_begins_with_a_scene_break(read: Read, told: Told) -> None:
    book = read(*play("# One\n\nINT. A\n\nHe.\n\nEXT. B\n\nShe.\n"))
    assert [block[0] for block in told(book)] == [
        "heading",
        "heading",
        "direction",
        "scene-break",
        "heading",
        "direction",
    ]
