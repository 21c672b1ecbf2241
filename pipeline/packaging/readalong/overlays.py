"""The SMIL file of a document: one line a sentence, as the strictest of the readers wants it.

https://www.w3.org/TR/epub-33/#sec-overlay-docs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from pipeline.packaging.readalong.clips import SoundClip

STYLESHEET = """/* The sentence that is heard. */
.-epub-media-overlay-active {
  background-color: rgba(255, 205, 70, 0.5);
}
"""
ACTIVE_CLASS = "-epub-media-overlay-active"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is lit and heard in one document, in the order of its text: ids and their clips."""

    document: str
    pars: tuple[tuple[str, SoundClip], ...]

    @property
    def ms(self) -> int:
        """How long it plays."""
        return sum(clip.ms for _, clip in self.pars)

    @property
    def tracks(self) -> tuple[int, ...]:
        """The tracks that it plays from, in order."""
        return tuple(dict.fromkeys(clip.track for _, clip in self.pars))


def smil(overlay: Overlay, document: str, audio: Mapping[int, str]) -> str:
    """The SMIL file; `document` and `audio` (by track) are addresses as seen from it."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body>')
    for number, (identity, clip) in enumerate(overlay.pars, 1):
        text = f"<text src={quoteattr(f'{document}#{identity}')}/>"
        bounds = f'clipBegin="{seconds(clip.start_ms)}" clipEnd="{seconds(clip.end_ms)}"'
        lines.append(f'<par id="par-{number:04}">{text}<audio src={quoteattr(audio[clip.track])} {bounds}/></par>')
    return "\n".join((*lines, "</body></smil>", ""))


def seconds(ms: int) -> str:
    """A SMIL clock value as a count of seconds: `62.500s`."""
    return f"{ms // 1000}.{ms % 1000:03}s"


def clock(ms: int) -> str:
    """A full SMIL clock value: `1:02:03.500`."""
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
