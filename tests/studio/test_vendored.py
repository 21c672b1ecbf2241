"""What others wrote is in the page as they published it, with its licence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "pipeline" / "studio" / "static"
OURS = STATIC / "vendor"
FOLDERS = (OURS, Path(__file__).with_name("vendor"))


def _table(folder: Path) -> list[tuple[Path, list[str]]]:
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    return [(folder, re.split(r"\s*\|\s*", line.strip("| "))) for line in lines if re.match(r"\| [\w.]+\.js ", line)]


ROWS = [row for folder in FOLDERS for row in _table(folder)]


@pytest.mark.parametrize(("folder", "row"), ROWS, ids=[row[0] for _, row in ROWS])
def test_a_vendored_file_is_the_published_one(folder, row):
    name, package, licence, file, sha256 = row
    assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    assert (folder / file).read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"[\w.-]+ \d+\.\d+\.\d+", package)
    assert licence


@pytest.mark.parametrize("folder", FOLDERS, ids=["of the page", "of the tests"])
def test_every_vendored_file_stands_in_the_table(folder):
    rows = [row for _, row in _table(folder)]
    assert {path.name for path in folder.iterdir()} == {
        "README.md",
        *(row[0] for row in rows),
        *(row[3] for row in rows),
    }


def test_no_page_names_an_address_outside():
    ours = [
        path
        for path in STATIC.parent.rglob("*")
        if path.suffix in {".js", ".css", ".html"} and OURS not in path.parents
    ]
    assert len(ours) > 10
    for path in ours:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|//[a-z]+\.[a-z]+/", text), path
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            path
        )
