"""Footnotes and endnotes: which links are marks of notes, which elements are the notes, which links lead back.

EPUB 3 says so (`epub:type`, roles). EPUB 2 has only links: there, a mark is a link whose text looks like one, to a place further on
that is named like a note, links back, or is referred to from a superscript.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from manifests.book import Reason
from pipeline.reading.epub import semantics
from pipeline.reading.epub.archive import resolve
from pipeline.reading.epub.drafts import NoteKey

_MARK = re.compile(
    r"\s*[\[({〔［（*]?\s*(?:note\s*)?(?:注|註)?\s*(?:\d{1,4}|[*†‡§¶‖#※]{1,4}|[a-z]{1,2}|[ivxlc]{1,7}|[①-⑳⓪-⓾㉑-㊿⁰-⁹¹²³]+)\s*[\])}〕］）.]?\s*",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"[\s\[\](){}↩↑↵⏎⮌⤴←^«⬆⇧↖\ufe0e\ufe0f]*|\s*[\[(]?\s*(?:back|return|go back|jump up|zurück|retour|volver|voltar|返回|戻る)\b.{0,30}",
    re.IGNORECASE | re.DOTALL,
)
_NOTE_NAME = re.compile(
    r"(?:foot|end)?-?_?note|^_?e?fn|_?ftn|^ft\d|annot|anm|fußnote|nota|noot|_edn|^n\d|^note|^en\d", re.I
)
_REFERENCES = frozenset(("noteref", "annoref"))
_CLIMBED = frozenset(("div", "aside", "li", "dd", "article"))


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


def find_links(pages: Sequence[Parsed]) -> Links:
    """Marks and notes of the whole book."""
    links = Links()
    by_href = {page.href: page for page in pages}
    order: dict[etree._Element, int] = {}
    found: list[tuple[etree._Element, Parsed, str]] = []
    for page in pages:
        candidates = [link for link in page.body.iter("{*}a") if "#" in (link.get("href") or "")]
        if not candidates:
            continue
        order.update((element, place) for place, element in enumerate(page.body.iter()))
        for link in candidates:
            target = _target(link, page, by_href)
            if _is_mark(link, page, target, order):
                key = (target[0].index, target[1]) if target is not None else None
                links.add_mark(link, key, silent=_reads_as_mark(link))
                if target is not None:
                    found.append((link, *target))
    marks = links.known()
    for link, page, id_ in found:
        for element in _note_elements(page.ids[id_], marks, link):
            links.add_note(element, (page.index, id_))
    _find_ways_back(pages, links, marks, by_href)
    return links


def _target(link: etree._Element, page: Parsed, by_href: dict[str, Parsed]) -> tuple[Parsed, str] | None:
    href, _, fragment = (link.get("href") or "").partition("#")
    name = resolve(page.href, unquote(href)) if href else page.href
    other = by_href.get(name) if name else None
    for id_ in (fragment, unquote(fragment)):
        if other is not None and id_ in other.ids:
            return other, id_
    return None


def _is_mark(
    link: etree._Element, page: Parsed, target: tuple[Parsed, str] | None, order: dict[etree._Element, int]
) -> bool:
    types = semantics.types_of(link)
    if types & _REFERENCES:
        return True
    if target is None or "backlink" in types or not _MARK.fullmatch(semantics.text_of(link)):
        return False
    other, id_ = target
    element = other.ids[id_]
    block = _block_of(element)
    if semantics.name_of(block) in semantics.HEADINGS or semantics.name_of(block) in ("section", "body", "html"):
        return False
    if other is page and order.get(link, 0) >= order.get(element, 0):
        return False
    if other.index < page.index:
        return False
    if _superscript(link) is not None or any(semantics.name_of(child) == "sup" for child in link):
        return True
    fragment = (link.get("href") or "").partition("#")[2]
    if _NOTE_NAME.search(fragment) or _NOTE_NAME.search(link.get("class") or ""):
        return True
    own = {i for e in (link, link.getparent()) if e is not None and (i := e.get("id") or e.get("name"))}
    return any((back.get("href") or "").partition("#")[2] in own for back in block.iter("{*}a"))


def _reads_as_mark(link: etree._Element) -> bool:
    text = semantics.text_of(link)
    return (
        bool(_MARK.fullmatch(text))
        or not any(map(str.isalpha, text))
        or any(map(str.isdigit, text))
        or (_superscript(link) is not None)
    )


def _superscript(link: etree._Element) -> etree._Element | None:
    parent = link.getparent()
    return parent if parent is not None and semantics.name_of(parent) == "sup" else None


def _with_superscript(link: etree._Element) -> etree._Element:
    """The superscript around a mark where it holds nothing else to read."""
    parent = _superscript(link)
    if parent is None:
        return link
    rest = (parent.text or "") + "".join(child.tail or "" for child in parent)
    others = any(semantics.name_of(child) != "a" for child in parent)
    return link if others or any(map(str.isalnum, rest)) else parent


def _block_of(element: etree._Element) -> etree._Element:
    while semantics.name_of(element) not in semantics.BLOCKS and semantics.name_of(element) not in semantics.CELLS:
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return element


def _note_elements(target: etree._Element, marks: set[etree._Element], link: etree._Element) -> list[etree._Element]:
    """The elements that are one note: the target's block, or what is around it and holds that note only."""
    block = _block_of(target)
    name = semantics.name_of(block)
    if name in semantics.HEADINGS or name in ("body", "html", "table"):
        return []
    around = set(link.iterancestors())
    if block in around:
        return []
    if name == "section" and not semantics.types_of(block):
        return []
    if name == "dt":
        following = block.getnext()
        return [block] if following is None or semantics.name_of(following) != "dd" else [block, following]
    if name in semantics.CELLS:
        row = block.getparent()
        return [block if row is None else row]
    while (parent := block.getparent()) is not None and semantics.name_of(parent) in _CLIMBED:
        if parent in around or _text_before(parent, block):
            break
        ids = sum(1 for e in parent.iter("{*}*") if e.get("id") and _NOTE_NAME.search(e.get("id") or ""))
        if ids > 2 or any(mark in marks for mark in parent.iter("{*}a")):
            break
        block = parent
    return [block]


def _text_before(parent: etree._Element, child: etree._Element) -> bool:
    if (parent.text or "").strip():
        return True
    first = next((c for c in parent if semantics.text_of(c).strip()), None)
    return first is not None and first is not child


def _find_ways_back(
    pages: Sequence[Parsed], links: Links, marks: set[etree._Element], by_href: dict[str, Parsed]
) -> None:
    holders = {
        id_
        for mark in marks
        for e in (mark, mark.getparent())
        if e is not None and (id_ := e.get("id") or e.get("name"))
    }
    for page in pages:
        for link in page.body.iter("{*}a"):
            if link in marks:
                continue
            types = semantics.types_of(link)
            if "backlink" in types or "referrer" in types:
                links.add_back(link)
                continue
            fragment = (link.get("href") or "").partition("#")[2]
            if not fragment or not _in_note(link, links):
                continue
            text = semantics.text_of(link)
            if text and (_BACK.fullmatch(text) or (fragment in holders and _MARK.fullmatch(text))):
                links.add_back(link)


def _in_note(link: etree._Element, links: Links) -> bool:
    for element in link.iterancestors():
        if links.note(element) is not None:
            return True
        if semantics.types_of(element) & {
            "footnote",
            "endnote",
            "rearnote",
            "note",
            "footnotes",
            "endnotes",
            "rearnotes",
        }:
            return True
    return False
