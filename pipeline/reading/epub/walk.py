"""One content document, walked once: its text, and the drafts of its blocks.

Walking keeps its own stack: a document may be nested deeper than Python calls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from pipeline.reading.epub import ornaments, semantics
from pipeline.reading.epub.block_drafts import Area, BlockDraft, Cut, Page, Run
from pipeline.reading.epub.context import Context, Contexts
from pipeline.reading.epub.notes import Links
from pipeline.reading.epub.styles import Styles

_LAYERS = frozenset(["body", "section", "article", "div", "nav", "aside", "header", "main", "blockquote"])


@dataclass(slots=True)
class _Frame:
    """An open element: what holds around it, and what its end ends."""

    outside: Context
    ends_block: bool
    ends_row: bool
    area: tuple[int, int, frozenset[str]] | None


class Walker:
    """Fills a page from a body. `links` tells marks and notes; `with_alternatives` reads the text of pictures."""

    def __init__(self, page: Page, links: Links, styles: Styles, *, with_alternatives: bool) -> None:
        self.page = page
        self._links = links
        self._styles = styles
        self._contexts = Contexts(page.document, links, styles, with_alternatives=with_alternatives)
        self._target = ""
        self._classes = ""
        self._page_breaks = False
        self._line_breaks = 0
        self._parts: list[str] = []
        self._offset = 0
        self._draft: BlockDraft | None = None
        self._lines_of: etree._Element | None = None
        self._holds_lines = False

    def walk(self, body: etree._Element) -> Page:
        """Read everything inside `body`."""
        context = Context(language=self.page.language)
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

    def _open(self, element: etree._Element, outside: Context, depth: int) -> tuple[_Frame, Context]:
        name = semantics.name_of(element)
        types = semantics.types_of(element)
        attributes = element.attrib
        if attributes:
            for key in ("id", "name") if name == "a" else ("id",):
                if value := attributes.get(key):
                    self.page.anchors.setdefault(value, self._offset)
        inside = self._contexts.inside(element, name, types, outside)
        ends_block = name in semantics.BLOCKS and not outside.grouped
        ends_row = name == "br" or name in semantics.CELLS or (name in semantics.BLOCKS and outside.grouped)
        if outside.drama_table and name in semantics.CELLS:
            ends_block = True
        if outside.verse and not inside.omit and semantics.is_verse_line(element, name):
            ends_row = ends_row or name != "span" or self._is_line_span(element)
            ends_block = False
        if name == "br" and not outside.verse and not outside.heading:
            self._line_breaks += 1
            ends_block = ends_block or self._line_breaks > 1
        if ends_block:
            self._end_block()
            if name != "br":
                self._line_breaks, self._classes = 0, attributes.get("class") or ""
        elif ends_row:
            self._end_row()
        if name == "pagebreak" or (name in semantics.BLOCKS and self._styles.of(element).breaks_before):
            self._page_breaks = True
        if inside.in_link and name == "a":
            self.page.links += 1
            self._target = attributes.get("href") or ""
        if outside.omit in (None, "note mark") and (note := self._links.mark(element)) is not None:
            self._begin(outside).refers.append(note)
        if not inside.omit:
            self._stand_alone(element, name, types, inside)
        area = (self._offset, depth, types) if types and name in _LAYERS else None
        return _Frame(outside, ends_block, ends_row, area), inside

    def _close(self, frame: _Frame, inside: Context) -> None:
        if frame.ends_block:
            self._end_block()
        elif frame.ends_row:
            self._end_row()
        if frame.area is not None:
            start, depth, types = frame.area
            self.page.areas.append(Area(start, self._offset, depth, types))

    def _stand_alone(self, element: etree._Element, name: str, types: frozenset[str], inside: Context) -> None:
        """Pictures and breaks, which need no text."""
        if name in ("img", "image"):
            self.page.pictures += 1
            if not ornaments.is_ornament(element):
                return
        elif name not in ("hr", "p", "div") or not ornaments.is_break(element, name, types):
            return
        if self._draft is None or not self._draft.runs:
            self._end_block()
            self.page.drafts.append(self._new_draft("scene-break", inside))

    def _is_line_span(self, element: etree._Element) -> bool:
        """Whether a span in verse is a line: its parent holds nothing but such spans, and what separates them."""
        parent = element.getparent()
        if parent is None:
            return False
        if parent is not self._lines_of:
            self._lines_of, self._holds_lines = parent, _holds_lines(parent)
        return self._holds_lines

    def _read(self, text: str, context: Context) -> None:
        start = self._offset
        if context.omit is not None and self._draft is not None:
            # What is left out here may stand inside a word, and must not part it by a space of its own.
            bare = text.strip()
            text = text.replace(bare, re.sub(r"\s", "\u2060", bare), 1) if bare else text
        self._parts.append(text)
        self._offset += len(text)
        if context.omit is not None:
            if not text.isspace():
                self.page.cuts.append(Cut(start, self._offset, context.omit))
            return
        if text.isspace():
            if self._draft is None:
                return
        else:
            self._line_breaks = 0
        draft = self._begin(context)
        if context.in_link:
            self.page.link_characters += len(text)
            draft.linked += len(text.strip())
            if not draft.targets or draft.targets[-1] != self._target:
                draft.targets.append(self._target)
        if not context.preformatted:
            draft.rows[-1].append(Run(start, self._offset, context.marks, context.language))
            return
        at = start
        for line in text.splitlines(keepends=True):
            draft.rows[-1].append(Run(at, at + len(line), context.marks, context.language))
            at += len(line)
            if line[-1] in "\r\n":
                self._end_row()

    def _begin(self, context: Context) -> BlockDraft:
        if self._draft is None:
            kind = "heading" if context.heading else "verse" if context.verse else "paragraph"
            self._draft = self._new_draft(kind, context)
        return self._draft

    def _new_draft(self, kind: str, context: Context) -> BlockDraft:
        return BlockDraft(
            kind=kind,  # type: ignore[arg-type]
            document=self.page.document,
            level=context.heading,
            quoted=context.quoted,
            drama=context.drama or context.drama_table,
            table_row=context.table_row if context.drama_table else 0,
            note=context.note,
            in_notes=context.in_notes or context.note is not None,
            position=self._offset,
            centred=context.centred,
            breaks_before=self._take_page_break(),
            classes=self._classes,
        )

    def _take_page_break(self) -> bool:
        breaks, self._page_breaks = self._page_breaks, False
        return breaks

    def _end_row(self) -> None:
        if self._draft is not None and self._draft.rows[-1]:
            self._draft.rows.append([])

    def _end_block(self) -> None:
        if self._draft is not None and (self._draft.runs or self._draft.refers):
            self._draft.rows = [row for row in self._draft.rows if row]
            self.page.drafts.append(self._draft)
        self._draft = None


def _holds_lines(parent: etree._Element) -> bool:
    if semantics.name_of(parent) not in ("p", "div", "blockquote", "section") or (parent.text or "").strip():
        return False
    return all(
        semantics.name_of(child) in ("span", "br", "a", "sup", "hr", "img") and not (child.tail or "").strip()
        for child in parent
    )
