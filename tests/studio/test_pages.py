"""What the page is told: productions, chapters, lines, sounds by ranges, and a run as it goes on."""

from __future__ import annotations

import json
import shutil
import time

import numpy as np
import pytest
import soundfile

from manifests.event_file import append_event
from manifests.events import RunFailed, RunStarted, StageBegun, TakeSpoken
from pipeline.production.lock import FolderLock
from pipeline.studio.peaks import peaks_of
from pipeline.studio.productions import productions_in
from pipeline.studio.watching import RunFollower

from .conftest import Visitor


def _chapter(visitor: Visitor, number: int = 1) -> dict:
    return visitor.get(f"/chapters/{number}").json()


def test_the_chapters_and_speakers_are_listed(reader):
    view = reader.get("/view").json()
    assert [one["state"] for one in view["chapters"]] == ["finished"] * len(view["chapters"])
    names = {one["name"]: one["colour"] for one in view["speakers"]}
    assert names["narrator"] == 0
    assert len({names["narrator"], names["Wren"], names["Tom"]}) == 3


def test_a_line_has_its_speaker_how_sure_that_is_and_its_place(reader):
    lines = _chapter(reader)["lines"]
    asked = next(line for line in lines if "Who left" in line["text"])
    assert asked["speaker"] == "Wren"
    assert 0 < asked["confidence"] <= 1
    times = [line["start_s"] for line in lines if line["start_s"] is not None]
    assert times == sorted(times)
    assert asked["end_s"] > asked["start_s"]


def test_without_a_script_the_text_is_that_of_the_sound(visitor, folder):
    before = _chapter(visitor)["lines"]
    folder.script.unlink()
    after = _chapter(visitor)["lines"]
    assert [line["text"] for line in after] == [line["text"] for line in before]
    assert {line["confidence"] for line in after} == {None}


def test_the_finished_file_begins_with_its_silence(reader):
    sounds = _chapter(reader)["sounds"]
    assert list(sounds) == ["delivered", "working"]
    (track,), (work,) = sounds["delivered"]["tracks"], sounds["working"]["tracks"]
    assert work["head_s"] == 0
    assert track["head_s"] > 0.4
    assert track["seconds"] > work["seconds"]


@pytest.mark.parametrize("kind", ["delivered", "working"])
def test_sounds_are_given_by_ranges(reader, kind):
    url = _chapter(reader)["sounds"][kind]["tracks"][0]["url"]
    whole = reader.client.get(url)
    assert whole.headers["content-type"] == ("audio/mpeg" if kind == "delivered" else "audio/flac")
    assert whole.headers["accept-ranges"] == "bytes"
    part = reader.client.get(url, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    end = reader.client.get(url, headers={"range": "bytes=-50"})
    assert (end.status_code, end.content) == (206, whole.content[-50:])
    assert reader.client.get(url, headers={"range": f"bytes={len(whole.content)}-"}).status_code == 416


def test_peaks_are_made_once_and_kept_beside_the_sound(visitor, folder):
    sound = _chapter(visitor)["sounds"]["working"]
    first = visitor.client.get(sound["peaks"]).content
    kept = folder.chapters / f"{sound['key']}.peaks"
    assert kept.read_bytes() == first
    kept.write_bytes(b"kept")
    assert visitor.client.get(sound["peaks"]).content == b"kept"


def test_peaks_follow_the_sound(tmp_path):
    rate, flac = 8000, tmp_path / "x.flac"
    sound = np.zeros(3 * rate, np.float32)
    sound[rate : 2 * rate] = 0.5
    soundfile.write(flac, sound, rate)
    peaks = np.frombuffer(peaks_of(flac, key="x"), np.uint8)
    third = len(peaks) // 3
    assert peaks[: third - 1].max() <= 1
    assert abs(int(peaks[third + 1 : 2 * third - 1].min()) - 128) <= 1
    assert peaks[2 * third + 1 :].max() <= 1


def test_a_changed_plan_shows_the_former_file_as_older(visitor, folder):
    record = folder.load_record()
    segments = tuple(
        one.model_copy(update={"key": "f" * 32}) if one.chapter == 1 else one for one in record.plan.segments
    )
    record.model_copy(update={"plan": record.plan.model_copy(update={"segments": segments})}).save(folder.record)
    states = {one["number"]: one["state"] for one in visitor.get("/view").json()["chapters"]}
    assert states[1] == "changed"
    assert states[2] == "finished"
    chapter = _chapter(visitor)
    assert list(chapter["sounds"]) == ["delivered"]
    assert not chapter["current"]


def test_where_only_an_m4b_is_there_a_chapter_is_played_from_its_place_in_it(visitor, folder):
    for path in folder.root.glob("*.mp3"):
        path.unlink()
    tracks = [_chapter(visitor, number)["sounds"]["delivered"]["tracks"][0] for number in (1, 2)]
    assert tracks[0]["url"].rpartition("key=")[2] == tracks[1]["url"].rpartition("key=")[2]
    assert tracks[1]["head_s"] > tracks[0]["head_s"] + tracks[0]["end_s"]


def test_several_productions_stand_in_one_list(rendered, tmp_path):
    for name in ("a", "b"):
        shutil.copytree(rendered, tmp_path / "shelf" / "series" / name)
    assert len(productions_in([tmp_path / "shelf"])) == 2
    several = Visitor(tmp_path / "shelf", rendered)
    page = several.client.get("/").text
    assert page.count('href="/p/') == 3


def test_one_that_cannot_be_read_is_listed_with_its_problem(rendered, tmp_path):
    shutil.copytree(rendered, tmp_path / "a")
    shutil.copytree(rendered, tmp_path / "b")
    (tmp_path / "b" / "render.json").write_text("{", encoding="utf-8")
    told = Visitor(tmp_path).client.get("/productions").json()
    assert [bool(one["problem"]) for one in told] == [False, True]


def test_a_run_is_told_as_it_goes_on_with_the_time_left(folder):
    follower = RunFollower(folder)
    assert follower.look().state == "finished"
    now = time.time()

    def tell(event, after_s: float) -> None:
        append_event(folder.events, event.model_copy(update={"time": now + after_s, "run": "r"}))

    spoken = {"key": "0" * 32, "segment": "1", "chapter": 1, "lines": ("001-0001",), "role": "narrator", "voice": "v"}
    with FolderLock(folder.work):
        tell(RunStarted(command="render", version="", host="h", pid=1, log="work/logs/x.log"), 0)
        tell(StageBegun(name="record", total=100, unit="s"), 1)
        tell(TakeSpoken(**spoken, seconds=25, attempts=1, seed=0, take=""), 11)
        view = follower.look()
        assert (view.state, view.stage, view.done, view.total, view.left_s) == ("working", "record", 25, 100, 30)
    assert follower.look().state == "killed"
    tell(RunFailed(seconds=1, message="no voice", remedy="Get one."), 12)
    assert (follower.look().state, follower.look().why) == ("failed", "no voice")


def test_what_changes_is_sent_to_the_page(visitor, folder):
    # The test client does not end a stream that goes on; its first event is asked for directly.
    from pipeline.studio.run_routes import _state
    from pipeline.studio.studio import StudioProduction

    production = StudioProduction("x", folder)
    before = _state(production)
    assert before["owner"] is None
    with FolderLock(folder.work):
        assert _state(production)["owner"]
    assert json.dumps(before)


def test_what_is_noted_in_the_page_stands_in_the_report(visitor, folder):
    page = folder.root / "report.html"
    line = _chapter(visitor)["lines"][0]["id"]
    assert visitor.post("/flags", {"line": line, "remark": "a creaking chair"}).status_code == 200
    assert "a creaking chair" in page.read_text(encoding="utf-8")
    before = page.read_bytes()
    assert visitor.post("/chapters/1/approve").status_code == 200
    assert page.read_bytes() != before
