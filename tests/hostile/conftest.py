"""The command line run as a person runs it, watched from outside: exit code, words, time, memory, files, children.

Every run of a test happens in a desk of its own:

    desk/     the working folder, where sources lie        may not change, but for what the test names
    out/      what --out names                             may change
    home/, tmp/                                            must stay empty
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from pipeline.cli import main; raise SystemExit(main())"
# A process that begins as a copy of another is charged with the other's memory, and what runs tests grows past any
# limit: a small process in between starts the run, and writes its exit status and its peak.
BETWEEN = """
import os, sys
mine = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(mine, 0)
with open(sys.argv[1], "w") as file:
    file.write(f"{os.waitstatus_to_exitcode(status)} {used.ru_maxrss}")
"""
MOST_SECONDS = 60
MOST_BYTES = 1_000_000_000
BAD_SIGNS = ("Traceback", "Exception ignored", "Error in sys.excepthook", "ResourceWarning")


@dataclass
class Ran:
    """A finished run. `peak_bytes` is the largest memory of one process of it."""

    argv: list[str]
    code: int
    out: str
    err: str
    seconds: float
    peak_bytes: int

    def refused(self, code: int, *words: str) -> Ran:
        """It ended with `code`, said the words, and what to do."""
        assert self.code == code, self
        for word in words:
            assert word in self.err, (word, self.err)
        told = [line for line in self.err.splitlines() if line.startswith("bookcast: ")]
        assert len(told) == 1, self.err
        assert re.search(r"^  \S", self.err, re.MULTILINE), f"no remedy: {self.err}"
        assert len(self.err) < 3000, self.err[:200]
        return self

    def done(self) -> Ran:
        """It ended well."""
        assert self.code == 0, self
        return self


@dataclass
class Running:
    """A run at work; `lines` are read from its standard error."""

    process: subprocess.Popen[bytes]
    mark: str
    said: list[str] = field(default_factory=list)

    def until(self, stage: str) -> None:
        """Read what it says until `stage` begins."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line.decode())
            if re.match(rf"{stage}\b", self.said[-1]):
                return
        raise AssertionError(f"ended before {stage}: {''.join(self.said)}")

    def ended(self, seconds: float = MOST_SECONDS) -> tuple[int, str]:
        """Wait for its end: the exit code, and all that it said."""
        assert self.process.stderr is not None
        with self.process:
            late = _killer(self.process, seconds)
            self.said.append(self.process.stderr.read().decode())
            code = self.process.wait()
            late.cancel()
        said = "".join(self.said)
        assert not [sign for sign in BAD_SIGNS if sign in said], said
        return code, said


def _killer(process: subprocess.Popen[bytes], seconds: float) -> Any:
    import threading

    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    return timer


@dataclass
class Desk:
    """Where a test's runs happen."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in (self.desk, self.root / "home", self.root / "tmp"):
            folder.mkdir(exist_ok=True)

    @property
    def desk(self) -> Path:
        """The working folder."""
        return self.root / "desk"

    @property
    def out(self) -> Path:
        """What --out names."""
        return self.root / "out"

    def write(self, name: str, text: str | bytes) -> Path:
        """A file on the desk."""
        path = self.desk / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run(
        self,
        *arguments: object,
        env: Mapping[str, str] | None = None,
        before: str = "",
        writes: Sequence[str] = (),
        seconds: float = MOST_SECONDS,
        stdout: Any = None,
    ) -> Ran:
        """Run `bookcast`; `before` is Python that runs first, `writes` names what it may write on the desk."""
        found = self._files()
        argv = [sys.executable, "-c", f"{before}\n{MAIN}", *map(_text, arguments)]
        mark, began = uuid.uuid4().hex, time.monotonic()
        said = [self.root / "stdout", self.root / "stderr"]
        ended = self.root / "ended"
        with said[0].open("wb") as out, said[1].open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", BETWEEN, ended, *argv], stdin=subprocess.DEVNULL, stdout=stdout or out, stderr=err, cwd=self.desk,
                env=self._environment(mark, env), start_new_session=True,
            )  # fmt: skip
            _wait(process, seconds)
        code, peak = map(int, ended.read_text().split()) if ended.exists() else (-signal.SIGKILL, 0)
        out_words, err_words = (path.read_bytes().decode() for path in said)
        ran = Ran(argv, code, out_words, err_words, time.monotonic() - began, peak * 1024)
        for path in [*said, ended]:
            path.unlink(missing_ok=True)
        assert not [sign for sign in BAD_SIGNS if sign in ran.err + ran.out], ran
        assert ran.seconds < seconds, ran
        assert peak < MOST_BYTES, ran
        assert not children(mark), "processes were left behind"
        now = self._files()
        changed = {name for name in {*found, *now} if found.get(name) != now.get(name)}
        assert changed <= {f"desk/{name}" for name in writes}, f"written outside: {changed}"
        return ran

    def start(self, *arguments: object, env: Mapping[str, str] | None = None) -> Running:
        """A run at work, in a session of its own."""
        mark = uuid.uuid4().hex
        argv = [sys.executable, "-c", MAIN, *map(_text, arguments)]
        process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.desk,
            env=self._environment(mark, env), start_new_session=True,
        )  # fmt: skip
        return Running(process, mark)

    def _environment(self, mark: str, env: Mapping[str, str] | None) -> dict[str, str]:
        own = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "", "BOOKCAST_TEST_MARK": mark}
        own |= {"HOME": str(self.root / "home"), "TMPDIR": str(self.root / "tmp"), "COLUMNS": "160"}
        own |= {"PYTHONDONTWRITEBYTECODE": "1"}
        return {**os.environ, **own, **self.env, **(env or {})}

    def _files(self) -> dict[str, Any]:
        """Every file but those of --out, with what shows a change."""
        return dict(self._found(self.root))

    def _found(self, folder: Path) -> Iterator[tuple[str, Any]]:
        for path in folder.iterdir():
            if path == self.out:
                continue
            state = path.lstat()
            yield (
                str(path.relative_to(self.root)),
                (state.st_mode, state.st_size, state.st_mtime_ns)[: 1 + 2 * (not path.is_dir())],
            )
            if path.is_dir() and not path.is_symlink():
                yield from self._found(path)


def _text(argument: object) -> str | bytes:
    return argument if isinstance(argument, str | bytes) else str(argument)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for the end of a run; all of one that takes too long is killed."""
    try:
        process.wait(seconds + 5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def children(mark: str, within_s: float = 3.0) -> list[psutil.Process]:
    """The processes that a run left behind, after a moment in which those that were told to end may end."""
    end = time.monotonic() + within_s
    while left := [process for process in psutil.process_iter() if _bears(process, mark)]:
        if time.monotonic() > end:
            return left
        time.sleep(0.05)
    return []


def _bears(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get("BOOKCAST_TEST_MARK") == mark
    except (psutil.Error, OSError):
        return False


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty desk. What runs of it left at work is ended."""
    made = Desk(tmp_path)
    yield made
    for process in psutil.process_iter():
        try:
            if process.environ().get("HOME") == str(tmp_path / "home"):
                process.send_signal(signal.SIGKILL)
        except (psutil.Error, OSError):
            continue


@pytest.fixture
def left_behind() -> Callable[[str], list[psutil.Process]]:
    return children


CONTAINER = """<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"
 xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title></head><body>{}</body></html>"""
Entries = dict[str, str | bytes]


@pytest.fixture
def entries() -> Callable[..., Entries]:
    """The entries of an EPUB with these bodies as its documents."""

    def make(
        *bodies: str, manifest: str = "", spine: str | None = None, title: str = "<dc:title>A Test</dc:title>"
    ) -> Entries:
        numbers = range(1, len(bodies) + 1)
        items = "".join(f"<item id='i{n}' href='p{n}.xhtml' media-type='application/xhtml+xml'/>" for n in numbers)
        refs = "".join(f"<itemref idref='i{n}'/>" for n in numbers) if spine is None else spine
        links = "".join(f"<li><a href='p{n}.xhtml'>Chapter {n}</a></li>" for n in numbers)
        nav = "<item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>"
        opf = (
            "<?xml version='1.0'?><package xmlns='http://www.idpf.org/2007/opf' version='3.0' unique-identifier='u'>"
            f"<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>{title}<dc:identifier id='u'>urn:x</dc:identifier>"
            f"<dc:language>en</dc:language></metadata><manifest>{items}{nav}{manifest}</manifest>"
            f"<spine>{refs}</spine></package>"
        )
        pages = {f"OEBPS/p{n}.xhtml": PAGE.format(body) for n, body in zip(numbers, bodies, strict=True)}
        return {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/content.opf": opf,
            "OEBPS/nav.xhtml": PAGE.format(f"<nav epub:type='toc'><ol>{links}</ol></nav>"),
            **pages,
        }

    return make


@pytest.fixture
def packed(desk: Desk) -> Callable[..., Path]:
    """Entries as an EPUB on the desk."""

    def pack(entries: Mapping[str, str | bytes], name: str = "book.epub") -> Path:
        path = desk.desk / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for entry, data in entries.items():
                file.writestr(entry, data)
        return path

    return pack


SHOW = """---
title: The Tide Table
author: Ada Lumen
kind: podcast
---

# One

**MARA:** Is anybody here?

**TOM:** Only me, and the gulls.

# Two

**MARA:** You could have written.

**TOM:** I did write. You never opened them, not one of them, in all that time.
"""


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a show and its finished production, for tests to copy."""
    desk = Desk(tmp_path_factory.mktemp("rendered"))
    desk.write("show.md", SHOW)
    desk.run("render", "show.md", "--out", desk.out).done()
    return desk.root


@pytest.fixture
def production(desk: Desk, rendered: Path) -> Desk:
    """A desk with a copy of the finished production in out/."""
    import shutil

    desk.write("show.md", SHOW)
    shutil.copytree(rendered / "out", desk.out)
    record = desk.out / "render.json"
    record.write_text(record.read_text().replace(str(rendered), str(desk.root)))
    return desk


@pytest.fixture
def small_disk(desk: Desk) -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of so many bytes under out/; the test skips where that is not allowed."""
    mounted = []

    def mount(size: int) -> Path:
        desk.out.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "bookcast-test", str(desk.out)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("cannot mount a small disk")
        mounted.append(desk.out)
        return desk.out

    yield mount
    for path in mounted:
        subprocess.run(["umount", "-l", str(path)], check=True)


def delivered(out: Path) -> dict[str, str]:
    """The SHA-256 of every delivered file."""
    files = (path for path in out.iterdir() if path.is_file() and path.suffix in (".mp3", ".m4b", ".vtt", ".flac"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def spoken(out: Path) -> int:
    """How often something was spoken for this production."""
    log = out / "work" / "takes" / "takes.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def kept() -> Callable[[Path], tuple[dict[str, str], int]]:
    """What a production has: the delivered files' hashes, and how many takes were spoken for it."""
    return lambda out: (delivered(out), spoken(out))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """This folder runs the program hundreds of times. `.ci/full` does; `.ci/run` runs what is marked slow here."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.full)
