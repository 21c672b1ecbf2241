"""The only place where spaCy is imported, and the tokenizer of each language.

spaCy takes about a second to import. Where torch is installed it takes four more, because its dependency thinc imports
torch to see whether it is there. Nothing here needs torch, so it is hidden from thinc: while spaCy is imported,
`sys.modules["torch"]` is None, which makes `import torch` an ImportError, and thinc does without. Afterwards the entry
is removed and torch can be imported as usual. A torch already loaded costs nothing and is left alone.
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
"""spaCy's Chinese without a segmenter makes each character a token: suitable for all scripts without spaces."""

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
    """Return the language of a BCP 47 tag without region or script, in lower case: `en` for `en-GB`."""
    return language.replace("_", "-").partition("-")[0].lower()


@lru_cache(maxsize=32)
def tokenizer(language: str) -> Language:
    """Return a blank spaCy pipeline for a primary tag; `xx` where spaCy lacks the language or its dependencies."""
    # Making a pipeline imports more of spaCy, and thinc looks for torch again.
    with _without_torch():
        return _blank(CHARACTERS if language in _WITHOUT_SPACES else language)


def _blank(language: str) -> Language:
    spacy = importlib.import_module("spacy")
    try:
        return cast("Language", spacy.blank(language))
    except ImportError:
        # No such language, or (Japanese, Korean, Thai) its tokenizer is a separate package.
        logger.debug("no tokenizer for language %s", language)
        return cast("Language", spacy.blank(ANY))
