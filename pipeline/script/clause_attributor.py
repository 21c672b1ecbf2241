"""The attributor for languages whose words are data: what the paragraph says, then pronouns, then taking turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from casting.given_names import FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from manifests.script import Gender
from pipeline.script.attributor import UNKNOWN, Attribution, Paragraph
from pipeline.script.clause_reader import ClauseReader, ClauseSubject
from pipeline.script.lexicon.language_words import LanguageWords

_NAME = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_CALLED = re.compile(r"(?:^|[,¡¿!?.…—–-]\s?)([A-ZÁÉÍÓÚÄÖÜ][^\W\d_]{1,20})[.!?…,]*\W*$")
_RECENT = 8  # speakers and people told of among whom a pronoun looks for whom it means
_SAID, _ACTS, _PRONOUN, _TURN = 0.95, 0.88, 0.7, 0.55


class ClauseAttributor:
    """Speakers by the clauses beside their words, in a language of which the words are known by class."""

    def __init__(self, words: LanguageWords) -> None:
        self.words = words

    def __call__(self, paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
        """One answer for each quotation of each paragraph; a paragraph is one speaker's unless it says otherwise."""
        reader = ClauseReader(self.words, _names(paragraphs, self.words))
        talk = _Exchange(reader)
        result: list[list[Attribution]] = []
        chapter = None
        for paragraph in paragraphs:
            if paragraph.chapter != chapter:
                chapter, talk = paragraph.chapter, _Exchange(reader)
            result.append(talk.hear(paragraph))
        return result


@dataclass(slots=True)
class _Exchange:
    """A chapter's talk: who spoke, and of whom it tells, the latest last."""

    reader: ClauseReader
    spoken: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    sexes: dict[str, Gender] = field(default_factory=dict)
    acting: str = ""
    """Who acts in the paragraph of narration right before."""

    def hear(self, paragraph: Paragraph) -> list[Attribution]:
        """The speakers of a paragraph; one without speech tells of who acts."""
        if not paragraph.quotations:
            self._tell(self.reader.before(paragraph.text))
            return []
        answers = self._settle(paragraph)
        self.acting = ""
        return answers

    def _settle(self, paragraph: Paragraph) -> list[Attribution]:
        """The answers of a paragraph, all whose its first sure one is, where nothing says otherwise."""
        cues = list(_cues(self.reader, paragraph))
        if paragraph.quotations[0].continues and self.spoken and not any(cues):
            return [Attribution(self.spoken[-1], _ACTS, "continues")] * len(paragraph.quotations)
        answers: list[Attribution] = []
        for own in cues:
            best = min(own, key=lambda cue: (cue.strength != "verb", not cue.name), default=None)
            named = next((cue for cue in own if cue.name), None)
            if best is not None and best.is_pronoun and named is not None and _fits(best.gender, named.gender):
                best = named
            if answers and (best is None or best.is_pronoun):
                answers.append(answers[-1])
            else:
                answers.append(self._answer(best))
        first = next((each for each in answers if each.confidence >= _ACTS), answers[0])
        # Words before the first tag of a paragraph are whose the tag says.
        settled = [first if each.confidence < _ACTS else each for each in answers]
        for each in settled:
            if each.speaker is not None and (not self.spoken or self.spoken[-1] != each.speaker):
                self.spoken.append(each.speaker)
        return settled

    def _tell(self, cue: ClauseSubject | None) -> None:
        self.acting = ""
        if cue is not None and cue.name:
            self.acting = self._known(cue.name)
            self.sexes.setdefault(self.acting, cue.gender)
            self.told.append(self.acting)

    def _answer(self, cue: ClauseSubject | None) -> Attribution:
        if cue is None:
            return self._in_turn()
        told = f"{cue.strength}: {cue.name or cue.gender}"
        if cue.narrator:
            return Attribution(None, _SAID, told)
        if cue.plural and not cue.name:
            return Attribution("several people", _TURN, told)
        if cue.name:
            name = self._known(cue.name)
            self.sexes.setdefault(name, cue.gender)
            self.told.append(name)
            return Attribution(name, _SAID if cue.strength == "verb" else _ACTS, told)
        if cue.gender == "unknown":
            # "Carmen cogió uno. / —Tiene razón —admitió."
            return Attribution(self.acting, _ACTS, told) if self.acting else self._in_turn()
        last = self.spoken[-1:]
        people = [*self.told[-1:], *reversed(self.spoken[-_RECENT:]), *reversed(self.told[-_RECENT:])]
        fitting = [name for name in people if self._may_be(name, cue.gender)]
        # Who has just spoken is answered, unless nobody else fits.
        chosen = next((name for name in fitting if name not in last), next(iter(fitting), None))
        if chosen is None:
            return self._in_turn()
        self.sexes[chosen] = cue.gender
        return Attribution(chosen, _PRONOUN, told)

    def _known(self, name: str) -> str:
        """The name under which somebody has spoken before: "Keller" is "Frau Keller"."""
        if name in self.sexes:
            return name
        *_, last = name.split()
        people = list(reversed(self.spoken))
        same = [other for other in people if other.split()[-1] == last and name[0].isupper()]
        titled = [other for other in people if " " in other and other.split()[0].lower() == last.lower()]
        roles = [other for other in people if other[0].islower() and self._may_be(other, self.reader.gender_of(last))]
        stands_in = last in self.reader.words.of("stand-in")
        # "Keller" is "Frau Keller", "el inspector" is "el inspector Ruiz", and "la mujer" she who sells.
        return next(iter((*same, *titled, *(roles if stands_in else ()))), name)

    def _may_be(self, name: str, gender: Gender) -> bool:
        return self.sexes.get(name, "unknown") in (gender, "unknown")

    def _in_turn(self) -> Attribution:
        if len(self.spoken) > 1:
            return Attribution(self.spoken[-2], _TURN, "turn taking")
        other = next((name for name in reversed(self.told) if name not in self.spoken), None)
        return UNKNOWN if other is None else Attribution(other, _TURN, "turn taking")


def _fits(one: Gender, other: Gender) -> bool:
    return "unknown" in (one, other) or one == other


def _cues(reader: ClauseReader, paragraph: Paragraph) -> Iterator[list[ClauseSubject]]:
    """The subjects beside each quotation, the one behind it first."""
    parts = paragraph.narration
    for index, quotation in enumerate(paragraph.quotations):
        words = paragraph.text[quotation.start : quotation.end].rstrip('”“"»«‘’‹› \n')
        ended = words.endswith(".") or (words.endswith("…") and parts[index + 1].lstrip()[:1].isupper())
        after = reader.after(parts[index + 1], tag=not ended)
        before = reader.before(parts[index])
        yield [cue for cue in (after, before) if cue is not None]


def _names(paragraphs: Sequence[Paragraph], words: LanguageWords) -> Collection[str]:
    """The words that the text uses as names: given names, those behind a verb of saying or a title, who is called."""
    say, titles = words.of("say"), words.of("male-title", "female-title")
    known: set[str] = set()
    inside: Counter[str] = Counter()
    for paragraph in paragraphs:
        for part in paragraph.narration:
            tokens = _NAME.findall(part)
            for before, token in zip(["", *tokens], tokens, strict=False):
                if not token[0].isupper():
                    continue
                given = token in MALE_GIVEN_NAMES or token in FEMALE_GIVEN_NAMES
                if given or before in say or before in titles:
                    known.add(token)
                elif before and not words.nouns_have_capitals:
                    inside[token] += 1
        for quotation in paragraph.quotations:
            called = _CALLED.search(paragraph.text[quotation.start : quotation.end].rstrip('”“"»«‘’‹›'))
            if called is not None and not words.nouns_have_capitals:
                known.add(called[1])
    known |= {word for word in inside if word.lower() not in words.of("stop", "he", "she", "they", "article")}
    lower = words.of("article", "possessive", "he", "she", "they", "I", "stop")
    return {word for word in known if word.lower() not in lower and word.lower() not in say}
