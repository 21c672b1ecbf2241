"""What people noted: appended by many, joined by hand, and read whatever became of the file's ends."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from manifests.errors import StageError
from manifests.notes import Flag, Note, Settled, SignOff, Withdrawal, append_notes, read_notes


def _file(path: Path, *notes: Note) -> Path:
    append_notes(path, notes)
    return path


def test_two_people_s_files_one_behind_the_other_are_right(tmp_path):
    flag = Flag(id="a", time=1, by="ada", line="001-0001", remark="louder")
    ada = _file(tmp_path / "ada.jsonl", flag, Settled(flag="a", time=9, by="ada", open=True))
    bo = _file(tmp_path / "bo.jsonl", flag, Settled(flag="a", time=5, by="bo"), Flag(id="b", time=2, by="bo"))
    for first, second in ((ada, bo), (bo, ada)):
        both = tmp_path / "both.jsonl"
        both.write_bytes(first.read_bytes() + second.read_bytes())
        notes = read_notes(both)
        assert [one.id for one in notes.flags] == ["a", "b"]
        assert notes.is_open("a")
        assert notes.settled["a"].by == "ada"


def test_a_flag_told_again_stands_in_for_itself(tmp_path):
    path = _file(tmp_path / "n.jsonl", Flag(id="a", time=2, remark="late"), Flag(id="a", time=1, remark="early"))
    assert [one.remark for one in read_notes(path).flags] == ["late"]


@pytest.mark.parametrize("joint", [b"", b"\n", b"\r\n"])
def test_a_torn_last_line_costs_nothing_but_itself(tmp_path, joint):
    ada = _file(tmp_path / "ada.jsonl", Flag(id="a", time=1), Flag(id="torn", time=2)).read_bytes()
    bo = _file(tmp_path / "bo.jsonl", Flag(id="b", time=3)).read_bytes()
    path = tmp_path / "both.jsonl"
    path.write_bytes(ada[:-40] + joint + bo)
    assert [one.id for one in read_notes(path).flags] == ["a", "b"]
    path.write_bytes(ada[:-40])
    append_notes(path, [Flag(id="c", time=4)])
    notes = read_notes(path)
    assert ([one.id for one in notes.flags], notes.unread) == (["a", "c"], 1)


def test_what_a_later_bookcast_noted_is_passed_over_and_stays(tmp_path):
    path = tmp_path / "n.jsonl"
    path.write_text('{"event": "applause", "time": 1}\n<<<<<<< ours\n')
    append_notes(path, [Flag(id="a", time=1)])
    assert (len(read_notes(path).flags), read_notes(path).unread) == (1, 2)
    assert "applause" in path.read_text()


def test_a_withdrawn_approval_is_none_in_whichever_order_it_is_read(tmp_path):
    approval = SignOff(id="x", time=1, chapter=1, lines={"001-0001": "h"})
    path = _file(tmp_path / "n.jsonl", Withdrawal(time=0.5, approvals=("x",)), approval)
    assert read_notes(path).approvals == ()


def _append(path: str, who: str) -> None:
    append_notes(Path(path), [Flag(id=f"{who}{number}", remark="ä" * 900) for number in range(25)])


def test_lines_of_many_processes_never_mix(tmp_path):
    path = tmp_path / "n.jsonl"
    workers = [multiprocessing.Process(target=_append, args=(str(path), who)) for who in "abcd"]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    notes = read_notes(path)
    assert (len(notes.flags), notes.unread) == (100, 0)


def test_nothing_is_written_through_a_link(tmp_path):
    (tmp_path / "n.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StageError, match="symbolic link"):
        append_notes(tmp_path / "n.jsonl", [Flag()])
    assert not (tmp_path / "elsewhere").exists()
