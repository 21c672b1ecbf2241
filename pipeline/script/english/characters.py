"""Make characters from names: which names are people's, who may be meant by a form, and who is a man or a woman."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from manifests.script import Age, Gender
from pipeline.script.english.alias_clusters import AliasClusters
from pipeline.script.english.name_mentions import Evidence, Names
from pipeline.script.english.name_parts import Form, parse, shown
from pipeline.script.lexicon.given_names import ALL_TITLES, FEMALE_NAMES, KIN_NAMES, MALE_NAMES, MARRIED
from pipeline.script.lexicon.nouns import nouns_of_title
from pipeline.script.lexicon.word_lists import FEMALE_NOUNS, MALE_NOUNS, TRADES, words

_ENOUGH = 1.6  # of a form's evidence, to be a person's name
_FEW, _OFTEN = 3, 12
_WITH_FAMILY = words("Mr Mrs Dr Captain Colonel Inspector")


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
    neutral: bool = False
    """Whether the text tells of this one person by "they"."""


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

    def narrated_often(self, number: int) -> bool:
        """Whether the text tells so often of a character that a few pronouns may be about somebody else."""
        return self.characters[number].narrated >= _OFTEN

    def bearers(self, form: str) -> frozenset[int]:
        """All whom a form like "Miss Pell" may mean: the unmarried women of a family, or its men."""
        if form not in self._bearers:
            self._bearers[form] = frozenset(self._who_may_be(parse(form)))
        return self._bearers[form]

    def _who_may_be(self, named: Form) -> Iterator[int]:
        if named.given or not named.family or not set(named.titles) <= {"Miss", "Mr"} or not named.titles:
            return
        barred = MARRIED | ({"Mr"} if "Miss" in named.titles else {"Miss"})
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


def find_characters(names: Names, same: Sequence[tuple[str, str]] = ()) -> CharacterBook:
    """The characters of a book by the evidence of its names; `same` are forms known to be one person's."""
    evidence = names.evidence
    persons = {form for form, seen in evidence.items() if _is_person(form, seen)}
    persons |= {form for form in {text.split()[0] for text in persons} if form in evidence and form not in ALL_TITLES}
    persons |= {form for form in evidence if _is_titled(form) and form.split()[-1] in persons - ALL_TITLES}
    persons -= {form for form in persons if _by_chance(form, persons, evidence)}
    families = _families(persons)
    whole = (text.split() for text in persons if " " in text)
    given = frozenset(first for first, *_ in whole if first not in families and first not in ALL_TITLES)
    forms = {text: parse(text, families, given) for text in sorted(persons)}
    groups = AliasClusters(forms, evidence)
    groups.join_all()
    for one, other in same:
        # A pet name looks like a family of its own, and a wife has a second one.
        groups.join(one, other, refused=groups.of_two_sexes)
    book = _characters(groups)
    book.by_form |= _called_by_title(book, evidence)
    return book


def _is_titled(form: str) -> bool:
    """Whether a name of several words begins with a title, or with what somebody is: "Thane Brugha"."""
    first, _, rest = form.partition(" ")
    return rest != "" and (first in ALL_TITLES or first.lower() in TRADES)


def _called_by_title(book: CharacterBook, evidence: Mapping[str, Evidence]) -> dict[str, int]:
    """Whom others call by a title alone ("Captain", "Doc"), where the book has one who bears it."""
    bearers: dict[str, set[int]] = defaultdict(set)
    for form, who in book.by_form.items():
        first, _, rest = form.partition(" ")
        for noun in nouns_of_title(first) if rest else ():
            bearers[noun].add(who)
    called = (form for form, seen in evidence.items() if seen.called and " " not in form and form not in book.by_form)
    found = ((form, set().union(*(bearers.get(noun, set()) for noun in nouns_of_title(form)))) for form in called)
    return {form: min(whose) for form, whose in found if len(whose) == 1}


def _is_person(form: str, seen: Evidence) -> bool:
    tokens = form.split()
    titled = tokens[0] in ALL_TITLES
    if len(tokens) == 1 and tokens[0] in KIN_NAMES and not seen.definite:
        return seen.speaks > 0 or seen.beside > 0
    if len(tokens) == 1 and titled:
        # "the General" is a person of the book, "Sir" is not, and who is called without an article has it for a name.
        if not seen.definite and seen.speaks + seen.beside > 0:
            return True
        return seen.definite > 0.5 * seen.count and (seen.speaks > 0 or seen.person > 2)
    if len(tokens) == 1 and tokens[0].endswith("s") and seen.definite > 0.6 * seen.count and not seen.speaks:
        return False
    given = tokens[0] in MALE_NAMES or tokens[0] in FEMALE_NAMES
    if titled and tokens[-1] not in ALL_TITLES:
        return seen.count > 1 or seen.speaks > 0 or seen.person > 0 or tokens[0] in ("Mr", "Mrs", "Miss")
    if given and (len(tokens) > 1 or seen.count > 1 or seen.person > 0):
        return seen.person > -0.3 * seen.count
    if seen.definite > 0.5 * seen.count and not seen.speaks:
        return seen.person > max(3.0, 0.25 * seen.count)
    if len(tokens) > 1 and tokens[-1] in PLACE_ENDINGS and not seen.speaks:
        return False
    if len(tokens) > 1 and seen.person >= 0 and not seen.definite and seen.placed * 2 <= seen.count:
        return seen.count > 1 or seen.speaks + seen.beside > 0
    if 1 < seen.count <= _FEW and seen.narrated == seen.acts + seen.personal and not seen.definite:
        # Whatever the text tells of it, it does as people do.
        return True
    return seen.person >= max(min(_ENOUGH, seen.count), 0.06 * seen.count)


def _by_chance(form: str, persons: Collection[str], evidence: Mapping[str, Evidence]) -> bool:
    """Whether two names only happen to stand side by side, once, and the second is nobody's family name."""
    tokens = form.split()
    seen = evidence[form]
    if (
        seen.count > 1
        or seen.speaks + seen.beside > 0
        or len(tokens) != 2
        or _is_titled(form)
        or tokens[1] not in evidence
    ):
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


def _characters(groups: AliasClusters) -> CharacterBook:
    """The groups as characters, the most named first."""
    book = CharacterBook()
    by_last_name = _by_last_name(groups)
    weights = {root: sum(groups.evidence[text].count for text in texts) for root, texts in groups.members.items()}
    for root in sorted(groups.members, key=lambda each: (-weights[each], each)):
        texts = groups.members[root]
        best = _told_apart(groups, root, groups.usual(texts), by_last_name)
        name = f"the {best}" if groups.is_definite(best) else shown(best)
        gender = _group_gender([groups.forms[text] for text in texts])
        number = len(book.characters)
        narrated = sum(groups.evidence[text].narrated for text in texts)
        book.characters.append(
            Character(name, frozenset(texts), gender, weights[root], narrated, certain_gender=gender != "unknown")
        )
        for text in texts:
            book.by_form[text] = number
    return book


def _by_last_name(groups: AliasClusters) -> dict[str, set[str]]:
    """The groups that have a longer form with each last name: "Pell" in "Mrs. Pell"."""
    found: dict[str, set[str]] = defaultdict(set)
    for root, texts in groups.members.items():
        for text in texts:
            if " " in text:
                found[text.rpartition(" ")[2]].add(root)
    return found


def _told_apart(groups: AliasClusters, root: str, usual: str, by_last_name: Mapping[str, set[str]]) -> str:
    """The name, with a title where others of the family speak, too: "Mr. Turton", where there is a Mrs. Turton."""
    shared = by_last_name.get(usual, set()) - {root}
    longer = [text for text in groups.members[root] if text.endswith(f" {usual}")]
    own = usual in MALE_NAMES or usual in FEMALE_NAMES
    return groups.usual(longer) if shared and longer and not own else usual


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
