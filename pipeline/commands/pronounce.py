"""List how the names of a book will be said, before hours of rendering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from casting.cast_file import load_cast
from casting.draft_voices import espeak_voice, speaks
from casting.lexicon_entries import pronunciations
from manifests.errors import InputError
from manifests.files import digest, new_file
from manifests.plan import EngineIdentity, Piece, Segment
from manifests.render import RenderSettings
from manifests.script import Line
from manifests.take import Audio
from manifests.voice import DraftVoice, Voice
from pipeline.directing.rare_words import rare_words
from pipeline.engines.choice import choose_engine
from pipeline.engines.draft import DraftEngine, draft_identity
from pipeline.engines.espeak_process import EspeakProcess
from pipeline.engines.protocol import SpeechRequest
from pipeline.production.preparation import cast_path_of, lexicon_of, read_and_attribute
from pipeline.pronunciation.lexicon import Lexicon
from pipeline.script.llm.attributor import Consultation
from pipeline.spoken import spoken_text

_AT_ONCE = 500
_PAUSE_S = 0.8
_FORMATS = {".mp3": "MP3", ".flac": "FLAC", ".wav": "WAV", ".ogg": "OGG"}


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
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """What `listen` made: the file, and when each word begins, in seconds."""

    path: Path
    seconds: float
    starts: tuple[float, ...]


def listen(found: PronunciationList, output: Path) -> SpokenWords:
    """Say the words of a list, one after the other with a pause, into a file. Raises InputError for a wrong ending."""
    kind = _FORMATS.get(output.suffix.lower())
    if kind is None:
        raise InputError(f"should end with {', '.join(_FORMATS)}", path=output, place="--listen")
    if not found.words:
        raise InputError("there is no word to say", path=output, place="--listen", remedy="Ask for --all.")
    voice = DraftVoice(language=found.language if speaks(found.language) else "en")
    speaker = Voice(name="draft", source=voice, stand_in=voice)
    said: dict[str, Audio] = {}
    identity = draft_identity()
    with DraftEngine() as engine:
        waiting = 0
        for number, word in enumerate(found.words):
            engine.submit(SpeechRequest(_segment(number, word, found.language, identity), speaker))
            waiting += 1
            if waiting >= engine.capacity:
                waiting -= _collected(engine, said)
        while waiting:
            waiting -= _collected(engine, said)
    rate = identity.sample_rate_hz
    pause = np.zeros(int(_PAUSE_S * rate), np.float32)
    starts: list[float] = []
    length = 0
    with new_file(output) as file, soundfile.SoundFile(file, "w", rate, 1, format=kind) as sound:
        for number in range(len(found.words)):
            starts.append(length / rate)
            for part in (said[str(number)], pause):
                sound.write(part)
                length += len(part)
    return SpokenWords(output, length / rate, tuple(starts))


def _collected(engine: DraftEngine, said: dict[str, Audio]) -> int:
    done = engine.collect()
    said.update({spoken.request.segment.id: spoken.audio for spoken in done})
    return len(done)


def _segment(number: int, word: Pronounced, language: str, engine: EngineIdentity) -> Segment:
    spoken = word.given or spoken_text(word.text, language) or word.text
    piece = Piece(line=word.line.id, start=0, end=len(word.text), spoken=spoken, pause_after_ms=0)
    return Segment(
        id=str(number),
        chapter=0,
        scene=0,
        chain="pronounce",
        role="pronounce",
        voice="draft",
        language=language,
        pieces=(piece,),
        seed=0,
        expected_s=0,
        key=digest([engine.model_dump(), spoken]),
    )


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
    return PronunciationList(found, (*script.warnings, *lexicon.notices), language)


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
