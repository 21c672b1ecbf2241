"""What a page may have done that takes long, as data: the worker reads it and calls what the command line calls."""

from __future__ import annotations

from typing import Literal

from pydantic import TypeAdapter

from manifests.files import Record
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render
from pipeline.progress import Quiet


class RenderRequest(Record):
    """Go on with the production as it was asked for, preset by preset."""

    kind: Literal["render"] = "render"

    def done_in(self, folder: ProductionFolder) -> bool:
        """Whether every file meets its preset."""
        renders = folder.load_record().renders
        return not [one for one in renders if not render(one.settings, folder, progress=Quiet()).passed]


LongRequest = RenderRequest
_ANY: TypeAdapter[LongRequest] = TypeAdapter(LongRequest)


def request_of(text: str) -> LongRequest:
    """The request that `text` (JSON) describes."""
    return _ANY.validate_json(text)
