"""A Prefect server, once for the session, with everything of prefect.yaml on it; and workers for it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

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


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Prefect:
    """A server of our own, its home, and the processes that were started for it."""

    home: Path
    port: int = field(default_factory=free_port)
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
        }

    def command(self, *argv: str, code: int = 0) -> str:
        """Run `prefect …` in the repository; what it said."""
        ran = subprocess.run(
            [sys.executable, "-m", "prefect", *argv],
            cwd=ROOT,
            env=self.environment,
            timeout=PATIENCE_S,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout

    def start(self, *argv: str, log: str) -> subprocess.Popen[bytes]:
        """Start `prefect …` in a session of its own."""
        with (self.home / log).open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "prefect", *argv],
                cwd=self.home,
                env=self.environment,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def serve(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers."""
        argv = ("server", "start", "--host", "127.0.0.1", "--port", str(self.port), "--no-ui")
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

    def work(self, pool: str, limit: int = 1) -> subprocess.Popen[bytes]:
        """Start a worker."""
        return self.start("worker", "start", "--pool", pool, "--limit", str(limit), log=f"worker-{pool}.log")

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the server answers to a question."""

        def answer() -> httpx.Response | None:
            given = httpx.request("GET" if body is None else "POST", f"{self.api}/{path}", json=body, timeout=60)
            # A database that is locked for a moment, on a busy machine.
            return None if given.status_code == 503 else given

        return wait_for(answer, path).raise_for_status().json()

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


@pytest.fixture(scope="session")
def make_prefect() -> type[Prefect]:
    """For tests that need a server, or a home, of their own."""
    return Prefect


@pytest.fixture(scope="session")
def prefect(tmp_path_factory) -> Iterator[Prefect]:
    """A server with all deployments of prefect.yaml and the automations; no worker."""
    server = Prefect(tmp_path_factory.mktemp("prefect"))
    try:
        server.serve()
        for pool in ("gpu", "cpu"):
            server.ask("work_pools/", {"name": pool, "type": "process"})
        server.command("--no-prompt", "deploy", "--all")
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def workers(prefect) -> Prefect:
    """The server, with a worker for each pool."""
    prefect.work("gpu", 2)
    prefect.work("cpu")
    return prefect


@pytest.fixture
def shelf(tmp_path) -> Path:
    """A shelf: a good book among a protected one, one that is no EPUB, and one whose cast is not there."""
    (tmp_path / "tide.md").write_text(STORY, encoding="utf-8")
    (tmp_path / "uncast.md").write_text(STORY, encoding="utf-8")
    (tmp_path / "broken.epub").write_bytes(b"PK\x03\x04 and then nothing")
    _protected(tmp_path / "protected.epub")
    books: list[dict[str, Any]] = [
        {"source": "protected.epub"},
        {"source": "broken.epub"},
        {"source": "uncast.md", "cast": "nobody.yaml"},
        {"source": "tide.md", "priority": 3},
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
