"""The package document: manifest, spine, guide and metadata. The only module that knows ebooklib.

ebooklib gets the package document alone, in a zip of our making: it would otherwise read every entry whole and without
bounds, and stumble over items that are missing, remote or listed twice. Those are dropped here, with a warning.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from ebooklib import epub
from lxml import etree

from manifests.errors import InputError
from pipeline.reading.epub.archive import Archive, printable, resolve
from pipeline.reading.epub.markup import Warn, parse_xml

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PACKAGE_TYPE = "application/oebps-package+xml"
_REPAIR = "Open the book in an EPUB editor and save it anew, or get another copy."
_TEXT_TYPES = {"application/xhtml+xml", "text/html", "application/html", "text/xhtml", "application/x-dtbook+xml"}


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the manifest whose entry exists: `href` is the entry's name in the zip."""

    id: str
    href: str
    media_type: str
    properties: frozenset[str] = frozenset()
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class SpineItem:
    """A document of the reading order."""

    item: Item
    linear: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """One metadata element: its name without namespace, text and attributes (names without namespace too)."""

    name: str
    text: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class EpubPackage:
    """What the package document says, resolved against the zip. `guide` pairs type and entry (with fragment)."""

    href: str
    items: dict[str, Item]
    spine: tuple[SpineItem, ...]
    guide: tuple[tuple[str, str], ...]
    statements: tuple[Statement, ...] = ()
    ncx: str | None = None
    by_href: dict[str, Item] = field(default_factory=dict)

    def nav(self) -> Item | None:
        """The EPUB 3 navigation document."""
        return next((item for item in self.items.values() if "nav" in item.properties), None)


def read_package(archive: Archive, warn: Warn) -> EpubPackage:
    """The package of the first rendition that text can be taken from."""
    href, root = _first_rendition(archive, _renditions(archive, warn), warn)
    items = _items(archive, href, root, warn)
    spine = _spine_ids(root, items, archive, warn)
    book = _through_ebooklib(root, items, spine, archive)
    resolved = {item.href: item for item in items.values()}
    return EpubPackage(
        href=href,
        items=items,
        spine=tuple(SpineItem(items[id_], linear != "no") for id_, linear in book.spine),
        guide=tuple(_guide(book, href)),
        statements=tuple(_statements(book)),
        ncx=_ncx(root, items),
        by_href=resolved,
    )


def _renditions(archive: Archive, warn: Warn) -> list[str]:
    """The package documents that container.xml names, in order; by their extension where it is of no use."""
    entry = archive.found("META-INF/container.xml")
    named: list[str] = []
    if entry is None:
        warn("META-INF/container.xml is missing; the package document was found by its name")
    elif (root := parse_xml(archive.read(entry), lambda message: warn(f"{entry} {message}"))) is None:
        warn(f"{entry} cannot be read; the package document was found by its name")
    else:
        paths = [
            unquote(file.get("full-path") or "").lstrip("/")
            for file in root.iter("{*}rootfile")
            if file.get("media-type", _PACKAGE_TYPE) == _PACKAGE_TYPE
        ]
        named = [found for path in paths if (found := archive.found(path))]
        if len(named) < len(paths) or not named:
            warn(f"{entry} names no package document, or one that is missing")
    if not named:
        named = sorted((name for name in archive.names if name.lower().endswith(".opf")), key=lambda n: n.count("/"))
    if not named:
        raise InputError(
            "has no package document (.opf): it is a zip, but not an EPUB", path=archive.path, remedy=_REPAIR
        )
    return named


def _first_rendition(archive: Archive, named: list[str], warn: Warn) -> tuple[str, etree._Element]:
    """The first rendition that is not made of fixed pages, else the first; with its root element."""
    first: tuple[str, etree._Element] | None = None
    for href in named:
        root = parse_xml(archive.read(href), lambda message, href=href: warn(f"{href} {message}"))  # type: ignore[misc]
        if root is None or root.find("{*}manifest") is None or root.find("{*}spine") is None:
            warn(f"{href} is no package document that can be read")
            continue
        _normalise(root)
        first = first or (href, root)
        if not _fixed_layout(root):
            return href, root
    if first is None:
        raise InputError("has no manifest or no spine", path=archive.path, place=printable(named[0]), remedy=_REPAIR)
    warn("the book is laid out in fixed pages; its text may come in an odd order")
    return first


def _fixed_layout(root: etree._Element) -> bool:
    return any(
        meta.get("property") == "rendition:layout" and (meta.text or "").strip() == "pre-paginated"
        for meta in root.iter(f"{_OPF}meta")
    )


def _normalise(root: etree._Element) -> None:
    """Give every element of the package the namespace that it should have, and lift what OEB 1.2 wrapped up."""
    for element in root.iter(etree.Element):
        prefix, _, name = str(element.tag).rpartition("}")[2].rpartition(":")
        is_dublin = prefix == "dc" or str(element.tag).startswith("{http://purl.org/dc/")
        element.tag = f"{_DC}{name.lower()}" if is_dublin else f"{_OPF}{name}"
    metadata = root.find(f"{_OPF}metadata")
    if metadata is not None:
        for wrapper in [*metadata.iterfind(f"{_OPF}dc-metadata"), *metadata.iterfind(f"{_OPF}x-metadata")]:
            metadata.extend(list(wrapper))
            metadata.remove(wrapper)


def _items(archive: Archive, opf: str, root: etree._Element, warn: Warn) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for element in root.iterfind(f"{_OPF}manifest/{_OPF}item"):
        id_, href = element.get("id") or "", (element.get("href") or "").strip()
        if urlsplit(href).scheme:
            continue  # Remote: pictures and sounds may be, and texts never are.
        name = resolve(opf, unquote(href.split("#")[0]))
        entry = (archive.found(name) if name else None) or (archive.found(raw) if (raw := resolve(opf, href)) else None)
        media_type = (element.get("media-type") or "").strip().lower()
        if not id_ or entry is None:
            what = "leads out of the book" if name is None else "is missing"
            if not id_ or media_type in _TEXT_TYPES or name is None:
                warn(
                    f"the manifest names {printable(href) or 'nothing'}, which {what}"
                    if id_
                    else "the manifest has an item without id"
                )
            continue
        if id_ in items:
            warn(f"the manifest has two items with the id {printable(id_)}; the first counts")
            continue
        properties = frozenset((element.get("properties") or "").split())
        items[id_] = Item(id_, entry, media_type, properties, element.get("fallback") or "")
    return items


def _spine_ids(root: etree._Element, items: dict[str, Item], archive: Archive, warn: Warn) -> list[tuple[str, str]]:
    spine: list[tuple[str, str]] = []
    seen: set[str] = set()
    for reference in root.iterfind(f"{_OPF}spine/{_OPF}itemref"):
        id_ = reference.get("idref") or ""
        if id_ not in items:
            warn(f"the spine names {printable(id_) or 'nothing'}, which is not in the book")
        elif items[id_].href in seen:
            warn(f"the spine names {printable(items[id_].href)} twice; it is read once")
        else:
            seen.add(items[id_].href)
            spine.append((id_, reference.get("linear") or "yes"))
    if not spine:
        spine = [
            (item.id, "yes")
            for item in items.values()
            if item.media_type in _TEXT_TYPES and "nav" not in item.properties
        ]
        if not spine:
            raise InputError("names no document to read", path=archive.path, place="spine", remedy=_REPAIR)
        warn("the spine is empty; the documents are read in the order of the manifest")
    return spine


def _through_ebooklib(
    root: etree._Element, items: dict[str, Item], spine: list[tuple[str, str]], archive: Archive
) -> Any:
    """ebooklib's book of a package that holds nothing that ebooklib stumbles over."""
    package = etree.Element(f"{_OPF}package", nsmap={None: _OPF[1:-1], "dc": _DC[1:-1]})  # type: ignore[dict-item]
    package.attrib.update(root.attrib)
    metadata = root.find(f"{_OPF}metadata")
    package.append(metadata if metadata is not None else etree.Element(f"{_OPF}metadata"))
    manifest = etree.SubElement(package, f"{_OPF}manifest")
    for item in items.values():
        # One type for all: by others ebooklib would parse, and fail on, what is read here with bounds.
        etree.SubElement(
            manifest, f"{_OPF}item", {"id": item.id, "href": "x", "media-type": "application/octet-stream"}
        )
    order = etree.SubElement(package, f"{_OPF}spine")
    for id_, linear in spine:
        etree.SubElement(order, f"{_OPF}itemref", idref=id_, linear=linear)
    if (guide := root.find(f"{_OPF}guide")) is not None:
        package.append(guide)
    shell = io.BytesIO()
    with zipfile.ZipFile(shell, "w") as file:
        file.writestr("META-INF/container.xml", epub.CONTAINER_XML % {"folder_name": "x"})
        file.writestr("x/content.opf", etree.tostring(package, encoding="utf-8", xml_declaration=True))
        file.writestr("x/x", b"")
    try:
        return epub.read_epub(io.BytesIO(shell.getvalue()))
    except (epub.EpubException, KeyError, AttributeError, TypeError, ValueError, IndexError) as error:
        raise InputError(
            f"has a package document that cannot be understood ({type(error).__name__}: {error})",
            path=archive.path,
            remedy=_REPAIR,
        ) from error


def _statements(book: Any) -> list[Statement]:
    statements: list[Statement] = []
    for names in book.metadata.values():
        for name, values in names.items():
            for text, attributes in values:
                plain = {str(key)[str(key).rfind("}") + 1 :]: str(value) for key, value in attributes.items()}
                statements.append(Statement(str(name or "meta"), (text or "").strip(), plain))
    return statements


def _guide(book: Any, opf: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for reference in book.guide or []:
        href, _, fragment = (reference.get("href") or "").partition("#")
        if name := resolve(opf, unquote(href)):
            pairs.append(((reference.get("type") or "").strip().lower(), f"{name}#{fragment}" if fragment else name))
    return pairs


def _ncx(root: etree._Element, items: dict[str, Item]) -> str | None:
    spine = root.find(f"{_OPF}spine")
    id_ = spine.get("toc") if spine is not None else None
    if id_ in items:
        return items[id_].href
    return next((item.href for item in items.values() if item.media_type == "application/x-dtbncx+xml"), None)
