"""What is said for what is written: signs, capitals, headings and endings."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.spoken import spoken_text


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("I don t know; he s gone, and we ll see.", "I don't know; he's gone, and we'll see."),
        ("Howard s End can t be far.", "Howard's End can't be far."),
        ("From A to T, an s or a d.", "From A to T, an s or a d."),
        ("I do t, and so on.", "I do t, and so on."),
    ],
)
def test_apostrophes_that_a_text_lost_are_said(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("“Who are you?” said the Caterpillar.", '"Who are you?" said the Caterpillar.'),
        ("He said “no.”", 'He said "no".'),
        ("“Come here,”", "Come here."),
        ("‘Tis the season", "'Tis the season."),
        ("no\u00a0break\u2060er", "no breaker."),
        ("Rock & Roll", "Rock and Roll."),
    ],
)
def test_typography_becomes_plain(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("I never—", "I never."),
        ("He came—she left", "He came, she left."),
        ("I don’t… know", "I don't, know."),
        ("Wait... What?", "Wait. What?"),
        ("… and then", "and then."),
        ("Well . . . yes", "Well, yes."),
        ("Really?!", "Really?"),
        ("this:", "this."),
    ],
)
def test_dots_and_dashes_become_pauses(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("(He was *late*.) So", "He was late. So."),
        ("(whispering) Come here", "whispering, Come here."),
        ("He (who knew) left", "He, who knew, left."),
        ("Hello 😀 world <|endoftext|> now", "Hello world now."),
        ("a <b>bold</b> [link](http://x.y)", "a bold link."),
        ("[INST] Say {ni3} hao", "Say ni three hao."),
    ],
)
def test_markup_emoji_brackets_and_special_strings_are_not_said(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("ALICE was VERY tired of the BBC and NASA.", "Alice was very tired of the BBC and Nasa."),
        ("I WILL NOT GO TO THE USA", "I will not go to the USA."),
        ("DRINK ME", "Drink me."),
        ("SHH!", "Shh!"),
        ("The FBI and the CIA", "The FBI and the CIA."),
    ],
)
def test_shouting_is_lowered_and_acronyms_stay(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


@pytest.mark.parametrize("written", ["", " ", "…", "* * *", "—", "”", "😀", "<|audio_start|>", "!?", "***", "<br/>"])
def test_nothing_is_said_where_nothing_can_be(written: str) -> None:
    assert spoken_text(written) == ""


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("“你好！”他说。", '"你好！"他说。'),
        ("我……不知道……", "我，不知道。"),
        ("《红楼梦》——一部小说", "红楼梦，一部小说。"),
        ("「走！」", "走！"),
        ("好吗？！", "好吗？"),
    ],
)
def test_chinese_signs(written: str, spoken: str) -> None:
    assert spoken_text(written, "zh") == spoken


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["en", "zh", "de", "ar"]))
def test_any_text_is_closed_and_begins_with_no_bracket(text: str, language: str) -> None:
    spoken = spoken_text(text, language)
    if spoken:
        assert spoken[-1] in ".!?。！？"
        assert spoken[0] not in "([{<（【"
        assert any(map(str.isalnum, spoken))
        assert not re.search(r"[“”‘’„«»\u00a0\u2060\u200b…—]|<\|", spoken)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{1,8}[,;:]?", fullmatch=True), min_size=1, max_size=12))
def test_no_word_is_lost(words: list[str]) -> None:
    assert re.findall("[a-z]+", spoken_text(" ".join(words))) == re.findall("[a-z]+", " ".join(words))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("CHAPTER IV", "Chapter four."),
        ("CHAPTER VII GUNPOWDER", "Chapter seven. Gunpowder."),
        ("I. DOWN THE RABBIT-HOLE", "one. Down The Rabbit-hole."),
        ("XIV", "fourteen."),
        ("ACT II, SCENE III", "Act two, Scene three."),
        ("CIVIL WAR", "Civil War."),
        ("MIX", "Mix."),
    ],
)
def test_headings_have_numbers_and_small_letters(written: str, spoken: str) -> None:
    assert spoken_text(written, heading=True) == spoken


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("de", "„Guten Tag“, sagte er – und ging.", '"Guten Tag", sagte er, und ging.'),
        ("fr", "« Bonjour ! » dit-elle", '"Bonjour!" dit-elle.'),
        ("es", "¿Qué? ¡Nada!", "¿Qué? ¡Nada!"),
        ("ar", "هل أنت هنا؟", "هل أنت هنا?"),
        ("hi", "वह आया।", "वह आया."),
        ("ko", "그는 갔다", "그는 갔다."),
        ("ja", "彼は言った。「行こう」", '彼は言った。"行こう"。'),
        ("de", "Er war 1914 in Köln", "Er war 1914 in Köln."),
    ],
)
def test_other_languages_pass_through_cleanly(language: str, written: str, spoken: str) -> None:
    assert spoken_text(written, language) == spoken


@pytest.mark.parametrize(("language", "before", "behind"), [
    ("en", "", ""), ("en", "$", ""), ("en", "", "%"), ("en", "£", "m"), ("en", "", "st"), ("en", "No. ", ""),
    ("en", "1/", ""), ("en", "", " km"), ("zh", "第", "年"), ("zh", "¥", "元"), ("zh", "", "%"),
])  # fmt: skip
def test_a_number_of_any_length_is_said_digit_by_digit(language: str, before: str, behind: str) -> None:
    spoken = spoken_text(f"So {before}{'7' * 5000}{behind} is it", language)
    assert spoken.count("seven" if language == "en" else "七") >= 4990


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("INT. BARN - NIGHT", "Interior. Barn, Night."),
        ("EXT. ROAD - 4 A.M.", "Exterior. Road, four AM."),
        ("INT./EXT. VAN - DAY", "Interior and exterior. Van, Day."),
        ("I/E. VAN - DAY", "Interior and exterior. Van, Day."),
        ("Chapter 04", "Chapter four."),
        ("07", "seven."),
        ("IV-", "four."),
    ],
)
def test_scene_headings_and_noughts_before_a_number(written: str, spoken: str) -> None:
    assert spoken_text(written, heading=True) == spoken


@pytest.mark.parametrize("pattern", ["*b ", "0", "http://b", "b.bc.c", "<!--", "“", "a 5 km ", "$1-", "b/", "\u2083"])
def test_time_grows_with_the_text(pattern: str) -> None:
    def seconds(size: int) -> float:
        start = time.process_time()
        spoken_text("Go " + pattern * (size // len(pattern)))
        return time.process_time() - start

    assert seconds(40_000) < 3.5 * max(seconds(20_000), 0.05)


def test_control_characters_are_not_said() -> None:
    assert spoken_text("a\x1b]0;b\x07 c\x9bd") == "a zero;b c d."
