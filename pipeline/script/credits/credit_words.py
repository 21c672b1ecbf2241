"""The words of spoken credits, by language; `pipeline.script.credits.credits` fills them in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CreditWords:
    """Templates of the credits in one language, and the words that go into them.

    `before_last` joins the last two of several names, `between` the others. `ai_voice` follows a narrator's name.
    """

    opening: str
    closing: str
    disclosure: str
    opening_title: str
    closing_title: str
    before_last: str
    ai_voice: str
    between: str = ", "
    full_stop: str = "."


_OPENING = "{{title}}\n{{subtitle}}\n{by} {{authors}}\n{translated} {{translators}}\n{narrated} {{narrators}}"
_CLOSING = "{was} {{title}}\n{by} {{authors}}\n{narrated} {{narrators}}\n{end}"


def _words(
    *,
    by: str,
    translated: str,
    narrated: str,
    was: str,
    end: str,
    disclosure: str,
    chapters: tuple[str, str],
    last: str,
    ai_voice: str,
) -> CreditWords:
    """Most languages say these things in the same order."""
    said = {"by": by, "translated": translated, "narrated": narrated, "was": was, "end": end}
    return CreditWords(
        opening=_OPENING.format(**said),
        closing=_CLOSING.format(**said),
        disclosure=disclosure,
        opening_title=chapters[0],
        closing_title=chapters[1],
        before_last=f" {last} ",
        ai_voice=f" ({ai_voice})",
    )


WORDS: dict[str, CreditWords] = {
    "en": _words(
        by="Written by",
        translated="Translated by",
        narrated="Narrated by",
        was="This has been",
        end="The End",
        disclosure="This audiobook is narrated by a synthetic voice.",
        chapters=("Opening Credits", "Closing Credits"),
        last="and",
        ai_voice="AI voice",
    ),
    "de": _words(
        by="Von",
        translated="Übersetzt von",
        narrated="Gelesen von",
        was="Sie hörten",
        end="Ende",
        disclosure="Dieses Hörbuch wird von einer synthetischen Stimme gelesen.",
        chapters=("Vorspann", "Abspann"),
        last="und",
        ai_voice="KI-Stimme",
    ),
    "fr": _words(
        by="De",
        translated="Traduction :",
        narrated="Lu par",
        was="Vous venez d’écouter",
        end="Fin",
        disclosure="Ce livre audio est lu par une voix de synthèse.",
        chapters=("Générique de début", "Générique de fin"),
        last="et",
        ai_voice="voix IA",
    ),
    "es": _words(
        by="Escrito por",
        translated="Traducido por",
        narrated="Narrado por",
        was="Han escuchado",
        end="Fin",
        disclosure="Este audiolibro está narrado por una voz sintética.",
        chapters=("Créditos iniciales", "Créditos finales"),
        last="y",
        ai_voice="voz de IA",
    ),
    "it": _words(
        by="Scritto da",
        translated="Tradotto da",
        narrated="Letto da",
        was="Avete ascoltato",
        end="Fine",
        disclosure="Questo audiolibro è letto da una voce sintetica.",
        chapters=("Titoli di testa", "Titoli di coda"),
        last="e",
        ai_voice="voce IA",
    ),
    "pt": _words(
        by="Escrito por",
        translated="Traduzido por",
        narrated="Narrado por",
        was="Acabou de ouvir",
        end="Fim",
        disclosure="Este audiolivro é narrado por uma voz sintética.",
        chapters=("Créditos iniciais", "Créditos finais"),
        last="e",
        ai_voice="voz de IA",
    ),
    "nl": _words(
        by="Geschreven door",
        translated="Vertaald door",
        narrated="Voorgelezen door",
        was="U luisterde naar",
        end="Einde",
        disclosure="Dit luisterboek wordt voorgelezen door een synthetische stem.",
        chapters=("Aankondiging", "Afkondiging"),
        last="en",
        ai_voice="AI-stem",
    ),
    "zh": CreditWords(
        opening="《{title}》\n{subtitle}\n作者：{authors}\n译者：{translators}\n朗读：{narrators}",
        closing="《{title}》播讲完毕\n作者：{authors}\n朗读：{narrators}\n全书完",
        disclosure="本有声书由合成语音朗读。",
        opening_title="片头",
        closing_title="片尾",
        before_last="、",
        ai_voice="（AI 语音）",
        between="、",
        full_stop="。",
    ),
}

_OTHER_CODES = {
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it", "por": "pt",
    "dut": "nl", "nld": "nl", "chi": "zh", "zho": "zh", "cmn": "zh",
}  # fmt: skip


def credit_language(tag: str) -> str:
    """The language of our own words in a book of the language `tag`: English where there are none in the book's."""
    language = tag.strip().lower().replace("_", "-").split("-")[0]
    language = _OTHER_CODES.get(language, language)
    return language if language in WORDS else "en"


def same_language(tag: str, language: str) -> bool:
    """Whether `tag` is a tag of `language`, one of those above."""
    own = tag.strip().lower().replace("_", "-").split("-")[0]
    return _OTHER_CODES.get(own, own) == language
