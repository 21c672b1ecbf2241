"""Flags and approvals: what stands, and what is added to it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import Field
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from manifests.files import Record
from manifests.notes import LONGEST_REMARK
from manifests.options import FlagKind
from pipeline.commands.approve import approvals, approve, withdraw
from pipeline.commands.flags import pickup_list, raise_flag, settle
from pipeline.production.report_pages import renew_report_pages
from pipeline.studio.answers import said_in
from pipeline.studio.studio import StudioProduction, production_of


class _NewFlag(Record):
    line: str = Field(max_length=40)
    kind: FlagKind = "other"
    remark: str = Field("", max_length=LONGEST_REMARK)
    at_s: float | None = Field(None, ge=0, allow_inf_nan=False)


class _Settling(Record):
    open: bool


def notes_of(production: StudioProduction) -> dict[str, Any]:
    """Everything flagged or found, and how each chapter stands; made again only when something has changed."""
    return production.remembered(
        "notes",
        lambda: {
            "flags": [one.as_json() for one in pickup_list(production.folder, closed=True)],
            "approvals": [asdict(one) for one in approvals(production.folder)],
        },
    )


def _notes(request: Request) -> Response:
    return JSONResponse(notes_of(production_of(request)))


async def _raise(request: Request) -> Response:
    production, said = production_of(request), await said_in(request, _NewFlag)
    flag = await run_in_threadpool(
        raise_flag, production.folder, line=said.line, kind=said.kind, remark=said.remark, at_s=said.at_s
    )
    return _noted(production, {"id": flag.id})


async def _settle(request: Request) -> Response:
    production, said = production_of(request), await said_in(request, _Settling)
    await run_in_threadpool(settle, production.folder, [request.path_params["flag"]], again=said.open)
    return _noted(production, {})


def _approve(request: Request) -> Response:
    production = production_of(request)
    return _noted(production, [asdict(one) for one in approve(production.folder, [request.path_params["number"]])])


def _withdraw(request: Request) -> Response:
    production = production_of(request)
    return _noted(production, [asdict(one) for one in withdraw(production.folder, [request.path_params["number"]])])


def _noted(production: StudioProduction, told: object) -> Response:
    """Tell what was noted; then the report's pages are brought up to date, for which nobody waits."""
    return JSONResponse(told, background=BackgroundTask(_renew, production))


def _renew(production: StudioProduction) -> None:
    with production.renewing:
        # A page that is not ours is left alone, of which render and `bookcast flags` tell.
        for _ in renew_report_pages(production.folder):
            pass


ROUTES = (
    Route("/p/{id}/notes", _notes),
    Route("/p/{id}/flags", _raise, methods=["POST"]),
    Route("/p/{id}/flags/{flag}", _settle, methods=["POST"]),
    Route("/p/{id}/chapters/{number:int}/approve", _approve, methods=["POST"]),
    Route("/p/{id}/chapters/{number:int}/withdraw", _withdraw, methods=["POST"]),
)
