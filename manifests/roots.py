"""Where bookcast may read what a person names, and write: the roots that the machine's owner allows.

    BOOKCAST_ROOTS=/srv/bookcast:s3://takes/prefix:http://localhost:11434

Folders, stores and addresses, each with all that lies in it, separated as in PATH. Orders reach a worker from whoever
reaches its server; what they, and the casts and shelves they name, lead to is held against this list on the worker, by
the file that is really opened: links, `..` and relative paths are followed first. Without it there is no limit.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from manifests.errors import InputError, StageError

VARIABLE = "BOOKCAST_ROOTS"
_BETWEEN = re.compile(r":(?=/(?!/)|[a-zA-Z][\w+.-]*://)" if os.pathsep == ":" else re.escape(os.pathsep))
"""A colon is also in addresses: only one that a root follows separates."""
_CHAINED = "::"
"""fsspec reads one address inside another where this stands between them."""

Parts = tuple[str, ...]


def allowed_roots() -> tuple[str, ...] | None:
    """The roots as written; None where the owner set no limit. Raises StageError where the list cannot be meant."""
    said = os.environ.get(VARIABLE)
    if said is None:
        return None
    roots = tuple(part.strip() for part in _BETWEEN.split(said) if part.strip())
    wrong = [root for root in roots if not _is_address(root) and not Path(root).is_absolute()]
    if wrong or not roots:
        problem = f"{wrong[0]!r} is no absolute path and no address" if wrong else "is set, and names nothing"
        raise StageError(
            f"{VARIABLE}: {problem}", f"Write it as {VARIABLE}=/srv/bookcast{os.pathsep}s3://bucket/prefix."
        )
    return roots


def check_allowed(place: str | Path) -> None:
    """Raise InputError where a file, a folder, a store or an address lies in none of the roots."""
    roots = allowed_roots()
    if roots is None:
        return
    parts = _parts(str(place))
    if parts is None or not any(parts[: len(root)] == root for root in map(_parts, roots) if root is not None):
        raise InputError(
            f"lies outside of what this machine allows ({VARIABLE}: {', '.join(roots)})",
            path=place,
            remedy=f"Put it there, or have its folder or address added to {VARIABLE} of the worker.",
        )


def _is_address(place: str) -> bool:
    return "://" in place


def _parts(place: str) -> Parts | None:
    """What leads to a place, from the outermost inwards; None where it cannot be told for sure."""
    if not _is_address(place):
        try:
            return Path(place).resolve().parts
        except (OSError, ValueError, RuntimeError):  # a NUL, a circle of links
            return None
    scheme, _, rest = place.partition("://")
    host, *names = rest.rstrip("/").split("/")
    if _CHAINED in place or {"", ".", ".."} & {host, *names}:
        return None
    return (f"{scheme.lower()}://", host.lower() if scheme.lower().startswith("http") else host, *names)
