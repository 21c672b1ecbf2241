"""The style sheets of a book, read as far as they say what `styles` asks for, and bounded: they may be huge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import cssselect2
import tinycss2
from cssselect2 import Matcher
from lxml import etree

from manifests.errors import InputError
from pipeline.reading.epub import semantics
from pipeline.reading.epub.archive import Archive, printable, resolve
from pipeline.reading.epub.markup import Warn

Declarations = tuple[tuple[str, str, bool], ...]
"""Names and values of properties, and whether each is `!important`."""

_PROPERTIES = frozenset(
    str.split("""
    display visibility opacity mso-hide speak -epub-speak position left top right bottom width height clip
    clip-path text-indent font font-variant font-variant-caps font-variant-position vertical-align font-weight
    font-size text-align page-break-before break-before
    """)
)
_LARGEST_SHEET, _LARGEST_SUM = 512 << 10, 2 << 20
_MOST_RULES, _MOST_UNKEYED = 4000, 100
_LONGEST_SELECTOR, _MOST_COMBINATORS = 2000, 3
_COSTLY = re.compile(r":has|:nth|of-type|~(?!=)")
"""What looks at the neighbours of each element."""
_COMBINATOR = re.compile(r"\s*[>+]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a style sheet that says something of interest."""

    selectors: tuple[Any, ...]
    declarations: Declarations


class Stylesheets:
    """The sheets of one book: each read once, a matcher for each set of sheets that documents use together."""

    def __init__(self, archive: Archive, warn: Warn) -> None:
        self._archive = archive
        self._warn = warn
        self._read = 0
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._matchers: dict[tuple[str, ...], Matcher | None] = {}

    def matcher(self, root: etree._Element, href: str) -> Matcher | None:
        """What finds the rules for the elements of the document `href`; None where nothing is said of them."""
        sources = tuple(self._sources(root, href))
        if sources not in self._matchers:
            from pipeline.reading.epub.styles import matcher_of

            self._matchers[sources] = matcher_of(rule for source in sources for rule in self._rules_of(source))
        return self._matchers[sources]

    def _sources(self, root: etree._Element, href: str) -> Iterator[str]:
        """Names of linked sheets, and the text of those inside the document (which begins with a brace)."""
        for element in root.iter("{*}link", "{*}style"):
            if semantics.name_of(element) == "style":
                yield "{" + semantics.text_of(element)
            elif "stylesheet" in (rel := (element.get("rel") or "").lower().split()) and "alternate" not in rel:
                name = resolve(href, unquote((element.get("href") or "").partition("#")[0]))
                found = self._archive.found(name) if name else None
                if found is not None:
                    yield found

    def _rules_of(self, source: str) -> tuple[Rule, ...]:
        if source not in self._rules:
            self._rules[source] = tuple(_rules(source[1:] if source.startswith("{") else self._text(source)))
        return self._rules[source]

    def _text(self, name: str) -> str:
        if self._archive.size(name) > _LARGEST_SHEET or self._read > _LARGEST_SUM:
            self._warn(f"the style sheet {printable(name)} is too large and was not read")
            return ""
        try:
            data = self._archive.read(name)
        except InputError as error:
            self._warn(f"a style sheet cannot be read: {error.message}")
            return ""
        self._read += len(data)
        return data.decode("utf-8", "replace")


def _rules(text: str) -> Iterator[Rule]:
    """The rules of a sheet for screens that say something of interest."""
    namespaces: dict[str | None, str] = {}
    left, unkeyed = _MOST_RULES, _MOST_UNKEYED
    waiting = list(reversed(tinycss2.parse_stylesheet(text[:_LARGEST_SHEET], skip_comments=True, skip_whitespace=True)))
    while waiting and left > 0:
        part = waiting.pop()
        if part.type == "at-rule":
            if part.lower_at_keyword == "namespace":
                _add_namespace(part, namespaces)
            elif part.content is not None and _is_for_screens(part):
                waiting.extend(
                    reversed(tinycss2.parse_rule_list(part.content, skip_comments=True, skip_whitespace=True))
                )
        elif part.type == "qualified-rule" and (declarations := _declarations(part.content)):
            selectors = _selectors(part.prelude, namespaces)
            unkeyed -= sum(not _is_keyed(selector) for selector in selectors)
            if unkeyed < 0:
                selectors = [selector for selector in selectors if _is_keyed(selector)]
            if selectors:
                left -= len(selectors)
                yield Rule(tuple(selectors), declarations)


def _is_for_screens(part: Any) -> bool:
    condition = tinycss2.serialize(part.prelude).strip().lower()
    if part.lower_at_keyword == "supports":
        return not condition.startswith("not")
    return part.lower_at_keyword == "media" and condition in ("", "all", "screen", "only screen")


def _add_namespace(part: Any, namespaces: dict[str | None, str]) -> None:
    words = [token for token in part.prelude if token.type != "whitespace"]
    if words and words[-1].type in ("string", "url"):
        namespaces[words[0].value if len(words) > 1 and words[0].type == "ident" else None] = words[-1].value


def _declarations(content: Any) -> Declarations:
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return tuple(
        (part.lower_name, " ".join(tinycss2.serialize(part.value).lower().split()), part.important)
        for part in found
        if part.type == "declaration" and part.lower_name in _PROPERTIES
    )


def _selectors(prelude: Any, namespaces: dict[str | None, str]) -> list[Any]:
    text = tinycss2.serialize(prelude)
    deep = any(len(_COMBINATOR.findall(one.strip())) > _MOST_COMBINATORS for one in text.split(","))
    if len(text) > _LONGEST_SELECTOR or deep or _COSTLY.search(text) or text.count("(") > 3:
        return []
    try:
        compiled = cssselect2.compile_selector_list(prelude, namespaces=namespaces)
    except (cssselect2.SelectorError, RecursionError, SyntaxError, ValueError):
        return []
    return [selector for selector in compiled if selector.pseudo_element is None]


def _is_keyed(selector: Any) -> bool:
    """Whether a class, an id or a tag says at once which elements a selector can mean."""
    return bool(selector.id or selector.class_name or selector.local_name)
