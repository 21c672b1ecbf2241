"""The state of a walk: what holds inside an element, derived from what holds around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from manifests.book import Reason
from pipeline.reading.epub import semantics
from pipeline.reading.epub.block_drafts import DIRECTION, EMPHASIS, NAME_LIKE, PERSONA, NoteKey
from pipeline.reading.epub.notes import NOTE_SECTIONS, NOTES, Links

_QUOTATIONS = frozenset(("z3998:letter", "z3998:diary", "z3998:telegram"))
_DRAMA = frozenset(("z3998:drama", "z3998:play"))
_PLAIN = frozenset(["p", "br", "tbody", "ul", "ol", "li", "div", "td", "span"])


@dataclass(frozen=True, slots=True)
class Context:
    """What holds inside an element.

    `omit` is why its text is left out; `marks` are those of runs; `heading` is a level. `grouped` says that the blocks
    inside are the rows of one. `table_row` counts the rows of all tables.
    """

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
    in_link: bool = False


class Contexts:
    """Derives contexts for one document."""

    def __init__(self, document: int, links: Links, *, with_alternatives: bool) -> None:
        self._document = document
        self._links = links
        self._with_alternatives = with_alternatives
        self._table_rows = 0
        plain = Context(language="")
        self._last_emphasis = (plain, "", plain)

    def inside(self, element: etree._Element, name: str, types: frozenset[str], outside: Context) -> Context:
        """What holds inside `element`."""
        if not element.attrib:
            if name in semantics.EMPHASES:
                return self._emphasised(name, outside)
            if name in _PLAIN and self._links.note(element) is None:
                return outside
        changes: dict[str, object] = {}
        reason = outside.omit or self._links.reason(element)
        reason = reason or semantics.left_out(element, name, types, with_alternatives=self._with_alternatives)
        if reason != outside.omit:
            changes["omit"] = reason
        marks = self._marks(element, name, types, outside)
        if marks != outside.marks:
            changes["marks"] = marks
        if element.attrib and (language := semantics.language_of(element)):
            changes["language"] = language
        changes.update(self._structure(element, name, types, outside))
        changes.update(self._notes(element, name, types, outside))
        return replace(outside, **changes) if changes else outside  # type: ignore[arg-type]

    def _emphasised(self, name: str, outside: Context) -> Context:
        """The context of a plain `i` or `b`; books have tens of thousands, so the last one is kept."""
        last, last_name, context = self._last_emphasis
        if last is not outside or last_name != name:
            marks = outside.marks | EMPHASIS | (NAME_LIKE if name in ("b", "strong") else 0)
            context = replace(outside, marks=marks)
            self._last_emphasis = (outside, name, context)
        return context

    @staticmethod
    def _marks(element: etree._Element, name: str, types: frozenset[str], outside: Context) -> int:
        marks = outside.marks
        if name in semantics.EMPHASES:
            marks |= EMPHASIS
        if semantics.is_name_like(element, name):
            marks |= NAME_LIKE
        if element.attrib:
            if semantics.is_direction(element, types):
                marks |= DIRECTION
            elif not outside.marks & DIRECTION and semantics.is_persona(element, types):
                marks |= PERSONA
        return marks

    def _structure(
        self, element: etree._Element, name: str, types: frozenset[str], outside: Context
    ) -> dict[str, object]:
        changes: dict[str, object] = {}
        is_block = name in semantics.BLOCKS and not outside.grouped
        if is_block and (level := semantics.heading_level(element, name, types)):
            changes["heading"] = level
            if name == "hgroup":
                changes["grouped"] = True
        if name == "blockquote" or types & _QUOTATIONS:
            changes["quoted"] = True
        if name == "pre":
            changes["preformatted"] = True
        if types & _DRAMA:
            changes["drama"] = True
        if element.attrib and semantics.is_verse(element, types):
            changes["verse"] = True
        if name == "table":
            changes["drama_table"] = outside.drama or _has_personae(element)
        elif name == "tr":
            self._table_rows += 1
            changes["table_row"] = self._table_rows
        if name == "a" and element.get("href"):
            changes["in_link"] = True
        return changes

    def _notes(self, element: etree._Element, name: str, types: frozenset[str], outside: Context) -> dict[str, object]:
        changes: dict[str, object] = {}
        if types & NOTE_SECTIONS:
            changes["in_notes"] = True
        if outside.note is None:
            key = self._links.note(element)
            if key is None and types & NOTES and name not in ("a", "span", "sup"):
                key = (self._document, element.get("id") or "")
            if key is not None:
                changes["note"] = key
        return changes


def _has_personae(table: etree._Element) -> bool:
    return any("z3998:persona" in semantics.types_of(cell) for cell in table.iter("{*}td", "{*}th"))
