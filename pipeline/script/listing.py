"""Lines and omissions as `bookcast script --json` prints them."""

from __future__ import annotations

from typing import Any

from manifests.book import Book, Omission
from manifests.script import Line, Script


def line_json(script: Script, line: Line) -> dict[str, Any]:
    """One line as a JSON object. `start`, `end`, `spans` and `href` are null or empty for lines that we added."""
    return {
        "id": line.id,
        "chapter": line.chapter,
        "scene": line.scene,
        "speaker": line.speaker,
        "kind": line.kind,
        "start": line.start,
        "end": line.end,
        "text": line.text,
        "spans": [list(span) for span in line.spans],
        "quoted": [list(span) for span in line.quoted],
        "href": None if line.document is None else script.hrefs[line.document],
        "origin": line.origin,
        "style": line.style,
        "language": line.language,
        "confidence": round(line.confidence, 3),
        "cue": line.cue,
    }


def omission_json(book: Book, omission: Omission) -> dict[str, Any]:
    """One omission as a JSON object, with the characters that it leaves out."""
    document = book.documents[omission.document]
    return {
        "href": document.href,
        "start": omission.start,
        "end": omission.end,
        "reason": omission.reason,
        "text": document.text[omission.start : omission.end],
    }
