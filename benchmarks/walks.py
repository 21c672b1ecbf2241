"""Four people's ways through bookcast, by its real command line, with what was typed and what was printed.

    python -m benchmarks.walks [author|podcast|library|director …] [--small] [--keep FOLDER]

    author     a messy EPUB, from import to a folder that can be uploaded and was checked
    podcast    two episodes, one of them into the wrong folder, and the first one again with a line changed
    library    a shelf of thirty short books, checked, rendered, and again with one book more
    director   ten retakes, and one of them undone

Each ends in assertions: a walk that comes to its end has kept what it promises.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutagen.id3 import ID3
from PIL import Image

from benchmarks.walk_material import episodes, long_story, messy_epub, short_books

_PROGRAM = "from pipeline.cli import main; raise SystemExit(main())"
_MOST_LINES = 40


@dataclass
class Desk:
    """A folder where somebody works, with a terminal that shows what is typed and what is printed."""

    folder: Path
    quiet: bool = False

    def type(self, *words: str, code: int = 0) -> str:
        """Run `bookcast WORDS`; what it printed on both streams. AssertionError where it ends with another code."""
        argv = [sys.executable, "-c", _PROGRAM, *words]
        root = str(Path(__file__).resolve().parents[1])
        began = time.monotonic()
        done = subprocess.run(
            argv, cwd=self.folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": root}
        )
        self._show(f"$ bookcast {' '.join(repr(word) if ' ' in word else word for word in words)}")
        lines = (done.stderr + done.stdout).splitlines()
        for line in lines[:_MOST_LINES]:
            self._show(f"  {line[:160]}")
        if len(lines) > _MOST_LINES:
            self._show(f"  … {len(lines) - _MOST_LINES} lines more")
        self._show(f"  [exit {done.returncode}, {time.monotonic() - began:.1f} s]")
        assert done.returncode == code, f"bookcast {words}: {done.returncode} instead of {code}\n{done.stderr[-2000:]}"
        return done.stdout if "--json" in words else done.stdout + done.stderr

    def json(self, *words: str, code: int = 0) -> Any:
        """The same with `--json`; what was told."""
        return json.loads(self.type(*words, "--json", code=code))

    def say(self, text: str) -> None:
        """What the person does or sees without bookcast."""
        self._show(f"# {text}")

    def sums(self, place: str) -> dict[str, str]:
        """The SHA-256 of the finished files in a folder."""
        root = self.folder / place
        files = (path for path in root.rglob("*") if path.is_file() and "work" not in path.relative_to(root).parts)
        return {
            str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
            if path.suffix != ".json" and path.name != "report.html"
        }

    def spoken(self, place: str) -> int:
        """How many takes were spoken in a production so far."""
        return len((self.folder / place / "work/takes/takes.log").read_text().splitlines())

    def _show(self, line: str) -> None:
        if not self.quiet:
            print(line, flush=True)


def author(desk: Desk, *, small: bool = False) -> None:
    """From a messy EPUB to a checked upload folder."""
    messy_epub(desk.folder / "salt FINAL.epub")
    told = desk.type("script", "salt FINAL.epub")
    for kept in ("The salt road ran straight", "There was a bridge", "The inn had four rooms", "that settles it"):
        assert kept in told, f"lost: {kept}"
    for dropped in ("Tin Orchard", "ISBN", "April 1911"):
        assert dropped not in told.split("left out")[0], f"spoken: {dropped}"
    desk.type("cast", "salt FINAL.epub", "-o", "salt.cast.yaml")
    assert {"Nora", "Pia"} <= set(_roles(desk.folder / "salt.cast.yaml"))
    named = ("--title", "The Salt Road", "--author", "Ada Marsh", "--series", "Sisters #1", "--cast", "salt.cast.yaml")
    desk.type("plan", "salt FINAL.epub", *named)
    report = desk.json("render", "salt FINAL.epub", *named, "--engine", "draft", "--out", "salt")
    assert {one["chapter"] for one in _tagged(desk, "salt")} >= {"Opening Credits", "Closing Credits"}
    checked = desk.json("check", "salt")
    assert any("600 x 900" in notice for notice in checked["notices"]), checked["notices"]
    checked = desk.json("check", "salt", "--make-cover", "blur")
    assert not any("pixels" in notice and "asks for" in notice for notice in checked["notices"]), checked["notices"]
    assert all(not file["findings"] for file in (*report["files"], *checked["files"]))
    with Image.open(desk.folder / "salt/cover square.jpg") as cover:
        assert (cover.width, cover.height, cover.mode) == (2400, 2400, "RGB")
    tags = ID3(next((desk.folder / "salt").glob("02 *.mp3")))
    assert (str(tags["TALB"]), str(tags["TPE1"])) == ("The Salt Road", "Ada Marsh")
    assert "TDRC" not in tags, "the year 101 is no date"
    desk.say(f"to upload: {', '.join(sorted(desk.sums('salt')))}")


def podcast(desk: Desk, *, small: bool = False) -> None:
    """Two episodes, and the first one again."""
    first, second = (path.name for path in episodes(desk.folder))
    desk.type("plan", first)
    desk.type("render", first, "--engine", "draft", "--out", "show/1")
    before = desk.sums("show/1")
    desk.say("the second episode, by mistake into the first one's folder")
    desk.type("render", second, "--engine", "draft", "--out", "show/1", code=4)
    assert desk.sums("show/1") == before, "another episode touched the first one's files"
    desk.type("render", second, "--engine", "draft", "--out", "show/2")
    desk.say("a line of the first episode is changed")
    source, spoken = desk.folder / first, desk.spoken("show/1")
    source.write_text(source.read_text("utf-8").replace("Today: mud.", "Today: mud, and who sold it."), "utf-8")
    report = desk.json("render", first, "--engine", "draft", "--out", "show/1")
    after = desk.sums("show/1")
    assert after.keys() == before.keys(), "files came or went"
    assert set(report["replaced"]) == {name for name in before if before[name] != after[name]}
    assert desk.spoken("show/1") - spoken <= 2, "more was spoken than what changed"
    for place, number in (("show/1", 1), ("show/2", 2)):
        (mp3,) = (desk.folder / place).glob("*.mp3")
        assert mp3.name.startswith(f"S01E{number:02d} - ")
        tags = ID3(mp3)
        assert (str(tags["TALB"]), str(tags["TDRC"])) == ("Low Water", f"2026-11-{number:02d}")
        assert mp3.with_suffix(".vtt").is_file()
    desk.type("check", "show/1")


def library(desk: Desk, *, small: bool = False) -> None:
    """A shelf of thirty short books."""
    count = 4 if small else 30
    short_books(desk.folder / "incoming", count)
    shelf = {
        "out": "made",
        "defaults": {"engine": "draft", "preset": "acx", "formats": ["m4b"]},
        "books": ["incoming/"],
    }
    (desk.folder / "shelf.yaml").write_text(json.dumps(shelf), "utf-8")
    desk.type("plan", "shelf.yaml", code=3)
    desk.type("shelf", "check", "shelf.yaml")
    outcomes = desk.json("shelf", "render", "shelf.yaml")
    assert [one["outcome"] for one in outcomes] == ["done"] * count
    before = desk.sums("made")
    assert sum(name.endswith(".m4b") for name in before) == count
    desk.say("the next night there is one book more, and one that nobody can read")
    short_books(desk.folder / "incoming/new", 1)
    (desk.folder / "incoming/broken.epub").write_bytes(b"PK\x03\x04 and then the download ended")
    told = desk.json("shelf", "check", "shelf.yaml", code=3)
    assert any("“The Door of Day 1” stands here 2 times" in notice for notice in told["notices"]), told["notices"]
    assert [one["source"].rpartition("/")[2] for one in told["books"] if one["problem"]] == ["broken.epub"]
    outcomes = desk.json("shelf", "render", "shelf.yaml", code=4)
    assert sum(one["outcome"] == "done" for one in outcomes) == count + 1
    after = desk.sums("made")
    assert before.items() <= after.items(), "a finished book was touched"
    assert sum(name.endswith(".m4b") for name in after) == count + 1


def director(desk: Desk, *, small: bool = False) -> None:
    """Ten lines, each said otherwise; the last one undone."""
    chapters = 3 if small else 12
    long_story(desk.folder / "tide.md", chapters)
    desk.type("render", "tide.md", "--engine", "draft", "--preset", "acx", "--formats", "mp3,m4b", "--out", "tide")
    lines = [json.loads(line) for line in desk.type("script", "tide.md", "--json").splitlines()]
    said = [line["id"] for line in lines if line["kind"] == "dialogue"]
    wishes = (("--speed", "0.85"), ("--say", "Is nobody here?"), ("--speed", "1.2"), ("--seed", "7"))
    for at in range(3 if small else 10):
        line, wish = said[at * len(said) // 10], wishes[at % len(wishes)]
        foreseen = desk.json("retake", "tide", "--line", line, *wish, "--dry-run")
        before, spoken = desk.sums("tide"), desk.spoken("tide")
        told = desk.type("retake", "tide", "--line", line, *wish)
        after = desk.sums("tide")
        changed = {name for name in before if before[name] != after[name]}
        assert after.keys() == before.keys()
        assert changed <= set(foreseen["files"]), f"{changed - set(foreseen['files'])} changed unforeseen"
        assert desk.spoken("tide") - spoken == len(foreseen["to_speak"]) <= 2
        assert f"listen to {line}" in told or not foreseen["stale"]
    desk.type("retake", "tide", "--line", line, "--undo")
    assert desk.sums("tide") == before, "what was undone is not what was there"
    desk.type("check", "tide")


def _roles(cast: Path) -> list[str]:
    from manifests.yaml_files import read_yaml

    return list(read_yaml(cast).data["roles"])


def _tagged(desk: Desk, place: str) -> list[dict[str, str]]:
    return [{"file": path.name, "chapter": str(ID3(path)["TIT2"])} for path in (desk.folder / place).glob("*.mp3")]


WALKS: Mapping[str, Callable[..., None]] = {
    "author": author,
    "podcast": podcast,
    "library": library,
    "director": director,
}


def main() -> None:
    """Walk, and tell how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("walks", nargs="*", choices=[*WALKS, []], metavar="WALK", help="all, where none is named")
    parser.add_argument("--small", action="store_true", help="a shelf of four, three retakes")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work there, and leave it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for name in arguments.walks or WALKS:
            folder = (arguments.keep or Path(temporary)) / name
            folder.mkdir(parents=True)
            print(f"\n== {name}: {WALKS[name].__doc__}\n", flush=True)
            began = time.monotonic()
            WALKS[name](Desk(folder), small=arguments.small)
            print(f"\n== {name}: all held, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
