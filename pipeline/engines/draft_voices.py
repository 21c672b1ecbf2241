"""Which voices of espeak-ng the draft voice hands out."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

import espeakng_loader

from manifests.errors import CastError

Voices = list[tuple[str, list[tuple[int, str]]]]
"""Identifiers of espeak-ng's voices, each with (fit, language tag) pairs; a lower fit is the better."""

REFUSED_VARIANTS = frozenset({"Alicia", "Demonic", "f2", "f3", "f5", "sandro", "victor", "whisper", "whisperf"})
"""Variants with random breath noise: left to themselves they differ from one process to the next."""

_INSTEAD = {"m": "m1, m3, m7, Michael or Mario", "f": "f1, f4, Annie, linda or belinda"}

# Tags that espeak-ng lists under another name.
_OTHER_NAMES = {"nn": "nb", "iw": "he", "in": "id", "ji": "yi", "tl": "fil", "sh": "hbs", "mo": "ro"}


@cache
def known_variants() -> frozenset[str]:
    """The variants that this espeak-ng brings; read from its data, nothing is started."""
    folder = Path(espeakng_loader.get_library_path()).parent / "espeak-ng-data" / "voices" / "!v"
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


def check_variant(variant: str | None, voice: str) -> None:
    """Raises CastError where the voice named `voice` asks for a variant that is not there, or not handed out."""
    if variant is None or variant in known_variants() - REFUSED_VARIANTS:
        return
    if variant in REFUSED_VARIANTS:
        instead = _INSTEAD["f" if variant in {"Alicia", "f2", "f3", "f5", "whisperf"} else "m"]
        problem, remedy = "does not sound the same every time, and is not handed out", f"Use {instead} instead."
    else:
        near = difflib.get_close_matches(variant, sorted(known_variants() - REFUSED_VARIANTS), n=4, cutoff=0.0)
        # espeak-ng itself would say nothing and speak without it.
        problem, remedy = "is not known", f"Use one of its variants, for example {', '.join(near)}."
    raise CastError(
        f"the variant {variant!r} of the draft voice {problem}",
        path="cast",
        place=f"voices.{voice}.variant",
        remedy=remedy,
    )


def identifier_for(language: str, voices: Voices) -> str | None:
    """The voice that fits a language tag best: `en-AU` finds English where there is no Australian. None: none does."""
    tag = language.lower().replace("_", "-")
    tag = _OTHER_NAMES.get(tag.split("-")[0], tag)
    while tag:
        fits = [(fit, index) for index, (_, tags) in enumerate(voices) for fit, name in tags if name == tag]
        if fits:
            return voices[min(fits)[1]][0]
        tag = tag.rpartition("-")[0]
    return None
