"""The subjects of the narrator's sentences beside a quotation: names, pronouns, and "the driver"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from manifests.script import Gender
from pipeline.script.cues import LEADING_VERB, VERB
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.forms import Mention
from pipeline.script.english.name_parts import parse
from pipeline.script.english.names_lexicon import ALL_TITLES
from pipeline.script.lexicon import FEMALE_NOUNS, MALE_NOUNS, PERSON_NOUNS, SPEECH_VERBS, words

Kind = Literal["name", "pronoun", "noun", "I"]
Strength = Literal["verb", "lead", "beat"]

_PRONOUN = re.compile(r"(?:he|she|we|He|She|We|I)\b(?![’'])|I(?=[’']d\b|\s)")
INDEFINITE = ("someone", "everyone", "several people")
_INDEFINITE = re.compile(
    r"(?P<one>[Ss]ome\s?(?:one|body)|[Aa]nother|[Oo]ne)\b(?!\s[a-z]+ing\b)|(?P<each>[Ee]very\s?(?:one|body))\b"
    r"|(?P<many>[Tt]hey(?:\s(?:all|both))?|[Bb]oth|[Ss]everal|[Aa]ll)\b(?![’'])"
)
_DETERMINER = re.compile(
    r"(?:one\s+of\s+(?:the|his|her|their)|[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Mm]y|[Tt]heir|[Oo]ur|[Aa]nother|[Tt]his|[Tt]hat"
    r"|[Ss]ome|[Ee]very|[Ee]ach|[Tt]he\s+other|[Ss]everal|[Oo]ne)\s+(?=[A-Za-z])"
)
_TOLD_APART = re.compile(
    r"\s(?:with|in)\s(?:the|an?|his|her)\s(?!(?:[a-z-]+\s)?(?:breath|voice|tone|whisper|ear|manner|way|hurry|smile|sigh"
    r"|laugh|nod|look|air|gesture|frown|shrug|end|same|moment)\b)(?:[a-z-]+\s){0,2}[a-z-]+\b(?=[,.;:]|\s+[“\"]|\s*$)"
)
_LISTED = re.compile(r",\s(?:[a-z-]+\s){0,2}(?P<noun>[a-z-]+)\b")
_NOUN_WORD = re.compile(r"[a-z][\w’'-]*")
_STOP_WORDS = (
    words(
        """
    of in at on with who whom which that as and or but to from by for when while had was were has is then now again
    he she they him her it into upon over after before without rather suddenly once quickly slowly softly gravely
    looking turning very quite than almost also only still not never
    """
    )
    | SPEECH_VERBS
)
_ARTICLE = re.compile(
    r"(?:(?:[Tt]he|[Pp]oor|[Ll]ittle|[Oo]ld|[Yy]oung|[Dd]ear|[Gg]ood|[Hh]onest|[Aa]nd|[Bb]ut|[Tt]hen)\s+)+"
)
_LEAD = re.compile(r"[\s,;—–\-…)\]]*")
_VERB_HERE = re.compile(rf"(?:{VERB})\b\s*(?:\w+ly\s+|again\s+|also\s+|out\s+|then\s+|up\s+)?", re.IGNORECASE)
_VERB_SOON = re.compile(
    rf"(?:,[^,.;:!?“\"]{{0,60}},)?(?:\s+(?!(?:and\s+)?(?:he|she|they|I|it)\b)[\w’'-]+){{0,4}}?\s+{VERB}\b"
    rf"|,[^.;:!?“\"]{{0,80}},\s+{VERB}\b"
)
_VERBS = re.compile(rf"\b{LEADING_VERB}\b")
_TITLES_DOT = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Mme|Mlle|M|Messrs|Capt|Col|Prof|Rev|Lt|Hon|[A-Z])\.$")
_NEAR = 50  # characters from a verb of speaking to the quotation it announces
_END = re.compile(r"[.!?;](?=[\s”\"’')]|$)")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a sentence is about: a character by name, or a pronoun or noun with what it tells of gender."""

    kind: Kind
    text: str
    start: int
    end: int
    character: int | None = None
    gender: Gender = "unknown"
    plural: bool = False
    possessor: str = ""

    @property
    def head(self) -> str:
        """What a role is known by: the noun itself, with what tells it apart ("man with the lamp")."""
        if self.text in INDEFINITE:
            return self.text
        words_ = self.text.split()
        for index, word in enumerate(words_):
            if word in ("with", "in") and index:
                return " ".join(words_[index - 1 :])
        return words_[-1] if words_ else ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A subject with how it is tied to the quotation: a verb of speaking, a lead-in, or an action beside it."""

    subject: Subject
    strength: Strength
    where: Literal["before", "after"]
    place: int


class Sentences:
    """Finds subjects in one paragraph's narration."""

    def __init__(self, text: str, mentions: Sequence[Mention], book: CharacterBook) -> None:
        self.text = text
        self.book = book
        self.names: Mapping[int, Mention] = {each.start: each for each in mentions}

    def subject_at(self, place: int, *, loose: bool = False) -> Subject | None:
        """The subject that begins at `place`. `loose` takes any noun, not only those that mean people."""
        text = self.text
        article = _ARTICLE.match(text, place)
        for begin in (place, article.end()) if article else (place,):
            mention = self.names.get(begin)
            if mention is not None:
                return self._named(mention, place)
        pronoun = _PRONOUN.match(text, place)
        if pronoun is not None:
            return _pronoun(pronoun)
        determiner = _DETERMINER.match(text, place)
        found = None if determiner is None else self._noun(determiner, loose)
        return found or _indefinite(text, place)

    def _named(self, mention: Mention, place: int) -> Subject | None:
        possessive = re.compile(r"[’']s?\s+").match(self.text, mention.end)
        owned = mention.end >= 2 and self.text[mention.end - 2 : mention.end] in ("'s", "’s")
        if owned or (possessive is not None and self.text[mention.end : mention.end + 2] in ("'s", "’s")):
            begin = possessive.end() if possessive is not None else mention.end + 1
            return self._noun_from(begin, place, mention.form, loose=False)
        character = self.book.of(mention.form)
        if character is None and mention.form in ALL_TITLES:
            return Subject("noun", mention.form, place, mention.end, None, parse(f"{mention.form} X").gender)
        if character is None:
            return None
        who = self.book.characters[character]
        return Subject("name", mention.form, place, mention.end, character, who.gender, who.plural)

    def _noun(self, determiner: re.Match[str], loose: bool) -> Subject | None:
        owner = determiner.group().split()[0].lower()
        possessor = owner if owner in ("his", "her", "my", "their", "our") else ""
        return self._noun_from(determiner.end(), determiner.start(), possessor, loose=loose)

    def _noun_from(self, begin: int, start: int, possessor: str, *, loose: bool) -> Subject | None:
        position, chosen = begin, None
        for _ in range(5):
            word = _NOUN_WORD.match(self.text, position)
            if word is None or word.group() in _STOP_WORDS or (chosen is not None and word.group().endswith("ly")):
                break
            chosen = word
            position = word.end() + 1
            if self.text[word.end() : word.end() + 1] != " ":
                # "a thin, elderly gentleman"
                listed = _LISTED.match(self.text, word.end())
                if listed is None or _means_person(word.group()) or not _means_person(listed["noun"]):
                    break
                chosen = _NOUN_WORD.match(self.text, listed.start("noun")) or word
                break
        if chosen is None:
            return None
        head = chosen.group()
        single = head.removesuffix("s")
        gender: Gender = "male" if head in MALE_NOUNS else "female" if head in FEMALE_NOUNS else "unknown"
        known = gender != "unknown" or head in PERSON_NOUNS
        plural = not known and (single in MALE_NOUNS or single in FEMALE_NOUNS or single in PERSON_NOUNS)
        if not known and not plural and not loose:
            return None
        told_apart = _TOLD_APART.match(self.text, chosen.end())
        end = told_apart.end() if told_apart is not None and known else chosen.end()
        phrase = " ".join(self.text[begin:end].split())
        return Subject("noun", phrase, start, end, None, gender, plural, possessor)

    def after(self, begin: int, end: int) -> Cue | None:
        """The cue in text[begin:end), which follows a quotation."""
        lead = _LEAD.match(self.text, begin, end)
        place = lead.end() if lead else begin
        if place >= end:
            return None
        verb = _VERB_HERE.match(self.text, place, end)
        if verb is not None:
            subject = self.subject_at(verb.end(), loose=True)
            if subject is not None and subject.start < end:
                return Cue(subject, "verb", "after", place)
        subject = self.subject_at(place, loose=True)
        if subject is not None and subject.end <= end:
            if _VERB_SOON.match(self.text, subject.end, min(end, subject.end + 120)):
                return Cue(subject, "verb", "after", place)
            if self.subject_at(place) is not None:
                return Cue(subject, "beat", "after", place)
        subject = self.sentence_subject(place, min(end, place + 160))
        return None if subject is None else Cue(subject, "beat", "after", place)

    def before(self, begin: int, end: int) -> Cue | None:
        """The cue in text[begin:end), which leads up to a quotation."""
        start = self.last_sentence(begin, end)
        verbs = list(_VERBS.finditer(self.text, start, end))
        verb = verbs[-1] if verbs else None
        pointed = self.text[start:end].rstrip()[-1:] in (",", ":", "—", "-", "")
        if verb is not None and (pointed or end - verb.end() < _NEAR):
            subject = self._subject_of(verb, start, end)
            if subject is not None:
                return Cue(subject, "verb", "before", start)
        subject = self.sentence_subject(start, end)
        if subject is None:
            return None
        ends = self.text[start:end].rstrip()[-1:]
        return Cue(subject, "lead" if ends in (":", ",") else "beat", "before", start)

    def _subject_of(self, verb: re.Match[str], start: int, end: int) -> Subject | None:
        inverted = self.subject_at(min(verb.end() + 1, len(self.text)), loose=True)
        if inverted is not None and inverted.kind != "noun" and inverted.end <= end:
            rest = self.text[inverted.end : end].strip()
            if rest[:1] in (",", ":", "") and inverted.text not in ("him", "her", "them"):
                return inverted
        near: Subject | None = None
        first: Subject | None = None
        for place in self._word_starts(start, verb.start()):
            if near is not None and place < near.end:
                continue
            subject = self.subject_at(place, loose=False)
            if subject is not None and subject.end <= verb.start():
                first = first or subject
                near = subject
        if near is not None and verb.start() - near.end <= 24:
            return near
        return first

    def sentence_subject(self, start: int, end: int) -> Subject | None:
        """The first person in a sentence; one that a preposition or comma phrase leads in still counts."""
        stop = self.sentence_end(start, end)
        for place in self._word_starts(start, min(stop, start + 140)):
            subject = self.subject_at(place)
            if subject is not None and subject.end <= stop and not self._is_object(place, start):
                return subject
        return None

    def _is_object(self, place: int, start: int) -> bool:
        before = self.text[max(start, place - 8) : place].split()
        return bool(before) and before[-1].lower() in (
            "to",
            "at",
            "of",
            "for",
            "with",
            "from",
            "on",
            "upon",
            "by",
            "in",
            "than",
        )

    def _word_starts(self, start: int, end: int) -> list[int]:
        return [
            match.start()
            for match in re.compile(r"\b[\w]").finditer(self.text, start, end)
            if _fresh(self.text, match.start())
        ]

    def last_sentence(self, begin: int, end: int) -> int:
        """Where the last sentence of text[begin:end) begins."""
        start = begin
        for match in _END.finditer(self.text, begin, end):
            rest = self.text[match.end() : end].strip(" \n\t\r”\"’'—–-")
            if (
                rest
                and match.group() != ";"
                and not _TITLES_DOT.search(self.text[max(begin, match.end() - 7) : match.end()])
            ):
                start = match.end()
        while start < end and not self.text[start].isalnum():
            start += 1
        return start

    def sentence_end(self, begin: int, end: int) -> int:
        """Where the sentence that begins at `begin` ends, at most `end`."""
        for match in _END.finditer(self.text, begin, end):
            if not _TITLES_DOT.search(self.text[max(begin, match.end() - 7) : match.end()]):
                return match.end()
        return end


def _means_person(noun: str) -> bool:
    return noun in MALE_NOUNS or noun in FEMALE_NOUNS or noun in PERSON_NOUNS


def _fresh(text: str, place: int) -> bool:
    return place == 0 or not (text[place - 1].isalnum() or text[place - 1] in "’'")


def _indefinite(text: str, place: int) -> Subject | None:
    """Someone whom nothing tells apart, and groups: roles of their own, never one of the characters."""
    match = _INDEFINITE.match(text, place)
    if match is None:
        return None
    words_ = "someone" if match["one"] else "everyone" if match["each"] else "several people"
    return Subject("noun", words_, match.start(), match.end(), None, "unknown", not match["one"])


def _pronoun(match: re.Match[str]) -> Subject:
    word = match.group()
    if word == "I":
        return Subject("I", "I", match.start(), match.end())
    low = word.lower()
    gender: Gender = "male" if low == "he" else "female" if low == "she" else "unknown"
    return Subject("pronoun", low, match.start(), match.end(), None, gender, low in ("they", "we"))
