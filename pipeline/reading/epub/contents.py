"""The book's own table of contents, as a tree: from the navigation document (EPUB 3) or the NCX (EPUB 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from pipeline.reading.epub import semantics
from pipeline.reading.epub.archive import Archive, DamagedEntryError, resolve
from pipeline.reading.epub.markup import Warn, parse_xhtml, parse_xml
from pipeline.reading.epub.package import EpubPackage
from pipeline.reading.epub.styles import Styles

_DEPTH = 12
_UNSTYLED = Styles()

_BACK = re.compile("[↩↑←⇧⇑⏎↵^\ufe0e\ufe0f ]+")
"""The label of a link from a note back to its mark, which programs that gather links take for a chapter."""


@dataclass(slots=True)
class Entry:
    """One line of the contents. `href` is an entry of the zip (empty where the line is no link)."""

    label: str
    href: str = ""
    fragment: str = ""
    children: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Contents:
    """The tree, and the landmarks: pairs of type and entry, with fragment."""

    entries: list[Entry] = field(default_factory=list)
    landmarks: list[tuple[str, str]] = field(default_factory=list)


def read_contents(archive: Archive, package: EpubPackage, warn: Warn) -> Contents:
    """The contents by the navigation document, else by the NCX; empty where neither can be used."""
    contents = Contents(landmarks=list(package.guide))
    nav = package.nav()
    if nav is not None:
        root = parse_xhtml(_bytes(archive, nav.href, warn), lambda message: warn(f"{nav.href} {message}"))
        _read_nav(root, nav.href, contents)
        if contents.entries:
            return contents
        warn(f"{nav.href} holds no contents that can be used")
    if package.ncx is not None:
        ncx = parse_xml(_bytes(archive, package.ncx, warn), lambda message: warn(f"{package.ncx} {message}"))
        points = ncx.find("{*}navMap") if ncx is not None else None
        if points is not None:
            contents.entries = _ncx_points(points, package.ncx, 0)
        if not contents.entries:
            warn(f"{package.ncx} holds no contents that can be used")
    if not contents.entries:
        warn("the book has no table of contents; its chapters were found by their headings")
    return contents


def _bytes(archive: Archive, href: str, warn: Warn) -> bytes:
    try:
        return archive.read(href)
    except DamagedEntryError as error:
        warn(error.message)
        return b""


def _read_nav(root: etree._Element, href: str, contents: Contents) -> None:
    navs = list(root.iter("{*}nav"))
    for nav in navs:
        types = semantics.types_of(nav)
        lists = nav.find(".//{*}ol")
        if "landmarks" in types:
            contents.landmarks.extend(_landmarks(nav, href))
        elif lists is not None and not contents.entries and ("toc" in types or len(navs) == 1):
            contents.entries = _nav_entries(lists, href, 0)


def _landmarks(nav: etree._Element, base: str) -> Iterator[tuple[str, str]]:
    for link in nav.iter("{*}a"):
        href, fragment = _resolved(link.get("href") or "", base)
        for kind in semantics.types_of(link):
            if href:
                yield kind, f"{href}#{fragment}" if fragment else href


def _nav_entries(items: etree._Element, base: str, depth: int) -> list[Entry]:
    entries: list[Entry] = []
    for item in items.iterfind("{*}li"):
        entry = Entry("")
        for child in item:
            name = semantics.name_of(child)
            if name in ("ol", "ul"):
                if depth < _DEPTH:
                    entry.children.extend(_nav_entries(child, base, depth + 1))
                continue
            link = child if name == "a" else child.find(".//{*}a")
            if not entry.label:
                entry.label = label_of(child)
            if link is not None and not entry.href:
                entry.href, entry.fragment = _resolved(link.get("href") or "", base)
                entry.label = label_of(link) or entry.label
        if (entry.href or entry.children) and not _BACK.fullmatch(entry.label):
            entries.append(entry)
    return entries


def _ncx_points(parent: etree._Element, base: str, depth: int) -> list[Entry]:
    entries: list[Entry] = []
    for point in parent.iterfind("{*}navPoint"):
        label = point.find("{*}navLabel")
        content = point.find("{*}content")
        entry = Entry(label_of(label) if label is not None else "")
        if content is not None:
            entry.href, entry.fragment = _resolved(content.get("src") or "", base)
        if depth < _DEPTH:
            entry.children = _ncx_points(point, base, depth + 1)
        if (entry.href or entry.children) and not _BACK.fullmatch(entry.label):
            entries.append(entry)
    return entries


def _resolved(href: str, base: str) -> tuple[str, str]:
    path, _, fragment = href.strip().partition("#")
    if "://" in path:
        return "", ""
    name = resolve(base, unquote(path)) if path else base
    return name or "", unquote(fragment)


def label_of(element: etree._Element) -> str:
    """The text of a label: white space folded, readings of ruby and hidden parts left out."""
    return " ".join(_raw_label(element, 0).split())


def _raw_label(element: etree._Element, depth: int) -> str:
    parts: list[str] = [element.text or ""]
    for child in element:
        name = semantics.name_of(child)
        types = semantics.types_of(child)
        hidden = _UNSTYLED.of(child).hidden or semantics.left_out(child, name, types, with_alternatives=False)
        if hidden or depth > _DEPTH:
            pass
        elif name == "img":
            parts.append(child.get("alt") or "")
        elif name == "br":
            parts.append(" ")
        else:
            parts.append(_raw_label(child, depth + 1))
        parts.append(child.tail or "")
    return "".join(parts)
