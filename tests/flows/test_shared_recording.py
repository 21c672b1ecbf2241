"""A book recorded by several workers into one store, a folder or an object store: the bytes of the command line."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from manifests.event_file import read_events
from manifests.events import RunFinished, RunStarted, TakeSpoken
from manifests.object_store import ObjectStore
from manifests.render import RenderSettings
from manifests.take_store import TakeStore
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

moto = pytest.importorskip("moto.server", reason="moto is not installed")
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("prefect")]


@pytest.fixture(scope="module")
def crew(make_server, tmp_path_factory) -> Iterator[Any]:
    """A server whose workers know the address of an S3-speaking server on the loopback."""
    objects = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    objects.start()
    host, port = objects.get_host_and_port()
    keys = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_DEFAULT_REGION": "us-east-1"}
    keys |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    with make_server(tmp_path_factory.mktemp("prefect"), **keys) as server:
        yield server
    objects.stop()


@pytest.fixture(scope="module")
def book(tmp_path_factory, watch_text) -> Path:
    path = tmp_path_factory.mktemp("book") / "watch.md"
    path.write_text(watch_text(8, 6), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def by_command_line(tmp_path_factory, book, sums) -> dict[str, str]:
    """The files' hashes when one process renders the book."""
    out = tmp_path_factory.mktemp("line") / "out"
    render(RenderSettings(source=str(book), engine="draft"), ProductionFolder(out))
    return sums(out)


@pytest.mark.parametrize("hands", [1, 2])
@pytest.mark.parametrize("kept", ["folder", "objects"])
def test_any_number_of_workers_makes_the_same_files_and_speaks_no_take_twice(
    crew, book, by_command_line, sums, tmp_path, monkeypatch, kept, hands
):
    out = tmp_path / "out"
    share = {"record_with": "record-scenes/gpu"}
    if kept == "objects":
        for name, value in crew.settings.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem(endpoint_url=crew.settings["AWS_ENDPOINT_URL"], skip_instance_cache=True).mkdir(
            f"hands-{hands}"
        )
        share["takes"] = f"s3://hands-{hands}/takes"
    order = {"source": str(book), "out": str(out), "engine": "draft", "group_minutes": 1}
    with crew.working(gpu=hands, cpu=1):
        run = crew.trigger("render-book/shared", order=order, share=share)
        state = crew.ended(run)
    assert state["type"] == "COMPLETED", state["message"]
    assert sums(out) == by_command_line

    store = TakeStore(out / "work" / "takes")
    spoken = _spoken_in_objects(share["takes"]) if kept == "objects" else _spoken_in_folder(store)
    assert len(spoken) > 40
    assert Counter(spoken).most_common(1)[0][1] == 1
    assert set(spoken) == store.keys()
    told, _ = read_events(out / "work" / "events.jsonl")
    assert Counter(one.key for one in told if isinstance(one, TakeSpoken)) == Counter(spoken)
    runs = [one for one in told if isinstance(one, RunStarted)]
    assert [one.command for one in runs if one.log] == ["render-book"]
    assert ("record-scenes" in {one.command for one in runs}) == (kept == "folder")
    assert isinstance(told[-1], RunFinished)
    # Each worker has two places, and one of each at least has something to do.
    assert hands <= _most_at_once(crew, run) <= 2 * hands


def _spoken_in_folder(store: TakeStore) -> list[str]:
    return [json.loads(line)["key"] for line in store.log_path.read_text().splitlines()]


def _spoken_in_objects(url: str) -> list[str]:
    store = ObjectStore(url)
    return [json.loads(store._fs.cat_file(name))["key"] for name in store._fs.find(f"{store._root}/log")]


def _most_at_once(crew: Any, run: str) -> int:
    """How many groups of scenes were in the making at the same time."""
    asked = {"flow_runs": {"parent_flow_run_id": {"any_": [run]}}}
    groups = [one for one in crew.ask("flow_runs/filter", asked) if one["deployment_id"]]
    assert len(groups) > 4
    # In hand from when a worker takes it: most of a short group's time is the start of its process.
    spans = [(_taken(crew, one["id"]), datetime.fromisoformat(one["end_time"])) for one in groups]
    return max(sum(start <= moment < end for start, end in spans) for moment, _ in spans)


def _taken(crew: Any, run: str) -> datetime:
    states = crew.ask(f"flow_run_states/?flow_run_id={run}")
    return min(datetime.fromisoformat(one["timestamp"]) for one in states if one["type"] == "PENDING")


def test_workers_of_a_voice_with_context_speak_no_take_twice(crew, tmp_path):
    """Small random weights: what is heard is noise."""
    model = tmp_path / "model"
    shutil.copytree(ROOT / "tests" / "golden" / "v1" / "ckpt", model)
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps({**config, "max_length": 2048}))
    book = tmp_path / "book.md"
    book.write_text("\n\n".join(f"# {name}\n\nNoon.\n\nThe {name} boat came in." for name in ("Red", "Old", "Last")))
    out = tmp_path / "out"
    order = {"source": str(book), "out": str(out), "engine": "voxcpm", "model": str(model), "preset": "raw"}
    order |= {"group_minutes": 1, "proof": "off"}
    for machine in ("one", "two"):
        # As on machines of their own: on one, only one of them would speak at a time.
        (tmp_path / machine).mkdir()
        crew.work("gpu", name=machine, TMPDIR=str(tmp_path / machine))
    with crew.working(cpu=1):
        run = crew.trigger("render-book/shared", order=order, share={"record_with": "record-scenes/gpu"})
        state = crew.ended(run)
    assert state["type"] == "COMPLETED", state["message"]

    store = TakeStore(out / "work" / "takes")
    spoken = _spoken_in_folder(store)
    assert Counter(spoken).most_common(1)[0][1] == 1
    assert set(spoken) == store.keys()
