"""Plain text: paragraphs, verse, headings and turns found by how the lines lie."""

from pipeline.reading.plain.read import read_plain

__all__ = ["read_plain"]
