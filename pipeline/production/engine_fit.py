"""Which voices of a cast the chosen engine cannot speak: one engine speaks a whole production."""

from __future__ import annotations

from collections.abc import Iterator

from casting.names import listed
from manifests.casting import Casting
from manifests.plan import EngineIdentity
from manifests.voice import DraftVoice
from pipeline.planning.keys import DRAFT


def unfit_voices(casting: Casting, engine: EngineIdentity) -> Iterator[str]:
    """What a person should know before a render: who will sound other than the cast says, and what to do about it."""
    draft = [name for name, voice in casting.voices.items() if isinstance(voice.source, DraftVoice)]
    others = [name for name in casting.voices if name not in draft]
    if engine.name != DRAFT and draft:
        yield (
            f"{engine.name} speaks the whole production and cannot speak the draft voices {listed(draft)}: it makes up "
            "a voice for each and keeps to it. Give them a `clip` or a `design` in the cast, or choose --engine draft."
        )
    if engine.name == DRAFT and others and draft:
        yield (
            f"The draft engine speaks the whole production and cannot speak {listed(others)}, which are clips or "
            "described: --engine voxcpm speaks those, and makes up voices of its own for the draft ones."
        )
