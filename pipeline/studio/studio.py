"""What a studio holds while it is open: its productions, with what was read of each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import living_owner
from pipeline.studio.chapter_text import ScriptText
from pipeline.studio.opened import OpenedProduction
from pipeline.studio.runs import ProductionRuns
from pipeline.studio.watching import RunFollower


class StudioProduction:
    """One production: its record, its text, its runs."""

    def __init__(self, identity: str, folder: ProductionFolder) -> None:
        self.folder = folder
        self.opened = OpenedProduction(identity, folder)
        self.text = ScriptText(folder)
        self.follower = RunFollower(folder)
        self.runs = ProductionRuns(folder)
        self.renewing = threading.Lock()
        """Held while the report's pages are made anew: the latest notes are in the last that is written."""
        self._lock = threading.Lock()
        self._remembered: dict[str, tuple[str, Any]] = {}

    @property
    def version(self) -> str:
        """What changes whenever the record, the script, the notes or the overrides do."""
        folder = self.folder
        return "-".join(map(_changed_at, (folder.record, folder.script, folder.notes, folder.overrides)))

    def remembered(self, name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What `make` makes of the production, made again only when that has another version.

        While somebody works in the folder nothing is remembered: what is read then may be half of a change.
        """
        if living_owner(self.folder.work) is not None:
            return make()
        with self._lock:
            version = self.version
            if (kept := self._remembered.get(name)) is None or kept[0] != version:
                kept = self._remembered[name] = (version, make())
            return kept[1]


def _changed_at(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}.{found.st_size}"


class Studio:
    """The productions by id."""

    def __init__(self, folders: Mapping[str, ProductionFolder]) -> None:
        self._productions = {identity: StudioProduction(identity, folder) for identity, folder in folders.items()}

    @property
    def all(self) -> list[OpenedProduction]:
        """All productions, in order."""
        return [one.opened for one in self._productions.values()]

    def production(self, identity: str) -> StudioProduction:
        """Return a production; raises HTTPException 404 where none has this id."""
        if identity not in self._productions:
            raise HTTPException(404, "there is no such production in this studio")
        return self._productions[identity]


def production_of(request: Request) -> StudioProduction:
    """The production that a request is about."""
    studio: Studio = request.app.state.studio
    return studio.production(request.path_params["id"])
