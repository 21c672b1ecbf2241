from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manifests.book import Book, Omission, joined
from manifests.errors import StageError
from manifests.script import Script
from pipeline.script.attribution import attribute
from pipeline.script.integrity import check_integrity, left_out

MakeBook = Callable[..., Book]
MARKS = [
    '"',
    "'",
    "“",
    "”",
    "‘",
    "’",
    "«",
    "»",
    "「",
    "」",
    "『",
    "』",
    "„",
    "—",
    "--",
    ",",
    ".",
    "!",
    "?",
    "…",
    " ",
    "\n",
]
WORDS = ["I", "don't", "said Tom", "she asked", "Mr. Grey", "the driver", "说", "他", "é", "\u00a0", "😀", "’tis"]
PIECES = st.sampled_from([*MARKS, *WORDS])
PARAGRAPHS = st.lists(st.lists(PIECES, min_size=1, max_size=30).map("".join), min_size=1, max_size=8)


def changed(script: Script, number: int, **fields: object) -> Script:
    lines = list(script.lines)
    lines[number] = lines[number].model_copy(update=fields)
    return script.model_copy(update={"lines": tuple(lines)})


@given(PARAGRAPHS, st.sampled_from(["paragraph", "verse", "heading", "direction"]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_and_nothing_said_twice(make_book: MakeBook, paragraphs: list[str], kind: str) -> None:
    book = make_book([*paragraphs, (paragraphs[0], {"kind": kind})], paragraphs, spoken=[True, False])
    script = attribute(book)
    check_integrity(book, script)
    text = book.documents[0].text
    said = [index for line in script.lines for low, high in line.spans for index in range(low, high)]
    assert len(said) == len(set(said))
    wanted = {i for p in book.chapters[0].blocks for row in p.rows for low, high in row for i in range(low, high)}
    assert {i for i in wanted if not text[i].isspace()} <= set(said) <= wanted


@given(PARAGRAPHS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_line_is_its_spans_joined(make_book: MakeBook, paragraphs: list[str]) -> None:
    book = make_book(paragraphs)
    for line in attribute(book).lines:
        assert line.text == joined(book.documents[0].text, line.spans) == line.text.strip()
        assert line.text


def test_a_lost_character_is_named_with_its_place(make_book: MakeBook) -> None:
    book = make_book(["One two.", "Three."])
    script = attribute(book)
    missing = script.model_copy(update={"lines": script.lines[1:]})
    with pytest.raises(StageError, match=r"book\.txt, character 0 \(line 1\): .* no line and no omission"):
        check_integrity(book, missing)


def test_a_character_said_twice_is_refused(make_book: MakeBook) -> None:
    book = make_book(["One two.", "Three."])
    script = attribute(book)
    with pytest.raises(StageError, match="two lines"):
        check_integrity(book, changed(script, 1, spans=script.lines[0].spans, text=script.lines[0].text))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": "One two"}, "not what stands in the source"),
        ({"spans": ((0, 900),)}, "out of order or bounds"),
        ({"spans": ((0, 0),)}, "empty"),
        ({"spans": ((4, 8), (0, 3))}, "out of order"),
        ({"spans": ((0, 4),), "text": "One "}, "white space"),
        ({"spans": ()}, "no place"),
        ({"document": 7}, "no place"),
        ({"origin": "generated"}, "claims a place"),
    ],
)
def test_a_line_that_is_not_its_source_is_refused(make_book: MakeBook, fields: dict[str, object], message: str) -> None:
    book = make_book(["One two.", "Three."])
    with pytest.raises(StageError, match=message):
        check_integrity(book, changed(attribute(book), 0, **fields))


def test_an_omission_inside_a_line_is_refused(make_book: MakeBook) -> None:
    book = make_book(["One two.", "Three."])
    script = attribute(book).model_copy(update={"left_out": (Omission(document=0, start=1, end=2, reason="markup"),)})
    with pytest.raises(StageError, match="a line and in an omission"):
        check_integrity(book, script)


def test_generated_lines_need_no_source(make_book: MakeBook) -> None:
    book = make_book(["One."])
    script = attribute(book)
    credit = script.lines[0].model_copy(
        update={"id": "000-0001", "kind": "credit", "origin": "generated", "spans": (), "document": None, "text": "By."}
    )
    check_integrity(book, script.model_copy(update={"lines": (credit, *script.lines)}))


def test_unspoken_chapters_are_left_out_with_their_reason(make_book: MakeBook) -> None:
    book = make_book(["All rights reserved."], ["Once."], spoken=[False, True])
    script = attribute(book)
    assert [(each.reason, each.start, each.end) for each in script.left_out] == [("matter not spoken", 0, 20)]
    assert [line.id for line in script.lines] == ["001-0001"]


def test_signs_of_breaks_are_left_out_as_decoration(make_book: MakeBook) -> None:
    book = make_book(["One.", ("* * *", {"kind": "scene-break"}), "Two."])
    script = attribute(book)
    check_integrity(book, script)
    assert [each.reason for each in script.left_out] == ["decoration"]
    assert [line.scene for line in script.lines] == [0, 1]


def test_what_a_line_speaks_is_not_listed_as_left_out(make_book: MakeBook) -> None:
    book = make_book(["One two."])
    omission = Omission(document=0, start=2, end=10, reason="markup")
    found = left_out(book.model_copy(update={"omissions": (omission,)}), attribute(book).lines)
    assert [(each.start, each.end) for each in found] == [(8, 10)]


@pytest.mark.parametrize(
    "paragraph",
    [
        "\"Ab, ' 'tis “x ” ‘y ",
        "'a 'b ",
        "“«",
        "— a — b. said ",
        "'Tis said he, ",
        'Ann Pell said, "No," and Tom Dane said, "Yes"; he said, "No." ',
    ],
)
def test_time_grows_linearly_even_in_one_huge_paragraph(make_book: MakeBook, paragraph: str) -> None:
    def seconds(times: int) -> float:
        book = make_book([paragraph * (times // len(paragraph))])
        began = time.process_time()
        check_integrity(book, attribute(book))
        return time.process_time() - began

    small, large = seconds(20_000), seconds(160_000)
    assert large < 8 * max(small, 0.02) * 3
