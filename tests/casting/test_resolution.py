"""A cast meets a script: who speaks for whom, which voices may, and what people are told."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casting.cast_file import load_cast
from casting.resolution import resolve, voice_named
from manifests.casting import Casting
from manifests.script import Script
from manifests.voice import ClipVoice, DesignedVoice, DraftVoice

CAST = """\
narrator: anna
voices:
  anna: {draft: {variant: f4, pitch: 45, rate: 160}}
  bob:
    clip: {audio: bob.wav, transcript: "Well, hello  there.", consent: {who: Bob, when: 2026-03-01, scope: any}}
    style: warm
  sailor: {design: "A tired old woman.", gain_db: 2}
roles:
  Alice: {voice: anna, aliases: [Allie]}
  Mad Hatter: {voice: bob, aliases: [The Hatter]}
  Walrus: sailor
"""
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def casting_of(
    cast_file: Callable[..., Path], script_of: Callable[..., Script], no_decoder: Callable[..., Any]
) -> Callable[..., Casting]:
    """The casting of a cast file's text and the speakers of a script."""

    def make(text: str, *names: str | None, **about: Any) -> Casting:
        path = cast_file(text)
        script = script_of(*names, **about)
        return resolve(load_cast(path), script, cast_path=path, decode=no_decoder, today=TODAY)

    return make


Maker = Callable[..., Casting]


def test_every_speaker_gets_the_voice_of_its_role(casting_of: Maker, recording: Callable[..., Path]) -> None:
    path = recording("bob.wav")
    casting = casting_of(CAST, "Alice", None, "Allie", "Mad Hatter", "Walrus", "The Hatter")
    assert casting.roles == {"Alice": "anna", "Mad Hatter": "bob", "Walrus": "sailor"}
    assert casting.aliases == {"Allie": "Alice", "The Hatter": "Mad Hatter"}
    assert casting.voice_of(None) == "anna"
    assert casting.voice_of("The Hatter") == "bob"
    bob = casting.voices["bob"].source
    assert isinstance(bob, ClipVoice)
    assert bob.audio == str(path)
    assert bob.transcript == "Well, hello there."
    assert bob.consent.model_dump() == {"who": "Bob", "when": "2026-03-01", "scope": "any"}
    assert casting.voices["sailor"].source == DesignedVoice(description="A tired old woman.")
    assert casting.voices["sailor"].gain_db == 2
    draft = DraftVoice(language="en-gb", variant="f4", pitch=45, rate_wpm=160)
    assert casting.voices["anna"].source == casting.voices["anna"].stand_in == draft


def test_stand_ins_are_distinct_stable_and_noticed_once(casting_of: Maker, recording: Callable[..., Path]) -> None:
    recording("bob.wav")
    both = casting_of(CAST, "Mad Hatter", "Walrus")
    one = casting_of(CAST, "Walrus", title="Another")
    assert both.voices["sailor"].stand_in == one.voices["sailor"].stand_in
    assert len({voice.stand_in.variant for voice in both.voices.values()}) == 3
    notices = [notice for notice in both.notices if "stand-in" in notice]
    assert notices == ["With the draft engine, stand-ins speak for bob, sailor."]


def test_draft_settings_beside_a_clip_are_its_stand_in(casting_of: Maker) -> None:
    text = CAST.replace("gain_db: 2", "draft: {variant: m8, language: de}")
    stand_in = casting_of(text, "Walrus").voices["sailor"].stand_in
    assert (stand_in.variant, stand_in.language) == ("m8", "de")


def test_only_voices_that_speak_are_checked(casting_of: Maker) -> None:
    casting = casting_of(CAST, "Alice")  # there is no bob.wav
    assert set(casting.voices) == {"anna"}
    assert any("have no lines here: Mad Hatter, Walrus" in notice for notice in casting.notices)


def test_a_name_that_differs_in_case_is_taken_with_a_notice(casting_of: Maker) -> None:
    casting = casting_of(CAST, "WALRUS", "ALLIE")
    assert casting.voice_of("WALRUS") == "sailor"
    assert casting.voice_of("ALLIE") == "anna"
    assert "“WALRUS” was taken for the role “Walrus”." in casting.notices


def test_speakers_without_a_voice_are_all_named(casting_of: Maker, refused: Callable[..., str]) -> None:
    message = refused(casting_of, CAST, "Alice", "Dormouse", "Gryphon", "Dormouse")
    assert "line 8, roles: no voice is cast for Dormouse (2 lines), Gryphon (1 line)" in message
    assert "defaults: {voice: NAME}" in message


def test_a_default_voice_speaks_for_everybody_else(casting_of: Maker) -> None:
    text = CAST + "defaults: {voice: sailor, language: de, gain_db: -1, speed: 1.2}\n"
    casting = casting_of(text, "Alice", "Dormouse")
    assert casting.voice_of("Dormouse") == "sailor"
    assert "By default, `sailor` speaks for Dormouse." in casting.notices
    assert casting.voices["anna"].gain_db == -1
    assert casting.voices["sailor"].gain_db == 2
    assert casting.voices["anna"].speed == 1.2
    assert casting.voices["anna"].stand_in.language == "de"


def test_a_speaker_called_narrator_is_the_narrator(casting_of: Maker) -> None:
    assert casting_of(CAST, "NARRATOR").voice_of("NARRATOR") == "anna"


def test_without_a_cast_file_the_suggested_one_is_used(
    script_of: Callable[..., Script], no_decoder: Callable[..., Any]
) -> None:
    casting = resolve(None, script_of("Alice", None, "Bob"), cast_path=None, decode=no_decoder)
    assert set(casting.roles) == {"Alice", "Bob"}
    assert "no cast file" in casting.notices[0]


@pytest.mark.parametrize(
    "scope", ["any", "ANY", "alice", "[The Other, ALICE]", '"Alice: In Wonderland"', '" Alice "', "[x, any]"]
)
def test_consent_that_covers_the_title(casting_of: Maker, recording: Callable[..., Path], scope: str) -> None:
    recording("bob.wav")
    text = CAST.replace("scope: any", f"scope: {scope}")
    assert "bob" in casting_of(text, "Mad Hatter", subtitle="In Wonderland").voices


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        ("when: 2026-03-01, scope: Alice in Chains", "does not cover “Alice” (it covers Alice in Chains)"),
        ("when: 2026-03-01, scope: [A, B]", "does not cover “Alice” (it covers A, B)"),
        ("when: 2026-11-23, scope: any", "which is still to come"),
        ("when: 2026-03-01, scope: any, until: 2026-11-21", "ended on 2026-11-21"),
    ],
)
def test_consent_that_does_not_is_refused(
    casting_of: Maker, recording: Callable[..., Path], refused: Callable[..., str], consent: str, words: str
) -> None:
    recording("bob.wav")
    message = refused(casting_of, CAST.replace("when: 2026-03-01, scope: any", consent), "Mad Hatter")
    assert "line 5, voices.bob.clip.consent: the consent of Bob" in message
    assert words in message


def test_the_last_day_of_a_consent_counts(casting_of: Maker, recording: Callable[..., Path]) -> None:
    recording("bob.wav")
    casting = casting_of(CAST.replace("scope: any", "scope: any, until: 2026-11-22"), "Mad Hatter")
    source = casting.voices["bob"].source
    assert isinstance(source, ClipVoice)
    assert source.consent.scope == "any (until 2026-11-22)"


def test_a_missing_clip_is_named_with_its_line(casting_of: Maker, refused: Callable[..., str]) -> None:
    message = refused(casting_of, CAST, "Mad Hatter")
    assert "cast.yaml, line 5, voices.bob.clip.audio: the clip 'bob.wav' is not there" in message


@pytest.mark.parametrize("lora", ["none", "x" * 300, '"a\\0b"'])
def test_a_missing_adapter_is_named(casting_of: Maker, refused: Callable[..., str], lora: str) -> None:
    message = refused(casting_of, CAST.replace("gain_db: 2", f"lora: {lora}"), "Walrus")
    assert "line 7, voices.sailor.lora" in message


def test_a_weak_clip_is_noticed(casting_of: Maker, recording: Callable[..., Path]) -> None:
    recording("bob.wav", level=0.005)
    assert any("bob.wav of `bob` is very quiet" in notice for notice in casting_of(CAST, "Mad Hatter").notices)


def test_settings_of_the_production_are_carried_over(casting_of: Maker) -> None:
    text = CAST + "pauses: {scene: 100}\ndirections: silent\npreset: podcast\n"
    casting = casting_of(text, None)
    assert casting.pauses.scene == 100
    assert casting.directions == "silent"
    assert casting.preset == "podcast"


def test_a_language_without_a_draft_voice_is_noticed(casting_of: Maker) -> None:
    casting = casting_of(CAST, None, language="xx")
    assert casting.voices["anna"].stand_in.language == "en"
    assert "Draft voices know no language 'xx': they speak English." in casting.notices


def test_one_voice_can_be_had_by_name(
    cast_file: Callable[..., Path], recording: Callable[..., Path], no_decoder: Any, refused: Callable[..., str]
) -> None:
    path = cast_file(CAST)
    cast = load_cast(path)
    assert voice_named(cast, None, cast_path=path, decode=no_decoder).name == "anna"
    assert "Did you mean `bob`?" in refused(voice_named, cast, "bop", cast_path=path, decode=no_decoder)
    recording("bob.wav")
    assert voice_named(cast, "bob", cast_path=path, decode=no_decoder).source.kind == "clip"
    narrow = load_cast(cast_file(CAST.replace("scope: any", "scope: Alice")))
    assert "what has no title" in refused(voice_named, narrow, "bob", cast_path=path, decode=no_decoder)
    assert voice_named(narrow, "bob", cast_path=path, decode=no_decoder, title="ALICE").name == "bob"


@pytest.mark.corpora
def test_real_speech_serves_as_a_clip(no_decoder: Any) -> None:
    from casting.clips import check_clip

    folder = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "speech"
    if not folder.is_dir():
        pytest.skip("../shared/corpora is absent")
    for path in sorted(folder.glob("*.[fw][la][av]*")):
        start, end = check_clip(path, no_decoder).trim_s
        assert 2.9 <= end - start <= 40
