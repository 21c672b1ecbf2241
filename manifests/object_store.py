"""The store of takes in an object store: for machines that share no folder.

    s3://bucket/prefix/
      3f/3fa85f64….flac      a take, made by one conditional PUT: the first one wins, nothing is ever renamed
      plans/41c0f2….json     what other machines were asked to record
      log/<time>-<id>.json   one object for each take that was spoken

Reached through fsspec; address and credentials are the usual ones (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, …).
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import socket
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from manifests.errors import InputError, StageError
from manifests.libraries import installing
from manifests.plan import Plan
from manifests.take import Take, TakeFacts
from manifests.take_file import DamagedFileError, decode, encode
from manifests.take_store import DamagedTakeError, SharedStore, TakeStore, of_key, plan_key


def open_store(location: str) -> SharedStore:
    """The store at a folder's path, or at s3://bucket/prefix."""
    return ObjectStore(location) if "://" in location else TakeStore(Path(location))


def open_filesystem(url: str, **options: Any) -> tuple[Any, str]:
    """The file system of a URL, and the URL's path in it; raises StageError where its library is not installed."""
    try:
        fsspec = importlib.import_module("fsspec")
        filesystem, root = fsspec.core.url_to_fs(url, use_listings_cache=False, **options)
    except ImportError as error:
        raise StageError(f"{url}: {error}", f"In the source tree of bookcast: {installing('s3')}") from error
    return filesystem, root.rstrip("/")


@contextlib.contextmanager
def reached(url: str, filesystem: Any) -> Iterator[None]:
    """Turn a store that is away, or refuses us, into a StageError with a remedy."""
    try:
        yield
    except OSError as error:
        raise StageError(
            f"{url}: the store refuses ({error})", "Check address, bucket and credentials (AWS_…)."
        ) from error
    except _away(filesystem) as error:
        away = ConnectionError(str(error))
        raise StageError(f"{url}: the store cannot be reached ({error})", "Is it up? Run it again.") from away


def _away(filesystem: Any) -> type[Exception]:
    """What a client raises, beside OSError, where the network fails it."""
    if "s3" not in filesystem.protocol:
        return ConnectionError
    error: type[Exception] = importlib.import_module("botocore.exceptions").BotoCoreError
    return error


class ObjectStore:
    """Takes by key under a URL. Many machines may use one at once; see TakeStore for what each call means."""

    def __init__(self, url: str, **options: Any) -> None:
        self.url = url.rstrip("/")
        self._fs, self._root = open_filesystem(self.url, **options)

    def __contains__(self, key: str) -> bool:
        with self._reached():
            return bool(self._fs.exists(self._path(key)))

    def keys(self) -> set[str]:
        """The keys of all finished takes."""
        with self._reached():
            return {
                Path(name).stem for name in self._fs.find(self._root) if re.search(r"/[0-9a-f]{2}/\w+\.flac$", name)
            }

    def add(self, take: Take) -> bool:
        """Keep `take` under its key unless there is one; False when another was there first, and is kept."""
        return self.put(take.facts.key, encode(take))

    def put(self, key: str, data: bytes) -> bool:
        """Keep the file of a take as `read` gave it; like `add`."""
        with self._reached():
            try:
                self._fs.pipe_file(self._path(key), data, mode="create")
            except OSError:
                # Who comes second is told so in different ways by different stores.
                if self._fs.exists(self._path(key)):
                    return False
                raise
        return True

    def read(self, key: str) -> bytes:
        """The file of a take as it lies there; raises StageError where there is none."""
        with self._reached():
            try:
                data: bytes = self._fs.cat_file(self._path(key))
            except FileNotFoundError as error:
                remedy = "Run the same again: it is spoken again, and everything else is kept."
                raise StageError(f"{self.url}: the take {key} is missing", remedy) from error
        return data

    def facts(self, key: str) -> TakeFacts:
        """What is known of a take."""
        return self.load(key).facts

    def load(self, key: str) -> Take:
        """The take of `key`; one that is not whole is removed, and DamagedTakeError raised."""
        try:
            take = decode(self.read(key))
            of_key(key, take.facts)
            return take
        except DamagedFileError as error:
            with self._reached():
                self._fs.rm_file(self._path(key))
            remedy = "Run the same again: it is spoken again, and everything else is kept."
            message = f"{self.url}: the take {key} was damaged ({error}) and is removed"
            raise DamagedTakeError(message, remedy) from error

    def refresh(self, facts: TakeFacts) -> None:
        """Give the take of `facts.key` these facts, its sound untouched, by one PUT. Raises like `load`."""
        take = self.load(facts.key)
        with self._reached():
            self._fs.pipe_file(self._path(facts.key), encode(replace(take, facts=facts)))

    def set_aside(self, key: str) -> None:
        """Take a rejected take out of use: its key is work to do again."""
        with self._reached():
            if self._fs.exists(self._path(key)):
                self._fs.pipe_file(f"{self._path(key)}.rejected", self.read(key))
                self._fs.rm_file(self._path(key))

    def keep_plan(self, plan: Plan) -> str:
        """Keep a plan for those who record into this store; the key that `plan` finds it by."""
        key = plan_key(plan)
        with self._reached():
            self._fs.pipe_file(f"{self._root}/plans/{key}.json", plan.model_dump_json().encode())
        return key

    def plan(self, key: str) -> Plan:
        """A plan that was kept; raises InputError where it is not there."""
        path = f"{self._root}/plans/{key}.json"
        with self._reached():
            try:
                data: bytes = self._fs.cat_file(path)
            except FileNotFoundError as error:
                raise InputError("there is no such plan", path=path, remedy="Start the render again.") from error
        return Plan.model_validate_json(data)

    def note_spoken(self, key: str, segment: str, seconds: float, *, kept: bool = True) -> None:
        """Note that `segment` was spoken for `key`, in an object of its own: nothing can be appended here."""
        now = time.time()
        entry = {"key": key, "segment": segment, "seconds": round(seconds, 3), "time": now, "kept": kept}
        entry |= {"host": socket.gethostname(), "pid": os.getpid()}
        with self._reached():
            name = f"{self._root}/log/{now:.6f}-{uuid.uuid4().hex[:12]}.json"
            self._fs.pipe_file(name, json.dumps(entry).encode())

    def sweep(self) -> int:
        """A PUT leaves nothing half-done behind."""
        return 0

    def _path(self, key: str) -> str:
        if not re.fullmatch(r"[0-9a-f]{8,64}", key):
            raise ValueError(f"not the key of a take: {key!r}")
        return f"{self._root}/{key[:2]}/{key}.flac"

    def _reached(self) -> contextlib.AbstractContextManager[None]:
        return reached(self.url, self._fs)
