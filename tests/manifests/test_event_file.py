"""Events are whole lines, whoever writes them and whatever befalls a writer; a reader goes on from where it was."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from manifests.errors import StageError
from manifests.event_file import append_event, follow_events, read_events
from manifests.events import RunFinished, TakeSpoken, WarningTold, line_of


def texts(path: Path) -> list[str]:
    return [event.text for event in read_events(path)[0] if isinstance(event, WarningTold)]


def write(path: Path, who: str, count: int) -> None:
    for number in range(count):
        append_event(path, WarningTold(text=f"{who} {number} " + "…" * 300))


def test_lines_of_several_processes_never_mix(tmp_path):
    path = tmp_path / "work" / "events.jsonl"
    fork = multiprocessing.get_context("spawn")
    writers = [fork.Process(target=write, args=(path, who, 100)) for who in ("ann", "bo")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    told = [text.split()[:2] for text in texts(path)]
    assert len(told) == len(path.read_bytes().splitlines()) == 200
    for who in ("ann", "bo"):
        assert [int(number) for name, number in told if name == who] == list(range(100))


def test_a_writer_that_is_killed_leaves_whole_lines_and_no_lock(tmp_path):
    path = tmp_path / "events.jsonl"
    writer = multiprocessing.get_context("spawn").Process(target=write, args=(path, "ann", 10**6))
    writer.start()
    deadline = time.monotonic() + 30
    while len(texts(path)) < 20 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(10)
    began = time.monotonic()
    append_event(path, WarningTold(text="after"))
    assert time.monotonic() - began < 3
    assert texts(path)[-1] == "after"
    assert len(texts(path)) >= 21


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_torn_line_is_passed_over_and_harms_no_other(tmp_path, cut):
    path = tmp_path / "events.jsonl"
    append_event(path, WarningTold(text="first"))
    torn = line_of(WarningTold(text="torn"))[:-cut]
    with path.open("ab") as file:
        file.write(torn)
    events, offset = read_events(path)
    assert len(events) == 1  # what has no end may still be written
    append_event(path, WarningTold(text="second"))
    later, _ = read_events(path, offset)
    assert [event.text for event in later][-1] == "second"
    assert "first" in texts(path)


def test_who_follows_gets_what_is_there_and_what_comes_once(tmp_path):
    path = tmp_path / "events.jsonl"
    seen = []
    assert read_events(path, 500) == ([], 0)
    following = follow_events(path, every_s=0, stop=lambda: len(seen) >= 3)
    for number, (events, offset) in enumerate(following):
        seen.extend(events)
        assert offset == (path.stat().st_size if path.exists() else 0)
        if number < 3:
            append_event(path, WarningTold(text=str(number)))
    assert [event.text for event in seen] == ["0", "1", "2"]


def test_a_file_that_was_begun_anew_is_read_from_its_start(tmp_path):
    path = tmp_path / "events.jsonl"
    write(path, "old", 3)
    _, offset = read_events(path)
    path.write_bytes(line_of(WarningTold(text="new")))
    assert [event.text for event in read_events(path, offset)[0]] == ["new"]


def test_what_a_later_version_says_is_no_hindrance(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text(
        '{"event": "sung", "time": 1.0, "run": "x"}\n'
        '{"event": "finished", "time": 1.0, "run": "x", "seconds": 2.5, "mood": "good"}\n'
        "[1, 2]\n\xff\n"
    )
    assert read_events(path)[0] == [RunFinished(time=1.0, run="x", seconds=2.5)]


def test_a_line_is_never_long_whatever_it_tells():
    assert len(line_of(WarningTold(text="x" * 10**6))) < 3_000
    assert line_of(WarningTold(text="\ud800 a\nb")).count(b"\n") == 1


def test_nothing_is_written_through_a_link(tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "events.jsonl").symlink_to(tmp_path / "theirs")
    with pytest.raises(StageError, match="symbolic link"):
        append_event(tmp_path / "events.jsonl", WarningTold(text="mine"))
    assert (tmp_path / "theirs").read_text() == "theirs"


def test_a_take_is_told_with_its_key_length_and_file():
    spoken = TakeSpoken(
        key="ab" * 16, segment="001.0001", chapter=1, lines=("001-0001",), role="Ann", voice="ann", seconds=1.5,
        attempts=2, seed=7, take="work/takes/ab/x.flac",
    )  # fmt: skip
    assert b'"event": "spoken"' in line_of(spoken)
