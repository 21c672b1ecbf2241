"""In-memory store of takes: for a line that is spoken, returned and forgotten."""

from __future__ import annotations

from dataclasses import replace

from manifests.errors import StageError
from manifests.take import Take, TakeFacts


class HeldTakes:
    """A `manifests.take_store.Store` that keeps the engine's sound unencoded, for the life of the object."""

    def __init__(self) -> None:
        self._takes: dict[str, Take] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._takes

    def add(self, take: Take) -> bool:
        """Store `take` under its key unless that is taken; return whether it was stored."""
        return self._takes.setdefault(take.facts.key, take) is take

    def load(self, key: str) -> Take:
        """Return the take of `key`; raises StageError where there is none."""
        if key not in self._takes:
            raise StageError(f"the take {key} is missing")
        return self._takes[key]

    def facts(self, key: str) -> TakeFacts:
        """Return the facts of a take; raises like `load`."""
        return self.load(key).facts

    def refresh(self, facts: TakeFacts) -> None:
        """Replace the facts of a take without touching its sound; raises like `load`."""
        self._takes[facts.key] = replace(self.load(facts.key), facts=facts)

    def set_aside(self, key: str) -> None:
        """Drop a rejected take."""
        self._takes.pop(key, None)

    def note_spoken(self, key: str, segment: str, seconds: float, *, kept: bool = True) -> None:
        """Do nothing: takes in memory need no log."""

    def sweep(self) -> int:
        """Do nothing: memory holds no leftovers."""
        return 0
