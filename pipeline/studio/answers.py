"""Answers of the studio: records as JSON, and errors as what happened and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
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
    return await _validated(request, kind.model_validate_json)


async def checked(request: Request, kinds: TypeAdapter[R]) -> str:
    """The body of a request as JSON, once it is known to be of one of these kinds; raises HTTPException 400 else."""
    return (await _validated(request, kinds.validate_json)).model_dump_json()


async def _validated(request: Request, validate: Callable[[bytes], R]) -> R:
    try:
        return validate(await request.body())
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
