"""`bookcast approve`: chapters that somebody heard and signed off; whatever changes in them afterwards opens them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from manifests.errors import InputError
from manifests.notes import SignOff, Withdrawal, append_notes, read_notes
from pipeline.production.approvals import ChapterApproval, HeardChapter, heard_chapters, refuse_open, states
from pipeline.production.folder import ProductionFolder
from pipeline.production.made_chapters import texts_heard


def approvals(folder: ProductionFolder) -> tuple[ChapterApproval, ...]:
    """How each chapter stands, as it was made last; raises InputError where there is no production."""
    plan = folder.load_record().plan
    return states(plan.chapters, _heard(folder)[plan.preset], read_notes(folder.notes).approvals)


def require_approved(folder: ProductionFolder) -> None:
    """Raise NotApprovedError, which tells what is open, unless all that was made is approved, with every preset."""
    approved, heard = read_notes(folder.notes).approvals, _heard(folder)
    for render in folder.load_record().renders:
        delivered = {number for one in render.deliveries for number in one.chapters}
        chapters = [one for one in render.plan.chapters if not delivered or one.number in delivered]
        refuse_open(states(chapters, heard[render.preset], approved), folder)


def approve(
    folder: ProductionFolder,
    chapters: Collection[int] | None = None,
    *,
    lines: Collection[str] = (),
    by: str | None = None,
    remark: str = "",
) -> tuple[ChapterApproval, ...]:
    """Approve chapters (None: all) as they sound now, or only `lines` of them; returns how all chapters stand then.

    Raises InputError for what is not there, or cannot be heard yet.
    """
    heard = [one for of_preset in _heard(folder).values() for one in of_preset]
    wanted = _lines_of(heard, lines, folder) if lines else _chapters_of(heard, chapters, folder)
    who: dict[str, Any] = {} if by is None else {"by": by}
    new = {
        (one.number, tuple(of_it.values())): SignOff(
            chapter=one.number, title=one.title, key="" if lines else one.key, lines=of_it, remark=remark, **who
        )
        for one, of_it in wanted
    }
    append_notes(folder.notes, new.values())
    return approvals(folder)


def withdraw(
    folder: ProductionFolder, chapters: Collection[int] | None = None, *, by: str | None = None, remark: str = ""
) -> tuple[ChapterApproval, ...]:
    """Take back what was approved of chapters (None: of all); returns how all chapters stand then."""
    folder.load_record()
    found = read_notes(folder.notes).approvals
    ids = tuple(one.id for one in found if chapters is None or one.chapter in chapters)
    if not ids:
        raise InputError("nothing of these chapters is approved", path=folder.root, remedy="`bookcast approve OUT`")
    append_notes(folder.notes, [Withdrawal(approvals=ids, remark=remark, **({} if by is None else {"by": by}))])
    return approvals(folder)


def _heard(folder: ProductionFolder) -> dict[str, list[HeardChapter]]:
    """The chapters that can be heard, by preset."""
    return {
        render.preset: list(heard_chapters(render.plan, texts_heard(folder, render)))
        for render in folder.load_record().renders
    }


def _chapters_of(
    heard: list[HeardChapter], chapters: Collection[int] | None, folder: ProductionFolder
) -> list[tuple[HeardChapter, dict[str, str]]]:
    there = {one.number for one in heard}
    missing = sorted(set(chapters or ()) - there)
    if missing or not there:
        which = f"chapter {', '.join(map(str, missing))}" if missing else "any chapter"
        raise InputError(
            f"{which} cannot be heard: it is not there, or not made as it is planned now",
            path=folder.root,
            place="--chapters",
            remedy="Render first; what nobody can have heard is nothing to approve.",
        )
    return [(one, dict(one.lines)) for one in heard if chapters is None or one.number in chapters]


def _lines_of(
    heard: list[HeardChapter], lines: Collection[str], folder: ProductionFolder
) -> list[tuple[HeardChapter, dict[str, str]]]:
    if missing := sorted(set(lines) - {identity for one in heard for identity in one.lines}):
        raise InputError(
            f"line {', '.join(missing)} cannot be heard: it is not there, or not made as it is planned now",
            path=folder.root,
            place="--line",
            remedy="Render first; what nobody can have heard is nothing to approve.",
        )
    found = [(one, {name: one.lines[name] for name in one.lines if name in lines}) for one in heard]
    return [(one, of_it) for one, of_it in found if of_it]
