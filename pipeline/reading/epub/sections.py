"""Chapters to be, and what is weighed once all of them are known: which of them are matter that is not spoken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from manifests.book import Matter, Metadata
from pipeline.reading.epub.block_drafts import BlockDraft, Page
from pipeline.reading.epub.heading_words import chapter_number
from pipeline.reading.epub.weighing import Place, holds, is_copyright_page, is_left_out, is_title_page, is_tools_page
from pipeline.reading.selection import SPOKEN

_CHAPTER_SIZE = 3000
_PAGE_SIZE = 600
"""No title page has more letters."""


@dataclass(slots=True)
class EpubSection:
    """A chapter to be: its drafts, and what is known of it. `certain` says that the book itself declares its matter."""

    page: int
    title: str
    matter: Matter
    part: str | None = None
    drafts: list[BlockDraft] = field(default_factory=list)
    linear: bool = True
    certain: bool = False
    listed: bool = True


def lines_of(drafts: Sequence[BlockDraft], pages: Mapping[int, Page]) -> list[str]:
    """The paragraphs of a section, without its headings."""
    return [
        words for d in drafts if d.kind not in ("heading", "scene-break") and (words := pages[d.document].words_of(d))
    ]


def weigh(sections: Sequence[EpubSection], pages: Mapping[int, Page], metadata: Metadata) -> None:
    """Make chapters of the sections that their title alone calls matter, and title pages of those before the text."""
    lines = {id(section): lines_of(section.drafts, pages) for section in sections}
    names = (metadata.title, *metadata.authors)
    titles = {id(s) for s in sections if is_title_page([pages[d.document].words_of(d) for d in s.drafts], names)}
    first, last = _bounds(sections, lines, titles)
    for at, section in enumerate(sections):
        if section.matter in ("cover", "titlepage") and _runs_on(section, pages):
            section.matter, section.title, section.certain = "chapter", metadata.title, False
        place: Place = "front" if at < first else "back" if at > last else "between"
        if section.certain or not section.linear:
            continue
        text = lines[id(section)]
        whole = [pages[d.document].words_of(d) for d in section.drafts] if place != "between" else []
        if place != "between" and is_tools_page(whole):
            section.matter = "imprint"
        elif place == "back" and not text and section.title and _is_named(section, metadata):
            section.matter = "titlepage"
        elif place == "front" and _is_named(section, metadata) and is_copyright_page(whole):
            section.matter = "copyright"
        elif section.matter not in SPOKEN:
            noted = section.matter == "notes" and 2 * sum(draft.in_notes for draft in section.drafts) >= len(
                section.drafts
            )
            if text and section.title and not noted and not is_left_out(section.title, section.matter, text, place):
                section.matter = "chapter"
        elif (section.matter == "chapter" and place == "front") and (
            is_title_page(whole, names) or (not section.listed and _says_little(whole))
        ):
            section.matter = "titlepage"


def _runs_on(section: EpubSection, pages: Mapping[int, Page]) -> bool:
    """Whether what begins at a cover holds the text behind it as well: the contents name nothing else."""
    behind = [draft for draft in section.drafts if draft.document != section.page]
    return sum(map(len, lines_of(behind, pages))) > _PAGE_SIZE


def _is_named(section: EpubSection, metadata: Metadata) -> bool:
    """Whether a section has no title but the book's own."""
    return section.title.casefold() in ("", metadata.title.casefold())


def _bounds(
    sections: Sequence[EpubSection], lines: Mapping[int, Sequence[str]], title_pages: set[int]
) -> tuple[int, int]:
    """The first and the last section that are text beyond doubt, or long enough to be."""
    text = [
        at
        for at, section in enumerate(sections)
        if section.linear
        and (
            _is_chapter(section, lines[id(section)])
            or (not section.certain and section.matter not in SPOKEN and _is_text(section, lines[id(section)]))
        )
    ]
    if not text:
        text = [
            at
            for at, section in enumerate(sections)
            if section.matter == "chapter" and lines[id(section)] and id(section) not in title_pages
        ]
    return (text[0], text[-1]) if text else (0, len(sections))


def _is_chapter(section: EpubSection, lines: Sequence[str]) -> bool:
    """Whether a section is long enough to be a chapter, or says the number of one and is no heading alone."""
    if section.matter == "chapter" and lines and chapter_number(section.title) is not None:
        return True
    return section.matter in ("chapter", "part", "prologue", "epilogue") and sum(map(len, lines)) > 600


def _is_text(section: EpubSection, lines: Sequence[str]) -> bool:
    prose = sum(len(line) for line in lines if len(line) > 120)
    return prose > _CHAPTER_SIZE and not holds(section.matter, lines)


def _says_little(whole: Sequence[str]) -> bool:
    """Whether text in front of the first chapter is a name or two, and no sentence."""
    return sum(map(len, whole)) < 200 and not any(line.endswith((".", "!", "?", "…", "”", "。")) for line in whole)
