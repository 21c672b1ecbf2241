"""YAML from people: what is understood, what is refused, and what the errors say."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from manifests.errors import CastError, InputError
from manifests.yaml_files import MAX_BYTES, parse_yaml, read_yaml, validated


class Voice(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pitch: int = Field(50, ge=0, le=99)
    language: str = "en"


class Cast(BaseModel):
    model_config = ConfigDict(extra="forbid")
    narrator: str
    voices: dict[str, Voice] = Field(default_factory=dict)


def parse(text: str, **more: int) -> object:
    return parse_yaml(text, path="cast.yaml", **more).data


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse(text)
    return str(caught.value)


def test_plain_values_are_those_of_json() -> None:
    text = "a: 1\nb: -2.5\nc: true\nd: null\ne: '7'\nf: [x, {g: ~}]\n"
    assert parse(text) == {"a": 1, "b": -2.5, "c": True, "d": None, "e": "7", "f": ["x", {"g": None}]}


@pytest.mark.parametrize("word", ["no", "on", "Yes", "2024-05-01", "1:30", "0x1F", "1_000", ".inf", "=", "<<"])
def test_words_that_yaml_1_1_would_change_stay_text(word: str) -> None:
    assert parse(f"language: {word}\n") == {"language": word}


def test_an_empty_document_has_no_fields() -> None:
    assert parse("") == {}
    assert parse("# only a comment\n") == {}


def test_lines_are_known_for_every_field() -> None:
    document = parse_yaml("a: 1\nb:\n  - x\n  - c: 2\n", path="f", first_line=11)
    assert document.lines[("a",)] == 11
    assert document.lines[("b", 0)] == 13
    assert document.lines[("b", 1, "c")] == 14
    assert document.line_of(("b", 1, "nothing", 4)) == 14


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: !!python/object/apply:os.system [ls]\n", "tag"),
        ("a: !secret x\n", "tag"),
        ("a: 1\na: 2\n", "line 2: names 'a' twice"),
        ("a: &x [*x]\n", "*x"),
        ("a: *nowhere\n", "*nowhere"),
        ("a: 1\n---\nb: 2\n", "more than one document"),
        ("? [a, b]\n: 1\n", "field's name"),
        ("a: [1, 2\nb: 3\n", "not valid YAML"),
        ("a: 'x\n", "not valid YAML"),
        ("a:\n\t- b\n", "line 2"),
        ("ok: 1\na: b\x00\n", "line 2: has a control character"),
        ('a: "\\U99999999"\n', "not valid YAML"),
        ("[" * 5000, "nested"),
        ("a: " + "x" * MAX_BYTES, "larger"),
    ],
)
def test_what_is_refused_is_named_with_its_line(text: str, words: str) -> None:
    message = refusal(text)
    assert message.startswith("cast.yaml, line ")
    assert words in message


def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    begun = time.monotonic()
    assert "values" in refusal(bomb)
    assert time.monotonic() - begun < 2


def test_an_alias_within_bounds_repeats_its_value() -> None:
    assert parse("a: &v {pitch: 3}\nb: *v\n") == {"a": {"pitch": 3}, "b": {"pitch": 3}}


def test_a_valid_document_becomes_the_model() -> None:
    cast = validated(Cast, parse_yaml("narrator: tom\nvoices:\n  tom: {pitch: 40}\n", path="cast.yaml"))
    assert cast.voices["tom"].pitch == 40


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("narrator: tom\nvoices:\n  tom:\n    pich: 4\n", ["line 4, voices.tom.pich", "no field `pich`", "`pitch`?"]),
        ("narrator: tom\nzzz: 1\n", ["line 2, zzz", "Known here: narrator, voices."]),
        ("voices: {}\n", ["line 1, narrator", "missing", "Add `narrator: …`."]),
        ("narrator: 4\n", ["line 1, narrator", "should be text", "quotation marks"]),
        ("narrator: t\nvoices:\n  t: {pitch: 200}\n", ["line 3, voices.t.pitch", "less than or equal to 99"]),
        ("- a\n", ["line 1", "field: value"]),
        ("narrator: 4\nzzz: 1\n", ["(and 1 more)"]),
    ],
)
def test_a_wrong_field_is_named_with_file_line_and_remedy(text: str, words: list[str]) -> None:
    with pytest.raises(CastError) as caught:
        validated(Cast, parse_yaml(text, path="cast.yaml"), CastError)
    for word in ["cast.yaml", *words]:
        assert word in str(caught.value)


def test_a_file_is_read_with_its_byte_order_mark_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "cast.yaml"
    path.write_bytes(b"\xef\xbb\xbfnarrator: tom\r\n")
    assert read_yaml(path).data == {"narrator": "tom"}
    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(InputError, match="line 2: is not UTF-8"):
        read_yaml(path)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="larger"):
        read_yaml(path)
    with pytest.raises(CastError, match="cannot be read"):
        read_yaml(tmp_path / "absent.yaml", CastError)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        parse(text)
