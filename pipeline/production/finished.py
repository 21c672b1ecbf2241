"""What a production knows of its finished files, by its record and work/chapters alone: no source is read.

production = finished_production(folder)
for file in production.renders[0].files("mp3"):
    file.path, file.cues, file.marks          every line and chapter, in seconds of this very file
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from manifests.errors import InputError, StageError
from manifests.plan import PlannedChapter
from manifests.render import TRACKS, Delivery, PresetRender, RenderRecord
from manifests.timeline import Cue, Timeline
from pipeline.packaging.tags import ChapterMark
from pipeline.presets import Preset, load_preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.made_keys import MadeKeys
from pipeline.production.output_files import OutputFile, chapter_marks_in, output_files
from pipeline.sound.mastered import Mastered
from pipeline.sound.mastering import master_key


@dataclass(frozen=True, slots=True)
class SoundedOutput:
    """An output file as it was stitched and mastered: where its lines lie, and where these come to lie."""

    output: OutputFile
    timeline: Timeline
    mastered: Mastered

    def cues(self, part: int | None) -> Iterator[tuple[PlannedChapter, Cue]]:
        """Yield each line with its chapter, in seconds of the file of one `part`; with None, of all parts in a row."""
        chapters = {identity: chapter for chapter in self.output.chapters for identity in chapter.segments}
        of_line = {piece.line: chapters[one.id] for one in self.output.plan.segments for piece in one.pieces}
        for cue in self.timeline.cues:
            heard_in, start_s = self.mastered.place(cue.start_s)
            if part not in (None, heard_in):
                continue
            own = self.mastered.parts[heard_in]
            # No line is parted: files are split in pauses.
            end_s = min(own.seconds, cue.end_s - own.start_s + own.head_s)
            before_s = sum(one.seconds for one in self.mastered.parts[:heard_in]) if part is None else 0.0
            times = {"start_s": round(before_s + start_s, 3), "end_s": round(before_s + max(start_s, end_s), 3)}
            yield of_line[cue.line], cue.model_copy(update=times)

    def marks(self, at_s: float = 0.0) -> Iterator[ChapterMark]:
        """Yield its chapters, in seconds of a file in which it begins at `at_s`."""
        return chapter_marks_in(self.output, self.timeline, self.mastered, at_s)


Sounded = Callable[[OutputFile], SoundedOutput | None]
"""Finds an output's timeline and mastering in work/chapters; None where they are not there."""


def sounded_by_key(folder: ProductionFolder, preset: Preset, made: Sequence[str] = ()) -> Sounded:
    """Find by key. `made` are the keys that a finished render lists."""
    shaping = preset.model_copy(update={"mp3": preset.mp3.model_copy(update={"per": "chapter"})})
    keys = MadeKeys(folder, made)

    def find(output: OutputFile) -> SoundedOutput | None:
        sounded = keys.sound(output.sound_key)
        mastered = keys.mastered(sounded) or master_key(sounded, shaping)
        timeline = Timeline.load_if_whole(folder.chapters / f"{sounded}.timeline.json")
        sound = Mastered.load_if_whole(folder.chapters / f"{mastered}.json")
        return SoundedOutput(output, timeline, sound) if timeline and sound else None

    return find


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A delivered sound file, its lines in order and its chapters, in seconds from its start."""

    delivery: Delivery
    path: Path
    cues: tuple[Cue, ...]
    marks: tuple[ChapterMark, ...]


@dataclass(frozen=True)
class FinishedRender:
    """What one preset made. `place` is its folder, relative to the production's."""

    folder: ProductionFolder
    place: str
    render: PresetRender

    @cached_property
    def preset(self) -> Preset:
        """The preset, loaded again; raises InputError where its file is not there any more."""
        return load_preset(self.render.settings.preset or self.render.preset)

    def of_kind(self, *kinds: str) -> tuple[Delivery, ...]:
        """Return the delivered files of some kinds, in order."""
        return tuple(one for one in self.render.deliveries if one.kind in kinds)

    @property
    def sound_kind(self) -> str | None:
        """The kind of sound file that a library plays best, of those that were made: one M4B, else tracks."""
        kinds = {one.kind for one in self.render.deliveries}
        return next((kind for kind in ("m4b", *TRACKS) if kind in kinds), None)

    @property
    def cover(self) -> Path | None:
        """The delivered cover."""
        return next((self.folder.root / one.path for one in self.of_kind("cover")), None)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """Titles of the book's chapters that are in no track and in no M4B."""
        heard = {number for one in self.of_kind(*TRACKS, "m4b") for number in one.chapters}
        return tuple(one.title for one in self.render.plan.chapters if one.segments and one.number not in heard)

    def files(self, kind: str) -> Iterator[FinishedFile]:
        """Yield the delivered files of a kind with what is heard in them.

        Raises StageError where work/chapters does not tell it any more, or a file is not there.
        """
        find, parts = sounded_by_key(self.folder, self.preset, self.render.made), Counter[tuple[int, ...]]()
        for delivery in self.of_kind(kind):
            yield self._file(delivery, None if kind == "m4b" else parts[delivery.chapters], find)
            parts[delivery.chapters] += 1

    def _outputs(self, chapters: tuple[int, ...]) -> Sequence[OutputFile]:
        """What was stitched for a file of these chapters."""
        if self.preset.mp3.per == "book":
            return output_files(self.render.plan.of_chapters(chapters), self.preset)
        return [self._by_chapter[number] for number in chapters if number in self._by_chapter]

    @cached_property
    def _by_chapter(self) -> dict[int, OutputFile]:
        return {one.chapter.number: one for one in output_files(self.render.plan, self.preset)}

    def _file(self, delivery: Delivery, part: int | None, find: Sounded) -> FinishedFile:
        path, cues, marks, at_s = self.folder.root / delivery.path, list[Cue](), list[ChapterMark](), 0.0
        if not path.is_file():
            raise StageError(f"{path}: is not there", "Render again: it is made anew, and nothing is spoken.")
        for output in self._outputs(delivery.chapters):
            one = find(output)
            if one is None:
                remedy = "Render again: its chapters are made anew from the takes, and nothing is spoken."
                raise StageError(f"{self.folder.chapters}: does not tell where the lines of {path.name} are", remedy)
            cues += [
                cue.model_copy(update={"start_s": cue.start_s + at_s, "end_s": cue.end_s + at_s})
                for _, cue in one.cues(part)
            ]
            marks += one.marks(at_s) if part is None or len(one.mastered.parts) == 1 else ()
            at_s += one.mastered.seconds
        whole = ChapterMark(delivery.title, 0.0, delivery.seconds)
        return FinishedFile(delivery, path, tuple(cues), tuple(marks) or (whole,))


@dataclass(frozen=True, slots=True)
class FinishedProduction:
    """A production and what its presets made, the first preset's first."""

    folder: ProductionFolder
    record: RenderRecord
    renders: tuple[FinishedRender, ...]


def finished_production(folder: ProductionFolder, preset: str | None = None) -> FinishedProduction:
    """Open a production for what was made of it, with every preset or only with one.

    Raises InputError where `folder` is no production's, or nothing was finished.
    """
    record = folder.load_record()
    places = zip(folder.places(record), record.renders, strict=True)
    made = tuple(FinishedRender(folder, place, one) for place, one in places if one.finished)
    chosen = tuple(one for one in made if preset in (None, one.render.preset))
    if not made:
        remedy = "`bookcast render` finishes it: what is there is used."
        raise InputError("holds nothing finished yet", path=folder.root, remedy=remedy)
    if not chosen:
        known = ", ".join(one.render.preset for one in made)
        raise InputError(
            f"nothing was made here with the preset {preset!r}",
            path=folder.root,
            place="--preset",
            remedy=f"Made with: {known}.",
        )
    return FinishedProduction(folder, record, chosen)
