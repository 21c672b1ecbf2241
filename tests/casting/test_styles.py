"""Who gets which style, and that it stays so."""

from __future__ import annotations

import pytest

from casting.cast import Cast, CastVoice, DraftSettings, KokoroSettings
from casting.stand_ins import in_styles, with_styles
from casting.styles import Speaker, mixed, styled_voices

STYLES = ("af_heart", "af_sky", "am_adam", "am_puck", "bf_emma", "bm_george", "ff_siwis", "jf_alpha", "jm_kumo")


def _of(hint: str, language: str = "en", count: int = 1) -> list[str]:
    speakers = [Speaker(f"{hint} {number}", hint, language) for number in range(count)]
    return [max(voice.blend) for voice in styled_voices(speakers, STYLES).values()]


@pytest.mark.parametrize(
    ("hint", "language", "allowed"),
    [
        ("female", "en", {"af_heart", "af_sky", "bf_emma"}),
        ("male", "en-US", {"am_adam", "am_puck"}),
        ("male", "en-GB", {"bm_george"}),
        ("female", "fr", {"ff_siwis"}),
        ("male", "fr", {"am_adam", "am_puck", "bm_george", "jm_kumo"}),
    ],
)
def test_a_style_fits_what_is_known(hint: str, language: str, allowed: set[str]) -> None:
    assert set(_of(hint, language)) <= allowed


def test_everybody_has_a_voice_of_their_own_by_blends_where_styles_run_out() -> None:
    speakers = [Speaker(f"role {number}", "female", "en") for number in range(40)]
    voices = styled_voices(speakers, STYLES)
    assert len({tuple(voice.blend.items()) for voice in voices.values()}) == 40
    assert all(sum(voice.blend.values()) == pytest.approx(1) for voice in voices.values())
    assert styled_voices(speakers, STYLES[:1])  # one style for all is shared


def test_who_joins_takes_nobodys_voice() -> None:
    speakers = [Speaker(f"role {number}", "unknown", "en") for number in range(9)]
    before = styled_voices(speakers[:8], STYLES)
    assert {name: voice for name, voice in styled_voices(speakers, STYLES).items() if name in before} == before


def test_the_narrator_has_the_best_and_written_styles_are_kept() -> None:
    cast = Cast(
        narrator="storyteller",
        voices={
            "eve": CastVoice(draft=DraftSettings(variant="linda")),
            "storyteller": CastVoice(draft=DraftSettings()),
            "bob": CastVoice(kokoro=KokoroSettings(blend={"am_adam": 3, "am_puck": 1})),
        },
    )
    voices = in_styles(cast, STYLES, "en")
    assert voices["storyteller"].blend == {"af_heart": 1}
    assert voices["eve"].blend.keys() <= {"af_sky", "bf_emma"}
    assert voices["bob"] == mixed({"am_adam": 0.75, "am_puck": 0.25})
    assert in_styles(with_styles(cast, STYLES, "en"), STYLES, "en") == voices


@pytest.mark.parametrize(
    "wrong", [{}, {"style": "a", "blend": {"b": 1}}, {"blend": {}}, {"blend": {"a": 0}}, {"style": "../a"}]
)
def test_a_kokoro_voice_is_one_style_or_a_blend(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        KokoroSettings.model_validate(wrong)
