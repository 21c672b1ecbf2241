"""Finding the chapter that an entry of a book file means, in a book that may have been read anew or changed since.

    same text        the fingerprint is the same; chapters with the same text follow each other as their entries do
    title and text   the title that was read, and a text that is akin
    almost the text  a few words changed, whatever it is called now
    title and place  rewritten, but called as it was: the only one of that name between its neighbours
    written by hand  an entry without a fingerprint: by its title, or by how the chapter begins

Entries that fit none of these are gone, and chapters that no entry means are new.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from manifests.book_file import ChapterEntry
from pipeline.outline.facts import ChapterFacts, folded
from pipeline.outline.fingerprints import distance

_AKIN = 22
"""Bits that may differ where the title is the same; texts with nothing in common differ in fewer once in 150 times."""

_ALMOST = 14
"""Bits that may differ whatever the title: by chance once in 300,000 times."""

_NEAR = 200
"""Chapters between the former place and the one now, at most, where the text has changed."""


def match(entries: Sequence[ChapterEntry], chapters: Sequence[ChapterFacts]) -> dict[int, int]:
    """The place in `chapters` of each entry's chapter, by the entry's place; entries that are gone are absent."""
    search = _Search(entries, chapters)
    search.same_text()
    search.nearest(_AKIN, by_title=True)
    search.nearest(_ALMOST, by_title=False)
    search.same_title_in_place()
    search.written_by_hand()
    return search.found


@dataclass(slots=True)
class _Search:
    entries: Sequence[ChapterEntry]
    chapters: Sequence[ChapterFacts]
    found: dict[int, int] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def _open_entries(self) -> list[int]:
        return [at for at in range(len(self.entries)) if at not in self.found]

    def _open_chapters(self) -> list[int]:
        return [at for at in range(len(self.chapters)) if at not in self.taken]

    def _pair(self, entry: int, chapter: int) -> None:
        self.found[entry] = chapter
        self.taken.add(chapter)

    def same_text(self) -> None:
        """Pair what has the same fingerprint, in order."""
        free: dict[str, list[int]] = defaultdict(list)
        for at in reversed(self._open_chapters()):
            free[self.chapters[at].print].append(at)
        for at in self._open_entries():
            read = self.entries[at].read
            if read is not None and free.get(read.print):
                self._pair(at, free[read.print].pop())

    def nearest(self, most: int, *, by_title: bool) -> None:
        """Pair the texts that differ in the fewest bits, then those that stand nearest to their former place."""
        pairs: list[tuple[int, int, int, int]] = []
        titled: dict[str, list[int]] = defaultdict(list)
        chapters = self._open_chapters()
        for at in chapters:
            titled[folded(self.chapters[at].title)].append(at)
        for at in self._open_entries():
            if (read := self.entries[at].read) is None:
                continue
            others = titled.get(folded(read.title), []) if by_title else chapters
            for other in others[bisect_left(others, at - _NEAR) : bisect_right(others, at + _NEAR)]:
                bits = distance(read.print, self.chapters[other].print)
                if bits <= most:
                    pairs.append((bits, abs(at - other), at, other))
        for _, _, at, other in sorted(pairs):
            if at not in self.found and other not in self.taken:
                self._pair(at, other)

    def same_title_in_place(self) -> None:
        """Pair what has the same title between the same neighbours, if each is the only one there."""
        place_of_entry, place_of_chapter = dict[int, int](), dict[int, int]()
        last = -1
        for at in range(len(self.entries)):
            last = self.found.get(at, last)
            place_of_entry[at] = last
        last = -1
        for at in range(len(self.chapters)):
            last = at if at in self.taken else last
            place_of_chapter[at] = last
        mine: dict[tuple[str, int], list[int]] = defaultdict(list)
        theirs: dict[tuple[str, int], list[int]] = defaultdict(list)
        for at in self._open_entries():
            if (read := self.entries[at].read) is not None:
                mine[folded(read.title), place_of_entry[at]].append(at)
        for at in self._open_chapters():
            theirs[folded(self.chapters[at].title), place_of_chapter[at]].append(at)
        for key, same in mine.items():
            if len(same) == len(theirs.get(key, ())) == 1:
                self._pair(same[0], theirs[key][0])

    def written_by_hand(self) -> None:
        """Pair entries that a person wrote without what bookcast keeps in them."""
        for at in self._open_entries():
            entry = self.entries[at]
            if entry.read is None:
                fits = [other for other in self._open_chapters() if _names(entry, self.chapters[other])]
                if len(fits) == 1:
                    self._pair(at, fits[0])


def _names(entry: ChapterEntry, chapter: ChapterFacts) -> bool:
    """Whether what a person wrote names the chapter: how it begins, else its title."""
    if begins := folded(entry.begins.removesuffix("…")):
        return folded(chapter.begins).startswith(begins)
    return folded(chapter.title) == folded(entry.title or "")
