"""Several productions in one recording session."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from manifests.errors import StageError
from manifests.render import RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import prepare
from pipeline.production.production import Production
from pipeline.production.record_books import record_productions
from pipeline.production.render import render
from pipeline.progress import Quiet


def _production(folder: Path, name: str) -> Production:
    source = folder / f"{name}.md"
    source.write_text(f"# One\n\nThe {name} boat came in at dusk. Nobody could say where she had been.\n")
    settings = RenderSettings(source=str(source), engine="draft", preset="raw")
    return Production(prepare(settings), settings, ProductionFolder(folder / "out" / name), Quiet())


def _log(production: Production) -> list[str]:
    return (production.folder.takes / "takes.log").read_text().splitlines()


def test_what_was_recorded_together_is_not_spoken_again_by_the_books_own_renders(tmp_path: Path) -> None:
    productions = [_production(tmp_path, name) for name in ("red", "old")]
    with ExitStack() as stack:
        for production in productions:
            stack.enter_context(production.begun())
        record_productions(productions)

    before = [_log(production) for production in productions]
    assert all(before)
    assert not any(production.missing() for production in productions)
    for production in productions:
        report = render(production.settings, production.folder)
        assert report.files
    assert [_log(production) for production in productions] == before


def test_productions_of_several_engines_are_refused(tmp_path: Path) -> None:
    one, other = (_production(tmp_path, name) for name in ("red", "old"))
    foreign = other.prepared.plan.engine.model_copy(update={"weights": "others"})
    plan = other.prepared.plan.model_copy(update={"engine": foreign})
    object.__setattr__(other.prepared, "plan", plan)

    with pytest.raises(StageError, match="several engines"):
        record_productions([one, other])
