"""An EPUB 2 becomes an EPUB 3, in which alone sound and text can run together.

Text, style sheets and pictures stay. What XHTML 1.1 wrote and HTML does not know is written as HTML has it; the table
of contents is written anew from the one that was there, which stays too.
"""

from __future__ import annotations

import html.entities
import posixpath
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from pipeline.packaging.readalong.package_document import DC, OPF, Added, PackageDocument
from pipeline.reading.epub.contents import Entry

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_TAG = re.compile(r"""<(/?)([A-Za-z][\w]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""\s+([\w:-]+)\s*=\s*("[^"]*"|'[^']*')""")
_CONTENT_TYPE = re.compile(r"""(<meta\b[^>]*?\bcontent\s*=\s*)("[^">]*"|'[^'>]*')""", re.IGNORECASE)
_COLUMNS = re.compile(
    r"(<colgroup\b(?:[^>]*/>|[^>]*>.*?</colgroup>))|((?:<col\b[^>]*(?:/>|>\s*</col>)\s*)+)", re.DOTALL
)
_XML_NAMES = frozenset(["amp", "lt", "gt", "quot", "apos"])

_ELEMENTS = {
    "big": ("span", "font-size: larger"), "tt": ("span", "font-family: monospace"),
    "center": ("div", "text-align: center"),
    "font": ("span", ""), "strike": ("s", ""), "acronym": ("abbr", ""), "dir": ("ul", ""),
}  # fmt: skip
_STYLES = {"align": "text-align", "valign": "vertical-align", "bgcolor": "background-color", "color": "color"}
_DROPPED = frozenset([
    "border", "cellpadding", "cellspacing", "clear", "compact", "face", "frame", "hspace", "noshade",
    "nowrap", "rules", "summary", "vspace", "version", "profile", "axis", "abbr", "charset", "rev",
    "longdesc", "link", "vlink", "alink", "text", "char", "charoff",
])  # fmt: skip
_SIZED = frozenset(["img", "object", "embed", "iframe", "canvas", "video", "input", "svg"])
_KEEPS_NAME = frozenset(["map", "meta", "param", "input", "object", "iframe", "form", "select", "textarea", "button"])
_TEXT_TYPES = frozenset(["text/html", "application/html", "text/xhtml"])


def modern_page(source: str) -> str:
    """A document of an EPUB 2 as one of an EPUB 3: document type, named characters, elements without a future."""
    source = _DOCTYPE.sub("<!DOCTYPE html>", source, count=1)
    source = _REFERENCE.sub(_numbered, source)
    body = source.find("<body")
    if body < 0:
        return source
    head = re.sub(r"<meta\b[^>]*>", _modern_meta, source[:body], flags=re.IGNORECASE)
    return head + _COLUMNS.sub(_grouped, _TAG.sub(_modern_tag, source[body:]))


def _modern_meta(match: re.Match[str]) -> str:
    """Of a declared type HTML knows one alone, and an EPUB no other encoding."""
    is_type = re.search(r"""http-equiv\s*=\s*["']content-type["']""", match.group(), re.IGNORECASE)
    return _CONTENT_TYPE.sub(r'\1"text/html; charset=utf-8"', match.group()) if is_type else match.group()


def _grouped(match: re.Match[str]) -> str:
    """Columns stand in a group."""
    return match.group() if match[1] else f"<colgroup>{match[2]}</colgroup>"


def _numbered(match: re.Match[str]) -> str:
    value = html.entities.html5.get(f"{match[1]};")
    return match.group() if match[1] in _XML_NAMES or value is None else "".join(f"&#{ord(one)};" for one in value)


def _modern_tag(match: re.Match[str]) -> str:
    slash, name, rest = match.groups()
    element, style = _ELEMENTS.get(name, (name, ""))
    if slash:
        return f"</{element}{rest}>"
    styles, names = [style] if style else [], {found[1] for found in _ATTRIBUTE.finditer(rest)}

    def kept(found: re.Match[str]) -> str:
        attribute, value = found[1], found[2]
        if attribute == "name" and name not in _KEEPS_NAME:
            return "" if "id" in names else f" id={value}"
        if attribute in _STYLES:
            styles.append(f"{_STYLES[attribute]}: {value[1:-1]}")
            return ""
        if attribute in ("width", "height") and name not in _SIZED:
            styles.append(f"{attribute}: {value[1:-1]}{'px' if value[1:-1].isdigit() else ''}")
            return ""
        is_gone = attribute in _DROPPED or (attribute == "size" and name in ("font", "hr"))
        # Where a quotation came from is seen by nobody, and an EPUB 3 wants it by HTTPS.
        is_gone = is_gone or (attribute == "cite" and value[1:].startswith("http:"))
        return "" if is_gone else found.group()

    rest = _ATTRIBUTE.sub(kept, rest)
    if styles:
        rest = _styled(rest, "; ".join(styles))
    return f"<{element}{rest}>"


def _styled(rest: str, style: str) -> str:
    found = re.search(r"""\sstyle\s*=\s*(["'])""", rest)
    if found:
        return f"{rest[: found.end()]}{style}; {rest[found.end() :]}"
    bare, slash = (rest[:-1], "/") if rest.endswith("/") else (rest, "")
    return f'{bare.rstrip()} style="{style}"{slash}'


def modernise(package: PackageDocument, pages: dict[str, str]) -> None:
    """Make the package one of an EPUB 3, but for its table of contents. `pages` are the documents by address."""
    package.root.set("version", "3.0")
    for name in set(package.root.attrib) - {
        "version",
        "unique-identifier",
        "id",
        "dir",
        "{http://www.w3.org/XML/1998/namespace}lang",
    }:
        del package.root.attrib[name]
    _modernise_metadata(package)
    _modernise_items(package, pages)
    spine: Any = package.root.find(f"{OPF}spine")
    for name in set(spine.attrib) - {"toc", "id", "page-progression-direction"}:
        del spine.attrib[name]
    _make_reachable(package, spine, pages)
    for tours in package.root.findall(f"{OPF}tours"):
        package.root.remove(tours)


def _make_reachable(package: PackageDocument, spine: Any, pages: dict[str, str]) -> None:
    """Put documents aside from the reading order, such as covers, into it where no link leads to them: an EPUB 3 asks
    for one."""
    names = {item.get("id"): (item.get("href") or "").rpartition("/")[2] for item in package.items()}
    for reference in spine.iterfind(f"{OPF}itemref"):
        name = names.get(reference.get("idref"))
        if reference.get("linear") == "no" and not any(name and name in page for page in pages.values()):
            del reference.attrib["linear"]


def _modernise_metadata(package: PackageDocument) -> None:
    dated = False
    for element in list(package.metadata):
        if not isinstance(element.tag, str):
            continue
        if element.tag.startswith(DC):
            told = {
                name.rpartition("}")[2]: element.attrib.pop(name)
                for name in list(element.attrib)
                if name.startswith(OPF)
            }
            is_second_date = element.tag == f"{DC}date" and (
                dated or told.get("event", "publication") not in ("publication", "original-publication")
            )
            if is_second_date or not (element.text or "").strip():
                package.metadata.remove(element)
                continue
            dated = dated or element.tag == f"{DC}date"
            _refine(package, element, told)
        elif element.get("name") == "cover":
            for item in package.items():
                if item.get("id") == element.get("content"):
                    _give_property(item, "cover-image")
    package.date()


def _refine(package: PackageDocument, element: Any, told: dict[str, str]) -> None:
    """Say in statements of their own what EPUB 2 said in attributes."""
    facts = [(name, told[name]) for name in ("role", "file-as") if told.get(name)]
    if not facts:
        return
    if not element.get("id"):
        element.set("id", package.free_id("told"))
    for name, value in facts:
        scheme = {"scheme": "marc:relators"} if name == "role" else {}
        package.say(name, value, refines=element.get("id"), **scheme)


def _modernise_items(package: PackageDocument, pages: dict[str, str]) -> None:
    for item in package.items():
        for name in set(item.attrib) - {"id", "href", "media-type", "fallback", "properties"}:
            del item.attrib[name]
        if item.get("media-type") in _TEXT_TYPES:
            item.set("media-type", "application/xhtml+xml")
        page = pages.get(item.get("href") or "", "")
        for mark, given in (("<svg", "svg"), ("<script", "scripted"), ("<math", "mathml")):
            if mark in page:
                _give_property(item, given)


def _give_property(item: Any, name: str) -> None:
    known = (item.get("properties") or "").split()
    if name not in known:
        item.set("properties", " ".join((*known, name)))


def add_contents(package: PackageDocument, added: Added) -> None:
    """Name the navigation document in the manifest."""
    package.add_item(added)
    _give_property(package.items()[-1], "nav")


def contents_page(entries: Sequence[Entry], title: str, language: str, entry: str) -> str:
    """A navigation document, at `entry` of the zip, with the entries of a table of contents."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f"lang={quoteattr(language)} xml:lang={quoteattr(language)}><head><title>{escape(title)}</title></head>\n"
        f'<body><nav epub:type="toc" id="toc">{_list(entries, entry)}</nav></body></html>\n'
    )


def _list(entries: Sequence[Entry], entry: str) -> str:
    lines = []
    for one in entries:
        label = escape(" ".join(one.label.split()) or "…")
        address = quote(posixpath.relpath(one.href, posixpath.dirname(entry) or ".")) if one.href else ""
        address += f"#{quote(one.fragment)}" if address and one.fragment else ""
        shown = f'<a href="{address}">{label}</a>' if address else f"<span>{label}</span>"
        inside = _list(one.children, entry) if one.children else ""
        if address or inside:
            lines.append(f"<li>{shown}{inside}</li>")
    return "<ol>\n" + "\n".join(lines) + "\n</ol>"
