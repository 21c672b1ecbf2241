"""Peak memory of stitching, mastering and packaging, for a short and for a long book.

    python -m benchmarks.memory [--hours 1 20] [--preset acx]

Each length is a book of half-hour chapters in a process of its own. Resident memory of the process and of every
ffmpeg that it starts is sampled five times a second and added up; the peak of the sums counts. What the plan and the
script take, which grow with the text, is told beside it. The book's segments
share a few takes, which changes nothing for memory: takes are loaded one by one.
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
from manifests.plan import Plan, PlannedChapter, Segment
from manifests.script import Line, Script, ScriptChapter
from manifests.take_store import TakeStore
from pipeline.engines.draft import DraftEngine
from pipeline.packaging.tags import FileTags
from pipeline.presets import load_preset
from pipeline.production.delivery import deliver
from pipeline.production.file_names import Naming
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import output_files
from pipeline.production.postproduction import PostProduction, master_outputs, stitch_outputs
from pipeline.production.scope import Scope
from pipeline.production.wanted_files import DeliverySources
from pipeline.progress import Quiet
from pipeline.recording.record import record

DIFFERENT_S = 120
CHAPTER_S = 1800


def long_book(short: Plan, hours: float) -> tuple[Plan, Script]:
    """`short`, its segments said again and again in chapters of half an hour until they fill `hours`."""
    segments: list[Segment] = []
    chapters: list[PlannedChapter] = []
    while sum(chapter.expected_s for chapter in chapters) < hours * 3600:
        own: list[Segment] = []
        while sum(one.expected_s for one in own) < min(CHAPTER_S, hours * 3600):
            own.append(_again(short.segments[len(segments) % len(short.segments)], len(segments), len(chapters) + 1))
            segments.append(own[-1])
        chapters.append(
            PlannedChapter(
                number=len(chapters) + 1,
                title=f"Chapter {len(chapters) + 1}",
                matter="chapter",
                segments=tuple(one.id for one in own),
                expected_s=sum(one.expected_s for one in own),
            )
        )
    plan = short.model_copy(update={"segments": tuple(segments), "chapters": tuple(chapters)})
    lines = tuple(
        Line(id=one.pieces[0].line, chapter=one.chapter, text="So it went on.", origin="generated") for one in segments
    )
    headings = tuple(ScriptChapter(number=one.number, title=one.title) for one in chapters)
    return plan, Script(metadata=plan.metadata, chapters=headings, lines=lines, hrefs=())


def _again(segment: Segment, number: int, chapter: int) -> Segment:
    line = f"{chapter:03}-{number:06}"
    pieces = tuple(piece.model_copy(update={"line": line}) for piece in segment.pieces)
    return segment.model_copy(update={"id": f"{number:06}", "chapter": chapter, "pieces": pieces})


def work(hours: float, preset_name: str) -> None:
    """Everything after the recording, as a render does it."""
    with tempfile.TemporaryDirectory() as name:
        folder, preset = ProductionFolder(Path(name)), load_preset(preset_name)
        short = make_plan(DIFFERENT_S / 60)
        with DraftEngine() as engine:
            record(short, TakeStore(folder.takes), engine)
        plan, script = long_book(short, hours)
        print("ready", flush=True)
        finishing = PostProduction(output_files(plan, preset), script, preset, folder)
        stitched = stitch_outputs(finishing, jobs=2, progress=Quiet())
        sound = master_outputs(finishing, stitched, jobs=2, progress=Quiet())
        tags = FileTags(plan.metadata, plan.metadata.title, ("Draft (AI voice)",))
        scope = Scope(plan, frozenset(chapter.number for chapter in plan.chapters), plan, preset, {})
        naming = Naming(scope, plan.metadata, finishing.outputs, finishing.sampled, None)
        deliver(DeliverySources(folder, "", naming, tags, sound), (), Quiet())
        print(f"{sum(one.mastered.seconds for one in sound.outputs) / 3600:.2f}")


def peak_mb(argv: list[str]) -> tuple[float, float, float]:
    """(hours of sound, peak MB, MB before the work) of a process that says "ready", works, and tells the hours."""
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        process = psutil.Process(child.pid)
        before = peak = _resident(process)
        while child.poll() is None:
            peak = max(peak, sum(_resident(one) for one in [process, *_children(process)]))
            time.sleep(0.2)
        return float(child.stdout.read()), peak / 1e6, before / 1e6


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
        argv = [sys.executable, "-m", "benchmarks.memory", "--work", str(hours), "--preset", options.preset]
        print(
            "{:.2f} h of sound: peak {:.0f} MB, {:.0f} of them with the plan alone".format(*peak_mb(argv)), flush=True
        )


if __name__ == "__main__":
    main()
