"""What others wrote is in the page as they published it, with its licence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "pipeline" / "studio" / "static"
VENDORED = STATIC / "vendor"
ROWS = [
    re.split(r"\s*\|\s*", line.strip("| \n"))
    for line in (VENDORED / "README.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [\w.]+\.js ", line)
]


@pytest.mark.parametrize(("name", "package", "licence", "file", "sha256"), ROWS, ids=[row[0] for row in ROWS])
def test_a_vendored_file_is_the_published_one(name, package, licence, file, sha256):
    assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == sha256
    assert (VENDORED / file).read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"[\w.]+ \d+\.\d+\.\d+", package)
    assert licence


def test_every_vendored_file_stands_in_the_table():
    assert {path.name for path in VENDORED.iterdir()} == {
        "README.md",
        *(row[0] for row in ROWS),
        *(row[3] for row in ROWS),
    }


def test_no_page_names_an_address_outside():
    ours = [
        path
        for path in STATIC.parent.rglob("*")
        if path.suffix in {".js", ".css", ".html"} and VENDORED not in path.parents
    ]
    assert len(ours) > 10
    for path in ours:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|//[a-z]+\.[a-z]+/", text), path
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            path
        )
