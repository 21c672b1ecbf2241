from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.engines.espeak_process import EspeakProcess
from pipeline.engines.kokoro_phonemes import TIE, divided, rewritten, symbols, voice_for
from pipeline.engines.kokoro_vocabulary import VOCABULARY


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakProcess]:
    process = EspeakProcess()
    yield process
    process.close()


def _symbols(espeak: EspeakProcess, text: str, voice: str) -> str:
    return symbols([text], voice, lambda name, words: espeak.phonemes(name, words, tie=TIE))[0]


@pytest.mark.parametrize(
    ("ipa", "american", "british"),
    [
        ("tʃˈe^ə", "tʃˈA^ə".replace("^", ""), "tʃˈɛː"),
        ("t^ʃ d^ʒ a^ɪ a^ʊ ɔ^ɪ e^ɪ", "ʧ ʤ I W Y A", "ʧ ʤ I W Y A"),
        ("ɡˈo^ʊ", "ɡˈO", "ɡˈQ"),
        ("ɡˈə^ʊ", "ɡˈO", "ɡˈQ"),
        ("nˈɜːs", "nˈɜɹs", "nˈɜːs"),
        ("bˈʌʔn\u0329", "bˈʌtᵊn", "bˈʌtᵊn"),
        ("lˈɪɾə^l", "lˈɪɾᵊl", "lˈɪɾᵊl"),
        ("lˈɒx ɐ r", "lˈɒk ə ɹ", "lˈɒk ə ɹ"),
        ("(^e^n)fˈʊt(^f^r)", "fˈʊt", "fˈʊt"),
    ],
)
def test_ipa_is_rewritten_as_the_network_learned_it(ipa: str, american: str, british: str) -> None:
    assert rewritten(ipa, voice_for("en", "a")) == american
    assert rewritten(ipa, voice_for("en", "b")) == british


def test_marks_stay_where_they_are_and_numbers_and_phonemes_whole(espeak: EspeakProcess) -> None:
    said = _symbols(espeak, '"Well, [[h3:m\'aI@ni]] was 3.5 miles off!" he said—then… no?', voice_for("en", "a"))
    assert [sign for sign in said if not sign.isalnum() and sign not in "ˈˌː "] == list('",!"—…?')
    assert "hɜɹmˈIəni" in said
    assert "pˈYnt" in said or "pYnt" in said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-GB", "The nurse heard a fairly tiny bird chirping over the garage."),
        ("es", "¿El niño llegó a Chile? ¡Hablaré mañana!"),
        ("fr", "Le garçon est un bon marin, « dit-on »."),
        ("hi", "मैं घर जा रहा हूँ।"),
        ("it", "La ragazza piange; gli zii, che cosa?"),
        ("pt", "O coração não está tão bom: tchau!"),
    ],
)
def test_each_language_becomes_symbols_that_the_network_knows(espeak: EspeakProcess, language: str, text: str) -> None:
    said = _symbols(espeak, text, voice_for(language, ""))
    assert said
    assert set(said) <= VOCABULARY.keys()
    assert said[-1] in ".!?"


def test_the_accent_is_the_styles_else_the_books() -> None:
    assert voice_for("en-US", "b") == voice_for("en-GB", "j") == voice_for("en-GB", "") == "gmw/en"
    assert voice_for("en-GB", "a") == voice_for("en", "j") == "gmw/en-US"
    assert voice_for("no such language", "a") == "gmw/en-US"


def test_long_symbols_are_divided_at_the_best_place_and_nothing_is_lost() -> None:
    said = "aaa bbb, ccc ddd. " * 12
    parts = divided(said.strip(), 50)
    assert max(map(len, parts)) <= 50
    assert " ".join(parts) == said.strip()
    assert all(part.endswith(".") for part in parts)
    assert divided("x" * 120, 50) == ["x" * 40, "x" * 40, "x" * 40] or max(map(len, divided("x" * 120, 50))) <= 50
    assert all(part.endswith(",") for part in divided("aaaa bbbb, " * 10 + "c.", 30)[:-1])
