"""A take chosen in a chain of VoxCPM, on a small random checkpoint: what follows it is spoken anew, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from manifests.plan import Segment
from manifests.render import RenderRecord
from manifests.take_store import TakeStore
from model.generation import Limits
from pipeline.cli import main
from pipeline.commands.takes import takes_of
from pipeline.engines import voxcpm
from pipeline.production.folder import ProductionFolder

GOLDEN = Path(__file__).parents[1] / "golden"
SCRIPT = "---\ntitle: Noise\nlanguage: en\n---\n\n# One\n\n" + "\n\n".join(
    f"On day {day} I heard the boat before I saw it. It came in slowly past the long wall, with one lamp burning."
    for day in ("one", "two", "three")
)


def _segments(folder: ProductionFolder) -> dict[str, Segment]:
    return {one.id: one for one in RenderRecord.load(folder.record).plan.segments}


@pytest.mark.slow
def test_a_chosen_take_is_what_its_chain_goes_on_from(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(voxcpm, "LIMITS", Limits(most=12))
    model = shutil.copytree(GOLDEN / "v1" / "ckpt", tmp_path / "model")
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps({**config, "max_length": 2048}))
    (tmp_path / "noise.md").write_text(SCRIPT)
    folder = ProductionFolder(tmp_path / "out")
    asked = ["--engine", "voxcpm", "--model", str(model), "--preset", "raw", "--proof", "off"]
    assert main(["render", str(tmp_path / "noise.md"), "--out", str(folder.root), *asked]) in (0, 5)
    before, store = _segments(folder), TakeStore(folder.takes)
    line = next(one.pieces[0].line for one in before.values() if one.context)
    of_line = next(one for one in before.values() if one.pieces[0].line == line)
    assert main(["takes", str(folder.root), "--line", line, "--tries", "1"]) == 0
    assert _segments(folder) == before
    other = next(one for one in takes_of(folder, line) if one.segment == of_line.id and not one.heard)
    assert store.facts(other.key).policy != "none"
    capsys.readouterr()
    assert main(["takes", str(folder.root), "--line", line, "--choose", other.key, "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    follows = [one.id for one in before.values() if one.chain == of_line.chain and one.id >= of_line.id]
    assert (told["stale"], told["to_speak"]) == (follows, follows[1:])
    assert main(["takes", str(folder.root), "--line", line, "--choose", other.key]) in (0, 5)
    after = _segments(folder)
    assert after[of_line.id].key == other.key
    assert [name for name in after if after[name].key != before[name].key] == follows
    assert main(["direct", str(folder.root), "--undo"]) in (0, 5)
    assert _segments(folder) == before
