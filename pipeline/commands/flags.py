"""`bookcast flags`: what people flag is added to the pickup list, and taken from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from manifests.errors import InputError
from manifests.notes import Flag, Settled, append_notes
from pipeline.production.folder import ProductionFolder
from pipeline.production.made_chapters import texts_heard
from pipeline.production.pickups import Pickup, pickup_list, places_of, planned_lines

__all__ = ["Pickup", "line_at", "pickup_list", "raise_flag", "settle"]


def raise_flag(
    folder: ProductionFolder,
    *,
    line: str | None = None,
    chapter: int | None = None,
    at_s: float | None = None,
    kind: str = "other",
    heard: str = "",
    remark: str = "",
    by: str | None = None,
) -> Flag:
    """Flag a line, `at_s` into its sound; or, with a chapter instead, what is heard at `at_s` of its delivered file.

    Raises InputError for a line or a chapter that is not there.
    """
    render = folder.load_record()
    lines = planned_lines(render.plan)
    if line is None and chapter is not None and at_s is not None:
        line, at_s = line_at(folder, chapter, at_s)
    known = lines.get(line) if line is not None else None
    if line is not None and known is None:
        raise _unknown_line(line, folder)
    if known is None and chapter not in {one.number for one in render.plan.chapters}:
        raise InputError("a flag needs its place", path=folder.root, remedy="Give --line ID, or --chapter N --at TIME.")
    flag = Flag(
        kind=kind,
        chapter=known.chapter if known else chapter,
        line=line,
        text=texts_heard(folder, render).get(line or "", ""),
        heard=heard,
        remark=remark,
        at_s=at_s,
        take=known.segments[0].key if known else None,
        **({} if by is None else {"by": by}),
    )
    append_notes(folder.notes, [flag])
    return flag


def settle(
    folder: ProductionFolder, ids: Collection[str], *, again: bool = False, remark: str = "", by: str | None = None
) -> tuple[Pickup, ...]:
    """Close flags and findings (or open them `again`), by their ids or the beginnings of these; returns them.

    Raises InputError for an id that is none, or more than one's.
    """
    known = {one.id: one for one in pickup_list(folder, closed=True)}
    chosen = [known[_whole_id(one, known, folder)] for one in ids]
    who: dict[str, Any] = {} if by is None else {"by": by}
    append_notes(folder.notes, [Settled(flag=one.id, open=again, remark=remark, **who) for one in chosen])
    return tuple(replace(one, open=again) for one in chosen)


def line_at(folder: ProductionFolder, chapter: int, at_s: float) -> tuple[str, float]:
    """The line that is heard at a second of a chapter's delivered file, and how far into it that is."""
    render = folder.load_record()
    ids = {identity for identity, one in planned_lines(render.plan).items() if one.chapter == chapter}
    before = [
        (place.at_s, identity) for identity, place in places_of(folder, render, ids).items() if place.at_s <= at_s
    ]
    if not before:
        raise InputError(
            f"nothing of chapter {chapter} is heard at {at_s:g} s",
            path=folder.root,
            place="--at",
            remedy="`bookcast status` shows what is finished; a line can also be named: --line ID.",
        )
    start_s, identity = max(before)
    return identity, round(at_s - start_s, 3)


def _whole_id(given: str, known: Mapping[str, Pickup], folder: ProductionFolder) -> str:
    found = [given] if given in known else [one for one in known if given and one.startswith(given)]
    if len(found) == 1:
        return found[0]
    problem = f"{given!r} is the beginning of {len(found)} flags" if found else f"there is no flag {given!r}"
    raise InputError(problem, path=folder.root, remedy=f"bookcast flags {folder.root} --all lists them with their ids.")


def _unknown_line(line: str, folder: ProductionFolder) -> InputError:
    return InputError(
        f"there is no line {line}",
        path=folder.root,
        place="--line",
        remedy="`bookcast script BOOK` shows the lines with their ids.",
    )
