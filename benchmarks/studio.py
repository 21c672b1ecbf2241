"""How fast the studio opens a production, gives a chapter and a range, and how much memory playing takes.

    python benchmarks/studio.py OUT [--hours 20] [--pictures FOLDER]

OUT is a finished production. `--hours` repeats its chapters, under other numbers, to a book of that length. With
`--pictures` every view is drawn, on a desktop and a phone, light and dark; that needs chromium.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import psutil

from manifests.plan import Plan, PlannedChapter, Segment
from manifests.render import RenderRecord
from manifests.timeline import Timeline
from pipeline.production.folder import ProductionFolder
from pipeline.sound.stitching import stitch_key

SIZES = {"desktop": (1360, 860), "phone": (390, 844)}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Measure and draw what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--hours", type=float)
    parser.add_argument("--pictures", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = enlarged(arguments.out, Path(folder), arguments.hours) if arguments.hours else arguments.out
        with opened(out) as (address, process):
            measure(address, process)
            if arguments.pictures:
                pictures(address, out, arguments.pictures)


@contextmanager
def opened(out: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A studio on the production, as the command opens it."""
    began = time.perf_counter()
    words = [sys.executable, "-m", "pipeline.cli", "studio", str(out), "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["addresses"][0]
        print(f"command to address: {time.perf_counter() - began:.2f} s")
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def measure(address: str, process: psutil.Process) -> None:
    """Print what each request takes, and the memory before and after every sound was played."""
    base = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    with httpx2.Client(base_url=base, follow_redirects=True, timeout=120) as client:
        client.get(address)
        (one,) = client.get("/productions").json()
        place = f"/p/{one['id']}"
        print(f"{one['title']}: {one['chapters']} chapters, {one['seconds'] / 3600:.1f} h")
        page_s = timed("page", lambda: client.get(place)) + timed("chapters", lambda: client.get(f"{place}/view"))
        print(f"page and chapters: {page_s:.2f} s")
        view = client.get(f"{place}/view").json()
        numbers = [chapter["number"] for chapter in view["chapters"]]
        chapters = [timed("", lambda n=n: client.get(f"{place}/chapters/{n}")) for n in numbers[:40]]
        print(f"a chapter's text: {sorted(chapters)[len(chapters) // 2]:.3f} s, at most {max(chapters):.3f} s")
        before = process.memory_info().rss
        for number in numbers[:40]:
            for sound in client.get(f"{place}/chapters/{number}").json()["sounds"].values():
                client.get(sound["peaks"])
                for track in sound["tracks"]:
                    client.get(track["url"], headers={"range": "bytes=1000-"})
        url = next(iter(client.get(f"{place}/chapters/{numbers[-1]}").json()["sounds"].values()))["tracks"][0]["url"]
        timed("a range of 64 KiB", lambda: client.get(url, headers={"range": "bytes=100000-165535"}))
        after = process.memory_info().rss
        print(f"memory: {before / 1e6:.0f} MB, after all was played {after / 1e6:.0f} MB")


def timed(name: str, work: Any) -> float:
    """Seconds that a request takes."""
    began = time.perf_counter()
    work().raise_for_status()
    took = time.perf_counter() - began
    if name:
        print(f"{name}: {took:.3f} s")
    return took


def enlarged(out: Path, into: Path, hours: float) -> Path:
    """The production, its chapters repeated to so many hours, under other numbers; sounds are links."""
    source, folder = ProductionFolder(out.absolute()), ProductionFolder(into / "book")
    record = RenderRecord.load(source.record)
    times = round(hours * 3600 / record.plan.expected_s)
    chapters, segments = list[PlannedChapter](), list[Segment]()
    folder.chapters.mkdir(parents=True)
    for turn in range(times):
        for chapter in record.plan.chapters:
            own = [one for one in record.plan.segments if one.chapter == chapter.number]
            new = [_renamed(one, turn, len(chapters)) for one in own]
            ids = tuple(one.id for one in new)
            chapters.append(chapter.model_copy(update={"number": len(chapters), "segments": ids}))
            segments += new
            _link(record.plan, chapter, chapters[-1], new, source, folder, turn)
    plan = record.plan.model_copy(update={"chapters": tuple(chapters), "segments": tuple(segments)})
    record.model_copy(update={"plan": plan, "made": (), "deliveries": ()}).save(folder.record)
    shutil.copytree(source.takes, folder.takes)
    return folder.root


def _renamed(segment: Segment, turn: int, chapter: int) -> Segment:
    pieces = tuple(one.model_copy(update={"line": f"{turn}{one.line}"}) for one in segment.pieces)
    return segment.model_copy(
        update={"id": f"{turn}.{segment.id}", "chapter": chapter, "pieces": pieces, "context": ()}
    )


def _link(
    plan: Plan,
    old: PlannedChapter,
    new: PlannedChapter,
    segments: list[Segment],
    source: ProductionFolder,
    folder: ProductionFolder,
    turn: int,
) -> None:
    """The sound and the timeline of a chapter under its other number."""
    own = plan.model_copy(update={"segments": tuple(segments), "chapters": (new,)})
    key, former = stitch_key(own, new), stitch_key(plan, old)
    timeline = Timeline.load(source.chapters / f"{former}.timeline.json")
    cues = tuple(cue.model_copy(update={"line": f"{turn}{cue.line}"}) for cue in timeline.cues)
    timeline.model_copy(update={"cues": cues, "chapter": new.number}).save(folder.chapters / f"{key}.timeline.json")
    (folder.chapters / f"{key}.flac").symlink_to(source.chapters / f"{former}.flac")


def pictures(address: str, out: Path, folder: Path) -> None:
    """Draw every view, and say how long the page takes in a browser."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, CHROMIUM)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                )
                page = context.new_page()
                page.set_default_timeout(120_000)
                page.goto(address)
                page.screenshot(path=folder / f"productions-{size}-{scheme}.png")
                began = time.perf_counter()
                page.click(".productions a")
                page.wait_for_selector(".line[aria-current]")
                print(f"{size}, {scheme}: page and text in the browser after {time.perf_counter() - began:.2f} s")
                _views(page, folder, f"{size}-{scheme}")
                _at_work(page, folder, f"{size}-{scheme}")
                page.goto((out / "report.html").absolute().as_uri())
                page.screenshot(path=folder / f"report-{size}-{scheme}.png")
                context.close()
        browser.close()


def _views(page: Any, folder: Path, name: str) -> None:
    """A chapter in the middle, and each dialog."""
    if page.is_visible("#chapters-button"):
        page.click("#chapters-button")
        _shot(page, folder / f"chapters-{name}.png", "#chapters.shown")
    page.click("#chapters li:nth-child(4) button")
    page.wait_for_selector("#chapters li:nth-child(4) button[aria-current]", state="attached")
    for _ in range(12):
        page.keyboard.press("j")
    page.wait_for_timeout(800)
    _shot(page, folder / f"chapter-{name}.png", "#waveform div")
    for key, view in {"m": "flag", "R": "change", "s": "speaker", "t": "takes", "?": "keys"}.items():
        page.keyboard.press(key)
        _shot(page, folder / f"{view}-{name}.png")
    page.click("#inspector button:has-text('All speakers')")
    _shot(page, folder / f"speakers-{name}.png")


def _at_work(page: Any, folder: Path, name: str) -> None:
    """What would follow from a change, and a render that is begun and stopped."""
    page.keyboard.press("r")
    _shot(page, folder / f"follows-{name}.png", "dialog[open] .plan")
    page.click("#render-button")
    page.wait_for_selector("#stop-button:visible")
    page.screenshot(path=folder / f"render-{name}.png")
    page.click("#stop-button")
    page.wait_for_selector("#stop-button", state="hidden")


def _shot(page: Any, path: Path, selector: str = "dialog[open]") -> None:
    """Draw the page once something is there, and close the dialog that it may be in."""
    page.wait_for_selector(selector)
    page.screenshot(path=path)
    if page.is_visible("dialog[open]"):
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog[open]", state="hidden")


if __name__ == "__main__":
    main()
