"""Identify a checkpoint by the SHA-256 of its files, cached with their sizes and times so that it is computed once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from manifests.files import digest, write_atomically


def fingerprint(files: Sequence[Path]) -> str:
    """16 hex digits for the contents of `files`, in order. Files that did not change are not read again."""
    known_at = _cache_file()
    known = _known(known_at)
    sums = []
    for path in files:
        facts = path.stat()
        name = f"{path.resolve()}|{facts.st_size}|{facts.st_mtime_ns}"
        if name not in known:
            with path.open("rb") as file:
                known[name] = hashlib.file_digest(file, "sha256").hexdigest()
        sums.append(known[name])
    with contextlib.suppress(OSError):
        write_atomically(known_at, json.dumps(known, indent=1).encode())
    return digest(sums)[:16]


def _cache_file() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "bookcast" / "checkpoints.json"


def _known(path: Path) -> dict[str, str]:
    """What was computed before; a file that cannot be read counts for nothing."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and all(isinstance(one, str) for one in known.values()) else {}
