"""The takes of a line: listed, and each heard in its place."""

from __future__ import annotations

import io
import re

import soundfile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from manifests.options import AROUND
from pipeline.commands.take_sound import sound_of
from pipeline.commands.takes import takes_of
from pipeline.studio.studio import production_of

_LINE = re.compile(r"\d{1,9}-\d{1,9}")
_KEY = re.compile(r"[0-9a-f]{32}")


def _line(request: Request) -> str:
    line: str = request.path_params["line"]
    if not _LINE.fullmatch(line):
        raise HTTPException(404, "there is no such line")
    return line


def _takes(request: Request) -> Response:
    return JSONResponse([one.as_json() for one in takes_of(production_of(request).folder, _line(request))])


def _heard(request: Request) -> Response:
    """A take with so many seconds of the chapter before and after it, as a file of sound."""
    key, around = request.path_params["key"], request.query_params.get("around", "0")
    if not _KEY.fullmatch(key):
        raise HTTPException(404, "there is no such take")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,3})?", around) or float(around) > float(AROUND.highest or 0):
        raise HTTPException(400, "around: is no number of seconds")
    sound = sound_of(production_of(request).folder, _line(request), key, around_s=float(around))
    file = io.BytesIO()
    soundfile.write(file, sound.audio, sound.sample_rate_hz, format="FLAC", subtype="PCM_16")
    return Response(
        file.getvalue(),
        media_type="audio/flac",
        headers={"x-take-from": f"{sound.start_s:.3f}", "x-take-to": f"{sound.end_s:.3f}"},
    )


ROUTES = (Route("/p/{id}/lines/{line}/takes", _takes), Route("/p/{id}/lines/{line}/takes/{key}/heard", _heard))
