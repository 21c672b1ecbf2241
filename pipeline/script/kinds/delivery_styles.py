"""Give lines a delivery style where the text tells one: whispers and shouts, thoughts and letters.

    “Hush,” she whispered.        whisper: a verb of the narration beside the speech, in the same paragraph
    “Run!” he bellowed.           shout
    *Why me?*                     thought: narration that is all in italics
    a letter, a block quotation   letter

A direction of the script ("whispering") counts before all of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from manifests.book import Book, Chapter
from manifests.script import Line

_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "whisper",
        re.compile(
            r"\b(?:whisper(?:ed|s|ing)?|breathed|in an? (?:low |hoarse |hushed )?whisper"
            r"|under (?:his|her|their|my) breath|in an undertone)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "shout",
        re.compile(
            r"\b(?:shout(?:ed|s|ing)|bellow(?:ed|s|ing)|yell(?:ed|s|ing)|roar(?:ed|s|ing)|scream(?:ed|s|ing)"
            r"|bawl(?:ed|s|ing)|at the top of (?:his|her|their|my) (?:voice|lungs))\b",
            re.IGNORECASE,
        ),
    ),
)
_SENTENCE_END = re.compile(r"[.!?;]")
_NEAR = 60
_MOST_WORDS = 60  # of narration in italics: a page of them is typography


def performed(book: Book, lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with the style that the text tells, where they have none."""
    chapters = [chapter for chapter in book.chapters if chapter.spoken]
    result = list(lines)
    for index, line in enumerate(lines):
        if line.style is None and line.origin == "source":
            style = _style(chapters[line.chapter - 1], lines, index)
            if style is not None:
                result[index] = line.model_copy(update={"style": style})
    return tuple(result)


def _style(chapter: Chapter, lines: Sequence[Line], index: int) -> str | None:
    line = lines[index]
    if line.kind == "dialogue":
        return _of_speech(lines, index)
    if line.kind == "narration" and chapter.blocks[line.paragraph].quoted:
        return "letter"
    return "thought" if line.kind == "narration" and _is_all_italic(line) else None


def _of_speech(lines: Sequence[Line], index: int) -> str | None:
    """The style that the clause after, else the clause before the speech tells."""
    line = lines[index]
    after, before = _beside(lines, index, 1), _beside(lines, index, -1)
    for text in (_SENTENCE_END.split(after, maxsplit=1)[0][:_NEAR], _lead(before)):
        for style, pattern in _STYLES:
            if pattern.search(text):
                return style
    if line.text.endswith(("!”", '!"', "!’")) and _is_shouted(line.text):
        return "shout"
    return None


def _beside(lines: Sequence[Line], index: int, step: int) -> str:
    """The narration that stands beside a line in its paragraph."""
    other = index + step
    if not 0 <= other < len(lines):
        return ""
    line, neighbour = lines[index], lines[other]
    same = (line.chapter, line.paragraph) == (neighbour.chapter, neighbour.paragraph)
    return neighbour.text if same and neighbour.kind == "narration" else ""


def _lead(before: str) -> str:
    """The clause that leads to the speech: only one that ends with a comma or colon belongs to it."""
    return _SENTENCE_END.split(before[:-1])[-1][-_NEAR:] if before.endswith((",", ":")) else ""


def _is_shouted(text: str) -> bool:
    """Whether all words are in capitals, and there are some."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) > 1 and all(word.isupper() for word in words)


def _is_all_italic(line: Line) -> bool:
    """Whether a sentence is set in italics from its first letter to its last."""
    if not line.emphases or not line.spans or not 1 < len(line.text.split()) <= _MOST_WORDS:
        return False
    covered = sum(end - start for start, end in line.emphases)
    return covered >= sum(end - start for start, end in line.spans) - 2
