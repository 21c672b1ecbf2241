"""The context in which a book's turns are judged: its characters, its roles, and where the text tells of each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from manifests.script import Gender
from pipeline.script.attributor import Paragraph
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.name_mentions import Mention, begins_sentence
from pipeline.script.english.nouns import Subject
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.word_lists import TRADES

WINDOW = 14
"""Paragraphs back in which someone must have been named to be a candidate."""
APART = 4
"""Paragraphs that the end of a chapter counts for."""
_LATEST = 100  # names of a paragraph, the last ones, among which a pronoun looks for whom it means


@dataclass(slots=True)
class BookContext:
    """What the turns of one chapter are judged by."""

    paragraphs: Sequence[Paragraph]
    mentions: Sequence[Sequence[Mention]]
    book: CharacterBook
    narrator: int | None
    nouns: Mapping[tuple[int, str], int]
    """The roles of speakers without a name, by chapter and noun."""
    genders: Mapping[tuple[int, str], Gender]
    """What the pronouns after a noun that tells no sex say of it there."""
    told: Mapping[tuple[int, str], Sequence[int]]
    """In which paragraphs the narrator tells of each noun that does not stand for someone with a name."""
    described: Collection[tuple[int, str]] = ()
    """The nouns of `nouns` that mean people of their own, who act beside words."""
    whole: float = 1.0
    """How near the text is to a whole book (0..1)."""
    narration: float = 0.0
    """Characters of narration for each turn: little where people talk all the time, as in a scene of today."""

    _nouns: dict[int, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    _first: dict[tuple[int, int], int] = field(default_factory=dict)
    _counts: dict[int, Mapping[int, tuple[int, int]]] = field(default_factory=dict)
    _names: dict[int, Sequence[tuple[int, int, bool]]] = field(default_factory=dict)

    def counts_in(self, number: int) -> Mapping[int, tuple[int, int]]:
        """How often a paragraph names each character: the narrator, and those who speak in it."""
        if number not in self._counts:
            found: dict[int, tuple[int, int]] = {}
            for mention in self.mentions[number]:
                character = self.book.of(mention.form)
                if character is not None:
                    told, called = found.get(character, (0, 0))
                    found[character] = (told + (not mention.quoted), called + mention.quoted)
            self._counts[number] = found
        return self._counts[number]

    def names_in(self, number: int) -> Sequence[tuple[int, int, bool]]:
        """Where the narrator names whom in a paragraph, in order, and whether a sentence begins with the name."""
        if number not in self._names:
            text = self.paragraphs[number].text
            self._names[number] = [
                (mention.start, character, begins_sentence(text, mention.start))
                for mention in self.mentions[number]
                if not mention.quoted and (character := self.book.of(mention.form)) is not None
            ]
        return self._names[number]

    def roles_in(self, chapter: int) -> Sequence[tuple[str, int]]:
        """The nouns of a chapter with their roles."""
        if not self._nouns:
            for (where, noun), role in self.nouns.items():
                self._nouns[where].append((noun, role))
        return self._nouns.get(chapter, ())

    def gender_of(self, unit: Turn, subject: Subject) -> Gender:
        """What a pronoun or noun of a cue tells of the sex of who speaks."""
        if subject.kind != "noun" or subject.gender != "unknown" or subject.sort != "person":
            return subject.gender
        return self.genders.get((self.paragraphs[unit.paragraph].chapter, subject.head), "unknown")

    def not_yet_here(self, unit: Turn, who: int) -> bool:
        """Whether the chapter has not told of a named character before a turn, so that no noun can mean that one."""
        if not self._first:
            for number, row in enumerate(self.mentions):
                for mention in row:
                    named = self.book.of(mention.form)
                    if named is not None:
                        self._first.setdefault((self.paragraphs[number].chapter, named), number)
        first = self._first.get((self.paragraphs[unit.paragraph].chapter, who))
        return bool(self.book.characters[who].forms) and (first is None or first > unit.paragraph)


def recency(scene: BookContext, unit: Turn) -> dict[int, tuple[float | None, bool]]:
    """How many paragraphs ago the narrator last named each character, and whether speech names one."""
    last: dict[int, tuple[float | None, bool]] = {}
    chapter = scene.paragraphs[unit.paragraph].chapter
    for number in range(unit.paragraph, max(-1, unit.paragraph - WINDOW - 1), -1):
        apart = APART * (scene.paragraphs[number].chapter != chapter)
        for character, (told, called) in scene.counts_in(number).items():
            distance, spoken_of = last.get(character, (None, False))
            if told and distance is None:
                distance = unit.paragraph - number + apart
            last[character] = distance, spoken_of or called > 0
    for noun, role in scene.roles_in(chapter):
        places = scene.told.get((chapter, noun), ())
        place = bisect_right(places, unit.paragraph) - 1
        if place >= 0 and unit.paragraph - places[place] <= WINDOW:
            distance, spoken_of = last.get(role, (None, False))
            ago = float(unit.paragraph - places[place])
            last[role] = ago if distance is None else min(distance, ago), spoken_of
    return last


def salient_subject(scene: BookContext, unit: Turn, subject: Subject) -> int | None:
    """Whom the narration right before a turn tells of: the last to begin a sentence there, where a pronoun fits."""
    if scene.paragraphs[unit.paragraph].text[subject.start : subject.end].lower() != subject.text.lower():
        # "She heard him say": the sentence tells of another.
        return None
    for number in (unit.paragraph, unit.paragraph - 1):
        if number < 0 or scene.paragraphs[number].chapter != scene.paragraphs[unit.paragraph].chapter:
            return None
        if number != unit.paragraph and scene.paragraphs[number].quotations:
            return None
        named = scene.names_in(number)
        end = bisect_left(named, (min(unit.start, subject.start),)) if number == unit.paragraph else len(named)
        for _, character, begins in reversed(named[max(0, end - _LATEST) : end]):
            if begins:
                fits = scene.book.characters[character].gender == subject.gender
                return character if fits else None
    return None


def own_subject(scene: BookContext, unit: Turn) -> int | None:
    """Who acts in the paragraph before the pronoun of its cue and may be meant by it: "Ann sat. “No,” she said."."""
    cue, *others = unit.cues
    chapter = scene.paragraphs[unit.paragraph].chapter
    for other in others:
        acts = other.subject
        if acts.kind not in ("name", "noun") or acts.sort != "person" or other.where != "before":
            continue
        fits = acts.gender in ("unknown", cue.subject.gender) or acts.head in TRADES
        if acts.start < cue.subject.start and fits:
            return acts.character if acts.kind == "name" else scene.nouns.get((chapter, acts.head))
    return None


def antecedents(scene: BookContext, unit: Turn, subject: Subject) -> list[int]:
    """Whom the narrator named before a pronoun or noun and whose gender it fits, the nearest first."""
    order: list[int] = []
    chapter = scene.paragraphs[unit.paragraph].chapter
    for number in range(unit.paragraph, max(-1, unit.paragraph - 8), -1):
        if scene.paragraphs[number].chapter != chapter:
            break
        named = scene.names_in(number)
        end = bisect_left(named, (subject.start,)) if number == unit.paragraph else len(named)
        near = named[max(0, end - _LATEST) : end]
        for _, character, _ in sorted(near, key=lambda each: (not each[2], -each[0])):
            known = scene.book.characters[character]
            if character in order or (subject.text == "they" and not known.neutral):
                continue
            if subject.text == "it" and known.gender != "unknown":
                continue
            if scene.book.characters[character].gender in (subject.gender, "unknown") or subject.gender == "unknown":
                order.append(character)
    return order
