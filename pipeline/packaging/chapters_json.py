"""Chapters of a finished file as JSON 1.2: https://podcastindex.org/namespace/1.0 (chapters/jsonChapters.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pipeline.packaging.tags import ChapterMark


def chapters_json(chapters: Iterable[ChapterMark], *, title: str) -> str:
    """Format the chapters; times are seconds of the file, `title` the episode's."""
    told = [
        {"startTime": round(one.start_s, 3), "endTime": round(one.end_s, 3), "title": one.title} for one in chapters
    ]
    return json.dumps({"version": "1.2.0", "title": title, "chapters": told}, ensure_ascii=False, indent=1) + "\n"
