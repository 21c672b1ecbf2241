"""Documents before they are walked, and what their links and elements have to do with notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from manifests.book import Reason
from pipeline.reading.epub import semantics
from pipeline.reading.epub.block_drafts import NoteKey

NOTE_SECTIONS = frozenset(("footnotes", "endnotes", "rearnotes", "notes", "chapter-endnotes"))
NOTES = frozenset(("footnote", "endnote", "rearnote", "note", "annotation"))
"""What `epub:type` calls places of notes, and notes."""


@dataclass(slots=True)
class Parsed:
    """A content document before it is walked: its place in the reading order, its entry, its body."""

    index: int
    href: str
    body: etree._Element
    ids: dict[str, etree._Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for element in self.body.iter("{*}*"):
            if element.attrib:
                for key in ("id", "name"):
                    if (value := element.get(key)) and (key == "id" or semantics.name_of(element) == "a"):
                        self.ids.setdefault(value, element)


class Links:
    """What every link and element has to do with notes."""

    def __init__(self) -> None:
        self._marks: dict[etree._Element, NoteKey | None] = {}
        self._notes: dict[etree._Element, NoteKey] = {}
        self._silent: set[etree._Element] = set()

    def mark(self, element: etree._Element) -> NoteKey | None:
        """The note that an element is the mark of."""
        return self._marks.get(element) if self._marks else None

    def note(self, element: etree._Element) -> NoteKey | None:
        """The note that an element holds."""
        return self._notes.get(element) if self._notes else None

    def reason(self, element: etree._Element) -> Reason | None:
        """`note mark` for marks, links back, and what is around them only."""
        return "note mark" if element in self._silent else None

    def add_mark(self, link: etree._Element, key: NoteKey | None, *, silent: bool) -> None:
        """`link` is a mark (of an unknown note where `key` is None)."""
        self._marks[link] = key
        if silent:
            self._silent.add(_with_superscript(link))

    def add_note(self, element: etree._Element, key: NoteKey) -> None:
        """`element` is the note `key`."""
        self._notes.setdefault(element, key)

    def add_back(self, link: etree._Element) -> None:
        """`link` leads from a note to its mark."""
        self._silent.add(_with_superscript(link))

    def known(self) -> set[etree._Element]:
        """All marks."""
        return set(self._marks)


def superscript(link: etree._Element) -> etree._Element | None:
    parent = link.getparent()
    return parent if parent is not None and semantics.name_of(parent) == "sup" else None


def _with_superscript(link: etree._Element) -> etree._Element:
    """The superscript around a mark where it holds nothing else to read."""
    parent = superscript(link)
    if parent is None:
        return link
    rest = (parent.text or "") + "".join(child.tail or "" for child in parent)
    others = any(semantics.name_of(child) != "a" for child in parent)
    return link if others or any(map(str.isalnum, rest)) else parent
