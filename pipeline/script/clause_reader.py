"""Reads what stands beside a quotation in a language whose words are data: who says it, or who acts beside it.

„Komm“, sagte Anna leise.        Anna, by a verb of saying
—Ven —pidió su madre—. Es tarde. her mother, by a verb of saying
Anna stellte die Tasse ab. „Ja.“ Anna, who acts
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from casting.given_names import FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from manifests.script import Gender
from pipeline.script.lexicon.language_words import LanguageWords

Strength = Literal["verb", "beat"]
_TOKEN = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|[.!?…:;,]")
_ENDS = frozenset(".!?…:;")
_SKIPPED = 3
"""Words that may stand between a verb of saying and its subject, or a subject and its verb."""
_LATEST = 300  # characters of narration that are read to either side


@dataclass(frozen=True, slots=True)
class ClauseSubject:
    """Who a clause is about: a name or a noun with its article, else a pronoun; empty `name`: the verb alone tells."""

    name: str
    gender: Gender
    strength: Strength
    plural: bool = False
    narrator: bool = False

    @property
    def is_pronoun(self) -> bool:
        """Whether it means somebody of whom the text has told."""
        return not self.name and not self.plural and not self.narrator


class ClauseReader:
    """Reads clauses in one language; `names` are those that the text is known to use."""

    def __init__(self, words: LanguageWords, names: Collection[str]) -> None:
        self.words = words
        self.names = names
        self.say = words.of("say", "say-many")
        self.determiners = words.of("article", "possessive")
        self.titles = words.of("male-title", "female-title")
        self.pronouns = words.of("he", "she", "they", "I")

    def after(self, narration: str, *, tag: bool) -> ClauseSubject | None:
        """The clause right behind a quotation; `tag`: it may carry the verb of saying of the words before it."""
        tokens = _TOKEN.findall(narration[:_LATEST])
        while tokens and not tokens[0][0].isalpha():
            tokens.pop(0)
        return self._read(tokens, tag=tag)

    def before(self, narration: str) -> ClauseSubject | None:
        """The sentence that leads up to a quotation, else the nearest one before it that tells of somebody."""
        sentences = _sentences(_TOKEN.findall(narration[-_LATEST:]))
        for sentence in reversed(sentences[-2:]):
            found = self._read(sentence, tag=True)
            if found is not None:
                return found
        return None

    def _read(self, tokens: Sequence[str], *, tag: bool) -> ClauseSubject | None:
        place = 0
        while place < len(tokens) and tokens[place].lower() in self.words.of("clitic") - self.words.of("article"):
            place += 1
        if tag and place < len(tokens) and tokens[place] in self.say:
            return self._behind(tokens, place + 1, plural=tokens[place] in self.words.of("say-many"))
        subject = self._subject(tokens, 0, by_verb=False)
        if subject is None:
            return None
        found, end = subject
        says = any(token in self.say for token in _clause(tokens[end : end + _SKIPPED]))
        return ClauseSubject(found.name, found.gender, "verb" if tag and says else "beat", found.plural, found.narrator)

    def _behind(self, tokens: Sequence[str], place: int, *, plural: bool) -> ClauseSubject:
        """The subject behind a verb of saying; the verb alone, where its subject is left out."""
        for other in range(place, min(place + _SKIPPED, len(tokens))):
            token = tokens[other]
            if not token[0].isalpha() or token.lower() in self.words.of("stop"):
                break
            subject = self._subject(tokens, other, by_verb=True)
            if subject is not None:
                found = subject[0]
                return ClauseSubject(found.name, found.gender, "verb", found.plural or plural, found.narrator)
        return ClauseSubject("", "unknown", "verb", plural)

    def _subject(self, tokens: Sequence[str], place: int, *, by_verb: bool) -> tuple[ClauseSubject, int] | None:
        """The subject that begins at a token, and where it ends."""
        if place >= len(tokens):
            return None
        token = tokens[place]
        low = token.lower()
        if low in self.pronouns:
            male, female = low in self.words.of("he"), low in self.words.of("she")
            gender: Gender = "male" if male else "female" if female else "unknown"
            many, own = low in self.words.of("they"), low in self.words.of("I")
            return ClauseSubject("", gender, "verb", many, own), place + 1
        if token in self.titles and place + 1 < len(tokens) and tokens[place + 1][0].isupper():
            name, end = self._name(tokens, place + 1)
            return ClauseSubject(f"{token} {name}", self.gender_of(token), "verb"), end
        if low in self.determiners:
            return self._noun(tokens, place)
        if token in self.names or (by_verb and token[0].isupper()):
            name, end = self._name(tokens, place)
            return ClauseSubject(name, self.gender_of(name.split()[0]), "verb"), end
        return None

    def _name(self, tokens: Sequence[str], place: int) -> tuple[str, int]:
        end = place + 1
        while end < min(place + _SKIPPED, len(tokens)) and tokens[end][0].isupper():
            end += 1
        return " ".join(tokens[place:end]), end

    def _noun(self, tokens: Sequence[str], place: int) -> tuple[ClauseSubject, int] | None:
        """A noun with its article, where it is one that means a person: "der alte Mann", "su madre"."""
        people = self.words.of("male-noun", "female-noun", "noun")
        for end in range(place + 1, min(place + 1 + _SKIPPED, len(tokens))):
            token = tokens[end]
            if token in self.words.of("before-noun") and end + 1 < len(tokens) and tokens[end + 1] in people:
                continue
            if token in self.titles and end + 1 < len(tokens) and tokens[end + 1][0].isupper():
                name, stop = self._name(tokens, end + 1)
                return ClauseSubject(f"{token} {name}", self.gender_of(token), "verb"), stop
            if end + 1 < len(tokens) and tokens[end + 1] in self.names and tokens[end + 1] not in people:
                # "Ihre Kollegin Sabine", "el pescador Juan"
                name, stop = self._name(tokens, end + 1)
                return ClauseSubject(name, self.gender_of(name.split()[0]), "verb"), stop
            if token in people:
                phrase = " ".join((tokens[place].lower(), *tokens[place + 1 : end + 1]))
                return ClauseSubject(phrase, self.gender_of(token), "verb"), end + 1
            if not token[0].islower() or token in self.words.of("stop"):
                return None
        return None

    def gender_of(self, word: str) -> Gender:
        """What a title, a noun or a given name tells of sex."""
        male = word in self.words.of("male-title", "male-noun") or word in MALE_GIVEN_NAMES
        female = word in self.words.of("female-title", "female-noun") or word in FEMALE_GIVEN_NAMES
        return "unknown" if male == female else "male" if male else "female"


def _clause(tokens: Sequence[str]) -> Sequence[str]:
    """The tokens up to the end of the clause."""
    return tokens[: next((index for index, token in enumerate(tokens) if not token[0].isalpha()), len(tokens))]


def _sentences(tokens: Sequence[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for token in tokens:
        if token in _ENDS:
            found.append([])
        else:
            found[-1].append(token)
    return [sentence for sentence in found if sentence]
