"""The book file of a book that was read: made anew, or brought up to date with every edit of the person in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from manifests.book import Book, Metadata
from manifests.book_file import AsRead, BookFile, ChapterEntry, MetadataFields, plain_words
from manifests.errors import InputError
from pipeline.outline.facts import ChapterFacts, facts_of
from pipeline.outline.matching import match
from pipeline.outline.splitting import Beginnings

_FIELDS = tuple(MetadataFields.model_fields)


@dataclass(frozen=True, slots=True)
class Outline:
    """A book file, and what is to be told of how it came about.

    `origins` are the places of the entries in the former file, where they were there: those of `chapters`, then those
    of `gone`.
    """

    file: BookFile
    changes: tuple[str, ...] = ()
    origins: tuple[int | None, ...] = ()


def outline_of(book: Book, *, chosen: Book | None = None) -> Outline:
    """A new book file. `chosen` is the book as a person's options have it, where they say what is spoken."""
    read = _metadata_of(book.metadata)
    facts = facts_of(book)
    wanted = facts_of(chosen) if chosen is not None else facts
    entries = tuple(
        _entry(one).model_copy(update={"spoken": want.spoken}) for one, want in zip(facts, wanted, strict=True)
    )
    fields = {name: getattr(read, name) for name in _FIELDS}
    if chosen is not None:
        fields["language"] = chosen.metadata.language
    return Outline(BookFile(**fields, read=read, chapters=entries))


def brought_up_to_date(former: BookFile, book: Book) -> Outline:
    """`former` with what `book` is now: edits stay, what was as it had been read is as it is read now.

    Entries whose chapters are gone are kept in `gone` where a person edited them, and come back with their chapter.
    """
    facts = facts_of(book)
    entry_of = _entries_of(former, facts)
    before = (*former.chapters, *former.gone)
    origins: list[int | None] = [entry_of.get(place) for place in range(len(facts))]
    chapters: list[ChapterEntry] = []
    changes: list[str] = []
    for one, at in zip(facts, origins, strict=True):
        chapters.append(_entry(one) if at is None else _renewed(before[at], one))
        returned = at is not None and at >= len(former.chapters)
        changes += _told(one, None if at is None else before[at], returned=returned)
    kept = set(origins)
    lost = [at for at in range(len(before)) if at not in kept]
    changes += (_lost_told(before[at]) for at in lost if at < len(former.chapters))
    waiting = [at for at in lost if before[at].is_edited]
    changes += _misfits(book, facts, chapters)
    changes += _moved(former, entry_of)
    read = _metadata_of(book.metadata)
    said = {name: former.edited(name) for name in _FIELDS}
    fields = {name: getattr(read, name) if said[name] is None else said[name] for name in _FIELDS}
    changes += (told for name in _FIELDS for told in _field_told(former, read, name, edited=said[name] is not None))
    gone = tuple(before[at] for at in waiting)
    file = BookFile(**fields, cover=former.cover, read=read, chapters=tuple(chapters), gone=gone)
    return Outline(file, tuple(changes), (*origins, *waiting))


def _entries_of(former: BookFile, facts: Sequence[ChapterFacts]) -> dict[int, int]:
    """By a chapter's place, the place of its entry among those of `chapters` and then of `gone`."""
    found = match(former.chapters, facts)
    taken = set(found.values())
    rest = [place for place in range(len(facts)) if place not in taken]
    back = match(former.gone, [facts[place] for place in rest])
    entry_of = {place: at for at, place in found.items()}
    return entry_of | {rest[place]: len(former.chapters) + at for at, place in back.items()}


def _lost_told(entry: ChapterEntry) -> str:
    kept = "; what you said of it is kept below `gone:`, remove it there if it is not wanted" if entry.is_edited else ""
    return f"“{entry.name}” is not in the book any more{kept}"


def _metadata_of(metadata: Metadata) -> MetadataFields:
    """What reading knows of a book."""
    return MetadataFields(
        title=plain_words(metadata.title),
        authors=tuple(map(plain_words, metadata.authors)),
        narrators=tuple(map(plain_words, metadata.narrators)),
        series=tuple(
            plain_words(one.name + (f" #{one.number}" if one.number is not None else "")) for one in metadata.series
        ),
        language=metadata.language,
        description=plain_words(metadata.description or "") or None,
        publisher=plain_words(metadata.publisher or "") or None,
        date=plain_words(metadata.date or "") or None,
    )


def _entry(one: ChapterFacts) -> ChapterEntry:
    """A chapter of which nobody has said anything."""
    return ChapterEntry(
        title=one.title,
        kind=one.kind,
        spoken=one.spoken,
        begins=one.beginning,
        words=one.words,
        read=AsRead(title=one.title, kind=one.kind, spoken=one.spoken, print=one.print),
    )


def _renewed(entry: ChapterEntry, one: ChapterFacts) -> ChapterEntry:
    """An entry with the chapter as it is read now, and what a person said of it."""
    fresh = _entry(one)
    said = {"title": entry.new_title, "kind": entry.new_kind, "spoken": entry.new_spoken}
    if entry.read and entry.spoken is None and entry.new_kind is not None:
        said["spoken"] = entry.spoken
    kept = {name: value for name, value in said.items() if value is not None}
    return fresh.model_copy(update={**kept, "merge": entry.merge, "split": entry.split})


def _told(one: ChapterFacts, entry: ChapterEntry | None, *, returned: bool) -> Iterator[str]:
    """What happened to a chapter since the file was written."""
    if entry is None:
        yield f"“{one.title}” is new ({one.kind}, {one.words} words, {'spoken' if one.spoken else 'not spoken'})"
        return
    if returned:
        yield f"“{one.title}” is in the book again, with what you said of it"
    if entry.read is None:
        return
    for name, was, now in (
        ("title", entry.read.title, one.title),
        ("kind", entry.read.kind, one.kind),
        ("spoken", entry.read.spoken, one.spoken),
    ):
        if was != now:
            kept = {"title": entry.new_title, "kind": entry.new_kind, "spoken": entry.new_spoken}[name]
            stays = "" if kept is None else f"; yours stays: {_shown(kept)}"
            yield f"“{one.title}”: the {name} is read as {_shown(now)} now, it was {_shown(was)}{stays}"


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, f"“{value}”") if isinstance(value, bool) else f"“{value}”"


def _field_told(former: BookFile, read: MetadataFields, name: str, *, edited: bool) -> Iterator[str]:
    was = getattr(former.read, name) if former.read else None
    if former.read is not None and was != getattr(read, name):
        stays = "; yours stays" if edited else ""
        yield f"the {name} is read anew{stays}"


def _misfits(book: Book, facts: tuple[ChapterFacts, ...], chapters: list[ChapterEntry]) -> Iterator[str]:
    """Splits that fit no paragraph any more: a render would refuse them."""
    for one, entry in zip(facts, chapters, strict=True):
        beginnings = Beginnings(book, book.chapters[one.number] if entry.split else None)
        for split in entry.split:
            found = beginnings.block(split.at)
            if isinstance(found, str):
                yield (
                    f"“{entry.name}”: the split at “{split.at[:60]}” {found}; quote the beginning of a paragraph as it "
                    "is now, or take the split out"
                )


def _moved(former: BookFile, entry_of: dict[int, int]) -> Iterator[str]:
    order = [at for _, at in sorted(entry_of.items()) if at < len(former.chapters)]
    if order != sorted(order):
        yield "the entries are put into the book's order, which chapters keep"


def refuse_other_book(former: BookFile, book: Book, path: object) -> None:
    """Raise InputError where no entry of a book file fits the book."""
    if former.chapters and not match(former.chapters, facts_of(book)):
        raise InputError(
            "is the book file of another book: none of its chapters is in this one",
            path=str(path),
            remedy="Name another file behind --outline, or remove this one.",
        )
