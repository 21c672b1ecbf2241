"""Sounds beside the voice, measured: where they lie, how loud they are, and that nothing but the inputs decides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from manifests.errors import InputError
from manifests.sounds import CueKind, Ducking, Sound, SoundCue
from manifests.timeline import Cue, Timeline
from pipeline.sound import mixing
from pipeline.sound.cueing import NamedSound, PlacedCue, Score, cued
from pipeline.sound.levels import LevelMeter, amplitude
from pipeline.sound.mixing import mix_into, mix_key
from pipeline.sound.sound_sources import sound_source
from tests.sound.conftest import speech

RATE = 22050
VOICE_DB = -23.0


def noise(path: Path, seconds: float, level_db: float = -20.0, rate: int = 32000) -> Path:
    if path.exists():  # libsndfile writes the time into a float file's head
        return path
    sound = np.random.default_rng(5).standard_normal(round(seconds * rate)) * amplitude(level_db)
    soundfile.write(path, np.clip(sound, -1, 1).astype(np.float32), rate, subtype="FLOAT", format="WAV")
    return path


def score(folder: Path, *cues: tuple[CueKind, str | None, bool, int], seconds: float = 5.0, **said: float) -> Score:
    source = sound_source(noise(folder / f"{seconds}.wav", seconds))
    placed = tuple(
        PlacedCue(SoundCue(kind=kind, name=name, under=under, start=0, end=0, text="", line=1), before, 1)
        for kind, name, under, before in cues
    )
    return Score(placed, {"theme": NamedSound("theme", Sound(file="theme.wav", **said), source)}, Ducking())


class Chapter:
    """Two lines of five seconds, four seconds apart, stitched; and their timeline."""

    def __init__(self, folder: Path, *, spoken: bool = True) -> None:
        self.folder = folder
        quiet = np.zeros(4 * RATE, np.float32)
        line = speech(5.0) if spoken else np.zeros(5 * RATE, np.float32)
        self.flac = folder / f"stitched {spoken}.flac"
        soundfile.write(self.flac, np.concatenate([line, quiet, line]), RATE)
        cues = [
            Cue(line=str(n), speaker=None, text="", start_s=start, end_s=start + 5) for n, start in enumerate((0, 9))
        ]
        self.timeline = Timeline(
            chapter=1, title="", seconds=14.0, sample_rate_hz=RATE, cues=tuple(cues), breaks_s=(7.0,)
        )

    def mixed(self, score: Score, name: str = "mix") -> tuple[np.ndarray, Timeline]:
        _, flac, timeline = mix_into(score, name, self.flac, self.timeline, self.folder)
        sound, rate = soundfile.read(flac, dtype="float32")
        assert rate == timeline.sample_rate_hz == 44100
        assert len(sound) == round(timeline.seconds * rate)
        return sound, timeline


def level(sound: np.ndarray, start_s: float, end_s: float) -> float:
    part = sound[round(start_s * 44100) : round(end_s * 44100)].astype(np.float64)
    return float(10 * np.log10(np.mean(part**2) + 1e-12))


def test_a_bed_lies_at_its_level_under_the_voice_and_makes_way_before_it_begins(tmp_path: Path) -> None:
    bed = score(tmp_path, ("music", "theme", True, 0))
    sound, timeline = Chapter(tmp_path, spoken=False).mixed(bed)
    (first, _), (second, end) = [(cue.start_s, cue.end_s) for cue in timeline.cues]
    assert first == pytest.approx(2.0)
    assert level(sound, 0.2, first - 0.5) == pytest.approx(VOICE_DB, abs=0.5)
    for start in (first, second):
        assert level(sound, start, start + 0.5) == pytest.approx(VOICE_DB - 14, abs=0.5)
        assert level(sound, start - 0.1, start) < VOICE_DB - 9
    assert level(sound, second - 1.5, second - 0.5) == pytest.approx(VOICE_DB, abs=0.5)
    assert level(sound, first + 5, first + 5.3) < VOICE_DB - 9
    assert timeline.seconds == pytest.approx(end + 2.5, abs=0.01)
    assert level(sound, timeline.seconds - 0.02, timeline.seconds) < VOICE_DB - 30


def test_the_voice_is_the_same_under_a_bed(tmp_path: Path) -> None:
    bed = score(tmp_path, ("music", "theme", True, 1), lead_s=0.0)
    spoken, _ = Chapter(tmp_path).mixed(bed)
    alone, _ = Chapter(tmp_path, spoken=False).mixed(bed, "bed")
    none, _ = Chapter(tmp_path).mixed(score(tmp_path, ("sfx", "theme", True, 2)), "late")
    assert np.abs((spoken - alone)[: 5 * 44100] - none[: 5 * 44100]).max() < 1e-4


def test_the_voice_waits_for_a_sound_and_every_time_moves(tmp_path: Path) -> None:
    sound, timeline = Chapter(tmp_path, spoken=False).mixed(score(tmp_path, ("sfx", "theme", False, 1)))
    heard = timeline.sounds[0]
    assert (heard.start_s, heard.end_s) == (pytest.approx(5.3), pytest.approx(10.3))
    assert timeline.cues[1].start_s == pytest.approx(10.6)
    assert timeline.breaks_s == (pytest.approx(8.6),)
    assert timeline.seconds == pytest.approx(15.6)
    assert level(sound, 5.4, 10.2) == pytest.approx(VOICE_DB, abs=0.5)
    assert level(sound, 10.35, 10.6) < -90


def test_a_short_sound_in_a_long_gap_moves_nothing(tmp_path: Path) -> None:
    _, timeline = Chapter(tmp_path).mixed(score(tmp_path, ("sfx", "theme", False, 1), seconds=1.0))
    assert timeline.cues[1].start_s == 9.0


def test_music_that_was_waited_for_goes_down_under_the_first_words(tmp_path: Path) -> None:
    sound, timeline = Chapter(tmp_path, spoken=False).mixed(score(tmp_path, ("music", "theme", False, 0)))
    start = timeline.cues[0].start_s
    assert start == pytest.approx(5.0 - 0.75)
    assert level(sound, start, start + 0.5) == pytest.approx(VOICE_DB - 14, abs=0.7)


def test_a_bed_is_ended_by_its_cue_and_loops_until_then(tmp_path: Path) -> None:
    cues: tuple[tuple[CueKind, str | None, bool, int], ...] = (
        ("ambience", "theme", False, 0),
        ("ambience", None, False, 1),
    )
    sound, timeline = Chapter(tmp_path, spoken=False).mixed(score(tmp_path, *cues, seconds=2.0, duck_db=0.0))
    assert timeline.sounds[0].end_s == pytest.approx(1 + 5 + 2)
    meter = LevelMeter(44100)
    meter.add(sound[round(1.6 * 44100) : round(5.9 * 44100), None])
    energy = 10 * np.log10(meter.levels().energy / 882)
    assert energy.max() - energy.min() < 4  # no hole and no bump where it begins again
    assert level(sound, 8.1, 9.0) < -90


def test_the_mix_never_clips(tmp_path: Path) -> None:
    loud = score(
        tmp_path, ("sfx", "theme", True, 0), ("music", "theme", True, 0), gain_db=12.0, duck_db=0.0, lead_s=0.0
    )
    sound, _ = Chapter(tmp_path).mixed(loud)
    assert np.abs(sound).max() <= amplitude(-0.45)


def test_the_same_inputs_give_the_same_bytes_whatever_the_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapter = Chapter(tmp_path)
    bed = score(
        tmp_path, ("music", "theme", True, 0), ("sfx", "theme", False, 1), ("music", None, False, 1), seconds=3.0
    )
    first, _ = chapter.mixed(bed, "first")
    reader = mixing.pcm_reader
    monkeypatch.setattr(mixing, "pcm_reader", lambda *a, **k: reader(*a, **k, block_frames=10_007))
    monkeypatch.setattr(mixing, "BLOCK_FRAMES", 997)
    second, _ = chapter.mixed(bed, "second")
    assert np.array_equal(first, second)


def test_a_key_names_the_bytes_and_settings_of_sounds_and_not_their_names(tmp_path: Path) -> None:
    one = score(tmp_path, ("music", "theme", True, 0))
    key = mix_key("voices", one)
    assert mix_key("other", one) != key
    assert mix_key("voices", score(tmp_path, ("music", "theme", True, 0), gain_db=-1.0)) != key
    assert mix_key("voices", score(tmp_path, ("music", "theme", True, 1))) != key
    assert mix_key("voices", score(tmp_path, ("music", "theme", True, 0), seconds=4.0)) != key
    assert mix_key("voices", score(tmp_path, ("music", "theme", True, 0), licence="CC0")) == key  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "wrong"), [(None, "not there"), (b"no sound at all", "no sound"), ("short", "too short"), ("silent", "silent"), ("cut", "damaged")]
)  # fmt: skip
def test_a_file_that_cannot_be_played_is_told(data: bytes | str | None, wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    if isinstance(data, bytes):
        path.write_bytes(data)
    elif data in ("short", "silent"):
        soundfile.write(path, np.zeros(300 if data == "short" else 32000, np.float32), 32000)
    elif data == "cut":
        whole = np.random.default_rng(1).standard_normal(64000).astype(np.float32) * 0.1
        soundfile.write(path, whole, 32000)
        path.write_bytes(path.read_bytes()[:-40_000])
    with pytest.raises(InputError, match=wrong):
        sound_source(path)


def test_cues_of_one_gap_follow_one_another(tmp_path: Path) -> None:
    both = score(
        tmp_path, ("ambience", "theme", False, 1), ("sfx", "theme", False, 1), ("sfx", "theme", False, 1), seconds=2.0
    )
    cueing = cued(both, [(0, 1000), (1500, 2000)], 2000, 1000)
    rain, door, again = (one.start for one in cueing.played)
    assert (rain, door, again) == (1000, 1300, 1300 + 2000 + 300)
    assert cueing.lines[1][0] == again + 2000 + 300
