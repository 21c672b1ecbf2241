"""Choose the form of a lexicon entry that an engine understands: a respelling, or phonemes in its own notation.

espeak    espeak: in [[…]], else ipa: converted to it, else say:
braces    voxcpm: unchanged, else say:
none      say:
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from manifests.engine import PhonemeNotation
from manifests.pronunciation import Pronunciation
from pipeline.pronunciation.finding import Ending, Finder
from pipeline.pronunciation.phonemes import UnknownPhonemeError, checked_mnemonics, mnemonics_of_ipa, with_s


class UnsayableEntryError(ValueError):
    """An invalid entry: `text` names it, `notation` the field (empty: the whole entry)."""

    def __init__(self, text: str, notation: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.text, self.notation, self.message, self.remedy = text, notation, message, remedy


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """Replacement in the spoken text: a respelling, or phonemes in an engine's brackets."""

    text: str
    kind: Literal["say", "espeak", "braces"]

    def inflected(self, ending: Ending) -> str:
        """Return the text with an English plural or possessive ending, where it is audible."""
        if self.kind == "say":
            return self.text + ("" if ending != "s" else "'s" if self.text[-1].isalpha() else "s")
        if self.kind == "braces":
            return self.text + (" {Z}" if ending == "s" else "")
        words = self.text.split()
        if ending == "s":
            words[-1] = with_s(words[-1])
        return " ".join(f"[[{word}]]" for word in words)


@dataclass(slots=True)
class Forms:
    """Forms of entries for an engine that reads phonemes in one notation, or in none; cached."""

    phonemes: PhonemeNotation | None
    _made: dict[tuple[str, str | None, str | None, str | None, str | None, str], SpokenForm | None] = field(
        default_factory=dict
    )

    def check(self, entry: Pronunciation, language: str) -> None:
        """Raise UnsayableEntryError where a phonetic notation has symbols without an equivalent."""
        spoken = entry.language or language
        remedy = "docs/directing.md lists the signs; a respelling (`say:`) always works."
        try:
            if entry.espeak is not None:
                checked_mnemonics(entry.espeak, spoken)
        except UnknownPhonemeError as error:
            raise UnsayableEntryError(entry.text, "espeak", str(error), remedy) from error
        try:
            if entry.ipa is not None:
                mnemonics_of_ipa(entry.ipa, spoken)
        except UnknownPhonemeError as error:
            raise UnsayableEntryError(entry.text, "ipa", str(error), remedy) from error

    def of(self, entry: Pronunciation, language: str) -> SpokenForm | None:
        """Return the form for the engine; None where it understands none of the entry's notations."""
        spoken = entry.language or language
        key = (entry.text, entry.say, entry.ipa, entry.espeak, entry.voxcpm, spoken)
        if key not in self._made:
            self._made[key] = self._form(entry, spoken)
        return self._made[key]

    def _form(self, entry: Pronunciation, language: str) -> SpokenForm | None:
        if self.phonemes == "espeak":
            if entry.espeak is not None:
                return SpokenForm(entry.espeak, "espeak")
            if entry.ipa is not None:
                return SpokenForm(mnemonics_of_ipa(entry.ipa, language), "espeak")
        elif self.phonemes == "braces" and entry.voxcpm is not None:
            return SpokenForm(entry.voxcpm, "braces")
        return SpokenForm(entry.say, "say") if entry.say is not None else None


def expanded(entries: Sequence[Pronunciation]) -> list[Pronunciation]:
    """Expand words of other entries inside the respellings of `entries`.

    Raises UnsayableEntryError for circular entries. Only respellings are substituted, not phonemes, since notations
    cannot be mixed.
    """
    respelled = {one.text: one for one in entries if one.say is not None}
    finder = Finder(respelled.values(), inflected=False)
    done: dict[str, str] = {}

    def say_of(text: str, path: tuple[str, ...]) -> str:
        if text in path:
            circle = " → ".join([*path[path.index(text) :], text])
            raise UnsayableEntryError(text, "say", f"entries lead in a circle: {circle}", "Respell one of them.")
        if text not in done:
            say, parts, reached = str(respelled[text].say), [], 0
            for hit in finder.find(say):
                parts += [say[reached : hit.start], say_of(hit.entry.text, (*path, text))]
                reached = hit.end
            done[text] = "".join([*parts, say[reached:]])
        return done[text]

    return [one.model_copy(update={"say": say_of(one.text, ())}) if one.text in respelled else one for one in entries]
