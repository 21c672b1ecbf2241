"""How runs end that cannot do what was asked of them: in words, as the command line ends."""

from typing import Any

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Failed

from manifests.errors import BookcastError


def failed_in_words(error: BookcastError) -> State[Any]:
    """The last state of a run that an error ended which a person can act on; its words stand in the log too."""
    get_run_logger().error("%s", error)
    return Failed(message=str(error))
