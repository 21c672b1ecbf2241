"""What stands on a page beside its text: page numbers, breaks of scene, ornaments."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

_PAGE_NAME = re.compile(
    r"(?:^|[\s_-])(?:\w*pages?(?![a-z])\w*|page(?:num|no|nr|break|start|end|mark)\w*|pg\w{0,5}|p[nb]\d*|folio)(?:[\s_-]|$)",
    re.I,
)
_PAGE_BREAK = re.compile(r"(?:^|\s)(?:page-?_?break|pb|newpage)s?(?:\s|$)", re.IGNORECASE)
_PAGE_TEXT = re.compile(
    r"\s*[\[({|<~–—-]{0,3}\s*(?:p(?:g|age|\.)?\.?\s*)?(?:\d{1,5}|[ivxlcdm]{1,9})\s*[\])}|>~–—-]{0,3}\s*", re.IGNORECASE
)
_BREAK_CLASS = re.compile(
    r"(?:^|\s)(?:(?:scene|section|text|thought|story|time|context|space|line)?-?_?(?:break|separator|divider)|asterism|"
    r"ornament|dinkus|fleuron|stars|asterisks?|transition|tb)(?:\s|$|\d)",
    re.IGNORECASE,
)


def _inside(element: etree._Element) -> str:
    return "".join(islice((str(text) for text in element.itertext()), 20))


def is_page_number(element: etree._Element, name: str, types: frozenset[str]) -> bool:
    """Whether an element marks where a page of the printed book begins."""
    if "pagebreak" in types:
        return True
    if name not in ("a", "span", "p", "div", "small", "sup", "sub", "i", "b", "em", "font"):
        return False
    text = _inside(element)
    if not _PAGE_TEXT.fullmatch(text) or (name in ("p", "div") and text.strip().isalpha() and text.strip().isupper()):
        return False
    if _PAGE_NAME.search(element.get("class") or ""):
        return True
    id_ = element.get("id") or ""
    return bool(_PAGE_NAME.search(id_)) and re.sub(r"\D", "", id_) == re.sub(r"\D", "", text) != ""


def is_break(element: etree._Element, name: str, types: frozenset[str]) -> bool:
    """Whether an element stands for a change of scene."""
    style = element.get("class") or ""
    if name == "hr":
        return not _PAGE_BREAK.search(style) and "pagebreak" not in types
    if name not in ("p", "div") or not style or not _BREAK_CLASS.search(style):
        return False
    # Some books give this class to the first paragraph after the break.
    return sum(map(str.isalnum, _inside(element))) == 0


_ORNAMENT = re.compile(r"ornament|scene-?_?break|asterism|fleuron|divider|separator|dinkus|flourish|\*\s*\*\s*\*", re.I)


def is_ornament(element: etree._Element) -> bool:
    """Whether a picture stands for a change of scene."""
    source = (element.get("src") or "").rpartition("/")[2]
    return any(_ORNAMENT.search(text) for text in (source, element.get("alt") or "", element.get("class") or ""))
