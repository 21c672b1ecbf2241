"""What is shown to a person: words of a book and names of files reach a terminal without its control characters.

A book's title may hold the bytes that set a terminal's title, move its cursor or ring its bell. Everything that is
printed and was not written by us goes through `harmless`.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TextIO

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def harmless(text: str) -> str:
    """`text` with control characters and marks of direction as a visible sign each; tabs and line ends stay."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(lambda match: _sign(match.group()), text.replace("\r\n", "\n")))


def _sign(character: str) -> str:
    """The picture of a control character (␛ for ESC), or the sign for what cannot be shown."""
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def in_markup(text: str) -> str:
    """`text` for a Rich table or line: harmless, and without a meaning as markup."""
    from rich.markup import escape

    return escape(harmless(text))


class StderrHandler(logging.StreamHandler[TextIO]):
    """Log messages to what stderr is just then: where a display is live, they scroll by above it."""

    def emit(self, record: logging.LogRecord) -> None:
        """See logging.Handler."""
        self.stream = sys.stderr
        super().emit(record)


def announce(task: str) -> None:
    """Say on stderr, at once, what a command is about to do: what it imports for that takes a while."""
    tell(f"{task} …", file=sys.stderr, flush=True)


def tell(text: str, *, file: TextIO | None = None, end: str = "\n", flush: bool = False) -> None:
    """Print words for a person, on standard output unless `file` is another."""
    print(harmless(text), file=file if file is not None else sys.stdout, end=end, flush=flush)
