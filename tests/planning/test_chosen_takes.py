"""A take that was chosen stands where it was chosen, makes stale what follows it in its chain, and nothing else."""

from __future__ import annotations

import pytest

from manifests.plan import Plan, Segment
from pipeline.planning.keys import request_key, voice_parts
from pipeline.planning.overrides import ChosenTake, LineOverride, Overrides
from pipeline.planning.plan import make_plan

LONG = "The old ferry crossed the river twice a day, and nobody in the village thought it strange at all. " * 2
TEXTS = [f"Day {day}. {LONG}".strip() for day in ("one", "two", "three", "four", "five")]
OTHER = "f" * 32


@pytest.fixture
def script(make_script):
    return make_script(*TEXTS, {"text": "A new chapter.", "chapter": 2})


def _plan(script, casting, engine, *overrides: LineOverride) -> Plan:
    return make_plan(script, casting, *engine, preset="acx", overrides=Overrides(lines=overrides))


def _of(plan: Plan, line: str) -> Segment:
    return next(one for one in plan.segments if any(piece.line == line for piece in one.pieces))


def _choice(plan: Plan, engine, line: str, **made) -> ChosenTake:
    segment = _of(plan, line)
    key = request_key(plan.engine, voice_parts(engine[1], plan.voices[segment.voice]), segment)
    return ChosenTake(instead_of=key, key=OTHER, seed=7, **made)


def _changed(before: Plan, after: Plan) -> list[str]:
    return [new.id for old, new in zip(before.segments, after.segments, strict=True) if old.key != new.key]


def test_what_was_spoken_upon_the_former_take_is_stale_and_nothing_before(script, casting, listening):
    before = _plan(script, casting, listening)
    choice = _choice(before, listening, "001-0002", speed=0.9, style="warm")
    after = _plan(script, casting, listening, LineOverride(line="001-0002", text=TEXTS[1], takes=(choice,)))
    chosen = _of(after, "001-0002")
    assert (chosen.key, chosen.seed, chosen.speed, chosen.style) == (OTHER, 7, 0.9, "warm")
    follows = [one.id for one in before.segments if one.chain == chosen.chain and one.id >= chosen.id]
    assert len(follows) > 1
    assert _changed(before, after) == follows


def test_a_choice_stays_where_what_comes_before_it_changes(script, casting, listening):
    before = _plan(script, casting, listening)
    choice = _choice(before, listening, "001-0003")
    own = LineOverride(line="001-0003", text=TEXTS[2], takes=(choice,))
    other = LineOverride(line="001-0001", text=TEXTS[0], seed=3)
    assert _of(_plan(script, casting, listening, own, other), "001-0003").key == OTHER


@pytest.mark.parametrize("new", [{"seed": 3}, {"speed": 0.8}, {"say": "Never mind."}, {"style": "cold"}])
def test_who_asks_for_something_else_gets_it_and_not_the_choice(new, script, casting, listening):
    before = _plan(script, casting, listening)
    own = LineOverride(line="001-0002", text=TEXTS[1], takes=(_choice(before, listening, "001-0002"),))
    [both] = Overrides(lines=(own,)).with_line(LineOverride(line=own.line, text=own.text, **new)).lines
    assert both.takes == ()
    assert _of(_plan(script, casting, listening, own.model_copy(update=new)), "001-0002").key != OTHER


def test_a_choice_does_not_outlive_its_voice(script, casting, listening):
    before = _plan(script, casting, listening)
    own = LineOverride(line="001-0002", text=TEXTS[1], takes=(_choice(before, listening, "001-0002"),))
    recast = casting.model_copy(update={"narrator": "boy"})
    assert _of(_plan(script, recast, listening, own), "001-0002").key != OTHER


def test_the_same_words_elsewhere_keep_their_take(make_script, casting, draft):
    script = make_script({"text": "“Yes.”", "speaker": "Tom", "kind": "dialogue"}, "He left.", {
        "text": "“Yes.”", "speaker": "Tom", "kind": "dialogue"
    })  # fmt: skip
    before = _plan(script, casting, draft)
    assert before.segments[0].key == before.segments[2].key
    own = LineOverride(line="001-0003", text="“Yes.”", takes=(_choice(before, draft, "001-0003"),))
    assert _changed(before, _plan(script, casting, draft, own)) == [before.segments[2].id]


def test_a_pause_changes_what_is_heard_and_no_take(script, casting, listening):
    before = _plan(script, casting, listening)
    after = _plan(script, casting, listening, LineOverride(line="001-0002", text=TEXTS[1], pause_s=3.5))
    assert _changed(before, after) == []
    assert [one.pieces[-1].pause_after_ms for one in after.segments if one.pieces[-1].line == "001-0002"] == [3500]
