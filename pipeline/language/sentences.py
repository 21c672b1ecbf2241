"""Sentences of a text, as offsets: spaCy's tokenizer with a sentence component of our own.

    “Who are you?” said the Caterpillar. Alice replied, rather shyly, “I hardly know, sir.” She sighed.
    [------------------------------------)[------------------------------------------------)[----------)

The component marks the token that begins a sentence, so that `Doc.sents` and everything spaCy builds on it works as
with a component of spaCy's own. Where a full stop, an exclamation or a question mark stands, with what closes behind
it, `sentence_ends.ends_sentence` decides.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.language.sentence_ends import END, ends_sentence
from pipeline.language.tokenizers import CHARACTERS, primary, tokenizer

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

WINDOW = 20_000
"""Characters that spaCy sees at once: it takes a million at most, and odd text costs it the square of its length."""

MARGIN = 400
"""Characters at a window's end where no sentence may begin: what would decide about it is not all to be seen yet."""

_UNSPACED = re.compile(r"[。！？｡]|\S{300}")


def sentence_spans(text: str, language: str = "en") -> list[tuple[int, int]]:
    """The sentences of `text` as [start, end), in order.

    `language` is a BCP 47 tag. Between the spans, before and after them lies nothing but white space. Takes time in
    proportion to the length of the text, and memory for one window of it.
    """
    cuts = [0, *_starts(text, primary(language)), len(text)]
    spans = []
    for start, end in itertools.pairwise(cuts):
        part = text[start:end]
        if bare := part.strip():
            lead = len(part) - len(part.lstrip())
            spans.append((start + lead, start + lead + len(bare)))
    return spans


def _starts(text: str, language: str) -> Iterator[int]:
    """Where sentences begin after the first one."""
    first = END.search(text)
    if first is None or first.end() >= len(text.rstrip()):
        return
    at = 0
    while at < len(text):
        window = text[at : at + WINDOW]
        whole = at + len(window) >= len(text)
        trusted = len(window) if whole else len(window) - MARGIN
        starts = [start for start in _starts_in(window, language) if 0 < start < trusted]
        yield from (at + start for start in starts)
        if whole:
            return
        at += starts[-1] if starts else _last_space(window, trusted)


def _last_space(window: str, end: int) -> int:
    at = window.rfind(" ", end // 2, end)
    return at if at > 0 else end


def _starts_in(window: str, language: str) -> list[int]:
    # A passage in Chinese may stand in any book: what makes words of spaces would see one long word there.
    doc = _pipeline(CHARACTERS if _UNSPACED.search(window) else language)(window)
    found: list[int] = doc.to_array("IDX")[doc.to_array("SENT_START") == 1].tolist()
    return found


@lru_cache(maxsize=32)
def _pipeline(language: str) -> Language:
    """The tokenizer of a language with our component behind it."""
    nlp = tokenizer(language)  # imports spaCy, in the one way that leaves torch out
    from spacy.language import Language

    if not Language.has_factory("bookcast_sentences"):
        Language.component("bookcast_sentences", func=mark_sentences)
    if "bookcast_sentences" not in nlp.pipe_names:
        nlp.add_pipe("bookcast_sentences")
    return nlp


def mark_sentences(doc: Doc) -> Doc:
    """Say of every token whether a sentence starts with it; the component of the pipeline."""
    text = doc.text
    positions: list[int] = doc.to_array("IDX").tolist()
    starts = np.full(len(doc), -1, dtype=np.int64)
    starts[:1] = 1
    for match in END.finditer(text):
        token = doc[bisect_right(positions, match.start()) - 1]
        kept = token.text if token.text.endswith(".") and len(token.text) > len(match.group()) else ""
        following = ends_sentence(text, match.start(), match.end(), kept, doc.lang_)
        if following is not None:
            index = bisect_left(positions, following)
            if index < len(positions) and positions[index] == following:
                starts[index] = 1
    # All at once: setting `Token.is_sent_start` one by one takes the square of the length.
    doc.from_array(["SENT_START"], starts.reshape(-1, 1).view(np.uint64))  # type: ignore[arg-type]
    return doc
