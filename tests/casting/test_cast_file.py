"""Cast files: what is read, what is refused and in which words, and that they survive being written."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casting.cast import Cast, CastVoice, Clip, ConsentRecord, Defaults, DraftSettings, Role
from casting.cast_file import cast_yaml, load_cast, save_cast
from casting.draft_voices import ALLOWED_VARIANTS, LANGUAGES
from casting.names import folded
from manifests.casting import Pauses

GOOD = """\
narrator: anna
voices:
  anna: {draft: {language: en-gb, variant: f4, pitch: 45}}
  bob: {clip: {audio: bob.wav, transcript: "Hello.", consent: {who: Bob, when: 2026-03-01, scope: any}}}
roles:
  Alice: anna
  Mad Hatter: {voice: bob, aliases: [The Hatter, Hatter]}
"""


def test_a_cast_is_read(cast_file: Callable[..., Path]) -> None:
    cast = load_cast(cast_file(GOOD))
    assert cast.narrator == "anna"
    assert cast.voices["anna"].draft == DraftSettings(language="en-gb", variant="f4", pitch=45)
    clip = cast.voices["bob"].clip
    assert clip is not None
    assert clip.consent.when == datetime.date(2026, 3, 1)
    assert cast.roles["Alice"] == Role(voice="anna")
    assert cast.roles["Mad Hatter"].aliases == ("The Hatter", "Hatter")


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("narrator: anna", "narrator: ann", "line 1, narrator", "there is no voice `ann`"),
        ("narrator: anna", "narrater: anna", "line 1, narrater", "there is no field `narrater`"),
        ("narrator: anna\n", "", "", "the field `narrator` is missing"),
        ("Alice: anna", "Alice: bop", "line 6, roles.Alice", "Did you mean `bob`?"),
        ("Alice: anna", "Alice:", "line 6, roles.Alice", "cast to no voice"),
        ("Alice: anna", "Alice: [anna]", "line 6, roles.Alice", "cast to no voice"),
        ("Alice: anna", "hatter: anna", "line 7, roles.Mad Hatter.aliases[1]", "`Hatter` is a role of its own"),
        (
            "Alice: anna",
            "Alice: {voice: anna, aliases: [the hatter]}",
            "line 7, roles.Mad Hatter.aliases[0]",
            "`The Hatter` is an alias of `Alice` too",
        ),
        ("Alice: anna", "MAD  hatter: anna", "line 7, roles.Mad Hatter", "is the same name as the role `MAD hatter`"),
        ("variant: f4", "variant: f3", "line 3, voices.anna.draft.variant", "not repeatable"),
        ("variant: f4", "variant: M3", "line 3, voices.anna.draft.variant", "near: m3"),
        ("en-gb", "englisch", "line 3, voices.anna.draft.language", "no language"),
        ("pitch: 45", "pitch: 100", "line 3, voices.anna.draft.pitch", "less than or equal to 99"),
        (", consent: {who: Bob, when: 2026-03-01, scope: any}", "", "line 4, voices.bob.clip", "needs `consent:"),
        ("when: 2026-03-01", "when: yesterday", "line 4, voices.bob.clip.consent.when", "date"),
        ("when: 2026-03-01", "when: 2026", "line 4, voices.bob.clip.consent.when", "a date such as 2026-03-01"),
        ("scope: any", "scope: []", "line 4, voices.bob.clip.consent.scope", "at least 1"),
        ("{draft: {language: en-gb, variant: f4, pitch: 45}}", "{gain_db: 2}", "line 3, voices.anna", "needs `draft`"),
        ("{draft:", "{style: warm, draft:", "line 3, voices.anna", "`style` goes with a `clip`"),
        ("{draft:", "{lora: x, draft:", "line 3, voices.anna", "`lora` goes with"),
        ("{clip:", "{design: old, clip:", "line 4, voices.bob", "not both"),
        ("narrator: anna", "narrator: anna\npauses: {breath: 3}", "line 2, pauses.breath", "no field `breath`"),
        ("narrator: anna", "narrator: anna\ndirections: loud", "line 2, directions", "'spoken' or 'silent'"),
        ("narrator: anna", "narrator: anna\ndefaults: {voice: ann}", "line 2, defaults.voice", "no voice `ann`"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_field(
    cast_file: Callable[..., Path], refused: Callable[..., str], old: str, new: str, place: str, words: str
) -> None:
    path = cast_file(GOOD.replace(old, new, 1))
    message = refused(load_cast, path)
    assert f"{path}{', ' if place else ''}{place}" in message
    assert words in message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "[]",
        "- a\n- b\n",
        "word",
        "a: !!python/object/apply:os.system [ls]\n",
        "narrator: &a [*a]\n",
        "a: &a [x, x]\nb: &b [" + ",".join(["*a"] * 400) + "]\nc: [" + ",".join(["*b"] * 400) + "]\n",
        "narrator: a\nnarrator: b\n",
        "voices: " + "[" * 100,
        "narrator: a\n\tvoices: {}\n",
        "narrator: a\n---\nnarrator: b\n",
        "narrator: {a: b}\n",
        "narrator: a\nvoices: [a]\n",
        "narrator: a\nvoices: {a: null}\n",
        "narrator: a\nvoices: {? [x] : y}\n",
        'narrator: a\nvoices: {"": {draft: {}}}\n',
        'narrator: a\nvoices: {"a\\x07": {draft: {}}}\n',
        "narrator: a\nvoices: {a: {draft: {}, gain_db: .nan}}\n",
        "narrator: a\nvoices: {a: {draft: {}, gain_db: 1e999}}\n",
        "narrator: a\nvoices: {" + "a" * 201 + ": {draft: {}}}\n",
    ],
)
def test_hostile_or_broken_yaml_is_refused(
    cast_file: Callable[..., Path], refused: Callable[..., str], text: str
) -> None:
    assert "cast.yaml" in refused(load_cast, cast_file(text))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"narrator: \x00", b"\x89PNG\r\n", b"a: " + b"x" * 2_000_000])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, refused: Callable[..., str], data: bytes) -> None:
    path = tmp_path / "cast.yaml"
    path.write_bytes(data)
    assert "cast.yaml" in refused(load_cast, path)


def test_a_folder_or_nothing_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "cannot be read" in refused(load_cast, tmp_path)
    assert "cannot be read" in refused(load_cast, tmp_path / "none.yaml")


def test_a_cast_extends_another(cast_file: Callable[..., Path]) -> None:
    cast_file(GOOD + "pauses: {turn: 300, scene: 1000}\ndirections: silent\n", "series/base.yaml")
    path = cast_file(
        "extends: series/base.yaml\n"
        "voices: {eve: {draft: {variant: linda}}}\n"
        "roles: {MAD HATTER: eve}\n"
        "pauses: {turn: 200}\n"
    )
    cast = load_cast(path)
    assert cast.extends is None
    assert cast.narrator == "anna"
    assert cast.roles == {"Alice": Role(voice="anna"), "MAD HATTER": Role(voice="eve")}
    assert cast.pauses == Pauses(turn=200, scene=1000)
    assert cast.directions == "silent"
    clip = cast.voices["bob"].clip
    assert clip is not None
    assert clip.audio == "series/bob.wav"


def test_an_error_in_what_is_extended_names_that_file(
    cast_file: Callable[..., Path], refused: Callable[..., str]
) -> None:
    base = cast_file(GOOD.replace("Alice: anna", "Alice: eve"), "base.yaml")
    message = refused(load_cast, cast_file("extends: base.yaml\n"))
    assert f"{base}, line 6, roles.Alice" in message


@pytest.mark.parametrize(
    "files",
    [
        {"cast.yaml": "extends: cast.yaml\n"},
        {"cast.yaml": "extends: a/b.yaml\n", "a/b.yaml": "extends: ../cast.yaml\n"},
    ],
)
def test_circles_are_refused(
    cast_file: Callable[..., Path], refused: Callable[..., str], files: dict[str, str]
) -> None:
    paths = [cast_file(text, name) for name, text in files.items()]
    assert "extends this file in turn" in refused(load_cast, paths[0])


@pytest.mark.parametrize("name", ["none.yaml", "a\\0b", "x" * 5000, "."])
def test_a_missing_file_to_extend_is_named(
    cast_file: Callable[..., Path], refused: Callable[..., str], name: str
) -> None:
    message = refused(load_cast, cast_file(f'extends: "{name}"\n'))
    assert "line 1, extends" in message
    assert "there is no file" in message


def test_a_cast_that_was_read_is_written_as_it_was(cast_file: Callable[..., Path], tmp_path: Path) -> None:
    save_cast(load_cast(cast_file(GOOD)), tmp_path / "again.yaml")
    written = (tmp_path / "again.yaml").read_text(encoding="utf-8")
    assert "  anna: {draft: {language: en-gb, variant: f4, pitch: 45}}\n" in written
    assert "  Alice: anna\n" in written
    assert "  Mad Hatter: {voice: bob, aliases: [The Hatter, Hatter]}\n" in written


NAMES = st.text(min_size=1, max_size=40).filter(lambda name: takes(name)) | st.sampled_from(
    ["no", "null", "True", "1", "1.5", "~", "2026-03-01", "a: b", "x #y", "- z", "?", "'", '"', "é ", "老栓", "<<"]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(lambda text: text.strip())
DRAFTS = st.builds(
    DraftSettings,
    language=st.none() | st.sampled_from(sorted(LANGUAGES)),
    variant=st.none() | st.sampled_from(sorted(ALLOWED_VARIANTS)),
    pitch=st.integers(0, 99),
    rate=st.integers(80, 450),
)
CONSENTS = st.builds(
    ConsentRecord,
    who=TEXTS,
    when=st.dates(),
    scope=TEXTS | st.lists(TEXTS, min_size=1, max_size=3),
    until=st.none() | st.dates(),
)
REST = {
    "seed": st.integers(0, 2**31 - 1),
    "gain_db": st.none() | st.floats(-12, 12),
    "speed": st.none() | st.floats(0.5, 2),
}
VOICES = (
    st.builds(CastVoice, draft=DRAFTS, **REST)
    | st.builds(CastVoice, draft=st.none() | DRAFTS, design=TEXTS, lora=st.none() | TEXTS, **REST)
    | st.builds(
        CastVoice,
        draft=st.none() | DRAFTS,
        clip=st.builds(Clip, audio=TEXTS, transcript=TEXTS, consent=CONSENTS),
        style=st.none() | TEXTS,
        **REST,
    )
)


def takes(name: str) -> bool:
    try:
        Role(voice=name)
    except ValueError:
        return False
    return True


@st.composite
def casts(draw: st.DrawFn) -> Cast:
    voices = draw(st.dictionaries(NAMES.map(lambda name: Role(voice=name).voice), VOICES, min_size=1, max_size=4))
    voice = st.sampled_from(sorted(voices))
    names = draw(st.lists(NAMES, unique_by=folded, max_size=6))
    roles = {
        name: Role(voice=draw(voice), aliases=tuple(names[index + 1 : index + 2]))
        for index, name in enumerate(names)
        if index % 2 == 0
    }
    return Cast(
        narrator=draw(voice),
        voices=voices,
        roles=roles,
        defaults=draw(st.builds(Defaults, voice=st.none() | voice, speed=st.floats(0.5, 2))),
        pauses=draw(st.builds(Pauses, turn=st.integers(0, 20_000), scale=st.floats(0.1, 5))),
        directions=draw(st.sampled_from(["spoken", "silent"])),
        preset=draw(st.none() | TEXTS),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(casts())
def test_any_cast_is_read_back_as_it_was_written(cast: Cast) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cast.yaml"
        path.write_text(cast_yaml(cast), encoding="utf-8")
        assert load_cast(path) == cast


@pytest.mark.parametrize(("length", "is_read"), [(30, True), (1200, False)])
def test_a_chain_of_casts_has_an_end(tmp_path: Path, refused: Callable[..., str], length: int, is_read: bool) -> None:
    base = "narrator: n\nvoices: {n: {draft: {}}}\n"
    for number in range(length):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n{base}")
    (tmp_path / f"{length}.yaml").write_text(base)
    if is_read:
        assert load_cast(tmp_path / "0.yaml").narrator == "n"
    else:
        assert "extended in turn" in refused(load_cast, tmp_path / "0.yaml")
