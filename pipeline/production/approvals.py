"""Which chapters are approved, as they sound now: an approval holds the hash of every line that was heard.

A line's hash is of its text, the takes that it is heard in, their level, and the pauses in and after it. So whatever
changes what is heard of a line opens it again, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from manifests.errors import NotApprovedError
from manifests.files import digest
from manifests.notes import Notes, SignOff, read_notes
from manifests.plan import Plan, PlannedChapter
from manifests.script import Script
from pipeline.production.folder import ProductionFolder

ApprovalState = Literal["approved", "changed", "open"]

_TOLD_LINES = 5
_TOLD_CHAPTERS = 20


@dataclass(frozen=True, slots=True)
class HeardChapter:
    """A chapter as it sounds: the hashes of its lines by their ids, in order."""

    number: int
    title: str
    lines: Mapping[str, str]

    @property
    def key(self) -> str:
        """The hash of the whole chapter."""
        return digest(list(self.lines.values()))


@dataclass(frozen=True, slots=True)
class ChapterApproval:
    """How a chapter stands. `open_lines` are those that nobody approved as they sound now, and `gone` counts lines that
    were approved and are not in it any more; `by` and `time` are those of the last approval of the whole chapter."""

    chapter: int
    title: str
    state: ApprovalState
    lines: int
    open_lines: tuple[str, ...] = ()
    gone: int = 0
    by: str = ""
    time: float | None = None

    def told(self) -> str:
        """For a person, in one line."""
        name = f"{self.chapter} ({self.title})"
        if self.state == "approved":
            return f"{name}: approved by {self.by}" if self.by else f"{name}: approved"
        if self.state == "open":
            return f"{name}: not approved"
        shown = " ".join(self.open_lines[:_TOLD_LINES]) + (" …" if len(self.open_lines) > _TOLD_LINES else "")
        changed = f"{len(self.open_lines)} of {self.lines} lines changed ({shown})" if self.open_lines else ""
        gone = f"{self.gone} lines are gone" if self.gone else ""
        return f"{name}: since its approval {', '.join(filter(None, (changed, gone)))}"


def heard_chapters(plan: Plan, texts: Mapping[str, str]) -> Iterator[HeardChapter]:
    """The chapters of a plan as they sound, where `texts` (by the lines' ids) tells of every line in them."""
    segments = {segment.id: segment for segment in plan.segments}
    for chapter in plan.chapters:
        parts: dict[str, list[Any]] = {}
        for segment in (segments[identity] for identity in chapter.segments):
            gain_db = plan.voices[segment.voice].gain_db
            for piece in segment.pieces:
                heard = [segment.key, gain_db, segment.style, piece.start, piece.end, piece.pause_after_ms]
                parts.setdefault(piece.line, []).append(heard)
        if parts.keys() <= texts.keys():
            lines = {identity: digest([texts[identity], heard]) for identity, heard in parts.items()}
            yield HeardChapter(chapter.number, chapter.title, lines)


def states(
    chapters: Iterable[PlannedChapter], heard: Iterable[HeardChapter], approvals: Sequence[SignOff]
) -> tuple[ChapterApproval, ...]:
    """How each chapter stands; one that cannot be heard yet is open."""
    sounding = {one.number: one for one in heard}
    right = {value for one in approvals for value in one.lines.values()}
    return tuple(
        _state(sounding[one.number], approvals, right)
        if one.number in sounding
        else ChapterApproval(one.number, one.title, "open", 0)
        for one in chapters
        if one.segments
    )


def _state(heard: HeardChapter, approvals: Sequence[SignOff], right: set[str]) -> ChapterApproval:
    whole = [one for one in approvals if one.key and one.chapter == heard.number]
    last = whole[-1] if whole else None
    by, time = (last.by, last.time) if last else ("", None)
    open_lines = tuple(identity for identity, value in heard.lines.items() if value not in right)
    exact = any(one.key == heard.key for one in approvals)
    gone = 0 if exact or last is None else max(0, len(last.lines) - len(heard.lines))
    # The same short line in another chapter, approved there, is no approval of this one.
    looked_at = any(one.chapter == heard.number for one in approvals)
    state: ApprovalState = "changed" if looked_at else "open"
    if not open_lines and not gone:
        state = "approved"
    return ChapterApproval(heard.number, heard.title, state, len(heard.lines), open_lines, gone, by, time)


def approvals_of(plan: Plan, script: Script, notes: Notes) -> tuple[ChapterApproval, ...]:
    """How the chapters of a plan stand that is about to be made of `script`."""
    heard = heard_chapters(plan, {line.id: line.text for line in script.lines})
    return states(plan.chapters, heard, notes.approvals)


def require_approval(plan: Plan, script: Script, folder: ProductionFolder) -> None:
    """Raise NotApprovedError, which tells what is open, unless every chapter of `plan` is approved as it will sound."""
    refuse_open(approvals_of(plan, script, read_notes(folder.notes)), folder)


def refuse_open(found: Sequence[ChapterApproval], folder: ProductionFolder) -> None:
    """Raise NotApprovedError, which tells what is open, where one of these is not approved."""
    if not (open_ := [one.told() for one in found if one.state != "approved"]):
        return
    more = [f"and {len(open_) - _TOLD_CHAPTERS} more"] if len(open_) > _TOLD_CHAPTERS else []
    raise NotApprovedError(
        "\n  ".join(
            [f"{folder.root}: {len(open_)} of {len(found)} chapters wait for approval", *open_[:_TOLD_CHAPTERS]]
        )
        + "".join(f"\n  {one}" for one in more),
        f"Render without --approved, listen, then: bookcast approve {folder.root} --chapters LIST",
    )
