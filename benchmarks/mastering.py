"""Joining and mastering beside the bare ffmpeg steps that they cannot do without, on the same speech, in one run.

    python -m benchmarks.mastering [--minutes 20] [--rounds 3] [--preset acx]

Ours: stitch the takes into a chapter, master it, measure the MP3. Bare: what ffmpeg alone takes for the same chapter,
each step by itself: high-pass, gain and oversampled limiter into nothing; encoding the mastered sound from PCM as FLAC
and as MP3; decoding the MP3 with EBU R 128 and true peak. Steps alternate; the median of the rounds counts. CPU seconds
are of all processes; "wall" is what a person waits for (our steps run beside each other).
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.draft_voice import make_plan
from manifests.take_store import TakeStore
from pipeline.cores import usable_cores
from pipeline.engines.draft import DraftEngine
from pipeline.presets import load_preset
from pipeline.recording.record import record
from pipeline.sound.ffmpeg import file_argument, find_ffmpeg, run
from pipeline.sound.mastering import master_chapter
from pipeline.sound.stitching import stitch

Cost = tuple[float, float]
"""Seconds: on the clock, and of all processors."""

LIMITER = (
    "highpass=f=75,volume=6dB,aresample=176400:resampler=soxr,alimiter=limit=-3.5dB:level=false:latency=true,"
    "aresample=44100:resampler=soxr:precision=28"
)


def timed(work: Callable[[], object]) -> Cost:
    def spent() -> float:
        return sum(
            usage.ru_utime + usage.ru_stime
            for usage in (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        )

    wall, cpu = time.perf_counter(), spent()
    work()
    return time.perf_counter() - wall, spent() - cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--preset", default="acx")
    options = parser.parse_args()
    preset = load_preset(options.preset)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan, store = make_plan(options.minutes), TakeStore(folder / "takes")
        with DraftEngine() as engine:
            record(plan, store, engine)
        stitched, pcm, mp3 = folder / "stitched.flac", folder / "master.s16", folder / "bare.mp3"
        timeline = stitch(plan, plan.chapters[0], (), store, stitched)
        master_chapter(stitched, timeline, preset, key="k", folder=folder)
        run(["-i", file_argument(folder / "k.flac"), "-ac", "1", "-f", "s16le", file_argument(pcm)])
        raw = ["-f", "s16le", "-ar", "44100", "-ac", "1", "-i", file_argument(pcm)]
        flac = ["-c:a", "flac", "-f", "flac", file_argument(folder / "bare.flac")]
        loudness = ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
        steps: dict[str, Callable[[], object]] = {
            "ours: stitching": lambda: stitch(plan, plan.chapters[0], (), store, stitched),
            "ours: mastering": lambda: master_chapter(
                stitched, timeline, preset, key="k", folder=Path(tempfile.mkdtemp(dir=folder))
            ),
            "bare: limiter": lambda: run(["-i", file_argument(stitched), "-af", LIMITER, "-f", "null", "-"]),
            "bare: FLAC": lambda: run([*raw, *flac]),
            "bare: MP3": lambda: run([*raw, "-b:a", "192k", file_argument(mp3)]),
            "bare: decoding and EBU R 128": lambda: run(["-i", file_argument(mp3), *loudness]),
        }
        costs: dict[str, list[Cost]] = {step: [] for step in steps}
        for _ in range(options.rounds):
            for step, work in steps.items():
                costs[step].append(timed(work))
    report(costs, timeline.seconds)


def report(costs: dict[str, list[Cost]], seconds: float) -> None:
    print(f"{find_ffmpeg().identity.split(' Copyright')[0]}, {usable_cores()} cores, {seconds:.0f} s of speech")
    print(f"{'':32}{'wall s':>9}{'CPU s':>9}{'times real time (CPU)':>24}")
    sums = {"ours": [0.0, 0.0], "bare": [0.0, 0.0]}
    for step, each in costs.items():
        wall, cpu = (statistics.median(values) for values in zip(*each, strict=True))
        sums[step[:4]][0] += wall
        sums[step[:4]][1] += cpu
        print(f"{step:32}{wall:9.2f}{cpu:9.2f}{seconds / cpu:24.0f}")
    for index, unit in enumerate(("wall", "CPU")):
        ours, bare = sums["ours"][index], sums["bare"][index]
        print(f"ours / bare, {unit}: {ours:.2f} s / {bare:.2f} s = {ours / bare:.2f}")


if __name__ == "__main__":
    main()
