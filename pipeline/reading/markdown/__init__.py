"""Markdown as people write scripts and prose in it; `docs/script-format.md` is the written format.

    source ──▶ comments, definitions blanked ──▶ chunks of lines ──▶ turns found ──▶ marks inside ──▶ blocks
               masking.py                        chunks.py           turns.py        inline.py        compose.py

A parser of our own, because a span is only worth something when it counts in the source: each step keeps offsets.
"""

from pipeline.reading.markdown.read import read_markdown

__all__ = ["read_markdown"]
