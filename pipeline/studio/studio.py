"""What a studio holds while it is open: its productions, with what was read of each."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request

from pipeline.production.folder import ProductionFolder
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
