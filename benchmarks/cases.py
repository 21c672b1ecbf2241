"""Small inputs from public complaints and attacks, tried one by one: what is expected of each, and what came.

    python -m benchmarks.cases FOLDER [ROW …]      the folder that holds the inputs, as `sound/` and `robust/`

The inputs are no part of this project. A row that is proved elsewhere, or belongs to what is delivered or operated by
others, says where. The exit code is 1 where a row does not come to what is expected.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from PIL import Image

from benchmarks.foreign_players import open_all
from benchmarks.walk_material import messy_epub
from manifests.book import Cover
from manifests.dates import iso_date
from manifests.errors import BookcastError
from pipeline.cli import main as bookcast
from pipeline.language.codes import three_letter_language
from pipeline.packaging.cover import fitted_cover
from pipeline.packaging.names import numbered

_QUICK_S = 30.0
"""Seconds of the processor that a small input may cost, however it is made."""


@dataclass
class Case:
    """The inputs and an empty folder to work in."""

    inputs: Path
    desk: Path

    def run(self, *words: str) -> tuple[int, str]:
        """A command in this process: its exit code, and what it printed. What it raises is a failure of the row."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = bookcast(list(words))
        return code, said.getvalue()

    def render(self, name: str, *options: str) -> tuple[int, Path]:
        """A book of the inputs rendered with the draft voice; the exit code and the folder."""
        out = self.desk / Path(name).stem
        return self.run("render", str(self.inputs / name), "--engine", "draft", "--out", str(out), *options)[0], out


Row = Callable[[Case], str]
ROWS: dict[str, tuple[str, Row]] = {}
ELSEWHERE: Mapping[str, str] = {
    "S06 S08 S09 S11": "runs that are cancelled, retried, doubled: operation (tests/flows)",
    "S12 S13": "clips and options of `say` with a checkpoint: tests/engines/test_say.py, tests/casting/test_clips.py",
    "a take under another take's key": "tests/recording/test_take_store.py, tests/production/test_render.py",
    "a link at work/takes/takes.log": "tests/recording/test_take_store.py",
    "paths in a flow's parameters": "roots that a worker allows: operation",
}
"""Rows that are not run here, and why."""


def row(name: str, expected: str) -> Callable[[Row], Row]:
    """Declare a row: its function says what came, which must be `expected`."""

    def keep(function: Row) -> Row:
        ROWS[name] = expected, function
        return function

    return keep


@row("S01", "exit 0, 256 marks")
def _many_marks_mp3(case: Case) -> str:
    code, out = case.render("sound/pod256.md")
    marks = ID3(next(out.glob("*.mp3"))).getall("CHAP")
    return f"exit {code}, {len(marks)} marks"


@row("S02", "exit 0, 302 chapters")
def _many_marks_m4b(case: Case) -> str:
    code, out = case.render("sound/a3book.md", "--formats", "m4b")
    (m4b,) = json.loads((out / "report.json").read_text())["files"][-1:]
    return f"exit {code}, {len(_chapters(out / m4b['path']))} chapters"


def _chapters(path: Path) -> list[object]:
    probe = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(path)]
    return list(json.loads(subprocess.run(probe, capture_output=True, check=True).stdout)["chapters"])


@row("S03", "exit 0, levels within 3 dB")
def _short_chapters(case: Case) -> str:
    code, out = case.render("sound/shortch.md", "--preset", str(case.inputs / "sound/pc.yaml"))
    files = json.loads((out / "report.json").read_text())["files"]
    levels = [one["measures"]["rms_db"] for one in files if one["kind"] == "mp3"]
    return f"exit {code}, levels within {max(3, round(max(levels) - min(levels)))} dB"


@row("S03b", "exit 0")
def _short_episode(case: Case) -> str:
    return f"exit {case.render('sound/a16pod.md', '--preset', 'podcast')[0]}"


@row("S04", "a deploy sends no schedules, so those of the server stay")
def _schedules(case: Case) -> str:
    # tests/flows/test_nights.py sees it on a server.
    path = Path(__file__).resolve().parents[1] / "prefect.yaml"
    deployments = yaml.safe_load(path.read_text(encoding="utf-8"))["deployments"]
    sent = [one["name"] for one in deployments if "schedules" in one]
    return f"schedules are sent of {sent}" if sent else "a deploy sends no schedules, so those of the server stay"


@row("S15", "no year, plain description")
def _no_date(case: Case) -> str:
    messy_epub(case.desk / "salt.epub")
    code, told = case.run("plan", str(case.desk / "salt.epub"), "--json")
    metadata = json.loads(told.splitlines()[-1])["metadata"] if code == 0 else {}
    year = iso_date(metadata["date"]) or "no year"
    return f"{year}, {'HTML in the' if '<' in metadata['description'] else 'plain'} description"


@row("S16", "1851-10, 1851-05-05, 1851, None")
def _dates(case: Case) -> str:
    return ", ".join(str(iso_date(one)) for one in ("October 1851", "5 May 1851", "[1851?]", "18th century"))


def _cover(**options: object) -> str:
    data = io.BytesIO()
    size = options.pop("size", (900, 1400))
    Image.linear_gradient("L").resize(size).convert("RGB").save(data, **options)  # type: ignore[arg-type]
    return _shown(data.getvalue())


def _shown(data: bytes) -> str:
    cover = fitted_cover(Cover(media_type="image/jpeg", data=data))
    if cover.cover is None:
        return "left out, told" if cover.notices else "left out"
    with Image.open(io.BytesIO(cover.cover.data)) as picture:
        return f"{picture.width} x {picture.height} {picture.format}"


@row("S18", "2400 x 2400 JPEG")
def _large_cover(case: Case) -> str:
    return _cover(format="JPEG", size=(9000, 9000))


@row("S20", "left out, told")
def _truncated_cover(case: Case) -> str:
    data = io.BytesIO()
    Image.linear_gradient("L").resize((900, 900)).save(data, "PNG")
    return _shown(data.getvalue()[: len(data.getvalue()) // 3])


@row("S21", "900 x 1400 JPEG")
def _turned_cover(case: Case) -> str:
    turned = Image.Exif()
    turned[0x0112] = 6
    return _cover(format="JPEG", size=(1400, 900), exif=turned)


@row("S22", "900 x 1400 JPEG, 900 x 1400 JPEG")
def _other_covers(case: Case) -> str:
    return f"{_cover(format='WEBP')}, {_cover(format='GIF')}"


@row("S23", "afr epo glg khm mya deu")
def _languages(case: Case) -> str:
    return " ".join(three_letter_language(one) for one in ("af", "eo", "gl", "km", "my", "ger"))


@row("S24", "exit 0, deu")
def _bibliographic_code(case: Case) -> str:
    code, out = case.render("sound/lang_ger.md", "--formats", "mp3")
    return f"exit {code}, {ID3(next(out.glob('02*.mp3')))['TLAN']}"


@row("S25", "exit 0")
def _headings_alone(case: Case) -> str:
    return f"exit {case.render('sound/titles.md')[0]}"


@row("S26 S31 S40", "exit 0, 04 - Chapter 3.mp3, series whole, 0 differ")
def _odd_titles(case: Case) -> str:
    code, out = case.render("sound/a1.md")
    (name,) = (path.name for path in out.glob("04*.mp3"))
    tags: Any = MP4(next(out.glob("*.m4b"))).tags
    series = b"".join(map(bytes, tags.get("----:com.apple.iTunes:SERIES", ()))).decode()
    with contextlib.redirect_stdout(io.StringIO()):
        wrong = open_all(out)
    whole = "whole" if series == "Swords, Spells, & Stealth" else series
    return f"exit {code}, {name}, series {whole}, {wrong} differ"


@row("S27", "exit 0, names of at most 130 bytes")
def _long_titles(case: Case) -> str:
    code, out = case.render("sound/a2.md")
    longest = max(len(path.name.encode()) for path in out.iterdir())
    return f"exit {code}, names of at most {max(130, longest)} bytes"


@row("S28", "001 - One, 302 - One")
def _order(case: Case) -> str:
    return ", ".join(numbered(number, 302, "One", "") for number in (1, 302))


@row("S35", "exit 0, every arrow of the text is escaped")
def _arrows(case: Case) -> str:
    code, out = case.render("sound/vtt.md")
    lines = next(out.glob("*.vtt")).read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if "-->" in line and not line[:2].isdigit()]
    return f"exit {code}, {'every arrow of the text is escaped' if not bare else bare[0]}"


@row("S36", "edited: exit 0, old files gone; another file: exit 4, nothing touched")
def _old_files(case: Case) -> str:
    """A book that was edited in its place replaces its files; a file elsewhere with other words may be another book."""
    book, out = case.desk / "book.md", case.desk / "book"
    book.write_bytes((case.inputs / "sound/paths.md").read_bytes())
    render = ("render", str(book), "--engine", "draft", "--out", str(out))
    case.run(*render)
    before = {path.name for path in out.iterdir()}
    elsewhere = case.run("render", str(case.inputs / "sound/paths2.md"), *render[2:])[0]
    touched = "nothing" if {path.name for path in out.iterdir()} == before else "something"
    text = book.read_text(encoding="utf-8").replace("title: Paths", "title: New Name’s").replace("# One", "# Uno")
    book.write_text(text, encoding="utf-8")
    edited = case.run(*render)[0]
    old = [name for name in before if "One" in name or "Paths" in name]
    gone = "old files gone" if not any((out / name).exists() for name in old) else "old files there"
    return f"edited: exit {edited}, {gone}; another file: exit {elsewhere}, {touched} touched"


@row("S38", "exit 0")
def _odd_path(case: Case) -> str:
    out = case.desk / "ep%03d: it's #1 [a] ?x=1&y|z"
    return f"exit {case.run('render', str(case.inputs / 'sound/paths.md'), '--engine', 'draft', '--out', str(out))[0]}"


@row("S38b", "exit 2, words, nothing begun")
def _ascii_names(case: Case) -> str:
    root = str(Path(__file__).resolve().parents[1])
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONPATH": root, "PATH": os.environ["PATH"]}
    argv = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())", "render"]
    argv += [str(case.inputs / "sound/paths2.md"), "--engine", "draft", "--out", str(case.desk / "out")]
    done = subprocess.run(argv, env=env, capture_output=True, text=True)
    words = "words" if "PYTHONUTF8=1" in done.stderr else done.stderr[-80:]
    return f"exit {done.returncode}, {words}, {'something' if (case.desk / 'out').exists() else 'nothing'} begun"


def _read(name: str) -> Row:
    def read(case: Case) -> str:
        began = time.process_time()
        code, told = case.run("plan", str(case.inputs / "robust" / name))
        took = time.process_time() - began
        return (
            f"{'read or refused' if code in (0, 3) else told[-80:]}, {'quick' if took < _QUICK_S else f'{took:.0f} s'}"
        )

    return read


for _name in (
    *("nbsp-newline.epub", "nbsp-space.epub", "nbsp.md", "m1.md", "m2.epub", "surrogate-ref.epub", "m3.md", "m4.md"),
    *("tall50.epub", "tall5000.epub"),
):
    ROWS[_name] = "read or refused, quick", _read(_name)


@row("TRACE-*.pth", "CheckpointError, CheckpointError")
def _damaged_checkpoints(case: Case) -> str:
    from model.checkpoint import read_weights

    damaged = sorted((case.inputs / "robust").glob("*.pth"))
    return ", ".join(_error(partial(read_weights, path)) for path in damaged)


def _error(work: Callable[[], object]) -> str:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - which one it is, is what is asked
        return type(error).__name__
    return "nothing"


@row("extends 1,200 long; --out of 1,800 parts", "exit 3; exit 3 or 4")
def _long_chains(case: Case) -> str:
    for number in range(1200):
        text = f"extends: {number + 1}.yaml\nnarrator: n\nvoices: {{n: {{draft: {{}}}}}}\n"
        (case.desk / f"{number}.yaml").write_text(text)
    book = str(case.inputs / "robust/nbsp.md")
    cast = case.run("plan", book, "--cast", str(case.desk / "0.yaml"))[0]
    out = case.run("render", book, "--engine", "draft", "--out", "/".join([str(case.desk), *["a"] * 1800]))[0]
    return f"exit {cast}; exit {'3 or 4' if out in (3, 4) else out}"


@row("control characters in titles, names, lines", "none printed")
def _control_characters(case: Case) -> str:
    book = case.desk / "bell.md"
    head = '---\ntitle: "A\\e]0;mine\\a B"\nkind: podcast\n---\n\n'
    book.write_text(f"{head}# One\x9b2J\n\n**AN\x1bA:** Well\x07.\n", encoding="utf-8")
    told = "".join(case.run(command, str(book))[1] for command in ("script", "plan", "cast"))
    return "printed" if any(one in told for one in "\x1b\x07\x9b") else "none printed"


@row("a shelf of 2,000 books", "quick")
def _large_shelf(case: Case) -> str:
    shelf = case.desk / "shelf.yaml"
    shelf.write_text(json.dumps({"books": [{"source": f"{number}.epub"} for number in range(2000)]}))
    began = time.process_time()
    case.run("shelf", "check", str(shelf), "--json")
    return _speed(time.process_time() - began)


def _speed(took_s: float) -> str:
    return "quick" if took_s < _QUICK_S else f"{took_s:.0f} s"


@row("a shelf's out: ../../up, absolute, x beside x/work", "exit 3, exit 3, exit 3")
def _outs(case: Case) -> str:
    codes = []
    for outs in (["../../up"], ["/tmp/up"], ["x", "x/work"]):
        books = [{"source": f"{at}.md", "out": out} for at, out in enumerate(outs)]
        (case.desk / "shelf.yaml").write_text(json.dumps({"books": books}))
        codes.append(f"exit {case.run('shelf', 'check', str(case.desk / 'shelf.yaml'))[0]}")
    return ", ".join(codes)


def results(inputs: Path, chosen: list[str]) -> Iterator[tuple[str, str, str]]:
    """Each row's name, what is expected, and what came."""
    for name, (expected, function) in ROWS.items():
        if chosen and not set(chosen) & {name, *name.split()}:
            continue
        with tempfile.TemporaryDirectory() as desk:
            try:
                got = function(Case(inputs, Path(desk)))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a row that ends so has failed, the others go on
                got = f"{type(error).__name__}: {error.message if isinstance(error, BookcastError) else error}"
        yield name, expected, got


def main() -> int:
    """Try the rows, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that holds the inputs")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these")
    arguments = parser.parse_args()
    failed = 0
    for name, expected, got in results(arguments.folder.absolute(), arguments.rows):
        failed += got != expected
        print(f"{'pass' if got == expected else 'FAIL'}  {name}: expected {expected}; got {got}", flush=True)
    for name, where in ELSEWHERE.items() if not arguments.rows else ():
        print(f"      {name}: {where}")
    print(f"{failed} rows failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
