"""The subjects of the narrator's sentences beside a quotation: names, pronouns, and "the driver"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from manifests.script import Gender
from pipeline.script.cues import LEADING_VERB, VERB
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.clauses import LIKE, NO_SUBJECT, PREPOSITIONS, follows, heard, says, speaker, stands_alone
from pipeline.script.english.name_mentions import Mention
from pipeline.script.english.name_parts import parse
from pipeline.script.english.nouns import (
    Sort,
    Subject,
    bare_noun_at,
    determiner_at,
    indefinite_at,
    means_person,
    phrase_at,
)
from pipeline.script.english.sentence_bounds import last_sentence, sentence_end, word_starts
from pipeline.script.english.unattributed_cries import crier_after, crier_before
from pipeline.script.lexicon.given_names import ALL_TITLES, FEMALE_NAMES, MALE_NAMES
from pipeline.script.lexicon.word_lists import OWN_WORDS, VOICES

Strength = Literal["verb", "lead", "beat"]

_PRONOUN = re.compile(r"(?:he|she|we|He|She|We|I)\b(?![’'])|I(?=[’']d\b|\s)")
_THEY = re.compile(r"[Tt]hey\b(?![’']|\s(?:all|both)\b)")
_SOME_ONE = re.compile(r"[Ss]ome\s?(?:one|body)\b|[Ee]very\s?(?:one|body)\b")
_ARTICLE = re.compile(
    r"(?:(?:[Tt]he|[Pp]oor|[Ll]ittle|[Oo]ld|[Yy]oung|[Dd]ear|[Gg]ood|[Hh]onest|[Aa]nd|[Bb]ut|[Tt]hen)\s+){1,5}"
)
_JOINED = re.compile(r"(?:(?:[Aa]nd|[Bb]ut|[Tt]hen)\s+){1,3}")
_ONE = re.compile(
    r"(?:[Aa]n?|[Aa]nother)\s+"
    r"(?:(?!wh|(?:that|of|in|to|for|with|from|by|at|on|upon|over|after|before|as|and|or|named|called)\b)[a-z-]+\s+){0,2}"
)
_CAPITAL = re.compile(r"[A-Z][a-z]+\s+")
_SPEAKS_ON = re.compile(r"(?:added|repeated|continued|went on|concluded|resumed|proceeded|pursued|finished)\b")
_POSSESSIVE = re.compile(r"(?:[’']s|\ss)\s+")
_OWN = re.compile(r"(?:His|Her|My)\s(?=[A-Za-z])")
_AND = re.compile(r"[\s,;]*and\s+")
_LEAD = re.compile(r"[\s,;—–\-…)\]]*")
_VERB_HERE = re.compile(rf"(?:{VERB})\b\s*(?:\w+ly\s+|again\s+|also\s+|out\s+|then\s+|up\s+)?", re.IGNORECASE)
_VERB_SOON = re.compile(
    rf"(?:,[^,.;:!?“\"]{{0,60}},)?(?:\s+(?!(?:and\s+)?(?:he|she|they|I|it)\b)[\w’'-]+){{0,4}}?\s+{VERB}\b"
    rf"|,[^.;:!?“\"]{{0,80}},\s+{VERB}\b"
)
_VERBS = re.compile(rf"\b{LEADING_VERB}\b")
_SENTENCES = 3  # before the last one of a paragraph that may tell who acts
_NEAR = 50  # characters from a verb of speaking to the quotation it announces
_NEXT = re.compile(r"(?:\sof\s(?:the\s|his\s|her\s)?[a-z]+)?\s*(?:[a-z]+ly\s)?")
_CALLED = re.compile(r"(?:,\s(?:an?|the)\s[^,.;:!?“”\"]{0,60}?)?\s(?:named|called)\s")
_DOING = re.compile(r"[A-Z][a-z]+ing\b[^,;:“\"]{0,80},\s+(?=\w)")
"""What the subject of a sentence does, told before it: "Seeing Ann, Tom …"."""
_ENDS = tuple(".!?;”\"’'")


@dataclass(frozen=True, slots=True)
class SpeechCue:
    """A subject with how it is tied to the quotation: a verb of speaking, a lead-in, or an action beside it.

    `presents`: the verb stands before its subject, and begins a turn: "cried the policeman".
    """

    subject: Subject
    strength: Strength
    where: Literal["before", "after"]
    place: int
    presents: bool = False


class CueFinder:
    """Finds subjects in one paragraph's narration."""

    def __init__(self, text: str, mentions: Sequence[Mention], book: CharacterBook) -> None:
        self.text = text
        self.book = book
        self.neutral = any(each.neutral for each in book.characters)
        self.names: Mapping[int, Mention] = {each.start: each for each in mentions}

    def subject_at(self, place: int, *, loose: bool = False) -> Subject | None:
        """The subject that begins at `place`. `loose` takes any noun, not only those that mean people."""
        text = self.text
        article = _ARTICLE.match(text, place)
        begins = [place]
        if article is not None:
            # "the March Hare": a name that goes on after a word that is none by itself
            further = _CAPITAL.match(text, article.end())
            begins += [article.end()] if further is None else [article.end(), further.end()]
        for begin in begins:
            mention = self.names.get(begin)
            if mention is not None:
                joined = _JOINED.match(text, place)
                return self._named(mention, place if joined is None else joined.end())
        pronoun = _PRONOUN.match(text, place)
        if pronoun is not None:
            return _pronoun(pronoun)
        they = _THEY.match(text, place) if self.neutral else None
        if they is not None:
            return Subject("pronoun", "they", *they.span())
        one = _ONE.match(text, place)
        if one is not None and one.end() in self.names and not any(map(means_person, one.group().split())):
            return self._one_of_a_name(self.names[one.end()], one)
        if _SOME_ONE.match(text, place):
            return indefinite_at(text, place)
        determiner = determiner_at(text, place)
        found = None if determiner is None else self._noun(determiner, loose)
        found = found or indefinite_at(text, place)
        return found or (bare_noun_at(text, place) if loose else None)

    def _one_of_a_name(self, mention: Mention, one: re.Match[str]) -> Subject | None:
        """ "A Voice" is the Voice, "a Mr. Pell" is he; "a young Lucas" is none of the Lucases that have a name."""
        character = self.book.of(mention.form)
        titled = mention.form.split()[0].strip(".") in ALL_TITLES
        if titled or (character is not None and not self._is_family(mention.form, character)):
            return self._named(mention, one.start())
        phrase = self.text[one.start() : mention.end].split(maxsplit=1)[-1]
        return Subject("noun", phrase, one.start(), mention.end, new=True)

    def _is_family(self, form: str, character: int) -> bool:
        """Whether a form is the last name of a character who has a first one or a title."""
        longer = [other.split() for other in self.book.characters[character].forms if other.endswith(f" {form}")]
        if form in MALE_NAMES or form in FEMALE_NAMES:
            # "Uncle Daniel" has no family name.
            longer = [other for other in longer if len(other) > 2 or other[0] not in ALL_TITLES]
        return bool(longer)

    def _named(self, mention: Mention, place: int) -> Subject | None:
        possessive = _POSSESSIVE.match(self.text, mention.end)
        if possessive is not None or self.text[mention.end - 2 : mention.end] in ("'s", "’s"):
            begin = possessive.end() if possessive is not None else mention.end + 1
            found = phrase_at(self.text, begin, place, owner=mention.form, loose=True)
            if found is None or found.head not in OWN_WORDS:
                return phrase_at(self.text, begin, place, owner=mention.form, loose=False)
        character = self.book.of(mention.form)
        if character is None and mention.form in ALL_TITLES:
            return Subject("noun", mention.form, place, mention.end, None, parse(f"{mention.form} X").gender)
        if character is None:
            return None
        who = self.book.characters[character]
        sort: Sort = "several" if who.plural else "person"
        return Subject("name", mention.form, place, mention.end, character, who.gender, sort)

    def _noun(self, determiner: re.Match[str], loose: bool) -> Subject | None:
        start, begin = determiner.span()
        found = phrase_at(self.text, begin, start, determiner.group(), loose=loose)
        if found is None:
            return None
        if found.possessor in ("his", "her") and found.head in OWN_WORDS:
            # "his lips repeated": he did.
            gender: Gender = "male" if found.possessor == "his" else "female"
            return Subject("pronoun", "he" if gender == "male" else "she", start, found.end, None, gender)
        return self._whose(found) or self._called(found) or self._bearer(found) or found

    def _called(self, found: Subject) -> Subject | None:
        """The name that is told behind a noun: "the ship's boy, a runt named Pip, tugged"."""
        match = _CALLED.match(self.text, found.end)
        mention = None if match is None else self.names.get(match.end())
        return None if mention is None else self._named(mention, found.start)

    def _bearer(self, found: Subject) -> Subject | None:
        """The character whom the book calls by a noun with a capital: "the wren" is Wren."""
        character = self.book.of(found.head.capitalize())
        if character is None or found.possessor or found.new or " " in found.text:
            return None
        who = self.book.characters[character]
        return Subject("name", found.head.capitalize(), found.start, found.end, character, who.gender)

    def _whose(self, found: Subject) -> Subject | None:
        """Who is meant by "the voice of Mr. Pell", and by "dour Colonel Voss"."""
        mention = self.names.get(found.end + 1)
        if mention is not None and self.text[found.end] == " ":
            return self._named(mention, found.start)
        if self.text[found.start : found.end].split()[-1] in VOICES and self.text.startswith(" of ", found.end):
            return self.subject_at(found.end + len(" of "))
        return None

    def _owner_at(self, place: int) -> Subject | None:
        """Whose something is that begins a sentence: "Lionel's chair squeaked", "Her pen stopped"."""
        mention = self.names.get(place)
        possessive = _POSSESSIVE.match(self.text, mention.end) if mention is not None else None
        if mention is not None and (possessive or self.text[mention.end - 2 : mention.end] in ("'s", "’s")):
            character = self.book.of(mention.form)
            if character is None:
                return None
            gender = self.book.characters[character].gender
            return Subject("name", mention.form, place, mention.end, character, gender)
        own = _OWN.match(self.text, place)
        if own is None:
            return None
        word = own.group().strip().lower()
        if word == "my":
            return Subject("I", "I", *own.span())
        male = word == "his"
        return Subject("pronoun", "he" if male else "she", *own.span(), None, "male" if male else "female")

    def after(self, begin: int, end: int) -> SpeechCue | None:
        """The cue in text[begin:end), which follows a quotation."""
        lead = _LEAD.match(self.text, begin, end)
        place = lead.end() if lead else begin
        if place >= end:
            return None
        verb = _VERB_HERE.match(self.text, place, end)
        subject = self.subject_at(verb.end(), loose=True) if verb is not None else None
        presents = subject is not None and _SPEAKS_ON.match(self.text, place) is None
        if subject is None:
            subject = crier_after(self.text, place, end, self.subject_at)
        if subject is not None and subject.start < end:
            return SpeechCue(subject, "verb", "after", place, presents)
        if self.text.startswith("it ", place) and _VERB_HERE.match(self.text, place + 3, end):
            return SpeechCue(Subject("pronoun", "it", place, place + 2), "verb", "after", place)
        subject = self.subject_at(place, loose=True)
        if subject is not None and subject.end <= end:
            # A group that a new sentence tells of answers what was said: "The company laughed."
            # So does a person, where a full stop ended it: "“Yes.” Evie laughed."
            new = self.text[place].isupper() and self.text[begin - 2 : begin - 1] == "."
            answers = new or (subject.sort != "person" and self.text[place].isupper())
            if not answers and _VERB_SOON.match(self.text, subject.end, min(end, subject.end + 120)):
                return SpeechCue(subject, "verb", "after", place)
            if self.subject_at(place) is not None:
                return SpeechCue(subject, "beat", "after", place)
        subject = self.sentence_subject(place, min(end, place + 160))
        return None if subject is None else SpeechCue(subject, "beat", "after", place)

    def before(self, begin: int, end: int) -> SpeechCue | None:
        """The cue in text[begin:end), which leads up to a quotation."""
        start = last_sentence(self.text, begin, end)
        crier = self._crier_before(begin, start, end)
        if crier is not None:
            return SpeechCue(crier, "verb", "before", crier.start)
        verbs = list(_VERBS.finditer(self.text, start, end))
        verb = verbs[-1] if verbs else None
        pointed = self.text[start:end].rstrip()[-1:] in (",", ":", "—", "-", "")
        if verb is not None and (pointed or end - verb.end() < _NEAR):
            subject = self._subject_of(verb, start, end)
            if subject is not None and (subject.sort == "person" or self.text[start:end].rstrip()[-1:] not in _ENDS):
                leads = pointed or not self.text[verb.end() : end].strip()
                own = leads and stands_alone(self.text, subject, verb.start(), start)
                return SpeechCue(subject, "verb", "before", subject.start if own else start)
        subject = self.sentence_subject(start, end)
        for _ in range(_SENTENCES):
            if subject is not None or start <= begin:
                break
            # "Jax studied her. Expensive boots. “Do I owe you money?”"
            stop, start = start, last_sentence(self.text, begin, len(self.text[:start].rstrip()))
            subject = self.sentence_subject(start, stop)
        if subject is None:
            return None
        ends = self.text[start:end].rstrip()[-1:]
        return SpeechCue(subject, "lead" if ends in (":", ",") else "beat", "before", start)

    def _crier_before(self, begin: int, start: int, end: int) -> Subject | None:
        """Who cries where the narrator tells of a cry, or leaves out the verb: "and the women “Shame!”"."""
        gap = _AND.match(self.text, begin, end) if begin else None
        subject = self.subject_at(gap.end(), loose=True) if gap is not None else None
        if subject is not None and not self.text[subject.end : end].strip(" ,:\n"):
            return subject
        return crier_before(self.text, start, end)

    def _subject_of(self, verb: re.Match[str], start: int, end: int) -> Subject | None:
        found = self._before_verb(verb, start)
        own = bool(found) and says(self.text, found[-1], verb.start(), start)
        inverted = None if own else self.subject_at(min(verb.end() + 1, len(self.text)), loose=True)
        if inverted is not None and inverted.kind != "noun" and inverted.end <= end:
            rest = self.text[inverted.end : end].strip()
            if rest[:1] in (",", ":", "") and inverted.text not in ("him", "her", "them"):
                return inverted
        return heard(self.text, start, verb.start()) or speaker(self.text, found, verb, start)

    def _before_verb(self, verb: re.Match[str], start: int) -> list[Subject]:
        """Who may be the subject of a verb, in the order of the text."""
        found: list[Subject] = []
        passed = start
        for place in word_starts(self.text, start, verb.start()):
            if place < passed:
                continue
            subject = self.subject_at(place, loose=False) or bare_noun_at(self.text, place)
            if subject is None or subject.end > verb.start():
                continue
            if self._may_say(subject, start, verb.start()):
                found.append(subject)
                passed = subject.end
            elif subject.sort != "person":
                passed = subject.end
        return found

    def _may_say(self, subject: Subject, start: int, verb: int) -> bool:
        """Whether a noun before a verb of speaking can be its subject: no part of "from the chair", "like a child"."""
        if subject.kind != "noun":
            return True
        if subject.sort == "person" and says(self.text, subject, verb, start):
            return True
        if follows(self.text, subject.start, start, LIKE if subject.sort == "person" else NO_SUBJECT):
            return False
        return subject.sort != "thing" or _NEXT.fullmatch(self.text, subject.end, verb) is not None

    def sentence_subject(self, start: int, end: int) -> Subject | None:
        """The first person in a sentence; one that a preposition or comma phrase leads in still counts."""
        stop = sentence_end(self.text, start, end)
        doing = _DOING.match(self.text, start, stop)
        if doing is not None and self.subject_at(doing.end()) is not None:
            start = doing.end()
        for place in word_starts(self.text, start, min(stop, start + 140)):
            subject = self.subject_at(place)
            if subject is None or subject.sort == "thing":
                subject = self._owner_at(place)
            if subject is None or subject.end > stop:
                continue
            if not follows(self.text, place, start, PREPOSITIONS | LIKE):
                return subject
        return None


def _pronoun(match: re.Match[str]) -> Subject:
    word = match.group()
    if word == "I":
        return Subject("I", "I", match.start(), match.end())
    low = word.lower()
    gender: Gender = "male" if low == "he" else "female" if low == "she" else "unknown"
    sort: Sort = "several" if low == "we" else "person"
    return Subject("pronoun", low, match.start(), match.end(), None, gender, sort)
