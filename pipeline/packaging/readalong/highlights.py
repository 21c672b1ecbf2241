"""Sentences get ids: spans are put into the markup around them, and nothing else of it changes.

    <p>“Well,” said <i>Alice</i>. <i>Why? Oh why</i> not?</p>
       [---------------------)       [---) [-----)[---)        a span opens and closes in the same element

A sentence that begins in one element and ends in another has several spans. Where a sentence is all that an element
holds, its span is inside that element: readers look for ids at the innermost.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from manifests.book import Span
from pipeline.packaging.readalong.markup import Element, Markup, TextStretch, element_ids

_SPACE = re.compile(r"\s+")
_NEUTRAL = -1
_MIXED = -2

_PHRASING = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "map", "area", "mark", "noscript", "output", "q", "ruby", "rb", "rp",
    "rt", "rtc", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr",
])  # fmt: skip
"""Elements that a span may hold."""

_WHOLE = frozenset(["svg", "math"])
"""Elements of other vocabularies, whatever is in them."""

_CLOSED = frozenset([
    "svg", "math", "script", "style", "textarea", "select", "option", "button", "object", "iframe", "audio",
    "video", "canvas", "title", "rp", "noscript",
])  # fmt: skip
"""Elements that no span is put into."""

_WITHOUT_TEXT = frozenset([
    "ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "colgroup", "picture", "hgroup",
])  # fmt: skip
"""Elements whose own text would be a fault of the document: no span is allowed there."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A part of an utterance that one span is put around: its bounds in the markup, and how many letters it has."""

    utterance: int
    start: int
    end: int
    letters: int


@dataclass(frozen=True, slots=True)
class _Unit:
    mark: int
    start: int
    end: int
    letters: int
    element: Element | None = None


def highlights_of(markup: Markup, marked: Iterable[tuple[int, Span]]) -> list[Highlight]:
    """Where the spans of a document's utterances go, in the order of the text.

    `marked` pairs an utterance with bounds of characters of `markup.text`. A part without letters or digits gets no
    span, unless the utterance has none at all.
    """
    marks = array("q", [_NEUTRAL]) * len(markup.text)
    for utterance, (low, high) in marked:
        marks[low:high] = array("q", [utterance]) * (high - low)
    for space in _SPACE.finditer(markup.text):
        marks[space.start() : space.end()] = array("q", [_NEUTRAL]) * (space.end() - space.start())
    found = sorted(_HighlightFinder(markup, marks).found(), key=lambda one: one.start)
    worded = {one.utterance for one in found if one.letters}
    return [one for one in found if one.letters or one.utterance not in worded]


class _HighlightFinder:
    def __init__(self, markup: Markup, marks: array[int]) -> None:
        self._markup, self._marks = markup, marks
        self._owner: dict[Element, int] = {}
        self._is_phrasing: dict[Element, bool] = {}
        for element in markup.elements:
            inside = {self._owner_of(child) for child in element.children} - {_NEUTRAL}
            self._owner[element] = inside.pop() if len(inside) == 1 else _MIXED if inside else _NEUTRAL
            self._is_phrasing[element] = element.name.rpartition(":")[2] in _WHOLE or (
                element.name in _PHRASING
                and all(self._is_phrasing[child] for child in element.children if isinstance(child, Element))
            )

    def _owner_of(self, child: Element | TextStretch) -> int:
        if isinstance(child, Element):
            return self._owner[child]
        marks = set(self._marks[child.first : child.last]) - {_NEUTRAL}
        return marks.pop() if len(marks) == 1 else _MIXED if marks else _NEUTRAL

    def found(self) -> Iterator[Highlight]:
        """Yield all highlights, one element's after another's."""
        waiting = [self._markup.elements[-1]]
        while waiting:
            element = waiting.pop()
            for run in self._runs(element, waiting):
                first, last = run[0], run[-1]
                letters = sum(unit.letters for unit in run)
                yield Highlight(first.mark, first.start, last.end, letters)

    def _runs(self, element: Element, waiting: list[Element]) -> Iterator[list[_Unit]]:
        """Yield neighbours in an element that one span can hold; elements that are to be looked into are `waiting`."""
        run: list[_Unit] = []
        for unit in self._units(element):
            if run and unit.mark not in (run[0].mark, _NEUTRAL):
                yield from self._done(run, waiting)
                run = []
            if unit.mark == _MIXED:
                assert unit.element is not None
                waiting.append(unit.element)
            elif unit.mark != _NEUTRAL:
                run.append(unit)
        yield from self._done(run, waiting)

    def _done(self, run: list[_Unit], waiting: list[Element]) -> Iterator[list[_Unit]]:
        alone = run[0].element if len(run) == 1 else None
        if alone is not None and alone.name not in _CLOSED:
            waiting.append(alone)
        elif run:
            yield run

    def _units(self, element: Element) -> Iterator[_Unit]:
        """Yield what stands in an element: parts of utterances, and what parts them."""
        if element.name in _CLOSED or ":" in element.name:
            return
        for child in element.children:
            if isinstance(child, TextStretch):
                if not child.literal and element.name not in _WITHOUT_TEXT:
                    yield from self._text_units(child)
                continue
            owner = self._owner[child]
            if not self._is_phrasing[child] or owner == _MIXED:
                yield _Unit(_MIXED, child.start, child.end, 0, child)
            elif owner != _NEUTRAL:
                letters = self._letters(child)
                yield _Unit(owner, child.start, child.end, letters, child)

    def _text_units(self, stretch: TextStretch) -> Iterator[_Unit]:
        at = stretch.first
        while at < stretch.last:
            mark, start, end, letters = self._marks[at], at, at, 0
            while at < stretch.last and self._marks[at] in (mark, _NEUTRAL):
                if self._marks[at] != _NEUTRAL:
                    end = at + 1
                    letters += self._markup.text[at].isalnum()
                at += 1
                if mark == _NEUTRAL:
                    break
            if mark != _NEUTRAL:
                yield _Unit(mark, self._markup.starts[start], self._markup.ends[end - 1], letters)

    def _letters(self, element: Element) -> int:
        """How many marked letters an element holds."""
        count, waiting = 0, [element]
        while waiting:
            for child in waiting.pop().children:
                if isinstance(child, Element):
                    waiting.append(child)
                else:
                    bounds = range(child.first, child.last)
                    count += sum(self._marks[at] != _NEUTRAL and self._markup.text[at].isalnum() for at in bounds)
        return count


def with_spans(
    source: str, highlights: Sequence[Highlight], stylesheet: str, prefix: str, head_end: int | None
) -> tuple[str, list[str]]:
    """The markup with a span around each highlight and a link to the style sheet, and the spans' ids in order.

    `prefix` and `head_end` are as in `Markup`.
    """
    stem, taken = "bc", element_ids(source)
    while any(one.startswith(f"{stem}-") for one in taken):
        stem += "x"
    ids = [f"{stem}-{number:04}" for number in range(1, len(highlights) + 1)]
    parts: list[str] = []
    at = 0
    if head_end is not None:
        parts += [source[:head_end], f'<{prefix}link rel="stylesheet" type="text/css" href="{stylesheet}"/>']
        at = head_end
    for identity, one in zip(ids, highlights, strict=True):
        parts += [source[at : one.start], f'<{prefix}span id="{identity}">', source[one.start : one.end]]
        parts.append(f"</{prefix}span>")
        at = one.end
    return "".join((*parts, source[at:])), ids
