"""The state of a walk: what holds inside an element, derived from what holds around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from manifests.book import Reason
from pipeline.reading.epub import furniture, semantics
from pipeline.reading.epub.block_drafts import (
    BOLD,
    DIRECTION,
    EMPHASIS,
    LARGE,
    LINKED,
    NAME_LIKE,
    PERSONA,
    RAISED,
    NoteKey,
)  # fmt: skip
from pipeline.reading.epub.notes import NOTE_SECTIONS, NOTES, Links
from pipeline.reading.epub.styles import PLAIN, Style, Styles

_QUOTATIONS = frozenset(("z3998:letter", "z3998:diary", "z3998:telegram"))
_DRAMA = frozenset(("z3998:drama", "z3998:play"))
_LARGE_SIZE = 1.1
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
    centred: bool = False
    size: float = 1.0


class Contexts:
    """Derives contexts for one document."""

    def __init__(self, document: int, links: Links, styles: Styles, *, with_alternatives: bool) -> None:
        self._document = document
        self._links = links
        self._styles = styles
        self._heard: tuple[etree._Element | None, bool] = (None, False)
        self._with_alternatives = with_alternatives
        self._table_rows = 0
        plain = Context(language="")
        self._last_emphasis = (plain, "", plain)

    def inside(self, element: etree._Element, name: str, types: frozenset[str], outside: Context) -> Context:
        """What holds inside `element`."""
        if not element.attrib:
            if name in semantics.EMPHASES and self._styles.of(element) is PLAIN:
                return self._emphasised(name, outside)
            if (
                name in _PLAIN
                and not outside.verse
                and self._links.note(element) is None
                and self._styles.of(element) is PLAIN
            ):
                return outside
        changes: dict[str, object] = {}
        style = self._styles.of(element)
        reason = outside.omit or self._links.reason(element)
        reason = reason or semantics.left_out(element, name, types, with_alternatives=self._with_alternatives)
        if (
            reason is None
            and name not in ("body", "html")
            and (style.hidden or self._is_off_screen(element, style, outside))
        ):
            reason = "hidden"
        reason = reason or furniture.reason(element, name, types, verse=outside.verse)
        if reason != outside.omit:
            changes["omit"] = reason
        look, size = _look(element, name, style, outside)
        changes.update(look)
        marks = self._marks(element, name, types, style, outside) | (LARGE if size > _LARGE_SIZE else 0)
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
            marks = outside.marks | EMPHASIS | (NAME_LIKE | BOLD if name in ("b", "strong") else 0)
            context = replace(outside, marks=marks)
            self._last_emphasis = (outside, name, context)
        return context

    @staticmethod
    def _marks(element: etree._Element, name: str, types: frozenset[str], style: Style, outside: Context) -> int:
        marks = outside.marks
        bold = style.bold if style.bold is not None else (name in ("b", "strong") or None)
        marks = marks | BOLD if bold else marks & ~BOLD if bold is False else marks
        if name == "sup" or style.raised or semantics.is_raised(element):
            marks |= RAISED
        if name == "a" and element.get("href"):
            marks |= LINKED
        if name in semantics.EMPHASES:
            marks |= EMPHASIS
        if semantics.is_name_like(element, name) or (bold and style.bold) or style.small_caps:
            marks |= NAME_LIKE if name in semantics.NAME_ELEMENTS else 0
        if element.attrib:
            if semantics.is_direction(element, types):
                marks |= DIRECTION
            elif not outside.marks & DIRECTION and semantics.is_persona(element, types):
                marks |= PERSONA
        return marks

    def _is_off_screen(self, element: etree._Element, style: Style, outside: Context) -> bool:
        """Whether an element is out of sight and its text is not what is said for something that only eyes get."""
        if not style.off_screen or outside.heading:
            return False
        parent = element.getparent()
        if parent is not self._heard[0] and parent is not None:
            self._heard = (parent, any(_is_for_eyes(child) for child in parent))
        return not self._heard[1]

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


def _is_for_eyes(element: etree._Element) -> bool:
    return (element.get("aria-hidden") or "").lower() == "true" or semantics.name_of(element) in ("img", "svg")


def _look(element: etree._Element, name: str, style: Style, outside: Context) -> tuple[dict[str, object], float]:
    """What changes in where on its line and how large the text stands, and how large it is."""
    changes: dict[str, object] = {}
    centred = style.centred
    if centred is None and (align := (element.get("align") or "").lower()):
        centred = align == "center"
    if centred is None and name == "center":
        centred = True
    if centred is not None and centred != outside.centred:
        changes["centred"] = centred
    size = style.size
    if size is None and name in ("font", "big", "small"):
        size = _font_size(element.get("size") or "") if name == "font" else {"big": 1.2, "small": 0.85}[name]
    if size is None or size == 1:
        return changes, outside.size
    whole = max(0.1, min(10.0, outside.size * size))
    return {**changes, "size": whole}, whole


def _font_size(size: str) -> float | None:
    """The old sizes 1 to 7, or steps from the usual size, which is 3."""
    if not size.lstrip("+-").isdecimal() or len(size) > 3:
        return None
    step = int(size) if size[0] in "+-" else int(size) - 3
    return 1.2 ** max(-2, min(4, step))


def _has_personae(table: etree._Element) -> bool:
    return any("z3998:persona" in semantics.types_of(cell) for cell in table.iter("{*}td", "{*}th"))
