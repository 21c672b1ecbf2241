"""Read a JSON object key by key, with errors that name the key and its place."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, TypeVar

from model.errors import ConfigError

T = TypeVar("T")


class Fields:
    """A view of one JSON object that tracks which keys were read.

    Every reader takes the key and a default; without a default a missing key raises ConfigError. `null` counts as
    missing.
    """

    def __init__(self, values: Mapping[str, Any], source: str) -> None:
        self.values = values
        self.source = source
        self._seen: set[str] = set()

    def _get(self, key: str, kinds: type | tuple[type, ...], default: T | None, kind_name: str) -> Any:
        self._seen.add(key)
        value = self.values.get(key)
        if value is None:
            if default is None:
                raise ConfigError(f"{self.source}: the key {key!r} is missing; it must be {kind_name}")
            return default
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            raise ConfigError(f"{self.source}: {key!r} must be {kind_name}, not {value!r}")
        return value

    def count(self, key: str, default: int | None = None) -> int:
        """Read a whole number, not negative."""
        value = int(self._get(key, int, default, "a whole number"))
        if value < 0:
            raise ConfigError(f"{self.source}: {key!r} must not be negative, not {value}")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Read a number."""
        return float(self._get(key, (int, float), default, "a number"))

    def flag(self, key: str, default: bool) -> bool:
        """Read true or false."""
        return bool(self._get(key, bool, default, "true or false"))

    def text(self, key: str, default: str | None = None) -> str:
        """Read a string."""
        return str(self._get(key, str, default, "a string"))

    def numbers(self, key: str, default: tuple[float, ...] | None = None) -> tuple[float, ...]:
        """Read a list of numbers."""
        return tuple(float(item) for item in self._get(key, (list, tuple), default, "a list of numbers"))

    def counts(self, key: str, default: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Read a list of whole numbers."""
        return tuple(int(item) for item in self._get(key, (list, tuple), default, "a list of whole numbers"))

    def strings(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Read a list of strings."""
        return tuple(str(item) for item in self._get(key, (list, tuple), default, "a list of strings"))

    def has_null(self, key: str) -> bool:
        """Whether the key is there with the value null."""
        return key in self.values and self.values[key] is None

    def section(self, key: str) -> Fields:
        """Read a nested object."""
        return Fields(self._get(key, Mapping, None, "an object"), f"{self.source}, {key}")

    def optional_section(self, key: str) -> Fields:
        """Read a nested object, empty where it is absent."""
        return Fields(self._get(key, Mapping, {}, "an object"), f"{self.source}, {key}")

    def skip(self, *keys: str) -> None:
        """Mark keys as known but not needed."""
        self._seen.update(keys)

    def report_unknown(self, log: logging.Logger) -> None:
        """Log the keys that were not read: they are ignored, as in the public reader."""
        unknown = sorted(set(self.values) - self._seen)
        if unknown:
            log.warning("%s: ignoring unknown keys: %s", self.source, ", ".join(unknown))
