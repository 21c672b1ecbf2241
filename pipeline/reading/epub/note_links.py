"""Finds marks, notes and ways back among the links of a book.

EPUB 3 says which is which (`epub:type`, roles). EPUB 2 has only links: there, a mark is a link whose text looks like
one, to a place further on that is named like a note, links back, or is referred to from a superscript.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from lxml import etree

from pipeline.reading.epub import semantics
from pipeline.reading.epub.archive import resolve
from pipeline.reading.epub.notes import NOTE_SECTIONS, NOTES, Links, Parsed, superscript

_MARK = re.compile(
    r"\s*[\[({〔［（*]?\s*(?:note\s*)?(?:注|註)?\s*"
    r"(?:\d{1,4}|[*†‡§¶‖#※]{1,4}|[a-z]{1,2}|[ivxlc]{1,7}|[①-⑳⓪-⓾㉑-㊿⁰-⁹¹²³]{1,4})\s*[\])}〕］）.]?\s*",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"[\s\[\](){}↩↑↵⏎⮌⤴←^«⬆⇧↖\ufe0e\ufe0f]*|"
    r"\s*[\[(]?\s*(?:back|return|go back|jump up|zurück|retour|volver|voltar|返回|戻る).{0,30}",
    re.IGNORECASE | re.DOTALL,
)
_NOTE_NAME = re.compile(
    r"(?:foot|end)?-?_?note|^_?e?fn|_?ftn|^ft\d|annot|anm|fußnote|nota|noot|_edn|^n\d|^note|^en\d", re.I
)
_REFERENCES = frozenset(("noteref", "annoref"))
_CLIMBED = frozenset(("div", "aside", "li", "dd", "article"))


def find_links(pages: Sequence[Parsed]) -> Links:
    """Marks, notes and ways back of the whole book."""
    return _Finder(pages).found()


class _Finder:
    def __init__(self, pages: Sequence[Parsed]) -> None:
        self._pages = pages
        self._by_href = {page.href: page for page in pages}
        self._links = Links()
        self._order: dict[etree._Element, int] = {}
        self._ways_back: dict[etree._Element, set[str]] = {}

    def found(self) -> Links:
        """What every link and element has to do with notes."""
        referred: list[tuple[etree._Element, Parsed, str]] = []
        for page in self._pages:
            candidates = [link for link in page.body.iter("{*}a") if "#" in (link.get("href") or "")]
            if candidates:
                self._order.update((element, place) for place, element in enumerate(page.body.iter()))
            for link in candidates:
                target = self._target(link, page)
                if not self._is_mark(link, page, target):
                    continue
                key = (target[0].index, target[1]) if target is not None else None
                self._links.add_mark(link, key, silent=_reads_as_mark(link))
                if target is not None:
                    referred.append((link, *target))
        marks = self._links.known()
        self._add_notes(referred, marks)
        self._add_ways_back(marks)
        return self._links

    def _target(self, link: etree._Element, page: Parsed) -> tuple[Parsed, str] | None:
        href, _, fragment = (link.get("href") or "").partition("#")
        name = resolve(page.href, unquote(href)) if href else page.href
        other = self._by_href.get(name) if name else None
        for id_ in (fragment, unquote(fragment)):
            if other is not None and id_ in other.ids:
                return other, id_
        return None

    def _is_mark(self, link: etree._Element, page: Parsed, target: tuple[Parsed, str] | None) -> bool:
        types = semantics.types_of(link)
        if types & _REFERENCES:
            return True
        if target is None or "backlink" in types or not _MARK.fullmatch(semantics.text_of(link)):
            return False
        other, id_ = target
        element = other.ids[id_]
        block = _block_of(element)
        if semantics.name_of(block) in (*semantics.HEADINGS, "section", "body", "html"):
            return False
        if other.index < page.index or (other is page and self._order[link] >= self._order[element]):
            return False
        if superscript(link) is not None or any(semantics.name_of(child) == "sup" for child in link):
            return True
        if _NOTE_NAME.search(id_) or _NOTE_NAME.search(link.get("class") or ""):
            return True
        own = {i for e in (link, link.getparent()) if e is not None and (i := e.get("id") or e.get("name"))}
        return not own.isdisjoint(self._fragments_in(block))

    def _fragments_in(self, block: etree._Element) -> set[str]:
        if block not in self._ways_back:
            links = block.iter("{*}a")
            self._ways_back[block] = {(link.get("href") or "").partition("#")[2] for link in links}
        return self._ways_back[block]

    def _add_notes(self, referred: Sequence[tuple[etree._Element, Parsed, str]], marks: set[etree._Element]) -> None:
        ids: dict[etree._Element, tuple[Parsed, set[str]]] = {}
        for link, page, id_ in referred:
            for element in _note_elements(page.ids[id_], marks, link):
                ids.setdefault(element, (page, set()))[1].add(id_)
        for element, (page, names) in ids.items():
            # An element with several notes in it is none that could follow a single mark.
            self._links.add_note(element, (page.index, names.pop() if len(names) == 1 else ""))

    def _add_ways_back(self, marks: set[etree._Element]) -> None:
        around = (e for mark in marks for e in (mark, mark.getparent()) if e is not None)
        holders = {id_ for element in around if (id_ := element.get("id") or element.get("name"))}
        for page in self._pages:
            for link in page.body.iter("{*}a"):
                if link in marks:
                    continue
                if semantics.types_of(link) & {"backlink", "referrer"}:
                    self._links.add_back(link)
                    continue
                fragment = (link.get("href") or "").partition("#")[2]
                if fragment and self._in_note(link):
                    text = semantics.text_of(link)
                    if text and (_BACK.fullmatch(text) or (fragment in holders and _MARK.fullmatch(text))):
                        self._links.add_back(link)

    def _in_note(self, link: etree._Element) -> bool:
        return any(
            self._links.note(element) is not None or semantics.types_of(element) & (NOTES | NOTE_SECTIONS)
            for element in link.iterancestors()
        )


def _reads_as_mark(link: etree._Element) -> bool:
    text = semantics.text_of(link)
    return (
        bool(_MARK.fullmatch(text))
        or not any(map(str.isalpha, text))
        or any(map(str.isdigit, text))
        or (superscript(link) is not None)
    )


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
