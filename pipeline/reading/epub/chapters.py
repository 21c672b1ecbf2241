"""Chapters as a listener expects them: drafts cut at the points of the contents, classified, titled."""

from __future__ import annotations

from collections.abc import Sequence

from manifests.book import Matter, Metadata
from pipeline.reading.epub import matter as matters
from pipeline.reading.epub.block_drafts import Area, BlockDraft, Page
from pipeline.reading.epub.contents import Contents
from pipeline.reading.epub.division import Flow, Node, Point, points_by_headings, points_of
from pipeline.reading.epub.empty_titles import is_empty
from pipeline.reading.epub.islands import islands
from pipeline.reading.epub.markup import Warn
from pipeline.reading.epub.sections import EpubSection, lines_of, weigh
from pipeline.reading.epub.weighing import is_copyright_page
from pipeline.reading.selection import SPOKEN
from pipeline.reading.titles import by_title


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
        self._landmarks: dict[str, list[str]] = {}
        for kind, href in contents.landmarks:
            self._landmarks.setdefault(href, []).append(kind)

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
            if heads and _is_title_only(drafts) and section.matter in SPOKEN:
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
        _name_untitled(sections, self._metadata.title)
        return sections

    def _outside(self) -> list[EpubSection]:
        """Pages outside the reading order, each by itself."""
        outside = [page for page in self._all if not page.linear and page.in_spine]
        return [
            EpubSection(
                page.document,
                *self._title_and_matter(Point(page.document, 0), page.drafts)[:2],
                None,
                page.drafts,
                False,
            )
            for page in outside
        ]

    def _section(self, point: Point, drafts: list[BlockDraft]) -> EpubSection:
        title, matter, certain = self._title_and_matter(point, drafts)
        return EpubSection(point.page, title, matter, point.part, drafts, certain=certain, listed=point.listed)

    def _title_and_matter(self, point: Point, drafts: list[BlockDraft]) -> tuple[str, Matter, bool]:
        """A section's title (empty where nothing gives one), its matter, and whether the book itself declares that."""
        page = self._pages[point.page]
        title = "" if is_empty(point.label) else point.label
        title = title or _heading_title(drafts, self._pages) or point.label
        declared = self._declared(page, drafts)
        matter = declared or self._matter(page, drafts, title)
        if is_empty(title) and by_title(title) is None:
            plain = " ".join(page.title.split())
            usable = not is_empty(plain) and plain.casefold() != self._metadata.title.casefold()
            title = plain if usable else _OWN_TITLES.get(matter, "" if matter in SPOKEN else matter.capitalize())
        return title, matter, declared is not None

    def _declared(self, page: Page, drafts: Sequence[BlockDraft]) -> Matter | None:
        """The matter that `epub:type`, roles, landmarks or the guide give a section, where they say it exactly."""
        types, _ = self._types(page, drafts)
        said = matters.by_types(types)
        if said is not None and not matters.is_generic(types) and said != "chapter":
            return said
        if _is_whole(page, drafts):
            landmark = matters.by_types(
                k for k in self._landmarks.get(page.href, ()) if k not in ("text", "bodymatter", "start")
            )
            if landmark is not None:
                return landmark
        return "chapter" if said == "chapter" and not matters.is_generic(types) else None

    def _matter(self, page: Page, drafts: Sequence[BlockDraft], title: str) -> Matter:
        """The matter that a section's title names or that it looks like; weighed when all sections are known."""
        _, around = self._types(page, drafts)
        named = by_title(title)
        if named == "part":
            return "part" if _is_title_only(drafts) else "chapter"
        if named is not None:
            return named
        if _is_whole(page, drafts):
            lines = lines_of(drafts, self._pages)
            looks = matters.by_content(
                sum(map(len, lines)) + (1 if title else 0),
                links=page.links,
                link_characters=page.link_characters,
                pictures=page.pictures,
                first=page is self._flow.pages[0] if self._flow.pages else True,
            )
            if looks is not None:
                return looks
            if not title and is_copyright_page(lines):
                return "copyright"
        if "frontmatter" in around:
            return "introduction"
        return "other" if "backmatter" in around else "chapter"

    def _types(self, page: Page, drafts: Sequence[BlockDraft]) -> tuple[frozenset[str], set[str]]:
        """The types of the innermost known area that covers most of a section, and all around."""
        own = [draft for draft in drafts if draft.document == page.document]
        start, end = (own[0].start, own[-1].end) if own else (0, 0)
        # What covers most of a stretch covers its middle.
        areas = page.around((start + end) // 2) if own else page.areas
        covering = [area for area in areas if _covers(area, start, end)]
        around = {kind for area in covering for kind in area.types}
        known = [area for area in covering if matters.by_types(area.types)]
        exact = [area for area in known if not matters.is_generic(area.types)] or known
        return (max(exact, key=lambda area: area.depth).types if exact else frozenset()), around

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
        title = _heading_title(page.drafts, self._pages)
        matter = self._declared(page, page.drafts) or self._matter(page, page.drafts, title)
        if matter != "chapter":
            return True
        types, _ = self._types(page, page.drafts)
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


def _is_title_only(drafts: Sequence[BlockDraft]) -> bool:
    return all(draft.kind in ("heading", "scene-break") for draft in drafts)


def _is_whole(page: Page, drafts: Sequence[BlockDraft]) -> bool:
    """Whether a section begins with its page."""
    return (bool(drafts) and bool(page.drafts) and drafts[0] is page.drafts[0]) or not page.drafts


def _name_untitled(sections: Sequence[EpubSection], book: str) -> None:
    """Sections that nothing gives a title have the book's, with a number from the second on."""
    untitled = [section for section in sections if not section.title]
    for number, section in enumerate(untitled, 1):
        section.title = _OWN_TITLES.get(section.matter) or (book if number == 1 else f"{book} ({number})")


_FEWEST_LISTED = 2
_OWN_TITLES: dict[Matter, str] = {
    "titlepage": "Title page",
    "introduction": "Front matter",
    "opening credits": "Opening credits",
    "closing credits": "Closing credits",
}


def _covers(area: Area, start: int, end: int) -> bool:
    if end <= start:
        return True
    return min(area.end, end) - max(area.start, start) >= 0.6 * (end - start)


def _heading_title(drafts: Sequence[BlockDraft], pages: dict[int, Page]) -> str:
    """The headings that a section begins with, as one line."""
    parts: list[str] = []
    for draft in drafts[:4]:
        if draft.kind == "scene-break":
            continue
        if draft.kind != "heading":
            break
        text = pages[draft.document].text
        rows = (" ".join("".join(text[run.start : run.end] for run in row).split()) for row in draft.rows)
        parts.extend(row for row in rows if row)
    return ": ".join(parts)[:200]
