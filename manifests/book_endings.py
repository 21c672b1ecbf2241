"""The endings of the names of what bookcast reads, by format. EPUB, captions and HTML are known by their bytes too."""

from __future__ import annotations

EPUB = (".epub",)
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd")
FOUNTAIN = (".fountain", ".spmd", ".ftn")
PLAIN = (".txt", ".text")
HTML = (".html", ".htm", ".xhtml", ".xht")
CAPTIONS = (".vtt", ".srt")

BOOKS = (*EPUB, *MARKDOWN, *FOUNTAIN, *PLAIN)
"""What a folder is taken to hold books as: pages and captions in it mostly belong to something else."""
