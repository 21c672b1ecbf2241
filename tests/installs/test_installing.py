"""What the project says about installing it: from its source tree, with its constraints, in one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manifests.libraries import installing

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".cfg", ""}
FOLDERS = (".ci", "benchmarks", "casting", "docs", "flows", "manifests", "model", "pipeline", "samples", "tests")
FILES = sorted(
    path
    for path in [*ROOT.glob("*"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]
    if path.is_file() and path.suffix in SUFFIXES and "__pycache__" not in path.parts and path.name != ".git"
)
INSTALL = re.compile(r"\b(?:pip3?|pipx|uv tool|uv pip)\W{1,3}install\b[^\n]*")
BY_NAME = re.compile(r"""(?:^|[\s"'`=])bookcast(?![\w.-])(?:\[[^\]\n]*\])?""")
SOURCE_TREE = re.compile(r"""["'\s]\.(?:\[[\w,…-]+\])?(?=["'\s`]|$)""")


def _installs(path: Path) -> list[str]:
    """The commands of a file that install something."""
    return INSTALL.findall(path.read_text(encoding="utf-8"))


def test_nothing_tells_to_install_the_foreign_project_of_our_name():
    wrong = [(path.name, line) for path in FILES for line in _installs(path) if BY_NAME.search(line)]
    assert wrong == []


@pytest.mark.parametrize("tool", ["pip", "pipx", "uv tool"])
@pytest.mark.parametrize("name", ["bookcast", '"bookcast[voxcpm]"', "-U 'bookcast[flows,s3]'"])
def test_the_search_finds_what_it_looks_for(tool, name, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"Say `{tool} install {name}` then.\n", encoding="utf-8")
    assert any(BY_NAME.search(line) for line in _installs(page))


def test_every_install_from_the_source_tree_takes_the_constraints():
    lines = [(path.name, line) for path in FILES for line in _installs(path) if SOURCE_TREE.search(line)]
    assert len(lines) > 5
    # .ci/newest looks what happens without.
    assert [(name, line) for name, line in lines if "constraints.txt" not in line and name != "newest"] == []


def test_the_command_is_spelt_in_one_module():
    spelt = [path.name for path in FILES if path.suffix == ".py" and installing("x")[:30] in path.read_text("utf-8")]
    assert spelt == ["libraries.py"]


def test_the_readme_gives_the_command_that_messages_give():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert installing("voxcpm") in readme
    assert installing() in readme
