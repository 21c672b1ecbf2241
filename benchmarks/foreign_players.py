"""Finished files opened by other programs: do they read the chapters, lengths, tags and cover that we wrote?

    python -m benchmarks.foreign_players OUT …      the MP3s, M4Bs, FLACs and Opus files of productions
    python -m benchmarks.foreign_players --made     a book of 300 chapters, an episode of 256, covers of fifteen kinds

Asked are those of ffprobe, mediainfo, AtomicParsley, mp3val and mutagen that are installed. What each reads is held
against render.json and cover.jpg; the exit code is 1 where one differs, or finds a fault.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import mutagen
from PIL import Image

from manifests.render import Delivery, RenderRecord, RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

_AUDIO = (".mp3", ".m4b", ".flac", ".opus")
_CLOSE_S = 0.15
"""A file's length is told to a frame of its coder, and of what a coder puts before the sound."""


@dataclass
class Facts:
    """What a program says of a file; None where it says nothing of the kind. `cover` is "width x height" or "yes"."""

    seconds: float | None = None
    chapters: int | None = None
    title: str | None = None
    artist: str | None = None
    cover: str | None = None
    faults: str | None = None


def ffprobe(path: Path) -> Facts:
    """As players that are built on ffmpeg see it."""
    asked = ["-v", "error", "-show_format", "-show_streams", "-show_chapters", "-of", "json"]
    done = subprocess.run(["ffprobe", *asked, path], capture_output=True, text=True, timeout=120)
    told = json.loads(done.stdout)
    tags = told["format"].get("tags") or told["streams"][0].get("tags", {})
    tags = {name.lower(): value for name, value in tags.items()}
    picture = next((one for one in told["streams"] if one["codec_type"] == "video"), None)
    return Facts(
        float(told["format"]["duration"]),
        len(told["chapters"]),
        tags.get("title"),
        tags.get("artist"),
        f"{picture['width']} x {picture['height']}" if picture else None,
        done.stderr.strip().partition("\n")[0] or None,
    )


def mediainfo(path: Path) -> Facts:
    """As MediaInfo sees it."""
    asked = ["mediainfo", "--Output=JSON", str(path)]
    utf8 = {**os.environ, "LC_ALL": "C.UTF-8"}  # else it shows what its locale lacks as question marks
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, env=utf8)
    tracks = json.loads(done.stdout)["media"]["track"]
    general = next(one for one in tracks if one["@type"] == "General")
    menus = [one.get("extra", {}) for one in tracks if one["@type"] == "Menu"]
    chapters = max((sum(bool(re.match(r"_?\d\d_\d\d", name)) for name in menu) for menu in menus), default=None)
    return Facts(
        float(general["Duration"]),
        chapters,
        general.get("Title") or general.get("Track"),
        general.get("Performer"),
        "yes" if general.get("Cover") == "Yes" else None,
    )


def atomic_parsley(path: Path) -> Facts | None:
    """As AtomicParsley sees the tags of an M4B."""
    if path.suffix != ".m4b":
        return None
    done = subprocess.run(["AtomicParsley", path, "-t"], capture_output=True, text=True, timeout=120)
    atoms = dict(re.findall(r'^Atom "(....?)" contains: (.*)$', done.stdout, re.MULTILINE))
    return Facts(title=atoms.get("©nam"), artist=atoms.get("©ART"), cover="yes" if "covr" in atoms else None)


def mp3val(path: Path) -> Facts | None:
    """Faults in the frames and tags of an MP3."""
    if path.suffix != ".mp3":
        return None
    done = subprocess.run(["mp3val", path], capture_output=True, text=True, timeout=120)
    faults = re.findall(r"^(?:WARNING|PROBLEM|ERROR): .*$", done.stdout, re.MULTILINE)
    return Facts(faults="; ".join(one.rpartition(": ")[2] for one in faults) or None)


def mutagen_says(path: Path) -> Facts:
    """As programs in Python see it."""
    file: Any = mutagen.File(path)
    tags: Any = file.tags
    marks: int | None = None
    if path.suffix == ".mp3":
        pictures, marks = [one.data for one in tags.getall("APIC")], len(tags.getall("CHAP"))
        title, artist = str(tags["TIT2"]), str(tags.get("TPE1", "")) or None
    elif path.suffix == ".m4b":
        pictures, nero = [bytes(one) for one in tags.get("covr", ())], len(file.chapters or ())
        title, artist = tags["\xa9nam"][0], tags.get("\xa9ART", [None])[0]
        marks = nero if nero < 255 else None  # mutagen knows Nero's chapters alone, which end at 255
    else:
        pictures = [one.data for one in getattr(file, "pictures", ())]
        title, artist = tags["title"][0], ", ".join(tags.get("artist", ())) or None
    return Facts(file.info.length, marks or None, title, artist, _size(pictures[0]) if pictures else None)


TOOLS: Mapping[str, Callable[[Path], Facts | None]] = {
    "ffprobe": ffprobe,
    "mediainfo": mediainfo,
    "AtomicParsley": atomic_parsley,
    "mp3val": mp3val,
    "mutagen": mutagen_says,
}


def _size(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as picture:
        return f"{picture.width} x {picture.height}"


def expected(record: RenderRecord, delivery: Delivery, root: Path) -> Facts:
    """What we say of a file."""
    cover = next((root / one.path for one in record.deliveries if one.kind == "cover"), None)
    return Facts(
        delivery.seconds or None,
        len(delivery.chapters) if len(delivery.chapters) > 1 else None,
        delivery.title,
        None,
        _size(cover.read_bytes()) if cover else None,
    )


_IN_HALVES = re.compile("[\U00010000-\U0010ffff]")
"""What UTF-16, which ID3v2.3 asks for, writes in two halves: MediaInfo shows each as a question mark."""


def differences(said: Facts, ours: Facts) -> Iterator[str]:
    """Where a program reads something else than we wrote."""
    if said.faults:
        yield said.faults
    if said.seconds is not None and ours.seconds is not None and abs(said.seconds - ours.seconds) > _CLOSE_S:
        yield f"{said.seconds:.2f} s instead of {ours.seconds:.2f}"
    if said.chapters and ours.chapters and said.chapters != ours.chapters:
        yield f"{said.chapters} chapters instead of {ours.chapters}"
    if said.title is not None and said.title not in (ours.title, _IN_HALVES.sub("??", ours.title or "")):
        yield f"the title {said.title!r} instead of {ours.title!r}"
    if said.cover not in (None, "yes", ours.cover):
        yield f"a cover of {said.cover} instead of {ours.cover}"


def open_all(out: Path) -> int:
    """A line for each file and program; how many differ."""
    record = ProductionFolder(out).load_record()
    wrong = 0
    for render_ in record.renders:
        for delivery in (one for one in render_.deliveries if Path(one.path).suffix in _AUDIO):
            ours = expected(record, delivery, out)
            for name in [one for one in TOOLS if one == "mutagen" or shutil.which(one)]:
                said = TOOLS[name](out / delivery.path)
                if said is not None:
                    found = "; ".join(differences(said, ours))
                    wrong += bool(found)
                    print(f"{delivery.path[:36]:36} {name:13} {_shown(said):70} {found or 'as written'}", flush=True)
    return wrong


def _shown(said: Facts) -> str:
    parts = {field.name: getattr(said, field.name) for field in fields(said) if field.name != "faults"}
    parts["seconds"] = f"{said.seconds:.2f} s" if said.seconds else None
    parts["chapters"] = f"{said.chapters} chapters" if said.chapters else None
    parts["title"] = said.title[:24] if said.title else None
    return ", ".join(str(part) for part in parts.values() if part) or "no fault"


def _book(folder: Path, name: str, chapters: int, head: str) -> Path:
    parts = [f"---\ntitle: {name}\nauthor: Ada Lumen\nlanguage: en\n{head}---"]
    parts += [f"# Door {number}\n\nWord {number}." for number in range(1, chapters + 1)]
    path = folder / f"{name}.md"
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def covers() -> Iterator[tuple[str, bytes]]:
    """Pictures of fifteen kinds, each with what it is."""

    def drawn(mode: str, size: tuple[int, int], kind: str, **options: Any) -> bytes:
        data = io.BytesIO()
        Image.linear_gradient("L").resize(size).convert(mode).save(data, kind, **options)
        return data.getvalue()

    turned = Image.Exif()
    turned[0x0112] = 6
    jpeg = drawn("RGB", (900, 1400), "JPEG")
    yield "JPEG", jpeg
    yield "progressive JPEG", drawn("RGB", (900, 1400), "JPEG", progressive=True)
    yield "grey JPEG", drawn("L", (900, 1400), "JPEG")
    yield "CMYK JPEG", drawn("CMYK", (900, 1400), "JPEG")
    yield "turned JPEG", drawn("RGB", (1400, 900), "JPEG", exif=turned)
    yield "large JPEG", drawn("RGB", (5000, 7000), "JPEG")
    yield "truncated JPEG", jpeg[: len(jpeg) // 3]
    yield "PNG", drawn("RGB", (900, 1400), "PNG")
    yield "transparent PNG", drawn("LA", (900, 1400), "PNG")
    yield "palette PNG", drawn("P", (900, 1400), "PNG")
    yield "16-bit PNG", drawn("I;16", (900, 1400), "PNG")
    yield "one-bit PNG", drawn("1", (900, 1400), "PNG")
    yield "tiny PNG", drawn("RGB", (1, 1), "PNG")
    yield "thin JPEG", drawn("RGB", (20, 3000), "JPEG")
    yield "JPEG with a name of a PNG", jpeg


def made(folder: Path) -> int:
    """Make and open: many chapters, and each kind of cover."""
    wrong = 0
    for name, chapters, head, preset in (
        ("Many Doors", 300, "", "acx"),
        ("Long Show", 256, "kind: podcast\n", "podcast"),
    ):
        out = folder / name
        source = _book(folder, name, chapters, head)
        formats: Any = ("m4b",) if preset == "acx" else ("mp3",)
        render(
            RenderSettings(source=str(source), engine="draft", preset=preset, formats=formats, no_credits=True),
            ProductionFolder(out),
        )
        wrong += open_all(out)
    source = _book(folder, "Covers", 2, "")
    for kind, data in covers():
        cover = folder / ("cover.png" if "PNG" in kind else "cover.jpg")
        cover.write_bytes(data)
        report = render(
            RenderSettings(source=str(source), engine="draft", preset="acx", cover=str(cover)),
            ProductionFolder(folder / "covers"),
        )
        left_out = [one for one in report.notices if "cover is left out" in one]
        print(f"\n{kind}: {left_out[0] if left_out else 'shown'}", flush=True)
        wrong += open_all(folder / "covers")
    return wrong


def main() -> int:
    """Open, compare, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="*", type=Path, metavar="OUT", help="folders of productions")
    parser.add_argument("--made", action="store_true", help="make files that are hard on players, and open these")
    arguments = parser.parse_args()
    wrong = sum(open_all(out.absolute()) for out in arguments.out)
    if arguments.made:
        with tempfile.TemporaryDirectory() as folder:
            wrong += made(Path(folder))
    absent = [name for name in TOOLS if name != "mutagen" and not shutil.which(name)]
    print(f"\n{wrong} differ" + (f"; not installed: {', '.join(absent)}" if absent else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
