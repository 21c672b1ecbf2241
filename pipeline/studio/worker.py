"""A run that a studio began, in a process of its own: `python -m pipeline.studio.worker OUT`, the request on stdin."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from manifests.errors import BookcastError
from manifests.libraries import loading_told
from pipeline.production.folder import ProductionFolder
from pipeline.studio.requests import request_of


def main() -> int:
    """Do what was asked for; the return value is the exit code of the same on the command line."""
    # A studio that a shell put into the background ignores interrupts; what it begins must not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with loading_told():
            return 0 if request_of(sys.stdin.read()).done_in(ProductionFolder(Path(sys.argv[1]))) else 5
    except BookcastError as error:
        print(f"{error.message}\n{error.remedy}".strip(), file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
