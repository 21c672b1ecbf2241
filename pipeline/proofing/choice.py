"""Choose how thoroughly a production is proofed, and with which recognisers."""

from __future__ import annotations

import os
from typing import Literal

from manifests.engine import EngineCapabilities
from manifests.options import ProofLevelAsked
from manifests.plan import Plan
from manifests.take_store import Store
from pipeline.proofing.proof_workers import ProofWorkers
from pipeline.proofing.proofing import Proofing
from pipeline.proofing.transcript_check import Recogniser

ProofLevel = Literal["off", "signal", "full"]


def proofing_for(asked: ProofLevelAsked, plan: Plan, store: Store, capabilities: EngineCapabilities) -> Proofing | None:
    """Make the proofing of a production's takes; `auto` is as the engine needs it. None where it is off."""
    level: ProofLevel = capabilities.proof if asked == "auto" else asked
    if level == "off":
        return None
    if level == "signal":
        return Proofing(plan, store, capabilities)
    return Proofing(plan, store, capabilities, recognisers(capabilities), ProofWorkers(capabilities))


def recognisers(capabilities: EngineCapabilities) -> tuple[Recogniser, ...]:
    """Return the installed recognisers in order of preference; nothing is downloaded.

    pocketsphinx does not understand a voice that is not human; alignment with a draft rendering does.
    """
    from pipeline.proofing import sphinx, whisper
    from pipeline.proofing.alignment import Alignment

    if not capabilities.human:
        return (Alignment(),)
    beside = Alignment(advisory=True)
    if not whisper.hindrance():
        return whisper.Whisper(), beside
    return (beside,) if sphinx.hindrance() else (sphinx.Sphinx(), beside)


def unread(proofing: Proofing) -> tuple[str, ...]:
    """Notices about what proofing cannot read: weights that were named and cannot be used, and languages."""
    from pipeline.proofing import whisper

    asked = proofing.reads_words and whisper.WEIGHTS in os.environ
    hindrance = whisper.hindrance() if asked else ""
    told = (f"whisper does not read the takes: {hindrance}",) if hindrance else ()
    languages = sorted({segment.language for segment in proofing.plan.segments})
    return told + tuple(
        f"proofing has no text check for the language {language} that could ask for a retake: the sound alone decides"
        for language in languages
        if not proofing.reads(language)
    )
