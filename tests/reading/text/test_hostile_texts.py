"""Texts made to be slow: each takes time that grows with its length, not with its square."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from manifests.book import Book

SENTENCE = "The quick brown fox jumps over the lazy dog. "
UNITS = {
    "words": SENTENCE,
    "chapters": f"# One\n\n{SENTENCE}\n\n",
    "numbered chapters": f"CHAPTER I\n\n{SENTENCE}\n\n",
    "stars": "*",
    "openers": "**a *b _c ",
    "closers": "a* b** ",
    "emphasis": "_a_ ",
    "brackets": "[",
    "closed brackets": "[a]",
    "links": "[a](b) ",
    "open links": "[a](b ",
    "notes": "[^a] ",
    "inline notes": "^[a ",
    "backticks": "`` ` ``` ",
    "tags": "<a ",
    "comments": "<!-- ",
    "percents": "%% a ",
    "fences": "```x\n",
    "two fences": "```\n~~~\n",
    "parentheses": "(",
    "directions": "Go. (She sits.) ",
    "pauses": "word [pause 1s] ",
    "table": "|a|b|\n|-|-|\n",
    "quotations": ">",
    "quoted lines": "> Line\n",
    "turns": "**ANNA:** Go. (She sits.)\n",
    "plain turns": "ANNA: Go.\nBEN: No.\n",
    "screenplay": "ANNA\n(sits)\nGo.\n\n",
    "lyrics": "~la\n",
    "boneyards": "/* ",
    "double brackets": "[[",
    "backslashes": "\\",
    "hard breaks": "line  \n",
    "entities": "&nbsp;",
    "colons": "A: ",
    "hyphens": "a\n-\n",
    "line ends": "\r\r\n",
    "ruby": "<rt>",
    "pictures": "![a](b)",
}


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".md", ".fountain", ".txt"])
@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_length_only(read_unchecked: Callable[..., Book], unit: str, ending: str) -> None:
    def seconds(size: int) -> float:
        text = UNITS[unit] * (size // len(UNITS[unit])) + "x"
        begun = time.process_time()
        read_unchecked(text, ending)
        return time.process_time() - begun

    seconds(2_000)
    assert seconds(48_000) < 0.25 + 14 * seconds(6_000)


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".md", ".fountain", ".txt"])
@pytest.mark.parametrize(
    "head", ["", "a", "**ANNA**", "ANNA", "ANNA (V.O.)", "Anna (x)", "|", "> ", "# a", "1.", "[a]:", "@A"]
)
def test_a_long_run_of_spaces_is_passed_over_at_once(
    read_unchecked: Callable[..., Book], head: str, ending: str
) -> None:
    begun = time.process_time()
    read_unchecked(f"{head}{' ' * 100_000}x\n{head}{' ' * 100_000}\nb|c\n-|-", ending)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("ending", [".md", ".fountain", ".txt"])
def test_a_paragraph_of_three_megabytes_takes_seconds(read_unchecked: Callable[..., Book], ending: str) -> None:
    begun = time.process_time()
    book = read_unchecked(SENTENCE * (3_000_000 // len(SENTENCE)), ending)
    assert len(book.chapters[0].blocks) == 1
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(("ending", "heading"), [(".md", "# {}"), (".fountain", "# {}"), (".txt", "CHAPTER {}")])
def test_ten_thousand_chapters_take_seconds(read_unchecked: Callable[..., Book], ending: str, heading: str) -> None:
    text = "".join(f"{heading.format(number)}\n\n{SENTENCE}\n\n" for number in range(1, 10_000))
    begun = time.process_time()
    assert len(read_unchecked(text, ending).chapters) == 9_999
    assert time.process_time() - begun < 20
