"""The book file of a book, made or brought up to date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from manifests.book_file import BookFile, book_file_beside, load_book_file
from manifests.files import write_atomically
from manifests.render import RenderSettings
from pipeline.outline.making import brought_up_to_date, outline_of, refuse_other_book
from pipeline.outline.yaml_text import keeps_form, yaml_of
from pipeline.production.preparation import reading_options
from pipeline.reading.read import read_book


@dataclass(frozen=True, slots=True)
class Outlined:
    """What was written where, and how it differs from what stood there. Without changes nothing was written."""

    path: Path
    file: BookFile
    is_new: bool
    changes: tuple[str, ...]


def write_outline(settings: RenderSettings, path: Path | None = None) -> Outlined:
    """Make the book file of a source, or bring the one that is there up to date: every edit in it stays.

    It lies at `path`, else where the settings say, else beside the source. Raises InputError where something else lies
    there, or the book file of another book.
    """
    source, options = Path(settings.source), reading_options(settings)
    path = path or (Path(settings.book_file) if settings.book_file else book_file_beside(source))
    plain = replace(options, include=(), exclude=(), language=None)
    if not path.exists():
        book = read_book(source, plain)
        outline = outline_of(book, chosen=None if plain == options else read_book(source, options))
        write_atomically(path, yaml_of(outline).encode())
        return Outlined(path, outline.file, True, ())
    former = load_book_file(path)
    book = read_book(source, plain)
    refuse_other_book(former.file, book, path)
    outline = brought_up_to_date(former.file, book)
    if outline.file == former.file:
        return Outlined(path, outline.file, False, outline.changes)
    text, changes = path.read_text(encoding="utf-8-sig"), outline.changes
    if not keeps_form(former, text):
        kept = path.with_name(f"{path.name}.before")
        write_atomically(kept, text.encode())
        changes = (
            *changes,
            f"entries are written one below the other; the file as it was, with its comments, is {kept}",
        )
    write_atomically(path, yaml_of(outline, former, text).encode())
    return Outlined(path, outline.file, False, changes)
