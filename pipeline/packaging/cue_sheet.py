"""A cue sheet: every sound beside the voices, where it is heard, and whose it is, as a table for rights and editors."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True)
class CueSheetRow:
    """One sound in one delivered file. Times are seconds in that file; `line` is the cue's in the script."""

    file: str
    starts: str
    ends: str
    start_s: float
    end_s: float
    kind: str
    sound: str
    cue: str
    line: int | None
    gain_db: float
    under_voice_db: float
    sound_file: str
    licence: str
    source: str
    sha256: str


def cue_sheet(rows: Iterable[CueSheetRow]) -> str:
    """The rows as CSV with a head, in the order given."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(CueSheetRow))
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue()


def clock(seconds: float) -> str:
    """Seconds as `1:02:03.450`."""
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"
