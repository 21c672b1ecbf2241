"""The page of the cast format and the schema say what the code does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from casting.cast import Cast, CastVoice, ConsentRecord, Defaults, DraftSettings, faults
from casting.cast_file import load_cast
from casting.draft_voice_profiles import FEMALE, MALE
from casting.draft_voices import REFUSED_VARIANTS
from casting.schema import SCHEMA_FILE, schema_text
from manifests.casting import Pauses

PAGE = (Path(__file__).parents[2] / "docs" / "cast-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_page_is_a_cast(cast_file: Callable[..., Path], example: str) -> None:
    base = next(text for text in EXAMPLES if "Sherlock" in text)
    cast_file(base, "series/cast.yaml")
    assert not list(faults(load_cast(cast_file(example))))


def test_the_page_tells_of_every_field() -> None:
    for model in (Cast, CastVoice, ConsentRecord, Defaults, DraftSettings, Pauses):
        missing = [name for name in model.model_fields if not re.search(rf"`{name}`|^ *{name}:", PAGE, re.MULTILINE)]
        assert not missing, model


def test_the_page_shows_the_pauses_that_hold() -> None:
    example = next(text for text in EXAMPLES if "stanza" in text)
    shown = dict(re.findall(r"^  (\w+): ([\d.]+)", example, re.MULTILINE))
    assert {name: float(value) for name, value in shown.items()} == Pauses().model_dump()


def test_the_page_names_the_variants() -> None:
    names = {timbre.variant for timbre in MALE + FEMALE} | REFUSED_VARIANTS
    assert [name for name in sorted(map(str, names)) if f"`{name}`" not in PAGE] == []


def test_the_schema_is_up_to_date() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run `python -m casting.schema`"
