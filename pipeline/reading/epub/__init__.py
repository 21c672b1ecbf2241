"""EPUB 2 and 3: container, package, contents, and the text of every document as blocks with their place in it."""

from pipeline.reading.epub.reading import read_epub

__all__ = ["read_epub"]
