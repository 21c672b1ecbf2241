"""Stitch and master all output files of a production in parallel, with the M4B encoder running alongside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from manifests.events import ChapterDone
from manifests.files import digest
from manifests.report import LoudnessOverTime
from manifests.script import Script
from manifests.take_store import TakeStore
from manifests.timeline import Timeline
from pipeline.packaging.m4b import encode_aac
from pipeline.presets import Preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import OutputFile, chapter_starts, sampled_output, story_in
from pipeline.progress import Progress
from pipeline.sound.ffmpeg import find_ffmpeg, finished_file
from pipeline.sound.further_formats import FURTHER_FORMATS, FurtherFile, in_further_format
from pipeline.sound.loudness_over_time import chapter_loudness
from pipeline.sound.mastered import Mastered
from pipeline.sound.mastering import master_chapter, master_key, master_sample
from pipeline.sound.mixing import mix_into
from pipeline.sound.stitching import stitch_into

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StitchedOutput:
    """An output file's stitched sound: its key, its FLAC, and the timeline of its lines."""

    output: OutputFile
    key: str
    flac: Path
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class MasteredOutput:
    """An output file, stitched and mastered, with the retail sample where that is taken from it.

    `further` are its parts in each format besides MP3 that the preset delivers, `loudness` is that of each part.
    """

    stitched: StitchedOutput
    mastered: Mastered
    sample: Mastered | None = None
    further: Mapping[str, tuple[FurtherFile, ...]] = field(default_factory=dict)
    loudness: tuple[LoudnessOverTime, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of what became of it: its voices, these mixed with other sounds where there are any, mastered."""
        return tuple(dict.fromkeys((self.stitched.output.stitched_key, self.stitched.key, self.mastered.key)))

    def told(self) -> ChapterDone:
        """That it is done, for who follows the production."""
        return ChapterDone(
            chapters=tuple(chapter.number for chapter in self.stitched.output.chapters),
            title=self.stitched.output.chapter.title,
            seconds=round(self.mastered.seconds, 3),
            passed=not any(part.findings for part in self.mastered.parts),
        )


@dataclass(frozen=True, slots=True)
class BookAudio:
    """All output files in order, and the AAC stream where the preset asks for one."""

    outputs: tuple[MasteredOutput, ...]
    aac: Path | None

    @property
    def sample(self) -> Mastered | None:
        """The retail sample, where the preset asks for one."""
        return next((one.sample for one in self.outputs if one.sample is not None), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys that name the files in work/chapters."""
        keys = [key for one in self.outputs for key in one.keys]
        keys += dict.fromkeys(key for one in self.outputs for key in one.stitched.output.conformed_keys)
        if self.sample:
            keys.append(self.sample.key)
        if self.aac:
            keys.append(self.aac.stem)
        return tuple(keys)


class PostProduction:
    """From takes to mastered sound, file by file. Every call can be repeated: existing results are reused by key."""

    def __init__(
        self, outputs: tuple[OutputFile, ...], script: Script, preset: Preset, folder: ProductionFolder
    ) -> None:
        self.outputs, self._preset, self._folder = outputs, preset, folder
        # The encoding of the whole book does not affect a chapter.
        self._shaping = preset.model_copy(update={"mp3": preset.mp3.model_copy(update={"per": "chapter"})})
        self._lines = {line.id: line for line in script.lines}
        self.sampled = (
            sampled_output(outputs) if preset.retail_sample_s is not None and "mp3" in preset.formats else None
        )
        """Source of the retail sample, where one is asked for."""

    def stitch(self, output: OutputFile) -> StitchedOutput:
        """Stitch one output into a lossless file, with the sounds of its score."""
        own = [self._lines[identity] for identity in output.line_ids]
        store = TakeStore(self._folder.takes)
        folder = self._folder.chapters
        key, flac, timeline = stitch_into(output.plan, output.chapter, own, store, folder)
        if output.score is not None:
            key, flac, timeline = mix_into(output.score, output.sound_key, flac, timeline, folder)
        return StitchedOutput(output, key, flac, timeline)

    def master(self, stitched: StitchedOutput) -> MasteredOutput:
        """Master and measure one output, and the retail sample if it is taken from this one."""
        key, folder = self.master_key(stitched.output), self._folder.chapters
        mastered = master_chapter(stitched.flac, stitched.timeline, self._shaping, key=key, folder=folder)
        sample = None
        if stitched.output is self.sampled:
            story = story_in(stitched.output)
            starts = chapter_starts(stitched.output, stitched.timeline)
            start_s = next((place for chapter, place in starts if chapter is story), 0.0)
            sample = master_sample(
                stitched.flac, stitched.timeline, self._shaping, key=key, folder=folder, start_s=start_s
            )
        loudness = chapter_loudness(mastered, folder)
        return MasteredOutput(stitched, mastered, sample, self._further(mastered), loudness)

    def _further(self, mastered: Mastered) -> dict[str, tuple[FurtherFile, ...]]:
        """Make the parts as FLAC and Opus, where those are delivered."""
        return {
            kind: tuple(in_further_format(part, kind, self._preset, self._folder.chapters) for part in mastered.parts)
            for kind in FURTHER_FORMATS
            if kind in self._preset.formats
        }

    def master_key(self, output: OutputFile) -> str:
        """Return the key of an output's mastered files in work/chapters."""
        return master_key(output.sound_key, self._shaping)

    def forget(self, keys: Collection[str]) -> bool:
        """Remove everything made from these takes, which will be spoken again; return whether any output had one."""
        found = [output for output in self.outputs if any(one.key in keys for one in output.plan.segments)]
        for output in found:
            self.remove((output.stitched_key, output.sound_key, self.master_key(output)))
        for path in self._folder.chapters.glob("*.aac") if found else ():
            path.unlink()
        return bool(found)

    def remove(self, keys: Iterable[str]) -> None:
        """Remove the files with these keys from work/chapters."""
        for key in keys:
            for path in self._folder.chapters.glob(f"{key}*"):
                path.unlink()

    def encode(self, outputs: Iterable[MasteredOutput]) -> Path | None:
        """Encode all outputs in order, as they become ready, to the M4B's AAC stream; None if there is to be no M4B."""
        if "m4b" not in self._preset.formats:
            return None
        keys = [self.master_key(output) for output in self.outputs]
        to = self._folder.chapters / f"{digest([keys, self._preset.m4b.model_dump(), find_ffmpeg().identity])}.aac"
        if not to.exists():
            flacs = (self._folder.chapters / part.flac for one in outputs for part in one.mastered.parts)
            with finished_file(to) as part:
                encode_aac(flacs, part, self._preset)
        return to


def stitch_outputs(postproduction: PostProduction, *, jobs: int, progress: Progress) -> list[StitchedOutput]:
    """Stitch every output into a lossless file, several at once."""
    progress.stage("stitch", sum(output.chapter.expected_s for output in postproduction.outputs), "s")

    def stitch_one(output: OutputFile) -> StitchedOutput:
        stitched = postproduction.stitch(output)
        progress.advance(output.chapter.expected_s, output.chapter.title)
        return stitched

    with workers(jobs) as pool:
        return in_order([pool.submit(stitch_one, output) for output in postproduction.outputs])


def master_outputs(
    postproduction: PostProduction, stitched: list[StitchedOutput], *, jobs: int, progress: Progress
) -> BookAudio:
    """Master every output, several at once, and encode the M4B's stream as the chapters become ready."""
    progress.stage("master", sum(one.timeline.seconds for one in stitched), "s")

    def master_one(one: StitchedOutput) -> MasteredOutput:
        sounded = postproduction.master(one)
        progress.advance(one.timeline.seconds, one.timeline.title)
        progress.happened(sounded.told())
        return sounded

    with workers(jobs) as pool, workers(1) as beside:
        futures = [pool.submit(master_one, one) for one in stitched]
        aac = beside.submit(postproduction.encode, (future.result() for future in futures))
        outputs = in_order(futures)
        return BookAudio(tuple(outputs), aac.result())


@contextmanager
def workers(count: int) -> Iterator[ThreadPoolExecutor]:
    """Yield a thread pool that is not awaited on an error: unfinished files keep their temporary names."""
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def in_order(futures: list[Future[T]]) -> list[T]:
    """Return the results in order. A failure is raised only after the others finish, so that their work is kept."""
    failed = next((error for future in futures if (error := future.exception()) is not None), None)
    if failed is not None:
        raise failed
    return [future.result() for future in futures]
