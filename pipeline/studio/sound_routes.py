"""Sounds, by ranges: a chapter's delivered or working sound, its peaks, and single takes."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from manifests.take_store import TakeStore
from pipeline.studio.opened import ChapterSound
from pipeline.studio.peaks import peaks_of
from pipeline.studio.studio import production_of

_KEY = re.compile(r"[0-9a-f]{32}")
_TYPES = {".flac": "audio/flac", ".mp3": "audio/mpeg", ".opus": "audio/ogg", ".m4b": "audio/mp4"}
_KEPT = {"cache-control": "private, max-age=31536000, immutable"}
"""What lies under a key never changes."""


def _sound_of(request: Request) -> ChapterSound:
    """The sound that a request names; raises HTTPException 404 where it is not (or no longer) that one."""
    opened = production_of(request).opened.preset(request.query_params.get("preset"))
    number = int(request.path_params["number"])
    sound = opened.working(number) if request.path_params["kind"] == "working" else opened.delivered(number)
    if sound is None:
        raise HTTPException(404, "there is no such sound")
    return sound


def _sound(request: Request) -> Response:
    sound, place = _sound_of(request), int(request.path_params["place"])
    if place >= len(sound.tracks) or sound.tracks[place].name != request.query_params.get("key"):
        raise HTTPException(404, "this sound has been made anew")
    path = sound.tracks[place].path
    return FileResponse(path, media_type=_TYPES.get(path.suffix, "application/octet-stream"), headers=_KEPT)


def _peaks(request: Request) -> Response:
    sound = _sound_of(request)
    if sound.key != request.query_params.get("key"):
        raise HTTPException(404, "this sound has been made anew")
    folder = production_of(request).folder.chapters
    data = peaks_of(folder / f"{sound.key}.flac", key=sound.key)
    return Response(data, media_type="application/octet-stream", headers=_KEPT)


def _take(request: Request) -> Response:
    key = request.path_params["key"]
    store = TakeStore(production_of(request).folder.takes)
    if not _KEY.fullmatch(key) or key not in store:
        raise HTTPException(404, "there is no such take")
    return FileResponse(store.path(key), media_type="audio/flac", headers=_KEPT)


ROUTES = (
    Route("/p/{id}/sound/{number:int}/{kind}/{place:int}", _sound),
    Route("/p/{id}/peaks/{number:int}/{kind}", _peaks),
    Route("/p/{id}/takes/{key}.flac", _take),
)
