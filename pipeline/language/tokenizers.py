"""The one place where spaCy is imported, and the tokenizer of each language.

spaCy takes about a second to import. Where torch is installed it takes four more, because thinc, below spaCy, imports
torch to see whether it is there. Nothing here needs it, so thinc is told that it is not: while spaCy is imported,
`sys.modules["torch"]` is None, which makes `import torch` an ImportError, and thinc goes on without. Afterwards the
entry is gone and torch can be imported as ever. Where torch is loaded already it costs nothing and is left alone.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from spacy.language import Language

logger = logging.getLogger(__name__)

CHARACTERS = "zh"
"""spaCy's Chinese without a segmenter makes a token of every character: right for all scripts without spaces."""

ANY = "xx"

_WITHOUT_SPACES = {"zh", "ja", "yue", "wuu", "lzh", "cmn", "th", "lo", "my", "km", "bo"}


@contextlib.contextmanager
def _without_torch() -> Iterator[None]:
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.modules.pop("torch", None)


def primary(language: str) -> str:
    """The language of a BCP 47 tag without region or script, in lower case: `en` for `en-GB`."""
    return language.replace("_", "-").partition("-")[0].lower()


@lru_cache(maxsize=32)
def tokenizer(language: str) -> Language:
    """A blank spaCy pipeline for a language's primary tag; `xx` where spaCy has no such language or lacks its parts."""
    # Making a pipeline imports more of spaCy, and thinc asks for torch again.
    with _without_torch():
        return _blank(CHARACTERS if language in _WITHOUT_SPACES else language)


def _blank(language: str) -> Language:
    spacy = importlib.import_module("spacy")
    try:
        return cast("Language", spacy.blank(language))
    except ImportError:
        # No such language, or (Japanese, Korean, Thai) one whose tokenizer is a package of its own.
        logger.debug("no tokenizer for language %s", language)
        return cast("Language", spacy.blank(ANY))
