"""What the page has done by processes of their own: shown before, under the folder's lock, stopped as by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from pipeline.planning.overrides import Overrides
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import FolderLock, living_owner
from pipeline.studio.runs import ProductionRuns

from .conftest import Visitor


def _until(true, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def _line(visitor: Visitor, words: str, number: int = 1) -> dict:
    lines = visitor.get(f"/chapters/{number}").json()["lines"]
    return next(line for line in lines if words in line["text"])


def _done(visitor: Visitor, body: dict) -> dict:
    """Plan, do as was shown, wait for it; returns the plan."""
    plan = visitor.post("/plan", body)
    assert plan.status_code == 200, plan.text
    begun = visitor.post("/do", body | {"seen": plan.json()["seen"]})
    assert begun.status_code == 200, begun.text
    runs = _runs(visitor)
    _until(lambda: runs.look().state != "running")
    assert (runs.look().state, runs.look().message) == ("done", "")
    return plan.json()


def _runs(visitor: Visitor) -> ProductionRuns:
    return visitor.client.app.state.studio.production(visitor.id).runs


@pytest.mark.slow
def test_a_line_is_directed_chosen_given_to_another_and_all_is_undone(visitor, folder):
    line = _line(visitor, "You could have said", 2)
    before = {one["id"]: one["key"] for one in visitor.get("/chapters/2").json()["lines"]}
    plan = _done(visitor, {"kind": "retake", "line": line["id"], "speed": 0.8})
    assert plan["to_speak"] == 1
    assert any(name.endswith(".mp3") for name in plan["told"])
    slower = _line(visitor, "You could have said", 2)
    assert slower["changed"] == {"speed": 0.8}
    assert slower["key"] != line["key"]
    takes = visitor.get(f"/lines/{line['id']}/takes").json()
    assert {take["key"]: take["heard"] for take in takes} == {line["key"]: False, slower["key"]: True}
    heard = visitor.get(f"/lines/{line['id']}/takes/{line['key']}/heard", params={"around": 2})
    assert heard.headers["content-type"] == "audio/flac"
    assert float(heard.headers["x-take-from"]) > 0.5
    _done(visitor, {"kind": "choose", "line": line["id"], "take": line["key"]})
    assert _line(visitor, "You could have said", 2)["key"] == line["key"]
    _done(visitor, {"kind": "speaker", "line": line["id"], "speaker": "Tom"})
    assert _line(visitor, "You could have said", 2)["speaker"] == "Tom"
    for _ in range(3):
        _done(visitor, {"kind": "undo"})
    assert {one["id"]: one["key"] for one in visitor.get("/chapters/2").json()["lines"]} == before


def test_nothing_else_is_done_than_was_shown(visitor, folder):
    body = {"kind": "retake", "line": _line(visitor, "I could", 2)["id"], "speed": 0.9}
    assert visitor.post("/do", body | {"seen": "0" * 32}).status_code == 200
    runs = _runs(visitor)
    _until(lambda: runs.look().state != "running")
    assert runs.look().state == "failed"
    assert "than was shown" in runs.look().message
    assert not folder.overrides.exists() or Overrides.load(folder.overrides).lines == ()


def test_an_error_says_what_to_do(visitor):
    answer = visitor.post("/plan", {"kind": "retake", "line": "009-9999", "speed": 0.9})
    assert answer.status_code == 409
    assert "009-9999" in answer.json()["message"]
    assert answer.json()["remedy"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"kind": "shell"},
        {"kind": "retake"},
        {"kind": "retake", "line": "../x"},
        {"kind": "retake", "line": "001-0001", "speed": 99},
        {"kind": "retake", "line": 7},
        {"kind": "tries", "line": "001-0001", "tries": 10_000},
        {"kind": "choose", "line": "001-0001", "take": "../../x"},
        {"kind": "render", "out": "/tmp"},
    ],
)
def test_what_the_page_never_sends_is_refused(reader, body):
    assert reader.post("/do", body).status_code == 400


def test_while_a_render_works_nothing_is_begun_and_it_is_named(visitor, folder):
    with FolderLock(folder.work):
        answer = visitor.post("/do", {"kind": "render"})
        assert answer.status_code == 409
        assert "another bookcast works here" in answer.json()["message"]
        assert visitor.post("/flags", {"line": "001-0001", "remark": "too loud"}).status_code == 200


def test_two_studios_do_not_work_at_once(visitor, folder):
    other = Visitor(folder.root)
    assert visitor.post("/do", {"kind": "render"}).status_code == 200
    _until(lambda: living_owner(folder.work) is not None or _runs(visitor).look().state != "running")
    if _runs(visitor).look().state == "running":
        assert other.post("/do", {"kind": "render"}).status_code == 409
    assert visitor.post("/do", {"kind": "render"}).status_code in (200, 409)
    _until(lambda: _runs(visitor).look().state != "running")
    assert _runs(visitor).look().state == "done"


LONG = "\n\n".join(
    f"The tide came in {n} times and went out again, and nobody was there to count it." for n in range(400)
)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_render_of_the_command_line_is_watched_stopped_and_gone_on_with(tmp_path):
    book = tmp_path / "long.md"
    book.write_text(f"---\ntitle: Long\nlanguage: en\n---\n\n# One\n\n{LONG}\n", encoding="utf-8")
    folder = ProductionFolder(tmp_path / "out")
    words = [sys.executable, "-m", "pipeline.cli", "render", str(book), "--engine", "draft", "--formats", "mp3"]
    process = subprocess.Popen(
        [*words, "--out", str(folder.root)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        _until(lambda: folder.events.is_file() and b'"spoken"' in folder.events.read_bytes())
        visitor = Visitor(folder.root)
        studio = visitor.client.app.state.studio.production(visitor.id)
        view = studio.follower.look()
        assert (view.state, view.stage) == ("working", "record")
        assert visitor.post("/stop").status_code == 200
        assert process.wait(60) == 130
        assert studio.follower.look().state == "interrupted"
        spoken = studio.follower.look().spoken
        assert visitor.post("/do", {"kind": "render"}).status_code == 200
        _until(lambda: studio.runs.look().state == "running" and studio.follower.look().stage == "record")
        assert visitor.post("/stop").status_code == 200
        _until(lambda: studio.runs.look().state == "stopped")
        assert studio.follower.look().state == "interrupted"
        assert folder.load_record().plan.segments
        assert spoken
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_what_is_not_ours_to_stop_is_left_alone(visitor, folder):
    assert visitor.post("/stop").status_code == 409
    with FolderLock(folder.work):
        told = visitor.post("/stop").json()
        assert "the studio itself" in told["message"]
    with FolderLock(folder.work, run="flow"):
        assert "flow" in visitor.post("/stop").json()["message"]
