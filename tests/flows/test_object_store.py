"""The store of takes in an S3-speaking server on the loopback: one PUT a take, the first one wins."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from manifests.errors import InputError, StageError
from manifests.object_store import ObjectStore, open_store
from manifests.plan import Plan
from manifests.render import RenderSettings
from manifests.take_store import DamagedTakeError, TakeStore
from pipeline.planning.partition import part_of, scene_groups
from pipeline.production.preparation import Prepared, prepare
from pipeline.recording.ready_queue import missing
from pipeline.recording.recorder import Recorder

moto = pytest.importorskip("moto.server", reason="moto is not installed")
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def url(address, monkeypatch, tmp_path) -> str:
    """A bucket of this test's own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bucket = tmp_path.name.replace("_", "-").lower()[:40]
    s3fs.S3FileSystem(endpoint_url=address, skip_instance_cache=True).mkdir(bucket)
    return f"s3://{bucket}/takes"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, story_text) -> Prepared:
    source = tmp_path_factory.mktemp("objects") / "tide.md"
    source.write_text(story_text, encoding="utf-8")
    return prepare(RenderSettings(source=str(source), engine="draft"))


@pytest.fixture(scope="module")
def local(tmp_path_factory, prepared) -> TakeStore:
    """The story's takes in a folder."""
    store = TakeStore(tmp_path_factory.mktemp("takes"))
    with Recorder(prepared.engine, store) as recorder:
        recorder.record(prepared.plan)
    return store


def test_the_first_take_of_a_key_wins(url, local):
    store = open_store(url)
    assert isinstance(store, ObjectStore)
    one, other = sorted(local.keys())[:2]
    assert store.put(one, local.read(one))
    assert not store.put(one, local.read(other))
    assert store.read(one) == local.read(one)
    assert store.keys() == {one}
    assert one in store
    assert other not in store


def test_of_many_writers_at_once_one_wins(url, local):
    key = min(local.keys())
    stores = [ObjectStore(url) for _ in range(6)]
    data = local.read(key)
    won: list[bool] = []
    threads = [threading.Thread(target=lambda store=store: won.append(store.put(key, data))) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]


def test_a_book_is_recorded_into_it_and_nothing_is_spoken_again(url, prepared, local):
    store = ObjectStore(url)
    for _ in range(2):
        with Recorder(prepared.engine, store) as recorder:
            for group in scene_groups(prepared.plan.segments, 10):
                recorder.record(part_of(store.plan(store.keep_plan(prepared.plan)), group))
    assert missing(prepared.plan, store) == []
    assert store.keys() == local.keys()
    assert all(store.read(key) == local.read(key) for key in sorted(local.keys()))
    spoken = [json.loads(store._fs.cat_file(name))["key"] for name in store._fs.find(f"{store._root}/log")]
    assert sorted(spoken) == sorted(store.keys())


def test_a_damaged_take_is_work_to_do_again(url, prepared, local):
    store = ObjectStore(url)
    key = min(local.keys())
    store.put(key, local.read(key)[:-100])
    with pytest.raises(DamagedTakeError):
        store.load(key)
    assert key not in store


def test_what_is_not_there_is_told_with_a_remedy(url):
    store = ObjectStore(url)
    with pytest.raises(StageError, match="is missing"):
        store.read("0123456789abcdef")
    with pytest.raises(InputError, match="no such plan"):
        store.plan("0" * 32)


def test_a_store_that_is_away_is_told_apart_from_bad_input(url, monkeypatch):
    from flows.retries import can_pass

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    store = ObjectStore(url, skip_instance_cache=True)
    with pytest.raises(StageError) as away:
        store.read("0123456789abcdef")
    assert can_pass(away.value)


def test_nothing_of_fsspec_is_loaded_before_a_store_is_opened():
    code = "import sys, manifests.object_store; sys.exit('fsspec' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_plans_are_kept_in_folders_too(tmp_path, prepared):
    store = open_store(str(tmp_path))
    key = store.keep_plan(prepared.plan)
    plan: Plan = store.plan(key)
    assert plan == prepared.plan
    assert store.keys() == set()
