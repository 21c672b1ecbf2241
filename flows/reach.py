"""What an order may reach on this worker's machine, before anything of it is read or written."""

import os
from collections.abc import Iterable
from pathlib import Path

from prefect import get_run_logger

from flows.parameters import FeedOrder, RecordingOrder, RenderOrder, Sharing
from manifests.options import named_places
from manifests.plan import Plan
from manifests.roots import VARIABLE, check_allowed
from manifests.voice import ClipVoice


def check_render(order: RenderOrder, share: Sharing | None = None) -> None:
    """Raise InputError where a book, what is said of it, or its folder lies outside of the worker's roots.

    What casts and books name in turn is held against them where it is read.
    """
    shared = [share.takes] if share is not None and share.takes else []
    _check([order.source, order.out, *named_places(order.model_dump(), Path("/")), *shared])


def check_recording(order: RecordingOrder) -> None:
    """Raise InputError where the store or the production lies outside of the worker's roots."""
    _check(place for place in (order.takes, order.production) if place)


def check_feed(order: FeedOrder) -> None:
    """Raise InputError where the show file or the place that it goes to lies outside of the worker's roots."""
    _check([order.show, order.to])


def check_voices(plan: Plan) -> None:
    """Raise InputError where a voice of a plan that came from elsewhere lies outside of the worker's roots."""
    sources = [voice.source for voice in plan.voices.values()]
    _check(source.audio for source in sources if isinstance(source, ClipVoice))
    _check(lora for source in sources if (lora := getattr(source, "lora", None)))


def warn_where_unbounded() -> None:
    """Tell in the run's log that the worker's owner set no limit."""
    if VARIABLE not in os.environ:
        get_run_logger().warning(
            "%s is not set for this worker: whoever reaches the server may have any file read and written here "
            "that the worker itself may",
            VARIABLE,
        )


def _check(places: Iterable[str]) -> None:
    for place in places:
        check_allowed(place)
