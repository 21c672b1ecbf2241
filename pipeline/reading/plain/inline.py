"""What stands inside a paragraph of plain text: `_italics_`, pauses, notes, and in scripts directions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.reading import directions
from pipeline.reading.chunk import Inline

_SPECIAL = re.compile(r"[_\[(（【]")
_ITALIC = re.compile(r"(?<![^\W_])_(?=[^\s_])([^_]{1,2000}?)(?<=[^\s_])_(?![^\W_])")
_PICTURE = re.compile(r"\[Illustration(?::[^\[\]]{0,2000})?\]", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\[(?:\d{1,4}|[A-Z]|[*†‡]|Footnote \d{1,4}|Note \d{1,4})\]", re.IGNORECASE)
_ITALIC_NOTE = re.compile(r"_[(\[](?P<words>[^()\[\]_]{1,400})[)\]][.,]?_")


def scan(text: str, base: int, *, script: bool, notes: frozenset[str], note_marks: Mapping[int, str]) -> Inline:
    """The marks in `text`, which stands at `base`.

    `notes` are the labels of notes that the file has as `[Footnote 1: …]`; `note_marks` are where marks of other notes
    stand in the file, with the notes' keys.
    """
    found = Inline()
    position = 0
    while special := _SPECIAL.search(text, position):
        at = special.start()
        position = _at(text, at, base, found, script, notes, note_marks)
    found.marks.sort()
    return found


def _at(
    text: str, at: int, base: int, found: Inline, script: bool, notes: frozenset[str], note_marks: Mapping[int, str]
) -> int:
    if text[at] == "_":
        if script and (note := _ITALIC_NOTE.match(text, at)):
            found.marks.append((base + at, base + note.end(), "direction"))
            return note.end()
        if italic := _ITALIC.match(text, at):
            end = italic.end()
            found.marks += [(base + at, base + at + 1, "markup"), (base + end - 1, base + end, "markup")]
            found.emphases.append((base + at + 1, base + end - 1))
        return at + 1
    if pause := directions.PAUSE.match(text, at):
        found.marks.append((base + at, base + pause.end(), "direction"))
        found.pauses.append((base + at, base + pause.end(), directions.pause_seconds(pause)))
        return pause.end()
    if picture := _PICTURE.match(text, at):
        found.marks.append((base + at, base + picture.end(), "alternative text"))
        return picture.end()
    if mark := _NOTE_MARK.match(text, at):
        label = mark[0].strip("[]").split()[-1]
        key = note_marks.get(base + at, label if label in notes else None)
        if key is not None:
            found.marks.append((base + at, base + mark.end(), "note mark"))
            found.notes.append((base + at, key))
            return mark.end()
    if script:
        direction_end = _direction(text, at)
        if direction_end is not None:
            found.marks.append((base + at, base + direction_end, "direction"))
            return direction_end
    return at + 1


def _direction(text: str, at: int) -> int | None:
    bracketed = text[at] in "[【"
    pattern = directions.WIDE
    if text[at] in "([":
        pattern = directions.BRACKETED if bracketed else directions.PARENTHESISED
    note = pattern.match(text, at)
    if note is None:
        return None
    before, after = text[max(at - 40, 0) : at], text[note.end() : note.end() + 40]
    return note.end() if directions.is_direction(note["words"], before, after, bracketed=bracketed) else None
