"""How runs end that cannot do what was asked of them: in words, as the command line ends."""

import logging
from typing import Any

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.states import Failed

from manifests.errors import BookcastError

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs", "prefect.engine")


class _InWords(logging.Filter):
    """Takes the traceback from errors that a person can act on, and leaves out that Prefect raised a state's words."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        if kind is not None and issubclass(kind, BookcastError):
            record.exc_info = None
        return kind is not FailedRun


_IN_WORDS = _InWords()


def tell_in_words() -> None:
    """From now on a run's log tells errors that a person can act on without a traceback; all others keep theirs."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_IN_WORDS)


def failed_in_words(error: BookcastError) -> State[Any]:
    """The last state of a run that an error ended which a person can act on; its words stand in the log too."""
    get_run_logger().error("%s", error)
    return Failed(message=str(error))
