"""List how the names of a book will be said, before hours of rendering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from casting.cast_file import load_cast
from casting.draft_voices import espeak_voice, speaks
from casting.lexicon_entries import pronunciations
from manifests.render import RenderSettings
from manifests.script import Line
from pipeline.directing.rare_words import rare_words
from pipeline.engines.choice import choose_engine
from pipeline.engines.espeak_process import EspeakProcess
from pipeline.production.preparation import cast_path_of, lexicon_of, read_and_attribute
from pipeline.pronunciation.lexicon import Lexicon
from pipeline.script.llm.attributor import Consultation

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Pronounced:
    """A word and how the draft voice says it: `given` is what the lexicon gives the voice, None where it is silent."""

    text: str
    count: int
    line: Line
    ipa: str
    given: str | None

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "text": self.text,
            "count": self.count,
            "line": self.line.id,
            "chapter": self.line.chapter,
            "ipa": self.ipa,
            "lexicon": self.given,
            "context": self.line.text,
        }


@dataclass(frozen=True, slots=True)
class PronunciationList:
    """The words, the most frequent first, and what a person should know."""

    words: tuple[Pronounced, ...]
    notices: tuple[str, ...]


def pronounced(
    settings: RenderSettings, *, familiar: bool = False, consult: Consultation | None = None
) -> PronunciationList:
    """The rare names and words of a book with how the draft voice will say them; starts the voice, says nothing."""
    book, script = read_and_attribute(settings, consult)
    cast_path = cast_path_of(settings, book)
    entries = pronunciations(load_cast(cast_path).lexicon) if cast_path else ()
    language = book.metadata.language
    lexicon = lexicon_of(language, entries, book.pronunciations, choose_engine("draft"), cast_path)
    told = [one.text for one in (*entries, *book.pronunciations)]
    words = rare_words(script, told, familiar=familiar)
    given = [_given(lexicon, one.text, language) for one in words]
    texts = [form or one.text for one, form in zip(words, given, strict=True)]
    said = _spoken(texts, language)
    found = tuple(
        Pronounced(one.text, one.count, one.line, ipa, form) for one, form, ipa in zip(words, given, said, strict=True)
    )
    return PronunciationList(found, (*script.warnings, *lexicon.notices))


def _given(lexicon: Lexicon, text: str, language: str) -> str | None:
    """What the voice is given instead of the word."""
    hits = lexicon.hits(text, language)
    form = lexicon.said(hits[0].entry) if hits and hits[0].end == len(text) and hits[0].start == 0 else None
    return form.inflected(hits[0].ending) if form is not None else None


def _spoken(texts: Sequence[str], language: str) -> list[str]:
    """IPA of what the draft voice says for each text."""
    voice = espeak_voice(language if speaks(language) else "en")
    worker = EspeakProcess()
    try:
        return [
            ipa for at in range(0, len(texts), _AT_ONCE) for ipa in worker.phonemes(voice, texts[at : at + _AT_ONCE])
        ]
    finally:
        worker.close()
