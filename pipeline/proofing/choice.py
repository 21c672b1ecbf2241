"""How closely a production is listened to, and with what."""

from __future__ import annotations

from typing import Literal

from manifests.options import ProofLevelAsked
from manifests.plan import EngineIdentity, Plan
from manifests.take_store import Store
from pipeline.planning.keys import DRAFT
from pipeline.proofing.proof_workers import ProofWorkers
from pipeline.proofing.proofing import Proofing
from pipeline.proofing.transcript_check import Recogniser

ProofLevel = Literal["off", "signal", "full"]


def proof_level(asked: ProofLevelAsked, engine: EngineIdentity) -> ProofLevel:
    """What `auto` means: the draft voice says what it is told, every time; others are listened to."""
    if asked != "auto":
        return asked
    return "off" if engine.name == DRAFT else "full"


def proofing_for(level: ProofLevel, plan: Plan, store: Store) -> Proofing | None:
    """Proofing of a production's takes; None where it is off."""
    if level == "off":
        return None
    if level == "signal":
        return Proofing(plan, store)
    return Proofing(plan, store, recognisers(plan.engine), ProofWorkers(plan.engine))


def recognisers(engine: EngineIdentity) -> tuple[Recogniser, ...]:
    """What reads along, in order of choice, of what is installed; nothing is downloaded.

    The draft voice is no human voice: pocketsphinx does not understand it, and a draft rendering beside it does.
    """
    from pipeline.proofing import sphinx, whisper
    from pipeline.proofing.alignment import Alignment

    if engine.name == DRAFT:
        return (Alignment(),)
    beside = Alignment(advisory=True)
    if not whisper.hindrance():
        return whisper.Whisper(), beside
    return (beside,) if sphinx.hindrance() else (sphinx.Sphinx(), beside)


def unknown_languages(proofing: Proofing) -> tuple[str, ...]:
    """What a person should know: the languages that only signal checks are made for."""
    languages = sorted({segment.language for segment in proofing.plan.segments})
    return tuple(
        f"proofing has no text check for the language {language} that could ask for a retake: the sound alone decides"
        for language in languages
        if not proofing.reads(language)
    )
