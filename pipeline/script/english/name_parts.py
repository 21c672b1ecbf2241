"""A name taken apart: titles, given names, family name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from manifests.script import Gender
from pipeline.script.lexicon.given_names import (
    ALL_TITLES,
    FEMALE_NAMES,
    FEMALE_TITLES,
    GIVEN_TITLES,
    MALE_NAMES,
    MALE_TITLES,
    SHORT_FORMS,
)
from pipeline.script.lexicon.word_lists import words

_PARTICLES = words("de von van du la le of the del di da De La Le Van Von Du")
_WITH_GIVEN = words("Miss Lady Mlle Mademoiselle Fräulein Signorina")
_DOTTED = words("Mr Mrs Dr Mme Mlle Capt Col Prof Lt Rev St Messrs Ms Gen Lieut")


@dataclass(frozen=True, slots=True)
class Form:
    """A name's form taken apart: titles, given names, family name. A single word is `bare`."""

    text: str
    titles: tuple[str, ...]
    given: tuple[str, ...]
    family: str

    @property
    def gender(self) -> Gender:
        """What the titles, else the given name, say."""
        for title in self.titles:
            if title in MALE_TITLES:
                return "male"
            if title in FEMALE_TITLES:
                return "female"
        return given_gender(self.given[0]) if self.given else "unknown"


def given_gender(name: str) -> Gender:
    """The gender that goes with a given name."""
    male, female = name in MALE_NAMES, name in FEMALE_NAMES
    return "unknown" if male == female else "male" if male else "female"


def parse(text: str, families: Collection[str] = (), given: Collection[str] = ()) -> Form:
    """Take a form apart. `families` and `given` are words known to be such names where one stands alone."""
    tokens = text.split()
    titles: list[str] = []
    while tokens and tokens[0] in ALL_TITLES and (len(tokens) > 1 or tokens[0] not in MALE_NAMES | FEMALE_NAMES):
        titles.append(tokens.pop(0))
    if not tokens:
        return Form(text, tuple(titles), (), "")
    if len(tokens) == 1:
        word = tokens[0]
        named = word in MALE_NAMES or word in FEMALE_NAMES or word in SHORT_FORMS or word in given
        last = titles[-1] if titles else ""
        is_given = (last in GIVEN_TITLES or (named and (not titles or last in _WITH_GIVEN))) and word not in families
        if last in GIVEN_TITLES and last not in ("Old", "Cousin") and word not in families:
            is_given = True
        return Form(text, tuple(titles), (word,), "") if is_given else Form(text, tuple(titles), (), word)
    for index, token in enumerate(tokens):
        if token in _PARTICLES:
            return Form(text, tuple(titles), tuple(tokens[:index]), " ".join(tokens[index:]).lower())
    return Form(text, tuple(titles), tuple(tokens[:-1]), tokens[-1])


def without_titles(form: str) -> str:
    """A form less its leading titles and article."""
    tokens = form.split()
    while len(tokens) > 1 and (tokens[0] in ALL_TITLES or tokens[0].lower() == "the"):
        tokens.pop(0)
    return " ".join(tokens)


def same_given(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, a short form, an initial."""
    if one == other or one in SHORT_FORMS.get(other, ()) or other in SHORT_FORMS.get(one, ()):
        return True
    if SHORT_FORMS.get(one, frozenset()) & SHORT_FORMS.get(other, frozenset()):
        return True
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


def shown(form: str) -> str:
    """A form as the cast shows it: with the full stops of its titles."""
    tokens = form.split()
    return " ".join(f"{token}." if token in _DOTTED and len(tokens) > 1 else token for token in tokens)
