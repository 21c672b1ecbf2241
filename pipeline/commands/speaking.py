"""Speak a small plan with an engine of its own, as closely proofed as a production's takes: an audition, a line."""

from __future__ import annotations

from manifests.plan import Plan
from manifests.take_store import Store
from pipeline.engines.choice import EngineChoice
from pipeline.proofing.choice import proofing_for
from pipeline.recording.record import record


def speak(plan: Plan, store: Store, choice: EngineChoice) -> None:
    """Record every take of `plan` into `store`; the engine waits for no other run and stops afterwards."""
    proofing = proofing_for("auto", plan, store, choice.capabilities)
    try:
        with choice.start() as engine:
            record(plan, store, engine, proof=proofing)
    finally:
        if proofing is not None:
            proofing.close()
