"""The places of an element tree where text stands, so that a document can be mended before it is walked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.reading.epub import semantics


@dataclass(frozen=True)
class Slot:
    """The text inside an element before its first child, or behind its end (`tail`). `crosses` says that the end or
    the beginning of a block lies between the start of the search and here."""

    element: etree._Element
    tail: bool
    crosses: bool

    @property
    def text(self) -> str:
        """What stands there."""
        return (self.element.tail if self.tail else self.element.text) or ""

    def write(self, text: str) -> None:
        """Put other text there."""
        if self.tail:
            self.element.tail = text
        else:
            self.element.text = text


def slots_after(element: etree._Element, body: etree._Element, most: int = 12) -> Iterator[Slot]:
    """The slots behind an element in reading order, at most `most` of them."""
    crosses = _is_block(element)
    current: etree._Element | None = element
    down = False
    for _ in range(most):
        if current is None or (current is body and not down):
            return
        if down:
            crosses = crosses or _is_block(current)
            yield Slot(current, False, crosses)
            child = next(iter(current), None)
            if child is not None:
                current = child
                continue
            down = False
        crosses = crosses or _is_block(current)
        yield Slot(current, True, crosses)
        following = current.getnext()
        if following is not None:
            current, down = following, True
        else:
            current = current.getparent()


def first_letters(element: etree._Element, body: etree._Element) -> tuple[Slot, list[Slot]] | None:
    """The slot behind an element that holds the next characters to be read, and the blank ones before it."""
    blank: list[Slot] = []
    for slot in slots_after(element, body):
        if not slot.tail and semantics.name_of(slot.element) in ("img", "image", "hr", "svg", "table"):
            return None
        if slot.text.strip():
            return slot, blank
        blank.append(slot)
    return None


def write_before(element: etree._Element, text: str) -> None:
    """Put text right in front of an element."""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif (parent := element.getparent()) is not None:
        parent.text = (parent.text or "") + text


def block_of(element: etree._Element) -> etree._Element:
    """The block that an element stands in, itself included."""
    while not _is_block(element) and (parent := element.getparent()) is not None:
        element = parent
    return element


def _is_block(element: etree._Element) -> bool:
    name = semantics.name_of(element)
    return name in semantics.BLOCKS or name in semantics.CELLS
