"""Quotations by the marks of other languages, by typed pairs, and by strays."""

from __future__ import annotations

import pytest

from pipeline.script.kinds.speech_filter import speech_only
from pipeline.script.quotes.conventions import conventions
from pipeline.script.quotes.quotations import find_quotations
from pipeline.script.quotes.typed_marks import printed_marks


def quoted(*paragraphs: str) -> list[str]:
    printed = [printed_marks(text) for text in paragraphs]
    found = find_quotations(printed, conventions(printed))
    return [
        text[each.start : each.end]
        for text, shown, row in zip(paragraphs, printed, found, strict=True)
        for each in speech_only(shown, row)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("”Var är färjan?” frågade Lena. ”Borta”, sa Otto.", ["”Var är färjan?”", "”Borta”"]),
        ("»Missä lautta on?» kysyi Lena. »Poissa», sanoi Otto.", ["»Missä lautta on?»", "»Poissa»"]),
        ("’Missä lautta on?’ kysyi Lena. ’Poissa’, sanoi Otto.", ["’Missä lautta on?’", "’Poissa’"]),
        ("„Wo ist die Fähre?“, fragte Lena. „Weg“, sagte Otto.", ["„Wo ist die Fähre?“", "„Weg“"]),
        ("«Dov’è il traghetto?» chiese Lena. «Via», disse Otto.", ["«Dov’è il traghetto?»", "«Via»"]),
        ("„Wo ist sie?“, fragte Lena. »Weg«, sagte Otto.", ["„Wo ist sie?“", "»Weg«"]),
        ("``Where is it?'' asked Lena. ``Gone,'' said Otto.", ["``Where is it?''", "``Gone,''"]),
        (",,Wo ist sie?'' fragte Lena. ,,Weg'', sagte Otto.", [",,Wo ist sie?''", ",,Weg''"]),
        ("<<Where is it?>> asked Lena. <<Gone,>> said Otto.", ["<<Where is it?>>", "<<Gone,>>"]),
    ],
)
def test_marks_of_other_languages_and_keyboards(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'He wrote, \"Not before the girls' return.\"'", ["'He wrote, \"Not before the girls' return.\"'"]),
        ("'So it is,' said Lena of the '80s, which weren't bad.", ["'So it is,'"]),
        ("'In '68 it burned,' said Otto.", ["'In '68 it burned,'"]),
        ("‘The ferrymen’s hats,’ said Lena, ‘are the boys’ now.’", ["‘The ferrymen’s hats,’", "‘are the boys’ now.’"]),
    ],
)
def test_british_single_marks_with_possessives_and_decades(text: str, expected: list[str]) -> None:
    assert quoted("'Yes,' said Lena. 'It came.'", text)[2:] == expected


def test_a_paragraph_in_marks_that_the_text_uses_nowhere_else_is_speech() -> None:
    german = "„Wo ist die Fähre?“, fragte Lena. „Sie kommt nicht mehr.“"
    assert quoted(german, german, "“Weg”, sagte Otto.")[-1] == "“Weg”"


def test_words_held_with_tongs_are_no_speech() -> None:
    assert quoted("”Ja.” Det var ”för sent” igen.", "”Nej.” ”Jo.”")[0:1] == ["”Ja.”"]
    assert "”för sent”" not in quoted("”Ja.” Det var ”för sent” igen.", "”Nej.” ”Jo.”")
