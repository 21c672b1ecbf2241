"""The chapters that a book file makes of those that were read.

    read          [   1   ][   2   ][ copyright ][   3   ]
    pieces        [   1   ][ 2a ][ 2b ]          [   3   ]      split, left out, merged with the one before
    arranged      [   1   ][ 2a ][ 2b       +        3   ]

Who speaks is found in the chapters as they were read, and the ids of lines are theirs: so a merge or a split changes no
speaker, and whatever names a line by its id (corrections, retakes, notes) still means it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from manifests.book import Book, Chapter, Matter
from manifests.book_file import ChapterEntry, PlacedBookFile, Split
from manifests.errors import InputError
from pipeline.outline.facts import ChapterFacts, facts_of
from pipeline.outline.matching import match
from pipeline.outline.splitting import Beginnings
from pipeline.reading.selection import SPOKEN, Selection

_SHOWN = 60
_LEFT_OUT = "the book file leaves it out"


@dataclass(frozen=True, slots=True)
class ChapterPiece:
    """Blocks [start, end) of the chapter `read` (by its place in the book), which are a chapter or a part of one.

    `joins` puts them into the chapter of the spoken piece before. `excluded` tells that an option leaves them out.
    """

    read: int
    start: int
    end: int
    title: str
    matter: Matter
    spoken: bool
    left_out_because: str = ""
    joins: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The pieces of a book in its order. `numbers` are the chapters' numbers in the ids of their lines, by place."""

    pieces: tuple[ChapterPiece, ...]
    numbers: tuple[int, ...]
    warnings: tuple[str, ...] = ()

    def as_read(self, book: Book) -> Book:
        """The book whose chapters are those that were read, spoken where any piece of them is."""
        spoken = {piece.read for piece in self.pieces if piece.spoken}
        first = {piece.read: piece for piece in reversed(self.pieces)}
        chapters = tuple(
            _chapter(chapter, first[at], chapter.blocks, spoken=at in spoken)
            for at, chapter in enumerate(book.chapters)
        )
        return book.model_copy(update={"chapters": chapters})

    def arranged(self, book: Book) -> Book:
        """The book with the chapters as they are to be."""
        chapters: list[Chapter] = []
        heard: int | None = None
        for piece in self.pieces:
            chapter = book.chapters[piece.read]
            blocks = chapter.blocks[piece.start : piece.end]
            if piece.joins and heard is not None:
                chapters[heard] = chapters[heard].model_copy(update={"blocks": (*chapters[heard].blocks, *blocks)})
                continue
            heard = len(chapters) if piece.spoken else heard
            chapters.append(_chapter(chapter, piece, blocks, spoken=piece.spoken))
        return book.model_copy(update={"chapters": tuple(chapters)})


def _chapter(chapter: Chapter, piece: ChapterPiece, blocks: Sequence[object], *, spoken: bool) -> Chapter:
    return chapter.model_copy(
        update={
            "title": piece.title,
            "matter": piece.matter,
            "spoken": spoken,
            "left_out_because": "" if spoken else piece.left_out_because,
            "blocks": tuple(blocks),
        }
    )


def arrangement_of(book: Book, placed: PlacedBookFile, selection: Selection) -> Arrangement:
    """What a book file makes of a book; what a person selects by options is the last word on what is spoken.

    Raises InputError where a merge or a split cannot be done, or the entries stand in another order than the chapters.
    """
    facts = facts_of(book)
    found = match(placed.file.chapters, facts)
    _check_order(placed, found)
    entries = {facts[chapter].number: at for at, chapter in found.items()}
    gone = match(placed.file.gone, [one for one in facts if one.number not in entries])
    arranger = _Arranger(book, placed, selection)
    pieces: list[ChapterPiece] = []
    for number, chapter in enumerate(book.chapters):
        for piece in arranger.pieces(number, chapter, entries.get(number)):
            if piece.joins and not any(one.spoken for one in pieces):
                if any(one.excluded for one in pieces):
                    pieces.append(replace(piece, joins=False))
                    continue
                raise arranger.refusal(
                    entries[number], "merge", f"“{piece.title}” has no spoken chapter before it to be merged with",
                    "Take `merge: true` out here, or let the chapter before be spoken.",
                )  # fmt: skip
            pieces.append(piece)
    warnings = (*_told(placed, found, facts), *(_returned(placed, at) for at in gone))
    return Arrangement(tuple(pieces), _numbers(book), warnings)


@dataclass(frozen=True, slots=True)
class _Arranger:
    book: Book
    placed: PlacedBookFile
    selection: Selection

    def refusal(self, entry: int, field: str, message: str, remedy: str) -> InputError:
        return self.placed.refusal(message, remedy, "chapters", entry, field)

    def pieces(self, number: int, chapter: Chapter, at: int | None) -> Iterator[ChapterPiece]:
        """The pieces of a chapter; `at` is the place of its entry in the file, where it has one."""
        whole = ChapterPiece(
            number, 0, len(chapter.blocks), chapter.title, chapter.matter, chapter.spoken, chapter.left_out_because
        )
        if at is None:
            yield whole
            return
        entry = self.placed.file.chapters[at]
        whole = self._edited(whole, chapter, entry)
        if entry.merge and not whole.excluded:
            if not whole.spoken:
                raise self.refusal(
                    at, "merge", f"“{whole.title}” is not spoken, so it cannot be merged with the chapter before",
                    "Write `spoken: true` here, or take `merge: true` out.",
                )  # fmt: skip
            whole = replace(whole, joins=True)
        yield from self._split(whole, chapter, entry, at)

    def _edited(self, whole: ChapterPiece, chapter: Chapter, entry: ChapterEntry) -> ChapterPiece:
        title, matter = entry.new_title or chapter.title, entry.new_kind or chapter.matter
        spoken = chapter.spoken
        if entry.new_spoken is not None:
            spoken = entry.new_spoken
        elif entry.new_kind is not None and entry.spoken is None:
            spoken = matter in SPOKEN
        asked = self.selection.asked(whole.read + 1, chapter.title, chapter.matter)
        asked = self.selection.asked(whole.read + 1, title, matter) if asked is None else asked
        if not any(block.rows for block in chapter.blocks):
            return replace(whole, title=title, matter=matter)
        if asked is not None:
            whole = replace(whole, spoken=not asked, left_out_because=asked, excluded=bool(asked))
            return replace(whole, title=title, matter=matter)
        because = "" if spoken else chapter.left_out_because or _LEFT_OUT
        return replace(whole, title=title, matter=matter, spoken=spoken, left_out_because=because)

    def _split(self, whole: ChapterPiece, chapter: Chapter, entry: ChapterEntry, at: int) -> Iterator[ChapterPiece]:
        piece, beginnings = whole, Beginnings(self.book, chapter if entry.split else None)
        for index, split in enumerate(entry.split):
            found = beginnings.block(split.at)
            start = self._start(chapter, split, found, piece.start, (at, index))
            yield replace(piece, end=start)
            spoken = whole.spoken if split.spoken is None or whole.excluded else split.spoken
            piece = replace(
                whole,
                start=start,
                title=split.title or f"{whole.title} ({index + 2})",
                matter=split.kind or whole.matter,
                spoken=spoken,
                left_out_because="" if spoken else whole.left_out_because or _LEFT_OUT,
                joins=False,
            )
        yield piece

    def _start(self, chapter: Chapter, split: Split, found: int | str, after: int, place: tuple[int, int]) -> int:
        """The block before which a split parts its chapter; raises InputError where it cannot do so there."""
        if isinstance(found, str):
            problem, remedy = found, "Quote the beginning of a paragraph as it is now, or take the split out."
        elif found <= after and after:
            problem, remedy = "stands before the split above it", "Put the splits into the order of the text."
        elif not any(block.rows for block in chapter.blocks[:found]):
            problem, remedy = "begins the chapter already", "Quote the paragraph that begins the second part."
        else:
            return found
        words = split.at if len(split.at) <= _SHOWN else split.at[:_SHOWN] + "…"
        raise self.placed.refusal(f"“{words}” {problem}", remedy, "chapters", place[0], "split", place[1])


def _numbers(book: Book) -> tuple[int, ...]:
    """The number of each chapter in its lines' ids: spoken ones count first, as they do without a book file."""
    spoken = sum(chapter.spoken for chapter in book.chapters)
    numbers: list[int] = []
    counts = {True: 0, False: spoken}
    for chapter in book.chapters:
        counts[chapter.spoken] += 1
        numbers.append(counts[chapter.spoken])
    return tuple(numbers)


def _check_order(placed: PlacedBookFile, found: dict[int, int]) -> None:
    """Raise InputError at the first entry that stands in another place than its chapter."""
    last: int | None = None
    for at in sorted(found):
        if last is not None and found[at] < found[last]:
            first, second = placed.file.chapters[last].name, placed.file.chapters[at].name
            raise placed.refusal(
                f"“{second}” stands behind “{first}” here, and before it in the book",
                "Chapters keep the book's order: put the entry back, or let `bookcast script BOOK --outline` do it.",
                "chapters",
                at,
            )
        last = at


def _told(placed: PlacedBookFile, found: dict[int, int], facts: Sequence[ChapterFacts]) -> Iterator[str]:
    for at, entry in enumerate(placed.file.chapters):
        if at not in found and entry.is_edited:
            yield (
                f"{placed.path.name}, line {placed.line_of('chapters', at)}: no chapter is “{entry.name}” any more; "
                "what is said of it does nothing. bookcast script BOOK --outline brings the file up to date"
            )
    if placed.file.chapters and (new := len(facts) - len(found)):
        yield (
            f"{placed.path.name} lacks {new} of the book's {len(facts)} chapters; they are as they were read. "
            "bookcast script BOOK --outline adds them"
        )


def _returned(placed: PlacedBookFile, at: int) -> str:
    return (
        f"{placed.path.name}: “{placed.file.gone[at].name}” is in the book again; bookcast script BOOK --outline gives "
        "it back what was said of it"
    )
