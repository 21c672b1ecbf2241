"""Where chapters begin: the book's contents, cut at the level that a listener would call chapters."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from pipeline.reading.epub.archive import printable
from pipeline.reading.epub.block_drafts import BlockDraft, Page
from pipeline.reading.epub.contents import Entry
from pipeline.reading.epub.markup import Warn
from pipeline.reading.line_ends import goes_on

_PART = re.compile(
    r"(?:part|book|vol(?:ume)?\.?|teil|band|buch|partie|livre|tome|parte|libro|deel|boek|часть|том|книга)\b|"
    r"第.{1,4}[部卷編编篇]|[上中下][部卷編编篇冊册]",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"(?:chapter|chap\.|kapitel|chapitre|cap[íi]tulo|capitolo|hoofdstuk|глава|act|akt|aufzug|acte|acto|atto|letter|"
    r"canto|stave|prologue?|epilogue?)\b|第.{1,5}[章回節节話话幕]",
    re.IGNORECASE,
)
_SCENE = re.compile(r"(?:scene|szene|auftritt|scène|escena|scena|сцена)\b|第.{1,4}[場场]", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[ivxlcdm]+|\d+)(?:[.:)\s—–-]|$)", re.IGNORECASE)
_SPLIT = re.compile(r"_split_?\d+(?=\.\w+$)")
_SMALLEST_IN_ONE_FILE = 5000
_SMALLEST_FILE = 1500
"""Characters that children must have on average to be chapters rather than sections, where nothing else tells."""


@dataclass(slots=True)
class Node:
    """A line of the contents with the place that it leads to: a page's index and an index into the flow."""

    label: str
    page: int = -1
    index: int = -1
    children: list[Node] = field(default_factory=list)
    end: int = 0


@dataclass(slots=True)
class Point:
    """Where a chapter begins. `listed` says that the contents name it; `divides` that it heads other chapters."""

    page: int
    index: int
    label: str = ""
    part: str | None = None
    listed: bool = True
    divides: bool = False


class Flow:
    """The drafts of all pages in reading order, and where pages and anchors lie among them."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = [page for page in pages if page.linear and page.in_spine]
        self.drafts: list[BlockDraft] = []
        self.first: dict[int, int] = {}
        self._ends: dict[int, list[int]] = {}
        for page in self.pages:
            self.first[page.document] = len(self.drafts)
            self._ends[page.document] = list(accumulate((draft.end for draft in page.drafts), max))
            self.drafts.extend(page.drafts)
        self.by_href = {page.href: page for page in self.pages}
        sizes = (0 if draft.in_notes else draft.characters() for draft in self.drafts)
        self._sizes = list(accumulate(sizes, initial=0))

    def size(self, start: int, end: int) -> int:
        """About how many characters are read between two indices."""
        return self._sizes[max(start, end)] - self._sizes[start]

    def at(self, page: Page, fragment: str) -> int | None:
        """The index of the draft at an anchor; None where the page has no such anchor."""
        first = self.first[page.document]
        if not fragment:
            return first
        offset = page.anchors.get(fragment)
        return None if offset is None else first + bisect.bisect_right(self._ends[page.document], offset)


def points_of(
    entries: Sequence[Entry], flow: Flow, is_part: Callable[[Node], bool | None], book: str, warn: Warn
) -> list[Point]:
    """The chapters' beginnings that the contents name, in reading order."""
    nodes = _Resolver(flow, warn).nodes(entries)
    _set_ends(nodes, len(flow.drafts))
    if len(nodes) == 1 and nodes[0].children and not _CHAPTER.match(nodes[0].label):
        points = list(_points(nodes[0].children, None, flow, is_part, book))
        if nodes[0].index >= 0 and (not points or nodes[0].index < points[0].index):
            points.insert(0, Point(nodes[0].page, nodes[0].index, nodes[0].label, divides=True))
    else:
        points = list(_points(nodes, None, flow, is_part, book))
    points.sort(key=lambda point: (point.index, point.page))
    return _without_twins(points)


class _Resolver:
    def __init__(self, flow: Flow, warn: Warn) -> None:
        self._flow = flow
        self._warn = warn
        self._named: set[str] = set()

    def nodes(self, entries: Sequence[Entry]) -> list[Node]:
        """The entries whose place exists, with those of their children."""
        nodes: list[Node] = []
        for entry in entries:
            node = Node(entry.label)
            self._place(node, entry)
            node.children = self.nodes(entry.children)
            if node.index >= 0 or node.children:
                nodes.append(node)
        return nodes

    def _place(self, node: Node, entry: Entry) -> None:
        if not entry.href:
            return
        page = self._flow.by_href.get(entry.href)
        if page is None:
            self._warn(f"the contents name {printable(entry.href)}, which is not read")
            return
        index = self._flow.at(page, entry.fragment)
        if index is None:
            place = f"{entry.href}#{entry.fragment}"
            self._warn(f"the contents name {printable(place)}, but that place does not exist")
            if entry.href in self._named:
                return
            index = self._flow.first[page.document]
        self._named.add(entry.href)
        node.page, node.index = page.document, index


def _set_ends(nodes: list[Node], end: int) -> None:
    """Where each node's text ends: where the next one of its level or above begins."""
    stack: list[tuple[list[Node], int]] = [(nodes, end)]
    while stack:
        level, after = stack.pop()
        for node in reversed(level):
            node.end = after
            stack.append((node.children, after))
            start = _start(node)
            if start >= 0:
                after = start


def _start(node: Node) -> int:
    while node.index < 0 and node.children:
        node = node.children[0]
    return node.index


def _points(
    nodes: Sequence[Node], part: str | None, flow: Flow, is_part: Callable[[Node], bool | None], book: str
) -> Iterator[Point]:
    for node in nodes:
        divides = bool(node.children) and _divides(node, flow, is_part)
        if node.index >= 0:
            yield Point(node.page, node.index, node.label, part, divides=divides)
        if divides:
            named = node.label and node.label.casefold() != book.casefold()
            inner = ", ".join(filter(None, (part, node.label))) if named else part
            yield from _points(node.children, inner, flow, is_part, book)


def _divides(node: Node, flow: Flow, is_part: Callable[[Node], bool | None]) -> bool:
    """Whether the children of a line of the contents are chapters, and not sections of one chapter."""
    if node.index < 0 or node.index >= node.end:
        return True
    labels = [child.label for child in node.children]
    if _most(labels, _SCENE):
        return False
    if _most(labels, _CHAPTER):
        return True
    if _CHAPTER.match(node.label):
        return False
    if _PART.match(node.label):
        return True
    if (said := is_part(node)) is not None:
        return said
    if _most(labels, _NUMBER) and not _NUMBER.match(node.label):
        return True
    size = flow.size(_start(node.children[0]), node.end) / len(labels)
    own_files = sum(child.page != node.page for child in node.children) * 2 > len(labels)
    return size >= (_SMALLEST_FILE if own_files else _SMALLEST_IN_ONE_FILE)


def _most(labels: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return sum(bool(pattern.match(label)) for label in labels) * 2 > len(labels)


def _without_twins(points: Sequence[Point]) -> list[Point]:
    """One point a place: of several lines that lead to one place, the last that heads no others names it."""
    kept: list[Point] = []
    for point in points:
        last = kept[-1] if kept else None
        if last is None or (last.page, last.index) != (point.page, point.index):
            kept.append(point)
        elif last.divides and not point.divides:
            kept[-1] = point
    return kept


def points_by_headings(flow: Flow) -> list[Point]:
    """Chapters' beginnings where the book has no contents: its headings; in front of the first of them, its files."""
    level = _chapter_level(flow)
    points: list[Point] = []
    before: Page | None = None
    headed = False
    for page in flow.pages:
        first = flow.first[page.document]
        found = False
        for index in range(first, first + len(page.drafts)):
            draft = flow.drafts[index]
            follows = index > first and flow.drafts[index - 1].kind == "heading"
            if draft.kind == "heading" and 0 < draft.level <= level and not (follows and found):
                points.append(Point(page.document, index, listed=False))
                found = headed = True
        if not found and (not points or (not headed and not _is_split(flow, before, page))):
            points.append(Point(page.document, first, listed=False))
        before = page if page.drafts else before
    return points


def _is_split(flow: Flow, before: Page | None, page: Page) -> bool:
    """Whether a file without headings goes on with the one before: it was cut by size, or in a sentence."""
    if before is None or not page.drafts:
        return False
    stems = [_SPLIT.sub("", one.href) for one in (before, page)]
    if stems[0] == stems[1] and stems[0] != page.href:
        return True
    return goes_on(before.words_of(before.drafts[-1]), page.words_of(page.drafts[0]))


def _chapter_level(flow: Flow) -> int:
    """The highest level of heading that occurs more than once, else the highest that occurs."""
    counts: dict[int, int] = {}
    for draft in flow.drafts:
        if draft.kind == "heading":
            counts[draft.level] = counts.get(draft.level, 0) + 1
    return next((level for level in sorted(counts) if counts[level] > 1), min(counts, default=0))
