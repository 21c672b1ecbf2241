"""Draft languages and variants agree with the data that is installed."""

from __future__ import annotations

from pathlib import Path

import espeakng_loader
import pytest

from casting.draft_voice_profiles import FEMALE, MALE
from casting.draft_voices import (
    _OTHER_TAGS,
    ALLOWED_VARIANTS,
    LANGUAGES,
    REFUSED_VARIANTS,
    UnknownDraftVoiceError,
    checked_variant,
    espeak_voice,
    speaks,
)

DATA = Path(espeakng_loader.get_data_path())


def test_every_language_of_the_data_is_known() -> None:
    there = {path.relative_to(DATA / "lang").as_posix() for path in (DATA / "lang").rglob("*") if path.is_file()}
    assert set(LANGUAGES.values()) == there
    assert len(there) > 100


def test_every_variant_of_the_data_is_allowed_or_refused() -> None:
    there = {path.name for path in (DATA / "voices" / "!v").iterdir()}
    assert there == ALLOWED_VARIANTS | REFUSED_VARIANTS
    assert not ALLOWED_VARIANTS & REFUSED_VARIANTS
    assert {timbre.variant for timbre in MALE + FEMALE} <= ALLOWED_VARIANTS


def test_other_tags_lead_to_voices() -> None:
    assert set(_OTHER_TAGS.values()) <= set(LANGUAGES)
    assert not set(_OTHER_TAGS) & set(LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("en", "gmw/en"),
        ("en-GB", "gmw/en"),
        ("en_US", "gmw/en-US"),
        ("en-AU", "gmw/en"),
        ("eng", "gmw/en"),
        ("zh-Hant-TW", "sit/cmn"),
        ("zh-HK", "sit/yue"),
        ("zh", "sit/cmn"),
        ("fr-FR", "roa/fr"),
        ("es-MX", "roa/es-419"),
        ("pt-BR", "roa/pt-BR"),
        ("no", "gmq/nb"),
        (" ko ", "ko"),
    ],
)
def test_a_tag_finds_its_nearest_voice(tag: str, voice: str) -> None:
    assert espeak_voice(tag) == voice


@pytest.mark.parametrize("tag", ["", "-", "xx", "tlhx", "klingon"])
def test_an_unknown_language_is_refused(tag: str) -> None:
    assert not speaks(tag)
    with pytest.raises(UnknownDraftVoiceError, match="has no language"):
        espeak_voice(tag)


def test_variants_are_checked_by_name() -> None:
    assert checked_variant("Mr serious") == "Mr serious"
    with pytest.raises(UnknownDraftVoiceError, match="not repeatable"):
        checked_variant("f3")
    with pytest.raises(UnknownDraftVoiceError, match=r"near: m3"):
        checked_variant("M3")
