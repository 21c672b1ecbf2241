"""Peak memory of stitching and mastering, for a short and for a long chapter.

    python -m benchmarks.memory [--hours 1 20] [--preset acx]

Each length is one chapter in a process of its own. Resident memory of the process and of every ffmpeg that it starts is
sampled five times a second and added up; the peak of the sums counts. The chapter's segments share a few takes, which
changes nothing for memory: takes are loaded one by one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.draft_voice import make_plan
from manifests.plan import Plan
from manifests.take_store import TakeStore
from pipeline.engines.draft import DraftEngine
from pipeline.mastering import master_chapter
from pipeline.presets import load_preset
from pipeline.recording import record
from pipeline.stitching import stitch

DIFFERENT_S = 120


def long_plan(short: Plan, hours: float) -> Plan:
    """`short`, its segments said again and again until they fill `hours`."""
    segments = [
        segment.model_copy(
            update={
                "id": f"{number:06}",
                "pieces": tuple(piece.model_copy(update={"line": f"001-{number:06}"}) for piece in segment.pieces),
            }
        )
        for number in range(round(hours * 3600 / 15))
        for segment in [short.segments[number % len(short.segments)]]
    ]
    chapter = short.chapters[0].model_copy(update={"segments": tuple(segment.id for segment in segments)})
    return short.model_copy(update={"segments": tuple(segments), "chapters": (chapter,)})


def work(hours: float, preset: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        short, store = make_plan(DIFFERENT_S / 60), TakeStore(folder / "takes")
        with DraftEngine() as engine:
            record(short, store, engine)
        plan = long_plan(short, hours)
        print("ready", flush=True)
        timeline = stitch(plan, plan.chapters[0], (), store, folder / "stitched.flac")
        master_chapter(folder / "stitched.flac", timeline, load_preset(preset), key="k", folder=folder)
        print(f"{timeline.seconds / 3600:.2f}")


def peak_mb(hours: float, preset: str) -> tuple[float, float]:
    """(hours of sound, peak MB) of one chapter."""
    argv = [sys.executable, "-m", "benchmarks.memory", "--work", str(hours), "--preset", preset]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        peak, process = 0, psutil.Process(child.pid)
        while child.poll() is None:
            peak = max(peak, sum(_resident(one) for one in [process, *_children(process)]))
            time.sleep(0.2)
        return float(child.stdout.read()), peak / 1e6


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, nargs="+", default=[1, 20])
    parser.add_argument("--preset", default="acx")
    parser.add_argument("--work", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.preset)
        return
    for hours in options.hours:
        print("{:.2f} h of sound: peak {:.0f} MB".format(*peak_mb(hours, options.preset)))


if __name__ == "__main__":
    main()
