"""Chapters as a listener expects them: drafts cut at the points of the contents, classified, titled."""

from __future__ import annotations

from collections.abc import Sequence

from manifests.book import Metadata
from pipeline.reading.epub.block_drafts import BlockDraft, Page
from pipeline.reading.epub.contents import Contents
from pipeline.reading.epub.division import Flow, Node, Point, points_by_headings, points_of
from pipeline.reading.epub.empty_titles import is_empty
from pipeline.reading.epub.islands import islands
from pipeline.reading.epub.markup import Warn
from pipeline.reading.epub.section_kinds import SectionKinds, heading_title, is_title_only, name_untitled
from pipeline.reading.epub.sections import EpubSection, weigh
from pipeline.reading.selection import SPOKEN

_FEWEST_LISTED = 2


def divide(pages: Sequence[Page], contents: Contents, metadata: Metadata, warn: Warn) -> list[EpubSection]:
    """The whole book as sections in reading order; every draft is in exactly one."""
    return _Division(pages, contents, metadata, warn).sections()


class _Division:
    def __init__(self, pages: Sequence[Page], contents: Contents, metadata: Metadata, warn: Warn) -> None:
        self._all = pages
        self._pages = {page.document: page for page in pages}
        self._contents = contents
        self._metadata = metadata
        self._warn = warn
        self._flow = Flow(pages)
        self._kinds = SectionKinds(pages, contents, metadata, self._flow)

    def sections(self) -> list[EpubSection]:
        """Sections of the flow, then those outside the reading order, sorted by page."""
        flow = self._flow
        points = points_of(self._contents.entries, flow, self._says_part, self._metadata.title, self._warn)
        telling = sum(not is_empty(point.label) for point in points)
        by_headings = points_by_headings(flow) if telling < _FEWEST_LISTED else []
        if by_headings and (
            not points or sum(self._begins_with_heading(point.index) for point in by_headings) > telling
        ):
            points = by_headings
        else:
            points = self._with_unlisted(points)
        if flow.drafts and points[0].index > 0:
            points.insert(0, Point(flow.drafts[0].document, 0, listed=False))
        points = islands(points, flow)
        starts = [self._pulled(points, at) for at in range(len(points))]
        ends = [*starts[1:], len(flow.drafts)]
        sections: list[EpubSection] = []
        waiting: list[BlockDraft] = []
        part: str | None = None
        for point, start, end in zip(points, starts, ends, strict=False):
            drafts = flow.drafts[start:end]
            section = self._section(point, drafts)
            heads = point.divides or section.matter == "part"
            if heads and is_title_only(drafts) and section.matter in SPOKEN:
                waiting.extend(drafts)
                # In contents without levels, a part reaches to the next one.
                part = None if point.divides else section.title
                continue
            if section.part is None and section.matter == "chapter":
                section.part = part
            if waiting and section.matter in SPOKEN:
                section.drafts = waiting + section.drafts
                waiting = []
            sections.append(section)
        if waiting:
            point = Point(waiting[0].document, 0)
            sections.append(self._section(point, waiting))
        weigh(sections, self._pages, self._metadata)
        sections.extend(self._outside())
        sections.sort(key=lambda section: section.page)
        name_untitled(sections, self._metadata.title)
        return sections

    def _outside(self) -> list[EpubSection]:
        """Pages outside the reading order, each by itself."""
        outside = [page for page in self._all if not page.linear and page.in_spine]
        return [
            EpubSection(
                page.document,
                *self._kinds.title_and_matter(Point(page.document, 0), page.drafts)[:2],
                None,
                page.drafts,
                False,
            )
            for page in outside
        ]

    def _section(self, point: Point, drafts: list[BlockDraft]) -> EpubSection:
        title, matter, certain = self._kinds.title_and_matter(point, drafts)
        return EpubSection(point.page, title, matter, point.part, drafts, certain=certain, listed=point.listed)

    def _says_part(self, node: Node) -> bool | None:
        """Whether the markup at a line's place calls it a part (True) or a chapter (False)."""
        page = self._pages[node.page]
        draft = self._flow.drafts[node.index]
        if draft.document != page.document:
            return None
        for area in page.around(draft.start):
            if area.types & {"part", "volume", "division", "halftitlepage"}:
                return True
            if "chapter" in area.types:
                return False
        return None

    def _with_unlisted(self, points: list[Point]) -> list[Point]:
        """`points`, and those of pages that the contents do not name but that are matter of their own."""
        flow = self._flow
        listed: dict[int, int] = {}
        for point in points:
            listed.setdefault(point.page, point.index)
        level = min((flow.drafts[p.index].level for p in points if self._begins_with_heading(p.index)), default=0)
        front = points[0].index
        extra: list[Point] = []
        apart = True
        for page in flow.pages:
            first = flow.first[page.document]
            if page.document in listed:
                if first < front and first < listed[page.document]:
                    extra.append(Point(page.document, first, listed=False))
                apart = False
            elif first < front or (first == front and not page.drafts):
                extra.append(Point(page.document, first, listed=False))
            elif page.drafts and (apart or self._is_apart(page, level)):
                extra.append(Point(page.document, first, listed=False))
                apart = True
        return sorted([*points, *extra], key=lambda point: (point.index, point.page))

    def _is_apart(self, page: Page, level: int) -> bool:
        title = heading_title(page.drafts, self._pages)
        matter = self._kinds.declared(page, page.drafts) or self._kinds.matter(page, page.drafts, title)
        if matter != "chapter":
            return True
        types, _ = self._kinds.types(page, page.drafts)
        first = page.drafts[0]
        return first.kind == "heading" and ("chapter" in types or 0 < first.level <= level)

    def _begins_with_heading(self, index: int) -> bool:
        drafts = self._flow.drafts
        return index < len(drafts) and drafts[index].kind == "heading"

    def _pulled(self, points: Sequence[Point], at: int) -> int:
        """Where a chapter begins, its own headings included that stand before the place the contents lead to."""
        start = points[at].index
        drafts = self._flow.drafts
        before = points[at - 1].index if at else 0
        if not at or (points[at].page != points[at - 1].page and self._flow.first[points[at].page] == start):
            return start
        first = start
        while (
            first - 1 > before and drafts[first - 1].document == points[at].page and drafts[first - 1].kind == "heading"
        ):
            first -= 1
        has_text = any(draft.kind != "heading" for draft in drafts[before:first])
        return first if has_text else start
