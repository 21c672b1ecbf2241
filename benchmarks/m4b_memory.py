"""Peak memory of encoding and packaging an M4B, for a short and for a long book.

    python -m benchmarks.m4b_memory [--hours 1 20]

Each length is encoded from one half-hour chapter said again and again (room tone alone, which encodes fast and changes
nothing for memory), then given chapter marks and tags. Resident memory of the process and its ffmpeg is sampled five
times a second and added up.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.memory import peak_mb
from manifests.book import Metadata
from pipeline.packaging.m4b import encode_aac, write_m4b
from pipeline.packaging.tags import ChapterMark, FileTags
from pipeline.presets import load_preset

CHAPTER_S = 1800


def work(hours: float) -> None:
    """Encode and package a book of `hours`."""
    preset = load_preset("acx")
    with tempfile.TemporaryDirectory() as name:
        folder, count = Path(name), max(1, round(hours * 3600 / CHAPTER_S))
        rate = preset.sample_rate_hz
        tone = np.random.default_rng(0).integers(-8, 8, CHAPTER_S * rate, dtype=np.int16)
        soundfile.write(folder / "chapter.flac", tone, rate, subtype="PCM_16")
        del tone
        print("ready", flush=True)
        encode_aac([folder / "chapter.flac"] * count, folder / "book.aac", preset)
        marks = tuple(ChapterMark(f"Chapter {n + 1}", n * CHAPTER_S, (n + 1) * CHAPTER_S) for n in range(count))
        tags = FileTags(Metadata(title="Long"), "Long", ("Draft (AI voice)",), chapters=marks)
        write_m4b(folder / "book.aac", folder / "book.m4b", tags, samples=count * CHAPTER_S * rate)
        print(f"{count * CHAPTER_S / 3600:.2f}")


def main() -> None:
    """Measure each length in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, nargs="+", default=[1, 20])
    parser.add_argument("--work", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work)
        return
    for hours in options.hours:
        argv = [sys.executable, "-m", "benchmarks.m4b_memory", "--work", str(hours)]
        print("{:.2f} h of sound: peak {:.0f} MB".format(*peak_mb(argv)[:2]), flush=True)


if __name__ == "__main__":
    main()
