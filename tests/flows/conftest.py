"""A Prefect server, once for the session, with everything of prefect.yaml on it; and workers for it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from manifests.render import RenderRecord
from pipeline.production.folder import ProductionFolder

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 300.0
"""A busy machine may take minutes to start what a quiet one starts in seconds."""

STORY = """---
title: The Tide Table
author: Ada Lumen
language: en-GB
---

# One

The harbour was empty when Mara came down. “Is anybody here?” she asked.

“Only me,” said Tom, “and the gulls.”

# Two

“You could have written,” said Mara.

“I did write,” said Tom. “You never opened them.”

# Three

They walked back along the wall. The lamps were lit one after the other.
"""


@pytest.fixture(scope="session")
def story_text() -> str:
    """A story of three very short chapters as Markdown."""
    return STORY


@pytest.fixture(scope="session")
def watch_text() -> Callable[[int, int], str]:
    """A book of so many chapters, each of so many sentences of about twelve seconds."""

    def write(chapters: int, bells: int) -> str:
        head = "---\ntitle: Long Watch\nlanguage: en\n---\n"
        return head + "\n".join(_watch(number, bells) for number in range(1, chapters + 1))

    return write


def _watch(number: int, bells: int) -> str:
    sentences = (
        f"In hour {number}, bell {bell}, the keeper wrote down what he saw from the tower: wind, {bell * number} "
        f"gulls, and a sail far out that did not come any nearer than {number + bell} miles before the dark."
        for bell in range(1, bells + 1)
    )
    return f"\n# Watch {number}\n\n" + "\n\n".join(sentences)


@pytest.fixture(scope="session")
def sums() -> Callable[[Path], dict[str, str]]:
    """The SHA-256 of a production's delivered files, by name."""

    def read(root: Path) -> dict[str, str]:
        names = [one.path for one in RenderRecord.load(ProductionFolder(root).record).deliveries]
        return {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in names}

    return read


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """The setting of a PostgreSQL of our own, which many writers do not lock; none (SQLite) where it is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        yield {}
        return
    # It refuses to run as root.
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    home, port = Path(tempfile.mkdtemp(prefix="pg")), free_port()
    try:
        if owner:
            shutil.chown(home, **owner)
        argv = [
            "initdb",
            "-D",
            f"{home}/data",
            "-U",
            "bookcast",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        ]
        subprocess.run([folders[-1] / argv[0], *argv[1:]], cwd=home, check=True, capture_output=True, **owner)
        argv = ["postgres", "-D", f"{home}/data", "-h", "127.0.0.1", "-p", str(port), "-k", str(home), "-F"]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen([folders[-1] / argv[0], *argv[1:]], cwd=home, stdout=log, stderr=log, **owner)
        try:
            wait_for(lambda: _listens(port), f"PostgreSQL (see {home})")
            yield {"PREFECT_SERVER_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://bookcast@127.0.0.1:{port}/postgres"}
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@dataclass
class Prefect:
    """A server of our own, its home, and the processes that were started for it."""

    home: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME", "TMPDIR") if name in os.environ}
        return kept | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_CLI_COLORS": "false",
            "PREFECT_CLI_PROMPT": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "PREFECT_API_REQUEST_TIMEOUT": "120",
            "PREFECT_SERVER_DATABASE_TIMEOUT": "120",
            **self.settings,
        }

    def command(self, *argv: str, code: int = 0, folder: Path = ROOT) -> str:
        """Run `prefect …` in the repository, or in another folder with its code; what it said."""
        ran = subprocess.run(
            [sys.executable, "-m", "prefect", *argv],
            cwd=folder,
            env=self.environment | {"PYTHONPATH": str(folder)},
            timeout=PATIENCE_S,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout

    def start(self, *argv: str, log: str, by: tuple[str, ...] = (), **settings: str) -> subprocess.Popen[bytes]:
        """Start `prefect …` in a session of its own, by another program where one is named."""
        with (self.home / log).open("ab") as file:
            process = subprocess.Popen(
                [*by, sys.executable, "-m", "prefect", *argv],
                cwd=self.home,
                env=self.environment | settings,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def serve(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers."""
        argv = ("server", "start", "--host", self.host, "--port", str(self.port), "--no-ui")
        server = self.start(*argv, log="server.log")
        self.wait_for_health()
        return server

    def wait_for_health(self) -> None:
        """Until the server answers."""

        def answers() -> bool:
            with contextlib.suppress(httpx.HTTPError):
                return httpx.get(f"{self.api}/health", timeout=5).status_code == 200
            return False

        wait_for(answers, f"the server (see {self.home})")

    def deploy(self) -> None:
        """The work pools, and everything of prefect.yaml."""
        for pool in ("gpu", "cpu"):
            self.ask("work_pools/", {"name": pool, "type": "process"})
        self.command("--no-prompt", "deploy", "--all")

    def work(self, pool: str, name: str = "", by: tuple[str, ...] = (), **settings: str) -> subprocess.Popen[bytes]:
        """Start a worker with the limit that docs/operating.md gives it; `settings` are of its environment."""
        argv = ("worker", "start", "--pool", pool, "--limit", "2" if pool == "gpu" else "4")
        return self.start(*argv, log=f"worker-{name or pool}.log", by=by, **settings)

    @contextlib.contextmanager
    def working(self, **hands: int) -> Iterator[None]:
        """So many workers of each pool in the block."""
        started = [self.work(pool) for pool, count in hands.items() for _ in range(count)]
        try:
            yield
        finally:
            for worker in started:
                self.stop(worker)

    def ask(self, path: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        """What the server answers: to a GET without a body, to a POST with one, or to another method."""

        def answer() -> httpx.Response | None:
            # A server that is being started anew, or whose database is locked for a moment.
            with contextlib.suppress(httpx.TransportError):
                how = method or ("GET" if body is None else "POST")
                given = httpx.request(how, f"{self.api}/{path}", json=body, timeout=90)
                return None if given.status_code == 503 else given
            return None

        given = wait_for(answer, path).raise_for_status()
        return given.json() if given.content else None

    def trigger(self, deployment: str, **parameters: Any) -> str:
        """Create a run; its id."""
        found = self.ask(f"deployments/name/{deployment}")
        run = self.ask(f"deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        return str(run["id"])

    def ended(self, run: str, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """The last state of a run, once it has one."""

        def state() -> dict[str, Any] | None:
            now: dict[str, Any] = self.ask(f"flow_runs/{run}")["state"]
            return now if now["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

        logs = ", ".join(str(path) for path in self.home.glob("*.log"))
        return wait_for(state, f"run {run} (see {logs})", patience_s)

    def stop(self, process: subprocess.Popen[bytes], sign: signal.Signals = signal.SIGTERM) -> None:
        """End a process and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 for a process and everything that it started, all at once."""
        with contextlib.suppress(psutil.NoSuchProcess):
            family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            for one in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
        process.wait()

    def close(self) -> None:
        """Stop everything."""
        for process in reversed(self.processes):
            self.stop(process)


def wait_for(question: Any, what: str, patience_s: float = PATIENCE_S) -> Any:
    """The first true answer to `question`."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if (answer := question()) is not None and answer is not False:
            return answer
        time.sleep(0.5)
    raise AssertionError(f"waited {patience_s:.0f} s for {what}")


@pytest.fixture
def wait_until() -> Callable[..., Any]:
    """`wait_for`, for tests."""
    return wait_for


@contextlib.contextmanager
def serving(home: Path, host: str = "127.0.0.1", **settings: str) -> Iterator[Prefect]:
    """A server with all deployments of prefect.yaml, on a database for many; no worker."""
    with postgres() as database:
        server = Prefect(home, settings=database | settings, host=host)
        try:
            server.serve()
            server.deploy()
            yield server
        finally:
            server.close()


@pytest.fixture(scope="session")
def make_prefect() -> type[Prefect]:
    """For tests that start a server by themselves."""
    return Prefect


@pytest.fixture(scope="session")
def make_server() -> Callable[..., contextlib.AbstractContextManager[Prefect]]:
    """For tests that need a server of their own: in the block there is one, in a home, with settings."""
    return serving


@pytest.fixture(scope="session")
def prefect(tmp_path_factory) -> Iterator[Prefect]:
    """The server that tests share."""
    with serving(tmp_path_factory.mktemp("prefect")) as server:
        yield server


@pytest.fixture(scope="module")
def workers(prefect) -> Iterator[Prefect]:
    """The server, with two workers that record and one that waits."""
    with prefect.working(gpu=2, cpu=1):
        yield prefect


@pytest.fixture
def shelf(tmp_path) -> Path:
    """A shelf: two good books among a protected one, one that is no EPUB, and one whose cast is not there."""
    for name in ("tide.md", "ebb.md", "uncast.md"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    (tmp_path / "broken.epub").write_bytes(b"PK\x03\x04 and then nothing")
    _protected(tmp_path / "protected.epub")
    books: list[dict[str, Any]] = [
        {"source": "protected.epub"},
        {"source": "broken.epub"},
        {"source": "uncast.md", "cast": "nobody.yaml"},
        {"source": "tide.md", "priority": 3},
        {"source": "ebb.md"},
    ]
    path = tmp_path / "shelf.yaml"
    path.write_text(json.dumps({"defaults": {"engine": "draft", "preset": "acx"}, "books": books}))
    return path


def _protected(path: Path) -> None:
    """An EPUB whose chapter is encrypted."""
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    container += '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    package = '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
    package += '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">x</dc:identifier>'
    package += "<dc:title>Locked</dc:title><dc:language>en</dc:language></metadata><manifest>"
    package += '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
    package += '<spine><itemref idref="c"/></spine></package>'
    encryption = '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    encryption += '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">'
    encryption += '<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
    encryption += '<CipherData><CipherReference URI="c.xhtml"/></CipherData></EncryptedData></encryption>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", container)
        book.writestr("META-INF/encryption.xml", encryption)
        book.writestr("book.opf", package)
        book.writestr("c.xhtml", os.urandom(2000))
