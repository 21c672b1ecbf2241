"""Readings that are equally right, as rules on both sides of a comparison (docs/spoken-text.md, "Equal readings")."""

from __future__ import annotations

ENGLISH: dict[str, object] = {}
CHINESE: dict[str, object] = {}
