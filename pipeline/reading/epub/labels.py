"""Words that a document gives to ears and eyes apart: labels for assistive readers, and the marks of `q`."""

from __future__ import annotations

from itertools import islice

from lxml import etree

from pipeline.reading.epub import semantics

_LABELLED = frozenset(
    ["span", "p", "div", "b", "i", "em", "strong", "abbr", "big", "font", "h1", "h2", "h3", "h4", "h5", "h6"]
)
_MOST_PIECES = 40
_QUOTES = "\"'“”‘’„‚«»‹›「」『』"


def hear_labels(body: etree._Element) -> None:
    """Where a label says in one piece what the markup says in hidden pieces, the pieces are read, or the label is."""
    for element in body.iter("{*}*"):
        if not element.attrib:
            continue
        if label := (element.get("aria-label") or "").strip():
            _hear(element, label)
        elif _is_hidden(element) and _begins_word(element):
            element.attrib.pop("aria-hidden")


def _is_hidden(element: etree._Element) -> bool:
    return (element.get("aria-hidden") or "").lower() == "true"


def _hear(element: etree._Element, label: str) -> None:
    name = semantics.name_of(element)
    inside = list(islice(element.iterdescendants("{*}*"), _MOST_PIECES))
    if name not in _LABELLED or _is_hidden(element) or len(inside) == _MOST_PIECES:
        return
    if any(kind not in ("img", "text", "heading") for kind in (element.get("role") or "").lower().split()):
        return
    hidden = [child for child in inside if _is_hidden(child)]
    whole = semantics.text_of(element)
    if _letters(whole) == _letters(label):
        for child in hidden:
            child.attrib.pop("aria-hidden")
    elif not any(map(str.isalnum, whole)) or (hidden and not _letters(_seen_text(element))):
        if any(child.get("alt") for child in inside):
            return
        element.text = label + (element.text or "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _seen_text(element: etree._Element) -> str:
    """The text of an element but for what its children hide."""
    parts = [element.text or ""]
    for child in element:
        if not _is_hidden(child):
            parts.append(_seen_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _begins_word(element: etree._Element) -> bool:
    """Whether a hidden letter is the beginning of a word that stands behind it, and nothing else gives it."""
    text = semantics.text_of(element).strip()
    if semantics.name_of(element) in semantics.BLOCKS or not 0 < len(text) <= 3 or not text[-1].isalpha():
        return False
    behind = element.tail or ""
    following = element.getnext()
    if not behind and following is not None:
        behind = semantics.text_of(following)
        if _letters(behind) == _letters(text):
            return False
    return behind[:1].isalpha() and (behind[0].islower() or (text[-1].isupper() and behind[:2].isupper()))


def write_quotation_marks(body: etree._Element) -> None:
    """Put the marks around `q` that reading systems print there, double ones outside and single ones inside."""
    depth = 0
    for event, element in etree.iterwalk(body, events=("start", "end"), tag="{*}q"):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        text = next((part for each in islice(element.itertext(), 5) if (part := str(each).strip())), "")
        if not text or text[0] in _QUOTES or _before(element)[-1:] in tuple(_QUOTES):
            continue
        opening, closing = "“”" if depth % 2 else "‘’"
        if len(element):
            element[-1].tail = (element[-1].tail or "").rstrip() + closing
        else:
            element.text = (element.text or "").rstrip() + closing
        element.text = opening + (element.text or "").lstrip()


def _before(element: etree._Element) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or ""
    return (parent.text or "") if parent is not None else ""
