"""How many seconds of sound Kokoro speaks in a second, by the clock and by the processor, on one thread and on two.

    python -m benchmarks.kokoro FOLDER [--jobs 1,2] [--segments 4] [--json]

Each segment is three sentences, about fifteen seconds. Loading is told apart, and not counted in the rates.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator

from manifests.files import digest
from manifests.plan import Piece, Segment
from manifests.voice import DraftVoice, StyledVoice, Voice
from pipeline.engines.choice import EngineChoice, choose_engine
from pipeline.engines.protocol import SpeechRequest

WORDS = (
    "The lamp had gone out an hour before, and nobody had thought of lighting it again.",
    "She counted the steps, as she always did: thirty-one to the landing, and nine more to the door.",
    "What would they say, when they found the room empty, and the window open to the rain?",
)


def requests(style: str, count: int) -> Iterator[SpeechRequest]:
    """Segments of one voice, each another reading."""
    draft = DraftVoice()
    voice = Voice(name="reader", source=draft, stand_in=draft, styled=StyledVoice(blend={style: 1.0}))
    pieces = tuple(Piece(line="1", start=0, end=len(text), spoken=text, pause_after_ms=280) for text in WORDS)
    for number in range(count):
        segment = Segment(
            id=str(number), chapter=1, scene=0, chain=str(number), role="narrator", voice="reader", language="en",
            pieces=pieces, seed=number, expected_s=15, key=digest(["benchmark", number]),
        )  # fmt: skip
        yield SpeechRequest(segment, voice)


def measured(choice: EngineChoice, jobs: int, count: int) -> dict[str, float]:
    """What `count` segments take, once the engine is loaded."""
    assert choice.capabilities.timbres is not None
    begun = time.perf_counter()
    with choice.start() as engine:
        loaded, used = time.perf_counter(), time.process_time()
        waiting, sound_s = list(requests(min(choice.capabilities.timbres), count)), 0.0
        in_flight = 0
        while waiting or in_flight:
            while waiting and in_flight < engine.capacity:
                engine.submit(waiting.pop(0))
                in_flight += 1
            for spoken in engine.collect():
                in_flight -= 1
                sound_s += len(spoken.audio) / engine.identity.sample_rate_hz
        clock_s, processor_s = time.perf_counter() - loaded, time.process_time() - used
    return {
        "jobs": jobs,
        "load_s": round(loaded - begun, 2),
        "sound_s": round(sound_s, 1),
        "by_clock": round(sound_s / clock_s, 2),
        "processor_s_per_s": round(processor_s / sound_s, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Measure, and print one line for each number of jobs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--segments", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    for jobs in map(int, asked.jobs.split(",")):
        found = measured(choose_engine("kokoro", model=asked.folder, jobs=jobs), jobs, asked.segments)
        print(json.dumps(found) if asked.json else "  ".join(f"{name} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
