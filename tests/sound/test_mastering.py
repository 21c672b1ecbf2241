"""Mastering: the resulting files are measured again here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from manifests.errors import DeliveryError
from manifests.timeline import Cue, Timeline
from pipeline.presets import LevelRange, load_preset
from pipeline.sound.checking import check
from pipeline.sound.mastered import Mastered, require_delivery
from pipeline.sound.mastering import master_chapter, master_key, master_sample
from pipeline.sound.measuring import measure

RATE = 22050
ACX = load_preset("acx")
PODCAST = load_preset("podcast")


@pytest.fixture
def chapter(talk, tmp_path):
    """Makes a stitched chapter of speech with two pauses, and its timeline."""

    def make(seconds: float = 24, level_db: float = -23, pause_s: float = 0.65, seed: int = 0) -> tuple[Path, Timeline]:
        third = talk(seconds / 3, seed, level_db)
        pause = np.zeros(round(pause_s * RATE), np.float32)
        sound = np.concatenate([third, pause, third, pause, third])
        path = tmp_path / f"stitched{seconds}{level_db}{seed}.flac"
        soundfile.write(path, sound, RATE, subtype="PCM_16")
        one = seconds / 3 + pause_s
        cues = tuple(
            Cue(line=f"001-000{n}", speaker=None, text="", start_s=n * one, end_s=n * one + seconds / 3)
            for n in range(3)
        )
        total = len(sound) / RATE
        breaks = (one - pause_s / 2, 2 * one - pause_s / 2)
        return path, Timeline(chapter=1, title="One", seconds=total, sample_rate_hz=RATE, cues=cues, breaks_s=breaks)

    return make


@pytest.mark.parametrize("level_db", [-32, -23, -12])
def test_acx_is_met_from_any_level_in_one_round(chapter, tmp_path, level_db):
    out = tmp_path / "out"
    mastered = master_chapter(*chapter(level_db=level_db), ACX, key="k", folder=out)
    (part,) = mastered.parts
    (checked,) = check(out / "k.mp3", ACX)
    assert checked.findings == part.findings == ()
    assert checked.measures == part.measures
    assert checked.measures.rms_db == pytest.approx(-20, abs=0.3)
    assert checked.measures.sample_peak_db < -3
    assert -75 < checked.measures.noise_floor_db < -60
    assert checked.measures.digital_silence_s == 0
    assert part.rounds == 1


def test_podcast_is_met_in_stereo(chapter, tmp_path):
    mastered = master_chapter(*chapter(), PODCAST, key="k", folder=tmp_path / "out")
    (part,) = mastered.parts
    assert (part.mp3, part.findings) == (None, ())
    sound, rate = soundfile.read(tmp_path / "out/k.flac")
    assert rate == 44100
    assert sound.shape == (part.samples, 2)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    # The FLAC is louder by LAME's loss at 128 kbit/s.
    assert part.measures.loudness_lufs == pytest.approx(-16 + 0.45, abs=0.3)


def test_a_mono_podcast_is_3_lu_lower(chapter, tmp_path):
    window = LevelRange(aim=-19, lowest=-19.5, highest=-18.5)
    mp3 = PODCAST.mp3.model_copy(update={"per": "chapter"})
    mono = PODCAST.model_copy(update={"channels": 1, "loudness_lufs": window, "mp3": mp3})
    master_chapter(*chapter(), mono, key="k", folder=tmp_path / "out")
    measures = measure(tmp_path / "out/k.mp3")
    assert measures.channels == 1
    assert -19.5 <= measures.loudness_lufs <= -18.5
    assert measures.true_peak_db <= -1


def test_raw_only_changes_the_rate(chapter, tmp_path):
    path, timeline = chapter()
    master_chapter(path, timeline, load_preset("raw"), key="k", folder=tmp_path / "out")
    before, after = measure(path), measure(tmp_path / "out/k.flac")
    assert after.rms_db == pytest.approx(before.rms_db, abs=0.05)
    assert after.seconds == pytest.approx(before.seconds, abs=1e-4)


def test_peaks_stay_under_the_ceiling_where_the_limiter_works_hard(chapter, tmp_path):
    path, timeline = chapter()
    sound, _ = soundfile.read(path)
    sound *= 0.2
    sound[RATE :: RATE // 2] = 0.9
    soundfile.write(path, sound, RATE)
    (part,) = master_chapter(path, timeline, ACX, key="k", folder=tmp_path / "out").parts
    assert part.findings == ()
    assert part.measures.true_peak_db < -3


@pytest.mark.parametrize("seconds", [0.9, 2.4, 6, 10.5])
def test_a_short_file_is_legal_and_its_speech_near_the_chapters(chapter, tmp_path, seconds):
    long = master_chapter(*chapter(60), ACX, key="long", folder=tmp_path / "out").parts[0]
    short = master_chapter(*chapter(seconds, pause_s=0.2), ACX, key="short", folder=tmp_path / "out").parts[0]
    assert short.findings == ()
    assert 1.0 <= short.measures.tail_s < 1.1
    # With under a second of speech the range for the whole file allows no closer match.
    assert abs(short.measures.speech_db - long.measures.speech_db) < (2 if seconds > 2 else 4)


def test_a_long_chapter_is_split_in_its_pauses(chapter, tmp_path):
    path, timeline = chapter(60, pause_s=0.8)
    preset = ACX.model_copy(update={"longest_file_s": 30.0})
    mastered = master_chapter(path, timeline, preset, key="k", folder=tmp_path / "out")
    assert [p.end_s for p in mastered.parts] == pytest.approx([*timeline.breaks_s, timeline.seconds], abs=1e-3)
    assert [p.mp3 for p in mastered.parts] == ["k-1.mp3", "k-2.mp3", "k-3.mp3"]
    assert all(not c.findings for c in check(tmp_path / "out", preset) if c.path.endswith("mp3"))
    index, second = mastered.place(timeline.cues[1].start_s)
    sound, rate = soundfile.read(tmp_path / "out" / mastered.parts[index].flac)
    assert index == 1
    assert np.abs(sound[: round((second - 0.02) * rate)]).max() < 0.005
    assert np.abs(sound[round(second * rate) :][: rate // 2]).max() > 0.05


def test_too_much_silence_at_the_ends_is_cut(chapter, tmp_path):
    path, timeline = chapter()
    sound, _ = soundfile.read(path)
    soundfile.write(path, np.concatenate([np.zeros(3 * RATE), sound, np.zeros(9 * RATE)]), RATE)
    longer = timeline.model_copy(update={"seconds": timeline.seconds + 12})
    (part,) = master_chapter(path, longer, ACX, key="k", folder=tmp_path / "out").parts
    assert part.findings == ()
    assert part.measures.head_s == pytest.approx(0.75, abs=0.05)
    assert part.measures.tail_s == pytest.approx(2, abs=0.05)


def test_the_sample_ends_at_a_pause(chapter, tmp_path):
    path, timeline = chapter(60, pause_s=0.8)
    preset = ACX.model_copy(update={"retail_sample_s": 30.0})
    (part,) = master_sample(path, timeline, preset, key="k", folder=tmp_path / "out").parts
    assert part.end_s == pytest.approx(timeline.breaks_s[0], abs=0.001)
    assert measure(tmp_path / "out/k-sample.mp3").seconds <= 30


def test_the_same_chapter_gives_the_same_bytes_and_is_not_made_twice(chapter, tmp_path):
    made = chapter(9)
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        master_chapter(*made, ACX, key="k", folder=folder)
    for name in ("k.flac", "k.mp3", "k.json"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    assert sorted(p.name for p in folders[0].iterdir()) == ["k.flac", "k.json", "k.mp3"]
    made[0].unlink()
    again = master_chapter(*made, ACX, key="k", folder=folders[0])
    assert again == Mastered.load(folders[1] / "k.json")


def test_a_miss_is_reported_with_its_numbers_at_the_end(chapter, tmp_path):
    path, timeline = chapter(level_db=-20)
    soundfile.write(path, np.zeros(RATE * 20), RATE)
    mastered = master_chapter(path, timeline, ACX, key="k", folder=tmp_path / "out")
    assert (tmp_path / "out/k.mp3").exists()
    with pytest.raises(DeliveryError, match=r"1 One: RMS: -\d\d\.\d+ dB, allowed is -23 to -18 dB"):
        require_delivery([("1 One", mastered)])
    require_delivery([])


def test_the_key_follows_what_shapes_the_sound():
    key = master_key("s", ACX)
    assert master_key("s", ACX.model_copy(update={"note": "", "title": "x"})) == key
    assert master_key("t", ACX) != key
    assert master_key("s", ACX.model_copy(update={"room_tone_db": -70.0})) != key
    assert master_key("s", ACX.model_copy(update={"formats": ("m4b",)})) != key


def test_two_channels_for_acx_share_nothing_and_opus_or_a_cover_s_size_make_no_chapter_anew(chapter, tmp_path):
    stereo = ACX.model_copy(update={"channels": 2})
    (part,) = master_chapter(*chapter(6), stereo, key="k", folder=tmp_path / "out").parts
    assert (part.measures.channels, part.measures.joint_stereo, part.findings) == (2, False, ())
    same = ACX.model_copy(update={"cover_px": 1000, "opus": ACX.opus.model_copy(update={"bit_rate_kbps": 32})})
    assert master_key("s", same) == master_key("s", ACX)
    assert master_key(
        "s", ACX.model_copy(update={"mp3": ACX.mp3.model_copy(update={"joint_stereo": True})})
    ) == master_key("s", ACX)
