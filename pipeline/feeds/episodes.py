"""The episodes of a show: each a delivered MP3 of one of its productions, with what is known of it."""

from __future__ import annotations

import glob
import os
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from manifests.book import Metadata
from manifests.errors import InputError
from manifests.package import PackageRecord, PackedFile
from manifests.render import Delivery
from manifests.roots import check_allowed
from manifests.show import Moment, Show, ShowEntry, ShowPerson
from pipeline.delivering.deliver import deliver
from pipeline.delivering.podcast import episodes_render
from pipeline.feeds.artwork import episode_artwork
from pipeline.feeds.assets import MEDIA_TYPES, Asset, packed_asset
from pipeline.packaging.narrators import narrators_of
from pipeline.packaging.tags import SYNTHETIC
from pipeline.production.finished import FinishedRender, finished_production
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import CREDITS
from pipeline.progress import Progress

AFTER_EACH_OTHER = timedelta(seconds=1)
"""Between episodes without a schedule of their own: with one date for all, apps would shuffle them."""

TRANSCRIPTS = (".vtt", ".srt", ".json")


@dataclass(frozen=True, slots=True)
class Episode:
    """One item of a feed."""

    guid: str
    title: str
    description: str
    published: datetime
    seconds: float
    season: int | None
    number: int | None
    kind: str
    explicit: bool | None
    people: tuple[ShowPerson, ...]
    sound: Asset
    transcripts: tuple[Asset, ...]
    chapters: Asset | None
    image: Asset | None
    language: str

    @property
    def assets(self) -> tuple[Asset, ...]:
        """All files that it points to, the sound first."""
        return (self.sound, *self.transcripts, *(one for one in (self.chapters, self.image) if one))


def episodes_of(show: Show, guid: str, progress: Progress) -> list[Episode]:
    """All episodes of a show whose guid is `guid`, oldest first. Makes the productions' packages for podcasts.

    Raises InputError naming the entry of a production that cannot be published; those that a pattern finds unfinished
    are told and left out.
    """
    found = list[Episode]()
    for index, entry in enumerate(show.file.episodes):
        for folder in _folders(show, index, entry, progress):
            found += _ShowProduction(show, index, entry, folder, guid).episodes(progress)
    return sorted(found, key=lambda one: (one.published, one.season or 0, one.number or 0))


def _folders(show: Show, index: int, entry: ShowEntry, progress: Progress) -> Iterator[ProductionFolder]:
    """The production that an entry names, or those that its pattern finds."""
    if not entry.is_pattern:
        folder = ProductionFolder(Path(os.path.normpath(show.folder / entry.production)))
        check_allowed(folder.root)
        yield folder
        return
    paths = sorted(Path(show.folder, one) for one in glob.glob(entry.production, root_dir=show.folder))  # noqa: PTH207
    named = {os.path.normpath(show.folder / one.production) for one in show.file.episodes if not one.is_pattern}
    productions = [ProductionFolder(path) for path in paths if os.path.normpath(path) not in named]
    productions = [folder for folder in productions if folder.record.is_file()]
    if not productions:
        progress.note(f"{entry.production}: no production is found there")
    for folder in productions:
        check_allowed(folder.root)
        if any(render.finished for render in folder.load_record().renders):
            yield folder
        else:
            progress.note(f"{folder.root} is left out: it is not finished")


class _Slot(NamedTuple):
    """Where an episode stands in the show."""

    published: datetime
    number: int | None
    kind: str


@dataclass(frozen=True)
class _ShowProduction:
    """One production of a show."""

    show: Show
    index: int
    entry: ShowEntry
    folder: ProductionFolder
    guid: str

    def episodes(self, progress: Progress) -> Iterator[Episode]:
        """Its episodes, in the order of its files."""
        try:
            render = episodes_render(finished_production(self.folder, self.entry.preset))
            deliver(self.folder, ["podcast"], progress, preset=render.render.preset)
        except InputError as error:
            place = self.show.document.place_of(("episodes", self.index, "production"))
            raise InputError(error.message, path=self.show.path, place=place, remedy=error.remedy) from error
        files = render.of_kind("mp3")
        parts = Counter[tuple[int, ...]]()
        if len(files) > 1 and (self.entry.title or self.entry.guid):
            said = "title" if self.entry.title else "guid"
            problem = f"is of one episode, and {self.folder.root.name} has {len(files)}"
            raise self.show.refusal(("episodes", self.index, said), problem, "Leave it out.")
        for delivery, slot in zip(files, self._slots(render, files), strict=True):
            part = "" if len(files) == 1 else f"#{delivery.chapters}.{parts[delivery.chapters]}"
            parts[delivery.chapters] += 1
            yield self._episode(render, delivery, part, slot)

    def _slots(self, render: FinishedRender, files: Sequence[Delivery]) -> Iterator[_Slot]:
        """When each file comes out, and as which number; spoken credits come with the episode beside them."""
        plan, entry = render.render.plan, self.entry
        credit = {chapter.number for chapter in plan.chapters if chapter.matter in CREDITS}
        moment = self._first(plan.metadata)
        number = entry.episode or plan.metadata.episode or (None if len(files) == 1 else 1)
        begun = False
        for delivery in files:
            if len(files) > 1 and credit.issuperset(delivery.chapters):
                yield _Slot(moment - AFTER_EACH_OTHER if not begun else moment + AFTER_EACH_OTHER, None, "bonus")
                continue
            moment += (entry.every or AFTER_EACH_OTHER) if begun else timedelta()
            yield _Slot(moment, number, entry.kind)
            begun, number = True, None if number is None else number + 1

    def _episode(self, render: FinishedRender, delivery: Delivery, part: str, slot: _Slot) -> Episode:
        """The episode of one file; `part` tells it apart from others of its production."""
        metadata, entry, alone = render.render.plan.metadata, self.entry, not part
        package = self.folder.package("podcast")
        sound = package / Path(delivery.path).name
        files = self._files(sound.stem)
        description = entry.description or (metadata.description if alone else None) or ""
        return Episode(
            guid=entry.guid or self._guid(part),
            title=entry.title or (metadata.title if alone else delivery.title),
            description=f"{description.strip()}\n\n{SYNTHETIC}".strip(),
            published=slot.published,
            seconds=delivery.seconds,
            season=entry.season or metadata.season,
            number=slot.number,
            kind=slot.kind,
            explicit=entry.explicit,
            people=self._people(metadata, sound),
            sound=files[".mp3"],
            transcripts=tuple(files[kind] for kind in TRANSCRIPTS),
            chapters=files.get(".chapters.json"),
            image=self._image,
            language=metadata.language,
        )

    def _first(self, metadata: Metadata) -> Moment:
        """When its first episode comes out."""
        if self.entry.date is not None:
            return self.entry.date
        if metadata.published is None or len(metadata.published) < len("2026-12-04"):
            problem = f"nothing says on which day {self.folder.root.name} comes out"
            remedy = "Add `date: 2026-12-04` here, or to the script's front matter (and render it again)."
            raise self.show.refusal(("episodes", self.index), problem, remedy)
        return datetime.fromisoformat(f"{metadata.published[:10]}T00:00:00+00:00")

    @cached_property
    def _packed(self) -> dict[str, PackedFile]:
        """The files of its package."""
        return {file.path: file for file in PackageRecord.load(self.folder.package_record("podcast")).files}

    @cached_property
    def _image(self) -> Asset | None:
        return episode_artwork(self.folder.package("podcast"))

    def _files(self, stem: str) -> dict[str, Asset]:
        """The package's files of one episode, by the ends of their names."""
        ends = {end: file for end in MEDIA_TYPES if (file := self._packed.get(f"{stem}{end}"))}
        return {end: packed_asset(self.folder.package("podcast"), file, end) for end, file in ends.items()}

    def _guid(self, part: str) -> str:
        """Made of the show's guid and the folder as it lies to the show file: not of what may be edited or retaken."""
        place = os.path.relpath(self.show.folder / (self.entry.formerly or self.folder.root), self.show.folder)
        return str(uuid.uuid5(uuid.UUID(self.guid), f"{Path(place).as_posix()}{part}"))

    def _people(self, metadata: Metadata, sound: Path) -> tuple[ShowPerson, ...]:
        """Everybody of the episode: apps show an item's list in the place of the show's, never both."""
        if self.entry.people is not None:
            return self.entry.people
        hosts = [ShowPerson(name=one.name) for one in metadata.creators if one.role == "hst"]
        authors = [ShowPerson(name=name, role="author", group="writing") for name in metadata.authors]
        voices = [ShowPerson(name=name, role="narrator") for name in narrators_of(sound)]
        people = (*self.show.file.people, *(hosts or authors), *voices)
        return tuple({one.name: one for one in reversed(people)}.values())[::-1]
