"""`bookcast takes --choose`: a take that is there stands in for what its segment would be, as an override."""

from __future__ import annotations

from collections.abc import Iterator

from manifests.errors import InputError
from manifests.plan import Segment
from manifests.render import Alternative
from manifests.take import TakeFacts
from manifests.take_store import TakeStore
from pipeline.commands.change import Change, Standing
from pipeline.commands.takes import SHOWN_ID, base_seed, take_named, takes_of
from pipeline.planning.keys import request_key, voice_parts
from pipeline.planning.overrides import ChosenTake, Overrides
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import Prepared, prepare


def plan_choice(folder: ProductionFolder, line: str, take: str, *, jobs: int | None = None) -> Change:
    """What choosing a take of a line changes: this segment is heard as that take, and what was spoken upon it anew.

    `take` is its key, or how that begins. Raises InputError where there is no such take, or it cannot stand there:
    it is spoken by another voice, or in other words than the line can have. Writes nothing.
    """
    standing = Standing.of(folder)
    standing.line(line)
    chosen = take_named(takes_of(folder, line), take, folder)
    facts = TakeStore(folder.takes).facts(chosen.key)
    alternative = next((one for one in standing.record.alternatives if one.key == chosen.key), None)
    overrides = _choosing(standing, line, facts, alternative)
    return standing.change(f"{line}: take {chosen.key[:SHOWN_ID]}", overrides=overrides, lines=(line,), jobs=jobs)


def _choosing(standing: Standing, line: str, facts: TakeFacts, alternative: Alternative | None) -> Overrides:
    """The overrides with which a take stands in for what its segment would be."""
    own = standing.overrides.of_line(line, standing.line(line).text)
    for say in dict.fromkeys((alternative.say if alternative else own.say, own.say, None)):
        with_words = own.model_copy(update={"say": say})
        prepared = prepare(standing.record.settings, standing.overrides.choosing(with_words).without_takes())
        for segment, key in requests_of(prepared, line):
            if not _could_be(prepared, segment, facts):
                continue
            new = ChosenTake(
                instead_of=key, key=facts.key, seed=base_seed(facts, segment), speed=facts.speed, style=facts.style
            )
            kept = tuple(one for one in own.takes if one.instead_of != key)
            return standing.overrides.choosing(with_words.model_copy(update={"takes": (*kept, new)}))
    raise InputError(
        f"the take {facts.key[:SHOWN_ID]} cannot stand there now: it says “{' '.join(facts.spoken)}” with the voice "
        f"{facts.voice.name}",
        path=standing.folder.root,
        place=line,
        remedy="Give the line that voice and those words again first (direct --speaker, retake --say), or --undo.",
    )


def requests_of(prepared: Prepared, line: str) -> Iterator[tuple[Segment, str]]:
    """The segments of a line in the whole plan, each with the key of its request without context."""
    plan, able = prepared.whole, prepared.engine.capabilities
    for segment in plan.segments:
        if any(piece.line == line for piece in segment.pieces):
            yield segment, request_key(plan.engine, voice_parts(able, plan.voices[segment.voice]), segment)


def _could_be(prepared: Prepared, segment: Segment, facts: TakeFacts) -> bool:
    """Whether a take says a segment's words with its voice, by the production's engine."""
    able, voice = prepared.engine.capabilities, prepared.whole.voices[segment.voice]
    return (
        facts.engine == prepared.whole.engine
        and facts.spoken == tuple(piece.spoken for piece in segment.pieces)
        and facts.language == segment.language
        and voice_parts(able, facts.voice) == voice_parts(able, voice)
    )
