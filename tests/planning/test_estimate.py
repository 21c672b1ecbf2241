"""The figures of a plan, and what differs between two."""

from __future__ import annotations

import pytest

from manifests.casting import Pauses
from pipeline.planning.changes import changes
from pipeline.planning.estimate import estimate
from pipeline.planning.plan import make_plan

PARAGRAPH = "The ferry crossed the river twice a day, and nobody in the village thought it strange at all. " * 3


@pytest.fixture
def script(make_script):
    return make_script(PARAGRAPH, {"text": "Well, yes.", "speaker": "Tom"}, {"text": PARAGRAPH, "chapter": 2})


def test_chapters_and_characters_are_counted(script, casting, draft) -> None:
    plan = make_plan(script, casting, *draft, preset="acx")
    told = estimate(plan, script, engine_speed=100, finishing_speed=50)
    assert [(one.name, one.lines, one.words) for one in told.chapters] == [("Chapter 1", 2, 56), ("Chapter 2", 1, 54)]
    assert [(one.name, one.lines) for one in told.characters] == [("narrator", 2), ("Tom", 1)]
    assert sum(one.seconds for one in told.characters) == pytest.approx(told.seconds, rel=1e-3)
    assert told.render_s == pytest.approx(told.to_speak_s / 100 + told.seconds / 50)
    assert told.disk_bytes > told.delivered_bytes > 0


def test_takes_that_exist_and_twins_cost_nothing(script, casting, draft) -> None:
    plan = make_plan(script, casting, *draft, preset="acx")
    once = {segment.key: segment.expected_s for segment in plan.segments}
    assert estimate(plan, script).to_speak_s == pytest.approx(sum(once.values()))
    assert estimate(plan, script, finished=lambda key: True).takes_bytes == 0
    assert estimate(plan, script).render_s is None


def test_equal_plans_differ_in_nothing(script, casting, draft) -> None:
    plan = make_plan(script, casting, *draft, preset="acx")
    assert not changes(plan, make_plan(script, casting, *draft, preset="acx"))


def test_a_pause_changes_a_chapter_and_no_take(script, casting, draft) -> None:
    plan = make_plan(script, casting, *draft, preset="acx")
    slower = casting.model_copy(update={"pauses": Pauses(turn=900, paragraph=900)})
    change = changes(plan, make_plan(script, slower, *draft, preset="acx"))
    assert (change.stale, change.wanted, change.chapters) == ((), (), (1, 2))


def test_a_chapter_that_is_left_out_is_removed(script, casting, draft) -> None:
    plan = make_plan(script, casting, *draft, preset="acx")
    assert changes(plan, make_plan(script, casting, *draft, preset="acx", chapters=[2])).removed == (1,)
