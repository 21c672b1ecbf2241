"""What a run did stands in its log and in the production's events."""

from __future__ import annotations

import errno
import logging

import pytest

from manifests.errors import InputError, StageError
from manifests.event_file import read_events
from manifests.events import (
    ChapterDone,
    FilesDelivered,
    ProductionBegun,
    RunFailed,
    RunFinished,
    RunInterrupted,
    TakeProofed,
    TakeSpoken,
)
from manifests.plan import Plan
from manifests.render import RenderRecord, RenderSettings
from pipeline.commands.clean import unnamed_files
from pipeline.commands.retake import RetakeRequest, plan_retake, retake
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.preparation import prepare
from pipeline.production.production import Production
from pipeline.production.record_books import record_missing
from pipeline.production.render import render
from pipeline.production.run_log import KEPT, RunLog, logs_in, new_run
from pipeline.progress import Quiet


@pytest.fixture
def made(tmp_path, story):
    settings = RenderSettings(source=str(story), engine="draft", preset="raw", formats=("flac",), proof="signal")
    folder = ProductionFolder(tmp_path / "out")
    render(settings, folder, jobs=2)
    return settings, folder


def the(kind, events):
    return [event for event in events if isinstance(event, kind)]


def test_a_render_and_a_retake_are_told_from_start_to_end(made):
    _, folder = made
    events, offset = read_events(folder.events)
    plan: Plan = RenderRecord.load(folder.record).plan
    assert [event.event for event in events[:3]] == ["started", "stage", "begun"]
    assert the(ProductionBegun, events)[0].missing == len({one.key for one in plan.requests})
    assert {one.key for one in the(TakeSpoken, events)} == {one.key for one in the(TakeProofed, events)}
    assert {one.key for one in the(TakeSpoken, events)} == {one.key for one in plan.requests}
    assert all((folder.root / one.take).is_file() for one in the(TakeSpoken, events))
    assert [one.chapters for one in sorted(the(ChapterDone, events), key=lambda one: one.chapters)] == [
        (1,),
        (2,),
        (3,),
    ]
    assert all((folder.root / name).is_file() for name in the(FilesDelivered, events)[0].files)
    assert isinstance(events[-1], RunFinished)
    assert {event.run for event in events} == {folder.root.joinpath(events[0].log).stem}

    change = plan_retake(folder, RetakeRequest(lines=("002-0002",), speed=0.9))
    retake(folder, change, jobs=2, progress=Quiet())
    more, _ = read_events(folder.events, offset)
    assert more[0].command == "retake"
    assert [line for one in the(TakeSpoken, more) for line in one.lines] == ["002-0002"]


def test_the_log_tells_what_was_asked_read_and_done(made):
    settings, folder = made
    (log,) = logs_in(folder.logs)
    text = log.read_text("utf-8")
    for word in ("bookcast", "Python", "numpy", "'preset': 'raw'", settings.source, "The Tide Table", "record took"):
        assert word in text
    assert "finished" in text.splitlines()[-1]
    assert "gulls" not in text  # no text of the book


def test_a_production_that_is_begun_by_anybody_is_told(made, tmp_path):
    settings, _ = made
    folder = ProductionFolder(tmp_path / "theirs")
    production = Production(prepare(settings), settings, folder, Quiet())
    with production.begun():
        record_missing([production])
    events, _ = read_events(folder.events)
    assert {one.key for one in the(TakeSpoken, events)} == {one.key for one in production.prepared.plan.requests}
    assert isinstance(events[-1], RunFinished)
    assert isinstance(production.progress, Quiet)


def test_a_run_that_is_refused_leaves_the_folder_as_it_was(made, tmp_path):
    settings, folder = made
    before = folder.events.read_bytes(), logs_in(folder.logs)
    other = tmp_path / "other.md"
    other.write_text("# A\n\nAnother book altogether.\n")
    with pytest.raises(StageError, match="another book"):
        render(settings.model_copy(update={"source": str(other)}), folder)
    with pytest.raises(InputError):
        render(settings.model_copy(update={"source": "/nowhere.md"}), ProductionFolder(tmp_path / "fresh"))
    assert (folder.events.read_bytes(), logs_in(folder.logs)) == before
    assert not (tmp_path / "fresh").exists()


def test_an_error_is_told_in_words_and_its_traceback_stands_in_the_log(made, monkeypatch):
    settings, folder = made
    monkeypatch.setattr("pipeline.production.render.stitch_outputs", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        render(settings, folder)
    last = read_events(folder.events)[0][-1]
    assert isinstance(last, RunFailed)
    assert "Traceback" not in last.message
    assert "Traceback" in logs_in(folder.logs)[-1].read_text("utf-8")


def test_a_full_disk_is_told_as_what_failed_and_not_as_what_could_not_be_told(made, monkeypatch, caplog):
    settings, folder = made

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "no space left")

    def fail(*_, **__):
        monkeypatch.setattr("pipeline.production.journal.append_event", full)
        monkeypatch.setattr("pipeline.production.run_log.RunLog.line", full)
        raise StageError("the takes cannot be kept")

    monkeypatch.setattr("pipeline.production.render.stitch_outputs", fail)
    with pytest.raises(StageError, match="the takes cannot be kept"):
        render(settings, folder)
    assert sum("cannot be written down" in one.getMessage() for one in caplog.records) == 1


def test_who_interrupts_is_told(made, monkeypatch):
    settings, folder = made

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.production.render.stitch_outputs", interrupt)
    with pytest.raises(KeyboardInterrupt):
        render(settings, folder)
    assert isinstance(read_events(folder.events)[0][-1], RunInterrupted)


def test_warnings_of_stages_reach_the_log(tmp_path, story):
    folder = ProductionFolder(tmp_path / "out")
    with journalled(Quiet(), folder, "render", RenderSettings(source=str(story))) as journal:
        journal.begin()
        logging.getLogger("pipeline.recording.record").warning("take %s is odd", "abc")
    assert "take abc is odd" in logs_in(folder.logs)[0].read_text("utf-8")
    assert not any(
        isinstance(one, logging.Handler) and one.__class__.__name__ == "_Warnings" for one in logging.root.handlers
    )


def test_logs_are_bounded_and_what_is_a_person_s_own_stays(tmp_path):
    (tmp_path / "mine.log").write_text("mine")
    for number in range(KEPT + 5):
        (tmp_path / f"2020-01-01T00-00-{number:02}Z-render-0000.log").touch()
    RunLog(tmp_path, new_run("render")).close()
    assert len(logs_in(tmp_path)) == KEPT
    assert logs_in(tmp_path)[0].name.startswith("2020-01-01T00-00-06Z")
    assert (tmp_path / "mine.log").read_text() == "mine"


def test_a_password_reaches_no_log(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["bookcast", "render", "--llm-url", "http://ann:sesame@host/v1"])
    log = RunLog(tmp_path, new_run("render"))
    log.head("render")
    log.close()
    assert "sesame" not in log.path.read_text("utf-8")


def test_clean_offers_neither_logs_nor_events(made):
    settings, folder = made
    render(settings, folder)
    assert not any(one.path.parent == folder.logs or one.path == folder.events for one in unnamed_files(folder))
