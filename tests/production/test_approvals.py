"""What an approval of one chapter says of another that holds the same words."""

from __future__ import annotations

from manifests.notes import SignOff
from manifests.plan import PlannedChapter
from pipeline.production.approvals import HeardChapter, states


def test_a_line_that_another_chapter_has_too_approves_nothing_of_this_one() -> None:
    heard = [
        HeardChapter(number, f"Part {number}", {f"{number}-1": "alike", f"{number}-2": f"own {number}"})
        for number in (1, 2)
    ]
    chapters = [
        PlannedChapter(number=one.number, title=one.title, matter="chapter", segments=("s",), expected_s=1)
        for one in heard
    ]
    approval = SignOff(chapter=1, key=heard[0].key, lines=dict(heard[0].lines))

    first, second = states(chapters, heard, [approval])

    assert (first.state, second.state) == ("approved", "open")
    assert second.told() == "2 (Part 2): not approved"
