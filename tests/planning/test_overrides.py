"""A director's overrides: what they change, and that they change nothing else."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from manifests.casting import Casting
from manifests.engine import EngineCapabilities
from manifests.plan import EngineIdentity, Plan
from manifests.script import Script
from pipeline.planning.changes import changes
from pipeline.planning.overrides import LineOverride, Overrides
from pipeline.planning.plan import make_plan
from pipeline.planning.segmenting import LIMIT_S

PARAGRAPH = "The ferry crossed the river twice a day, and nobody in the village thought it strange at all. " * 3
SHORT = "She nodded."


@pytest.fixture
def script(make_script) -> Script:
    texts = [PARAGRAPH.strip(), SHORT, PARAGRAPH.strip() + " Or so they said.", "“Well?” he asked.", PARAGRAPH.strip()]
    return make_script(*texts)


def plan_of(
    script: Script, casting: Casting, engine: tuple[EngineIdentity, EngineCapabilities], **override: Any
) -> Plan:
    overrides = Overrides(lines=(LineOverride(**override),)) if override else Overrides()
    return make_plan(script, casting, *engine, preset="acx", overrides=overrides)


@pytest.mark.parametrize("what", [{"seed": 7}, {"speed": 0.9}, {"style": "softly"}, {"say": "She nodded twice."}])
def test_an_override_makes_only_its_own_segment_stale(what, script, casting, draft) -> None:
    old = plan_of(script, casting, draft)
    new = plan_of(script, casting, draft, line="001-0002", text=SHORT, **what)
    [holding] = [one for one in old.segments if any(piece.line == "001-0002" for piece in one.pieces)]
    change = changes(old, new)
    assert change.stale == (holding.key,)
    assert len(change.wanted) == 1
    assert change.chapters == (1,)
    assert len(old.segments) == len(new.segments)


def test_what_is_said_instead_replaces_its_line_only(script, casting, draft) -> None:
    plan = plan_of(script, casting, draft, line="001-0002", text=SHORT, say="She shook her head.")
    pieces = {piece.line: piece for segment in plan.segments for piece in segment.pieces}
    assert pieces["001-0002"].spoken == "She shook her head."
    assert (pieces["001-0002"].start, pieces["001-0002"].end) == (0, len(SHORT))


def test_a_long_text_said_instead_is_cut_where_its_line_stood(script, casting, draft) -> None:
    say = "It was a dark and stormy night, and the rain fell in torrents on the quay. " * 8
    old = plan_of(script, casting, draft)
    new = plan_of(script, casting, draft, line="001-0002", text=SHORT, say=say)
    assert all(segment.expected_s <= LIMIT_S for segment in new.segments)
    assert len(changes(old, new).stale) == 1
    covered = [(piece.start, piece.end) for one in new.segments for piece in one.pieces if piece.line == "001-0002"]
    assert covered[0][0] == 0
    assert covered[-1][1] == len(SHORT)
    assert all(before[1] == after[0] for before, after in itertools.pairwise(covered))


def test_an_override_follows_its_text_to_another_id(script, make_script, casting, draft) -> None:
    moved = make_script("A new first line.", *(line.text for line in script.lines))
    plan = plan_of(moved, casting, draft, line="001-0002", text=SHORT, say="Hm.")
    assert [piece.spoken for one in plan.segments for piece in one.pieces if piece.line == "001-0003"] == ["Hm."]


def test_an_override_whose_text_is_gone_is_reported_and_does_nothing(script, casting, draft) -> None:
    plain = plan_of(script, casting, draft)
    plan = plan_of(script, casting, draft, line="001-0002", text="She frowned.", seed=3)
    assert plan.segments == plain.segments
    assert any("001-0002" in notice for notice in plan.notices)


def test_words_that_cannot_be_spoken_are_reported(script, casting, draft) -> None:
    plan = plan_of(script, casting, draft, line="001-0002", text=SHORT, say="…")
    assert plan.segments == plan_of(script, casting, draft).segments
    assert any("001-0002" in notice for notice in plan.notices)


def test_overrides_of_a_line_add_up_and_can_be_taken_back(tmp_path: Path) -> None:
    first = LineOverride(line="001-0002", text=SHORT, seed=3, speed=0.9)
    both = Overrides(lines=(first,)).with_line(LineOverride(line="001-0002", text=SHORT, seed=4))
    assert both.lines == (LineOverride(line="001-0002", text=SHORT, seed=4, speed=0.9),)
    both.save(tmp_path / "overrides.json")
    assert Overrides.load(tmp_path / "overrides.json") == both
    assert both.without_line("001-0002") == Overrides()
