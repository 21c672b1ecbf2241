"""Names and contents of the delivered files, known from the plan before anything is spoken.

Numbers are those of the whole book, whichever chapters are rendered. Only the number of files of a long chapter is not
known before mastering; until then it is taken from former files, or estimated from the expected length.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from manifests.book import Cover, Metadata
from manifests.render import TRACKS, Delivery, DeliveryKind, TrackKind
from pipeline.packaging.names import episode_stem, numbered
from pipeline.production.output_files import OutputFile
from pipeline.production.scope import Scope, chapter_title

KINDS: tuple[str, ...] = (*TRACKS, "sample", "m4b", "transcript", "cue sheet", "cover")
"""The order in which files are made and listed."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to deliver: its name, its title, and the chapters in it.

    `output` is its source, None where that is the whole book; `part` counts the files of a divided chapter from 0.
    `number` is its position among `total` tracks.
    """

    kind: DeliveryKind
    name: str
    title: str
    chapters: tuple[int, ...] = ()
    output: OutputFile | None = None
    part: int = 0
    number: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """Names the files of one render. `sampled` is the source of the retail sample; `cover` is the final one."""

    scope: Scope
    metadata: Metadata
    outputs: Sequence[OutputFile]
    sampled: OutputFile | None
    cover: Cover | None

    def files(self, parts: Mapping[int, int]) -> Iterator[NamedFile]:
        """Yield every file to deliver; `parts` gives the number of files of each chapter."""
        formats = self.scope.preset.formats
        for kind in TRACKS:
            if kind in formats:
                yield from self._tracks(kind, parts)
        if self.sampled is not None:
            title = f"{self.metadata.title}: sample"
            yield NamedFile("sample", "retail sample.mp3", title, _numbers(self.sampled), self.sampled)
        if "m4b" in formats:
            chapters = tuple(number for output in self.outputs for number in _numbers(output))
            yield NamedFile("m4b", f"{self._stem(self.metadata.title)}.m4b", self.metadata.title, chapters)
        if self._is_episode:
            for output in self._own():
                title = output.chapter.title
                yield NamedFile("transcript", f"{self._stem(title)}.vtt", title, _numbers(output), output)
        scored = [output for output in self.outputs if output.score is not None]
        if scored and self.scope.works_on_all:
            chapters = tuple(number for output in scored for number in _numbers(output))
            yield NamedFile(
                "cue sheet", f"{self._stem(self.metadata.title)} cue sheet.csv", self.metadata.title, chapters
            )
        if self.cover is not None:
            yield NamedFile("cover", f"cover.{'png' if self.cover.media_type == 'image/png' else 'jpg'}", "cover")

    def parts(self, former: Sequence[Delivery], mastered: Mapping[int, int]) -> dict[int, int]:
        """Return the number of files of each chapter in the book; for `mastered` chapters it is known."""
        titles: dict[tuple[int, ...], str] = {(one.number,): one.title for one in self.scope.whole.chapters}
        # A file that was left alone may be of a chapter that had this number once.
        own = (one for one in former if one.kind in TRACKS and chapter_title(one) == titles.get(one.chapters))
        files = Counter((one.kind, one.chapters) for one in own)
        before: dict[tuple[int, ...], int] = {}
        for (_, chapters), count in files.items():
            before[chapters] = max(count, before.get(chapters, 0))
        if self._is_one_file:
            return {one.chapter.number: mastered.get(one.chapter.number, 1) for one in self.outputs}
        longest_s = self.scope.preset.longest_file_s or math.inf
        return {
            one.number: mastered.get(one.number)
            or before.get((one.number,))
            or max(1, math.ceil(one.expected_s / longest_s))
            for one in self.scope.whole.chapters
        }

    @property
    def _is_one_file(self) -> bool:
        return self.scope.preset.mp3.per == "book"

    @property
    def _is_episode(self) -> bool:
        """Whether this is an episode of a show: one file, with a transcript."""
        return self.metadata.kind == "podcast" or self._is_one_file

    def _stem(self, title: str) -> str:
        """Name, without suffix, of a file that is the only one of its kind."""
        return episode_stem(title, season=self.metadata.season, episode=self.metadata.episode)

    def _own(self) -> list[OutputFile]:
        """Outputs that become files of their own."""
        return [one for one in self.outputs if self._is_one_file or one.chapter.number in self.scope.chosen]

    def _tracks(self, kind: TrackKind, parts: Mapping[int, int]) -> Iterator[NamedFile]:
        total, own = sum(parts.values()), {one.chapter.number: one for one in self._own()}
        untitled, number = self._untitled(), 0
        for chapter, count in parts.items():
            output = own.get(chapter)
            for part in range(count if output else 0):
                assert output is not None
                title = output.chapter.title if count == 1 else f"{output.chapter.title} (part {part + 1} of {count})"
                place = number + part + 1
                alone = self._is_episode and total == 1
                stem = self._stem(title) if alone else numbered(place, total, title, untitled.get(chapter, "untitled"))
                yield NamedFile(kind, f"{stem}.{kind}", title, _numbers(output), output, part, place, total)
            number += count

    def _untitled(self) -> dict[int, str]:
        """What each chapter is called where its title is no name for a file: its number among the story's chapters."""
        names, count = {}, 0
        for chapter in self.scope.whole.chapters:
            count += chapter.matter == "chapter"
            names[chapter.number] = f"Chapter {count}" if chapter.matter == "chapter" else chapter.matter.capitalize()
        return names


def _numbers(output: OutputFile) -> tuple[int, ...]:
    return tuple(chapter.number for chapter in output.chapters)
