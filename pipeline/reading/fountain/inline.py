"""Scan the inside of a line of Fountain: emphasis, escapes, pauses, and in speeches directions."""

from __future__ import annotations

import re

from pipeline.reading import directions
from pipeline.reading.chunk import Inline
from pipeline.reading.coverage import Mark
from pipeline.reading.markdown.emphasis import Delimiter, delimiter, pair

_INLINE = re.compile(r"[\\*_(\[]")


def scan(text: str, base: int, script: bool) -> Inline:
    """The marks in `text`, which stands at `base`; in a `script`'s speech, parentheticals are directions."""
    found = Inline()
    delimiters: list[Delimiter] = []
    position = 0
    while special := _INLINE.search(text, position):
        at = special.start()
        position = at + 1
        character = text[at]
        if character == "\\":
            if text[at + 1 : at + 2] in ("*", "_", "\\", "(", "["):
                found.marks.append((base + at, base + at + 1, "markup"))
                position = at + 2
        elif character in "*_":
            while position < len(text) and text[position] == character:
                position += 1
            run = delimiter(text, at, position)
            if run.opens or run.closes:
                delimiters.append(run)
        elif pause := directions.PAUSE.match(text, at):
            mark: Mark = (base + at, base + pause.end(), "direction")
            found.marks.append(mark)
            found.pauses.append((mark[0], mark[1], directions.pause_seconds(pause)))
            position = pause.end()
        elif script and (note := _direction(text, at)):
            found.marks.append((base + at, base + note, "direction"))
            position = note
    used, emphasised = pair(delimiters)
    found.marks = sorted([*found.marks, *((base + low, base + high, "markup") for low, high in used)])
    found.emphases = sorted((base + low, base + high) for low, high in emphasised)
    return found


def _direction(text: str, at: int) -> int | None:
    """The end of a direction at `at`: a line of its own is always one (a parenthetical)."""
    bracketed = text[at] == "["
    note = (directions.BRACKETED if bracketed else directions.PARENTHESISED).match(text, at)
    if note is None:
        return None
    before, after = text[max(at - 80, 0) : at], text[note.end() : note.end() + 80]
    begins_line = not re.split(r"[\r\n]", before)[-1].strip()
    ends_line = not re.split(r"[\r\n]", after)[0].strip()
    if begins_line and ends_line and not bracketed:
        return note.end()
    return note.end() if directions.is_direction(note["words"], before, after, bracketed=bracketed) else None
