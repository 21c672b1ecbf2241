"""Chapter marks of a finished file, read back through ffmpeg."""

from __future__ import annotations

import re
from pathlib import Path

from manifests.errors import FfmpegError, InputError
from manifests.files import Record
from pipeline.sound.ffmpeg import FORMATS_FROM_PEOPLE, file_argument, run


class MeasuredChapterMark(Record):
    """A chapter of a file: seconds from its start, and the title."""

    start_s: float
    end_s: float
    title: str


def chapter_marks(path: Path) -> tuple[MeasuredChapterMark, ...]:
    """Read the chapters of an M4B or MP3 in order, in whatever form they are stored; empty where there are none."""
    argv = ["-format_whitelist", FORMATS_FROM_PEOPLE, "-i", file_argument(path), "-f", "ffmetadata", "pipe:1"]
    try:
        text = run(argv, timeout_s=120).stdout.decode("utf-8", "replace")
    except FfmpegError as error:
        if not error.code or error.code < 0:
            raise
        raise InputError("cannot be read", path=path) from error
    marks = []
    for section in re.split(r"^\[CHAPTER\]\n", text, flags=re.MULTILINE)[1:]:
        fields = {
            name.lower(): re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)
            for name, value in re.findall(r"^((?:[^=\\\n]|\\.)+)=((?:[^\\\n]|\\.|\\\n)*)$", section, re.MULTILINE)
        }
        over, under = (int(number) for number in fields.get("timebase", "1/1000000000").split("/"))
        start, end = (int(fields[name]) * over / under for name in ("start", "end"))
        marks.append(MeasuredChapterMark(start_s=start, end_s=end, title=fields.get("title", "")))
    return tuple(marks)
