"""Make the delivered files from mastered sound: named, tagged, written atomically, and never made twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutagen.mp4 import MP4

from manifests.errors import StageError
from manifests.render import TRACKS, Delivery
from manifests.report import FileReport
from pipeline.packaging.m4b import MOST_NERO_CHAPTERS
from pipeline.packaging.mp4_boxes import LONGEST_NERO_TITLE
from pipeline.packaging.tags import ChapterMark
from pipeline.presets import Preset
from pipeline.production.wanted_files import DeliverySources, WantedFile, wanted_files
from pipeline.progress import Progress
from pipeline.sound.chapter_marks import chapter_marks
from pipeline.sound.checking import findings as check_findings
from pipeline.sound.ffmpeg import finished_file
from pipeline.sound.measuring import measure_made

MOST_LENGTH_OFF_S = 0.1
"""Allowance for the extra length of an encoder's frames."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Files in the production's folder after delivery, with the paths of those replaced and removed.

    `left` are files of former renders that this one left alone; `reports` are about the files that it wanted.
    """

    deliveries: tuple[Delivery, ...]
    reports: tuple[FileReport, ...]
    left: tuple[Delivery, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]


def deliver(
    package: DeliverySources,
    former: Sequence[Delivery],
    progress: Progress,
    claim: Callable[[tuple[Delivery, ...]], None] = lambda claimed: None,
) -> Delivered:
    """Make missing and stale files, and remove those of `former` runs that are no longer wanted.

    `claim` is called before any file is written, with the former files and the new ones. Raises StageError where a file
    is in the way that no render of this production made.
    """
    root, known = package.folder.root, {one.path: one for one in former}
    wanted = list(wanted_files(package, package.naming.parts(former, package.divided)))
    progress.stage("package", len(wanted), "files")
    claim((*former, *(one.delivery for one in wanted if one.path not in known and not (root / one.path).exists())))
    done, replaced = list[Delivery](), list[str]()
    for file in wanted:
        delivery, path = known.get(file.path), root / file.path
        if delivery is None or delivery.key != file.key or not delivery.is_as_delivered(sha256_of(path)):
            replaced += [file.path] if path.exists() else []
            delivery = _made(file, path, ours=delivery is not None)
        done.append(delivery)
        progress.advance(1, file.named.name)
    names = {file.path for file in wanted}
    left, removed = _others(package, [one for one in former if one.path not in names])
    reports = [_report(file, package) for file in wanted if file.named.kind in (*TRACKS, "m4b", "sample")]
    return Delivered(tuple(done), tuple(reports), tuple(left), tuple(replaced), tuple(removed))


def _others(package: DeliverySources, former: Sequence[Delivery]) -> tuple[list[Delivery], list[str]]:
    """Handle former files that are not wanted now: return those left alone, and the paths of those removed."""
    left, removed = list[Delivery](), list[str]()
    for delivery in former:
        path = package.folder.root / package.place / Path(delivery.path).name
        if not path.exists():
            continue
        if not package.naming.scope.renews(delivery):
            left.append(delivery)
        elif delivery.is_as_delivered(sha256_of(path)):
            # Remove only files that we made and nobody has changed since.
            path.unlink()
            removed.append(delivery.path)
    return left, removed


def _made(file: WantedFile, path: Path, *, ours: bool) -> Delivery:
    """Make a file. An existing one that is not known to be ours is accepted if it is identical, byte for byte."""
    with finished_file(path) as part:
        file.make(part)
        sha256 = sha256_of(part)
        if not ours and path.exists() and sha256_of(path) != sha256:
            raise in_the_way(path)
    return file.delivery.model_copy(update={"sha256": sha256 or ""})


def in_the_way(path: Path) -> StageError:
    """Error for a foreign file with the name of one to be made."""
    return StageError(
        f"{path}: is in the way: no render of this production made it",
        "Move or rename it and run the same command again, or give another folder with --out.",
    )


def _report(file: WantedFile, package: DeliverySources) -> FileReport:
    """Report a file's measurements: a track's from mastering, an M4B's taken now."""
    if file.named.kind == "m4b":
        measures, findings = _read_back(package.folder.root / file.path, file, package.naming.scope.preset)
    else:
        assert file.measured is not None
        measures = file.measured.measures.model_dump(mode="json")
        findings = tuple(str(finding) for finding in file.measured.findings)
    return FileReport(
        path=file.path,
        kind=file.named.kind,
        title=file.named.title,
        seconds=round(file.seconds, 3),
        measures=measures,
        findings=findings,
    )


def _read_back(path: Path, file: WantedFile, preset: Preset) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read length and chapter marks back from the M4B.

    Its levels are those of the chapters, which were measured as MP3s; the M4B's own are measured only where no MP3s are
    made, since decoding a long book again takes minutes.
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
    """Read the seconds of an M4B, and titles and starts of its chapters, from the file.

    mutagen reads them, chapters from Nero's form: ffmpeg would hold an index of all frames, 270 MB for a book of 20 h.
    ffmpeg reads chapters only where Nero's form has no room for them.
    """
    file: Any = MP4(path)
    if len(told) > MOST_NERO_CHAPTERS or any(len(mark.title.encode()) > LONGEST_NERO_TITLE for mark in told):
        return file.info.length, [(mark.title, mark.start_s) for mark in chapter_marks(path)]
    return file.info.length, [(mark.title, mark.start) for mark in file.chapters or ()]


def sha256_of(path: Path) -> str | None:
    """Return the SHA-256 of a file's bytes; None where there is no file."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
