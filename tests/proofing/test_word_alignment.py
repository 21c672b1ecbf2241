import time

import pytest

from pipeline.proofing.word_alignment import WordEvents, compare, names_in, words_of

TEXT = "The lamp had gone out again, and Wren Adair counted thirty-eight ferry steps."


def _compared(heard: str, text: str = TEXT) -> WordEvents:
    return compare(words_of(text), words_of(heard), names_in(text))


def _words(indices: tuple[int, ...], text: str = TEXT) -> list[str]:
    return [words_of(text)[index] for index in indices]


@pytest.mark.parametrize(
    "heard",
    [
        TEXT,
        "the lamp had gone out again and when or day counted thirty eight fairy steps",
        "The lamp had gone out again, and Ren Adare counted thirty-eight fairysteps.",
        "The lamb had gone out, again. And Bob Adair counted thirty-eight ferry steps.",
    ],
)
def test_what_is_spelt_by_ear_is_the_same(heard):
    assert _compared(heard) == WordEvents(14)


def test_a_lost_word_is_named_even_beside_words_that_are_like_it():
    assert _words(_compared(TEXT.replace("gone ", "")).lost) == ["gone"]
    assert _words(_compared(TEXT.replace("counted ", "")).lost) == ["counted"]
    assert _words(_compared(TEXT.replace("ferry ", "")).lost) == ["ferry"]
    assert _words(_compared("").lost) == words_of(TEXT)


def test_a_word_said_twice_is_repeated_and_a_new_one_is_added():
    assert _words(_compared(TEXT.replace("gone", "gone gone")).repeated) == ["gone"]
    assert _words(_compared(TEXT.replace("lamp had", "lamp had lamp had")).repeated) == ["lamp", "had"]
    assert _compared(TEXT.replace("again", "again yesterday")).added == ((6, "yesterday"),)


def test_words_before_the_line_are_counted():
    found = _compared("In this regard, " + TEXT)
    assert (found.before, found.lost, found.swapped) == (3, (), ())


def test_another_word_in_its_place_is_swapped():
    assert _words(_compared(TEXT.replace("gone", "blown")).swapped) == ["gone"]


def test_characters_of_a_script_without_spaces_are_words():
    assert compare(words_of("灯已经灭了一个小时"), words_of("灯已经了一个小时")).lost == (3,)


def test_a_chapter_takes_time_in_proportion():
    def seconds(times: int) -> float:
        words = words_of(TEXT) * times
        heard = [word for index, word in enumerate(words) if index % 29]
        begun = time.process_time()
        assert compare(words, heard).lost
        return time.process_time() - begun

    seconds(4)
    assert seconds(80) < 8 * seconds(20) + 0.2
