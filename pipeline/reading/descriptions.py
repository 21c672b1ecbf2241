"""Descriptions without the HTML that shops and catalogues put into them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]{2,31}|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_BREAKING = frozenset(
    ("address", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
     "table", "td", "th", "tr", "ul")
)  # fmt: skip
_SILENT = frozenset(("script", "style", "template"))
MOST_LAYERS = 3
"""Markup that was escaped, and escaped again on its way through several catalogues."""


def plain_text(text: str | None) -> str | None:
    """`text` as words with single spaces; what is no markup ("2 < 3") stays. None where nothing is left."""
    if not text:
        return None
    for _ in range(MOST_LAYERS):
        if not _MARKUP.search(text):
            break
        words = _HtmlText()
        words.feed(text)
        words.close()
        text = "".join(words.parts)
    return " ".join(text.split()) or None


class _HtmlText(HTMLParser):
    """The text of a piece of HTML, with a space where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKING:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BREAKING:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
