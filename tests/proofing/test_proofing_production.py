"""Whole productions that are listened to: what is told, what a new policy does, and what is made again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from manifests.render import RenderRecord, RenderSettings
from manifests.report import Report
from manifests.take import Take
from manifests.take_file import encode
from manifests.take_store import TakeStore
from pipeline.planning.overrides import Overrides
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import prepare
from pipeline.production.render import produce, render
from pipeline.progress import Quiet
from pipeline.proofing import proofing

STORY = """---
title: The Tide Table
language: en-GB
---

# One

The harbour was empty when Mara came down, and nobody had thought of the lamps. She waited by the wall until six.

# Two

They walked back along the wall. The lamps were lit one after the other, and the town began to smell of bread.
"""


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "tide.md"
    path.write_text(STORY, encoding="utf-8")
    return path


def _settings(story, proof: str) -> RenderSettings:
    return RenderSettings(source=str(story), engine="draft", preset="raw", proof=proof)


def _policies(folder: ProductionFolder) -> set[str]:
    store = TakeStore(folder.takes)
    keys = store.keys()
    return {store.facts(key).policy for key in keys}


def _log(folder: ProductionFolder) -> str:
    return TakeStore(folder.takes).log_path.read_text()


def test_a_proofed_production_says_what_was_judged(story, tmp_path):
    folder = ProductionFolder(tmp_path / "out")

    report = render(_settings(story, "full"), folder)

    assert report.proofing == Report.load(folder.report).proofing
    assert report.proofing.policy == "full-3 alignment"
    assert report.proofing.takes == len(TakeStore(folder.takes).keys())
    assert (report.proofing.retakes, report.proofing.flagged) == (0, ())
    assert RenderRecord.load(folder.record).settings.proof == "full"


def test_the_draft_voice_is_not_proofed_unasked(story, tmp_path):
    folder = ProductionFolder(tmp_path / "out")

    assert render(_settings(story, "auto"), folder).proofing is None
    assert _policies(folder) == {"none"}


def test_a_new_policy_is_proofed_from_the_store(story, tmp_path, monkeypatch):
    folder = ProductionFolder(tmp_path / "out")
    render(_settings(story, "signal"), folder)
    before = _log(folder)
    monkeypatch.setattr(proofing, "POLICY", 4)

    report = render(_settings(story, "signal"), folder)

    assert report.proofing.policy == "signal-4"
    assert _policies(folder) == {"signal-4"}
    assert _log(folder) == before


def test_a_stored_take_that_fails_is_spoken_again_and_its_chapter_made_anew(story, tmp_path):
    settings, folder = _settings(story, "signal"), ProductionFolder(tmp_path / "out")
    good = render(settings, folder)
    lengths = [file.seconds for file in good.files]
    plan, store = RenderRecord.load(folder.record).plan, TakeStore(folder.takes)
    segment = next(one for one in plan.segments if one.chapter == 2)
    take = store.load(segment.key)
    silence = np.zeros(3 * take.facts.sample_rate_hz, np.float32)
    audio = np.concatenate([take.audio[:30000], silence, take.audio[30000:]])
    pieces = (*take.facts.pieces[:-1], (take.facts.pieces[-1][0], len(audio)))
    facts = take.facts.model_copy(update={"samples": len(audio), "pieces": pieces, "policy": "none", "attempts": ()})
    for path in [*folder.chapters.glob("*"), store.path(segment.key)]:
        path.unlink()
    store.put(segment.key, encode(Take(facts, audio, None, take.bits)))
    spoilt = render(_settings(story, "off"), folder)
    assert spoilt.files[1].seconds == pytest.approx(lengths[1] + 3, abs=0.2)

    prepared = prepare(settings, Overrides())
    able = prepared.engine.capabilities.model_copy(update={"varies": True})
    varying = replace(prepared, engine=replace(prepared.engine, capabilities=able))
    report = produce(varying, settings, folder, jobs=1, progress=Quiet())

    assert [file.seconds for file in report.files] == pytest.approx(lengths, abs=0.01)
    assert report.proofing.flagged == ()
    assert len(list(folder.takes.glob("??/*.rejected"))) == 1
