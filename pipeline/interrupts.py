"""Ctrl-C that is not lost where nothing can be raised.

Python raises KeyboardInterrupt wherever the main thread happens to be. In a callback from C (libsndfile reading from
memory), or while an object is let go, it is printed and forgotten, and the work goes on as if nobody had asked.
"""

from __future__ import annotations

import _thread
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_AGAIN_AFTER_S = 0.01
"""Long enough for the callback to return; from there on it can be raised."""


def keep_interrupts() -> None:
    """From now on an interrupt that could not be raised comes again, until it is."""
    if not isinstance(sys.unraisablehook, _AgainHook):
        sys.unraisablehook = _AgainHook(sys.unraisablehook)


class _AgainHook:
    """Told of what could not be raised; whatever is no interrupt goes to the former hook."""

    def __init__(self, former: Callable[[UnraisableHookArgs], object]) -> None:
        self._former = former

    def __call__(self, unraisable: UnraisableHookArgs) -> None:
        if issubclass(unraisable.exc_type, KeyboardInterrupt):
            again = threading.Timer(_AGAIN_AFTER_S, _thread.interrupt_main)
            again.daemon = True
            again.start()
        else:
            self._former(unraisable)
