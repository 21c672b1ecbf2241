"""The files to deliver, each with its sources and the way it is made."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from manifests.book import Cover
from manifests.files import digest, write_atomically
from manifests.render import TRACKS, Delivery
from pipeline.packaging.cue_sheet import cue_sheet
from pipeline.packaging.id3_tags import tag_mp3
from pipeline.packaging.m4b import write_m4b
from pipeline.packaging.tags import ChapterMark, FileTags
from pipeline.packaging.transcript import webvtt
from pipeline.packaging.vorbis_tags import tag_flac, tag_opus
from pipeline.production.cue_sheets import rows_of
from pipeline.production.file_names import NamedFile, Naming
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import chapter_marks_in
from pipeline.production.postproduction import BookAudio, MasteredOutput
from pipeline.sound.further_formats import FurtherFile
from pipeline.sound.mastered import MasteredPart

Tagger = Callable[[Path, FileTags], None]
TAGGERS: dict[str, Tagger] = {"mp3": tag_mp3, "flac": tag_flac, "opus": tag_opus}
"""Tag writers by kind of track."""


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to deliver: a key of its sources, how to make it (`make`, to a temporary name), and its measurements.

    `path` is relative to the production's folder.
    """

    named: NamedFile
    path: str
    key: str
    seconds: float
    make: Callable[[Path], None]
    measured: MasteredPart | FurtherFile | None = None
    marks: tuple[ChapterMark, ...] = ()

    @property
    def delivery(self) -> Delivery:
        """Its entry in the record, still without the SHA-256 of its bytes."""
        return Delivery(
            kind=self.named.kind,
            path=self.path,
            title=self.named.title,
            key=self.key,
            sha256="",
            seconds=round(self.seconds, 3),
            chapters=self.named.chapters,
        )


@dataclass(frozen=True)
class DeliverySources:
    """Common sources of all files of a render. `place` is their place in the production's folder."""

    folder: ProductionFolder
    place: str
    naming: Naming
    tags: FileTags
    sound: BookAudio

    def mastered_file(self, name: str | None) -> Path:
        """Return the path of a file in work/chapters."""
        assert name is not None
        return self.folder.chapters / name

    def of(self, named: NamedFile) -> MasteredOutput:
        """Return the mastered sound that a file is made from."""
        assert named.output is not None
        return self._mastered[named.output.chapter.number]

    @property
    def divided(self) -> dict[int, int]:
        """Number of files that each chapter was mastered to."""
        return {number: len(one.mastered.parts) for number, one in self._mastered.items()}

    @cached_property
    def _mastered(self) -> dict[int, MasteredOutput]:
        return {one.stitched.output.chapter.number: one for one in self.sound.outputs}


def wanted_files(package: DeliverySources, parts: dict[int, int]) -> Iterator[WantedFile]:
    """Yield every file to deliver; `parts` gives the number of files of each chapter."""
    others = {"sample": _sample, "m4b": _m4b, "transcript": _transcript, "cue sheet": _cue_sheet, "cover": _cover}
    makers = dict.fromkeys(TRACKS, _track) | others
    for named in package.naming.files(parts):
        yield makers[named.kind](package, named, str(Path(package.place) / named.name))


def _track(package: DeliverySources, named: NamedFile, path: str) -> WantedFile:
    """Make a track: one tagged file per mastered part."""
    one = package.of(named)
    part = one.mastered.parts[named.part]
    marks = tuple(_marks(one)) if len(named.chapters) > 1 and len(one.mastered.parts) == 1 else ()
    tags = package.tags.of_track(named.title, named.number, named.total, marks)
    if named.kind == "mp3":
        return _tagged(package, named, path, part.mp3, tags, part.seconds, part)
    made = one.further[named.kind][named.part]
    return _tagged(package, named, path, made.file, tags, part.seconds, made)


def _sample(package: DeliverySources, named: NamedFile, path: str) -> WantedFile:
    assert package.sound.sample is not None
    part = package.sound.sample.parts[0]
    tags = package.tags.of_track(named.title, None, None, ())
    return _tagged(package, named, path, part.mp3, tags, part.seconds, part)


def _tagged(
    package: DeliverySources,
    named: NamedFile,
    path: str,
    mastered: str | None,
    tags: FileTags,
    seconds: float,
    measured: MasteredPart | FurtherFile,
) -> WantedFile:
    source, tag = package.mastered_file(mastered), TAGGERS.get(named.kind, tag_mp3)

    def make(to: Path) -> None:
        shutil.copyfile(source, to)
        tag(to, tags)

    return WantedFile(named, path, key_of(source.name, tags), seconds, make, measured)


def key_of(source: str, tags: FileTags) -> str:
    """Key of a tagged file: its source in work/chapters, and the content of its tags."""
    return digest([source, tags.fingerprint()])


def _m4b(package: DeliverySources, named: NamedFile, path: str) -> WantedFile:
    aac = package.sound.aac
    assert aac is not None
    marks: list[ChapterMark] = []
    at_s = 0.0
    for one in package.sound.outputs:
        marks += _marks(one, at_s)
        at_s += one.mastered.seconds
    tags = package.tags.of_track(named.title, None, None, tuple(marks))
    samples = sum(part.samples for one in package.sound.outputs for part in one.mastered.parts)

    def make(to: Path) -> None:
        write_m4b(aac, to, tags, samples=samples)

    return WantedFile(named, path, key_of(aac.name, tags), at_s, make, marks=tuple(marks))


def _marks(one: MasteredOutput, at_s: float = 0.0) -> Iterator[ChapterMark]:
    return chapter_marks_in(one.stitched.output, one.stitched.timeline, one.mastered, at_s)


def _transcript(package: DeliverySources, named: NamedFile, path: str) -> WantedFile:
    one = package.of(named)
    text = webvtt(
        one.stitched.timeline.cues,
        offset_s=one.mastered.parts[0].head_s - one.mastered.parts[0].start_s,
        language=package.tags.metadata.language,
    )
    return WantedFile(named, path, digest([text]), one.mastered.seconds, lambda to: write_atomically(to, text.encode()))


def _cue_sheet(package: DeliverySources, named: NamedFile, path: str) -> WantedFile:
    holding = [one for one in package.naming.files(package.divided) if one.kind in (*TRACKS, "m4b")]
    rows = [
        row
        for one in holding
        for row in rows_of(one, package.sound.outputs if one.output is None else [package.of(one)])
    ]
    text = cue_sheet(rows)
    return WantedFile(named, path, digest([text]), 0.0, lambda to: write_atomically(to, text.encode()))


def _cover(package: DeliverySources, named: NamedFile, path: str) -> WantedFile:
    cover = package.tags.cover
    assert isinstance(cover, Cover)
    key = digest([hashlib.sha256(cover.data).hexdigest()])
    return WantedFile(named, path, key, 0.0, lambda to: write_atomically(to, cover.data))
