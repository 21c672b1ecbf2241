"""A store of takes in memory: for a line that is spoken, handed out and forgotten."""

from __future__ import annotations

from dataclasses import replace

from manifests.errors import StageError
from manifests.take import Take, TakeFacts


class HeldTakes:
    """A `manifests.take_store.Store` that keeps sound as the engine gave it, and lasts as long as it is held."""

    def __init__(self) -> None:
        self._takes: dict[str, Take] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._takes

    def add(self, take: Take) -> bool:
        """Keep `take` under its key unless there is one; False when another was there first."""
        return self._takes.setdefault(take.facts.key, take) is take

    def load(self, key: str) -> Take:
        """The take of `key`; raises StageError where there is none."""
        if key not in self._takes:
            raise StageError(f"the take {key} is missing")
        return self._takes[key]

    def facts(self, key: str) -> TakeFacts:
        """What is known of a take; raises like `load`."""
        return self.load(key).facts

    def refresh(self, facts: TakeFacts) -> None:
        """Give a take these facts, its sound untouched; raises like `load`."""
        self._takes[facts.key] = replace(self.load(facts.key), facts=facts)

    def set_aside(self, key: str) -> None:
        """Forget a take that was rejected."""
        self._takes.pop(key, None)

    def note_spoken(self, key: str, segment: str, seconds: float, *, kept: bool = True) -> None:
        """Nothing: there is no log of what is forgotten."""

    def sweep(self) -> int:
        """Nothing is left over in memory."""
        return 0
