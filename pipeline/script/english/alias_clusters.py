"""Cluster the forms of names that belong to one person, step by step, the surest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from pipeline.script.english.name_mentions import Evidence
from pipeline.script.english.name_parts import Form, same_given
from pipeline.script.lexicon.given_names import ALL_TITLES, MARRIED, SHORT_FORMS, UNMARRIED


class AliasClusters:
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

    def join(self, one: str, other: str, refused: Callable[[str, str], bool] | None = None) -> bool:
        """Make two groups one unless they contradict each other, or by another rule are `refused`."""
        one, other = self.root(one), self.root(other)
        if one == other or (refused or self._contradict)(one, other):
            return False
        self.parent[other] = one
        self.members[one] += self.members.pop(other)
        return True

    def of_two_sexes(self, one: str, other: str) -> bool:
        """Whether two groups have forms of a man and of a woman."""
        genders = {self.forms[text].gender for text in (*self.members[one], *self.members[other])}
        return {"male", "female"} <= genders

    def _contradict(self, one: str, other: str) -> bool:
        if self.of_two_sexes(one, other):
            return True
        first = [self.forms[text] for text in self.members[one]]
        second = [self.forms[text] for text in self.members[other]]
        titles = [{title for form in forms for title in form.titles} for forms in (first, second)]
        if all("Lady" in form.titles for form in first) != all("Lady" in form.titles for form in second):
            return not self._is_alone(one, other)
        if (titles[0] & MARRIED and titles[1] & UNMARRIED) or (titles[1] & MARRIED and titles[0] & UNMARRIED):
            return True
        given = [{form.given[0] for form in forms if form.given} for forms in (first, second)]
        if given[0] and given[1] and not any(same_given(a, b) for a in given[0] for b in given[1]):
            return True
        families = [{form.family for form in forms if form.family} for forms in (first, second)]
        return bool(families[0] and families[1] and not families[0] & families[1])

    def _is_alone(self, *roots: str) -> bool:
        """Whether of two groups one is a given name alone, of a lady's, and nobody else has it."""
        bare = next((root for root in roots if len(self.members[root]) == 1 and " " not in root), None)
        others = (root for root in self.members if root not in roots)
        return bare is not None and not any(bare in text.split() for root in others for text in self.members[root])

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
        definite = [text for text in self.forms if self.is_definite(text)]
        for text in definite:
            if " " in text:
                continue
            longer = {self.root(other) for other in definite if other.endswith(f" {text}")}
            if len(longer) == 1:
                self.join(longer.pop(), text)

    def usual(self, texts: Sequence[str]) -> str:
        """The form that the narrator uses most; a first name without a title counts double: it is the person's own."""

        def weight(text: str) -> tuple[int, int, int, str]:
            form = self.forms[text]
            own = bool(form.given) and not form.titles
            seen = self.evidence[text]
            return seen.narrated * (2 if own else 1), seen.count * (2 if own else 1), len(text), text

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

    def is_definite(self, text: str) -> bool:
        """Whether the book says "the" before a form."""
        seen = self.evidence[text]
        return seen.definite > 0.5 * seen.count
