"""Where a show is published: a folder that a web server serves, or an object store. A file is there whole, or not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

from manifests.errors import InputError, StageError
from manifests.files import new_file
from manifests.object_store import open_filesystem, reached
from pipeline.feeds.assets import Asset


class Place(Protocol):
    """Files by name."""

    address: str

    def has(self, asset: Asset) -> bool:
        """Whether the file is there, of the same size."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""

    def put(self, asset: Asset, cache: str) -> None:
        """Put a file there; `cache` tells for how long those who fetch it may keep it."""


def open_place(address: str) -> Place:
    """The place at a folder's path, or at s3://bucket/prefix. Raises InputError for another kind of address."""
    scheme, parted, place = address.partition("://")
    if not parted:
        return FolderPlace(Path(address).absolute())
    if scheme != "s3" or not place.strip("/"):
        problem = "is no place that a show can be published to"
        raise InputError(problem, path=address, place="--to", remedy="Give a folder, or s3://bucket/prefix.")
    return ObjectPlace(address)


class FolderPlace:
    """A folder. Media types and caching are what its web server says."""

    def __init__(self, folder: Path) -> None:
        self.address, self._folder = str(folder), folder
        if folder.exists() and not folder.is_dir():
            raise InputError("is a file", path=folder, place="--to", remedy="Give a folder, or s3://bucket/prefix.")

    def has(self, asset: Asset) -> bool:
        """See Place."""
        path = self._folder / asset.name
        return path.is_file() and path.stat().st_size == asset.bytes

    def read(self, name: str) -> bytes | None:
        """See Place."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._lost(error) from error

    def put(self, asset: Asset, cache: str) -> None:
        """See Place."""
        try:
            with new_file(self._folder / asset.name) as file:
                if isinstance(asset.content, bytes):
                    file.write(asset.content)
                else:
                    with asset.content.open("rb") as source:
                        shutil.copyfileobj(source, file)
        except OSError as error:
            raise self._lost(error) from error

    def _lost(self, error: OSError) -> StageError:
        remedy = "Run it again when the folder is there: what lies in it is used."
        return StageError(f"{self.address}: cannot be written or read ({error.strerror})", remedy)


class ObjectPlace:
    """A prefix in an object store, reached as the store of takes is: address and credentials are AWS_…"""

    def __init__(self, url: str) -> None:
        self.address = url.rstrip("/")
        # Another place may have other credentials: fsspec would give whom it has connected to before.
        self._fs, self._root = open_filesystem(self.address, skip_instance_cache=True)

    def has(self, asset: Asset) -> bool:
        """See Place."""
        with reached(self.address, self._fs):
            try:
                return bool(self._fs.info(self._path(asset.name))["size"] == asset.bytes)
            except FileNotFoundError:
                return False

    def read(self, name: str) -> bytes | None:
        """See Place."""
        with reached(self.address, self._fs):
            try:
                data: bytes = self._fs.cat_file(self._path(name))
            except FileNotFoundError:
                return None
        return data

    def put(self, asset: Asset, cache: str) -> None:
        """See Place."""
        told = {"ContentType": asset.media_type, "CacheControl": cache}
        with reached(self.address, self._fs):
            if isinstance(asset.content, bytes):
                self._fs.pipe_file(self._path(asset.name), asset.content, **told)
            else:
                self._fs.put_file(str(asset.content), self._path(asset.name), **told)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"
