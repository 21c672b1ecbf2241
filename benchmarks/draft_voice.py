"""How many times faster than real time the draft voice speaks, on one core and on two.

    python -m benchmarks.draft_voice [--minutes 20]

Three figures for each number of cores: the engine alone; recording, which also measures, encodes and stores the takes;
and a resume, which finds them all there. Last, the time from the start of a fresh process to its first stored take.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from manifests.book import Metadata
from manifests.files import digest
from manifests.plan import Piece, Plan, PlannedChapter, Segment
from manifests.take_store import TakeStore
from manifests.voice import DraftVoice, Voice
from pipeline.engines.draft import DraftEngine, draft_identity
from pipeline.engines.protocol import SpeechRequest
from pipeline.recording.record import record

WORDS = (
    "The lamp had gone out an hour before, and nobody had thought of lighting it again.",
    "She counted the steps, as she always did: thirty-one to the landing, and nine more to the door.",
    "What would they say, when they found the room empty, and the window open to the rain?",
    "He wrote it down, folded the paper twice, and put it where he was sure that he would never look.",
)
SEGMENT_S = 15


def make_plan(minutes: float) -> Plan:
    """A plan of about so many minutes, in segments of about 15 s, by four voices."""
    variants = ("m3", "f4", "m7", "Annie")
    voices = {
        name: Voice(name=name, source=draft, stand_in=draft)
        for name in variants
        for draft in [DraftVoice(language="en-gb", variant=name)]
    }
    segments = []
    for number in range(max(1, round(minutes * 60 / SEGMENT_S))):
        pieces = tuple(
            Piece(line=f"001-{number:04}", start=0, end=len(text), spoken=text, pause_after_ms=280)
            for text in (WORDS[(number + shift) % 4] for shift in range(3))
        )
        segments.append(
            Segment(
                id=f"001-{number:04}", chapter=1, scene=0, chain=str(number), role="narrator",
                voice=variants[number % 4], language="en", pieces=pieces, expected_s=SEGMENT_S,
                key=digest(["benchmark", number]),
            )
        )  # fmt: skip
    ids = tuple(segment.id for segment in segments)
    chapter = PlannedChapter(number=1, title="Benchmark", matter="chapter", segments=ids, expected_s=minutes * 60)
    return Plan(
        engine=draft_identity(), metadata=Metadata(title="Benchmark"), preset="raw", seed=0, voices=voices,
        chapters=(chapter,), segments=tuple(segments),
    )  # fmt: skip


def spoken_s(plan: Plan, engine: DraftEngine) -> float:
    """Speak a plan and keep nothing; seconds of sound."""
    waiting, in_flight, seconds = list(plan.segments), 0, 0.0
    while waiting or in_flight:
        while waiting and in_flight < engine.capacity:
            segment = waiting.pop(0)
            engine.submit(SpeechRequest(segment, plan.voices[segment.voice]))
            in_flight += 1
        for spoken in engine.collect():
            in_flight -= 1
            seconds += len(spoken.audio) / engine.identity.sample_rate_hz
    return seconds


def measure(cores: list[int], minutes: float) -> None:
    """Print the figures for these cores."""
    os.sched_setaffinity(0, cores)
    plan = make_plan(minutes)
    with tempfile.TemporaryDirectory() as folder, DraftEngine() as engine:
        began = time.perf_counter()
        seconds = spoken_s(plan, engine)
        alone = time.perf_counter() - began
        store, began = TakeStore(Path(folder)), time.perf_counter()
        record(plan, store, engine)
        recording = time.perf_counter() - began
        began = time.perf_counter()
        record(plan, store, engine)
        resume = time.perf_counter() - began
    print(
        f"{len(cores)} core(s): {seconds / 60:.1f} min in {len(plan.segments)} takes; engine alone "
        f"{seconds / alone:.0f} x real time, recording {seconds / recording:.0f} x, "
        f"resume {1000 * resume / len(plan.segments):.2f} ms a take"
    )


FIRST_TAKE = """
import tempfile
from pathlib import Path
from benchmarks.draft_voice import make_plan
from manifests.take_store import TakeStore
from pipeline.engines.draft import DraftEngine
from pipeline.recording.record import record
with tempfile.TemporaryDirectory() as folder, DraftEngine() as engine:
    record(make_plan(0.2), TakeStore(Path(folder)), engine)
"""


def main() -> None:
    """Measure on one core, then on two: of a system that lets a process choose its cores (Linux)."""
    parser = argparse.ArgumentParser(description="times real time of the draft voice")
    parser.add_argument("--minutes", type=float, default=20)
    minutes = parser.parse_args().minutes
    all_cores = sorted(os.sched_getaffinity(0))
    for count in (1, 2):
        if count <= len(all_cores):
            measure(all_cores[:count], minutes)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", FIRST_TAKE], check=True)
    print(f"a fresh process: first take stored, and all closed, after {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
