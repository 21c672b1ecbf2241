"""`bookcast takes --tries`: further takes of a line, each from a seed that it has not had, proofed and kept by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from manifests.events import events_of_take
from manifests.options import SEED, ProofLevelAsked
from manifests.plan import Plan, Segment
from manifests.render import Alternative
from manifests.take import TakeFacts
from manifests.take_store import TakeStore
from pipeline.commands.change import Standing, name_alternatives
from pipeline.commands.take_choice import requests_of
from pipeline.commands.takes import LineTake, base_seed, facts_of, takes_of
from pipeline.engines.protocol import SpeechEngine
from pipeline.planning.keys import take_key, voice_parts
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.lock import FolderLock
from pipeline.production.preparation import Prepared, prepare
from pipeline.progress import Progress
from pipeline.proofing.choice import proofing_for
from pipeline.recording.record import OnTake, record


@dataclass(frozen=True, slots=True)
class TriesRequest:
    """How many further takes of each of a line's segments, and how they are to differ from what is heard now."""

    line: str
    tries: int
    speed: float | None = None
    say: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Tries:
    """What was made: the takes, and what a person should know."""

    takes: tuple[LineTake, ...]
    notices: tuple[str, ...] = ()


def make_tries(
    folder: ProductionFolder, request: TriesRequest, *, jobs: int | None = None, progress: Progress
) -> Tries:
    """Speak further takes of a line as it stands in the production: after the same takes, with other seeds.

    Nothing that is heard changes. They are named in the record before they are spoken. Raises InputError for a line
    that is not there, StageError where another run works in the folder.
    """
    standing = Standing.of(folder)
    line = standing.line(request.line)
    own = standing.overrides.of_line(line.id, line.text)
    said = {name: getattr(request, name) for name in ("speed", "say", "style") if getattr(request, name) is not None}
    overrides = standing.overrides.choosing(own.model_copy(update=said))
    settings = standing.record.settings
    prepared = prepare(settings, overrides, jobs=jobs)
    wanted = list(_wanted(folder, prepared, request))
    texts = {one: standing.lines[one].text for segment in wanted for one in _lines(segment) if one in standing.lines}
    with FolderLock(folder.work), journalled(progress, folder, "takes", settings) as journal:
        name_alternatives(
            folder,
            (
                Alternative(key=one.key, lines={name: texts[name] for name in _lines(one)}, say=request.say or own.say)
                for one in wanted
            ),
        )
        journal.begin()
        _speak(prepared, wanted, TakeStore(folder.takes), settings.proof, journal)
    made = {one.key for one in wanted}
    varies = prepared.engine.capabilities.varies
    notice = f"{prepared.engine.identity.name} reads the same words much the same way: --speed, --style and --say"
    return Tries(
        tuple(one for one in takes_of(folder, line.id) if one.key in made),
        () if varies else (f"{notice} change more",),
    )


def _lines(segment: Segment) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece.line for piece in segment.pieces))


def _wanted(folder: ProductionFolder, prepared: Prepared, request: TriesRequest) -> Iterator[Segment]:
    """The requests of the tries: those of the line's segments, each with seeds that none of its takes had."""
    store, plan = TakeStore(folder.takes), prepared.whole
    segments = {segment.id: segment for segment in plan.requests}
    known = [facts for one in takes_of(folder, request.line) if (facts := facts_of(store, one.key)) is not None]
    for segment, _ in requests_of(prepared, request.line):
        had = {base_seed(facts, segment) for facts in known if _is_like(facts, segment)} | {segment.seed}
        for seed in _seeds(request.tries, had):
            key = take_key(
                plan.engine,
                voice_parts(prepared.engine.capabilities, plan.voices[segment.voice]),
                [piece.spoken for piece in segment.pieces],
                language=segment.language,
                style=segment.style,
                speed=segment.speed,
                seed=seed,
                context=[segments[one].key for one in (segment.anchor, *segment.context) if one is not None],
            )
            yield segment.model_copy(update={"id": f"{segment.id}~{seed}", "seed": seed, "key": key})


def _is_like(facts: TakeFacts, segment: Segment) -> bool:
    spoken = tuple(piece.spoken for piece in segment.pieces)
    return (facts.spoken, facts.speed, facts.style) == (spoken, segment.speed, segment.style)


def _seeds(count: int, had: set[int]) -> Iterator[int]:
    """The next seeds from 1 that no take had."""
    seed = 0
    for _ in range(count):
        seed += 1
        while seed in had and seed <= (SEED.highest or seed):
            seed += 1
        yield seed


def _speak(
    prepared: Prepared, wanted: Sequence[Segment], store: TakeStore, proof: ProofLevelAsked, progress: Progress
) -> None:
    """Speak them, after what comes before each in its chain. They are always proofed, if only by their sound."""
    whole = prepared.whole
    able = prepared.engine.capabilities
    level: ProofLevelAsked = "signal" if "off" in (proof, able.proof if proof == "auto" else "") else proof
    plan = whole.model_copy(update={"segments": (*whole.segments, *wanted)})
    proofing = proofing_for(level, plan, store, able)
    progress.stage("record", sum(one.expected_s for one in wanted), "s")

    def told_by(engine: SpeechEngine) -> OnTake:
        def on_take(segment: Segment, facts: TakeFacts) -> None:
            busy, slots = engine.load
            for event in events_of_take(segment, facts):
                progress.happened(event)
            progress.advance(segment.expected_s, f"{segment.id}, {busy} of {slots} at work")

        return on_take

    try:
        with prepared.engine.started(progress) as engine:
            record(_with_what_precedes(whole, wanted), store, engine, on_take=told_by(engine), proof=proofing)
    finally:
        if proofing is not None:
            proofing.close()


def _with_what_precedes(whole: Plan, wanted: Sequence[Segment]) -> Plan:
    """A plan of these and of what each follows: that is there already, unless somebody cleaned it away."""
    segments = {segment.id: segment for segment in whole.segments}
    needed, waiting = set[str](), [identity for one in wanted for identity in one.context]
    while waiting:
        if (identity := waiting.pop()) not in needed:
            needed.add(identity)
            waiting += segments[identity].context
    spoken = (*(one for one in whole.segments if one.id in needed), *wanted)
    held_to = {one.anchor for one in spoken}
    anchors = tuple(one for one in whole.anchors if one.id in held_to)
    return whole.model_copy(update={"segments": spoken, "anchors": anchors})
