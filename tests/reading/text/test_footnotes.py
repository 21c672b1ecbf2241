"""Notes that stand as paragraphs of their own, "[1] …", in plain text and in Markdown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]
Reasons = Callable[[Book], list[tuple[str, str]]]

NAMES = ["book.txt", "book.md"]
TEXT = "“Is the mole[1] in?” she asked.\n\n[1] A small animal.\n\nHe was not.\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_note_and_its_mark_are_not_said(read: Read, told: Told, reasons: Reasons, name: str) -> None:
    book = read(TEXT, name)
    assert [block[2] for block in told(book)] == ["“Is the mole in?” she asked.", "He was not."]
    assert {("note mark", "[1]"), ("note", "A small animal.")} <= set(reasons(book))


@pytest.mark.parametrize("name", NAMES)
def test_a_note_is_said_where_the_policy_says(read: Read, told: Told, name: str) -> None:
    inline = [block[2] for block in told(read(TEXT, name, notes="inline"))]
    assert inline == ["“Is the mole in?” she asked.", "A small animal.", "He was not."]
    at_end = [block[2] for block in told(read(TEXT, name, notes="chapter-end"))]
    assert at_end == ["“Is the mole in?” she asked.", "He was not.", "A small animal."]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_that_begin_again_point_to_the_note_below_them(read: Read, told: Told, name: str) -> None:
    text = "A mole[1] sang.\n\n[1] One.\n\nA hare[1] ran.\n\n [1] Two.\n"
    said = [block[2] for block in told(read(text, name, notes="inline"))]
    assert said == ["A mole sang.", "One.", "A hare ran.", "Two."]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("label", ["7", "12", "A"])
def test_labels_are_numbers_and_letters(read: Read, told: Told, name: str, label: str) -> None:
    text = f"A mole ?[{label}]. It sang.\n\n [{label}] A small\nanimal.\n"
    assert [block[2] for block in told(read(text, name))] == ["A mole ?. It sang."]


@pytest.mark.parametrize("name", NAMES)
def test_notes_on_lines_below_each_other_are_several(read: Read, told: Told, name: str) -> None:
    text = "A mole[1] and a hare[2] sang.\n\n[1] A small animal.\n[2] A quick one.\n"
    said = [block[2] for block in told(read(text, name, notes="inline"))]
    assert said == ["A mole and a hare sang.", "A small animal.", "A quick one."]


def test_letters_also_mark_notes_in_brackets(read: Read, told: Told) -> None:
    book = read("A mole[A] sang.\n\n[Footnote A: A small animal.]\n", "book.txt")
    assert [block[2] for block in told(book)] == ["A mole sang."]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    [
        "A mole[1] sang.\n\nNobody heard.\n",
        "[1] The mole sang.\n\n[2] The hare ran.\n",
        "Open the door, turn to [12].\n\n[12] The mole is here.\n",
        "[1] The mole sang, as was said[3].\n\n[2] The hare ran[3].\n\n[3] Nobody heard.\n",
        "The mole sang[1].\n\n[1] So it was held.\n\n[2] It was appealed.\n\n[3] It was dismissed.\n",
        "[1] A small animal.\n\nA mole[1] sang.\n",
    ],
)
def test_brackets_that_are_no_marks_of_notes_are_said(read: Read, told: Told, name: str, text: str) -> None:
    assert " ".join(block[2] for block in told(read(text, name))) == " ".join(text.split())


def test_a_link_of_markdown_is_no_note(read: Read, told: Told) -> None:
    text = "A mole[1] sang.\n\n[1] It sang.\n\n[1]: http://mole.example\n"
    assert [block[2] for block in told(read(text))][1] == "1 It sang."
