"""Decide what is worth a second try: an engine that was lost, a disk or a network that was away; never bad input."""

import errno
from typing import Any

import httpx
from prefect.exceptions import PrefectHTTPStatusError
from prefect.runtime import flow_run

from manifests.errors import EngineError, FfmpegError, InputError, StageError
from manifests.libraries import load_failure

LASTING = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOENT}
"""What the system says when waiting would change nothing."""

SERVER_AWAY = (httpx.TransportError, PrefectHTTPStatusError)
"""What Prefect's client raises where the server does not answer, or not as it should."""


def can_pass(error: BaseException | None) -> bool:
    """Whether what went wrong may go right by itself a little later."""
    if isinstance(error, InputError):
        return False
    if isinstance(error, FfmpegError):
        return error.code is not None  # it ran
    if isinstance(error, (EngineError, *SERVER_AWAY)):
        return True
    if isinstance(error, OSError):
        return error.errno not in LASTING and load_failure(error) is None
    return isinstance(error, StageError) and can_pass(error.__cause__)


def worth_retrying(_task: Any, _run: Any, state: Any) -> bool:
    """Prefect's question after a task has failed."""
    return isinstance(state.data, BaseException) and can_pass(state.data)


TRIES: dict[str, Any] = {
    "retries": 4,
    # 82 s in all and as much again by chance: a store that is away for a minute is back.
    "retry_delay_seconds": [2, 10, 25, 45],
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": worth_retrying,
}


def check_attempts(attempts: int) -> None:
    """Raise StageError where this run was begun too often: what crashes every time will not stop by itself."""
    begun = flow_run.get_run_count() or 1
    if begun > attempts:
        raise StageError(
            f"begun {begun - 1} times, and never came to an end",
            "Look at the log of the worker's machine (memory, disk, GPU), then run it again: what is finished is kept.",
        )
