"""Select the chapters that are spoken: by their matter, unless a person said otherwise."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence

from manifests.book import Matter
from pipeline.reading.options import ReadingOptions

SPOKEN: frozenset[Matter] = frozenset(
    ("chapter", "part", "dedication", "epigraph", "foreword", "preface", "introduction", "prologue", "epilogue",
     "afterword", "conclusion")
)  # fmt: skip

_NUMBERS = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")


class Selection:
    """The choices of `options`, and which of them meant something."""

    def __init__(self, options: ReadingOptions) -> None:
        self._include = options.include
        self._exclude = options.exclude
        self._used: set[str] = set()

    def left_out_because(self, number: int, title: str, matter: Matter, *, empty: bool, linear: bool = True) -> str:
        """Why chapter `number` (from 1) is not spoken; an empty string where it is."""
        asked = self.asked(number, title, matter)
        if empty:
            return "it has no text"
        if asked is not None:
            return asked
        if not linear:
            return "it stands outside the reading order (linear=no)"
        return "" if matter in SPOKEN else f"{matter} is not spoken by default"

    def asked(self, number: int, title: str, matter: Matter) -> str | None:
        """What a person chose for a chapter, as `left_out_because` says it; None where nothing."""
        included = self._match(self._include, number, title, matter)
        excluded = self._match(self._exclude, number, title, matter)
        if excluded is not None:
            return f"it was excluded ({excluded})"
        return None if included is None else ""

    def unused(self) -> list[str]:
        """Choices that no chapter matched."""
        return [pattern for pattern in (*self._include, *self._exclude) if pattern not in self._used]

    def _match(self, patterns: Sequence[str], number: int, title: str, matter: Matter) -> str | None:
        for pattern in patterns:
            if _means(pattern.strip(), number, title, matter):
                self._used.add(pattern)
                return pattern
        return None


def unused_warning(choice: str) -> str:
    """What is said of a choice that no chapter matched."""
    return f"no chapter is called {choice!r}"


def _means(pattern: str, number: int, title: str, matter: Matter) -> bool:
    if numbers := _NUMBERS.fullmatch(pattern):
        first = int(numbers.group(1))
        if first <= number <= int(numbers.group(2) or first):
            return True
    folded = pattern.casefold()
    return folded == matter or fnmatch.fnmatchcase(title.casefold(), folded)
