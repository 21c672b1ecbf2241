"""A production as the studio has it open: its record, read again when it changes, and each chapter's sounds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from manifests.errors import InputError
from manifests.plan import PlannedChapter
from manifests.render import TRACKS, Delivery, PresetRender, RenderRecord
from manifests.timeline import Timeline
from pipeline.presets import Preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.made_chapters import preset_of
from pipeline.production.made_keys import MadeKeys
from pipeline.production.output_files import OutputFile, output_files
from pipeline.sound.mastered import Mastered


@dataclass(frozen=True, slots=True)
class ChapterFile:
    """A file that plays a chapter's seconds `start_s` to `end_s`; second `start_s` is heard at `head_s` in it.

    Seconds of a chapter are those of its stitched sound, as its timeline tells them. `name` is a file's key.
    """

    name: str
    path: Path
    start_s: float
    end_s: float
    head_s: float
    seconds: float


@dataclass(frozen=True, slots=True)
class ChapterSound:
    """What of a chapter can be heard: its timeline, and the files, in order. `key` is that of the stitched sound."""

    key: str
    timeline: Timeline
    tracks: tuple[ChapterFile, ...]


class OpenedPreset:
    """What was made with one preset. Nothing here changes: a changed record makes a new one."""

    def __init__(self, folder: ProductionFolder, render: PresetRender) -> None:
        self.folder, self.render = folder, render

    @cached_property
    def preset(self) -> Preset:
        """The preset, with the formats that were asked for."""
        preset = preset_of(self.render)
        formats = self.render.settings.formats
        return preset.model_copy(update={"formats": formats}) if formats else preset

    @cached_property
    def outputs(self) -> dict[int, OutputFile]:
        """The output file that each chapter is in."""
        found = output_files(self.render.plan, self.preset)
        return {chapter.number: output for output in found for chapter in output.chapters}

    @cached_property
    def keys(self) -> dict[int, str]:
        """The key of the sound before mastering that each chapter has by the plan."""
        made = MadeKeys(self.folder, self.render.made)
        by_output = {id(one): made.sound(one.stitched_key) for one in self.outputs.values()}
        return {number: by_output[id(output)] for number, output in self.outputs.items()}

    @cached_property
    def _made(self) -> dict[str, str]:
        """The keys of mastered sounds by those of the sounds that they were made from."""
        return MadeKeys(self.folder, self.render.made).by_sound

    def chapter(self, number: int) -> PlannedChapter:
        """Return a chapter of the plan; raises InputError where there is none of that number."""
        found = next((one for one in self.render.plan.chapters if one.number == number), None)
        if found is None:
            raise InputError(f"there is no chapter {number}", path=self.folder.root)
        return found

    def working(self, number: int) -> ChapterSound | None:
        """The sound of a chapter before mastering, as the plan has it now; None where it is not stitched."""
        return self._stitched(self.keys[number]) if number in self.keys else None

    def delivered(self, number: int) -> ChapterSound | None:
        """The finished sound of a chapter, whatever has been planned since; None where there is none."""
        former = self._stitched_for(number)
        if former is None or former.key not in self._made:
            return None
        mastered = Mastered.load_if_whole(self.folder.chapters / f"{self._made[former.key]}.json")
        if mastered is None:
            return None
        tracks = tuple(self._tracks(number, mastered))
        return ChapterSound(former.key, former.timeline, tracks) if tracks else None

    def is_current(self, number: int) -> bool:
        """Whether the finished files hold a chapter as the plan has it now."""
        return self.keys.get(number) in self._made

    def _stitched(self, key: str) -> ChapterSound | None:
        timeline = Timeline.load_if_whole(self.folder.chapters / f"{key}.timeline.json")
        flac = self.folder.chapters / f"{key}.flac"
        if timeline is None or not flac.is_file():
            return None
        return ChapterSound(key, timeline, (ChapterFile(key, flac, 0.0, timeline.seconds, 0.0, timeline.seconds),))

    def _stitched_for(self, number: int) -> ChapterSound | None:
        """The stitched sound that the finished file of a chapter was made from."""
        if self.is_current(number):
            return self._stitched(self.keys[number])
        output = self.outputs.get(number)
        first = output.chapter.number if output else number
        stitched = (self._stitched(key) for key in self._made if key not in self.keys.values())
        return next((one for one in stitched if one is not None and one.timeline.chapter == first), None)

    def _tracks(self, number: int, mastered: Mastered) -> Iterator[ChapterFile]:
        """The finished files of a chapter: a file for each of its parts, else its place in the M4B."""
        for kind in TRACKS:
            files = [one for one in self.render.deliveries if one.kind == kind and number in one.chapters]
            if len(files) == len(mastered.parts) and all(self.path_of(one) for one in files):
                for file, part in zip(files, mastered.parts, strict=True):
                    path = self.path_of(file)
                    assert path is not None
                    yield ChapterFile(file.key, path, part.start_s, part.end_s, part.head_s, part.seconds)
                return
        whole = next((one for one in self.render.deliveries if one.kind == "m4b" and number in one.chapters), None)
        path = self.path_of(whole) if whole else None
        before_s = self._before(number)
        if whole is None or path is None or before_s is None:
            return
        for part in mastered.parts:
            yield ChapterFile(whole.key, path, part.start_s, part.end_s, before_s + part.head_s, whole.seconds)
            before_s += part.seconds

    def _before(self, number: int) -> float | None:
        """Where in the M4B a chapter's sound begins, in seconds; None where that is not known."""
        seconds = 0.0
        for other, key in self.keys.items():
            if other == number:
                return seconds
            mastered = Mastered.load_if_whole(self.folder.chapters / f"{self._made.get(key)}.json")
            if mastered is None:
                return None
            seconds += mastered.seconds
        return None

    def path_of(self, delivery: Delivery) -> Path | None:
        """A finished file in the production's folder; None where it is not there, or would be somewhere else."""
        path = (self.folder.root / delivery.path).resolve()
        return path if path.is_relative_to(self.folder.root.resolve()) and path.is_file() else None


class OpenedProduction:
    """A production's folder. Safe to be used from several threads."""

    def __init__(self, identity: str, folder: ProductionFolder) -> None:
        self.id, self.folder = identity, folder
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._record: RenderRecord | None = None
        self._presets: dict[str, OpenedPreset] = {}

    @property
    def record(self) -> RenderRecord:
        """The record as it is now; raises InputError where it cannot be read."""
        with self._lock:
            return self._current()

    def preset(self, name: str | None = None) -> OpenedPreset:
        """What was made with a preset, the first one where none is named; raises InputError for one that was not."""
        with self._lock:
            record = self._current()
            if not self._presets:
                self._presets = {one.preset: OpenedPreset(self.folder, one) for one in record.renders}
            if name is None:
                return next(iter(self._presets.values()))
            if name not in self._presets:
                raise InputError(f"nothing was made with the preset {name}", path=self.folder.root)
            return self._presets[name]

    def _current(self) -> RenderRecord:
        try:
            found = self.folder.record.stat()
        except OSError:
            return self.folder.load_record()
        seen = found.st_mtime_ns, found.st_size
        if self._record is None or seen != self._seen:
            self._record, self._seen, self._presets = self.folder.load_record(), seen, {}
        return self._record
