"""Read-along books against EPUBCheck: the messages about each that its source did not have. There should be none.

usage: python -m benchmarks.read_along [--chapters N] [BOOK…]

Without books: the sample story and scene, a Chinese text, an EPUB 2, and *Alice* of ../shared/corpora where
that is there. Each is spoken by the draft voice into a temporary folder; EPUBCheck then reads the source, where it is
an EPUB, and what was made.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.epubcheck import messages_of, missing
from benchmarks.old_epub import write_old_epub
from manifests.render import RenderSettings
from pipeline.delivering.deliver import deliver
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render
from pipeline.progress import Quiet

ROOT = Path(__file__).resolve().parents[1]
ALICE = ROOT.parent / "shared/corpora/epub/lewis-carroll_alices-adventures-in-wonderland_john-tenniel.epub"
CHINESE = """---
title: 灯塔的夜晚
language: zh
---

# 第一章　海风

天黑以后，阿宁爬上灯塔。风从海上来，带着盐的味道。“今晚有雾吗？”她问。

老人说：“有。雾会很大，所以*灯*不能灭。”他把油壶放在桌上，又看了看窗外。

# 第二章　归船

凌晨三点，一条小船回来了。“谢谢你的灯。”船长说。
"""


def main() -> int:
    """Print a row a book; 1 where one has a message that its source did not have."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", nargs="*", type=Path)
    parser.add_argument("--chapters", help="speak these chapters only, as bookcast render does")
    arguments = parser.parse_args()
    if lacking := missing():
        print(lacking, file=sys.stderr)
        return 2
    print(f"{'book':40} {'sound':>8} {'MB':>6} {'deliver':>8} {'source':>7} {'made':>5} {'new':>4}")
    with tempfile.TemporaryDirectory() as scratch:
        books = arguments.books or _own(Path(scratch))
        new = [
            _row(book.absolute(), Path(scratch) / f"out-{number}", arguments.chapters)
            for number, book in enumerate(books)
        ]
    return 1 if any(new) else 0


def _own(scratch: Path) -> list[Path]:
    chinese = scratch / "lighthouse.md"
    chinese.write_text(CHINESE, "utf-8")
    story, scene = ROOT / "samples/the-lamplighters-door.epub", ROOT / "samples/a-scene.md"
    old = write_old_epub(scratch / "last-ferry.epub")
    return [story, scene, chinese, old, *([ALICE] if ALICE.is_file() else [])]


def _row(book: Path, out: Path, chapters: str | None) -> int:
    """Speak a book, make its read-along, and compare; the number of new messages."""
    folder = ProductionFolder(out)
    told = RenderSettings(source=str(book), engine="draft", formats=("mp3",), chapters=chapters)
    report = render(told, folder, progress=Quiet())
    begun = time.perf_counter()
    (packed,) = deliver(folder, ["readalong"], Quiet())
    seconds = time.perf_counter() - begun
    made = [folder.package("readalong") / name for name in packed.files]
    before = messages_of(book) if book.suffix == ".epub" else Counter[tuple[str, str, str]]()
    after = Counter[tuple[str, str, str]]()
    for path in made:
        after |= messages_of(path)
    new = after - before
    spoken, size = sum(one.seconds for one in report.files), sum(path.stat().st_size for path in made) / 1e6
    counts = f"{before.total():7} {after.total():5} {new.total():4}"
    print(f"{book.name[:40]:40} {spoken / 60:6.1f} m {size:6.1f} {seconds:6.1f} s {counts}", flush=True)
    for (severity, kind, words), count in new.items():
        print(f"  {severity} {kind} ({count}): {words}")
    return new.total()


if __name__ == "__main__":
    raise SystemExit(main())
