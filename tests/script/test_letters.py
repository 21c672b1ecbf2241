from __future__ import annotations

import pytest

from pipeline.script.conventions import DOUBLE
from pipeline.script.letters import letters
from pipeline.script.quotations import find_quotations


def read_out(*texts: str) -> set[int]:
    return letters(texts, find_quotations(texts, (DOUBLE,)))


def test_a_letter_is_read_from_its_salutation_to_its_signature() -> None:
    found = read_out("“My dear Kestrel,", "“I am well.", "“Yours ever,", "“A. MOLE.”", "“Well!” said Kestrel.")
    assert found == {0, 1, 2, 3}


def test_place_and_date_belong_to_the_letter_below_them() -> None:
    texts = ["“Wexcombe Park,”", "“Tuesday.”", "“Dearest Kestrel,--It rains here.”", "She put it down."]
    assert read_out(*texts) == {0, 1, 2}


def test_a_letter_that_the_narrator_announces_needs_no_salutation() -> None:
    assert read_out("Mole sent her this telegram:", "“All lost. Come. Mole.”", "“Lost?” she cried.") == {1}
    assert read_out("The letter was as follows:—", "“I write in haste.", "“Forgive me.”", "“Oh!” said she.") == {1, 2}


@pytest.mark.parametrize(
    "texts",
    [
        ("“My dear,” said Mole.", "“Yes?”"),
        ("“When?”", "“Tuesday.”", "“So soon?”"),
        ("“My dear Kestrel, I am so glad!”", "“Are you?”"),
        ("She turned to him:", "“I will not.”"),
    ],
)
def test_talk_is_no_letter(texts: tuple[str, ...]) -> None:
    assert read_out(*texts) == set()
