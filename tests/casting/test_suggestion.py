"""The suggested cast: everybody has a voice, distinct and always the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casting.cast import faults
from casting.cast_file import cast_yaml, load_cast, save_cast
from casting.draft_voice_profiles import FEMALE
from casting.gender import hint_of
from casting.suggestion import suggest_cast
from manifests.book import Metadata
from manifests.script import Line, Person, Script

WOMEN = {timbre.variant for timbre in FEMALE}


def test_everybody_has_a_voice_of_their_own(script_of: Callable[..., Script]) -> None:
    names = [f"Person {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
    cast = suggest_cast(script_of(None, *names))
    drafts = [voice.draft for voice in cast.voices.values()]
    assert len(cast.voices) == 21
    assert len({(draft.variant) for draft in drafts if draft}) == 21
    assert not list(faults(cast))


def test_a_crowd_differs_at_least_in_pitch(script_of: Callable[..., Script]) -> None:
    cast = suggest_cast(script_of(*(f"Mr {number}x" for number in range(60))))
    assert len({(v.draft.variant, v.draft.pitch) for v in cast.voices.values() if v.draft}) == 61


def test_who_speaks_most_comes_first(script_of: Callable[..., Script]) -> None:
    cast = suggest_cast(script_of("Bob", "Alice", None, "Alice", "Eve", "Alice", "Eve"))
    assert list(cast.roles) == ["Alice", "Eve", "Bob"]
    assert list(cast.voices) == ["narrator", "alice", "eve", "bob"]


def test_a_new_minor_character_changes_nobody(script_of: Callable[..., Script]) -> None:
    names = [f"Person {letter}" for letter in "ABCDEFGHIJKL"]
    before = suggest_cast(script_of(*names, *names))
    for new in ("Zoe", "Mr Brown", "X"):
        after = suggest_cast(script_of(new, *names, *names))
        assert {name: after.voices[name] for name in before.voices} == dict(before.voices)


def test_a_new_main_character_changes_few(script_of: Callable[..., Script]) -> None:
    names = [f"Person {letter}" for letter in "ABCDEFGHIJKL"]
    before = suggest_cast(script_of(*names))
    after = suggest_cast(script_of("Zoe", "Zoe", *names))
    assert sum(before.voices[name] != after.voices[name] for name in before.voices) <= 4


def test_voices_are_the_same_on_every_machine(script_of: Callable[..., Script]) -> None:
    cast = suggest_cast(script_of("Alice", "Mad Hatter"))
    told = [(v.draft.variant, v.draft.pitch, v.draft.rate) for v in cast.voices.values() if v.draft]
    assert told == [(None, 48, 168), ("aunty", 59, 172), ("f1", 42, 160)]


def test_names_hint_at_voices(script_of: Callable[..., Script]) -> None:
    cast = suggest_cast(script_of("Mrs. Bennet", "Mr. Bennet", "LADY BRACKNELL", "Jack"))
    women = {name for name, voice in cast.voices.items() if voice.draft and voice.draft.variant in WOMEN}
    assert women == {"mrs-bennet", "lady-bracknell"}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Mrs. Darcy", "female"),
        ("Lady Charles", "female"),
        ("Miss Robin", "female"),
        ("GWENDOLEN", "female"),
        ("Gräfin", "female"),
        ("祥林嫂", "female"),
        ("Sir Anne", "male"),
        ("Herr Maria", "male"),
        ("Algernon", "male"),
        ("掌柜", "male"),
        ("Marcellus", "male"),
        ("Octavella Smith", "female"),
        ("The Gryphon Romeo-like", "unknown"),
        ("The Voice", "unknown"),
        ("Mansfold of Womanly", "unknown"),
        ("", "unknown"),
    ],
)
def test_hints(name: str, hint: str) -> None:
    assert hint_of(name) == hint


@pytest.mark.parametrize(
    ("tag", "language"), [("en-GB", "en-gb"), ("en_US", "en-us"), ("zh", "zh"), ("de-AT", "de-at"), ("xx", "en")]
)
def test_voices_speak_the_language_of_the_book(script_of: Callable[..., Script], tag: str, language: str) -> None:
    cast = suggest_cast(script_of("Alice", language=tag))
    assert {voice.draft.language for voice in cast.voices.values() if voice.draft} == {language}


def test_who_narrates_by_name_is_the_narrator(script_of: Callable[..., Script]) -> None:
    cast = suggest_cast(script_of("NARRATOR", "旁白"))
    assert {role.voice for role in cast.roles.values()} == {"narrator"}
    assert list(cast.voices) == ["narrator"]


def test_spellings_of_one_name_are_one_role(script_of: Callable[..., Script]) -> None:
    cast = suggest_cast(script_of("Alice", "ALICE", "Alice", "O’Neil", "O'Neil"))
    assert cast.roles["Alice"].aliases == ("ALICE",)
    assert len(cast.roles) == 2


def test_the_written_suggestion_tells_of_the_roles_and_reads_back(
    script_of: Callable[..., Script], tmp_path: Path
) -> None:
    script = script_of("Alice", None, "Mad Hatter", "Alice")
    cast = suggest_cast(script)
    save_cast(cast, tmp_path / "cast.yaml", script)
    text = (tmp_path / "cast.yaml").read_text(encoding="utf-8")
    assert text == cast_yaml(cast, script)
    assert "  Alice: alice  # 2 lines, 8 words (50%): “Line 1 of them.”\n" in text
    assert "# The cast of Alice." in text
    assert load_cast(tmp_path / "cast.yaml") == cast


ANY_NAME = st.none() | st.text(max_size=30) | st.sampled_from(["x" * 500, "a\nb", "\ud800", "A", "a", "null", "# x"])


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_NAME, max_size=12), st.text(max_size=20), st.text(max_size=12))
def test_any_script_has_a_cast_that_reads_back(names: list[str | None], title: str, language: str) -> None:
    lines = tuple(Line(id=str(n), chapter=1, speaker=name, text=title) for n, name in enumerate(names))
    metadata = Metadata(title=title, language=language)
    script = Script(metadata=metadata, chapters=(), lines=lines, hrefs=())
    cast = suggest_cast(script)
    assert not list(faults(cast))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cast.yaml"
        path.write_text(cast_yaml(cast, script), encoding="utf-8")
        assert load_cast(path) == cast


def test_age_and_sex_that_the_text_tells_choose_the_draft_voice(script_of: Callable[..., Script]) -> None:
    plain = script_of("Kestrel", "Kestrel")
    told = plain.model_copy(update={"people": (Person(name="Kestrel", gender="female", age="child"),)})
    old = plain.model_copy(update={"people": (Person(name="Kestrel", gender="female", age="old"),)})
    drafts = [suggest_cast(script).voices["kestrel"].draft for script in (told, old)]
    assert all(draft and draft.variant in WOMEN for draft in drafts)
    assert drafts[0].pitch > drafts[1].pitch
    assert drafts[0].rate > drafts[1].rate
    assert "girl, 2 lines" in cast_yaml(suggest_cast(told), told)
