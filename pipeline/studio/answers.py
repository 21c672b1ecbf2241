"""Answers of the studio: records as JSON, and errors as what happened and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from manifests.errors import BookcastError, InputError, StageError
from manifests.files import Record, first_place, first_problem

R = TypeVar("R", bound=Record)


def answer(value: Record | Sequence[Record], **more: Any) -> Response:
    """A record, with more beside its fields, or a list of records."""
    if isinstance(value, Record):
        return JSONResponse(value.model_dump(mode="json") | more)
    return JSONResponse([one.model_dump(mode="json") for one in value])


async def said_in(request: Request, kind: type[R]) -> R:
    """What the body of a request says; raises HTTPException 400 where it is no record of that kind."""
    try:
        return kind.model_validate(json.loads(await request.body()), strict=False)
    except ValidationError as error:
        raise HTTPException(400, f"{first_place(error)}: {first_problem(error)}") from error
    except (ValueError, RecursionError, ClientDisconnect) as error:
        raise HTTPException(400, "this is not what the page sends") from error


async def told_error(request: Request, error: Exception) -> Response:
    """What a person is told of an error that they can act on."""
    assert isinstance(error, BookcastError)
    code = 409 if isinstance(error, StageError) else 404 if isinstance(error, InputError) else 400
    return JSONResponse({"message": error.message, "remedy": error.remedy}, status_code=code)


async def http_error(request: Request, error: Exception) -> Response:
    """What is told of a request that is none of ours."""
    assert isinstance(error, HTTPException)
    return JSONResponse({"message": error.detail, "remedy": ""}, status_code=error.status_code, headers=error.headers)
