"""Chapters from a row of blocks: what their headings say, what is not spoken, what a person chose otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from manifests.book import Block, Chapter, Matter, joined
from pipeline.reading.options import ReadingOptions
from pipeline.reading.selection import Selection, unused_warning
from pipeline.reading.titles import by_title

_PART = re.compile(
    r"(?i)(?:(?:the\s+)?(?:\w+\s+)?(?:part|book|volume|vol|act|teil|buch|band|akt|aufzug|partie|livre|tome|acte|parte|libro|"
    r"acto|atto)\b)|第.{1,6}[部卷幕編编]"
)
_STOPS = ".:;,!?—–-…。："


@dataclass(slots=True)
class Section:
    """A chapter that is being gathered. `heading` is its own heading's block, not yet among `blocks`."""

    title: str
    heading: Block | None = None
    level: int = 1
    blocks: list[Block] = field(default_factory=list)
    part: str | None = None
    matter: Matter | None = None
    untitled: bool = False


def matter_of(title: str) -> Matter:
    """What a chapter is, judged by its title alone. (Parts are told by what follows them.)"""
    matter = by_title(title) if len(title) <= 80 else None
    return "chapter" if matter is None or matter == "part" else matter


def is_part_title(title: str) -> bool:
    """Whether a heading names a part, book or act, which holds chapters."""
    return len(title) <= 80 and _PART.match(title.strip()) is not None


def heading_title(text: str, block: Block) -> str:
    """A heading's rows on one line: "CHAPTER I" and "The Pool" become "CHAPTER I: The Pool"."""
    title = ""
    for row in block.rows:
        whole = text[row[0][0] : row[-1][1]]
        # A wide space between wide letters is worth keeping in a title, though nobody speaks it.
        words = " ".join(whole.split()) if "\u3000" in whole and "\n" not in whole else joined(text, row)
        title += f"{' ' if title[-1] in _STOPS else ': '}{words}" if title else words
    return title


def lone_title(blocks: Sequence[Block]) -> Block | None:
    """The heading that is the book's title: it stands first, alone on its level, and deeper ones make the chapters.

    There are at least two of those, or nothing stands between it and the first of them.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    if not headings or blocks[0] is not headings[0]:
        return None
    first, *others = headings
    if not others or any(block.level <= first.level for block in others):
        return None
    return first if len(others) > 1 or blocks[1] is others[0] else None


def divided(text: str, blocks: Sequence[Block], book_title: str, title: Block | None = None) -> list[Section]:
    """Blocks as sections.

    The highest level of heading makes chapters, or, where such headings name parts or have no text of their own, the
    parts of the chapters below them. Deeper headings stay in their chapter as blocks. `title` is the heading that is
    the book's title, and gets a title page of its own.
    """
    levels = sorted({block.level for block in blocks if block.kind == "heading" and block is not title})
    if not levels:
        return [Section(book_title, blocks=list(blocks), untitled=True)]
    parts = len(levels) > 1 and _are_parts(text, blocks, levels[0], title)
    chapter_levels = set(levels[: 1 + parts])
    sections = [Section(book_title, untitled=True)]
    for block in blocks:
        if block is title:
            sections[-1].matter = "titlepage"
            sections[-1].blocks.append(block)
            sections.append(Section(book_title, untitled=True))
        elif block.kind == "heading" and block.level in chapter_levels:
            sections.append(Section(heading_title(text, block), block, block.level))
        else:
            sections[-1].blocks.append(block)
    return gathered(sections)


def _are_parts(text: str, blocks: Sequence[Block], level: int, title: Block | None) -> bool:
    """Whether the headings of `level` name parts: each is called one, or a deeper heading follows it at once."""
    parts = chapters = 0
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind != "heading" or block.level != level or block is title:
            continue
        words = heading_title(text, block)
        empty = following is not None and following.kind == "heading" and following.level > level
        if empty or is_part_title(words):
            parts += 1
        elif matter_of(words) == "chapter":
            chapters += 1
    return parts > 0 and chapters == 0


def gathered(sections: Sequence[Section]) -> list[Section]:
    """Sections with their headings among their blocks; empty ones are dropped.

    A part's title makes the part of the chapters after it. Where it has no text of its own it is no chapter: its
    heading becomes the first block of the next.
    """
    sections = [section for section in sections if section.heading or section.blocks]
    result: list[Section] = []
    part: str | None = None
    held = 0  # the level of the chapters that the part holds
    waiting: list[Block] = []
    for section, following in zip(sections, [*sections[1:], None], strict=True):
        if section.heading is None:
            result.append(section)
            continue
        if following is not None and _is_part(section, following):
            if not waiting or section.level < held:
                part, held = section.title, following.level
            waiting.append(section.heading)
            continue
        if section.level < held or (section.level == held and matter_of(section.title) in ("epilogue", "afterword")):
            part, held = None, 0
        section.part = part
        section.blocks = [*waiting, section.heading, *section.blocks]
        waiting = []
        result.append(section)
        if following is not None and following.level > section.level and is_part_title(section.title):
            part, held, section.matter = section.title, following.level, "part"
    return result


def _is_part(section: Section, following: Section) -> bool:
    """Whether a section is nothing but the title of a part that `following` belongs to."""
    if section.blocks or following.heading is None:
        return False
    if following.level > section.level:
        return True
    return following.level == section.level and is_part_title(section.title) and not is_part_title(following.title)


def finished(sections: Sequence[Section], options: ReadingOptions) -> tuple[tuple[Chapter, ...], tuple[str, ...]]:
    """Sections as chapters, each spoken or not; and a warning for each choice that names none of them."""
    chapters = []
    selection = Selection(options)
    for number, section in enumerate(sections, 1):
        matter = section.matter or ("chapter" if section.untitled else matter_of(section.title))
        empty = not any(block.rows for block in section.blocks)
        why = selection.left_out_because(number, section.title, matter, empty=empty)
        chapters.append(
            Chapter(
                title=section.title,
                matter=matter,
                part=section.part,
                spoken=not why,
                left_out_because=why,
                blocks=tuple(section.blocks),
            )
        )
    return tuple(chapters), tuple(map(unused_warning, selection.unused()))
