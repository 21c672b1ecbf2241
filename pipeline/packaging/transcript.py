"""A read-along transcript: the timeline as WebVTT (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from manifests.timeline import Cue


def webvtt(cues: Iterable[Cue], *, offset_s: float = 0.0, language: str = "en") -> str:
    """Format the cues as WebVTT; a speaker becomes a voice span. `offset_s` is the head before the first cue.

    Overlapping cues are cut where the next begins; empty ones are left out.
    """
    parts = [f"WEBVTT\nLanguage: {language}\n"]
    ordered = sorted(cues, key=lambda cue: cue.start_s)
    for index, cue in enumerate(ordered):
        end_s = cue.end_s
        if index + 1 < len(ordered):
            end_s = min(end_s, ordered[index + 1].start_s)
        start, end = _stamp(cue.start_s + offset_s), _stamp(end_s + offset_s)
        if start >= end:
            continue
        # A blank line ends a cue, and "-->" is not allowed in one.
        text = escape(" ".join(cue.text.split()), quote=False)
        if cue.speaker:
            text = f"<v {escape(' '.join(cue.speaker.split()), quote=False)}>{text}"
        parts.append(f"{cue.line}\n{start} --> {end}\n{text}\n")
    return "\n".join(parts)


def _stamp(seconds: float) -> str:
    milliseconds = max(0, round(seconds * 1000))
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"
