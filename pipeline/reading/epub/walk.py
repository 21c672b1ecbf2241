"""One content document, walked once: its text, and the drafts of its blocks.

Walking keeps its own stack: a document may be nested deeper than Python calls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from manifests.book import Reason
from pipeline.reading.epub import semantics
from pipeline.reading.epub.drafts import (
    DIRECTION,
    EMPHASIS,
    NAME_LIKE,
    PERSONA,
    Area,
    Cut,
    Draft,
    NoteKey,
    Page,
    Run,
)
from pipeline.reading.epub.notes import Links

_NOTE_SECTIONS = frozenset(("footnotes", "endnotes", "rearnotes", "notes", "chapter-endnotes"))
_NOTES = frozenset(("footnote", "endnote", "rearnote", "note", "annotation"))
_QUOTATIONS = frozenset(("z3998:letter", "z3998:diary", "z3998:telegram"))
_NUMBER = re.compile(r"\s*[\[(]?\d{1,3}[\])]?\s*")
_STOPS = tuple(".,;:!?…”’\"'»)]。，；：！？」』）")
_LONGEST_UNIT = 4
_LAYERS = frozenset(["body", "section", "article", "div", "nav", "aside", "header", "main", "blockquote"])


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds inside an element. `row` says that its children's borders end rows, not blocks."""

    language: str
    omit: Reason | None = None
    marks: int = 0
    heading: int = 0
    verse: bool = False
    quoted: bool = False
    preformatted: bool = False
    drama: bool = False
    drama_table: bool = False
    table_row: int = 0
    note: NoteKey | None = None
    in_notes: bool = False
    grouped: bool = False
    direction: bool = False
    in_link: bool = False


@dataclass(slots=True)
class _Frame:
    """An open element: what holds around it, and what its end ends."""

    outside: _Context
    ends_block: bool
    ends_row: bool
    area: tuple[int, int, frozenset[str]] | None
    area_types: frozenset[str] = frozenset()


class Walker:
    """Fills a page from a body. `links` tells marks and notes; `with_alternatives` reads the text of pictures."""

    def __init__(self, page: Page, links: Links, *, with_alternatives: bool) -> None:
        self.page = page
        self._links = links
        self._with_alternatives = with_alternatives
        self._parts: list[str] = []
        self._offset = 0
        self._draft: Draft | None = None
        self._rows_of_tables = 0
        self._lines_of: etree._Element | None = None
        self._holds_lines = False
        plain = _Context(language="")
        self._last_emphasis = (plain, "", plain)

    def walk(self, body: etree._Element) -> Page:
        """Read everything inside `body`."""
        context = _Context(language=self.page.language)
        frames: list[_Frame] = []
        for event, element in etree.iterwalk(body, events=("start", "end")):
            if event == "start":
                frame, context = self._open(element, context, len(frames))
                frames.append(frame)
                if element.text:
                    self._read(element.text, context)
            else:
                frame = frames.pop()
                self._close(frame, context)
                context = frame.outside
                if element.tail and element is not body:
                    self._read(element.tail, context)
        self._end_block()
        self.page.text = "".join(self._parts)
        return self.page

    def _open(self, element: etree._Element, outside: _Context, depth: int) -> tuple[_Frame, _Context]:
        name = semantics.name_of(element)
        types = semantics.types_of(element)
        attributes = element.attrib
        if attributes:
            for key in ("id", "name") if name == "a" else ("id",):
                if value := attributes.get(key):
                    self.page.anchors.setdefault(value, self._offset)
        inside = self._context_of(element, name, types, outside)
        ends_block = name in semantics.BLOCKS and not outside.grouped
        ends_row = name == "br" or name in semantics.CELLS or (name in semantics.BLOCKS and outside.grouped)
        if outside.drama_table and name in semantics.CELLS:
            ends_block = True
        if outside.verse and not inside.omit and semantics.is_verse_line(element, name):
            ends_row = ends_row or name != "span" or self._is_line_span(element)
            ends_block = False
        if ends_block:
            self._end_block()
        elif ends_row:
            self._end_row()
        if not inside.omit:
            self._stand_alone(element, name, types, inside)
        area = (self._offset, depth, types) if types and name in _LAYERS else None
        return _Frame(outside, ends_block, ends_row, area), inside

    def _close(self, frame: _Frame, inside: _Context) -> None:
        if frame.ends_block:
            self._end_block()
        elif frame.ends_row:
            self._end_row()
        if frame.area is not None:
            start, depth, types = frame.area
            self.page.areas.append(Area(start, self._offset, depth, types))

    def _stand_alone(self, element: etree._Element, name: str, types: frozenset[str], inside: _Context) -> None:
        """Pictures and breaks, which need no text."""
        if name in ("img", "image"):
            self.page.pictures += 1
            if not semantics.is_ornament(element):
                return
        elif name not in ("hr", "p", "div") or not semantics.is_break(element, name, types):
            return
        if self._draft is None or not self._draft.runs:
            self._end_block()
            self.page.drafts.append(self._new_draft("scene-break", inside))

    def _context_of(self, element: etree._Element, name: str, types: frozenset[str], outside: _Context) -> _Context:
        if not element.attrib and name in ("p", "br", "tbody", "ul", "ol", "li", "div", "td", "span"):
            return outside
        if not element.attrib and name in semantics.EMPHASES:
            return self._emphasised(name, outside)
        changes: dict[str, object] = {}
        marks = outside.marks
        if not outside.omit and (
            reason := self._links.reason(element)
            or semantics.left_out(element, name, types, with_alternatives=self._with_alternatives)
        ):
            changes["omit"] = reason
        if (key := self._links.mark(element)) is not None and outside.omit in (None, "note mark"):
            self._refer(key, outside)
        if name == "sup" and not outside.omit and self._is_unlinked_mark(element):
            changes["omit"] = "note mark"
        if name in semantics.EMPHASES:
            marks |= EMPHASIS
        if semantics.is_name_like(element, name):
            marks |= NAME_LIKE
        if element.attrib:
            if language := semantics.language_of(element):
                changes["language"] = language
            if semantics.is_direction(element, types):
                marks |= DIRECTION
            elif not outside.marks & DIRECTION and semantics.is_persona(element, types):
                marks |= PERSONA
            if semantics.is_verse(element, types):
                changes["verse"] = True
        if marks != outside.marks:
            changes["marks"] = marks
        changes.update(self._structure(element, name, types, outside))
        return replace(outside, **changes) if changes else outside  # type: ignore[arg-type]

    def _emphasised(self, name: str, outside: _Context) -> _Context:
        """The context of a plain `i` or `b`; books have tens of thousands, so the last one is kept."""
        last, last_name, context = self._last_emphasis
        if last is not outside or last_name != name:
            marks = outside.marks | EMPHASIS | (NAME_LIKE if name in ("b", "strong") else 0)
            context = replace(outside, marks=marks)
            self._last_emphasis = (outside, name, context)
        return context

    def _structure(
        self, element: etree._Element, name: str, types: frozenset[str], outside: _Context
    ) -> dict[str, object]:
        changes: dict[str, object] = {}
        if (
            name in semantics.BLOCKS
            and (level := semantics.heading_level(element, name, types))
            and not outside.grouped
        ):
            changes["heading"] = level
            if name == "hgroup":
                changes["grouped"] = True
        if name == "blockquote" or types & _QUOTATIONS:
            changes["quoted"] = True
        if name == "pre":
            changes["preformatted"] = True
        if any(value in ("z3998:drama", "z3998:play") for value in types):
            changes["drama"] = True
        if name == "table":
            changes["drama_table"] = outside.drama or _has_personae(element)
        elif name == "tr":
            self._rows_of_tables += 1
            changes["table_row"] = self._rows_of_tables
        if types & _NOTE_SECTIONS:
            changes["in_notes"] = True
        if outside.note is None:
            key = self._links.note(element)
            if key is None and types & _NOTES and name not in ("a", "span", "sup"):
                key = (self.page.document, element.get("id") or "")
            if key is not None:
                changes["note"] = key
        if name == "a" and element.get("href"):
            changes["in_link"] = True
            self.page.links += 1
        return changes

    def _is_unlinked_mark(self, element: etree._Element) -> bool:
        """Whether a superscript number without a link can be nothing but a note's mark: no power, no unit."""
        if len(element) or not _NUMBER.fullmatch(element.text or "") or not self._parts:
            return False
        before = self._parts[-1][-_LONGEST_UNIT - 1 :]
        return before[-1:] in _STOPS or (len(before) > _LONGEST_UNIT and all(map(str.isalpha, before)))

    def _is_line_span(self, element: etree._Element) -> bool:
        """Whether a span in verse is a line: its parent holds nothing but such spans, and what separates them."""
        parent = element.getparent()
        if parent is None:
            return False
        if parent is not self._lines_of:
            self._lines_of, self._holds_lines = parent, _holds_lines(parent)
        return self._holds_lines

    def _refer(self, key: NoteKey, context: _Context) -> None:
        self._begin(context).refers.append(key)

    def _read(self, text: str, context: _Context) -> None:
        start = self._offset
        self._parts.append(text)
        self._offset += len(text)
        if context.omit is not None:
            if not text.isspace():
                self.page.cuts.append(Cut(start, self._offset, context.omit))
            return
        if self._draft is None and text.isspace():
            return
        if context.in_link:
            self.page.link_characters += len(text)
        draft = self._begin(context)
        if not context.preformatted:
            draft.rows[-1].append(Run(start, self._offset, context.marks, context.language))
            return
        at = start
        for line in text.splitlines(keepends=True):
            draft.rows[-1].append(Run(at, at + len(line), context.marks, context.language))
            at += len(line)
            if line[-1] in "\r\n":
                self._end_row()

    def _begin(self, context: _Context) -> Draft:
        if self._draft is None:
            kind = "heading" if context.heading else "verse" if context.verse else "paragraph"
            self._draft = self._new_draft(kind, context)
        return self._draft

    def _new_draft(self, kind: str, context: _Context) -> Draft:
        return Draft(
            kind=kind,  # type: ignore[arg-type]
            document=self.page.document,
            level=context.heading,
            quoted=context.quoted,
            preformatted=context.preformatted,
            drama=context.drama or context.drama_table,
            table_row=context.table_row if context.drama_table else 0,
            note=context.note,
            in_notes=context.in_notes or context.note is not None,
            position=self._offset,
        )

    def _end_row(self) -> None:
        if self._draft is not None and self._draft.rows[-1]:
            self._draft.rows.append([])

    def _end_block(self) -> None:
        if self._draft is not None and (self._draft.runs or self._draft.refers):
            self._draft.rows = [row for row in self._draft.rows if row]
            self.page.drafts.append(self._draft)
        self._draft = None


def _has_personae(table: etree._Element) -> bool:
    return any("z3998:persona" in semantics.types_of(cell) for cell in table.iter("{*}td", "{*}th"))


def _holds_lines(parent: etree._Element) -> bool:
    if semantics.name_of(parent) not in ("p", "div", "blockquote", "section") or (parent.text or "").strip():
        return False
    return all(
        semantics.name_of(child) in ("span", "br", "a", "sup", "hr", "img") and not (child.tail or "").strip()
        for child in parent
    )
