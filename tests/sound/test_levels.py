"""Levels and room tone: the arithmetic that all later stages rely on."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.sound.levels import SILENCE_DB, LevelMeter
from pipeline.sound.roomtone import LOOP_SAMPLES, RoomTone

RATE = 44100


def metered(sound: np.ndarray, block: int = 5000):
    meter = LevelMeter(RATE)
    for at in range(0, len(sound), block):
        meter.add(sound[at : at + block, None].astype(np.float32))
    return meter.levels()


@pytest.mark.parametrize("block", [1, 881, 882, 65536])
def test_levels_do_not_depend_on_the_blocks(block):
    sound = np.random.default_rng(1).standard_normal(9000).astype(np.float32) / 10
    levels = metered(sound, block)
    assert levels.samples == 9000
    assert levels.rms_db == pytest.approx(10 * np.log10(np.mean(sound.astype(float) ** 2)), abs=1e-3)
    assert levels.peak_db == pytest.approx(20 * np.log10(np.abs(sound).max()), abs=1e-3)


def test_head_tail_and_floor_of_a_sound_in_a_room():
    sound = np.random.default_rng(2).standard_normal(5 * RATE) * 10 ** (-65 / 20)
    sound[RATE : 3 * RATE] += np.sin(np.arange(2 * RATE) / 10) / 5
    levels = metered(sound)
    assert levels.head_s == pytest.approx(1, abs=0.021)
    assert levels.tail_s == pytest.approx(2, abs=0.021)
    assert levels.floor_db == pytest.approx(-65, abs=0.3)
    assert levels.speech_db == pytest.approx(20 * np.log10(0.2 / np.sqrt(2)), abs=0.1)
    assert levels.digital_silence_s == 0


def test_nothing_is_silence():
    assert metered(np.zeros(0)).rms_db == SILENCE_DB
    still = metered(np.zeros(RATE))
    assert (still.speech, still.peak_db, still.floor_db) == ((0, 0), SILENCE_DB, SILENCE_DB)


def test_digital_silence_is_told_from_room_tone():
    sound = np.zeros(3 * RATE)
    sound[RATE : 2 * RATE] = np.sin(np.arange(RATE) / 10) / 5
    assert metered(sound).digital_silence_s == pytest.approx(2, abs=0.05)
    toned = sound + RoomTone("k", level_db=-68, rate_hz=RATE).samples(0, len(sound))
    assert metered(toned).digital_silence_s == 0


def test_room_tone_is_the_same_in_any_blocks_and_other_for_another_key():
    tone = RoomTone("a", level_db=-68, rate_hz=RATE)
    whole = tone.samples(0, 2 * LOOP_SAMPLES)
    assert np.array_equal(whole[1000:3000], np.concatenate([tone.samples(1000, 1), tone.samples(1001, 1999)]))
    assert 10 * np.log10(np.mean(whole.astype(float) ** 2)) == pytest.approx(-68, abs=0.01)
    assert np.abs(np.diff(whole[LOOP_SAMPLES - 50 : LOOP_SAMPLES + 50])).max() < 10 ** (-55 / 20)
    assert not np.array_equal(whole[:100], RoomTone("b", level_db=-68, rate_hz=RATE).samples(0, 100))


def test_room_tone_falls_towards_the_treble():
    spectrum = np.abs(np.fft.rfft(RoomTone("a", level_db=-68, rate_hz=RATE).samples(0, LOOP_SAMPLES))) ** 2
    hz = np.fft.rfftfreq(LOOP_SAMPLES, 1 / RATE)
    powers = [spectrum[(hz > low) & (hz < 2 * low)].mean() for low in (100, 400, 1600, 6400)]
    assert powers == sorted(powers, reverse=True)
    assert spectrum[hz < 10].mean() < powers[0] / 10
