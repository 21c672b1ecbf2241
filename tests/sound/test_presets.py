"""Presets: the built-in ones, and errors in users' own."""

from __future__ import annotations

import pytest

from manifests.errors import InputError
from pipeline.presets import BUILT_IN, load_preset


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_preset_loads_under_its_own_name(name):
    assert load_preset(name).name == name


def test_acx_says_that_levels_are_not_acceptance():
    acx = load_preset("acx")
    assert "does not mean that ACX accepts" in acx.note
    assert (acx.rms_db.lowest, acx.rms_db.aim, acx.rms_db.highest) == (-23, -20, -18)
    assert (acx.sample_peak_db, acx.noise_floor_db, acx.longest_file_s) == (-3, -60, 7200)


def test_a_copied_preset_can_be_changed(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("name: mine\nchannels: 1\nloudness_lufs: {aim: -19, lowest: -19.5, highest: -18.5}\n")
    assert load_preset(mine).loudness_lufs.aim == -19


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: x\nrms: -20\n", ["mine.yaml", "line 2", "rms"]),
        ("name: x\n\nrms_db: {aim: -30, lowest: -23, highest: -18}\n", ["line 3", "-30"]),
        ("name: x\nmp3:\n  bit_rate_kbps: 191\n", ["line 3", "bit_rate_kbps"]),
        ("name: x\nroom_tone_db: -61\nnoise_floor_db: -60\n", ["room_tone_db"]),
        ("name: [\n", ["mine.yaml"]),
    ],
)
def test_an_error_names_file_line_and_field(text, words, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(text)
    with pytest.raises(InputError) as raised:
        load_preset(mine)
    for word in words:
        assert word in str(raised.value)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(InputError, match="acx, podcast, raw"):
        load_preset("axc")
