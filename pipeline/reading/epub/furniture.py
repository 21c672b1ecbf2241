"""What producers put around a text and no listener wants, told by the markup: margins, lines' numbers, licences."""

from __future__ import annotations

import re

from lxml import etree

from manifests.book import Reason

_MARGIN = re.compile(
    r"(?:^|\s)(?:side-?_?notes?|margin(?:al)?-?_?(?:notes?|text|gloss|head)?|marginalia|(?:left|right)-?_?(?:side)?notes?|ms-?notes?)"
    r"\d*(?:\s|$)",
    re.IGNORECASE,
)
_TRANSCRIBER = re.compile(
    r"(?:^|\s)(?:(?P<whole>trans(?:crib(?:er|ers)?)?s?-?_?notes?)|t-?notes?|tn-?_?(?:box|notes?)?|trnotes?)(?:-?\w{0,8})?(?:\s|$)",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"(?:^|\s)(?:pg-?_?(?:boilerplate|header|footer|licen[sc]e)\w*)(?:\s|$)", re.IGNORECASE)
_WEB_PAGE = re.compile(
    r"(?:^|\s)(?:calibre_?nav(?:bar)?|(?:social|shar(?:e|ing))-?_?(?:buttons?|links?|icons?|bar|this|daddy|box)|sharedaddy|"
    r"related-?_?(?:posts?|articles?|links?|reading)|breadcrumbs?|cookie-?_?(?:notice|banner|bar|consent)|addtoany\w{0,30}|"
    r"newsletter-?_?(?:sign-?up|form|box)|(?:post|chapter|page)-?_?nav(?:igation)?(?:-links)?|nav-?links)(?:\s|$)",
    re.IGNORECASE,
)
_LINE_NUMBER = re.compile(
    r"(?:^|\s)(?:(?:poem|verse|line|ln)-?_?(?:n(?:um(?:ber)?|o|r)?s?|count)|ln|linenos?)\d*(?:\s|$)", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:^|\s)(?:(?:poem|verse|line|ln)-?_?(?:n(?:um(?:ber)?|o|r)?s?|count)|ln|linenos?)\d*(?:\s|$)", re.IGNORECASE
)
_RUNNING_HEAD = re.compile(
    r"(?:^|\s)(?:(?:running|page)-?_?(?:head(?:er|line|ing)?|title|foot(?:er)?)s?|r-?_?h(?:ead)?|header|footer|pagehead|"
    r"head-?line)(?:\s|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\W{0,3}\d{1,5}[a-d]?\W{0,3}")
_INLINE = frozenset(["span", "a", "small", "i", "em", "b", "sup", "sub", "td", "font", "div", "p"])
_BOXES = frozenset(
    ["div", "section", "aside", "p", "span", "table", "blockquote", "article", "header", "footer", "center"]
)


def reason(element: etree._Element, name: str, types: frozenset[str], *, verse: bool) -> Reason | None:
    """Why an element is furniture, or None."""
    if not element.attrib and not verse:
        return None
    classes = element.get("class") or ""
    if classes or verse:
        number = name in _INLINE and (
            _LINE_NUMBER.search(classes) or (verse and name in ("span", "td", "small", "sup", "a"))
        )
        if number and _NUMBER.fullmatch(_short_text(element)):
            return "furniture"
    if name in _BOXES:
        told = _MARGIN.search(classes) or _LICENCE.search(classes) or _WEB_PAGE.search(classes)
        if classes and (told or _is_transcribers(element, classes)):
            return "furniture"
        if (element.get("id") or "") in ("pg-header", "pg-footer"):
            return "furniture"
    return None


def _is_transcribers(element: etree._Element, classes: str) -> bool:
    found = _TRANSCRIBER.search(classes)
    return found is not None and (bool(found["whole"]) or "transcri" in _text_start(element, 100).casefold())


def _short_text(element: etree._Element) -> str:
    return _text_start(element, 20)


def _text_start(element: etree._Element, most: int) -> str:
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(str(part))
        length += len(part)
        if length > most:
            break
    return "".join(parts)
