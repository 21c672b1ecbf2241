"""Nouns that the narrator uses of a named person: "Mr. Pell, the vicar", "the courier Marchetti", "Dr. Voss"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from pipeline.script.attributor import Paragraph
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.name_mentions import Mention
from pipeline.script.english.name_parts import parse
from pipeline.script.lexicon.nouns import nouns_of_title

_AFTER = re.compile(
    r"(?:,\s|\s(?:was|is)\s)(?:the|an?|his|her|our|their|my)\s(?:[a-z-]+\s){0,3}?(?P<noun>[a-z-]+)"
    r"(?=[,.;:)—]|\s(?:of|at|in|who|from|to|and)\b|$)"
)
_BEFORE = re.compile(r"\b(?:the|our|his|her|their|my)\s(?:[a-z-]+\s){0,2}?(?P<noun>[a-z-]+),?\s$", re.IGNORECASE)
_CLEARLY = 3  # times as often as the next one a chapter must tell of whom a noun means there


def bearers(
    paragraphs: Sequence[Paragraph],
    mentions: Sequence[Sequence[Mention]],
    book: CharacterBook,
    nouns: Collection[tuple[int, str]],
) -> dict[tuple[int, str], int]:
    """The character whom each noun means in its chapter, where the text tells."""
    known = _told(paragraphs, mentions, book, {noun for _, noun in nouns})
    present: dict[int, Counter[int]] = defaultdict(Counter)
    titled: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)
    for paragraph, row in zip(paragraphs, mentions, strict=True):
        for mention in row:
            who = book.of(mention.form)
            if who is not None:
                present[paragraph.chapter][who] += not mention.quoted
                for title in _titles(mention.form):
                    for noun in nouns_of_title(title):
                        titled[paragraph.chapter, noun][who] += 1
    found: dict[tuple[int, str], int] = {}
    for chapter, noun in nouns:
        there = Counter({who: present[chapter][who] for who in known.get(noun, ()) if present[chapter][who]})
        called = Counter({who: times for who, times in titled[chapter, noun].items() if present[chapter][who]})
        whose = _clearest(there or called)
        if whose is not None:
            found[chapter, noun] = whose
    return found


def _titles(form: str) -> Collection[str]:
    """The titles of a name, and what it begins with: "Coach Delgado" is "the coach"."""
    first, _, _ = form.partition(" ")
    return {*parse(form).titles, first}


def _told(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], book: CharacterBook, nouns: Collection[str]
) -> dict[str, set[int]]:
    """Of whom the narrator uses each noun beside the name."""
    known: dict[str, set[int]] = defaultdict(set)
    for paragraph, row in zip(paragraphs, mentions, strict=True):
        for mention in row:
            who = book.of(mention.form)
            if who is None or mention.quoted:
                continue
            after = _AFTER.match(paragraph.text, mention.end)
            before = _BEFORE.search(paragraph.text[max(0, mention.start - 48) : mention.start])
            for match in (after, before):
                if match is not None and match["noun"] in nouns:
                    known[match["noun"]].add(who)
    return known


def _clearest(present: Counter[int]) -> int | None:
    """Whom of several a chapter tells of, alone or far more than of the others."""
    ranked = sorted(((times, who) for who, times in present.items()), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] < _CLEARLY * ranked[1][0]):
        return None
    return ranked[0][1]
