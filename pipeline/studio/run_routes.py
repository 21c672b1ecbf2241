"""Runs: begun, stopped, and watched as they go on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from pipeline.production.lock import living_owner
from pipeline.studio.answers import answer, checked
from pipeline.studio.requests import ALL, CHANGES
from pipeline.studio.studio import StudioProduction, production_of

EVERY_S = 0.4
_ALIVE_S = 15.0


def _watch(request: Request) -> Response:
    """What happens, as server-sent events: once as it is, then whenever it changes."""
    return StreamingResponse(
        _told(request, production_of(request)),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


async def _told(request: Request, production: StudioProduction) -> AsyncIterator[str]:
    last, silent_s = "", 0.0
    while not await request.is_disconnected():
        now = json.dumps(await run_in_threadpool(_state, production))
        if now != last:
            yield f"data: {now}\n\n"
            last, silent_s = now, 0.0
        elif silent_s >= _ALIVE_S:
            yield ": still here\n\n"
            silent_s = 0.0
        await asyncio.sleep(EVERY_S)
        silent_s += EVERY_S


def _state(production: StudioProduction) -> dict[str, object]:
    """The last run, who works in the folder, and what this studio had done."""
    owner = living_owner(production.folder.work)
    return {
        "run": production.follower.look().model_dump(mode="json"),
        "owner": owner.command if owner else None,
        "own": production.runs.look().model_dump(mode="json"),
        "record": production.version,
    }


async def _plan(request: Request) -> Response:
    """What a change would make stale."""
    said = await checked(request, CHANGES)
    return Response(await run_in_threadpool(production_of(request).runs.planned, said), media_type="application/json")


async def _do(request: Request) -> Response:
    """Begin a change, tries, or a render."""
    said = await checked(request, ALL)
    kind = json.loads(said)["kind"]
    return answer(await run_in_threadpool(production_of(request).runs.begin, kind, said))


def _stop(request: Request) -> Response:
    production = production_of(request)
    production.runs.stop()
    return answer(production.runs.look())


ROUTES = (
    Route("/p/{id}/watch", _watch),
    Route("/p/{id}/plan", _plan, methods=["POST"]),
    Route("/p/{id}/do", _do, methods=["POST"]),
    Route("/p/{id}/stop", _stop, methods=["POST"]),
)
