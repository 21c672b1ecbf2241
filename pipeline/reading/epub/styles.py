"""What style sheets do to a text: hide it, raise it, set it in small capitals, make a paragraph look like a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import tinycss2
from cssselect2 import ElementWrapper, Matcher
from lxml import etree

from pipeline.reading.epub.stylesheets import Declarations, Rule

_LENGTH = re.compile(r"(-?\d{0,9}(?:\.\d{1,9})?)(px|pt|pc|em|rem|ex|ch|%|cm|mm|in)?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "cm": 37.8, "mm": 3.78,
           "in": 96.0, "%": 8.0, "": 1.0}  # fmt: skip
_EM_PX = 16.0
_FAR_PX = 500.0
_SIZES = {"xx-small": 0.6, "x-small": 0.75, "small": 0.85, "smaller": 0.85, "medium": 1.0, "large": 1.2, "larger": 1.2,
          "x-large": 1.5, "xx-large": 2.0, "xxx-large": 3.0}  # fmt: skip
_CLIPPED = re.compile(r"rect\(\s*[01](?:px)?\b|inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*0[^,]*(?:,\s*0[^,]*)*\)")
_DEEPEST = 150


@dataclass(frozen=True, slots=True)
class Style:
    """What the style of one element says of itself. `size` is relative to the text around it; None: nothing said."""

    hidden: bool = False
    off_screen: bool = False
    small_caps: bool = False
    raised: bool = False
    bold: bool | None = None
    size: float | None = None
    centred: bool | None = None
    breaks_before: bool = False


PLAIN = Style()


class Styles:
    """The styles of one document's elements, by its style sheets and the styles that elements carry themselves."""

    def __init__(self, root: etree._Element | None = None, matcher: Matcher | None = None) -> None:
        self._ruled: Mapping[etree._Element, Declarations] = {}
        if root is not None and matcher is not None:
            self._ruled = dict(_matched(root, matcher))

    def of(self, element: etree._Element) -> Style:
        """What is said of `element` itself; what it inherits is not among it."""
        ruled = self._ruled.get(element) if self._ruled else None
        own = element.get("style") if element.attrib else None
        if own:
            return _style((*(ruled or ()), *_own(own)))
        return _style(ruled) if ruled else PLAIN


def matcher_of(rules: Iterable[Rule]) -> Matcher | None:
    """What finds the rules of an element; None where there are none."""
    matcher = Matcher()
    found = False
    for rule in rules:
        for selector in rule.selectors:
            matcher.add_selector(selector, rule.declarations)
            found = True
    return matcher if found else None


def _matched(root: etree._Element, matcher: Matcher) -> Iterator[tuple[etree._Element, Declarations]]:
    stack = [(ElementWrapper.from_html_root(root), 0)]
    while stack:
        wrapper, depth = stack.pop()
        matches = matcher.match(wrapper)
        if matches:
            parts = [part for *_, pseudo, part in matches if pseudo is None]
            if parts:
                yield wrapper.etree_element, tuple(pair for part in parts for pair in part)
        if depth < _DEEPEST:
            stack.extend((child, depth + 1) for child in wrapper.iter_children())


@lru_cache(maxsize=4096)
def _own(style: str) -> Declarations:
    if len(style) > 2000:
        return ()
    found = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return tuple(
        (part.lower_name, " ".join(tinycss2.serialize(part.value).lower().split()), part.important)
        for part in found
        if part.type == "declaration"
    )


@lru_cache(maxsize=4096)
def _style(declarations: Declarations) -> Style:
    said = {name: value for name, value, important in declarations if not important}
    said.update({name: value for name, value, important in declarations if important})
    font = said.get("font", "")
    size = _size(said.get("font-size", ""))
    return Style(
        hidden=_is_hidden(said, size),
        off_screen=_is_off_screen(said),
        small_caps="small-caps" in (said.get("font-variant", "") + said.get("font-variant-caps", "") + font),
        raised=said.get("vertical-align") in ("super", "text-top") or said.get("font-variant-position") == "super",
        bold=_bold(said.get("font-weight", ""), font),
        size=size,
        centred=None if (align := said.get("text-align")) is None else align.endswith("center"),
        breaks_before=any(said.get(name) in ("always", "page", "left", "right", "recto", "verso")
                          for name in ("page-break-before", "break-before")),
    )  # fmt: skip


def _is_hidden(said: Mapping[str, str], size: float | None) -> bool:
    return (
        said.get("display") == "none"
        or said.get("visibility") in ("hidden", "collapse")
        or said.get("mso-hide") == "all"
        or said.get("speak", said.get("-epub-speak")) in ("none", "never")
        or _number(said.get("opacity", "1")) == 0
        or size == 0
    )


def _is_off_screen(said: Mapping[str, str]) -> bool:
    if _pixels(said.get("text-indent", "")) <= -_FAR_PX:
        return True
    if said.get("position") not in ("absolute", "fixed"):
        return False
    if any(_pixels(said.get(side, "")) <= -_FAR_PX for side in ("left", "top", "right", "bottom")):
        return True
    tiny = "width" in said and "height" in said and max(_pixels(said["width"]), _pixels(said["height"])) <= 1
    return tiny or bool(_CLIPPED.search(said.get("clip", "") + said.get("clip-path", "")))


def _bold(weight: str, font: str) -> bool | None:
    if weight in ("bold", "bolder") or (not weight and re.search(r"\bbold", font)):
        return True
    if weight.isdecimal():
        return int(weight[:4]) >= 600
    return False if weight in ("normal", "lighter") else None


def _size(value: str) -> float | None:
    if value in _SIZES:
        return _SIZES[value]
    found = _LENGTH.fullmatch(value)
    if found is None or not found[1].strip("-."):
        return None
    number, unit = float(found[1]), found[2] or ""
    if unit in ("em", "rem", "%", "ex"):
        return number / {"%": 100, "ex": 2}.get(unit, 1)
    return 0.0 if number == 0 else number * _PIXELS[unit] / _EM_PX if unit else None


def _pixels(value: str) -> float:
    found = _LENGTH.fullmatch(value)
    return float(found[1]) * _PIXELS[found[2] or ""] if found and found[1].strip("-.") else 0.0


def _number(value: str) -> float:
    return _pixels(value) if value[:1].isdecimal() or value[:1] == "." else 1.0
