"""Spoken credits: what they say, in which language, and that the script stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.book import Creator, Metadata
from manifests.errors import InputError
from manifests.script import Line, Script, ScriptChapter
from pipeline.script.credits.credit_words import WORDS
from pipeline.script.credits.credits import add_credits


def script_about(**about: object) -> Script:
    metadata = Metadata.model_validate({"title": "Alice", "creators": [{"name": "Lewis Carroll"}], **about})
    chapters = (ScriptChapter(number=1, title="One"), ScriptChapter(number=2, title="Two"))
    lines = tuple(
        Line(id=f"00{n}-0001", chapter=n, document=0, spans=((n, n + 1),), text="x", ends="chapter") for n in (1, 2)
    )
    return Script(metadata=metadata, chapters=chapters, lines=lines, hrefs=("a",))


def said(script: Script, chapter: int) -> list[str]:
    return [line.text for line in script.lines if line.chapter == chapter]


def test_credits_stand_before_and_after_the_book() -> None:
    before = script_about()
    script = add_credits(before, narrators=["Anna"])
    assert [(chapter.number, chapter.matter) for chapter in script.chapters] == [
        (0, "opening credits"),
        (1, "chapter"),
        (2, "chapter"),
        (3, "closing credits"),
    ]
    assert said(script, 0) == ["Alice.", "Written by Lewis Carroll.", "Narrated by Anna (AI voice)."]
    assert said(script, 3)[-1] == "The End."
    assert [line.id for line in script.lines[:3]] == ["000-0001", "000-0002", "000-0003"]
    assert script.lines[3:5] == before.lines
    assert script.lines[2].ends == script.lines[-1].ends == "chapter"


def test_credits_are_generated_lines_of_the_narrator_without_a_place() -> None:
    script = add_credits(script_about(), narrators=["Anna"], disclosure=True)
    credits = [line for line in script.lines if line.chapter in (0, 3)]
    assert {(line.kind, line.origin, line.speaker, line.document, line.spans) for line in credits} == {
        ("credit", "generated", None, None, ())
    }


def test_names_are_joined_as_they_are_spoken() -> None:
    creators = [Creator(name=name) for name in ("A", "B", "C")] + [Creator(name="D", role="trl")]
    script = add_credits(script_about(creators=creators), narrators=["X", "Y", "X (AI voice)"])
    assert said(script, 0)[1:] == [
        "Written by A, B and C.",
        "Translated by D.",
        "Narrated by X (AI voice) and Y (AI voice).",
    ]


def test_a_line_with_nothing_to_say_is_left_out() -> None:
    script = add_credits(script_about(creators=[]), narrators=[])
    assert said(script, 0) == ["Alice."]
    assert said(script, 3) == ["This has been Alice.", "The End."]


def test_a_disclosure_can_be_asked_for() -> None:
    script = add_credits(script_about(), narrators=["Anna"], disclosure=True)
    assert said(script, 0)[-1] == "This audiobook is narrated by a synthetic voice."


@pytest.mark.parametrize("language", sorted(WORDS))
def test_each_language_names_title_author_narrator_and_end(language: str) -> None:
    script = add_credits(script_about(language=f"{language}-XX"), narrators=["Anna"])
    opening = " ".join(said(script, 0))
    assert all(word in opening for word in ("Alice", "Lewis Carroll", "Anna" + WORDS[language].ai_voice))
    assert said(script, 3)[-1] == WORDS[language].closing.splitlines()[-1] + WORDS[language].full_stop
    assert all(line.language is None for line in script.lines)
    assert "{" not in opening


def test_chinese_credits_have_chinese_marks() -> None:
    script = add_credits(script_about(title="孔乙己", language="zh-Hans"), narrators=["安娜"])
    assert said(script, 0) == ["《孔乙己》。", "作者：Lewis Carroll。", "朗读：安娜（AI 语音）。"]


def test_a_language_without_words_of_its_own_gets_english_ones_marked_as_english() -> None:
    script = add_credits(script_about(language="fi"), narrators=["Anna"], disclosure=True)
    assert [(line.text, line.language) for line in script.lines if line.chapter == 0] == [
        ("Alice.", None),
        ("Written by Lewis Carroll.", "en"),
        ("Narrated by Anna (AI voice).", "en"),
        ("This audiobook is narrated by a synthetic voice.", "en"),
    ]


def test_templates_can_be_ones_own() -> None:
    about = {"subtitle": "A Tale", "publisher": "Press", "date": "1865-11-26"}
    opening = "{title}: {subtitle}!\n\n{publisher}, {year}"
    script = add_credits(script_about(**about), narrators=["Anna"], opening=opening, closing="")
    assert said(script, 0) == ["Alice: A Tale!", "Press, 1865."]
    assert script.chapters[-1].number == 2


def test_an_empty_opening_is_none_even_with_a_disclosure() -> None:
    script = add_credits(script_about(), narrators=["Anna"], opening="", closing="", disclosure=True)
    assert script == script_about()


@pytest.mark.parametrize("template", ["{titel}", "{}", "{title} {0}"])
def test_an_unknown_placeholder_is_named(template: str) -> None:
    with pytest.raises(InputError, match=r"Known here: \{title\}"):
        add_credits(script_about(), narrators=[], opening=template)


def test_placeholders_give_no_access_to_anything_else() -> None:
    script = add_credits(script_about(), narrators=[], opening="{title.__class__} {title!r} {{title}}")
    assert said(script, 0) == ["{title.__class__} {title!r} {Alice}."]


def test_credits_are_added_once() -> None:
    once = add_credits(script_about(), narrators=["Anna"])
    assert add_credits(once, narrators=["Anna"]) == once


@given(st.text(), st.text(max_size=5), st.lists(st.text()), st.lists(st.text()))
def test_any_metadata_makes_lines_that_say_something(
    title: str, language: str, authors: list[str], narrators: list[str]
) -> None:
    about = {"title": title, "language": language, "creators": [{"name": name} for name in authors]}
    before = script_about(**about)
    script = add_credits(before, narrators=narrators)
    assert all(line.text.strip() == line.text and line.text for line in script.lines)
    assert len({line.id for line in script.lines}) == len(script.lines)
    assert [line for line in script.lines if line.origin == "source"] == list(before.lines)
