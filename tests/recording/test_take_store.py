from __future__ import annotations

import errno
import json
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from manifests import take_store
from manifests.errors import StageError
from manifests.take import Take
from manifests.take_file import decode, encode
from manifests.take_store import DamagedTakeError, TakeStore

KEY = "ab" * 16
MakeTake = Callable[..., Take]


@pytest.mark.parametrize("bits", [16, 24])
def test_a_take_comes_back_as_it_was_stored(tmp_path: Path, make_take: MakeTake, bits: int) -> None:
    store, take = TakeStore(tmp_path), make_take(bits=bits, latents=True)

    assert store.add(take)

    back = store.load(KEY)
    assert back.facts == take.facts == store.facts(KEY)
    assert back.bits == bits
    assert np.abs(back.audio - take.audio).max() <= 0.5 / (1 << (bits - 1))
    assert back.latents is not None
    np.testing.assert_array_equal(back.latents, take.latents)
    assert soundfile.info(store.path(KEY)).subtype == f"PCM_{bits}"


def test_what_was_stored_once_is_stored_again_bit_by_bit(make_take: MakeTake) -> None:
    data = encode(make_take(latents=True))

    assert encode(make_take(latents=True)) == data
    assert encode(decode(data)) == data


def test_full_scale_is_kept_without_wrapping(make_take: MakeTake) -> None:
    take = make_take()
    take.audio[:4] = [1, -1, 1.5, -1.5]

    assert decode(encode(take)).audio[:4] == pytest.approx([1, -1, 1, -1], abs=1e-4)


def test_the_first_take_of_a_key_wins(tmp_path: Path, make_take: MakeTake) -> None:
    store = TakeStore(tmp_path)
    assert store.add(make_take(samples=4000))
    before = store.path(KEY).read_bytes()

    assert not store.add(make_take(samples=3000))

    assert store.path(KEY).read_bytes() == before
    assert list(tmp_path.rglob("*.part")) == []


def _add(folder: Path, data: bytes, won: multiprocessing.Queue[bool], go: object) -> None:
    take = decode(data)
    go.wait()  # type: ignore[attr-defined]
    won.put(TakeStore(folder).add(take))


def test_of_processes_that_race_exactly_one_wins(tmp_path: Path, make_take: MakeTake) -> None:
    context = multiprocessing.get_context("spawn")
    won: multiprocessing.Queue[bool] = context.Queue()
    go = context.Barrier(4)
    racers = [
        context.Process(target=_add, args=(tmp_path, encode(make_take(samples=2000 + n)), won, go)) for n in range(4)
    ]
    for racer in racers:
        racer.start()

    assert sorted(won.get(timeout=60) for _ in racers) == [False, False, False, True]
    for racer in racers:
        racer.join()
    TakeStore(tmp_path).load(KEY)


def test_without_hard_links_the_first_still_wins(
    tmp_path: Path, make_take: MakeTake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    store = TakeStore(tmp_path)

    assert store.add(make_take(samples=4000))
    assert not store.add(make_take(samples=3000))
    assert store.load(KEY).facts.samples == 4000
    assert [path.name for path in store.path(KEY).parent.iterdir()] == [f"{KEY}.flac"]


@pytest.mark.parametrize("keep", [0, 3, 40, 600, -1])
def test_a_truncated_take_is_set_aside(tmp_path: Path, make_take: MakeTake, keep: int) -> None:
    store = TakeStore(tmp_path)
    store.add(make_take())
    path = store.path(KEY)
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(DamagedTakeError, match="Run the same command again"):
        store.facts(KEY)

    assert KEY not in store
    assert store.damaged() == [path.with_name(f"{KEY}.flac.damaged")]
    assert store.add(make_take())


@pytest.mark.parametrize("fault", range(12))
def test_flipped_bits_never_pass_as_a_take(tmp_path: Path, make_take: MakeTake, fault: int) -> None:
    store = TakeStore(tmp_path)
    store.add(make_take(latents=True))
    path = store.path(KEY)
    data = bytearray(path.read_bytes())
    data[len(data) * fault // 12] ^= 0x55
    path.write_bytes(data)

    with pytest.raises(DamagedTakeError):
        store.load(KEY)

    assert KEY not in store


def test_a_take_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StageError, match=KEY):
        TakeStore(tmp_path).load(KEY)
    with pytest.raises(StageError, match=KEY):
        TakeStore(tmp_path).facts(KEY)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "AB" * 16, "ab/cd"])
def test_only_keys_name_files(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not the key"):
        TakeStore(tmp_path).path(key)


def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, make_take: MakeTake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(take_store.os, "fsync", full)

    with pytest.raises(StageError, match="No space left on device") as caught:
        TakeStore(tmp_path).add(make_take())

    assert "Free some space" in caught.value.remedy
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_keys_are_those_of_finished_takes(tmp_path: Path, make_take: MakeTake) -> None:
    store, other = TakeStore(tmp_path), "ac" * 16
    store.add(make_take())
    store.add(make_take(other))
    store.path(KEY).with_name(f".{KEY}.x.part").write_bytes(b"")
    store.note_spoken(KEY, "001-0001", 1.0)

    assert store.keys() == {KEY, other}
    store.remove(other)
    store.remove(other)
    assert store.keys() == {KEY}
    assert store.size_bytes(KEY) == store.path(KEY).stat().st_size


def test_only_old_leftovers_are_swept(tmp_path: Path, make_take: MakeTake) -> None:
    store = TakeStore(tmp_path)
    store.add(make_take())
    old, young = (store.path(KEY).with_name(f".{KEY}.{n}.part") for n in "ab")
    old.touch()
    young.touch()
    os.utime(old, (time.time() - 9999, time.time() - 9999))

    assert store.sweep() == 1
    assert (old.exists(), young.exists(), KEY in store) == (False, True, True)


def test_the_log_gains_a_line_for_each_take_spoken(tmp_path: Path) -> None:
    store = TakeStore(tmp_path)
    store.note_spoken(KEY, "001-0001", 2.5)
    store.note_spoken(KEY, "001-0002", 3.5)

    lines = [json.loads(line) for line in store.log_path.read_text().splitlines()]
    assert [(line["segment"], line["seconds"], line["pid"]) for line in lines] == [
        ("001-0001", 2.5, os.getpid()),
        ("001-0002", 3.5, os.getpid()),
    ]


def test_a_whole_take_under_another_key_is_set_aside(tmp_path: Path, make_take: MakeTake) -> None:
    store, other = TakeStore(tmp_path), "ac" * 16
    store.add(make_take())
    store.put(other, store.read(KEY))

    with pytest.raises(DamagedTakeError, match=f"the take of {KEY}"):
        store.facts(other)
    store.put(other, store.read(KEY))
    with pytest.raises(DamagedTakeError):
        store.load(other)

    assert (KEY in store, other in store) == (True, False)


def test_the_log_is_not_written_through_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    store = TakeStore(tmp_path / "takes")
    store.folder.mkdir()
    store.log_path.symlink_to(elsewhere)

    with pytest.raises(StageError, match=r"takes\.log: is a symbolic link"):
        store.note_spoken(KEY, "001-0001", 2.5)

    assert elsewhere.read_text() == "mine"
