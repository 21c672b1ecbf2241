"""A whole book from its source to MP3s and an M4B with the draft voice: how fast, by stage, and how much memory.

    python -m benchmarks.render BOOK [--chapters 1-5] [--json]

Speeds are ratios: seconds of audio for each second on the clock. Reading to plan is timed in a process of its own,
from its start; the render likewise, its stages by the moments at which the command line announces them. Peak memory
is the largest single process (ours, or one ffmpeg).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.cores import usable_cores

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
STAGES = ("prepare", "record", "stitch", "master", "package")


def plan_seconds(book: Path, choice: list[str]) -> float:
    """Seconds from the start of the process to the shown plan."""
    began = time.perf_counter()
    argv = [*COMMAND, "plan", str(book), "--engine", "draft", *choice]
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return time.perf_counter() - began


def render_seconds(book: Path, out: Path, choice: list[str]) -> dict[str, float]:
    """Seconds of each stage, and of the whole."""
    argv = [*COMMAND, "render", str(book), "--engine", "draft", "--out", str(out), *choice]
    began = time.perf_counter()
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    starts: dict[str, float] = {}
    assert process.stderr is not None
    for line in process.stderr:
        name = re.match(r"(\w+)", line)
        if name and name[1] in STAGES:
            starts.setdefault(name[1], time.perf_counter())
    code = process.wait()
    ended = time.perf_counter()
    if code:
        raise SystemExit(f"the render ended with code {code}")
    moments = [*(starts[stage] for stage in STAGES), ended]
    return {"whole": ended - began} | {stage: moments[i + 1] - moments[i] for i, stage in enumerate(STAGES)}


def main() -> None:
    """Plan, render, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", type=Path)
    parser.add_argument("--chapters")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    choice = ["--chapters", arguments.chapters] if arguments.chapters else []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        planned = plan_seconds(arguments.book, choice)
        seconds = render_seconds(arguments.book, out, choice)
        record = json.loads((out / "render.json").read_text())
    audio = sum(one["seconds"] for one in record["deliveries"] if one["kind"] == "m4b")
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    result = {"audio_s": audio, "plan_s": planned, "peak_mb": peak_mb, "seconds": seconds}
    if arguments.json:
        print(json.dumps(result))
        return
    print(f"{audio / 3600:.2f} hours of audio, {usable_cores()} cores, peak memory {peak_mb:.0f} MB")
    print(f"read to plan  {planned:8.1f} s")
    for stage, took in seconds.items():
        print(f"{stage:12}  {took:8.1f} s  {audio / took:7.0f} times real time")


if __name__ == "__main__":
    main()
