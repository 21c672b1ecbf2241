"""Turns at speaking: the quotations of a paragraph that one person says, with their cues and what they call others."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from manifests.script import Gender
from pipeline.script.attributor import Paragraph
from pipeline.script.cues import AT_LEADING_VERB
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.cue_finder import CueFinder, SpeechCue
from pipeline.script.english.kinship import addressed_gender
from pipeline.script.english.name_mentions import Mention, is_called
from pipeline.script.english.nouns import Subject
from pipeline.script.lexicon.word_lists import KIN, STAND_INS

_NEXT_CLAUSE = re.compile(r"(?:;|[,—–-]*\s*(?:and|but|while)\b)")
_I_AM = re.compile(
    r"\b(?:I[’']m|I\sam|[Mm]y\sname[’']?s?(?:\sis)?|[Ii]t[’']s\s(?:only\s|just\s)?me[.,—–-]*|[Cc]all\sme|[Tt]he\sname[’']s)\s$"
)
_HERE = re.compile(r"\shere\b[.,;:!?—–]")
_RANK = {"verb": 0, "lead": 1, "beat": 2}


@dataclass(slots=True)
class Turn:
    """One turn. `cues` strongest first; `called` and `named` are the characters that the speech addresses and names."""

    paragraph: int
    first: int
    last: int
    start: int
    end: int
    continues: bool
    cues: list[SpeechCue] = field(default_factory=list)
    called: set[int] = field(default_factory=set)
    may_be_called: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    introduced: set[int] = field(default_factory=set)
    """Who says by these words who they are: "I'm Gus", "It's me. Bastien", "This is Park"."""
    addressed: Gender = "unknown"
    """Whether it says "sir" or "ma'am" to someone."""
    narration: int = 0
    """Characters of narration in its paragraph."""

    @property
    def cue(self) -> SpeechCue | None:
        """The strongest cue."""
        return self.cues[0] if self.cues else None


def find_turns(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], book: CharacterBook
) -> list[Turn]:
    """The turns of a book in order."""
    units: list[Turn] = []
    for number, paragraph in enumerate(paragraphs):
        if not paragraph.quotations:
            continue
        sentences = CueFinder(paragraph.text, [each for each in mentions[number] if not each.quoted], book)
        cues = [_cues(paragraph, sentences, index) for index in range(len(paragraph.quotations))]
        if not cues[0] and number and paragraphs[number - 1].chapter == paragraph.chapter:
            cues[0] = _led_in(paragraphs, mentions, number, book)
        made = _split(number, paragraph, cues)
        for unit in made:
            _hear(unit, paragraph, mentions[number], book)
        units += made
    return units


def _cues(paragraph: Paragraph, sentences: CueFinder, index: int) -> list[SpeechCue]:
    """The cues beside one quotation, strongest first; at equal strength what follows comes first."""
    quotations = paragraph.quotations
    here = quotations[index]
    begin = quotations[index - 1].end if index else 0
    end = quotations[index + 1].start if index + 1 < len(quotations) else len(paragraph.text)
    after = sentences.after(here.end, end)
    before = sentences.before(begin, here.start) if paragraph.text[begin : here.start].strip() else None
    found = [cue for cue in (after, before) if cue is not None]
    lead = paragraph.text[begin : here.start].rstrip()
    leads = lead.endswith((",", ":")) or AT_LEADING_VERB.search(lead) is not None
    if before is not None and before.strength == "verb" and leads:
        following = paragraph.text[here.end : end].lstrip()
        if (following[:1].isupper() and following[:2] != "I ") or _NEXT_CLAUSE.match(following):
            # What leads up to words tells of them; behind them a new clause begins.
            found.reverse()
    # What a group does beside a quotation tells less of its speaker than what a person does.
    found.sort(key=lambda cue: (_RANK[cue.strength], cue.strength != "verb" and cue.subject.sort != "person"))
    return found


def _led_in(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], number: int, book: CharacterBook
) -> list[SpeechCue]:
    """The cue of a paragraph of narration that ends with a colon right before the speech."""
    earlier = paragraphs[number - 1]
    if earlier.text.rstrip()[-1:] not in (":", ",", "—"):
        return []
    begin = earlier.quotations[-1].end if earlier.quotations else 0
    if not earlier.text[begin:].strip(" :,—-\n"):
        return []
    sentences = CueFinder(earlier.text, [each for each in mentions[number - 1] if not each.quoted], book)
    cue = sentences.before(begin, len(earlier.text))
    return [] if cue is None else [cue]


def _split(number: int, paragraph: Paragraph, cues: Sequence[list[SpeechCue]]) -> list[Turn]:
    units: list[Turn] = []
    narration = len(paragraph.text) - sum(each.end - each.start for each in paragraph.quotations)
    for index, quotation in enumerate(paragraph.quotations):
        own = cues[index]
        if units and not (own and _conflicts(units[-1], own[0], _who(own))):
            unit = units[-1]
            unit.last, unit.end = index, quotation.end
            unit.cues += own
        else:
            unit = Turn(number, index, index, quotation.start, quotation.end, quotation.continues, list(own))
            unit.narration = narration
            units.append(unit)
    for unit in units:
        # Of two verbs of saying the one with a name tells more: "“Yes,” he said. “No,” Ann went on."
        unit.cues.sort(
            key=lambda cue: (
                _RANK[cue.strength],
                cue.subject.kind == "pronoun" if cue.strength == "verb" else cue.subject.sort != "person",
            )
        )
    return units


def _who(own: Sequence[SpeechCue]) -> Subject:
    """Whom the strongest cue means: in "Helen sat up. “No,” she said" the pronoun is Helen."""
    cue, *others = own
    if cue.subject.kind == "pronoun" and cue.where == "after":
        for other in others:
            if other.where == "before" and other.subject.kind == "name" and _fits(other, cue.subject.gender):
                return other.subject
    return cue.subject


def _fits(named: SpeechCue, gender: Gender) -> bool:
    """Whether a pronoun may mean who is named; where no sex is told, only one who is said to speak."""
    return named.subject.gender == gender or (named.strength == "verb" and named.subject.gender == "unknown")


def _conflicts(unit: Turn, cue: SpeechCue, who: Subject) -> bool:
    """Whether a cue, by which `who` speaks, tells of another speaker than the unit so far has."""
    if unit.cues and unit.cues[0].subject.start == cue.subject.start:
        # "“Some of us,” she said, “have buses to catch.”": one cue for both.
        return False
    said = any(other.strength == "verb" for other in unit.cues)
    if cue.strength == "verb" and cue.subject.sort != "person" and unit.cues and not said:
        return True
    if cue.strength == "verb" and cue.where == "after" and who.kind == "name" and unit.cues and not said:
        # "Ann looked up. “It is late.” “Not very,” said Tom."
        return all(other.subject.kind == "name" and not _same(other.subject, who) for other in unit.cues)
    if cue.strength == "verb" and cue.where == "before" and who.kind == "name" and not said:
        # "“It is late.” Tom yawned. Ann said, “I know.”"
        for other in unit.cues:
            if other.where == "after" and other.subject.kind == "name" and other.place != cue.place:
                return not _same(other.subject, who)
    for other in unit.cues:
        if other.strength == "verb" and cue.strength == "verb" and other.place != cue.place:
            return _is_another(other, cue) or not _same(other.subject, who)
    return False


def _is_another(one: SpeechCue, other: SpeechCue) -> bool:
    """Whether "cried the policeman" is another than who has a name there; "the lawyer added" may be the same."""
    if {one.subject.kind, other.subject.kind} != {"name", "noun"}:
        return False
    cue = one if one.subject.kind == "noun" else other
    noun = cue.subject
    return cue.presents and noun.head not in STAND_INS and noun.head not in KIN and not noun.possessor


def _same(one: Subject, other: Subject) -> bool:
    if one.sort != other.sort or ((one.new or other.new) and not one.kind == other.kind == "noun"):
        return False
    if one.kind == "I" or other.kind == "I":
        return one.kind == other.kind
    if one.character is not None and other.character is not None:
        return one.character == other.character
    if "unknown" not in (one.gender, other.gender):
        return one.gender == other.gender
    if one.kind == other.kind == "noun":
        return one.head == other.head
    return one.kind != "noun" and other.kind != "noun"


def _is_own_name(text: str, mention: Mention, start: int) -> bool:
    """Whether the words before a name in speech say that it is the speaker's."""
    if _I_AM.search(text, max(start, mention.start - 40), mention.start):
        return text[mention.end : mention.end + 2] not in ("'s", "’s")
    return mention.start - start <= 1 and _HERE.match(text, mention.end) is not None


def _hear(unit: Turn, paragraph: Paragraph, mentions: Sequence[Mention], book: CharacterBook) -> None:
    quoted = paragraph.quotations[unit.first : unit.last + 1]
    unit.addressed = addressed_gender(" ".join(paragraph.text[each.start : each.end] for each in quoted))
    first, last = (bisect_left(mentions, place, key=lambda each: each.start) for place in (unit.start, unit.end))
    for mention in mentions[first:last]:
        if mention.quoted:
            character = book.of(mention.form)
            if character is not None:
                called = is_called(paragraph.text, mention)
                bearers = book.bearers(mention.form) if called else frozenset()
                if _is_own_name(paragraph.text, mention, unit.start):
                    unit.introduced.add(character)
                elif len(bearers) > 1:
                    unit.may_be_called |= bearers
                else:
                    (unit.called if called else unit.named).add(character)
