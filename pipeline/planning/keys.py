"""Keys of takes: everything in a request is in its key, and nothing else.

    engine       its name, its weights (including library and policy), its rate
    voice        the parts of it that this engine uses: neither its name nor its level
    words        the spoken text of each piece, the language, the style, the speed
    chance       the base seed, and the version of the retake policy, which chooses the next seeds
    context      the keys of the takes in its prompt, where the engine uses context

So the same words in the same voice are one take wherever they occur, and an edit makes only those takes stale whose
words, voice or context it touches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from manifests.engine import EngineCapabilities
from manifests.files import digest
from manifests.plan import EngineIdentity, Segment
from manifests.voice import ClipVoice, DesignedVoice, Voice

RETAKE_POLICY = 1
"""Raised when the response to a bad take (next seed, guidance, context) changes."""


def voice_parts(capabilities: EngineCapabilities, voice: Voice) -> dict[str, Any]:
    """Return the parts of a voice that affect the sound of an engine's takes."""
    if capabilities.timbres is not None:
        assert voice.styled is not None
        shares = [[name, capabilities.timbres[name], share] for name, share in sorted(voice.styled.blend.items())]
        return {"kind": "styled", "blend": shares, "speed": voice.speed}
    if not capabilities.clones:
        return {**voice.draft.model_dump(mode="json"), "speed": voice.speed}
    match voice.source:
        case ClipVoice() as clip:
            source = clip.model_dump(mode="json", include={"kind", "sha256", "trim_s", "transcript", "style", "lora"})
        case DesignedVoice() as designed:
            source = designed.model_dump(mode="json")
        case draft:
            source = draft.model_dump(mode="json")
    return {**source, "speed": voice.speed}


def seed_of(book: int, voice: int, spoken: str) -> int:
    """Return a segment's base seed, 0 to 2**31 - 1: from its own words, so that no edit elsewhere changes it."""
    words = hashlib.sha256(f"{book}\n{voice}\n{spoken}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(words[:4], "big") >> 1


def take_key(
    engine: EngineIdentity,
    voice: dict[str, Any],
    pieces: Sequence[str],
    *,
    language: str,
    style: str | None,
    speed: float,
    seed: int,
    context: Sequence[str],
) -> str:
    """Return the key of a request; `voice` is `voice_parts`, `context` the keys of the context takes, oldest first."""
    return digest(
        {
            "engine": engine.model_dump(mode="json"),
            "voice": voice,
            "pieces": list(pieces),
            "language": language,
            "style": style,
            "speed": speed,
            "seed": seed,
            "policy": RETAKE_POLICY,
            "context": list(context) if engine.uses_context else [],
        }
    )


def request_key(engine: EngineIdentity, voice: dict[str, Any], segment: Segment) -> str:
    """Return the key that a segment's request would have without context; `voice` is `voice_parts`."""
    return take_key(
        engine,
        voice,
        [piece.spoken for piece in segment.pieces],
        language=segment.language,
        style=segment.style,
        speed=segment.speed,
        seed=segment.seed,
        context=(),
    )
