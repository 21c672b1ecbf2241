"""Spoken text: what the engine is asked to say for a passage of the book."""

from __future__ import annotations

import re


def spoken_text(text: str, language: str = "en", *, heading: bool = False) -> str:
    """`text` as it is spoken; "" when nothing in it can be."""
    plain = re.sub("[“”„«»]", '"', text).replace("’", "'").strip()
    if not any(map(str.isalnum, plain)):
        return ""
    return plain if re.search(r"""[.!?]['")\]]*$""", plain) else plain.rstrip(",;:—– ") + "."
