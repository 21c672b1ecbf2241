"""The store of takes: one FLAC file for each key, that exists or does not.

    takes/
      3f/3fa85f64….flac          sound, facts (a Vorbis comment), latents (an application block)
      3f/.3fa85f64….x7.part      a writer at work, or killed at work
      3f/3fa85f64….flac.damaged  did not hold what it said, or another key's take; its take is spoken again
      3f/3fa85f64….flac.rejected failed a later proofing; its take is spoken again
      plans/41c0f2….json         what other machines were asked to record
      takes.log                  one JSON line for each take that was spoken to its end, appended, never rewritten

The first finished take of a key wins. All that is asked of the storage is to create a file if it is absent, to
read it whole, to list and to remove: an object store can do the same.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from manifests.errors import StageError
from manifests.files import append_handle, digest, write_atomically
from manifests.plan import Plan
from manifests.take import Take, TakeFacts
from manifests.take_file import DamagedFileError, decode, encode, may_have_faults, read_facts

log = logging.getLogger(__name__)

_KEY = re.compile(r"[0-9a-f]{8,64}")
_LEFTOVER_AGE_S = 3600
# EINVAL is what Python makes of Windows' own words for it.
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}


class DamagedTakeError(StageError):
    """A stored take does not hold what it says. It was set aside, so its key is work to do again."""


class Store(Protocol):
    """What recording asks of a store of takes; TakeStore and ObjectStore say what each call means."""

    def __contains__(self, key: str) -> bool: ...

    def add(self, take: Take) -> bool: ...

    def facts(self, key: str) -> TakeFacts: ...

    def load(self, key: str) -> Take: ...

    def note_spoken(self, key: str, segment: str, seconds: float, *, kept: bool = True) -> None: ...

    def sweep(self) -> int: ...

    def refresh(self, facts: TakeFacts) -> None: ...

    def set_aside(self, key: str) -> None: ...


class SharedStore(Store, Protocol):
    """A store that several machines record into: it also carries what is to be recorded, and whole files."""

    def keys(self) -> set[str]: ...

    def read(self, key: str) -> bytes: ...

    def put(self, key: str, data: bytes) -> bool: ...

    def keep_plan(self, plan: Plan) -> str: ...

    def plan(self, key: str) -> Plan: ...


class TakeStore:
    """Takes by key in a folder of the local disk. Many processes may use one folder at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log_path = folder / "takes.log"

    def path(self, key: str) -> Path:
        """Where the take of `key` lies, or would lie."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"not the key of a take: {key!r}")
        return self.folder / key[:2] / f"{key}.flac"

    def __contains__(self, key: str) -> bool:
        return self.path(key).exists()

    def keys(self) -> set[str]:
        """The keys of all finished takes."""
        return {path.stem for path in self.folder.glob("??/*.flac") if _KEY.fullmatch(path.stem)}

    def damaged(self) -> list[Path]:
        """The files that were set aside, damaged or rejected by proofing; nothing needs them."""
        return sorted([*self.folder.glob("??/*.damaged"), *self.folder.glob("??/*.rejected")])

    def size_bytes(self, key: str) -> int:
        """What the take of `key` takes on disk; 0 where there is none."""
        try:
            return self.path(key).stat().st_size
        except FileNotFoundError:
            return 0

    def remove(self, key: str) -> None:
        """Forget the take of `key`; nothing happens where there is none."""
        with _disk_errors(self.folder):
            self.path(key).unlink(missing_ok=True)

    def add(self, take: Take) -> bool:
        """Keep `take` under its key unless there is one; False when another was there first, and is kept."""
        return self.put(take.facts.key, encode(take))

    def put(self, key: str, data: bytes) -> bool:
        """Keep the file of a take as `read` gave it; like `add`."""
        path = self.path(key)
        with _disk_errors(self.folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            return _create_if_absent(path, data)

    def facts(self, key: str) -> TakeFacts:
        """What is known of a take, from its tags alone. Raises like `load`, save that the sound is not decoded."""
        with self._whole(key) as path:
            return of_key(key, read_facts(path))

    def may_have_faults(self, key: str) -> bool:
        """Whether proofing may hold something against the take of `key`; its facts tell. Raises like `facts`."""
        with self._whole(key) as path:
            return may_have_faults(path)

    def load(self, key: str) -> Take:
        """The take of `key`, checked against its own checksum.

        Raises DamagedTakeError where the file is not whole (it is set aside first), StageError where there is none.
        """
        with self._whole(key) as path:
            take = decode(path.read_bytes())
            of_key(key, take.facts)
            return take

    def read(self, key: str) -> bytes:
        """The file of a take as it lies there; raises StageError where there is none."""
        with self._whole(key) as path:
            return path.read_bytes()

    def keep_plan(self, plan: Plan) -> str:
        """Keep a plan for those who record into this folder; the key that `plan` finds it by."""
        key = plan_key(plan)
        with _disk_errors(self.folder):
            plan.save(self.folder / "plans" / f"{key}.json")
        return key

    def plan(self, key: str) -> Plan:
        """A plan that was kept; raises InputError where it is not there."""
        return Plan.load(self.folder / "plans" / f"{key}.json")

    def refresh(self, facts: TakeFacts) -> None:
        """Give the take of `facts.key` these facts, its sound untouched: the file is the old one or the new one.

        Raises like `load`.
        """
        take = self.load(facts.key)
        with _disk_errors(self.folder):
            write_atomically(self.path(facts.key), encode(replace(take, facts=facts)))

    def set_aside(self, key: str) -> None:
        """Take a rejected take out of use: its key is work to do again, its file stays until it is cleaned away."""
        path = self.path(key)
        with _disk_errors(self.folder), contextlib.suppress(FileNotFoundError):
            path.replace(path.with_name(path.name + ".rejected"))

    def note_spoken(self, key: str, segment: str, seconds: float, *, kept: bool = True) -> None:
        """Append to the log that `segment` was spoken for `key`; `kept` tells whether its take is, or lost the race.

        What has no line was in flight when its run ended. Raises StageError where the log is a link to elsewhere.
        """
        entry = {"key": key, "segment": segment, "pid": os.getpid(), "seconds": round(seconds, 3), "time": time.time()}
        entry["kept"] = kept
        with _disk_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            # One write to a file opened for appending: lines of several processes never mix.
            with append_handle(self.log_path) as handle:
                os.write(handle, (json.dumps(entry) + "\n").encode())

    def sweep(self) -> int:
        """Remove what killed writers left behind an hour ago or earlier; says how many files that were."""
        oldest, swept = time.time() - _LEFTOVER_AGE_S, 0
        for part in self.folder.glob("??/.*.part"):
            with contextlib.suppress(FileNotFoundError, PermissionError):
                if part.stat().st_mtime < oldest:
                    part.unlink()
                    swept += 1
        return swept

    @contextlib.contextmanager
    def _whole(self, key: str) -> Iterator[Path]:
        """The path of a take that is read in the block; a file that turns out damaged is set aside."""
        path = self.path(key)
        remedy = "Run the same command again: it is spoken again, and everything else is kept."
        try:
            yield path
        except FileNotFoundError as error:
            raise StageError(f"{self.folder}: the take {key} is missing", remedy) from error
        except DamagedFileError as error:
            aside = path.with_name(path.name + ".damaged")
            with _disk_errors(self.folder):
                path.replace(aside)
            log.warning("take %s is damaged and was set aside: %s", key, error)
            raise DamagedTakeError(f"{aside}: the take was damaged ({error}) and is set aside", remedy) from error
        except OSError as error:
            raise StageError(
                f"{path}: the take cannot be read ({error.strerror})", "Check the disk and the rights."
            ) from error


def of_key(key: str, facts: TakeFacts) -> TakeFacts:
    """The facts of a take that lies under `key`; raises DamagedFileError where they are another key's."""
    if facts.key != key:
        raise DamagedFileError(f"it is the take of {facts.key}")
    return facts


def plan_key(plan: Plan) -> str:
    """What a kept plan is called: the same plan always the same."""
    return digest(plan.model_dump(mode="json"))


def _create_if_absent(path: Path, data: bytes) -> bool:
    """Put `data` under `path` unless something is there; whoever comes second leaves no trace."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        try:
            os.link(part, path)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            # Without hard links two writers of one key may both rename; the folder's lock keeps them apart.
            if path.exists():
                return False
            part.rename(path)
        return True
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    """Turn a disk that is full or cannot be written into a StageError with a remedy."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        remedy = (
            "Free some space, then run the same command again: finished takes are kept."
            if full
            else "Check that the folder exists and may be written, or choose another with --out."
        )
        raise StageError(f"{folder}: takes cannot be kept there ({error.strerror or error})", remedy) from error
