"""From names to characters: which forms are one person's, who is told apart from whom, and who is a man or a woman."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from manifests.script import Age, Gender
from pipeline.script.english.forms import Evidence, Names
from pipeline.script.english.name_parts import Form, parse, same_given, shown
from pipeline.script.english.names_lexicon import (
    ALL_TITLES,
    FEMALE_NAMES,
    MALE_NAMES,
    SHORT_FORMS,
)
from pipeline.script.lexicon import FEMALE_NOUNS, MALE_NOUNS, words

_ENOUGH = 1.6  # of a form's evidence, to be a person's name
_MARRIED = words("Mrs Madame Mme Lady Signora Frau Senora Señora")
_WITH_FAMILY = words("Mr Mrs Dr Captain Colonel Inspector")
_UNMARRIED = words("Miss Mademoiselle Mlle Signorina Fräulein")


@dataclass(slots=True)
class Character:
    """Someone who may speak. `name` is the form the book uses most; `forms` are all of them."""

    name: str
    forms: frozenset[str] = frozenset()
    gender: Gender = "unknown"
    count: int = 0
    narrated: int = 0
    certain_gender: bool = False
    age: Age = "unknown"
    plural: bool = False


@dataclass(slots=True)
class CharacterBook:
    """The characters of a book and whose each form is."""

    characters: list[Character] = field(default_factory=list)
    by_form: dict[str, int] = field(default_factory=dict)
    by_noun: dict[str, int] = field(default_factory=dict)
    """Characters of a given cast that have no name but a description: "the old woman"."""
    _bearers: dict[str, frozenset[int]] = field(default_factory=dict)

    def of(self, form: str) -> int | None:
        """The character that a form names; None where it is no person's."""
        return self.by_form.get(form)

    def bearers(self, form: str) -> frozenset[int]:
        """All whom a form like "Miss Pell" may mean: the unmarried women of a family, or its men."""
        if form not in self._bearers:
            self._bearers[form] = frozenset(self._who_may_be(parse(form)))
        return self._bearers[form]

    def _who_may_be(self, named: Form) -> Iterator[int]:
        if named.given or not named.family or not set(named.titles) <= {"Miss", "Mr"} or not named.titles:
            return
        barred = _MARRIED | ({"Mr"} if "Miss" in named.titles else {"Miss"})
        for number, character in enumerate(self.characters):
            forms = [parse(text) for text in character.forms]
            same = any(each.family == named.family for each in forms)
            other = any(set(each.titles) & barred for each in forms)
            if same and not other and character.gender in (named.gender, "unknown"):
                yield number


_PLACES = """
Street Road Lane Avenue Square Crescent Terrace Bridge River Hill Hall House Abbey Castle Park Farm Hotel Inn Court
College Church Station Island Bay Harbour Harbor Valley Mountain Mountains County
"""
PLACE_ENDINGS = frozenset(_PLACES.split())
"""Last words of names that are places, unless somebody of that name speaks."""


def find_characters(names: Names) -> CharacterBook:
    """The characters of a book by the evidence of its names."""
    evidence = names.evidence
    persons = {form for form, seen in evidence.items() if _is_person(form, seen)}
    persons |= {form for form in {text.split()[0] for text in persons} if form in evidence and form not in ALL_TITLES}
    persons -= {form for form in persons if _by_chance(form, persons, evidence)}
    families = _families(persons)
    forms = {text: parse(text, families) for text in sorted(persons)}
    groups = _Groups(forms, evidence)
    groups.join_all()
    return groups.characters()


def _is_person(form: str, seen: Evidence) -> bool:
    tokens = form.split()
    titled = tokens[0] in ALL_TITLES
    if len(tokens) == 1 and titled:
        # "the General" is a person of the book, "Sir" is not.
        return seen.definite > 0.5 * seen.count and (seen.speaks > 0 or seen.person > 2)
    if len(tokens) == 1 and tokens[0].endswith("s") and seen.definite > 0.6 * seen.count and not seen.speaks:
        return False
    given = tokens[0] in MALE_NAMES or tokens[0] in FEMALE_NAMES
    if titled and tokens[-1] not in ALL_TITLES:
        return seen.count > 1 or seen.speaks > 0 or seen.person > 0 or tokens[0] in ("Mr", "Mrs", "Miss")
    if given and (len(tokens) > 1 or seen.count > 1 or seen.speaks):
        return seen.person > -0.3 * seen.count
    if seen.definite > 0.5 * seen.count and not seen.speaks:
        return seen.person > max(3.0, 0.25 * seen.count)
    if len(tokens) > 1 and tokens[-1] in PLACE_ENDINGS and not seen.speaks:
        return False
    if len(tokens) > 1 and seen.person >= 0 and not seen.definite and seen.placed * 2 <= seen.count:
        return seen.count > 1
    return seen.person >= max(_ENOUGH, 0.06 * seen.count)


def _by_chance(form: str, persons: Collection[str], evidence: Mapping[str, Evidence]) -> bool:
    """Whether two names only happen to stand side by side, once, and the second is nobody's family name."""
    tokens = form.split()
    if evidence[form].count > 1 or len(tokens) != 2 or tokens[0] in ALL_TITLES or tokens[1] not in evidence:
        return False
    return not any(other != form and other.endswith(f" {tokens[1]}") for other in persons)


def _families(persons: Iterable[str]) -> frozenset[str]:
    """The words that titles and given names are seen to stand before."""
    found: set[str] = set()
    for text in persons:
        tokens = text.split()
        surname = len(tokens) > 1 and tokens[-1] not in MALE_NAMES | FEMALE_NAMES
        formal = len(tokens) == 2 and tokens[0] in _WITH_FAMILY
        if surname or formal or len(tokens) == 3:
            found.add(tokens[-1])
    return frozenset(found)


class _Groups:
    """Forms joined step by step, the surest first; a join that would mix two people is refused."""

    def __init__(self, forms: Mapping[str, Form], evidence: Mapping[str, Evidence]) -> None:
        self.forms = forms
        self.evidence = evidence
        self.parent = {text: text for text in forms}
        self.members: dict[str, list[str]] = {text: [text] for text in forms}

    def join_all(self) -> None:
        """Join what belongs together."""
        self._by_full_name()
        self._by_given_name()
        self._by_short_form()
        self._by_family()
        self._by_last_word()
        self._by_title()

    def root(self, text: str) -> str:
        """The group's representative."""
        while self.parent[text] != text:
            text = self.parent[text]
        return text

    def join(self, one: str, other: str) -> bool:
        """Make two groups one unless they contradict each other."""
        one, other = self.root(one), self.root(other)
        if one == other or self._contradict(one, other):
            return False
        self.parent[other] = one
        self.members[one] += self.members.pop(other)
        return True

    def _contradict(self, one: str, other: str) -> bool:
        first = [self.forms[text] for text in self.members[one]]
        second = [self.forms[text] for text in self.members[other]]
        genders = {form.gender for form in (*first, *second)} - {"unknown"}
        if len(genders) > 1:
            return True
        titles = [{title for form in forms for title in form.titles} for forms in (first, second)]
        if all("Lady" in form.titles for form in first) != all("Lady" in form.titles for form in second):
            return True
        if (titles[0] & _MARRIED and titles[1] & _UNMARRIED) or (titles[1] & _MARRIED and titles[0] & _UNMARRIED):
            return True
        given = [{form.given[0] for form in forms if form.given} for forms in (first, second)]
        if given[0] and given[1] and not any(same_given(a, b) for a in given[0] for b in given[1]):
            return True
        families = [{form.family for form in forms if form.family} for forms in (first, second)]
        return bool(families[0] and families[1] and not families[0] & families[1])

    def _by_full_name(self) -> None:
        """ "Miss Elizabeth Bennet" is "Elizabeth Bennet"."""
        full: dict[tuple[str, str], str] = {}
        for text, form in self.forms.items():
            if form.given and form.family:
                key = (form.given[0], form.family)
                if key in full:
                    self.join(full[key], text)
                full.setdefault(key, text)

    def _by_given_name(self) -> None:
        """ "Elizabeth" is the "Elizabeth Bennet" that the book tells most of."""
        full = [text for text, form in self.forms.items() if form.given and form.family]
        full.sort(key=lambda text: -self.evidence[text].count)
        bearers: dict[str, list[str]] = defaultdict(list)
        for text in full:
            bearers[self.forms[text].given[0]].append(text)
        for text, form in self.forms.items():
            if form.given and not form.family:
                for bearer in bearers[form.given[0]]:
                    if self.join(bearer, text):
                        break
                else:
                    plain = form.given[0]
                    if plain in self.forms and plain != text:
                        self.join(plain, text)

    def _by_short_form(self) -> None:
        """ "Lizzy" is "Elizabeth", where only one Elizabeth is about."""
        for text, form in self.forms.items():
            if not form.given or form.given[0] not in SHORT_FORMS:
                continue
            longer = SHORT_FORMS[form.given[0]]
            roots = {
                self.root(other)
                for other, its in self.forms.items()
                if its.given and its.given[0] in longer and (not form.family or its.family in ("", form.family))
            }
            roots.discard(self.root(text))
            ranked = sorted(roots, key=lambda root: (-self.weight(root), root))
            if ranked and (len(ranked) == 1 or self.weight(ranked[0]) > 6 * self.weight(ranked[1])):
                self.join(ranked[0], text)

    def weight(self, root: str) -> int:
        """How often the book uses the forms of a group."""
        return sum(self.evidence[text].count for text in self.members[root])

    def _by_family(self) -> None:
        """ "Mr. Darcy" is "Darcy", and "Fitzwilliam Darcy" where no other Mr. Darcy is about."""
        families: dict[str, list[str]] = defaultdict(list)
        for text, form in self.forms.items():
            if form.family:
                families[form.family].append(text)
        for family, texts in families.items():
            texts.sort(key=lambda text: (-self.evidence[text].count, text))
            titled = [text for text in texts if self.forms[text].titles and not self.forms[text].given]
            men = [text for text in titled if self.forms[text].gender != "female"]
            for text in men[1:]:
                self.join(men[0], text)
            full = [text for text in texts if self.forms[text].given]
            for text in titled:
                self._join_only_bearer(text, full)
            bare = [text for text in texts if not self.forms[text].titles and not self.forms[text].given]
            for text in bare:
                for other in [*men, *full, *titled]:
                    if self.join(other, text):
                        break
            assert family

    def _join_only_bearer(self, titled: str, full: Sequence[str]) -> None:
        roots = {self.root(text) for text in full if not self._contradict(self.root(titled), self.root(text))}
        roots.discard(self.root(titled))
        if len(roots) == 1:
            self.join(roots.pop(), titled)

    def _by_last_word(self) -> None:
        """ "The Rabbit" is "the White Rabbit" where no other rabbit is about."""
        definite = [text for text in self.forms if self._definite(text)]
        for text in definite:
            if " " in text:
                continue
            longer = {self.root(other) for other in definite if other.endswith(f" {text}")}
            if len(longer) == 1:
                self.join(longer.pop(), text)

    def _usual(self, texts: Sequence[str]) -> str:
        """The form that the book uses most; a first name without a title counts double: it is the person's own."""

        def weight(text: str) -> tuple[int, int, str]:
            form = self.forms[text]
            own = bool(form.given) and not form.titles
            return self.evidence[text].count * (2 if own else 1), len(text), text

        return max(texts, key=weight)

    def _by_title(self) -> None:
        """ "The Colonel" is "Colonel Forster" where he is the only colonel that matters."""
        for text in self.forms:
            if text not in ALL_TITLES:
                continue
            bearers = {self.root(other) for other, form in self.forms.items() if text in form.titles and other != text}
            bearers.discard(self.root(text))
            ranked = sorted(bearers, key=lambda root: (-self.weight(root), root))
            alone = len(ranked) == 1 or (ranked and self.weight(ranked[0]) > 3 * self.weight(ranked[1]))
            if alone and 3 * self.weight(ranked[0]) > self.weight(self.root(text)):
                self.join(ranked[0], text)

    def _definite(self, text: str) -> bool:
        seen = self.evidence[text]
        return seen.definite > 0.5 * seen.count

    def characters(self) -> CharacterBook:
        """The groups as characters, the most named first."""
        book = CharacterBook()
        weights = {root: sum(self.evidence[text].count for text in texts) for root, texts in self.members.items()}
        for root in sorted(self.members, key=lambda each: (-weights[each], each)):
            texts = self.members[root]
            best = self._usual(texts)
            name = f"the {best}" if self._definite(best) else shown(best)
            gender = _group_gender([self.forms[text] for text in texts])
            number = len(book.characters)
            narrated = sum(self.evidence[text].narrated for text in texts)
            book.characters.append(
                Character(name, frozenset(texts), gender, weights[root], narrated, certain_gender=gender != "unknown")
            )
            for text in texts:
                book.by_form[text] = number
        return book


def _group_gender(forms: Sequence[Form]) -> Gender:
    votes = Counter(form.gender for form in forms if form.gender != "unknown")
    if votes:
        return votes.most_common(1)[0][0]
    for form in forms:
        last = form.text.split()[-1].lower()
        if last in MALE_NOUNS:
            return "male"
        if last in FEMALE_NOUNS:
            return "female"
    return "unknown"
