"""Stitching and mastering every unit of a production, several at once, with the M4B's encoder running beside."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from manifests.files import digest
from manifests.script import Script
from manifests.take_store import TakeStore
from manifests.timeline import Timeline
from pipeline.ffmpeg import find_ffmpeg, finished_file
from pipeline.mastered import Mastered
from pipeline.mastering import master_chapter, master_key, master_sample
from pipeline.packaging.m4b import encode_aac
from pipeline.presets import Preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.units import Unit, sample_unit
from pipeline.progress import Progress
from pipeline.stitching import stitch_into

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stitched:
    """A unit's stitched sound: its key, its FLAC, and where each line lies."""

    unit: Unit
    key: str
    flac: Path
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Sounded:
    """A unit, stitched and mastered."""

    stitched: Stitched
    mastered: Mastered


@dataclass(frozen=True, slots=True)
class BookSound:
    """All units in order, the retail sample, and the AAC stream, where the preset asks for these."""

    units: tuple[Sounded, ...]
    sample: Mastered | None
    aac: Path | None

    @property
    def keys(self) -> tuple[str, ...]:
        """What the files in work/chapters are named by."""
        keys = [key for one in self.units for key in (one.stitched.key, one.mastered.key)]
        if self.sample:
            keys.append(self.sample.key)
        if self.aac:
            keys.append(self.aac.stem)
        return tuple(keys)


def stitch_units(
    units: tuple[Unit, ...], script: Script, folder: ProductionFolder, *, jobs: int, progress: Progress
) -> list[Stitched]:
    """Every unit as one lossless file; what is stitched already is not stitched again."""
    store = TakeStore(folder.takes)
    lines = {line.id: line for line in script.lines}
    progress.stage("stitch", sum(unit.chapter.expected_s for unit in units), "s")

    def stitch_one(unit: Unit) -> Stitched:
        own = [lines[identity] for identity in unit.line_ids]
        stitched = Stitched(unit, *stitch_into(unit.plan, unit.chapter, own, store, folder.chapters))
        progress.advance(unit.chapter.expected_s, unit.chapter.title)
        return stitched

    with workers(jobs) as pool:
        return in_order([pool.submit(stitch_one, unit) for unit in units])


def master_units(
    stitched: list[Stitched], preset: Preset, folder: ProductionFolder, *, jobs: int, progress: Progress
) -> BookSound:
    """Every unit mastered and measured, the sample, and the M4B's stream, encoded as the chapters become ready."""
    progress.stage("master", sum(one.timeline.seconds for one in stitched), "s")
    shaping = preset.model_copy(update={"mp3": preset.mp3.model_copy(update={"per": "chapter"})})

    keys = {one.key: master_key(one.key, shaping) for one in stitched}
    stream = digest([list(keys.values()), preset.m4b.model_dump(), find_ffmpeg().identity])

    def master_one(one: Stitched) -> Sounded:
        key = keys[one.key]
        mastered = master_chapter(one.flac, one.timeline, shaping, key=key, folder=folder.chapters)
        progress.advance(one.timeline.seconds, one.timeline.title)
        return Sounded(one, mastered)

    with workers(jobs) as pool, workers(1) as beside:
        futures = [pool.submit(master_one, one) for one in stitched]
        aac_path = folder.chapters / f"{stream}.m4a"
        aac = beside.submit(_encode, futures, preset, folder, aac_path) if "m4b" in preset.formats else None
        sample = pool.submit(_sample, stitched, shaping, folder) if _wants_sample(preset) else None
        units = in_order(futures)
        return BookSound(tuple(units), sample.result() if sample else None, aac.result() if aac else None)


def _wants_sample(preset: Preset) -> bool:
    return preset.retail_sample_s is not None and "mp3" in preset.formats


def _sample(stitched: list[Stitched], preset: Preset, folder: ProductionFolder) -> Mastered | None:
    """The beginning of the book itself."""
    unit = sample_unit([one.unit for one in stitched])
    first = next((one for one in stitched if one.unit is unit), None)
    if first is None:
        return None
    key = master_key(first.key, preset)
    return master_sample(first.flac, first.timeline, preset, key=key, folder=folder.chapters)


def _encode(futures: list[Future[Sounded]], preset: Preset, folder: ProductionFolder, to: Path) -> Path:
    """The AAC stream of all parts in order, as they become ready; an earlier run's is used again."""

    def flacs() -> Iterator[Path]:
        for future in futures:
            for part in future.result().mastered.parts:
                yield folder.chapters / part.flac

    if not to.exists():
        with finished_file(to) as part:
            encode_aac(flacs(), part, preset)
    return to


@contextmanager
def workers(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that are not waited for when something went wrong: what they began is left unfinished, and unnamed."""
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def in_order(futures: list[Future[T]]) -> list[T]:
    """The results in order. A failure is raised after the others are finished, so that their work is kept."""
    failed = next((error for future in futures if (error := future.exception()) is not None), None)
    if failed is not None:
        raise failed
    return [future.result() for future in futures]
