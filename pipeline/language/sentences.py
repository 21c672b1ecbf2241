"""Split a text into sentences, as offsets: spaCy's tokenizer with our own sentence component.

    “Who are you?” said the Caterpillar. Alice replied, rather shyly, “I hardly know, sir.” She sighed.
    [------------------------------------)[------------------------------------------------)[----------)

The component marks the tokens that begin a sentence, so that `Doc.sents` and everything built on it works as with
spaCy's own components. At each full stop, exclamation or question mark, `sentence_ends.ends_sentence` decides.
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
"""Characters given to spaCy at once: its limit is a million, and unusual text takes it quadratic time."""

MARGIN = 400
"""Characters at a window's end where no sentence start is trusted, as its context may lie beyond the window."""

_UNSPACED = re.compile(r"[。！？｡]|\S{300}")


def sentence_spans(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Return the sentences of `text` as [start, end), in order.

    `language` is a BCP 47 tag. Outside the spans there is only white space. Takes time linear in the length of the
    text, and memory for one window of it.
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
    """Yield the starts of all sentences but the first."""
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
    # Any book may contain a Chinese passage, in which a tokenizer that splits at spaces would see one long word.
    doc = _pipeline(CHARACTERS if _UNSPACED.search(window) else language)(window)
    found: list[int] = doc.to_array("IDX")[doc.to_array("SENT_START") == 1].tolist()
    return found


@lru_cache(maxsize=32)
def _pipeline(language: str) -> Language:
    """The tokenizer of a language followed by our component."""
    nlp = tokenizer(language)  # imports spaCy in the way that avoids torch
    from spacy.language import Language

    if not Language.has_factory("bookcast_sentences"):
        Language.component("bookcast_sentences", func=mark_sentences)
    if "bookcast_sentences" not in nlp.pipe_names:
        nlp.add_pipe("bookcast_sentences")
    return nlp


def mark_sentences(doc: Doc) -> Doc:
    """Mark for every token whether it starts a sentence; the pipeline component."""
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
    # All at once: setting `Token.is_sent_start` one by one takes quadratic time.
    doc.from_array(["SENT_START"], starts.reshape(-1, 1).view(np.uint64))  # type: ignore[arg-type]
    return doc
