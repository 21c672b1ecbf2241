"""Sentence ending: without a full stop, or with a quotation mark after it, an engine cuts off the last syllable."""

from __future__ import annotations

import re

from manifests.book import is_wide

ENDS = ".!?"
WIDE_ENDS = "。！？"

_START = re.compile(r"^(?:[\s,;:!?，；：。！？、)\]）】—–]|\.(?!\d)|-(?!\d)|'(?=\s))+")
_OPEN = "([{<（【［〔"
_TAIL = re.compile(r"[\s,;:，；：、\-–—\"')\]}>…/]+$")
_WITHIN = re.compile(r"([.!?。！？])[\s\"')\]]*$")


def closed(text: str, language: str) -> str:
    """Trim `text` to start with a word or quotation mark and to end with `.`, `!` or `?`."""
    text = _balanced(_START.sub("", text).lstrip(_OPEN).strip())
    found = _WITHIN.search(text)
    mark = found.group(1) if found else ""
    body = text[: found.start()] if found else text
    tail = _TAIL.search(body)
    if tail is not None:
        body = body[: tail.start()]
    quote = '"' if body.count('"') % 2 else ""
    if not mark:
        mark = "。" if _is_wide(body, language) else "."
    if body.endswith(tuple(ENDS + WIDE_ENDS)):
        body, mark = body[:-1], body[-1] if not found else mark
    return f"{body}{quote}{mark}"


def _is_wide(text: str, language: str) -> bool:
    """Whether the text ends in a script with a wide full stop: "A和B" does, "OK" in a Chinese book does not."""
    if language == "ko":
        return False
    return is_wide(text[-1:] or " ") or (language in ("zh", "ja", "yue") and any(map(is_wide, text)))


def _balanced(text: str) -> str:
    """Remove quotation marks around the whole text, and all of them where one is unpaired."""
    if text.count('"') % 2:
        text = re.sub(r" {2,}", " ", text.replace('"', ""))
    elif text.startswith('"') and text.endswith('"') and text.count('"') == 2:
        text = text[1:-1]
    if text.startswith("'") and text.endswith("'") and text.count("'") == 2:
        text = text[1:-1]
    return text.strip()
