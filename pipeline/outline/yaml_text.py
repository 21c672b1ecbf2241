"""A book file as YAML that a person likes to edit. What stands in a former file as it should be stays to the letter."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casting.cast_text import scalar
from manifests.book_file import FORMAT, UPGRADES, BookFile, ChapterEntry, MetadataFields, PlacedBookFile
from pipeline.outline.making import Outline

_HEAD = """\
# The book file of {title}. Change what you like; docs/book-file.md tells all.
#
# Of the book: title, authors, narrators, series ("Doors #2"), language, description, publisher, date, and
# cover: a picture's file. Of a chapter:
#   title    what it is called in files and players (the text itself is spoken as it stands)
#   kind     chapter, part, prologue, epilogue, dedication, copyright, notes, …
#   spoken   true or false
#   merge    true: it goes on in the chapter before it
#   split    [{{at: First words of a paragraph, title: What begins there}}]
# Chapters keep the book's order. `read:` is what bookcast found, and how it knows a chapter again: leave it.
# After the book has changed, run `bookcast script BOOK --outline` again: what you wrote stays."""
_GONE = "# Chapters that are not in the book any more. What you said of them waits here, until they come back."
_NAMES = tuple(MetadataFields.model_fields)
_ITEM = re.compile(r" *- ")


def yaml_of(outline: Outline, former: PlacedBookFile | None = None, text: str = "") -> str:
    """The text of a book file. `former` and `text` are the one that stands there, whose comments are kept."""
    file = outline.file
    old = _Former.of(former, text) if former is not None else None
    parts = [_kept_head(file, old) if old else _head(file), "chapters:" if file.chapters else "chapters: []"]
    entries = (*file.chapters, *file.gone)
    for at, (entry, origin) in enumerate(zip(entries, outline.origins or [None] * len(entries), strict=True)):
        if at == len(file.chapters):
            parts += ["", _GONE, "gone:"]
        own = old.entry(origin) if old and origin is not None else None
        parts.append(own.text_of(entry) if own else "\n".join(_entry_lines(entry)))
    return "\n".join(parts).rstrip() + "\n"


def keeps_form(former: PlacedBookFile, text: str) -> bool:
    """Whether the form of a file (its comments, its order) can be kept when it is brought up to date."""
    return _Former.of(former, text) is not None


def _head(file: BookFile) -> str:
    title = "".join(c if c.isprintable() else " " for c in file.title or "a book")
    return "\n".join([_HEAD.format(title=title), *_head_lines(file), ""])


def _head_lines(file: BookFile) -> Iterator[str]:
    yield f"format: {FORMAT}"
    yield f"version: {1 + len(UPGRADES)}"
    yield ""
    for name in (*_NAMES, "cover"):
        value = getattr(file, name)
        yield f"{name}: {_flow(value)}".rstrip()
    read = {name: getattr(file.read, name) for name in _NAMES if file.read and getattr(file.read, name)}
    yield f"read: {_flow(read)}"


def _entry_lines(entry: ChapterEntry) -> Iterator[str]:
    """An entry as a list's item; what says nothing is not written."""
    fields: dict[str, Any] = {"title": entry.title, "kind": entry.kind, "spoken": entry.spoken}
    if entry.merge:
        fields["merge"] = True
    if entry.split:
        fields["split"] = [one.model_dump(exclude_none=True) for one in entry.split]
    fields |= {"begins": entry.begins, "words": entry.words}
    if entry.read:
        fields["read"] = entry.read.model_dump()
    said = [(name, value) for name, value in fields.items() if value is not None]
    for index, (name, value) in enumerate(said):
        yield f"{'    ' if index else '  - '}{name}: {_flow(value)}"


def _flow(value: Any) -> str:
    """A value on one line; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value)


class _Chunk:
    """An entry as it stands in the former file, with the comments around it."""

    def __init__(self, lines: Sequence[str], entry: ChapterEntry) -> None:
        self._lines, self._entry = lines, entry

    def text_of(self, entry: ChapterEntry) -> str:
        """The former text where it says the same; else the entry anew, below the former comments."""
        if entry == self._entry:
            return "\n".join(self._lines)
        comments = [line for line in self._lines if line.lstrip().startswith("#") and line.strip() != _GONE]
        return "\n".join([*_entry_lines(entry), *comments])


class _Former:
    """A former file, cut into its head and its entries."""

    def __init__(self, placed: PlacedBookFile, lines: Sequence[str], starts: Sequence[int], gone: int) -> None:
        self.file, self._lines, self._starts, self._gone = placed.file, lines, starts, gone
        self.head = lines[: _line(placed, "chapters", len(lines))]

    @classmethod
    def of(cls, placed: PlacedBookFile, text: str) -> _Former | None:
        """The pieces; None where the entries do not stand one below the other, or not behind the rest."""
        lines = text.splitlines()
        chapters, gone = _line(placed, "chapters", len(lines)), _line(placed, "gone", len(lines))
        starts = [
            (placed.line_of(name, at) or 0) - 1
            for name in ("chapters", "gone")
            for at in range(len(getattr(placed.file, name)))
        ]
        own = [chapters, *starts[: len(placed.file.chapters)], gone, *starts[len(placed.file.chapters) :]]
        tops = [number for number, line in enumerate(lines) if re.match(r"[^\s#-]", line)]
        in_order = all(one < other for one, other in itertools.pairwise(own) if other < len(lines))
        items = all(0 <= at < len(lines) and _ITEM.match(lines[at]) for at in starts)
        last = all(number <= chapters or number == gone for number in tops)
        return cls(placed, lines, starts, gone) if in_order and items and last else None

    def entry(self, at: int) -> _Chunk:
        """The chunk of an entry, by its place among those of `chapters` and then of `gone`."""
        ends = [*self._starts[1:], len(self._lines)]
        end = min(ends[at], self._gone) if self._starts[at] < self._gone else ends[at]
        lines = list(self._lines[self._starts[at] : end])
        while lines and (not lines[-1].strip() or lines[-1].strip() == _GONE):
            lines.pop()
        return _Chunk(lines, (*self.file.chapters, *self.file.gone)[at])


def _line(placed: PlacedBookFile, name: str, absent: int) -> int:
    return (placed.line_of(name) or 0) - 1 if name in placed.names else absent


def _kept_head(file: BookFile, former: _Former) -> str:
    """The former head where it says the same; else anew, below the former comments."""
    fields = (*_NAMES, "cover", "read")
    if all(getattr(file, name) == getattr(former.file, name) for name in fields):
        return "\n".join(former.head)
    comments = [line for line in former.head if line.lstrip().startswith("#")]
    return "\n".join([*comments, *_head_lines(file), ""])
