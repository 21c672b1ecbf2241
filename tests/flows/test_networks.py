"""Two hosts share a book through an object store; one of them loses the store for a minute, and goes on afterwards.

Once with hosts in network namespaces of their own, whose cable to the store is pulled; once, where that is not allowed
too, with two isolated homes, of which one reaches the store through a proxy that drops every connection.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from manifests.object_store import ObjectStore
from manifests.render import RenderSettings
from manifests.take_store import TakeStore
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

moto = pytest.importorskip("moto.server", reason="moto is not installed")
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("prefect")]

AWAY_S = 60
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


class Hosts(Protocol):
    """Two machines: how each starts a program and finds server and store, and how the second loses the store."""

    def argv(self, host: int) -> tuple[str, ...]: ...

    def settings(self, host: int, server_port: int, store_port: int) -> dict[str, str]: ...

    def away(self) -> contextlib.AbstractContextManager[None]: ...


@dataclass
class Namespaces:
    """Each host has a cable to the server and another one to the store."""

    made: list[str] = field(default_factory=list)

    def make(self) -> None:
        for host in (1, 2):
            name = f"bookcast-{os.getpid()}-{host}"
            _ip("netns", "add", name)
            self.made.append(name)
            for net in (1, 2):
                here, there = f"bc{os.getpid() % 100000}.{host}{net}", f"bc{host}{net}"
                _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
                _ip("addr", "add", f"10.213.{host}{net}.1/30", "dev", here)
                _ip("link", "set", here, "up")
                _ip("-n", name, "addr", "add", f"10.213.{host}{net}.2/30", "dev", there)
                _ip("-n", name, "link", "set", there, "up")
            _ip("-n", name, "link", "set", "lo", "up")

    def remove(self) -> None:
        for name in self.made:
            # The other ends of its cables go with it.
            _ip("netns", "delete", name)

    def argv(self, host: int) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.made[host - 1])

    def settings(self, host: int, server_port: int, store_port: int) -> dict[str, str]:
        return {
            "PREFECT_API_URL": f"http://10.213.{host}1.1:{server_port}/api",
            "AWS_ENDPOINT_URL": f"http://10.213.{host}2.1:{store_port}",
        }

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        cable = f"bc{os.getpid() % 100000}.22"
        _ip("link", "set", cable, "down")
        try:
            yield
        finally:
            _ip("link", "set", cable, "up")


def _ip(*argv: str) -> None:
    subprocess.run(["ip", *argv], check=True, capture_output=True)


class Homes:
    """Two homes on one network; the second reaches the store through a proxy."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = self._listener.getsockname()[1]
        self._store_port = 0
        self._open: set[socket.socket] = set()
        self._cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def argv(self, host: int) -> tuple[str, ...]:
        return ()

    def settings(self, host: int, server_port: int, store_port: int) -> dict[str, str]:
        self._store_port = store_port
        return {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._port if host == 2 else store_port}"}

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        self._cut = True
        for one in list(self._open):
            _shut(one)
        try:
            yield
        finally:
            self._cut = False

    def remove(self) -> None:
        _shut(self._listener)

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            if self._cut:
                _shut(caller)
                continue
            store = socket.create_connection(("127.0.0.1", self._store_port))
            self._open |= {caller, store}
            for one, other in ((caller, store), (store, caller)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for each in (one, other):
            _shut(each)
            self._open.discard(each)


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@pytest.fixture(params=["namespaces", "homes"])
def hosts(request) -> Iterator[Hosts]:
    if request.param == "homes":
        homes = Homes()
        yield homes
        homes.remove()
        return
    namespaces = Namespaces()
    try:
        try:
            namespaces.make()
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"network namespaces are not allowed here ({error})")
        yield namespaces
    finally:
        namespaces.remove()


@pytest.fixture
def store(request, monkeypatch) -> Iterator[tuple[int, str]]:
    """An S3-speaking server that every host can reach: its port, and the URL of an empty bucket."""
    objects = moto.ThreadedMotoServer(ip_address="0.0.0.0", port=0, verbose=False)
    objects.start()
    port = objects.get_host_and_port()[1]
    settings = {**CREDENTIALS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    # fsspec would hand out the file system of the test before, with that server's address.
    s3fs.S3FileSystem.clear_instance_cache()
    bucket = f"net{port}"
    s3fs.S3FileSystem(endpoint_url=settings["AWS_ENDPOINT_URL"], skip_instance_cache=True).mkdir(bucket)
    yield port, f"s3://{bucket}/takes"
    objects.stop()


@pytest.fixture
def crew(make_server, hosts, store, tmp_path) -> Iterator[Any]:
    """A server that listens to all, a worker on each host that records, and one beside the server."""
    home = tmp_path / "prefect"
    home.mkdir()
    port, _ = store
    near = {**CREDENTIALS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    with make_server(home, host="0.0.0.0", **near) as server:
        server.work("cpu")
        for host in (1, 2):
            own = tmp_path / f"home-{host}"
            own.mkdir()
            far = hosts.settings(host, server.port, port)
            server.work("gpu", name=f"host-{host}", by=hosts.argv(host), PREFECT_HOME=str(own), **far)
        yield server


def test_a_host_that_loses_the_store_for_a_minute_goes_on_afterwards(
    crew, hosts, store, watch_text, sums, tmp_path, wait_until
):
    source, out, (_, url) = tmp_path / "watch.md", tmp_path / "out", store
    source.write_text(watch_text(8, 40), encoding="utf-8")
    order = {"source": str(source), "out": str(out), "engine": "draft", "group_minutes": 15}
    share = {"record_with": "record-scenes/gpu", "takes": url}
    run = crew.trigger("render-book/shared", order=order, share=share)

    def recording_on_second() -> str | None:
        return next((group for group in _groups(crew, run, "RUNNING") if group in _taken_by(crew, 2)), None)

    struck = wait_until(recording_on_second, "a run on the second host")
    wait_until(lambda: _task_runs(crew, struck), "the first task there")
    with hosts.away():
        time.sleep(AWAY_S)
        assert crew.ask(f"flow_runs/{struck}")["state"]["type"] == "RUNNING"
    state = crew.ended(run)
    assert state["type"] == "COMPLETED", state["message"]
    assert crew.ask(f"flow_runs/{struck}")["state"]["type"] == "COMPLETED"
    done = _groups(crew, run, "COMPLETED")
    assert all(done & _taken_by(crew, host) for host in (1, 2))

    render(RenderSettings(source=str(source), engine="draft"), ProductionFolder(tmp_path / "here"))
    assert sums(out) == sums(tmp_path / "here")
    spoken, again = _spoken(ObjectStore(url))
    assert set(spoken) == TakeStore(ProductionFolder(out).takes).keys()
    assert again == []


def _spoken(store: ObjectStore) -> tuple[list[str], list[str]]:
    """Keys of takes as they were spoken, and those of them that were finished before."""
    finished = {
        Path(one["Key"]).stem: one["LastModified"].timestamp()
        for one in store._fs.find(store._root, detail=True).values()
    }
    log = [json.loads(store._fs.cat_file(name)) for name in store._fs.find(f"{store._root}/log")]
    return [one["key"] for one in log], [one["key"] for one in log if one["time"] > finished[one["key"]] + 2]


def _groups(crew: Any, run: str, state: str) -> set[str]:
    """The groups of scenes that are in a state."""
    asked = {"parent_flow_run_id": {"any_": [run]}, "state": {"type": {"any_": [state]}}}
    return {one["id"] for one in crew.ask("flow_runs/filter", {"flow_runs": asked}) if one["deployment_id"]}


def _taken_by(crew: Any, host: int) -> set[str]:
    """The runs that a host's worker took, as its log tells."""
    log = (crew.home / f"worker-host-{host}.log").read_text()
    return set(re.findall(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", log))


def _task_runs(crew: Any, run: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crew.ask("task_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
    return found
