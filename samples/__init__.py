"""Sample sources, written for this project: `sample("two-hosts.md")` is the path of one."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent

NAMES = (
    "the-lamplighters-door.epub",
    "the-lamplighters-door.cast.yaml",
    "two-hosts.md",
    "two-hosts.cast.yaml",
    "a-scene.md",
    "a-scene.cast.yaml",
    "harbour-radio.md",
    "harbour-radio.cast.yaml",
    "harbour-radio.sounds.yaml",
)
"""The samples, by file name."""


def sample(name: str) -> Path:
    """The path of the sample `name`, one of NAMES; raises KeyError for any other name."""
    if name not in NAMES:
        raise KeyError(f"no sample is called {name!r}; there are {', '.join(NAMES)}")
    return _FOLDER / name
