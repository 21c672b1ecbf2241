"""What an element of a content document is, by its tag, `epub:type`, ARIA role and class."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from manifests.book import Reason
from pipeline.reading.epub.ornaments import is_page_number

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "noscript",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
CELLS = frozenset(("td", "th"))
NAME_ELEMENTS = frozenset(("span", "i", "em", "small", "b", "strong"))
EMPHASES = frozenset(["i", "em", "b", "strong", "cite", "dfn", "var"])
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_HEADING_TYPES = frozenset(
    ["title", "subtitle", "fulltitle", "halftitle", "covertitle", "ordinal", "bridgehead", "z3998:ordinal"]
)

# Elements whose text is never part of the book, and what it is instead.
_LEFT_OUT: dict[str, Reason] = {
    "script": "code",
    "style": "code",
    "template": "hidden",
    "rt": "ruby reading",
    "rp": "ruby reading",
    "rtc": "ruby reading",
    "audio": "alternative text",
    "video": "alternative text",
    "object": "alternative text",
    "iframe": "alternative text",
    "canvas": "alternative text",
    "svg": "alternative text",
    "annotation": "hidden",
    "annotation-xml": "hidden",
    "textarea": "hidden",
    "select": "hidden",
    "datalist": "hidden",
}
_VERSE_TYPES = frozenset(["z3998:poem", "z3998:verse", "z3998:song", "z3998:hymn", "z3998:lyrics", "verse", "poem"])
_VERSE_CLASS = re.compile(r"(?:^|\s)(?:poem|poetry|verse|verses|stanza|song|lyrics?|lg|linegroup|canto)(?:\s|$)", re.I)
_LINE_CLASS = re.compile(r"(?:^|\s)(?:line|l|vl|v|verse-?line|verse|poem-?line|i\d+|indent\d*)(?:\s|$)", re.IGNORECASE)
_STANZA_CLASS = re.compile(r"(?:^|\s)(?:stanza|lg|linegroup|poem|poetry|strophe)(?:\s|$)", re.IGNORECASE)
_HEADING_CLASS = re.compile(
    r"(?:^|\s)(?:(?:chap(?:ter)?|part|book|section)[-_]?(?:title|number|num|no|name|head(?:ing|er)?|label|subtitle)|"
    r"(?:ct|cn|pt|pn|cst|chapterhead)\d*)(?:\s|$)",
    re.IGNORECASE,
)
_SMALL_CAPS = re.compile(
    r"(?:^|\s)(?:small-?_?caps?|smcaps?|sc|smallcaps\w*|char(?:acter)?|speaker|persona)(?:\s|$)", re.I
)
_DIRECTION_CLASS = re.compile(r"(?:^|\s)stage-?_?(?:dir(?:ection)?s?)?(?:\s|$)", re.IGNORECASE)
_SPEAKER_CLASS = re.compile(r"(?:^|\s)(?:speaker|persona|drama-?name)(?:\s|$)", re.IGNORECASE)
_RAISED_CLASS = re.compile(r"(?:^|\s)(?:super(?:script)?|sup|raised|note-?ref|fn-?ref)\d*(?:\s|$)", re.IGNORECASE)
_LISTING_CLASS = re.compile(r"code|listing|program|source|console|terminal|highlight", re.IGNORECASE)

_ROLES = {
    "doc-noteref": "noteref",
    "doc-backlink": "backlink",
    "doc-footnote": "footnote",
    "doc-endnote": "endnote",
    "doc-endnotes": "endnotes",
    "doc-pagebreak": "pagebreak",
    "doc-toc": "toc",
    "doc-biblioref": "noteref",
    "doc-acknowledgments": "acknowledgments",
    "doc-dedication": "dedication",
    "doc-cover": "cover",
}


def text_of(element: etree._Element) -> str:
    """All characters inside an element."""
    return "".join(str(text) for text in element.itertext())


def name_of(element: etree._Element) -> str:
    """The tag without its namespace, in lower case."""
    return _plain_name(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=4096)
def _plain_name(tag: str) -> str:
    return tag[tag.rfind("}") + 1 :].lower()


def types_of(element: etree._Element) -> frozenset[str]:
    """The values of `epub:type`, and what the ARIA role says in the same words."""
    if not element.attrib:
        return frozenset()
    return _types(element.get(_EPUB_TYPE) or element.get("epub:type") or "", element.get("role") or "")


@lru_cache(maxsize=4096)
def _types(epub_type: str, role: str) -> frozenset[str]:
    values = epub_type.lower().split()
    for value in role.lower().split():
        if value in _ROLES:
            values.append(_ROLES[value])
        elif value.startswith("doc-"):
            values.append(value[4:])
    return frozenset(values)


def language_of(element: etree._Element) -> str | None:
    """The language that an element declares for itself."""
    return element.get(_XML_LANG) or element.get("lang") or element.get("xml:lang")


def left_out(element: etree._Element, name: str, types: frozenset[str], *, with_alternatives: bool) -> Reason | None:
    """Why the text of an element is no part of what is read, or None."""
    reason = _LEFT_OUT.get(name)
    if reason is not None:
        return None if with_alternatives and name == "svg" else reason
    if name == "pre" and _is_listing(element):
        return "code"
    if not element.attrib:
        return None
    if is_page_number(element, name, types):
        return "page number"
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").lower() == "true":
        return "hidden"
    if name == "case" and element.get("required-namespace") is not None:
        return "hidden"
    return None


def _is_listing(element: etree._Element) -> bool:
    return any(name_of(child) == "code" for child in element) or bool(_LISTING_CLASS.search(element.get("class") or ""))


def is_verse(element: etree._Element, types: frozenset[str]) -> bool:
    """Whether lines end on purpose here."""
    return bool(types & _VERSE_TYPES) or bool(_VERSE_CLASS.search(element.get("class") or ""))


def is_verse_line(element: etree._Element, name: str) -> bool:
    """Whether an element inside verse is one line of a stanza, and not a stanza itself."""
    if name == "span":
        return True
    style = element.get("class") or ""
    if name not in ("div", "p") or not _LINE_CLASS.search(style):
        return False
    parent = element.getparent()
    return parent is not None and bool(_STANZA_CLASS.search(parent.get("class") or "") or name == "div")


def heading_level(element: etree._Element, name: str, types: frozenset[str]) -> int:
    """1 to 6 for a heading, 0 otherwise."""
    if level := HEADINGS.get(name, 0):
        return level
    if name == "hgroup":
        return min((HEADINGS[n] for child in element if (n := name_of(child)) in HEADINGS), default=2)
    if name in ("p", "div") and element.attrib:
        if name == "p" and types & _HEADING_TYPES:
            return 2
        if _HEADING_CLASS.search(element.get("class") or "") and len(text_of(element)) < 200:
            return 2
    return 0


def is_direction(element: etree._Element, types: frozenset[str]) -> bool:
    """Whether an element holds a stage direction."""
    return "z3998:stage-direction" in types or bool(_DIRECTION_CLASS.search(element.get("class") or ""))


def is_persona(element: etree._Element, types: frozenset[str]) -> bool:
    """Whether an element holds the name of who speaks."""
    return "z3998:persona" in types or bool(_SPEAKER_CLASS.search(element.get("class") or ""))


def is_raised(element: etree._Element) -> bool:
    """Whether the class of an element says that it stands above the line, as marks of notes and powers do."""
    parent = element.getparent()
    if parent is not None and name_of(parent) == "msup":
        return element.getprevious() is not None
    return bool(element.attrib) and bool(_RAISED_CLASS.search(element.get("class") or ""))


def is_name_like(element: etree._Element, name: str) -> bool:
    """Whether an element is set as plays set the names of speakers: bold or in small capitals."""
    if name in ("b", "strong"):
        return True
    style = element.get("style") or ""
    return name in NAME_ELEMENTS and (
        bool(_SMALL_CAPS.search(element.get("class") or "")) or "small-caps" in style or "bold" in style
    )
