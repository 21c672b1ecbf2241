"""What each place of a noun ("the colonel smiled") tells for or against whom with a name it may mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from manifests.script import Gender
from pipeline.script.attributor import Paragraph
from pipeline.script.cues import AT_LEADING_VERB
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.name_mentions import REVEALS, Mention, begins_sentence
from pipeline.script.english.name_parts import parse
from pipeline.script.english.nouns import Subject
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.word_lists import words

Weighed = Iterator[tuple[int, float]]
"""Characters, with what speaks for each (above zero) or against (below)."""

_SAME_TURN, _CALLED_BEFORE, _CALLED_AFTER, _TOLD_TO, _NEXT_BUT_ONE = 3.0, 2.5, 2.0, 2.5, 0.5
_BEGINS, _AND_THEN, _FIRST_NAMED, _HAD_SPOKEN, _FAMILY, _AS_SUCH, _REVEALED = 1.5, 1.0, 1.5, 0.8, 2.0, 2.5, 4.0
_NEXT_TURN, _OWN_WORDS, _SENTENCE, _BESIDE, _OWNER = -2.5, -4.0, -2.0, -1.6, -3.0
_NEAR = 2  # paragraphs from a turn to its neighbour
_BACK = 8  # paragraphs back in which a pronoun that owns a noun finds whom it means
_REACH = 160  # characters from a noun to the sentence that says who it was
_ENDS = '.!?;”’"'
_CORE_FAMILY = words("wife husband mother father son daughter brother sister")
_OPENS = ("Then ", "And ", "But ", "So ", "Now ")
_NAMED_BEFORE = 4  # names of one turn that are looked at before a noun: a turn may fill a long paragraph
_CLOSE = 4  # characters between a name and a noun that is in apposition to it


@dataclass(frozen=True, slots=True)
class NounPlace:
    """A noun in its paragraph, and the turn beside which it stands as one who says or does something."""

    paragraph: int
    noun: Subject
    turn: int | None


@dataclass(frozen=True, slots=True)
class NounContext:
    """What the places of a noun are judged by."""

    paragraphs: Sequence[Paragraph]
    mentions: Sequence[Sequence[Mention]]
    units: Sequence[Turn]
    book: CharacterBook
    speakers: Sequence[int | None]
    """Whom each turn's cues name as its speaker."""
    present: Mapping[int, Mapping[int, tuple[int, int]]]
    """By chapter, whom its narration names, and where first."""
    turns_in: Sequence[int]
    """The paragraph of each turn."""
    old: Collection[int]
    """Who is called old, an aunt, an uncle or a grandparent."""
    heard: Mapping[int, int]
    """By character, the first paragraph that has the name, in speech too."""
    subjects: Collection[tuple[int, int]]
    """By paragraph, where the subjects of all cues begin."""
    named_beside: Sequence[Sequence[tuple[int, int]]]
    """By turn, where the names begin that are subjects of its cues, in order, and whom they name."""
    sayers: Mapping[int, Sequence[tuple[int, int]]]
    """By paragraph, where the subjects of verbs of saying end, in order, and whom they name."""

    def is_subject(self, place: NounPlace, mention: Mention) -> bool:
        """Whether a mention in a noun's paragraph is the subject of a cue."""
        return (place.paragraph, mention.start) in self.subjects

    def neighbour(self, turn: int, step: int) -> int | None:
        """The turn some steps away, where it is of the same talk."""
        other = turn + step
        if not 0 <= other < len(self.units):
            return None
        here, there = self.units[turn].paragraph, self.units[other].paragraph
        same = self.paragraphs[here].chapter == self.paragraphs[there].chapter
        return other if same and 0 < abs(here - there) <= _NEAR * abs(step) else None

    def speaker_beside(self, paragraph: int, step: int) -> int | None:
        """Who is named as the speaker of the next turn behind a paragraph (1) or of the last one before it (-1)."""
        turn = bisect_right(self.turns_in, paragraph) if step > 0 else bisect_left(self.turns_in, paragraph) - 1
        near = 0 <= turn < len(self.units) and abs(self.units[turn].paragraph - paragraph) <= _NEAR
        return self.speakers[turn] if near else None

    def named(self, paragraph: int, start: int, end: int) -> Iterator[tuple[Mention, int]]:
        """Whom the narration of a paragraph names in text[start:end)."""
        row = self.mentions[paragraph]
        first, last = (bisect_left(row, place, key=lambda each: each.start) for place in (start, end))
        for mention in row[first:last]:
            who = None if mention.quoted else self.book.of(mention.form)
            if who is not None:
                yield mention, who


def owner(context: NounContext, place: NounPlace) -> int | None:
    """Whose kin or other a noun is: the name before "'s", or whom "his" and "her" mean, the nearest of that sex."""
    noun = place.noun
    if noun.possessor not in ("his", "her"):
        return context.book.of(noun.possessor) if noun.possessor[:1].isupper() else None
    gender: Gender = "male" if noun.possessor == "his" else "female"
    for number in range(place.paragraph, max(-1, place.paragraph - _BACK), -1):
        end = noun.start if number == place.paragraph else len(context.paragraphs[number].text)
        for _, who in reversed([*context.named(number, 0, end)]):
            if context.book.characters[who].gender == gender:
                return who
    return None


def evidence(context: NounContext, place: NounPlace) -> Weighed:
    """What a place of a noun tells of whom it may mean."""
    yield from _in_its_sentence(context, place)
    yield from _behind(context, place)
    who = revealed(context, place) if place.noun.new else None
    if who is not None:
        yield who, _REVEALED
    if place.turn is not None:
        yield from _beside_its_turn(context, place.turn, place.noun)
    else:
        yield from _in_the_narration(context, place)


def takes_part(context: NounContext, place: NounPlace) -> bool:
    """Whether somebody speaks, acts, or hears words where a noun stands."""
    text = context.paragraphs[place.paragraph].text
    starts = place.noun.start
    opened = begins_sentence(text, starts) or text.endswith(_OPENS, 0, starts)
    return place.turn is not None or opened or is_told(text, starts)


def of_an_owner(context: NounContext, chapter: int, noun: str, whose: int) -> Weighed:
    """Whoever is somebody's "sister" is another, and may have the family name."""
    yield whose, _OWNER
    characters = context.book.characters
    family = {parse(form).family for form in characters[whose].forms if " " in form} - {""}
    for who in context.present[chapter] if family and noun in _CORE_FAMILY else ():
        if who != whose and family & {parse(form).family for form in characters[who].forms if " " in form}:
            yield who, _FAMILY


def _in_its_sentence(context: NounContext, place: NounPlace) -> Weighed:
    """Who is told of beside a noun in one sentence, or begins the one before it, is somebody else.

    But: "Madam Clack turned quite pale, for a magpie", "the boy, a runt named Pip".
    """
    text, noun = context.paragraphs[place.paragraph].text, place.noun
    for mention, who in context.named(place.paragraph, max(0, noun.start - _REACH), noun.end + _REACH):
        before = mention.start < noun.start
        between = text[mention.end : noun.start] if before else text[noun.end : mention.start]
        stops = sum(mark in _ENDS for mark in between)
        if not stops and len(between) > _CLOSE:
            told = between.endswith((", for ", " named ", " called "))
            yield who, _AS_SUCH if told else 0.0 if noun.new else _SENTENCE
        elif before and stops == 1 and begins_sentence(text, mention.start) and not context.is_subject(place, mention):
            yield who, _BESIDE


def _behind(context: NounContext, place: NounPlace) -> Weighed:
    """Who begins the sentence behind that of a noun: "said my brother. Caleb was twelve."."""
    text = context.paragraphs[place.paragraph].text
    for mention, who in context.named(place.paragraph, place.noun.end, place.noun.end + _REACH):
        between = text[place.noun.end : mention.start].rstrip()
        if between[-1:] == "." and sum(mark in _ENDS for mark in between) == 1:
            yield who, _AND_THEN
            chapter = context.paragraphs[place.paragraph].chapter
            if context.present[chapter][who] == (place.paragraph, mention.start):
                yield who, _FIRST_NAMED
        return


def _beside_its_turn(context: NounContext, turn: int, noun: Subject) -> Weighed:
    """What the turn that a noun stands beside, and the turns around it, tell."""
    unit = context.units[turn]
    before = bisect_left(context.named_beside[turn], (noun.start, 0))
    for _, who in context.named_beside[turn][max(0, before - _NAMED_BEFORE) : before]:
        yield who, _SAME_TURN
    for who in unit.called:
        yield who, _OWN_WORDS
    for step in (-2, -1, 1, 2):
        other = context.neighbour(turn, step)
        if other is None:
            continue
        speaker = context.speakers[other]
        if speaker is not None:
            apart = abs(context.units[other].paragraph - unit.paragraph) > 1
            yield speaker, _NEXT_BUT_ONE if abs(step) == 2 else _NEXT_TURN / (2 if apart else 1)
        if abs(step) == 1 and abs(context.units[other].paragraph - unit.paragraph) == 1:
            for who in context.units[other].called:
                yield who, _CALLED_BEFORE if step < 0 else _CALLED_AFTER


def _in_the_narration(context: NounContext, place: NounPlace) -> Weighed:
    """To whom words are said, and who acts, is often the one who speaks next; who has just spoken, acts."""
    text, noun = context.paragraphs[place.paragraph].text, place.noun
    after, before = (context.speaker_beside(place.paragraph, step) for step in (1, -1))
    if is_told(text, noun.start):
        if after is not None:
            yield after, _TOLD_TO
        return
    if not begins_sentence(text, noun.start) or noun.new:
        return
    quotations = context.paragraphs[place.paragraph].quotations
    if not quotations:
        if after is not None:
            yield after, _BEGINS
        if before is not None:
            yield before, _HAD_SPOKEN
        return
    sayers = context.sayers.get(place.paragraph, ())
    first, last = (bisect_left(sayers, (at, 0)) for at in (noun.start - _REACH, noun.start))
    for end, who in sayers[first:last]:
        if sum(mark in _ENDS for mark in text[end : noun.start]) == 1:
            yield who, _SAME_TURN


def is_told(text: str, place: int) -> bool:
    """Whether what begins at `place` is whom words are said to: "she told the driller", "said to the driller"."""
    before = text[max(0, place - 24) : place].rstrip()
    to = before.endswith(" to")
    return AT_LEADING_VERB.search(before.removesuffix(" to")) is not None and (to or before.endswith(("told", "tells")))


def revealed(context: NounContext, place: NounPlace) -> int | None:
    """Who it was, where a sentence behind a noun says so: "said a voice. It was Ann."."""
    for number in (place.paragraph, place.paragraph + 1):
        if number >= len(context.paragraphs):
            return None
        text = context.paragraphs[number].text
        begin = place.noun.end if number == place.paragraph else 0
        for mention, who in context.named(number, begin, begin + _REACH):
            if text.endswith((*REVEALS, " name was ", " name is "), 0, mention.start):
                return who
        if len(text) - begin > _REACH:
            return None
    return None
