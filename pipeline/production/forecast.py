"""Forecast a render's effect on finished files: which will be replaced, and which removed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from manifests.render import TRACKS, Delivery, PresetRender
from pipeline.packaging.tags import FileTags
from pipeline.production.delivery import in_the_way
from pipeline.production.file_names import NamedFile, Naming
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import OutputFile
from pipeline.production.wanted_files import key_of
from pipeline.sound.further_formats import FURTHER_FORMATS, further_name

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Forecast:
    """Finished files that will be replaced or removed, by their paths in the production's folder.

    `unsigned` are those that are replaced and signed now.
    """

    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    def told(self) -> Iterator[str]:
        """Yield notices for the user, one sentence each."""
        if self.replaced:
            yield f"finished files that will be replaced: {_listed(self.replaced)}"
        if self.unsigned:
            yield f"their signatures go with them: {_listed(self.unsigned)}; `bookcast sign` makes new ones"
        if self.removed:
            yield f"finished files that will be removed, since nothing is called so now: {_listed(self.removed)}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Forecaster:
    """Forecasts one render; `master_key` gives the key of an output's mastered sound without mastering it."""

    folder: ProductionFolder
    place: str
    naming: Naming
    tags: FileTags
    former: PresetRender | None
    master_key: Callable[[OutputFile], str]

    def forecast(self) -> Forecast:
        """Return what will change; raises StageError where a file is in the way that no render made."""
        former = self.former.deliveries if self.former else ()
        parts = self.naming.parts(former, {})
        files = {str(Path(self.place) / named.name): named for named in self.naming.files(parts)}
        known = {one.path: one for one in former if (self.folder.root / one.path).exists()}
        # Mastered chapters without known files mean a lost record or killed run: `deliver` will compare the bytes.
        mastered = (self.folder.chapters / f"{self.master_key(output)}.json" for output in self.naming.outputs)
        if not any(path.exists() for path in mastered):
            for path in files:
                if path not in known and (self.folder.root / path).exists():
                    raise in_the_way(self.folder.root / path)
        replaced = [path for path in known if path in files and self._changes(files[path], known[path], parts)]
        removed = [path for path in known if path not in files and self.naming.scope.renews(known[path])]
        unsigned = [path for path in replaced if known[path].signed_sha256]
        return Forecast(tuple(replaced), tuple(removed), tuple(unsigned))

    def _changes(self, named: NamedFile, delivery: Delivery, parts: dict[int, int]) -> bool:
        """Whether a file will change. For files with chapter marks only their sources can tell."""
        assert self.former is not None
        if named.kind == "cover":
            assert self.tags.cover is not None
            return hashlib.sha256(self.tags.cover.data).hexdigest() != delivery.sha256
        if named.kind in (*TRACKS, "sample") and len(named.chapters) == 1 and named.output is not None:
            stem = self.master_key(named.output)
            if named.kind == "sample":
                stem += "-sample"
            elif parts[named.output.chapter.number] > 1:
                stem += f"-{named.part + 1}"
            tags = self.tags.of_track(named.title, named.number, named.total, ())
            further = next((kind for kind in FURTHER_FORMATS if kind == named.kind), None)
            source = further_name(stem, further, self.naming.scope.preset) if further else f"{stem}.mp3"
            return delivery.key != key_of(source, tags)
        made = self.former.made
        outputs = self.naming.outputs if named.output is None else (named.output,)
        same = delivery.chapters == named.chapters and self.former.plan.metadata == self.tags.metadata
        return not (same and delivery.key and all(self.master_key(output) in made for output in outputs))
