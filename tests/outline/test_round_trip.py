"""A book file that nobody edited leaves every book as it is, whatever its kind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from manifests.render import RenderSettings
from pipeline.commands.outline import write_outline
from pipeline.production.preparation import prepare, read_and_attribute

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def _copied(source: Path, folder: Path) -> RenderSettings:
    return RenderSettings(source=str(shutil.copy(source, folder)), engine="draft")


@pytest.mark.parametrize("name", ["the-lamplighters-door.epub", "two-hosts.md", "a-scene.md"])
def test_the_plan_of_a_sample_is_the_same_with_an_outline(name, tmp_path):
    for one in SAMPLES.glob("*.yaml"):
        shutil.copy(one, tmp_path)
    settings = _copied(SAMPLES / name, tmp_path)
    before = prepare(settings)
    write_outline(settings)
    after = prepare(settings)
    assert (after.plan, after.script, after.book) == (before.plan, before.script, before.book)
    assert write_outline(settings).changes == ()


@pytest.mark.slow
def test_the_script_of_a_real_book_is_the_same_with_an_outline(corpora, tmp_path):
    for number, source in enumerate(sorted([*corpora.glob("epub*/*.epub"), *corpora.glob("scripts/*.*")])):
        folder = tmp_path / str(number)
        folder.mkdir()
        settings = _copied(source, folder)
        before = read_and_attribute(settings)
        write_outline(settings)
        assert read_and_attribute(settings) == before, source.name
        assert write_outline(settings).changes == ()
