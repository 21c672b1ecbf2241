"""A director's change to a production: what it makes stale is known, and told, before anything is done.

Standing.of(folder) ──▶ .change(overrides, edits) ──▶ told to a person ──▶ apply: kept, spoken, mastered
                                                                          (undo.py takes the last one back)
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from manifests.errors import InputError, StageError
from manifests.files import write_atomically
from manifests.plan import Plan
from manifests.render import Alternative, PresetRender, RenderRecord, RenderSettings
from manifests.report import Report, merged
from manifests.script import Line
from manifests.take_store import TakeStore
from pipeline.commands.history import Directed, FormerText, append_directed
from pipeline.planning.overrides import Overrides
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.lock import FolderLock
from pipeline.production.output_files import output_files
from pipeline.production.preparation import Prepared, prepare
from pipeline.production.render import produce
from pipeline.production.where_heard import HeardLine, where_heard
from pipeline.progress import Progress

EditedFile = Literal["cast", "corrections"]


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file that a person may have written, with other text in it; `before` is None where it is not there yet."""

    kind: EditedFile
    path: Path
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a change makes stale, before anything is spoken; `renders` are to be made again, one for each preset.

    `former` are the overrides that it was planned upon, `edits` what it writes into files, `alternatives` the takes
    that are heard no more, and `undoes` the earlier change that it takes back. `notices` are what a person should know.
    """

    what: str
    former: Overrides
    overrides: Overrides
    renders: tuple[tuple[RenderSettings, Prepared], ...]
    stale_segments: tuple[str, ...]
    to_speak: tuple[str, ...]
    stale_files: tuple[str, ...]
    lines: tuple[str, ...]
    edits: tuple[FileEdit, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    undoes: str | None = None
    notices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, list[str]]:
        """For `--json`."""
        return {
            "stale": list(self.stale_segments),
            "to_speak": list(self.to_speak),
            "files": list(self.stale_files),
        }

    def told(self) -> Iterator[str]:
        """For a person, line by line."""
        for edit in self.edits:
            yield f"{edit.path.name} will be {'written' if edit.before is None else 'edited'}: {self.what}"
        yield from self.notices
        if self.stale_segments:
            yield f"{len(self.stale_segments)} takes become stale: {' '.join(self.stale_segments)}"
            kept = len(self.stale_segments) - len(self.to_speak)
            yield f"{len(self.to_speak)} will be spoken" + (f", {kept} are there from before" if kept else "")
        elif not self.stale_files:
            yield "nothing becomes stale"
            return
        yield "files that change:"
        for name in self.stale_files:
            yield f"  {name}"


@dataclass(frozen=True)
class Standing:
    """A production as it stands: its record, what was overridden, and each preset's render prepared anew."""

    folder: ProductionFolder
    record: RenderRecord
    overrides: Overrides
    prepared: tuple[Prepared, ...]

    @classmethod
    def of(cls, folder: ProductionFolder) -> Standing:
        """The production in `folder`; raises InputError where there is none, or where its book has gone."""
        record = folder.load_record()
        for render in record.renders:
            _refuse_moved_files(render.settings, folder)
        overrides = folder.load_overrides()
        return cls(folder, record, overrides, tuple(prepare(one.settings, overrides) for one in record.renders))

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """The lines of all presets by id: they differ in credits."""
        return {line.id: line for one in reversed(self.prepared) for line in one.script.lines}

    def line(self, identity: str) -> Line:
        """The line with an id; raises InputError where there is none."""
        if (line := self.lines.get(identity)) is None:
            raise InputError(
                f"there is no line {identity}",
                path=self.folder.root,
                place="--line",
                remedy="`bookcast script BOOK` shows the lines with their ids.",
            )
        return line

    def change(
        self,
        what: str,
        *,
        overrides: Overrides | None = None,
        edits: Sequence[FileEdit] = (),
        lines: Iterable[str] = (),
        jobs: int | None = None,
        undoes: str | None = None,
    ) -> Change:
        """What becomes of the production with these overrides and edits; writes nothing that stays.

        `jobs` is how many takes the engine will speak at once.
        """
        given = self.overrides if overrides is None else overrides
        with _edited(edits) as paths:
            after = [
                prepare(render.settings.model_copy(update=paths), given, jobs=jobs) for render in self.record.renders
            ]
        new_cast = next((edit.path for edit in edits if edit.kind == "cast" and edit.before is None), None)
        settled = [
            one.settings.model_copy(update={"cast": str(new_cast)} if new_cast else {}) for one in self.record.renders
        ]
        stale, files, former = dict[str, str](), list[str](), dict[str, Alternative]()
        store = TakeStore(self.folder.takes)
        for render, old, new in zip(self.record.renders, self.prepared, after, strict=True):
            stale |= _stale(old.plan, new.plan)
            files += _stale_files(render, old, new)
            former |= {one.key: one for one in self._former(old.plan, new.plan) if one.key in store}
        return Change(
            what=what,
            former=self.overrides,
            overrides=given,
            renders=tuple(zip(settled, after, strict=True)),
            stale_segments=tuple(stale),
            to_speak=tuple(one for one, key in stale.items() if key not in store),
            stale_files=tuple(files),
            lines=tuple(lines),
            edits=tuple(edits),
            alternatives=tuple(former.values()),
            undoes=undoes,
            notices=(f"from now on give it to render: --cast {new_cast}",) if new_cast else (),
        )

    def _former(self, before: Plan, after: Plan) -> Iterator[Alternative]:
        """The takes that are heard no more, under the lines that they spoke."""
        keys = {segment.key for segment in after.requests}
        say = {one.line: one.say for one in self.overrides.lines}
        for segment in before.segments:
            if segment.key not in keys:
                lines = dict.fromkeys(piece.line for piece in segment.pieces)
                texts = {one: self.lines[one].text for one in lines if one in self.lines}
                said = next((words for one in lines if (words := say.get(one)) is not None), None)
                yield Alternative(key=segment.key, lines=texts, say=said)


def apply(
    folder: ProductionFolder, change: Change, *, jobs: int | None, progress: Progress, command: str = "retake"
) -> Report:
    """Keep the change, speak what is stale, and master and package only what changes.

    Raises StageError where somebody else changed the same meanwhile, or works in the folder: nothing was done then.
    """
    with FolderLock(folder.work):
        _keep(folder, change)
    with journalled(progress, folder, command, change.renders[0][0]) as journal:
        return merged(
            [produce(prepared, settings, folder, jobs=jobs, progress=journal) for settings, prepared in change.renders]
        )


def to_listen(folder: ProductionFolder, change: Change) -> tuple[HeardLine, ...]:
    """Where the changed lines are heard, once the files are made."""
    found, record = list[HeardLine](), folder.load_record()
    for _, prepared in change.renders:
        if (render := record.of_preset(prepared.preset.name)) is not None:
            found += where_heard(folder, prepared.whole, prepared.preset, render.deliveries, change.lines, render.made)
    return tuple(found)


def name_alternatives(folder: ProductionFolder, new: Iterable[Alternative]) -> None:
    """Write takes into the record that no plan names and a director may want; the folder's lock is the caller's."""
    record = folder.load_record()
    named = {one.key: one for one in (*record.alternatives, *new)}
    if len(named) > len(record.alternatives):
        record.model_copy(update={"alternatives": tuple(named.values())}).save(folder.record)


def text_in(path: Path) -> str | None:
    """The text of a file as it lies there; None where there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error})", path=path, remedy="Save it as UTF-8.") from error


def _keep(folder: ProductionFolder, change: Change) -> None:
    """Write the overrides and the edits, and what was there before, so that it can be undone."""
    if folder.load_overrides() != change.former or any(text_in(edit.path) != edit.before for edit in change.edits):
        raise StageError(
            f"{folder.root}: somebody changed the same meanwhile, and nothing was done",
            "Give the command again: it is planned anew.",
        )
    before = [(edit.path, edit.before) for edit in change.edits]
    overridden = text_in(folder.overrides)
    for edit in change.edits:
        write_atomically(edit.path, edit.after.encode())
    if change.overrides != change.former or overridden is not None:
        change.overrides.save(folder.overrides)
    if change.overrides != change.former:
        before.append((folder.overrides, overridden))
    if before:
        files = tuple(FormerText.of(path, text) for path, text in before)
        append_directed(folder, Directed(what=change.what, files=files, undoes=change.undoes))
    name_alternatives(folder, change.alternatives)


@contextlib.contextmanager
def _edited(edits: Sequence[FileEdit]) -> Iterator[dict[str, str]]:
    """Settings that name copies with the new texts, which are there during the block.

    A cast's copy lies beside it, because paths in it start there.
    """
    with contextlib.ExitStack() as stack:
        paths: dict[str, str] = {}
        for edit in edits:
            if edit.kind == "cast":
                handle, name = tempfile.mkstemp(prefix=f".{edit.path.stem}.", suffix=".part", dir=edit.path.parent)
                os.close(handle)
                copy = Path(name)
                stack.callback(copy.unlink, missing_ok=True)
            else:
                copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bookcast."))) / edit.path.name
            copy.write_text(edit.after, encoding="utf-8", newline="")
            paths[edit.kind] = str(copy)
        try:
            yield paths
        except InputError as error:
            for edit in edits:
                error.message = error.message.replace(paths[edit.kind], str(edit.path))
            raise


def _refuse_moved_files(settings: RenderSettings, folder: ProductionFolder) -> None:
    """Raise InputError where the book, or a file beside it, is no longer where the production was rendered from."""
    for path in filter(
        None, (settings.source, settings.book_file, settings.cast, settings.corrections, settings.cover)
    ):
        if not Path(path).exists():
            raise InputError(
                "is no longer there, and the production was rendered from it",
                path=path,
                remedy="Render once from where it lies now: nothing is spoken again. "
                f"bookcast render BOOK --cast FILE --out {folder.root}",
            )


def _stale(before: Plan, after: Plan) -> dict[str, str]:
    """The segments that change, with the keys of the takes that they will have. What only has another number now,
    because lines before it are cut otherwise, stays as it is."""
    had = Counter((segment.chapter, segment.key) for segment in before.segments)
    stale = {}
    for segment in after.segments:
        if had[segment.chapter, segment.key] > 0:
            had[segment.chapter, segment.key] -= 1
        else:
            stale[segment.id] = segment.key
    return stale


def _stale_files(render: PresetRender, before: Prepared, after: Prepared) -> Iterator[str]:
    """Delivered files in which something else will be heard."""
    outputs = zip(
        output_files(before.plan, before.preset, before.score),
        output_files(after.plan, after.preset, after.score),
        strict=True,
    )
    changed = {chapter.number for old, new in outputs if old.sound_key != new.sound_key for chapter in new.chapters}
    for delivery in render.deliveries:
        if not changed.isdisjoint(delivery.chapters):
            yield delivery.path
