"""Short scenes of today's prose: who speaks is found where the paragraph says it, at any length of text."""

from __future__ import annotations

import pytest

from benchmarks.scenes import SCENES, Judged, calibration_error, judge
from pipeline.directing.review import BELOW


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """Every marked speech of every scene."""
    return [each for file in sorted(SCENES.glob("*.txt")) for each in judge(file.read_text(encoding="utf-8"))]


def _share_right(judged: list[Judged]) -> float:
    return sum(each.right for each in judged) / len(judged)


def test_who_is_named_beside_the_words_speaks_them(judged: list[Judged]) -> None:
    assert _share_right([each for each in judged if each.explicit]) >= 0.98


def test_most_lines_of_short_scenes_find_their_speaker(judged: list[Judged]) -> None:
    assert _share_right(judged) >= 0.93


def test_how_sure_short_scenes_are_is_what_they_are_worth(judged: list[Judged]) -> None:
    assert calibration_error(judged) <= 0.08


def test_a_paragraph_that_names_its_speaker_is_seldom_uncertain(judged: list[Judged]) -> None:
    named = [each for each in judged if each.explicit]
    assert sum(each.confidence < BELOW for each in named) <= 0.06 * len(named)


@pytest.mark.parametrize(
    ("files", "count", "named", "all_"),
    [(("first", "second"), 522, 0.97, 0.88), (("third", "fourth"), 678, 0.965, 0.81)],
)
def test_scenes_by_writers_who_knew_no_rules_do_not_get_worse(
    files: tuple[str, ...], count: int, named: float, all_: float
) -> None:
    unseen = [each for name in files for each in judge((SCENES / "unseen" / f"{name}.txt").read_text("utf-8"))]
    assert len(unseen) == count
    assert _share_right([each for each in unseen if each.explicit]) >= named
    assert _share_right(unseen) >= all_


@pytest.mark.parametrize("language", ["de", "es"])
def test_other_languages_tell_who_speaks_by_their_own_words(language: str) -> None:
    scenes = (SCENES / "languages" / f"{language}.txt").read_text(encoding="utf-8")
    found = list(judge(scenes, language=language))
    assert len(found) >= 60
    assert _share_right(found) >= 0.95


@pytest.mark.parametrize(
    ("scene", "speakers"),
    [
        ("“Stop!” Jory called.\n\n“Never!” Wilma shouted.", ["Jory", "Wilma"]),
        ("“Stop,” I said.\n\n“Why?” Wilma asked.\n\n“Because,” I said.", ["narrator", "Wilma", "narrator"]),
        ("The old woman sat down. “My feet,” she said.", ["the old woman"]),
        ("Dr. Sule put on her coat. “I am late,” she said.", ["Dr. Sule"]),
        ("His brother Bastien shrugged. “Ask him,” he said.", ["Bastien"]),
        ("“Where are you?” Kaja texted.\n\n“Outside,” Milo wrote back.", ["Kaja", "Milo"]),
        ("Rowan pushed their glasses up. “Left,” they said.", ["Rowan"]),
        ("“You heard me,” said Ilse.\n\nBruno's chair creaked. “I did.”", ["Ilse", "Bruno"]),
        ("The ship's cook, a giant called Odd, spat. “No soup.”", ["Odd"]),
        ("“It's me. Gus,” said the voice.\n\n“Who?” Ilse asked.", ["the voice", "Ilse"]),
        ("“One more?” Ilse asked.\n\nThe sommelier bowed. “With pleasure.”", ["Ilse", "the sommelier"]),
        ("June nodded. “It is late,” June said.", ["June"]),
        ("Captain Oldacre walked her home, since Jory had the sheep. “It is late,” he said.", ["Captain Oldacre"]),
        ("Old Bertil, the smith, spat into the fire. “Come back at six,” he growls.", ["Bertil"]),
    ],
)
def test_one_paragraph_is_enough(scene: str, speakers: list[str]) -> None:
    marked = "\n\n".join(scene.split("\n\n"))
    gold = iter(speakers)
    text = "".join(
        f"{{{next(gold)}|“" if letter == "“" else f"{letter}}}" if letter == "”" else letter for letter in marked
    )
    assert [each.found for each in judge(f"== one\n{text}")] == speakers
