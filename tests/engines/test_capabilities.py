"""What engines give of themselves before they start, and that nobody asks for their names instead."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipeline.engines.choice import choose_engine
from pipeline.spoken import spoken_text

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
NAMES = {"draft", "voxcpm", "VoxCPM", "kokoro", "Kokoro"}


def _comparisons(tree: ast.AST) -> list[int]:
    """The lines in which something is compared with an engine's name, or chosen by it."""
    found = []
    for node in ast.walk(tree):
        asked: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            asked = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
            asked = list(node.args)
        parts = [one for part in asked for one in ast.walk(part)]
        if any(isinstance(one, ast.Constant) and one.value in NAMES for one in parts):
            found.append(node.lineno if hasattr(node, "lineno") else 0)
    return found


def test_no_stage_asks_for_the_name_of_an_engine() -> None:
    asks = []
    for room in ("manifests", "casting", "pipeline", "flows"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if path.is_relative_to(ROOT / "pipeline" / "engines"):
                continue
            asks += [f"{path.relative_to(ROOT)}:{line}" for line in _comparisons(ast.parse(path.read_text()))]
    assert asks == []


@pytest.mark.parametrize("source", ['engine.name == "draft"', 'name in ("auto", "voxcpm")', 'x.startswith("voxcpm")'])
def test_such_a_question_would_be_found(source: str) -> None:
    assert _comparisons(ast.parse(source))


def test_the_draft_voice_reads_espeaks_phonemes_and_says_the_same_every_time() -> None:
    able = choose_engine("draft").capabilities
    assert (able.phonemes, able.varies, able.proof, able.bits, able.clones) == ("espeak", False, "off", 16, False)
    assert {"en", "de", "zh", "cy"} <= set(able.languages)
    assert able.follows("in a whisper")
    assert not able.follows("wearily")


@pytest.mark.parametrize(
    ("generation", "phonemes", "style"), [("v1", "braces", False), ("v15", None, False), ("v2", None, True)]
)
def test_a_checkpoint_tells_its_generation_wherever_it_lies(generation: str, phonemes: str | None, style: bool) -> None:
    able = choose_engine("voxcpm", model=GOLDEN / generation / "ckpt").capabilities
    assert (able.phonemes, able.follows("wearily"), able.descriptions) == (phonemes, style, style)
    assert able.room.reference is style
    assert able.room.positions == {"v1": 256, "v15": 256, "v2": 320}[generation]
    assert (able.varies, able.proof, able.bits) == (True, "full", 24)
    assert ("de" in able.languages) is style


@pytest.mark.parametrize("text", ["Well, yes —", "“Who?”", "他说：", "no end"])
def test_spoken_text_ends_as_every_engine_takes_it(text: str) -> None:
    engines = [choose_engine("draft"), choose_engine("voxcpm", model=GOLDEN / "v1" / "ckpt")]
    assert all(spoken_text(text, "en")[-1] in one.capabilities.phrase_ends for one in engines)
