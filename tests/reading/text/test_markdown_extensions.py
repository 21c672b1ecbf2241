"""The marks of Pandoc, Quarto and other kinds of Markdown are not said, and no word between them is lost."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from manifests.book import Book

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("A [raised voice]{.smallcaps} was heard.", "A raised voice was heard."),
        ("So `x`{.python} it is.", "So x it is."),
        ("One {{< pagebreak >}} two {{% note %}} three {% raw %} four.", "One two three four."),
        ("He says so [@bell1901, p. 5] and @hall [p. 3] too.", "He says so and hall too."),
        ("Where $a + b$ and $$c = 1$$ and \\(d = 2\\).", "Where a + b and c = 1 and d = 2."),
        ("Where $\\frac{a}{b}$ ends.", "Where ends."),
        ("It cost $5, then $6.", "It cost $5, then $6."),
        ("Was {++added++} {--gone--} {~~old~>new~~} {>>see me<<} ==marked== so.", "Was added new marked so."),
        ("Drink H~2~O, ~~not~~ 2^10^ times.", "Drink H2O, not 2^10 times."),
        ("See [[The Ferry|the boat]] and [[Quay]].", "See the boat and Quay."),
        ("A \\textit{slanted} word\\label{w}.", "A slanted word."),
        ("A product, 2*3*4.", "A product, 2*3*4."),
        ("Non\\ breaking.", "Non breaking."),
    ],
)
def test_marks_inside_a_paragraph(read: Read, told: Told, written: str, read_as: str) -> None:
    assert [words for _, _, words in told(read(f"{written}\n", "a.qmd"))] == [read_as]


@pytest.mark.parametrize("attributes", ["{#ferry}", "{-}", "{.unnumbered #f}", '{key="a b"}'])
def test_attributes_of_a_heading_are_no_part_of_its_title(read: Read, attributes: str) -> None:
    book = read(f"# The Ferry {attributes}\n\nIt came.\n\n# The Quay\n{{: .wide}}\n\nIt lay there.\n", "a.md")
    assert [chapter.title for chapter in book.chapters] == ["The Ferry", "The Quay"]
    assert "wide" not in str(book.chapters)


def test_lines_of_marks_alone(read: Read, told: Told) -> None:
    text = (
        "\\newpage\n\n\\begin{center}\nIn the middle.\n\\end{center}\n\n[TOC]\n\n> [!NOTE]\n> Mind the gap.\n\n"
        "Ferry\n:   A boat.\n\n(@) First of all.\n(@) Second.\n\n#. Third.\n\n*[HTML]: Hyper Text\n"
    )
    words = [words for _, _, words in told(read(text, "a.md"))]
    assert words == ["In the middle.", "Mind the gap.", "Ferry", "A boat.", "First of all.", "Second.", "Third."]


@pytest.mark.parametrize("pattern", ["{{<a", "$a ", "[@a", "==a ", "{++a", "[[a|", "\\(a", "<!--", "~a", "^a", "[a]{"])
def test_time_grows_with_the_text(read: Read, pattern: str) -> None:
    def seconds(size: int) -> float:
        start = time.process_time()
        read(pattern * (size // len(pattern)) + "\n\nThe end.\n", "a.md")
        return time.process_time() - start

    seconds(100)
    assert seconds(20_000) < 3.5 * max(seconds(10_000), 0.1)
