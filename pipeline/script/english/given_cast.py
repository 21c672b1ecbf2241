"""A cast that is known beforehand, joined with the names that the book uses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.script.english.characters import Character, CharacterBook, find_characters
from pipeline.script.english.name_mentions import Evidence, Names, normal
from pipeline.script.english.name_parts import without_titles


def known_characters(names: Names, cast: Sequence[Character]) -> CharacterBook:
    """A given cast, and who else is found: a form that the cast does not list follows the forms it is found with.

    `forms` of each given character are its aliases; a form also counts without its titles.
    """
    book = CharacterBook(characters=[replace(character, count=0) for character in cast])
    exact: dict[str, set[int]] = defaultdict(set)
    bare: dict[str, set[int]] = defaultdict(set)
    for number, character in enumerate(cast):
        for alias in {character.name, *character.forms}:
            form = normal(alias)
            exact[form.removeprefix("The ")].add(number)
            bare[without_titles(form)].add(number)
            book.by_noun.setdefault(form.lower(), number)

    def owner(form: str) -> int | None:
        owners = exact.get(form) or bare.get(without_titles(form), set())
        return next(iter(owners)) if len(owners) == 1 else None

    listed = {form for form in names.evidence if exact.get(form)}
    for found in find_characters(names).characters:
        votes: Counter[int] = Counter()
        for form in found.forms:
            who = owner(form)
            if who is not None:
                votes[who] += names.evidence[form].count * (2 if form in listed else 1)
        if votes:
            whose = votes.most_common(1)[0][0]
        else:
            whose = len(book.characters)
            book.characters.append(replace(found, count=0, narrated=0))
        for form in found.forms:
            chosen = owner(form) if form in listed else None
            _give(book, whose if chosen is None else chosen, form, names.evidence[form])
    for form in listed - set(book.by_form):
        who = owner(form)
        if who is not None:
            _give(book, who, form, names.evidence[form])
    return book


def _give(book: CharacterBook, whose: int, form: str, seen: Evidence) -> None:
    book.by_form[form] = whose
    book.characters[whose].count += seen.count
    book.characters[whose].narrated += seen.narrated
