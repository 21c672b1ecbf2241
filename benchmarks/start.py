"""How long bookcast takes to say --help, and to have its first take, beside a bare Python.

usage: python benchmarks/start.py [--runs N] [--json]

Prints medians of whole-process wall times. The first take is the moment when the first FLAC stands in the store of
takes of a fresh render of the sample scene with the draft voice.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def seconds_of(argv: list[str]) -> float:
    """Wall seconds of one process."""
    began = time.perf_counter()
    subprocess.run(argv, check=True, capture_output=True, env=ENVIRONMENT, cwd=ROOT)
    return time.perf_counter() - began


def first_take() -> float:
    """Seconds from the start of a render until its first take is kept."""
    with tempfile.TemporaryDirectory() as folder:
        takes = Path(folder) / "out" / "work" / "takes"
        argv = [*COMMAND, "render", str(ROOT / "samples" / "a-scene.md"), "--out", str(Path(folder) / "out")]
        began = time.perf_counter()
        process = subprocess.Popen(
            argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT, start_new_session=True
        )
        while not any(takes.glob("??/[0-9a-f]*.flac")):
            if process.poll() is not None:
                raise SystemExit("the render ended without a take")
            time.sleep(0.005)
        took = time.perf_counter() - began
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return took


def main() -> None:
    """Measure in turns, print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    seconds: dict[str, list[float]] = {"python": [], "help": [], "first take": []}
    seconds_of([*COMMAND, "--help"])  # fill the file cache
    for _ in range(arguments.runs):
        seconds["python"].append(seconds_of([sys.executable, "-c", ""]))
        seconds["help"].append(seconds_of([*COMMAND, "--help"]))
        seconds["first take"].append(first_take())
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    if arguments.json:
        print(json.dumps(medians))
        return
    for name, limit in (("python", None), ("help", 0.4), ("first take", 3.0)):
        print(f"{name:12} {medians[name]:.3f} s" + (f"  (limit {limit} s)" if limit else ""))


if __name__ == "__main__":
    main()
