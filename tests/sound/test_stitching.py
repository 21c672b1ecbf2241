"""Stitching: the position and level of every line, and the joins."""

from __future__ import annotations

import itertools
import resource
import time

import numpy as np
import pytest
import soundfile

from manifests.errors import StageError
from manifests.timeline import Timeline
from pipeline.sound.stitching import VOICE_LEVEL_DB, level_change_db, stitch, stitch_into, stitch_key

RATE = 22050


def level(sound: np.ndarray) -> float:
    return 10 * np.log10(np.mean(np.square(sound, dtype=np.float64)))


def test_pauses_and_pieces_lie_where_the_timeline_says(studio, talk, tmp_path):
    audio = talk(4)
    studio.line("001-0001", ends="sentence")
    studio.segment(
        audio, [("001-0001", 0, RATE, 300), ("001-0002", RATE, 3 * RATE, 0), ("001-0003", 3 * RATE, 4 * RATE, 1000)]
    )
    studio.segment(talk(2, 1), [("001-0004", 0, 2 * RATE, 0)])
    plan, chapter = studio.plan()
    timeline = stitch(plan, chapter, studio.lines.values(), studio.shelf, tmp_path / "a.flac")

    sound, rate = soundfile.read(tmp_path / "a.flac")
    assert rate == RATE
    assert len(sound) / RATE == pytest.approx(timeline.seconds) == pytest.approx(7.3)
    assert [(c.line, c.start_s, c.end_s) for c in timeline.cues] == [
        ("001-0001", 0, 1),
        ("001-0002", 1.3, 3.3),
        ("001-0003", 3.3, 4.3),
        ("001-0004", 5.3, 7.3),
    ]
    assert timeline.breaks_s == (4.8,)
    assert not sound[RATE : round(1.3 * RATE)].any()
    assert not sound[round(4.3 * RATE) : round(5.3 * RATE)].any()
    # Without a requested pause the take continues as it was spoken.
    middle = slice(round(3.2 * RATE), round(3.4 * RATE))
    assert sound[middle] == pytest.approx(audio[round(2.9 * RATE) :][: len(sound[middle])], abs=1e-4)


def test_a_line_over_several_segments_is_one_cue_and_cues_never_go_back(studio, talk, tmp_path):
    for number in range(3):
        studio.segment(talk(1, number), [("001-0001", 0, RATE, 280)])
    studio.segment(talk(1, 9), [("001-0002", 0, RATE, 0)])
    plan, chapter = studio.plan()
    cues = stitch(plan, chapter, studio.lines.values(), studio.shelf, tmp_path / "a.flac").cues
    assert [cue.line for cue in cues] == ["001-0001", "001-0002"]
    assert (cues[0].start_s, cues[0].end_s) == (0, pytest.approx(3.56, abs=1e-4))
    assert all(a.end_s <= b.start_s for a, b in itertools.pairwise(cues))


@pytest.mark.parametrize(
    ("measured", "gain", "style", "change"),
    [
        (-23, 0, None, 0),
        (-26, 0, None, 3),
        (-40, 0, None, 4),
        (-10, 0, None, -4),
        (-25, 2, None, 4),
        (-25, 0, "whispering", -4),
        (-27, 0, "whispering", -2),
        (-20, 0, "Shouting loudly", 0),
    ],
)
def test_a_take_is_brought_to_its_voices_level_by_at_most_4_db(studio, talk, measured, gain, style, change):
    studio.segment(talk(1, level_db=measured) * 0.1, [("001-0001", 0, RATE, 0)], level_db=measured)
    facts = next(iter(studio.shelf.takes.values())).facts
    assert level_change_db(facts, gain, style) == pytest.approx(change)


def test_no_gain_clips_a_take(studio, tmp_path):
    audio = np.zeros(RATE, np.float32)
    audio[5000:5010] = 0.9
    studio.segment(audio, [("001-0001", 0, RATE, 0)], level_db=-40)
    plan, chapter = studio.plan()
    stitch(plan, chapter, (), studio.shelf, tmp_path / "a.flac")
    assert np.abs(soundfile.read(tmp_path / "a.flac")[0]).max() < 0.96


def test_voices_of_different_loudness_come_out_alike(studio, talk, tmp_path):
    for number, loud in enumerate((-21, -25, -23)):
        studio.segment(talk(2, 1, level_db=loud), [(f"001-000{number}", 0, 2 * RATE, 500)], level_db=loud)
    plan, chapter = studio.plan()
    timeline = stitch(plan, chapter, studio.lines.values(), studio.shelf, tmp_path / "a.flac")
    sound, _ = soundfile.read(tmp_path / "a.flac")
    levels = [level(sound[round(c.start_s * RATE) : round(c.end_s * RATE)]) for c in timeline.cues]
    assert np.ptp(levels) < 0.1
    assert VOICE_LEVEL_DB == -23


def test_a_join_does_not_click(studio, tmp_path):
    flat = np.full(RATE, 0.2, np.float32)
    studio.segment(flat, [("001-0001", 0, RATE // 2, 100), ("001-0002", RATE // 2, RATE, 0)])
    studio.segment(flat, [("001-0003", 0, RATE, 0)])
    plan, chapter = studio.plan()
    stitch(plan, chapter, (), studio.shelf, tmp_path / "a.flac")
    sound, _ = soundfile.read(tmp_path / "a.flac")
    assert np.abs(np.diff(sound, prepend=0, append=0)).max() < 0.2 * np.pi / 2 / 110 * 1.05


def test_a_missing_take_is_told_and_leaves_no_file(studio, talk, tmp_path):
    studio.segment(talk(1), [("001-0001", 0, RATE, 0)])
    studio.segment(talk(1, 5), [("001-0002", 0, RATE, 0)])
    plan, chapter = studio.plan()
    studio.shelf.takes.popitem()
    with pytest.raises(StageError):
        stitch(plan, chapter, (), studio.shelf, tmp_path / "a.flac")
    assert list(tmp_path.iterdir()) == []


def test_the_key_follows_takes_pauses_and_levels_alone(studio, talk):
    studio.segment(talk(1), [("001-0001", 0, RATE, 250)])
    plan, chapter = studio.plan()
    key = stitch_key(plan, chapter)
    assert stitch_key(plan, chapter.model_copy(update={"title": "Another"})) == key

    def changed(**update: object) -> str:
        segment = plan.segments[0].model_copy(update=update)
        return stitch_key(plan.model_copy(update={"segments": (segment,)}), chapter)

    piece = plan.segments[0].pieces[0]
    assert changed(key="0" * 32) != key
    assert changed(pieces=(piece.model_copy(update={"pause_after_ms": 251}),)) != key
    louder = {"narrator": plan.voices["narrator"].model_copy(update={"gain_db": 1.0})}
    assert stitch_key(plan.model_copy(update={"voices": louder}), chapter) != key


def test_what_is_stitched_is_used_again_with_the_lines_present_names(studio, talk, tmp_path):
    studio.segment(talk(1), [("001-0001", 0, RATE, 250)])
    plan, chapter = studio.plan()
    key, flac, first = stitch_into(plan, chapter, list(studio.lines.values()), studio.shelf, tmp_path)
    before = flac.read_bytes(), flac.stat().st_mtime_ns
    studio.shelf.takes.clear()
    renamed = [line.model_copy(update={"speaker": "MRS X"}) for line in studio.lines.values()]
    again, flac, second = stitch_into(plan, chapter, renamed, studio.shelf, tmp_path)
    assert (again, flac.read_bytes(), flac.stat().st_mtime_ns) == (key, *before)
    assert (first.cues[0].speaker, second.cues[0].speaker) == (None, "MRS X")
    assert Timeline.load(tmp_path / f"{key}.timeline.json") == second


def test_the_same_takes_give_the_same_bytes(studio, talk, tmp_path):
    studio.segment(talk(3), [("001-0001", 0, 3 * RATE, 250)])
    plan, chapter = studio.plan()
    for name in ("a", "b"):
        stitch(plan, chapter, (), studio.shelf, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_full_disk_is_an_error_of_the_disk(studio, tmp_path):
    noise = np.random.default_rng(0).standard_normal(20 * RATE).astype(np.float32) * 0.1
    studio.segment(noise, [("001-0001", 0, 20 * RATE, 0)])
    plan, chapter = studio.plan()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            stitch(plan, chapter, (), studio.shelf, tmp_path / "a.flac")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_chapter_without_words_is_told(studio, tmp_path):
    plan, chapter = studio.plan()
    with pytest.raises(StageError, match="nothing to speak"):
        stitch(plan, chapter, (), studio.shelf, tmp_path / "a.flac")


def test_ten_thousand_chapters_are_keyed_quickly(studio, talk):
    studio.segment(talk(0.1), [("001-0001", 0, 100, 250)])
    plan, chapter = studio.plan()
    ids = [f"s{number}" for number in range(10_000)]
    segments = tuple(plan.segments[0].model_copy(update={"id": one}) for one in ids)
    plan = plan.model_copy(update={"segments": segments})
    began = time.perf_counter()
    for one in ids:
        stitch_key(plan, chapter.model_copy(update={"segments": (one,)}))
    assert time.perf_counter() - began < 5
