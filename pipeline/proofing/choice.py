"""How closely a production is listened to, and with what."""

from __future__ import annotations

from typing import Literal

from manifests.plan import EngineIdentity, Plan
from manifests.take_store import Store
from pipeline.keys import DRAFT
from pipeline.proofing.proofing import Proofing
from pipeline.proofing.text import Recogniser

ProofLevel = Literal["off", "signal", "full"]


def proof_level(asked: Literal["auto", "off", "signal", "full"], engine: EngineIdentity) -> ProofLevel:
    """What `auto` means: the draft voice says what it is told, every time; others are listened to."""
    if asked != "auto":
        return asked
    return "off" if engine.name == DRAFT else "full"


def proofing_for(level: ProofLevel, plan: Plan, store: Store) -> Proofing | None:
    """Proofing of a production's takes; None where it is off."""
    if level == "off":
        return None
    return Proofing(plan, store, recogniser() if level == "full" else None)


def recogniser() -> Recogniser:
    """faster-whisper where it can be used at once, else the draft rendering beside the take."""
    from pipeline.proofing import whisper

    if not whisper.hindrance():
        return whisper.Whisper()
    from pipeline.proofing.alignment import Alignment

    return Alignment()


def unknown_languages(proofing: Proofing) -> tuple[str, ...]:
    """What a person should know: the languages that only signal checks are made for."""
    languages = sorted({segment.language for segment in proofing.plan.segments})
    return tuple(
        f"proofing has no text check for the language {language}: its takes are judged by their sound alone"
        for language in languages
        if not proofing.reads(language)
    )
