"""The studio as a web application: pages, what they show as JSON, sounds by ranges, and a run as it goes on.

    /                                    the productions
    /p/ID                                one of them
    /p/ID/view, /p/ID/chapters/N         what the page shows
    /p/ID/sound/…, /p/ID/peaks/…         files, by key
    /p/ID/notes, /p/ID/lines/L/takes     flags and approvals; the takes of a line, each heard in place
    /p/ID/watch                          events of the server
    /p/ID/plan, /p/ID/do, …              POST: what a change would make stale, and whatever changes something

Nothing in a request is ever a path: productions, chapters, lines and takes are looked up by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from manifests.errors import BookcastError
from pipeline.production.folder import ProductionFolder
from pipeline.studio import chapter_routes, note_routes, run_routes, sound_routes, take_routes
from pipeline.studio.answers import answer, http_error, told_error
from pipeline.studio.overview import listed, view_of
from pipeline.studio.security import Access, Gate
from pipeline.studio.studio import Studio, production_of

HERE = Path(__file__).parent
_pages = Jinja2Templates(env=Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True))
_MODULES = tuple(path.relative_to(HERE / "static").as_posix() for path in sorted((HERE / "static").rglob("*.js")))
"""Asked for at once by a page, which would else find one after the other."""


def studio_app(folders: Mapping[str, ProductionFolder], access: Access) -> Starlette:
    """The application that shows these productions to whoever has access."""
    app = Starlette(
        routes=[
            Route("/", _all),
            Route("/productions", _listed),
            Route("/p/{id}", _one),
            Route("/p/{id}/view", _view),
            *chapter_routes.ROUTES,
            *note_routes.ROUTES,
            *sound_routes.ROUTES,
            *take_routes.ROUTES,
            *run_routes.ROUTES,
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Gate, access=access)],
        exception_handlers={BookcastError: told_error, HTTPException: http_error},
    )
    app.state.studio = Studio(folders)
    return app


def _all(request: Request) -> Response:
    studio: Studio = request.app.state.studio
    return _page(request, "productions.html", productions=[listed(one) for one in studio.all])


def _listed(request: Request) -> Response:
    studio: Studio = request.app.state.studio
    return answer([listed(one) for one in studio.all])


def _one(request: Request) -> Response:
    one = listed(production_of(request).opened)
    several = len(request.app.state.studio.all) > 1
    return _page(request, "production.html", one=one, several=several, modules=_MODULES)


def _page(request: Request, name: str, **shown: object) -> Response:
    page: Response = _pages.TemplateResponse(request, name, {"nonce": request.state.nonce, **shown})
    return page


def _view(request: Request) -> Response:
    return answer(view_of(production_of(request).opened, request.query_params.get("preset")))
