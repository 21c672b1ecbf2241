"""Finding the paragraph before which a person splits a chapter, by the words that it begins with."""

from __future__ import annotations

from difflib import SequenceMatcher

from manifests.book import Book, Chapter, joined
from pipeline.outline.facts import folded

_ALIKE = 0.85
_SHORTEST_ALIKE = 15
"""Characters: shorter quotations are alike by chance."""

_SHOWN = 40


class Beginnings:
    """The paragraphs of one chapter (None: of none), to be found by the words that they begin with."""

    def __init__(self, book: Book, chapter: Chapter | None) -> None:
        self._texts = {
            number: _bare(" ".join(joined(book.documents[block.document].text, row) for row in block.rows))
            for number, block in enumerate(chapter.blocks if chapter else ())
            if block.rows
        }

    def block(self, quoted: str) -> int | str:
        """The number of the block that begins with `quoted`, or almost does; or what is wrong with the quotation."""
        words = _bare(quoted.strip().removesuffix("…"))
        begun = [number for number, text in self._texts.items() if text.startswith(words)]
        if len(begun) == 1:
            return begun[0]
        if begun:
            whole = [number for number in begun if self._texts[number] == words]
            told = f"begins {len(begun)} paragraphs of the chapter; quote more of the one"
            return whole[0] if len(whole) == 1 else told
        inside = next((text for text in self._texts.values() if words in text), None)
        if inside is not None:
            return f"stands inside a paragraph; that begins “{inside[:_SHOWN]}…”"
        alike = _alike(words, self._texts)
        return "begins no paragraph of the chapter" if alike is None else alike


def _bare(text: str) -> str:
    """A text as it is compared, without marks before its first word."""
    text = folded(text)
    return text[next((at for at, c in enumerate(text) if c.isalnum()), 0) :]


def _alike(words: str, texts: dict[int, str]) -> int | None:
    """The one block whose beginning has almost the words."""
    if len(words) < _SHORTEST_ALIKE:
        return None
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(words)
    ratios: list[tuple[float, int]] = []
    for number, text in texts.items():
        matcher.set_seq1(text[: len(words)])
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
            ratios.append((matcher.ratio(), number))
    ratios.sort(reverse=True)
    if not ratios or ratios[0][0] < _ALIKE or (len(ratios) > 1 and ratios[1][0] >= _ALIKE):
        return None
    return ratios[0][1]
