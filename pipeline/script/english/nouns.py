"""Nouns as subjects: one person ("the driver"), several ("the soldiers"), nobody in particular, or a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from manifests.script import Gender
from pipeline.script.cues import VERB
from pipeline.script.lexicon.verbs import any_of, forms
from pipeline.script.lexicon.word_lists import (
    BODY,
    COLLECTIVES,
    FEMALE_NOUNS,
    MALE_NOUNS,
    OWN_WORDS,
    PERSON_NOUNS,
    SPEECH_VERBS,
    THINGS,
    VOICES,
    words,
)

Kind = Literal["name", "pronoun", "noun", "I"]
Sort = Literal["person", "someone", "several", "thing"]
"""What a noun stands for: one who may be a character, nobody in particular, several at once, an animal or a thing."""

SOMEONE, EVERYONE, SEVERAL = "someone", "everyone", "several people"
INDEFINITE = (SOMEONE, EVERYONE, SEVERAL)
"""The roles of speakers whom nothing tells apart."""

_INDEFINITE = re.compile(
    r"(?P<one>[Ss]ome\s?(?:one|body)|[Aa]nother|[Oo]ne(?!\s(?!of\b|had\b|was\b)[a-z]+\b(?<!ed)(?<!ly)))\b(?!\s[a-z]+ing\b)"
    rf"|(?P<each>[Ee]very\s?(?:one|body)\b|[Ee]ach(?=\s{VERB}\b))"
    r"|(?P<many>[Tt]hey(?:\s(?:all|both))?|[Bb]oth|[Ss]everal|[Aa]ll(?!\s(?:very|right|but|at|of|this|that|the)\b)"
    rf"|[Ss]ome(?=\s{VERB}\b))\b(?![’'])"
)
_DETERMINER = re.compile(
    r"(?:(?:(?:one\s+)?half|one|another|several|some|many|most|all|both)\s+of\s+(?:the|his|her|their|our|these|those)"
    r"|(?:all|both|half)\s+(?:the|his|her|their|our|these|those)|quite\s+an?|the|an?|his|her|my|their"
    r"|our|another|this|that|these|those|some|every|each|several|many|most|all|both|half|few"
    r"|one|two|three|four|five|six)\s+(?=[A-Za-z])",
    re.IGNORECASE,
)
_ONE_OF_MANY = re.compile(r"(?:one(?!\s+half)|another|some|each|every)\b", re.IGNORECASE)
_MANY = re.compile(
    r"(?:one\s+half|several|some|many|most|all|both|half|few|these|those|two|three|four|five|six)\b", re.IGNORECASE
)
_ANY = re.compile(r"(?:an?|quite\s+an?)\b", re.IGNORECASE)
_TOLD_APART = re.compile(
    r"\s(?:with|in)\s(?:the|an?|his|her)\s(?!(?:[a-z-]+\s)?(?:breath|voice|tone|whisper|undertone|ear|manner|way|hurry"
    r"|smile|sigh|laugh|nod|look|air|gesture|frown|shrug|end|same|moment|chorus)\b)(?:[a-z-]+\s){0,2}[a-z-]+\b"
    r"(?=[,.;:]|\s+[“\"]|\s*$)"
)
_BETWEEN = re.compile(r",\s|\s(?:and|but|yet|though)\s")
_ARTICLES = words("the a an his her my")
_NOT = ("n't", "n’t")
_ADJECTIVES = words("old young little big tall small poor thin fat dear good")
_LIST = 3  # words that an adjective's list may go on for
_WORD = re.compile(r"[a-z]\w*(?:(?:-|[’'](?!s\b))\w+)*")
_OWNER = re.compile(r"[’']s\s(?P<own>[a-z]+)")
_OF_A_PLACE = re.compile(r"[A-Z][a-z]+\s(?=[a-z])")
_STOP_WORDS = (
    words(
        """
    of in at on with who whom which that as and or but to from by for when while had was were has have is are then now
    again he she they him her his their its it into upon over after before without rather suddenly once quickly slowly
    softly gravely looking turning very quite than almost also only still not never outside inside behind beside near
    through between beyond below beneath above under along across around round about towards toward against among
    far high named opposite next soon just half all both would could should will shall may might must can did do does
    been be
    """
    )
    | SPEECH_VERBS
)
_ACT = re.compile(
    rf"[a-z]{{2,}}ed|{any_of(forms('act', 'past', 'third'))}|knew|led|broke|wore|began|flew|shot|won|says"
)
_BARE = re.compile(
    r"(?:[A-Za-z][a-z’'-]*\s)?(?P<noun>[a-z]+s|men|women|children|people|[A-Z][a-z]+s|Men|Women|Children)\b"
)
_NOTION = re.compile(rf"(?P<noun>[A-Za-z][a-z]+)\s{VERB}\b")
_GESTURE = re.compile(rf"\s(?:\w+ly\s)?(?:{any_of(forms('gesture', 'past', 'third'))})\b")
"""What only people do, so that any noun before it means one."""
_PLACED = re.compile(r"\b(?:in|on|at|by|of|to|from|with|near|under|over|behind|beside|against|inside)\s$")
_IRREGULAR = {"men": "man", "women": "woman", "children": "child", "wives": "wife"}
_NO_PLURALS = ("ss", "us", "is")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a sentence is about: a character by name, or a pronoun or noun with what it tells of gender."""

    kind: Kind
    text: str
    start: int
    end: int
    character: int | None = None
    gender: Gender = "unknown"
    sort: Sort = "person"
    possessor: str = ""
    new: bool = False
    """Whether "a" or "an" says that the text has not told of this one before."""

    @property
    def plural(self) -> bool:
        """Whether several speak at once."""
        return self.sort == "several"

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


def singular(noun: str) -> str:
    """The noun for one of several; the word itself where it is no plural."""
    for ending, single in _IRREGULAR.items():
        if noun.endswith(ending):
            return noun.removesuffix(ending) + single
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(_NO_PLURALS) else noun


def means_person(noun: str) -> bool:
    """Whether a noun is known to mean one person."""
    last = noun.rpartition("-")[2]  # "marsh-girl"
    return any(each in MALE_NOUNS or each in FEMALE_NOUNS or each in PERSON_NOUNS for each in (noun, last))


def gender_of(noun: str) -> Gender:
    """What a noun tells of the sex of one or several."""
    for word in (noun, singular(noun), noun.rpartition("-")[2]):
        if word in MALE_NOUNS or word in FEMALE_NOUNS:
            return "male" if word in MALE_NOUNS else "female"
    return "unknown"


def determiner_at(text: str, place: int) -> re.Match[str] | None:
    """The article or pronoun that leads in a noun at `place`."""
    return _DETERMINER.match(text, place)


def determiners(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The articles and pronouns of text[start:end) that lead in nouns."""
    for match in _DETERMINER.finditer(text, start, end):
        if match.start() == start or not (text[match.start() - 1].isalnum() or text[match.start() - 1] in "’'-"):
            yield match


def indefinite_at(text: str, place: int) -> Subject | None:
    """Someone whom nothing tells apart, and groups: roles of their own, never one of the characters."""
    match = _INDEFINITE.match(text, place)
    if match is None:
        return None
    words_ = SOMEONE if match["one"] else EVERYONE if match["each"] else SEVERAL
    sort: Sort = "someone" if match["one"] else "several"
    return Subject("noun", words_, match.start(), match.end(), None, "unknown", sort)


def bare_noun_at(text: str, place: int) -> Subject | None:
    """Several people, or a notion, without an article: "English voices cried", "reason whispered"."""
    notion = _NOTION.match(text, place)
    if notion is not None and notion["noun"].lower() in THINGS:
        return Subject("noun", notion["noun"].lower(), *notion.span("noun"), None, "unknown", "thing")
    match = _BARE.match(text, place)
    if match is None:
        return None
    noun = match["noun"].lower()
    if noun == "voices" or (singular(noun) != noun and means_person(singular(noun))):
        return Subject("noun", SEVERAL, place, match.end(), None, gender_of(noun), "several")
    return None


def phrase_at(
    text: str, begin: int, start: int, determiner: str = "", owner: str = "", *, loose: bool
) -> Subject | None:
    """The noun phrase from `begin` on; its `determiner`, or the name of its `owner`, begins at `start`.

    `loose` takes any noun, not only those that mean people or things that are said to speak.
    """
    noun = _head(text, begin)
    if noun is None:
        return None
    head = noun.group()
    sort = _sort(determiner, head)
    known = means_person(head) or sort == "thing" or head in COLLECTIVES or means_person(singular(head))
    acts = determiner[:3].lower() == "the" and _GESTURE.match(text, noun.end()) is not None
    known = known or (acts and _PLACED.search(text, max(0, start - 10), start) is None)
    if not known and not loose:
        return None
    told_apart = _TOLD_APART.match(text, noun.end()) if sort == "person" and means_person(head) else None
    end = told_apart.end() if told_apart is not None else noun.end()
    phrase = re.sub(r"^.*\b(?:and|but|yet|though)\s|,", "", " ".join(text[begin:end].split()))
    if sort == "someone":
        phrase = SOMEONE
    first = determiner.split()[0].lower() if determiner else ""
    possessor = first if first in ("his", "her", "my", "their", "our", "this", "that") else owner
    return Subject("noun", phrase, start, end, None, gender_of(head), sort, possessor, new=bool(_ANY.match(determiner)))


def _head(text: str, begin: int) -> re.Match[str] | None:
    """The last word of the noun phrase at `begin`: its head."""
    position, chosen = begin, None
    for _ in range(5):
        nation = _OF_A_PLACE.match(text, position)
        if nation is not None and not (chosen is not None and means_person(chosen.group())):
            position = nation.end()
        word = _WORD.match(text, position)
        if (
            word is None
            or word.group() in _STOP_WORDS
            or word.group().endswith(_NOT)
            or _is_adverb(word, chosen)
            or _is_act(word, chosen)
        ):
            return chosen if chosen is None else _listed(text, chosen)
        chosen = word
        position = word.end() + 1
        owner = _OWNER.match(text, word.end())
        if owner is not None and owner["own"] not in OWN_WORDS:
            position = owner.start("own")
        elif text[word.end() : word.end() + 1] != " ":
            return _listed(text, word)
    return chosen


def _ends_phrase(word: re.Match[str], noun: re.Match[str] | None) -> bool:
    """Whether a word is none of a noun phrase that so far has `noun` for its head."""
    text = word.group()
    return text in _STOP_WORDS or text.endswith(_NOT) or _is_adverb(word, noun) or _is_act(word, noun)


def _is_act(word: re.Match[str], noun: re.Match[str] | None) -> bool:
    """Whether a word tells what the person did of whom the noun before it tells: "the servant came"."""
    if noun is None or _ACT.fullmatch(word.group()) is None:
        return False
    return means_person(noun.group()) or (
        noun.group() not in _ADJECTIVES and determiner_at(word.string, word.end() + 1) is not None
    )


def _is_adverb(word: re.Match[str], noun: re.Match[str] | None) -> bool:
    return noun is not None and word.group().endswith("ly") and word.group() not in OWN_WORDS


def _listed(text: str, word: re.Match[str]) -> re.Match[str]:
    """The head where adjectives are listed or joined: "a thin, elderly gentleman", "a hoarse and frightened voice"."""
    between = None if means_person(word.group()) else _BETWEEN.match(text, word.end())
    position = between.end() if between is not None else len(text)
    for _ in range(_LIST):
        following = _WORD.match(text, position)
        if following is None or following.group() in _STOP_WORDS or following.group() in _ARTICLES:
            break
        if means_person(following.group()):
            return following
        position = following.end() + 1
    return word


def _sort(determiner: str, head: str) -> Sort:
    if head in THINGS or singular(head) in THINGS:
        return "thing"
    if _ONE_OF_MANY.match(determiner) and not (determiner.lower().startswith("some") and singular(head) != head):
        return "several" if determiner.lower().startswith(("each", "every")) else "someone"
    if head in VOICES:
        return (
            "someone"
            if _ANY.match(determiner) and singular(head) == head
            else "several"
            if head[-1] == "s"
            else "person"
        )
    if head in COLLECTIVES or _MANY.match(determiner):
        return "several"
    if not means_person(head) and singular(head) != head and head not in BODY:
        return "several"
    return "person"
