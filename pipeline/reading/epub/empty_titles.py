"""Titles that say nothing: what programs write where nobody gave a title."""

from __future__ import annotations

import re

from manifests.book import Metadata
from pipeline.reading.epub.block_drafts import LARGE, Page
from pipeline.reading.epub.heading_words import kind_of

_EMPTY = re.compile(
    r"start|text|te?xte|unknown|untitled|no title|title|titel|main|content|body|bodymatter|document|begin(?:ning)?|"
    r"index|book|e-?book|"
    r"unbekannt|ohne titel|unbenannt|sans titre|inconnu|sin título|desconocido|senza titolo|sconosciuto|sem título|"
    r"naamloos|"
    r"без названия|неизвестно|无标题|未知|untitled document|new document|converted|temp|"
    r"(?:page|seite|p|pg|sect(?:ion)?|part|split|file|item|chapter|id|x|html?)?[ _-]?\d{3,}|page \d+|"
    r"[\w%.-]{1,80}\.(?:x?html?|docx?|odt|pdf|rtf|txt|epub|mobi|indd)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"(?:microsoft word\s*-\s*)?(?P<name>.*?)(?:\.(?:docx?|odt|rtf|pdf|txt|indd|pages|epub|mobi))?", re.IGNORECASE
)
_TITLE_CLASS = re.compile(
    r"(?:^|\s)(?:mso-?title|(?:book|main|half|full)?-?_?title(?:-?_?page)?)\d*(?:\s|$)", re.IGNORECASE
)


def is_empty(title: str) -> bool:
    """Whether a title says nothing of what it is the title of."""
    plain = " ".join(title.split()).strip("[](){}<>*.-_ ")
    return not any(map(str.isalnum, plain)) or _EMPTY.fullmatch(plain) is not None


def titled(metadata: Metadata, pages: list[Page], file_name: str) -> Metadata:
    """`metadata` with a title that says something: its own, else that of the title page, else the file's name."""
    title = metadata.title
    if title.casefold().startswith("microsoft word") and (found := _FILE.fullmatch(title)):
        title = found["name"]
    if not is_empty(title) and title != file_name:
        return metadata if title == metadata.title else metadata.model_copy(update={"title": title})
    title = _title_on_page(pages) or " ".join(re.sub(r"[_]+", " ", file_name).split()) or title
    return metadata.model_copy(update={"title": title})


def _title_on_page(pages: list[Page]) -> str:
    """The title that the first pages show large, or call a title."""
    for page in pages[:3]:
        for draft in page.drafts[:3]:
            words = page.words_of(draft)
            shown = (
                draft.level == 1 or _TITLE_CLASS.search(draft.classes) or all(run.marks & LARGE for run in draft.runs)
            )
            if words and shown and draft.runs and len(words) <= 120 and kind_of(words) is None and not is_empty(words):
                return words
    return ""
