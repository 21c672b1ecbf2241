"""What a read-along book may say of its accessibility: counted, not hoped for.

https://www.w3.org/TR/epub-a11y-11/ and https://www.w3.org/community/reports/publishingcg/CG-FINAL-a11y-vocab-20230612/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from manifests.book import Book, Span

_PICTURE = re.compile(r"<(?:[^\s<>/:]+:)?(img|image|svg)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_HEADING = re.compile(r"<(?:[^\s<>/:]+:)?h[1-6]\b")
_MOVES = re.compile(r"<(?:[^\s<>/:]+:)?(?:video|animate\w*|script|canvas)\b")

_SAID_OTHERWISE = frozenset(
    [
        "markup",
        "note mark",
        "ruby reading",
        "hidden",
        "comment",
        "front matter",
        "page number",
        "decoration",
        "furniture",
    ]
)
"""Why text may be left out without that a listener lacks anything of the book."""


@dataclass(frozen=True, slots=True)
class Accessibility:
    """The counts. `unheard` are letters and digits of the text that are not spoken; `pictures` carry meaning,
    `undescribed` ones without telling it in words; `documents` of the reading order, of which `narrated` are heard."""

    unheard: int
    pictures: int
    undescribed: int
    documents: int
    narrated: int
    has_headings: bool
    moves: bool

    def statements(self) -> Iterator[tuple[str, str]]:
        """Yield properties and values; all values of a property are true together."""
        yield "schema:accessMode", "textual"
        yield "schema:accessMode", "auditory"
        if self.pictures:
            yield "schema:accessMode", "visual"
        yield "schema:accessModeSufficient", "textual,visual" if self.undescribed else "textual"
        if not self.unheard and not self.pictures:
            yield "schema:accessModeSufficient", "auditory"
        for feature in ("synchronizedAudioText", "tableOfContents", "readingOrder"):
            yield "schema:accessibilityFeature", feature
        if self.has_headings:
            yield "schema:accessibilityFeature", "structuralNavigation"
        if self.moves:
            yield "schema:accessibilityHazard", "noSoundHazard"
            yield "schema:accessibilityHazard", "unknownFlashingHazard"
            yield "schema:accessibilityHazard", "unknownMotionSimulationHazard"
        else:
            yield "schema:accessibilityHazard", "none"
        yield "schema:accessibilitySummary", self.summary

    @property
    def summary(self) -> str:
        """One sentence for a person."""
        heard = "All documents" if self.narrated == self.documents else f"{self.narrated} of {self.documents} documents"
        return f"{heard} can be heard while their text is lit, sentence by sentence; the voices are synthetic."


def counted(
    book: Book, heard: Iterable[tuple[int, Span]], markups: Iterable[tuple[str, bool]], skipped: frozenset[int]
) -> Accessibility:
    """Count. `heard` pairs documents with spans that are spoken, `markups` the documents of the reading order with
    whether they are narrated; `skipped` are documents of the contents, which reading systems have a view of."""
    listed = list(markups)
    pictures = [(kind, rest) for markup, _ in listed for kind, rest in _PICTURE.findall(markup)]
    told = [_alternative(kind, rest) for kind, rest in pictures]
    return Accessibility(
        unheard=_unheard(book, heard, skipped),
        pictures=sum(words != "" for words in told),
        undescribed=sum(words is None for words in told),
        documents=len(listed),
        narrated=sum(is_narrated for _, is_narrated in listed),
        has_headings=any(_HEADING.search(markup) for markup, _ in listed),
        moves=any(_MOVES.search(markup) for markup, _ in listed),
    )


def _alternative(kind: str, rest: str) -> str | None:
    """What a picture says to who does not see it; "" of decoration, None where nothing is said."""
    if kind == "image" or re.search(
        r"""\brole\s*=\s*["'](?:presentation|none)["']|aria-hidden\s*=\s*["']true["']""", rest
    ):
        return ""
    pattern = (
        r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')"""
        if kind == "img"
        else r"""\baria-label\s*=\s*(?:"([^"]*)"|'([^']*)')"""
    )
    found = re.search(pattern, rest)
    return (found[1] or found[2] or "").strip() if found else None


def _unheard(book: Book, heard: Iterable[tuple[int, Span]], skipped: frozenset[int]) -> int:
    """Letters and digits of the documents that are neither spoken nor left out without loss."""
    covered = [bytearray(len(document.text)) for document in book.documents]
    for document, (low, high) in heard:
        covered[document][low:high] = b"\1" * (high - low)
    for one in book.omissions:
        if one.reason in _SAID_OTHERWISE:
            covered[one.document][one.start : one.end] = b"\1" * (one.end - one.start)
    return sum(
        character.isalnum()
        for number, (document, mask) in enumerate(zip(book.documents, covered, strict=True))
        if number not in skipped
        for character, is_covered in zip(document.text, mask, strict=True)
        if not is_covered
    )
