"""The pickup list: what people flagged and what proofing found, by place in the delivered files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from manifests.notes import Notes, read_notes
from manifests.plan import Plan, Segment
from manifests.render import PresetRender
from manifests.take import TakeFacts
from manifests.take_store import DamagedTakeError, TakeStore
from pipeline.production.folder import ProductionFolder
from pipeline.production.made_chapters import preset_of, texts_heard
from pipeline.production.where_heard import HeardLine, where_heard
from pipeline.proofing.proof_report import fault_in_words


@dataclass(frozen=True, slots=True)
class Pickup:
    """A place to come back to. `file` and `at_s` are where it is heard in what was delivered, `text` is what the book
    says there and `heard` what was heard; `take` is the key of the take that it is about."""

    id: str
    source: Literal["person", "proofing"]
    open: bool
    kind: str
    chapter: int | None
    title: str
    line: str | None
    speaker: str | None
    text: str
    heard: str
    remark: str
    file: str
    at_s: float | None
    take: str | None
    by: str
    time: float | None

    def as_json(self) -> dict[str, Any]:
        """For `--json`, and with its names as heads for `--csv`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line as it is planned: its chapter, and the segments that speak it."""

    order: int
    chapter: int
    title: str
    role: str
    segments: tuple[Segment, ...]


def pickup_list(
    folder: ProductionFolder, render: PresetRender | None = None, *, closed: bool = False
) -> tuple[Pickup, ...]:
    """What is open (with `closed` also what is done with) of a render, the first one's, in the order of the book.

    Raises InputError where there is no production, or its preset's file is gone.
    """
    render = render or folder.load_record()
    notes, lines, texts = read_notes(folder.notes), planned_lines(render.plan), texts_heard(folder, render)
    found = [*_flagged(notes, lines, texts), *_proofed(folder, render.plan, notes, lines, texts)]
    found = [one for one in found if closed or one.open]
    places = places_of(folder, render, {one.line for one in found if one.line is not None})
    placed = [_placed(one, places) for one in found]
    last = len(lines)
    return tuple(sorted(placed, key=lambda one: (_order(one, lines, last), one.at_s or 0.0, one.id)))


def planned_lines(plan: Plan) -> dict[str, PlannedLine]:
    """The lines of a plan, in order."""
    titles = {chapter.number: chapter.title for chapter in plan.chapters}
    found: dict[str, PlannedLine] = {}
    for segment in plan.segments:
        for identity in dict.fromkeys(piece.line for piece in segment.pieces):
            former = found.get(identity)
            found[identity] = (
                replace(former, segments=(*former.segments, segment))
                if former
                else PlannedLine(len(found), segment.chapter, titles.get(segment.chapter, ""), segment.role, (segment,))
            )
    return found


def places_of(folder: ProductionFolder, render: PresetRender, lines: Collection[str]) -> dict[str, HeardLine]:
    """Where lines are heard: in their chapter's own file where there is one, else in the whole book's."""
    heard = where_heard(folder, render.plan, preset_of(render), render.deliveries, lines, render.made)
    whole = {one.path for one in render.deliveries if one.kind == "m4b"}
    found: dict[str, HeardLine] = {}
    for one in sorted(heard, key=lambda one: one.file in whole):
        found.setdefault(one.line, one)
    return found


def _placed(pickup: Pickup, places: Mapping[str, HeardLine]) -> Pickup:
    if pickup.line is None or (place := places.get(pickup.line)) is None:
        return replace(pickup, at_s=None)
    return replace(pickup, file=place.file, at_s=round(place.at_s + (pickup.at_s or 0.0), 3))


def _order(pickup: Pickup, lines: Mapping[str, PlannedLine], last: int) -> tuple[int, int]:
    known = lines.get(pickup.line or "")
    chapter = known.chapter if known else pickup.chapter if pickup.chapter is not None else last
    return chapter, known.order if known else last


def _flagged(notes: Notes, lines: Mapping[str, PlannedLine], texts: Mapping[str, str]) -> Iterator[Pickup]:
    """What people flagged; of a line that says something else by now, what it said."""
    for flag in notes.flags:
        known = lines.get(flag.line or "")
        if known is not None and flag.text and texts.get(str(flag.line), flag.text) != flag.text:
            known = None
        settled = notes.settled.get(flag.id)
        yield Pickup(
            id=flag.id,
            source="person",
            open=notes.is_open(flag.id),
            kind=flag.kind,
            chapter=known.chapter if known else flag.chapter,
            title=known.title if known else "",
            line=flag.line if known else None,
            speaker=known.role if known else None,
            text=flag.text,
            heard=flag.heard,
            remark=" / ".join(filter(None, (flag.remark, settled.remark if settled else ""))),
            file="",
            at_s=flag.at_s,
            take=flag.take,
            by=flag.by,
            time=flag.time,
        )


def _proofed(
    folder: ProductionFolder, plan: Plan, notes: Notes, lines: Mapping[str, PlannedLine], texts: Mapping[str, str]
) -> Iterator[Pickup]:
    """What proofing holds against the takes that are heard, each under a name that lasts as long as the take does."""
    store = TakeStore(folder.takes)
    unheard = store.keys()
    for segment in plan.segments:
        if segment.key not in unheard:
            continue
        unheard.remove(segment.key)  # a take that is heard in several places is told of at the first
        if not store.may_have_faults(segment.key) or (facts := _facts(store, segment.key)) is None:
            continue
        for fault in facts.faults:
            piece, at_s = _piece_at(facts, fault.at_s or 0.0)
            line = segment.pieces[min(piece, len(segment.pieces) - 1)].line
            identity = f"{segment.key[:12]}-{fault.check}".replace(" ", "-")
            settled = notes.settled.get(identity)
            yield Pickup(
                id=identity,
                source="proofing",
                open=notes.is_open(identity),
                kind=fault.check,
                chapter=segment.chapter,
                title=lines[line].title,
                line=line,
                speaker=segment.role,
                text=texts.get(line, segment.spoken),
                heard=fault_in_words(fault),
                remark=settled.remark if settled else "",
                file="",
                at_s=at_s if lines[line].segments[0] is segment else None,
                take=segment.key,
                by="",
                time=None,
            )


def _facts(store: TakeStore, key: str) -> TakeFacts | None:
    try:
        return store.facts(key)
    except DamagedTakeError:
        return None


def _piece_at(facts: TakeFacts, at_s: float) -> tuple[int, float]:
    """Which piece of a take is heard at a second of it, and how far into the piece that is."""
    at = round(at_s * facts.sample_rate_hz)
    piece = max((number for number, (start, _) in enumerate(facts.pieces) if start <= at), default=0)
    start = facts.pieces[piece][0] if facts.pieces else 0
    return piece, round(max(0, at - start) / facts.sample_rate_hz, 3)
