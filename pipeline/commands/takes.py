"""`bookcast takes`: every take of a line that is there, with what made it; further ones; and the one that is chosen.

A line is spoken in one segment, with its neighbours, or in several where it is long. Takes are of segments: what is
chosen is chosen for one segment, and a line's other segments keep theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from manifests.errors import InputError
from manifests.plan import Segment
from manifests.render import RenderRecord
from manifests.take import TakeFacts
from manifests.take_store import DamagedTakeError, TakeStore
from pipeline.production.folder import ProductionFolder
from pipeline.proofing.proof_report import fault_in_words

SHOWN_ID = 8
"""Letters of a take's key by which people name it."""

TakeVerdict = Literal["passed", "flagged", "unheard"]


@dataclass(frozen=True, slots=True)
class LineTake:
    """A take in which a line, or a part of it, is spoken, and what made it.

    `part` of `parts` says which of the line's segments it is of, from 1; 0 where its words are other ones than the
    present. `heard` is that of the present plan. `seed` is the request's; `kept_seed` what the sound was made with.
    """

    key: str
    segment: str
    part: int
    parts: int
    heard: bool
    lines: tuple[str, ...]
    spoken: str
    seed: int
    kept_seed: int
    speed: float
    style: str | None
    voice: str
    engine: str
    seconds: float
    attempts: int
    verdict: TakeVerdict
    faults: tuple[str, ...]
    time: float | None

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def takes_of(folder: ProductionFolder, line: str) -> tuple[LineTake, ...]:
    """All takes of a line that are there: by segment, in the order in which they were spoken.

    Raises InputError for a line that the production does not speak.
    """
    record = folder.load_record()
    segments = segments_of(record, line, folder)
    store = TakeStore(folder.takes)
    spoken_at, there = _spoken_at(store), store.keys()
    alternatives = [one for one in record.alternatives if line in one.lines]
    named = dict.fromkeys([*(one.key for one in segments), *(one.key for one in alternatives)])
    keys = (*named, *_unnamed(record, segments, there, spoken_at))
    words = [tuple(piece.spoken for piece in one.pieces) for one in segments]
    known = {key: facts for key in keys if key in there and (facts := facts_of(store, key)) is not None}
    said = {*words, *(facts.spoken for key, facts in known.items() if key in named)}
    ids = {one.id for one in segments} if _says_otherwise(folder, segments) else set[str]()
    found = []
    for key, facts in known.items():
        if facts.spoken not in said and spoken_at.get(key, ("", 0.0))[0] not in ids:
            continue
        at = words.index(facts.spoken) if facts.spoken in words else None
        found.append(_line_take(facts, segments, at, spoken_at.get(key, ("", None))[1]))
    return tuple(sorted(found, key=lambda one: (one.part or one.parts + 1, one.time or 0.0, one.key)))


def segments_of(record: RenderRecord, line: str, folder: ProductionFolder) -> list[Segment]:
    """The segments that speak a line, with the first preset that has it; raises InputError where none does."""
    for render in record.renders:
        if found := [one for one in render.plan.segments if any(piece.line == line for piece in one.pieces)]:
            return found
    raise InputError(
        f"there is no line {line} that is spoken",
        path=folder.root,
        place="--line",
        remedy="`bookcast script BOOK` shows the lines with their ids.",
    )


def take_named(takes: Sequence[LineTake], name: str, folder: ProductionFolder) -> LineTake:
    """The take whose key begins with `name`; raises InputError where that is none, or several."""
    found = [one for one in takes if name and one.key.startswith(name.lower())]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.key[:SHOWN_ID] for one in takes)
    problem = f"{name!r} is the beginning of {len(found)} takes" if found else f"there is no take {name!r} of this line"
    raise InputError(problem, path=folder.root, remedy=f"Its takes are {known}.")


def base_seed(facts: TakeFacts, segment: Segment) -> int:
    """The seed that a take's request had: its first attempt's."""
    return facts.attempts[0].seed if facts.attempts else segment.seed


def facts_of(store: TakeStore, key: str) -> TakeFacts | None:
    """The facts of a take; None where it is not there, or damaged."""
    try:
        return store.facts(key) if key in store else None
    except DamagedTakeError:
        return None


def _line_take(facts: TakeFacts, segments: Sequence[Segment], at: int | None, time: float | None) -> LineTake:
    segment = segments[at or 0]
    accepted = next((one.seed for one in facts.attempts if one.accepted), segment.seed)
    verdict: TakeVerdict = "unheard" if facts.policy == "none" else "flagged" if facts.faults else "passed"
    return LineTake(
        key=facts.key,
        segment=segment.id,
        part=0 if at is None else at + 1,
        parts=len(segments),
        heard=any(one.key == facts.key for one in segments),
        lines=tuple(dict.fromkeys(piece.line for piece in segment.pieces)),
        spoken=" ".join(facts.spoken),
        seed=base_seed(facts, segment),
        kept_seed=accepted,
        speed=facts.speed,
        style=facts.style,
        voice=facts.voice.name,
        engine=f"{facts.engine.name} {facts.engine.weights}",
        seconds=round(facts.seconds, 3),
        attempts=max(1, len(facts.attempts)),
        verdict=verdict,
        faults=tuple(map(fault_in_words, facts.faults)),
        time=time,
    )


def _spoken_at(store: TakeStore) -> dict[str, tuple[str, float]]:
    """For which segment each take was spoken, and when, as the store's log tells."""
    found: dict[str, tuple[str, float]] = {}
    try:
        lines = store.log_path.read_bytes().splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            entry = json.loads(line)
            found[str(entry["key"])] = str(entry["segment"]), float(entry["time"])
        except (ValueError, KeyError, TypeError):
            continue  # torn
    return found


def _says_otherwise(folder: ProductionFolder, segments: Sequence[Segment]) -> bool:
    """Whether a director gave one of their lines other words: what was spoken before has the line's own."""
    lines = {piece.line for one in segments for piece in one.pieces}
    return any(one.say is not None and one.line in lines for one in folder.load_overrides().lines)


def _unnamed(
    record: RenderRecord, segments: Sequence[Segment], there: set[str], spoken_at: dict[str, tuple[str, float]]
) -> Iterator[str]:
    """Takes that neither a plan nor the alternatives name, and that may be of these segments: 0.1.0 named none."""
    named = {one.key for render in record.renders for one in render.plan.requests}
    chapters = {one.id.partition(".")[0] for one in segments}
    for key in sorted(there - named - {one.key for one in record.alternatives}):
        spoken_for = spoken_at.get(key)
        if spoken_for is None or spoken_for[0].partition(".")[0] in chapters:
            yield key
