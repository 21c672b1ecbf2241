import pytest

from manifests.errors import InputError
from pipeline.production.selection import chosen_chapters

NUMBERS = [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [(None, {1, 2, 3, 4, 5}), ("2", {2}), ("1,3-5", {1, 3, 4, 5}), ("4-", {4, 5}), ("3-99", {3, 4, 5})],
)
def test_a_selection_names_chapters(selection, chosen):
    assert chosen_chapters(selection, NUMBERS, source="book.epub") == chosen


@pytest.mark.parametrize("selection", ["", "x", "0", "9", "1,,2", "-3", "1-x", "9" * 9999, "٣x"])
def test_a_selection_of_nothing_is_refused_with_the_numbers_there_are(selection):
    with pytest.raises(InputError) as caught:
        chosen_chapters(selection, NUMBERS, source="book.epub")
    assert "book.epub, --chapters" in caught.value.message
    assert caught.value.remedy
