"""Fill the page. Jinja2 escapes everything that it is given: titles and lines are whatever a book holds."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from manifests.render import TRACKS
from manifests.report import ChapterReport, FileReport, Speaking
from pipeline.packaging.report_page.facts import ReportFacts
from pipeline.packaging.report_page.loudness_chart import LINES_LUFS, band, height_of, loudness_chart

if TYPE_CHECKING:
    from jinja2 import Template

MARK = b'<meta name="generator" content="bookcast">'
"""Stands at the head of each page: a file without it is a person's own."""

MOST_ROWS = 1000
"""Of a list: a page stays small, whatever happened. The rest is told as a number."""

LONGEST_TEXT = 160

LEVELS = (
    ("RMS", "dB", "rms_db"),
    ("Loudness", "LUFS", "loudness_lufs"),
    ("Peak", "dB", "sample_peak_db"),
    ("True peak", "dBTP", "true_peak_db"),
    ("Noise floor", "dB", "noise_floor_db"),
    ("Head", "s", "head_s"),
    ("Tail", "s", "tail_s"),
)
"""Columns of the table of levels: name, unit, measure."""


def report_page(facts: ReportFacts) -> bytes:
    """Return the page: the same facts give the same bytes."""
    report = facts.report
    style = Path(__file__).with_name("report.css").read_text("utf-8")
    page = _template().render(
        facts=facts,
        report=report,
        mark=MARK.decode(),
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        levels=[level for level in LEVELS if any(level[2] in file.measures for file in report.files)],
        missed=[file for file in report.files if not file.passed],
        seconds=sum(one.seconds for one in report.chapters) or _longest(report.files),
        chapters=[(one, loudness_chart(one.loudness), _files_of(one, facts)) for one in report.chapters],
        band=band(report.allowed.get("loudness_lufs")),
        lines=[(value, height_of(value)) for value in LINES_LUFS],
        approvals=list(facts.approvals.values()),
        speaking=total_speaking(report.chapters),
        most=MOST_ROWS,
    )
    return page.encode("utf-8", "replace")


def is_ours(path: Path) -> bool:
    """Whether a file is a page that we made."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return MARK in file.read(1000)


def total_speaking(chapters: Iterable[ChapterReport]) -> list[Speaking]:
    """Add up who speaks in all chapters; who speaks most comes first."""
    totals = dict[str, Speaking]()
    for one in (one for chapter in chapters for one in chapter.speaking):
        former = totals.get(one.role)
        more = {"lines": former.lines + one.lines, "seconds": former.seconds + one.seconds} if former else {}
        totals[one.role] = (former or one).model_copy(update=more)
    return sorted(totals.values(), key=lambda one: -one.seconds)


def _files_of(chapter: ChapterReport, facts: ReportFacts) -> list[FileReport]:
    """The files of a chapter in the first format that has any."""
    for kind in TRACKS:
        found = [
            file
            for file in facts.report.files
            if file.kind == kind and facts.chapters_of.get(file.path) == chapter.chapters
        ]
        if found:
            return found
    return []


def _longest(files: Iterable[FileReport]) -> float:
    """Length of the production where the report tells of no chapters."""
    return max((file.seconds for file in files), default=0.0)


@cache
def _template() -> Template:
    """The page without its facts; every value that is put in is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": _clock,
        "number": _number,
        "size": _size,
        "beside": _beside,
        "shortened": _shortened,
        "allowed": _allowed,
    }
    return environment.get_template("report.html.jinja")


def _printable(value: Any) -> Any:
    """Leave control characters out, which no page may hold."""
    if type(value) is not str or value.isprintable():
        return value
    return "".join(sign for sign in value if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _number(value: float, digits: int = 1) -> str:
    return f"{value:,.{digits}f}".replace("-", "−")


def _size(count: int) -> str:
    units = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
    return next((f"{count / unit:,.1f} {name}" for unit, name in units if count >= unit), f"{count} bytes")


def _beside(path: str, root: str = "") -> str:
    """Address of a file: beside the page, or from the production's folder. `./` keeps a colon from being a scheme's."""
    return f"./{root}{quote(path, errors='replace')}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rsplit(' ', 1)[0]} …"


def _allowed(facts: ReportFacts, measure: str) -> str:
    """What the preset allows of a measure, in words."""
    asked = facts.report.allowed.get(measure)
    if asked is None:
        return "any"
    ends = [None if end is None else f"{end:g}".replace("-", "−") for end in (asked.lowest, asked.highest)]
    if None not in ends:
        return f"{ends[0]} to {ends[1]}"
    return f"at most {ends[1]}" if ends[0] is None else f"at least {ends[0]}"
