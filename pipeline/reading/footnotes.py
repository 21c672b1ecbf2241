"""Notes that a text prints as paragraphs of their own, "[1] A small animal.", and the marks that point to them.

A mark stands right behind a word or a sign and before its note: "[12]" in "turn to [12]" is none. A bracketed number
to which nothing points is none either, and where most of the paragraphs that begin so are not pointed to, they are
numbered paragraphs, as in a judgment, and not notes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from manifests.book import Span

_LABEL = r"(?P<label>\d{1,3}|[A-Z]|[*†‡])"
_HEAD = re.compile(rf"[ \t]{{0,20}}\[{_LABEL}\][.:]?[ \t]{{1,9}}(?=\S)")
_MARK = re.compile(rf"(?<=[^\s\[(])\[{_LABEL}\](?![\[(:])")


@dataclass(slots=True)
class Footnotes:
    """The notes of a text (where one begins -> its key, where its words begin) and the marks (where one is -> key)."""

    notes: dict[int, tuple[str, int]] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)


def note_starts(text: str, lines: Sequence[Span]) -> list[list[Span]]:
    """The lines of a paragraph, cut before each line that begins like a note if the first one does."""
    if not _HEAD.match(text, *lines[0]):
        return [list(lines)]
    pieces: list[list[Span]] = []
    for start, end in lines:
        if _HEAD.match(text, start, end):
            pieces.append([])
        pieces[-1].append((start, end))
    return pieces


def find_footnotes(text: str, paragraphs: Sequence[Span], links: Set[str] = frozenset()) -> Footnotes:
    """The notes among the paragraphs, which are in order. `links` are labels that mean something else."""
    found = Footnotes()
    waiting: dict[str, list[int]] = defaultdict(list)
    heads = 0
    for start, end in paragraphs:
        head = _HEAD.match(text, start, end)
        if head is None:
            for mark in _MARK.finditer(text, start, end):
                waiting[mark["label"]].append(mark.start())
            continue
        heads += 1
        places = waiting.pop(head["label"], [])
        if places and head["label"] not in links:
            key = f"{head['label']} {start}"
            found.notes[start] = key, head.end()
            found.marks |= dict.fromkeys(places, key)
    return found if 2 * len(found.notes) >= heads else Footnotes()
