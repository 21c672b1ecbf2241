"""A production's stages called one by one, as flows call them; no server is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.approval import Approval
from flows.parameters import RenderOrder
from flows.record_scenes import exchange_after, exchange_before
from manifests.errors import DeliveryError, StageError
from manifests.render import RenderSettings
from manifests.report import Report
from manifests.take_store import TakeStore
from pipeline.commands.check import verified
from pipeline.planning.partition import part_of, scene_groups
from pipeline.production.approval_samples import ApprovalSamples
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import FolderLock
from pipeline.production.postproduction import BookAudio
from pipeline.production.preparation import prepare
from pipeline.production.production import Production
from pipeline.production.render import render
from pipeline.progress import Quiet
from pipeline.recording.recorder import Recorder


@pytest.fixture(scope="module")
def settings(tmp_path_factory, story_text) -> RenderSettings:
    source = tmp_path_factory.mktemp("stages") / "tide.md"
    source.write_text(story_text, encoding="utf-8")
    return RenderSettings(source=str(source), engine="draft")


def _production(settings: RenderSettings, root: Path) -> Production:
    return Production(prepare(settings), settings, ProductionFolder(root), Quiet())


def test_stages_called_alone_in_another_order_give_the_bytes_of_a_whole_render(settings, tmp_path, sums):
    production = _production(settings, tmp_path / "parts")
    with production.begun(run="some-run"):
        with Recorder(production.prepared.engine, production.store) as recorder:
            for group in reversed(scene_groups(production.prepared.plan.segments, 5)):
                recorder.record(part_of(production.prepared.plan, group))
        postproduction = production.postproduction
        last_first = [
            postproduction.master(postproduction.stitch(output)) for output in reversed(postproduction.outputs)
        ]
        outputs = tuple(reversed(last_first))
        production.package(BookAudio(outputs, postproduction.encode(outputs)))
    render(settings, ProductionFolder(tmp_path / "whole"))
    assert sums(tmp_path / "parts") == sums(tmp_path / "whole")
    assert verified(ProductionFolder(tmp_path / "parts")) == sums(tmp_path / "parts")


def test_a_file_that_was_changed_is_not_verified(settings, tmp_path):
    folder = ProductionFolder(tmp_path / "out")
    render(settings, folder)
    report = Report.load(folder.report)
    missed = report.files[0].model_copy(update={"findings": ("too loud",)})
    report.model_copy(update={"files": (missed, *report.files[1:])}).save(folder.report)
    with pytest.raises(DeliveryError, match="too loud"):
        verified(folder)
    (folder.root / report.files[0].path).write_bytes(b"")
    with pytest.raises(StageError, match="not the file"):
        verified(folder)


def test_a_run_begun_anew_takes_over_its_own_lock_and_no_other_s(tmp_path):
    FolderLock(tmp_path, run="a").acquire()
    with pytest.raises(StageError, match="another run"):
        FolderLock(tmp_path, run="b").acquire()
    with FolderLock(tmp_path, run="a"), pytest.raises(StageError, match="another run"):
        FolderLock(tmp_path).acquire()
    FolderLock(tmp_path).acquire()


def test_an_audition_lets_every_voice_be_heard_with_takes_of_the_book(settings, tmp_path):
    production = _production(settings, tmp_path / "out")
    audition = ApprovalSamples(production)
    sound = audition.record()
    assert sound.stat().st_size > 10_000
    keys = {segment.key: segment.voice for segment in production.prepared.plan.segments}
    assert {keys[key] for key in sorted(production.store.keys())} == set(keys.values())
    assert not audition.is_approved
    audition.approve()
    assert ApprovalSamples(production).is_approved


def test_another_audition_is_not_approved_with_the_first(settings, tmp_path):
    production = _production(settings, tmp_path / "out")
    ApprovalSamples(production).approve()
    other = _production(settings.model_copy(update={"chapters": "3"}), tmp_path / "out")
    assert not ApprovalSamples(other).is_approved


def test_an_approval_has_an_answer_and_a_reason():
    fields = Approval.model_json_schema()["properties"]
    assert {"approved", "why"} <= set(fields)


def test_takes_are_exchanged_with_a_shared_folder_in_both_directions(settings, tmp_path):
    production = _production(settings, tmp_path / "out")
    shared = TakeStore(tmp_path / "shared")
    first, *_, last = scene_groups(production.prepared.plan.segments, 5)
    for store, group in ((production.store, first), (shared, last)):
        with Recorder(production.prepared.engine, store) as recorder:
            recorder.record(part_of(production.prepared.plan, group))
    both = production.store.keys() | shared.keys()
    key = exchange_before.fn(production, str(shared.folder))
    assert production.store.keys() == shared.keys() == both
    assert shared.plan(key) == production.prepared.plan
    with Recorder(production.prepared.engine, shared) as recorder:
        recorder.record(production.prepared.plan)
    exchange_after.fn(production, str(shared.folder))
    assert production.missing() == []
    order = RenderOrder(source=settings.source, out=str(tmp_path / "out"))
    assert order.name == "tide"
