"""Spoken text: what the engine is asked to say for a passage of the book."""

from __future__ import annotations

from pipeline.spoken.text import spoken_text

__all__ = ["spoken_text"]
