"""Draft voices that are pleasant and easy to tell apart, and which of them a name gets.

Measured on one English sentence with espeak-ng 1.52: the variants here are voiced firmly (no whisper, no robot), and
were taken in the order of their distance from those already taken: the level in 24 mel bands, 6 dB counting as much as
2 semitones of median pitch. At these settings it is at least 2 such steps within a list, and to the narrator.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from casting.gender import Hint
from casting.names import folded
from manifests.script import Age


@dataclass(frozen=True, slots=True)
class Timbre:
    """A variant with the pitch setting around which it sounds natural; its median pitch there, in Hz."""

    variant: str | None
    pitch: int
    median_hz: int


NARRATOR = Timbre(None, 48, 99)
"""Each language's own voice: what its makers tuned, and the clearest."""

MALE = (
    Timbre("m8", 38, 75), Timbre("norbert", 64, 116), Timbre("Lee", 38, 84), Timbre("ed", 56, 130),
    Timbre("Reed", 64, 131), Timbre("Andy", 38, 84), Timbre("pablo", 64, 129), Timbre("Gene2", 50, 114),
    Timbre("benjamin", 38, 88), Timbre("david", 50, 74), Timbre("Denis", 64, 113), Timbre("Alex", 64, 125),
    Timbre("m2", 64, 117), Timbre("m7", 38, 95), Timbre("Diogo", 44, 97), Timbre("m4", 72, 113),
)  # fmt: skip

FEMALE = (
    Timbre("linda", 52, 233), Timbre("anika", 28, 213), Timbre("shelby", 54, 181), Timbre("belinda", 28, 174),
    Timbre("Andrea", 46, 236), Timbre("aunty", 58, 197), Timbre("Nguyen", 60, 158), Timbre("steph", 58, 200),
    Timbre("f1", 42, 163), Timbre("Annie", 48, 226), Timbre("f4", 50, 176),
)  # fmt: skip


_BY_AGE: dict[Age, tuple[int, int]] = {"child": (16, 6), "old": (-6, -14)}
"""Steps of pitch and words a minute that an age adds."""


@dataclass(frozen=True, slots=True)
class VoiceProfile:
    """The draft settings of one role: variant, pitch 0..99, rate in words a minute."""

    variant: str | None
    pitch: int
    rate_wpm: int


def narrator_profile() -> VoiceProfile:
    """The narrator's voice."""
    return VoiceProfile(NARRATOR.variant, NARRATOR.pitch, 168)


def profile_for(name: str, hint: Hint, taken: Collection[str | None], age: Age = "unknown") -> VoiceProfile:
    """The voice of `name`: of the timbres that fit, the one it prefers among those in `taken` least often.

    A child speaks higher and faster, an old person lower and slower.

    Each name has an order of preference of its own, made from the name alone. So a character who joins a cast takes
    nobody's voice who was asked before, and the same name has the same voice from book to book where it is free.
    """
    counts = [sum(variant == timbre.variant for variant in taken) for timbre in _fitting(hint)]
    choices = [
        (count, number_of(name, timbre.variant), timbre) for count, timbre in zip(counts, _fitting(hint), strict=True)
    ]
    round_number, _, timbre = min(choices, key=lambda choice: choice[:2])
    shift = _shift(round_number) + number_of(name, "pitch") % 5 - 2
    higher, faster = _BY_AGE.get(age, (0, 0))
    pitch = min(max(timbre.pitch + shift + higher, 8), 88)
    return VoiceProfile(timbre.variant, pitch, 160 + faster + 2 * (number_of(name, "rate") % 11))


def sex_of(variant: str | None) -> Hint:
    """Whose voice a variant sounds like, as far as its name tells."""
    if any(variant == timbre.variant for timbre in FEMALE) or re.fullmatch(r"f\d", variant or ""):
        return "female"
    if any(variant == timbre.variant for timbre in MALE) or re.fullmatch(r"m\d", variant or ""):
        return "male"
    return "unknown"


def _fitting(hint: Hint) -> tuple[Timbre, ...]:
    return {"male": MALE, "female": FEMALE, "unknown": MALE + FEMALE}[hint]


def _shift(round_number: int) -> int:
    """Who shares a timbre differs by pitch: 0, 8, -8, 16 … for the first, second, … of them; 8 is 2 to 3 semitones."""
    return (round_number + 1) // 2 * (8 if round_number % 2 else -8)


def number_of(name: str, purpose: str | None) -> int:
    """A number that depends on nothing but its arguments, on any machine."""
    return int.from_bytes(hashlib.sha256(f"{purpose}|{folded(name)}".encode("utf-8", "replace")).digest()[:8])
