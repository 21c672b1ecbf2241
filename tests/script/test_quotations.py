from __future__ import annotations

import time

import pytest

from pipeline.script.kinds.speech_filter import speech_only
from pipeline.script.quotes.conventions import CORNER, DOUBLE, GUILLEMETS, INVERTED_GUILLEMETS, LOW, SINGLE, conventions
from pipeline.script.quotes.quotations import find_quotations


def quoted(*paragraphs: str) -> list[str]:
    found = find_quotations(paragraphs, conventions(paragraphs))
    return [
        text[each.start : each.end]
        for text, row in zip(paragraphs, found, strict=True)
        for each in speech_only(text, row)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"I do," said Tom, "not know."', ['"I do,"', '"not know."']),
        ("“I do,” said Tom, “not know.”", ["“I do,”", "“not know.”"]),
        ("‘I don’t,’ said Tom, ‘know the boys’ names.’", ["‘I don’t,’", "‘know the boys’ names.’"]),
        ("'I don't,' said Tom, ''tis the boys' goin' out.'", ["'I don't,'", "''tis the boys' goin' out.'"]),
        ("« Bonjour, » dit Paul. « Entrez. »", ["« Bonjour, »", "« Entrez. »"]),
        ("»Guten Tag,« sagte Paul. »Herein.«", ["»Guten Tag,«", "»Herein.«"]),
        ("„Guten Tag,“ sagte Paul. „Herein.“", ["„Guten Tag,“", "„Herein.“"]),
        ("他說：「你好。」我沒有說。", ["「你好。」"]),
        ("“你好。”他说，“坐罢。”", ["“你好。”", "“坐罢。”"]),
        ("—Hola —dijo Juan—. ¿Qué tal?", ["—Hola", "¿Qué tal?"]),
        ("— Bonjour, dit Paul. Entrez donc.", ["— Bonjour,", "Entrez donc."]),
    ],
)
def test_speech_is_found_in_every_form_of_print(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_quotations_inside_quotations_stay_whole() -> None:
    assert quoted("“He said ‘no’ and “never” too,” said Ann.") == ["“He said ‘no’ and “never” too,”"]
    assert quoted("「他說『不』。」") == ["「他說『不』。」"]


def test_a_speech_over_paragraphs_goes_on_at_the_repeated_mark() -> None:
    found = find_quotations(["“One.", "“Two.", "“Three,” said Ann."], (DOUBLE,))
    assert [[(each.continues, each.closed) for each in row] for row in found] == [
        [(False, False)],
        [(True, False)],
        [(True, True)],
    ]


def test_a_song_in_one_pair_of_marks_is_one_speech_over_its_stanzas() -> None:
    found = find_quotations(["“Row, row,", "gently down,", "the stream.”", "He ended."], (DOUBLE,))
    assert [len(row) for row in found] == [1, 1, 1, 0]


def test_a_lost_closing_mark_does_not_turn_narration_into_speech() -> None:
    assert quoted('"Go away. "Why?" said Tom.', "He went.", '"Yes."') == ['"Go away.', '"Why?"', '"Yes."']


@pytest.mark.parametrize(
    "text",
    [
        "They sang “Auld Lang Syne” at the inn of the “Red Lion” and went home.",
        "He had no great opinion of “progress” as it is called.",
        "It was labelled “MARMALADE”, but the jar was empty.",
        "They were playing the overture to “The Miller and the Maid.”",
        "He addressed it to “Colonel Pell, Port Harcourt.” and sealed it.",
    ],
)
def test_titles_labels_and_doubtful_words_are_not_speech(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"The trouble with you"--he shook his head--"is that you sleep."', 2),
        ('"The trouble with you" (he shook his head) "is that you sleep."', 2),
        ("He said “No” rather loudly and left.", 1),
        ("They ran about shouting “Stop her!” or “Shut the gate!” all night.", 2),
        ("There came a cry of “Fire!” from the yard.", 1),
        ("They called it “the bad weather.” She called it “autumn.”", 0),
        ("He was now “the prisoner,” “the person in question,” “the defence.”", 0),
        ("He lived in “the attic.” He liked it.", 0),
        ("“Go!” said the stranger in a loud voice, and “Shut that door after you.”", 2),
        ("“Come here,” said Harcourt. He waited. Then said Harcourt “You had better.”", 2),
        ("He was heard to assert that “a man ought to go more carefully.” And he went.", 1),
        ("She wished for peace, adding, “not so much for myself as for him” (Harcourt).", 1),
        ("He gave the word “Lower away!” and the rope went out.", 1),
        ("These cries mingled: “Sign, must I? Have you no pen? Here”--here being a coin.", 1),
        ("On the cloth I saw marked the word “Passe.” It was green.", 0),
    ],
)
def test_interrupted_speech_and_cries_are_speech_and_labels_in_a_row_are_not(text: str, expected: int) -> None:
    assert len(quoted(text)) == expected


def test_straight_marks_inside_straight_marks_leave_the_outer_speech_whole() -> None:
    whole = '"And I said, "Are you hurt, father?" and he said, "A little." So I wept."'
    assert quoted(whole) == [whole]


def test_a_single_mark_set_by_mistake_closes_a_double_one() -> None:
    assert quoted("He wrote, saying, \"I shall come on Monday.' She put it down and wept.") == [
        "\"I shall come on Monday.'"
    ]
    goes_on = "\"I ha' no money,' he said to himself; \"and I am goin' home.\""
    assert quoted(goes_on)[-1] == '"and I am goin\' home."'
    long = ("\"It rained. The boys' boots were wet.", '"We went home."')
    assert quoted(*long) == list(long)


def test_the_convention_is_decided_by_evidence() -> None:
    assert conventions(["‘Yes,’ said she.", "‘It’s “fine”.’"])[0] is SINGLE
    assert conventions(["“Yes,” said she. ‘No’"])[0] is DOUBLE
    assert conventions(["„Ja,“ sagte sie."])[0] is LOW
    assert conventions(["«Sì,» disse."])[0] is GUILLEMETS
    assert conventions(["»Ja,« sagte sie."])[0] is INVERTED_GUILLEMETS
    assert conventions(["「是。」"])[0] is CORNER
    assert conventions(["No marks here, it's plain."])


def test_apostrophes_alone_are_no_quotation() -> None:
    assert quoted("The boys' dogs weren't there; 'twas a pity, rock 'n' roll.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The servant returned an indifferent “No.” Then he left.", ["“No.”"]),
        ("He went out. “You see how it is with me”—she shook off the rain—“in this house.”", 2),
        ("“Come along and let us tell them all of it” opening the door that led to the stairs.", 1),
        ("She read “The Times of Yesterday” aloud.", 0),
        ("He lived at the “Jolly Farmer.” It was cold.", 0),
        ("“I say,” said Mrs. Moor, “but I really cannot have” and she struck the cushion.", 2),
    ],
)
def test_speech_without_its_stop_is_told_from_titles(text: str, expected: list[str] | int) -> None:
    assert (len(quoted(text)) if isinstance(expected, int) else quoted(text)) == expected


def test_words_quoted_inside_do_not_end_a_speech_that_nothing_closes() -> None:
    text = "He turned. \"Well, he said 'no' to me and then he went home."
    assert quoted(text, "It rained.") == [text[text.index('"') :]]


def test_apostrophes_in_a_huge_speech_that_nothing_closes_take_linear_time() -> None:
    began = time.process_time()
    find_quotations(['He said, "' + "I'm goin' out wi' you and " * 8000], (DOUBLE,))
    assert time.process_time() - began < 10  # it was seven minutes
