"""A text that was sent as a mail: the lines of its head and its signature are no part of it."""

from __future__ import annotations

import re

_NAMES = r"(?:from|to|cc|bcc|subject|date|sent|reply-to|message-id|mime-version|content-type|content-transfer-encoding)"
_END = r"(?:\r\n|\r|\n)"
_LINE = rf"[^\r\n]{{0,500}}{_END}"
_HEAD = re.compile(
    rf"\s{{0,20}}(?=(?:{_LINE}){{0,8}}subject:)(?:{_NAMES}:{_LINE}(?:[ \t]{_LINE})*+){{2,}}", re.IGNORECASE
)
_SIGNATURE = re.compile(r"(?m)^-- ?[\r\n]+(?P<lines>(?:[^\r\n]{0,100}[\r\n]*){0,12})\Z")
_LAST = 1500


def mail_frame(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words of a mail begin and end inside [start, end); those bounds where the text is no mail."""
    head = _HEAD.match(text, start, end)
    if head is None:
        return start, end
    signature = _SIGNATURE.search(text, max(head.end(), end - _LAST), end)
    return head.end(), signature.start() if signature else end
