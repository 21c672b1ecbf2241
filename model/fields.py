"""Read a JSON object key by key, with errors that name the key and its place."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, TypeVar

from model.errors import ConfigError

T = TypeVar("T")

MOST = 2**20
"""No width, length or rate of a model comes near it; what is larger is damage, and would ask for endless memory."""

MOST_LAYERS = 1000
_LARGEST = 1e30
_LONGEST_LIST = 64


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

    def count(self, key: str, default: int | None = None, *, least: int = 1, most: int = MOST) -> int:
        """Read a whole number from `least` to `most`."""
        return self._within(key, self._get(key, int, default, "a whole number"), least, most)

    def number(self, key: str, default: float | None = None) -> float:
        """Read a finite number."""
        return self._finite(key, self._get(key, (int, float), default, "a number"))

    def _within(self, key: str, value: Any, least: int, most: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ConfigError(f"{self.source}: {key!r} must be a whole number from {least} to {most}, not {value!r}")
        return value

    def _finite(self, key: str, value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < _LARGEST:
            raise ConfigError(f"{self.source}: {key!r} must be a number, not {value!r}")
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        """Read true or false."""
        return bool(self._get(key, bool, default, "true or false"))

    def text(self, key: str, default: str | None = None) -> str:
        """Read a string."""
        return str(self._get(key, str, default, "a string"))

    def numbers(self, key: str, default: tuple[float, ...] | None = None) -> tuple[float, ...]:
        """Read a list of numbers."""
        return tuple(self._finite(key, item) for item in self._get(key, (list, tuple), default, "a list of numbers"))

    def counts(self, key: str, default: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Read a list of whole numbers."""
        items = self._get(key, (list, tuple), default, "a list of whole numbers")
        if not 0 < len(items) <= _LONGEST_LIST:
            raise ConfigError(f"{self.source}: {key!r} must have 1 to {_LONGEST_LIST} numbers, not {len(items)}")
        return tuple(self._within(key, item, 1, MOST) for item in items)

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
