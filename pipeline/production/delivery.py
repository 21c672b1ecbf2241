"""Make the delivered files from mastered sound: named, tagged, whole; and nothing made twice."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mutagen.mp4 import MP4

from manifests.book import Cover
from manifests.files import digest, write_atomically
from manifests.render import Delivery, DeliveryKind
from manifests.report import FileReport
from pipeline.packaging.id3_tags import tag_mp3
from pipeline.packaging.m4b import MOST_NERO_CHAPTERS, write_m4b
from pipeline.packaging.mp4_boxes import LONGEST_NERO_TITLE
from pipeline.packaging.names import episode_stem, numbered
from pipeline.packaging.tags import ChapterMark, FileTags
from pipeline.packaging.transcript import webvtt
from pipeline.packaging.vorbis_tags import tag_flac, tag_opus
from pipeline.presets import Preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import chapter_starts
from pipeline.production.postproduction import BookAudio, MasteredOutput
from pipeline.progress import Progress
from pipeline.sound.chapter_marks import chapter_marks
from pipeline.sound.checking import findings as check_findings
from pipeline.sound.ffmpeg import finished_file
from pipeline.sound.further_formats import FurtherFile
from pipeline.sound.mastered import MasteredPart
from pipeline.sound.measuring import measure_made

TrackKind = Literal["mp3", "flac", "opus"]
TAGGERS: dict[TrackKind, Callable[[Path, FileTags], None]] = {"mp3": tag_mp3, "flac": tag_flac, "opus": tag_opus}
"""The formats that hold a chapter, or a part of one, each, and what writes their tags."""

MOST_LENGTH_OFF_S = 0.1
"""An encoder's frames may make a file this much longer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to hand over: what it is made from (`key`), how (`make`, to a temporary name), and what it measured."""

    kind: DeliveryKind
    name: str
    title: str
    key: str
    seconds: float
    make: Callable[[Path], None]
    part: MasteredPart | FurtherFile | None = None
    marks: tuple[ChapterMark, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliverySources:
    """What all files of a production share."""

    folder: ProductionFolder
    preset: Preset
    tags: FileTags
    sound: BookAudio

    @property
    def is_episode(self) -> bool:
        """Whether this is an episode of a show: one file, with a transcript."""
        return self.tags.metadata.kind == "podcast" or self.preset.mp3.per == "book"

    def stem(self, title: str) -> str:
        """What an episode's files are called, without their suffixes."""
        metadata = self.tags.metadata
        return episode_stem(title, season=metadata.season, episode=metadata.episode)

    def mastered_file(self, name: str | None) -> Path:
        """A file of work/chapters."""
        assert name is not None
        return self.folder.chapters / name


def deliver(
    package: DeliverySources, former: Sequence[Delivery], progress: Progress
) -> tuple[list[Delivery], list[FileReport]]:
    """Make what is missing or stale, remove what the `former` runs made and nobody wants now; tell both lists."""
    wanted = list(_wanted(package))
    progress.stage("package", len(wanted), "files")
    root = package.folder.root
    known = {delivery.path: delivery for delivery in former}
    done = []
    for file in wanted:
        delivery = known.get(file.name)
        if delivery is None or delivery.key != file.key or _sha256(root / file.name) != delivery.sha256:
            with finished_file(root / file.name) as part:
                file.make(part)
            delivery = Delivery(
                kind=file.kind,
                path=file.name,
                title=file.title,
                key=file.key,
                sha256=_sha256(root / file.name) or "",
                seconds=round(file.seconds, 3),
            )
        done.append(delivery)
        progress.advance(1, file.name)
    names = {file.name for file in wanted}
    for delivery in former:
        # Only what we made and nobody changed since is ours to remove.
        path = root / Path(delivery.path).name
        if delivery.path not in names and _sha256(path) == delivery.sha256:
            path.unlink()
    return done, [_report(file, package) for file in wanted if file.kind in (*TAGGERS, "m4b", "sample")]


def _report(file: Wanted, package: DeliverySources) -> FileReport:
    """What was measured on the file: an MP3 when it was mastered, an M4B now."""
    if file.kind == "m4b":
        measures, findings = _read_back(package.folder.root / file.name, file, package.preset)
    else:
        assert file.part is not None
        measures = file.part.measures.model_dump(mode="json")
        findings = tuple(str(finding) for finding in file.part.findings)
    return FileReport(
        path=file.name,
        kind=file.kind,
        title=file.title,
        seconds=round(file.seconds, 3),
        measures=measures,
        findings=findings,
    )


def _read_back(path: Path, file: Wanted, preset: Preset) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Length and chapter marks of the M4B as they stand in the file.

    Its levels are those of the chapters, which were measured as MP3s; only where no MP3s are made, the M4B's own are
    measured too: to decode a long book once more takes minutes.
    """
    length_s, marks = _length_and_marks(path, file.marks)
    measures: dict[str, Any] = {"seconds": round(length_s, 3), "chapters": len(marks)}
    faults = []
    if abs(length_s - file.seconds) > MOST_LENGTH_OFF_S:
        faults.append(f"length: {length_s:.2f} s, allowed is {file.seconds:.2f} s")
    told = [(mark.title, round(mark.start_s, 1)) for mark in file.marks]
    if [(title, round(start_s, 1)) for title, start_s in marks] != told:
        faults.append(f"chapter marks: {len(marks)} that differ, allowed are the {len(told)} of the chapters")
    if "mp3" not in preset.formats:
        measured = measure_made(path)
        measures |= measured.model_dump(mode="json")
        faults += [str(finding) for finding in check_findings(path, measured, preset)]
    return measures, tuple(dict.fromkeys(faults))


def _length_and_marks(path: Path, told: Sequence[ChapterMark]) -> tuple[float, list[tuple[str, float]]]:
    """Seconds of an M4B, and titles and starts of its chapters, as they stand in the file.

    Read by mutagen, chapters from Nero's form: ffmpeg would hold an index of all frames, 270 MB for a book of 20 h. It
    reads the chapters that Nero's form has no room for.
    """
    file: Any = MP4(path)
    if len(told) > MOST_NERO_CHAPTERS or any(len(mark.title.encode()) > LONGEST_NERO_TITLE for mark in told):
        return file.info.length, [(mark.title, mark.start_s) for mark in chapter_marks(path)]
    return file.info.length, [(mark.title, mark.start) for mark in file.chapters or ()]


def _sha256(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wanted(package: DeliverySources) -> Iterator[Wanted]:
    formats = package.preset.formats
    for kind in TAGGERS:
        if kind in formats:
            yield from _tracks(package, kind)
    if package.sound.sample is not None:
        yield _sample(package, package.sound.sample.parts[0])
    if package.sound.aac is not None:
        yield _m4b(package, package.sound.aac)
    if package.is_episode:
        yield from _transcripts(package)
    if package.tags.cover is not None:
        yield _cover(package.tags.cover)


def _tracks(package: DeliverySources, kind: TrackKind) -> Iterator[Wanted]:
    """One tagged file a mastered part."""
    parts = [(one, part) for one in package.sound.outputs for part in one.mastered.parts]
    for number, (one, part) in enumerate(parts, 1):
        title = _part_title(one, part)
        stem = package.stem(title) if package.is_episode and len(parts) == 1 else numbered(number, len(parts), title)
        marks = tuple(_marks(one)) if len(one.stitched.output.chapters) > 1 and len(one.mastered.parts) == 1 else ()
        tags = package.tags.of_track(title, number, len(parts), marks)
        made = part if kind == "mp3" else one.further[kind][one.mastered.parts.index(part)]
        source = package.mastered_file(made.mp3 if isinstance(made, MasteredPart) else made.file)
        yield Wanted(
            kind=kind,
            name=f"{stem}.{kind}",
            title=title,
            key=_key(source, tags),
            seconds=part.seconds,
            make=_copied_and_tagged(source, tags, TAGGERS[kind]),
            part=made,
        )


def _part_title(one: MasteredOutput, part: MasteredPart) -> str:
    title = one.stitched.output.chapter.title
    parts = one.mastered.parts
    return title if len(parts) == 1 else f"{title} (part {parts.index(part) + 1} of {len(parts)})"


def _copied_and_tagged(source: Path, tags: FileTags, tag: Callable[[Path, FileTags], None]) -> Callable[[Path], None]:
    def make(to: Path) -> None:
        shutil.copyfile(source, to)
        tag(to, tags)

    return make


def _key(source: Path, tags: FileTags) -> str:
    return digest([source.name, tags.fingerprint()])


def _sample(package: DeliverySources, part: MasteredPart) -> Wanted:
    source = package.mastered_file(part.mp3)
    title = f"{package.tags.metadata.title}: sample"
    tags = package.tags.of_track(title, None, None, ())
    make = _copied_and_tagged(source, tags, tag_mp3)
    return Wanted("sample", "retail sample.mp3", title, _key(source, tags), part.seconds, make, part)


def _m4b(package: DeliverySources, aac: Path) -> Wanted:
    marks: list[ChapterMark] = []
    at_s = 0.0
    for one in package.sound.outputs:
        marks += _marks(one, at_s)
        at_s += one.mastered.seconds
    metadata = package.tags.metadata
    tags = package.tags.of_track(metadata.title, None, None, tuple(marks))
    samples = sum(part.samples for one in package.sound.outputs for part in one.mastered.parts)

    def make(to: Path) -> None:
        write_m4b(aac, to, tags, samples=samples)

    return Wanted(
        "m4b", f"{package.stem(metadata.title)}.m4b", metadata.title, _key(aac, tags), at_s, make, marks=tuple(marks)
    )


def _marks(one: MasteredOutput, at_s: float = 0.0) -> Iterator[ChapterMark]:
    """The chapters of one unit, in seconds from the start of a file in which it begins at `at_s`."""
    before = [0.0]
    for part in one.mastered.parts:
        before.append(before[-1] + part.seconds)
    starts = []
    for index, (_, start) in enumerate(chapter_starts(one.stitched.output, one.stitched.timeline)):
        part_index, place_s = one.mastered.place(start)
        starts.append(at_s + (before[part_index] + place_s if index else 0.0))
    ends = [*starts[1:], at_s + one.mastered.seconds]
    for chapter, start_s, end_s in zip(one.stitched.output.chapters, starts, ends, strict=True):
        yield ChapterMark(chapter.title, start_s, end_s)


def _transcripts(package: DeliverySources) -> Iterator[Wanted]:
    for one in package.sound.outputs:
        title = one.stitched.output.chapter.title
        text = webvtt(
            one.stitched.timeline.cues,
            offset_s=one.mastered.parts[0].head_s - one.mastered.parts[0].start_s,
            language=package.tags.metadata.language,
        )

        def make(to: Path, text: str = text) -> None:
            write_atomically(to, text.encode())

        seconds = one.mastered.seconds
        yield Wanted("transcript", f"{package.stem(title)}.vtt", title, digest([text]), seconds, make)


def _cover(cover: Cover) -> Wanted:
    suffix = "png" if cover.media_type == "image/png" else "jpg"
    sha256 = hashlib.sha256(cover.data).hexdigest()

    def make(to: Path) -> None:
        write_atomically(to, cover.data)

    return Wanted("cover", f"cover.{suffix}", "cover", digest([sha256]), 0.0, make)
