from __future__ import annotations

from collections.abc import Callable, Sequence

from manifests.book import Book
from manifests.script import Line
from pipeline.script.attribution import attribute
from pipeline.script.attributor import Attribution, Paragraph
from pipeline.script.listing import line_json, omission_json

MakeBook = Callable[..., Book]


def ends(lines: Sequence[Line]) -> list[str]:
    return [line.ends for line in lines]


def test_an_interrupted_quotation_is_several_lines_with_narration_between(make_book: MakeBook) -> None:
    lines = attribute(make_book(['"I," said\nTom Grey, "am here." He sat.'])).lines
    assert [(line.kind, line.text) for line in lines] == [
        ("dialogue", '"I,"'),
        ("narration", "said Tom Grey,"),
        ("dialogue", '"am here."'),
        ("narration", "He sat."),
    ]
    assert {line.speaker for line in lines if line.kind == "dialogue"} == {"Tom Grey"}
    assert ends(lines) == ["sentence", "sentence", "sentence", "chapter"]
    assert {line.paragraph for line in lines} == {0}


def test_chapters_and_lines_are_numbered_over_what_is_spoken(make_book: MakeBook) -> None:
    script = attribute(make_book(["x"], ["One.", "Two."], ["Three."], spoken=[False, True, True]))
    assert [line.id for line in script.lines] == ["001-0001", "001-0002", "002-0001"]
    assert [chapter.title for chapter in script.chapters] == ["Chapter 2", "Chapter 3"]


def test_ends_are_set_by_what_follows(make_book: MakeBook) -> None:
    book = make_book(
        [
            ("CHAPTER I\nThe Inn", {"kind": "heading"}),
            "One. Still one.",
            ("", {"kind": "scene-break"}),
            "Two.",
            ("Row one\nRow two", {"kind": "verse"}),
            "Three.",
            ("Part", {"kind": "heading"}),
            "Four.",
        ]
    )
    lines = attribute(book).lines
    assert ends(lines) == [
        "paragraph", "heading", "scene", "paragraph", "verse", "stanza", "heading", "heading", "chapter",
    ]  # fmt: skip
    assert [line.scene for line in lines] == [0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_two_speakers_in_one_paragraph_take_turns(make_book: MakeBook) -> None:
    def alternate(paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
        names = ["Ann", "Bob"]
        return [[Attribution(names[i % 2], 1.0, "test") for i in range(len(each.quotations))] for each in paragraphs]

    lines = attribute(make_book(['"Yes." "No."']), alternate).lines
    assert [(line.speaker, line.ends) for line in lines] == [("Ann", "turn"), ("Bob", "chapter")]


def test_a_pause_is_added_to_the_line_before(make_book: MakeBook) -> None:
    book = make_book(["One.", ("", {"kind": "pause", "pause_s": 1.5}), "Two."])
    assert [line.pause_s for line in attribute(book).lines] == [1.5, None]


def test_turns_of_a_play_keep_their_speaker_style_and_quotation_marks(make_book: MakeBook) -> None:
    book = make_book(
        [
            ('He said "no" to me.', {"speaker": "Ann", "style": "whispering"}),
            ("And more.", {"speaker": "Ann", "opens_turn": False}),
            ("She sits.", {"kind": "direction"}),
            ("To be\nor not", {"kind": "verse", "speaker": "Bob"}),
        ]
    )
    lines = attribute(book).lines
    assert [(line.speaker, line.kind, line.ends) for line in lines] == [
        ("Ann", "dialogue", "paragraph"),
        ("Ann", "dialogue", "paragraph"),
        (None, "direction", "turn"),
        ("Bob", "verse", "verse"),
        ("Bob", "verse", "chapter"),
    ]
    assert lines[0].style == "whispering"
    assert lines[0].text == 'He said "no" to me.'
    assert lines[0].confidence == 1.0


def test_verse_in_a_quotation_belongs_to_who_recites_it(make_book: MakeBook) -> None:
    book = make_book(['Alice sighed and said: "Now listen."', ('"How doth the\nlittle crocodile."', {"kind": "verse"})])
    lines = attribute(book).lines
    assert [(line.kind, line.ends) for line in lines[-2:]] == [("verse", "verse"), ("verse", "chapter")]


def test_emphases_language_and_spans_follow_their_line(make_book: MakeBook) -> None:
    text = '"Je suis," he said.'
    book = make_book([(text, {"language": "fr", "emphases": ((1, 3), (11, 13)), "rows": (((0, 4), (4, 19)),)})])
    lines = attribute(book).lines
    assert [line.emphases for line in lines] == [((1, 3),), ((11, 13),)]
    assert [line.spans for line in lines] == [((0, 4), (4, 10)), ((11, 19),)]
    assert {line.language for line in lines} == {"fr"}


def test_punctuation_after_a_closing_mark_is_no_line_of_its_own(make_book: MakeBook) -> None:
    assert [line.text for line in attribute(make_book(['("Yes.") -- "No!"?'])).lines] == ['("Yes.") --', '"No!"?']


def test_lines_are_listed_as_documented(make_book: MakeBook) -> None:
    book = make_book(["x."], ['"Hi," said Tom.'], spoken=[False, True])
    script = attribute(book)
    row = line_json(script, script.lines[0])
    assert row["id"] == "001-0001"
    assert (row["speaker"], row["kind"], row["start"], row["end"]) == ("Tom", "dialogue", 4, 9)
    assert (row["spans"], row["href"], row["origin"]) == ([[4, 9]], "book.txt", "source")
    assert omission_json(book, script.left_out[0]) == {
        "href": "book.txt", "start": 0, "end": 2, "reason": "matter not spoken", "text": "x.",
    }  # fmt: skip
