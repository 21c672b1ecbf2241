"""`bookcast direct`: who speaks, with which voice, and who is the same; what was changed last is undone.

The speaker goes into the corrections file, voices and names of roles into the cast file, as a person would write it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from casting.cast_edit import with_joined, with_voice
from casting.cast_file import cast_yaml
from casting.names import folded, listed
from casting.suggestion import is_narrating, suggest_cast
from manifests.errors import InputError
from manifests.files import digest
from manifests.options import DirectingScope
from manifests.script import Line
from pipeline.commands.change import Change, FileEdit, Standing, text_in
from pipeline.commands.history import FormerText, last_directed
from pipeline.directing.corrections import corrections_beside
from pipeline.directing.editing import with_speaker
from pipeline.planning.overrides import Overrides
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import cast_path_of, corrections_path


def plan_speaker(
    folder: ProductionFolder,
    lines: Sequence[str],
    speaker: str,
    *,
    scope: DirectingScope = "line",
    jobs: int | None = None,
) -> Change:
    """What becomes of it if `speaker` speaks these lines: or all that their speakers say in these scenes, or at all.

    Raises InputError for a line that is not there or that nobody speaks. Writes nothing.
    """
    standing = Standing.of(folder)
    wanted = list(_in_scope(standing, lines, scope))
    first = standing.prepared[0]
    settings = standing.record.settings
    path = corrections_path(settings, first.book) or corrections_beside(Path(settings.source))
    before = text_in(path)
    known = [line for line in first.script.lines if line.origin == "source"]
    edit = FileEdit("corrections", path, before, with_speaker(before or "", path, wanted, speaker, known))
    what = f"{listed([line.id for line in wanted], 3)}: {speaker}"
    return standing.change(what, edits=(edit,), lines=[line.id for line in wanted], jobs=jobs)


def plan_voice(folder: ProductionFolder, role: str, voice: str, *, jobs: int | None = None) -> Change:
    """What becomes of it if a role (or the narrator) has another voice of the cast.

    Raises InputError for a role that is not there, CastError for a voice that the cast lacks. Writes nothing.
    """
    standing = Standing.of(folder)
    name = _role(standing, role)
    path, before, text = _cast(standing)
    edit = FileEdit("cast", path, before, with_voice(text, path, name, voice))
    return standing.change(f"{name}: {voice}", edits=(edit,), lines=_first_line(standing, name), jobs=jobs)


def plan_join(folder: ProductionFolder, role: str, into: str, *, jobs: int | None = None) -> Change:
    """What becomes of it if `role` is only another name of the role `into`, and speaks with its voice.

    Raises InputError for a role that is not there, or twice the same. Writes nothing.
    """
    standing = Standing.of(folder)
    gone, kept = _role(standing, role), _role(standing, into)
    if folded(gone) == folded(kept) or is_narrating(gone) or is_narrating(kept):
        raise InputError(
            "two roles are joined, none of them the narrator",
            path=folder.root,
            place="--join",
            remedy="Lines are given to the narrator with --line ID --speaker narrator.",
        )
    path, before, text = _cast(standing)
    voice = standing.prepared[0].casting.voice_of(kept)
    edit = FileEdit("cast", path, before, with_joined(text, path, gone, kept, voice))
    return standing.change(f"{gone} is {kept}", edits=(edit,), lines=_first_line(standing, gone), jobs=jobs)


def plan_undo(folder: ProductionFolder, *, jobs: int | None = None) -> Change:
    """What becomes of it if the last change that was made by a command is taken back.

    Raises InputError where there is none, or the file was changed by somebody else since. Writes nothing.
    """
    standing = Standing.of(folder)
    last = last_directed(folder)
    if last is None:
        raise InputError("there is nothing to undo", path=folder.root)
    overrides, edits = standing.overrides, list[FileEdit]()
    for file in last.files:
        path = Path(file.path)
        now = text_in(path)
        if now is None or digest(now) != file.after:
            raise InputError(
                f"was changed since “{last.what}”", path=path, remedy="Undo it there by hand; nothing was done."
            )
        if path == folder.overrides:
            overrides = _overrides_in(file)
        else:
            is_cast = path == cast_path_of(standing.record.settings, standing.prepared[0].book)
            suggested = cast_yaml(suggest_cast(standing.prepared[0].script)) if is_cast else ""
            before = suggested if file.before is None else file.before
            edits.append(FileEdit("cast" if is_cast else "corrections", path, now, before))
    return standing.change(f"undo {last.what}", overrides=overrides, edits=edits, jobs=jobs, undoes=last.id)


def _overrides_in(file: FormerText) -> Overrides:
    if file.before is None:
        return Overrides()
    with tempfile.TemporaryDirectory(prefix="bookcast.") as kept:
        path = Path(kept) / "overrides.json"
        path.write_text(file.before, encoding="utf-8")
        return Overrides.load(path)


def _in_scope(standing: Standing, lines: Sequence[str], scope: DirectingScope) -> Iterator[Line]:
    """The lines that are meant, in the book's order."""
    named = [standing.line(identity) for identity in lines]
    for line in named:
        if line.origin != "source":
            raise InputError(f"line {line.id} is none of the book's", path=standing.folder.root, place="--line")
        if line.speaker is None and scope != "line":
            raise InputError(
                f"line {line.id} is narration: nobody else's lines go with it",
                path=standing.folder.root,
                place="--scope",
                remedy="Name the lines: --line ID ID …",
            )
    role_of = standing.prepared[0].casting.role_of
    meant = {_meant(line, scope, role_of(line.speaker)) for line in named}
    for line in standing.lines.values():
        if line.origin == "source" and _meant(line, scope, role_of(line.speaker)) in meant:
            yield line


def _meant(line: Line, scope: DirectingScope, role: str | None) -> tuple[object, ...]:
    """What lines have in common that are meant together."""
    if scope == "line":
        return (line.id,)
    return (role, line.chapter, line.scene) if scope == "scene" else (role,)


def _role(standing: Standing, role: str) -> str:
    """A role as the script names it; raises InputError where nobody is called so."""
    if is_narrating(role):
        return role
    casting = standing.prepared[0].casting
    names = {folded(name): name for name in casting.roles} | {
        folded(alias): name for alias, name in casting.aliases.items()
    }
    if (found := names.get(folded(role))) is None:
        raise InputError(
            f"there is no role {role!r}",
            path=standing.folder.root,
            place="--role",
            remedy=f"The roles are {listed(casting.roles)}.",
        )
    return found


def _first_line(standing: Standing, role: str) -> list[str]:
    """The first line that a role speaks, to listen to."""
    casting = standing.prepared[0].casting
    wanted = None if is_narrating(role) else role
    own = (line.id for line in standing.lines.values() if casting.role_of(line.speaker) == wanted)
    return [found] if (found := next(own, None)) else []


def _cast(standing: Standing) -> tuple[Path, str | None, str]:
    """The cast file: where it lies, what stands there, and what to edit (without a file, the suggestion)."""
    settings, first = standing.record.settings, standing.prepared[0]
    if (path := cast_path_of(settings, first.book)) is not None:
        text = text_in(path)
        return path, text, text or ""
    path = Path(settings.source).with_suffix(".cast.yaml")
    if path.exists():
        raise InputError(
            "lies beside the book, and the production was rendered without it",
            path=path,
            remedy=f"Render with --cast {path}, or move it away.",
        )
    return path, None, cast_yaml(suggest_cast(first.script), first.script)
