"""A show goes from script to feed by two deployments, on a real server with a real worker."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest
from PIL import Image

from manifests.render import RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]

SCRIPT = """---
title: The Lamp
kind: podcast
date: 2026-11-06
language: en-GB
---

# One

**DANA:** It hums.
"""
SHOW = """title: Small Machines
description: Two friends take things apart.
address: https://shows.example.org/small
language: en-GB
image: cover.png
categories: [Technology]
explicit: false
episodes: [out/*]
"""


def test_a_finished_episode_goes_into_the_feed_and_a_second_run_sends_nothing(workers, tmp_path: Path):
    (tmp_path / "lamp.md").write_text(SCRIPT, "utf-8")
    (tmp_path / "show.yaml").write_text(SHOW, "utf-8")
    Image.new("RGB", (1400, 1400)).save(tmp_path / "cover.png")
    render(RenderSettings(source=str(tmp_path / "lamp.md"), engine="draft"), ProductionFolder(tmp_path / "out/lamp"))
    order = {"show": str(tmp_path / "show.yaml"), "to": str(tmp_path / "www")}
    run = workers.trigger("publish-feed/show", order=order)
    assert workers.ended(run)["type"] == "COMPLETED"
    feed = (tmp_path / "www/feed.xml").read_bytes()
    assert [entry.title for entry in feedparser.parse(feed).entries] == ["The Lamp"]
    table = workers.ask(
        "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}, "type": {"any_": ["table"]}}}
    )
    assert "The Lamp" in str(table[0]["data"])

    times = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "www").iterdir()}
    assert workers.ended(workers.trigger("publish-feed/show", order=order))["type"] == "COMPLETED"
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "www").iterdir()} == times


@pytest.mark.full
def test_a_show_that_cannot_be_published_fails_with_its_words(workers, tmp_path: Path):
    (tmp_path / "show.yaml").write_text(SHOW.replace("Technology", "Machines"), "utf-8")
    order = {"show": str(tmp_path / "show.yaml"), "to": str(tmp_path / "www")}
    state = workers.ended(workers.trigger("publish-feed/show", order=order))
    assert state["type"] == "FAILED"
    assert "is no category of Apple's" in state["message"]
