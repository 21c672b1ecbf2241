"""What a source says of its production before it is read: the head of a script, alone."""

from __future__ import annotations

from pathlib import Path

from manifests.book_endings import FOUNTAIN, MARKDOWN
from manifests.files import is_special
from pipeline.reading.coverage import Coverage
from pipeline.reading.front_matter import Head, head_of
from pipeline.reading.source import decoded, read_bytes


def head_of_source(path: Path) -> Head:
    """The front matter of a Markdown script, or a Fountain title page; an empty head for what has none.

    Raises InputError where the file cannot be read.
    """
    ending = path.suffix.lower()
    if ending not in (*MARKDOWN, *FOUNTAIN) or is_special(path):
        return Head()
    source = decoded(path, read_bytes(path))
    coverage = Coverage(source.text)
    if ending in FOUNTAIN:
        from pipeline.reading.fountain.title_page import title_page

        return title_page(source, coverage)[0]
    from pipeline.reading.markdown.masking import mask

    document = mask(path, coverage).front_matter
    return head_of(document, path) if document else Head()
