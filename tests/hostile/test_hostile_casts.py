"""Casts, clips, consents and presets that cannot serve, through the command line."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
import soundfile

BOOK = "---\ntitle: The Long Way Home\n---\n\n# One\n\nHello there. “Hi,” said Tom.\n"
CONSENT = "{who: Bob, when: 2026-03-01, scope: The Long Way Home}"


@pytest.fixture
def book(desk):
    return desk.write("book.md", BOOK)


def speech(seconds: float, rate: int = 22_050):
    """A tone that comes and goes like syllables."""
    at = np.arange(int(seconds * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * 180 * at) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * at))).astype(np.float32)


def cast(consent: str = CONSENT, audio: str = "bob.wav") -> str:
    clip = f"{{audio: {audio}, transcript: Some words that were said., consent: {consent}}}"
    return f"narrator: bob\nvoices:\n  bob:\n    clip: {clip}\ndefaults: {{voice: bob}}\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("narrator: nobody\nvoices: {bob: {draft: {}}}\n", ("line 1", "nobody")),
        ("narrator: bob\nvoices: {bob: {draft: {variant: zzz}}}\n", ("line 2", "zzz")),
        ("narrator: bob\nvoices: {bob: {draft: {language: xx-no}}}\n", ("line 2", "xx-no")),
        ("narrator: bob\nvoices: {bob: {draft: {rate: 9000}}}\n", ("line 2", "rate")),
        ("narrator: bob\nvoices: {bob: {draft: {}}}\nroles: {Tom: carl}\n", ("line 3", "carl")),
        ("narrator: bob\nvoices: {bob: {draft: {}}}\nrols: {}\n", ("line 3", "roles")),
        ("narrator: bob\nvoices: {bob: {draft: {}}}\n", ("Tom",)),
        ("extends: cast.yaml\n", ("cast.yaml",)),
        ("extends: gone.yaml\n", ("gone.yaml",)),
        ("extends: /etc/passwd\n", ("passwd",)),
        ("- a\n- b\n", ("line 1",)),
        ("", ("cast.yaml", "empty")),
        ("narrator: bob\nvoices: {bob: {design: A sailor., lora: gone}}\ndefaults: {voice: bob}\n", ("gone",)),
    ],
)
def test_a_cast_that_cannot_serve_is_refused_with_its_line(desk, book, text, words):
    desk.write("cast.yaml", text)
    desk.run("render", "book.md", "--cast", "cast.yaml", "--out", desk.out).refused(3, *words)
    assert not desk.out.exists()


def broken(what: str, path) -> None:
    if what == "missing":
        return
    if what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    elif what == "empty":
        path.write_bytes(b"")
    elif what == "no sound":
        path.write_bytes(b"hello" * 1000)
    elif what == "playlist":
        path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")
    else:
        rate = 8000 if what == "low rate" else 22_050
        sound = speech(2 if what == "short" else 5, rate)
        soundfile.write(path, sound * 0 if what == "silent" else sound, rate)
        if what == "cut off":
            path.write_bytes(path.read_bytes()[:60])


FAULTS = ("missing", "folder", "fifo", "empty", "no sound", "playlist", "short", "silent", "low rate", "cut off")


@pytest.mark.parametrize("what", FAULTS)
def test_a_clip_that_cannot_serve_is_refused(desk, book, what):
    broken(what, desk.desk / "bob.wav")
    desk.write("cast.yaml", cast())
    ran = desk.run("plan", "book.md", "--cast", "cast.yaml", seconds=30)
    ran.refused(3, "cast.yaml", "line 4", "bob.wav")
    assert "root:" not in ran.err


@pytest.mark.parametrize(
    ("consent", "word"),
    [
        ("{who: Bob, when: 2026-03-01, scope: Another Title}", "The Long Way Home"),
        ("{who: Bob, when: 2026-03-01, scope: any, until: 2020-01-01}", "2020"),
        ("{who: Bob, when: 2999-03-01, scope: any}", "2999"),
        ("{who: '', when: 2026-03-01, scope: any}", "who"),
        ("{who: Bob, when: yesterday, scope: any}", "when"),
        ("{who: Bob, when: 2026-03-01, scope: []}", "scope"),
        ("null", "consent"),
    ],
)
def test_a_voice_is_not_used_without_a_consent_for_this_title(desk, book, consent, word):
    soundfile.write(desk.desk / "bob.wav", speech(5), 22_050)
    desk.write("cast.yaml", cast(consent))
    desk.run("render", "book.md", "--cast", "cast.yaml", "--out", desk.out).refused(3, "cast.yaml", word)
    assert not desk.out.exists()


def test_a_clip_with_consent_is_stood_in_for_with_one_notice(desk, book):
    soundfile.write(desk.desk / "bob.wav", speech(5), 22_050)
    desk.write("cast.yaml", cast())
    ran = desk.run("render", "book.md", "--cast", "cast.yaml", "--preset", "raw", "--out", desk.out, "--json").done()
    assert sum("stand" in notice for notice in json.loads(ran.out)["notices"]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: mine\nrms: -20\n", ("line 2", "rms")),
        ("name: mine\nrms_db: {aim: -10, lowest: -23, highest: -18}\n", ("line 2", "aim")),
        ("name: mine\nrms_db: {aim: .nan, lowest: -23, highest: -18}\n", ("line 2", "rms_db")),
        ("name: mine\nsample_rate_hz: 12345\n", ("line 2", "sample_rate_hz")),
        ("name: mine\nformats: []\n", ("line 2", "formats")),
        ("name: mine\nformats: [ogg]\n", ("line 2", "formats")),
        ("name: mine\nmp3: {bit_rate_kbps: 1000}\n", ("line 2", "bit_rate")),
        ("name: mine\nroom_tone_db: -20\n", ("room_tone_db",)),
        ("name: mine\nlongest_file_s: 1\n", ("line 2", "longest_file_s")),
        ("name: mine\nhead_s: {aim: -5, lowest: -9, highest: -1}\n", ("line 2", "head_s")),
        ("name: mine\nrms_db: {aim: 40, lowest: 30, highest: 50}\n", ("line 2", "rms_db")),
        ("name: mine\nhead_s: {aim: 99999999, lowest: 1, highest: 999999999}\n", ("line 2", "head_s")),
        ("rms_db: {aim: -20, lowest: -23, highest: -18}\n", ("name",)),
        ("", ("name",)),
    ],
)
def test_a_preset_with_a_mistake_is_refused_with_its_line(desk, book, text, words):
    desk.write("my.yaml", text)
    desk.run("plan", "book.md", "--preset", "my.yaml").refused(3, "my.yaml", *words)


@pytest.mark.parametrize("name", ["loud", "gone.yaml", "/etc", "../acx"])
def test_a_preset_that_is_not_there_is_refused(desk, book, name):
    desk.run("plan", "book.md", f"--preset={name}").refused(3)


def test_a_cast_is_not_written_over(desk, book):
    desk.write("cast.yaml", "mine")
    desk.run("cast", "book.md", "-o", "cast.yaml").refused(3, "cast.yaml")
    desk.run("cast", "book.md", "-o", "cast.yaml", "--force", writes=["cast.yaml"]).done()
    desk.run("plan", "book.md", "--cast", "cast.yaml").done()
