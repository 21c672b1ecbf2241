"""What a studio has done by a process of its own, the request on its input: it ends, and its memory with it.

python -m pipeline.studio.worker plan|do OUT
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from manifests.errors import BookcastError
from manifests.libraries import loading_told
from pipeline.interrupts import keep_interrupts
from pipeline.production.folder import ProductionFolder


def main() -> int:
    """Plan or do what was asked for; a plan, and an error as the last line, are JSON. Returns the exit code."""
    # A studio that a shell put into the background ignores interrupts; what it begins must not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    keep_interrupts()
    task, out = sys.argv[1:]
    # The lock of the folder names whoever works in it so.
    sys.argv = ["bookcast studio", task, out]
    try:
        with loading_told():
            return _done(task, ProductionFolder(Path(out)))
    except BookcastError as error:
        print(json.dumps({"message": error.message, "remedy": error.remedy}), file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _done(task: str, folder: ProductionFolder) -> int:
    from pipeline.studio.requests import ALL, CHANGES

    said = sys.stdin.read()
    if task == "plan":
        print(CHANGES.validate_json(said).planned_in(folder).model_dump_json())  # noqa: T201
        return 0
    return 0 if ALL.validate_json(said).done_in(folder) else 5


if __name__ == "__main__":
    raise SystemExit(main())
