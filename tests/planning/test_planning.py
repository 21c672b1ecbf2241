"""What a plan holds: every character once, the right lengths, pauses, chains, and keys that stay."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manifests.casting import Casting, Pauses
from manifests.engine import EngineCapabilities
from manifests.errors import InputError
from manifests.plan import EngineIdentity, Plan
from manifests.script import Line, Script
from manifests.voice import ClipVoice, Consent, DesignedVoice
from pipeline.planning.plan import make_plan
from pipeline.planning.segmenting import LIMIT_S
from pipeline.spoken import spoken_text

SENTENCE = "The old ferry crossed the river twice a day, and nobody in the village thought it strange. "
PARAGRAPH = SENTENCE * 6


def plan_of(
    script: Script, casting: Casting, engine: tuple[EngineIdentity, EngineCapabilities], **options: Any
) -> Plan:
    return make_plan(script, casting, *engine, preset="acx", **options)


def assert_each_character_once(plan: Plan, lines: list[Line]) -> None:
    covered = defaultdict(list)
    for segment in plan.segments:
        for piece in segment.pieces:
            covered[piece.line].append((piece.start, piece.end))
    for line in lines:
        if not spoken_text(line.text, "en"):
            assert line.id not in covered
            continue
        at = 0
        for start, end in covered[line.id]:
            assert start == at
            at = end
        assert at == len(line.text)


def test_segments_are_eight_to_fifteen_seconds_long(make_script, casting, draft) -> None:
    plan = plan_of(make_script(*[PARAGRAPH] * 20), casting, draft)
    within = [segment for segment in plan.segments if 8 <= segment.expected_s <= 15]
    assert len(within) == len(plan.segments)


def test_short_lines_of_one_speaker_share_a_segment_and_keep_their_pauses(make_script, casting, draft) -> None:
    tom = {"speaker": "Tom", "kind": "dialogue", "ends": "turn"}
    script = make_script({"text": "“Yes.”", **tom}, {"text": "“No.”", **tom}, {"text": "“Perhaps.”", **tom})
    [segment] = plan_of(script, casting, draft).segments
    assert [piece.spoken for piece in segment.pieces] == ["Yes.", "No.", "Perhaps."]
    assert [piece.pause_after_ms for piece in segment.pieces] == [450, 450, 450]


@pytest.mark.parametrize("change", [{"scene": 1}, {"speaker": "Mary"}, {"style": "whispering"}, {"language": "fr"}])
def test_nothing_is_joined_across(change: dict[str, Any], make_script, casting, draft) -> None:
    script = make_script({"text": "Yes.", "speaker": "Tom"}, {"text": "No.", "speaker": "Tom", **change})
    assert len(plan_of(script, casting, draft).segments) == 2


def test_a_sentence_of_a_minute_is_cut_at_clauses(make_script, casting, draft) -> None:
    clause = "he went down to the harbour where the boats lay waiting for the tide, "
    plan = plan_of(make_script("First " + clause * 14 + "and then he slept."), casting, draft)
    assert len(plan.segments) > 3
    for segment in plan.segments[:-1]:
        assert segment.expected_s <= LIMIT_S
        assert segment.spoken.endswith("the tide.")
        assert segment.pieces[-1].pause_after_ms == 140


def test_words_are_never_cut(make_script, casting, draft) -> None:
    text = "harbour " * 300
    script = make_script(text.strip())
    plan = plan_of(script, casting, draft)
    words = [word for segment in plan.segments for word in segment.spoken.strip(".").lower().split()]
    assert set(words) <= {"harbour", "harbour."}
    assert all(segment.expected_s <= LIMIT_S for segment in plan.segments)
    assert_each_character_once(plan, list(script.lines))


def test_a_single_word_may_be_longer_than_the_limit(make_script, casting, draft) -> None:
    [segment] = plan_of(make_script("a" * 2000), casting, draft).segments
    assert segment.expected_s > LIMIT_S


def test_chinese_without_marks_is_cut_between_characters(make_script, casting, draft) -> None:
    script = make_script("走" * 400, language="zh")
    plan = plan_of(script, casting, draft)
    assert all(segment.expected_s <= LIMIT_S for segment in plan.segments)
    assert_each_character_once(plan, list(script.lines))


def test_pauses_follow_the_boundary_the_scale_and_the_script(make_script, casting, draft) -> None:
    slow = casting.model_copy(update={"pauses": Pauses(scale=2.0)})
    script = make_script({"text": "One.", "ends": "heading"}, {"text": "Two.", "pause_s": 1.5}, "Three.")
    [segment] = plan_of(script, slow, draft).segments
    assert [piece.pause_after_ms for piece in segment.pieces] == [3000, 1500, 1300]


def test_silent_directions_are_left_out_and_spoken_ones_are_the_narrators(make_script, casting, draft) -> None:
    script = make_script(
        {"text": "Hello.", "speaker": "Tom", "ends": "turn"},
        {"text": "He bows.", "kind": "direction", "speaker": "Tom", "ends": "paragraph"},
    )
    assert [segment.role for segment in plan_of(script, casting, draft).segments] == ["Tom", "narrator"]
    silent = casting.model_copy(update={"directions": "silent"})
    [segment] = plan_of(script, silent, draft).segments
    assert segment.pieces[-1].pause_after_ms == 650


def test_what_cannot_be_spoken_leaves_its_pause_and_a_notice(make_script, casting, draft) -> None:
    plan = plan_of(make_script("Well.", "…", "* * *", "Yes."), casting, draft)
    [segment] = plan.segments
    assert [piece.pause_after_ms for piece in segment.pieces] == [1950, 650]
    assert any("001-0002, 001-0003" in notice for notice in plan.notices)


def test_a_chapter_of_nothing_is_left_out_with_a_notice(make_script, casting, draft) -> None:
    plan = plan_of(make_script("* * *", {"text": "Yes.", "chapter": 2}), casting, draft)
    assert [chapter.number for chapter in plan.chapters] == [2]
    assert any("chapter 1" in notice for notice in plan.notices)


def test_a_role_without_a_voice_is_the_narrators(make_script, casting, draft) -> None:
    [segment] = plan_of(make_script({"text": "Boo.", "speaker": "Ghost"}), casting, draft).segments
    assert (segment.role, segment.voice) == ("narrator", "storyteller")


def test_an_alias_speaks_with_its_role(make_script, casting, draft) -> None:
    [segment] = plan_of(make_script({"text": "Boo.", "speaker": "Thomas"}), casting, draft).segments
    assert (segment.role, segment.voice) == ("Tom", "boy")


def test_chapters_can_be_chosen_and_missing_ones_are_named(make_script, casting, draft) -> None:
    script = make_script("One.", {"text": "Two.", "chapter": 2}, {"text": "Three.", "chapter": 3})
    plan = plan_of(script, casting, draft, chapters=[2])
    assert [chapter.number for chapter in plan.chapters] == [2]
    with pytest.raises(InputError, match="no chapter 9"):
        plan_of(script, casting, draft, chapters=[2, 9])


def test_chains_are_bounded_and_end_at_paragraphs(make_script, casting, listening) -> None:
    plan = plan_of(make_script(*[PARAGRAPH] * 40), casting, listening, max_chain=6)
    chains: dict[str, list[int]] = defaultdict(list)
    for index, segment in enumerate(plan.segments):
        chains[segment.chain].append(index)
    assert len(chains) > 5
    assert all(len(chain) <= 6 for chain in chains.values())
    for chain in list(chains.values())[1:]:
        before = plan.segments[chain[0] - 1].pieces[-1]
        assert before.end == len(PARAGRAPH)


def test_context_is_the_newest_of_the_chain_within_seconds(make_script, casting, listening) -> None:
    plan = plan_of(make_script(*[PARAGRAPH] * 10), casting, listening, context_size=2, context_s=30)
    by_id = {segment.id: segment for segment in plan.segments}
    assert max(len(segment.context) for segment in plan.segments) == 2
    for segment in plan.segments:
        assert all(by_id[name].chain == segment.chain for name in segment.context)
        assert sum(by_id[name].expected_s for name in segment.context) <= 30
    narrow = plan_of(make_script(PARAGRAPH * 9), casting, listening, context_s=12)
    assert all(len(segment.context) <= 1 for segment in narrow.segments)


def test_context_enters_the_key_only_of_an_engine_that_listens(make_script, casting, draft, listening) -> None:
    one = make_script(PARAGRAPH, PARAGRAPH + "Ah.")
    other = make_script(PARAGRAPH.replace("strange", "odd"), PARAGRAPH + "Ah.")
    assert plan_of(one, casting, draft).segments[-1].key == plan_of(other, casting, draft).segments[-1].key
    assert plan_of(one, casting, listening).segments[-1].key != plan_of(other, casting, listening).segments[-1].key


def test_name_and_level_of_a_voice_are_not_in_the_key(make_script, casting, draft) -> None:
    script = make_script({"text": "Boo.", "speaker": "Tom"})
    boy = casting.voices["boy"]

    def key(**changes: Any) -> str:
        voices = {**casting.voices, "boy": boy.model_copy(update=changes)}
        return plan_of(script, casting.model_copy(update={"voices": voices}), draft).segments[0].key

    assert key() == key(name="lad") == key(gain_db=3.0)
    assert len({key(), key(speed=1.1), key(seed=4), key(source=boy.source.model_copy(update={"pitch": 1}))}) == 4


VOCABULARY = [
    "river",
    "boat",
    "well",
    "no,",
    "stop!",
    "why?",
    "“Yes,”",
    "Mr.",
    "Oak",
    "said.",
    "…",
    "—",
    "3.5",
    "(so)",
    "etc.",
]
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=60)
TEXTS = st.lists(WORDS.map(" ".join), min_size=1, max_size=8)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, speakers=st.lists(st.sampled_from([None, "Tom", "Mary"]), min_size=8, max_size=8))
def test_every_character_is_spoken_once(texts, speakers, make_script, casting, draft) -> None:
    script = make_script(*[{"text": text, "speaker": who} for text, who in zip(texts, speakers, strict=False)])
    plan = plan_of(script, casting, draft)
    assert_each_character_once(plan, list(script.lines))
    for segment in plan.segments:
        assert segment.expected_s <= LIMIT_S
        assert segment.spoken.endswith((".", "!", "?"))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=300))
def test_any_text_can_be_planned(text, make_script, casting, draft) -> None:
    script = make_script(text)
    plan = plan_of(script, casting, draft)
    assert_each_character_once(plan, list(script.lines))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, edit=WORDS.map(" ".join))
def test_an_edit_moves_no_key_in_another_scene(texts, edit, make_script, casting, listening) -> None:
    rest = [{"text": text, "scene": 1} for text in texts]
    before = plan_of(make_script("Once upon a time.", *rest), casting, listening)
    after = plan_of(make_script("Once upon a time.", edit, *rest), casting, listening)
    keys = [[segment.key for segment in plan.segments if segment.scene == 1] for plan in (before, after)]
    assert keys[0] == keys[1]


def test_a_voice_without_a_recording_is_held_to_a_passage_that_no_edit_touches(casting, listening, make_script):
    before = make_plan(make_script("It rained. He waited.", "Nobody came."), casting, *listening, preset="acx")
    after = make_plan(make_script("It snowed. He waited.", "Nobody came."), casting, *listening, preset="acx")

    assert [anchor.voice for anchor in before.anchors] == ["storyteller"]
    assert before.anchors == after.anchors
    assert all(segment.anchor == before.anchors[0].id for segment in before.segments)
    assert before.requests == (*before.anchors, *before.segments)


def test_a_recording_needs_no_anchor_and_an_engine_without_memory_neither(casting, listening, draft, make_script):
    clip = ClipVoice(
        audio="a.flac",
        transcript="Words.",
        sha256="0" * 64,
        trim_s=(0, 5),
        consent=Consent(who="A", when="2026-01-01", scope="all"),
    )
    cloned = casting.voices["storyteller"].model_copy(update={"source": clip})
    with_clip = casting.model_copy(update={"voices": {**casting.voices, "storyteller": cloned}})

    assert make_plan(make_script("It rained."), with_clip, *listening, preset="acx").anchors == ()
    assert make_plan(make_script("It rained."), casting, *draft, preset="acx").anchors == ()


def test_another_voice_description_is_another_anchor_and_makes_its_lines_stale(casting, listening, make_script):
    def plan(description: str) -> Plan:
        designed = casting.voices["storyteller"].model_copy(update={"source": DesignedVoice(description=description)})
        voices = {**casting.voices, "storyteller": designed}
        return make_plan(
            make_script("It rained."), casting.model_copy(update={"voices": voices}), *listening, preset="acx"
        )

    old, young = plan("an old sailor"), plan("a young sailor")
    assert old.anchors[0].style == "an old sailor"
    assert old.anchors[0].key != young.anchors[0].key
    assert old.segments[0].key != young.segments[0].key


def test_emphasis_comes_through_to_the_plan(make_script, casting, draft) -> None:
    script = make_script("He really, truly meant it.")
    line = script.lines[0].model_copy(update={"document": 0, "spans": ((0, 2), (5, 28)), "emphases": ((5, 11),)})
    assert line.emphasised == ((3, 9),)
    assert line.text[3:9] == "really"
    piece = plan_of(script.model_copy(update={"lines": (line,)}), casting, draft).segments[0].pieces[0]
    assert piece.emphases == ((3, 9),)
