"""What a section of an EPUB is called, and what it is: a chapter, or matter of another kind."""

from __future__ import annotations

from collections.abc import Sequence

from manifests.book import Matter, Metadata
from pipeline.reading.epub import matter as matters
from pipeline.reading.epub.block_drafts import Area, BlockDraft, Page
from pipeline.reading.epub.contents import Contents
from pipeline.reading.epub.division import Flow, Point
from pipeline.reading.epub.empty_titles import is_empty
from pipeline.reading.epub.sections import EpubSection, lines_of
from pipeline.reading.epub.weighing import is_copyright_page
from pipeline.reading.selection import SPOKEN
from pipeline.reading.titles import by_title

_OWN_TITLES: dict[Matter, str] = {
    "titlepage": "Title page",
    "introduction": "Front matter",
    "opening credits": "Opening credits",
    "closing credits": "Closing credits",
}


class SectionKinds:
    """Judges the sections of one book, by markup, contents, titles and looks."""

    def __init__(self, pages: Sequence[Page], contents: Contents, metadata: Metadata, flow: Flow) -> None:
        self._pages = {page.document: page for page in pages}
        self._metadata = metadata
        self._flow = flow
        self._landmarks: dict[str, list[str]] = {}
        for kind, href in contents.landmarks:
            self._landmarks.setdefault(href, []).append(kind)

    def title_and_matter(self, point: Point, drafts: list[BlockDraft]) -> tuple[str, Matter, bool]:
        """A section's title (empty where nothing gives one), its matter, and whether the book itself declares that."""
        page = self._pages[point.page]
        title = "" if is_empty(point.label) else point.label
        title = title or heading_title(drafts, self._pages) or point.label
        declared = self.declared(page, drafts)
        matter = declared or self.matter(page, drafts, title)
        if is_empty(title) and by_title(title) is None:
            plain = " ".join(page.title.split())
            usable = not is_empty(plain) and plain.casefold() != self._metadata.title.casefold()
            title = plain if usable else _OWN_TITLES.get(matter, "" if matter in SPOKEN else matter.capitalize())
        return title, matter, declared is not None

    def declared(self, page: Page, drafts: Sequence[BlockDraft]) -> Matter | None:
        """The matter that `epub:type`, roles, landmarks or the guide give a section, where they say it exactly."""
        types, _ = self.types(page, drafts)
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

    def matter(self, page: Page, drafts: Sequence[BlockDraft], title: str) -> Matter:
        """The matter that a section's title names or that it looks like; weighed when all sections are known."""
        _, around = self.types(page, drafts)
        named = by_title(title)
        if named == "part":
            return "part" if is_title_only(drafts) else "chapter"
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

    def types(self, page: Page, drafts: Sequence[BlockDraft]) -> tuple[frozenset[str], set[str]]:
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


def is_title_only(drafts: Sequence[BlockDraft]) -> bool:
    """Whether a section is nothing but its headings."""
    return all(draft.kind in ("heading", "scene-break") for draft in drafts)


def heading_title(drafts: Sequence[BlockDraft], pages: dict[int, Page]) -> str:
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


def name_untitled(sections: Sequence[EpubSection], book: str) -> None:
    """Sections that nothing gives a title have the book's, with a number from the second on."""
    untitled = [section for section in sections if not section.title]
    for number, section in enumerate(untitled, 1):
        section.title = _OWN_TITLES.get(section.matter) or (book if number == 1 else f"{book} ({number})")


def _is_whole(page: Page, drafts: Sequence[BlockDraft]) -> bool:
    """Whether a section begins with its page."""
    return (bool(drafts) and bool(page.drafts) and drafts[0] is page.drafts[0]) or not page.drafts


def _covers(area: Area, start: int, end: int) -> bool:
    if end <= start:
        return True
    return min(area.end, end) - max(area.start, start) >= 0.6 * (end - start)
