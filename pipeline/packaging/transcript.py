"""Transcripts of a finished file: its lines as WebVTT, SubRip, and the JSON of the podcast namespace.

WebVTT: https://www.w3.org/TR/webvtt1/. JSON: the namespace's transcripts/transcripts.md, version 1.0.0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape

from manifests.timeline import Cue


def webvtt(cues: Iterable[Cue], *, offset_s: float = 0.0, language: str = "en") -> str:
    """Format the cues as WebVTT; a speaker becomes a voice span. `offset_s` is the head before the first cue."""
    parts = [f"WEBVTT\nLanguage: {language}\n"]
    for start_ms, end_ms, cue in _shown(cues, offset_s):
        text = escape(_on_one_line(cue.text), quote=False)
        if cue.speaker:
            text = f"<v {escape(_on_one_line(cue.speaker), quote=False)}>{text}"
        parts.append(f"{cue.line}\n{_stamp(start_ms, '.')} --> {_stamp(end_ms, '.')}\n{text}\n")
    return "\n".join(parts)


def subrip(cues: Iterable[Cue]) -> str:
    """Format the cues as SubRip; where another speaks than before, the line begins with the name."""
    parts, before = [], None
    for number, (start_ms, end_ms, cue) in enumerate(_shown(cues), 1):
        text = _on_one_line(cue.text).replace("-->", "→")
        if cue.speaker and cue.speaker != before:
            text = f"{_on_one_line(cue.speaker)}: {text}"
        before = cue.speaker
        parts.append(f"{number}\n{_stamp(start_ms, ',')} --> {_stamp(end_ms, ',')}\n{text}\n")
    return "\n".join(parts)


def transcript_json(cues: Iterable[Cue]) -> str:
    """Format the cues as the podcast namespace's JSON; who is nobody but the narrator is no `speaker`."""
    segments = [
        {
            **({"speaker": _on_one_line(cue.speaker)} if cue.speaker else {}),
            "startTime": start_ms / 1000,
            "endTime": end_ms / 1000,
            "body": _on_one_line(cue.text),
        }
        for start_ms, end_ms, cue in _shown(cues)
    ]
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"


def _shown(cues: Iterable[Cue], offset_s: float = 0.0) -> Iterator[tuple[int, int, Cue]]:
    """Yield start and end in ms: overlapping cues are cut where the next begins; empty ones are left out."""
    ordered = sorted(cues, key=lambda cue: cue.start_s)
    for index, cue in enumerate(ordered):
        end_s = cue.end_s
        if index + 1 < len(ordered):
            end_s = min(end_s, ordered[index + 1].start_s)
        start_ms, end_ms = (max(0, round((at_s + offset_s) * 1000)) for at_s in (cue.start_s, end_s))
        if start_ms < end_ms:
            yield start_ms, end_ms, cue


def _on_one_line(text: str) -> str:
    """A blank line would end a cue."""
    return " ".join(text.split())


def _stamp(milliseconds: int, point: str) -> str:
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}{point}{milliseconds % 1000:03d}"
