"""A production with the draft voice, and a studio that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from manifests.render import RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render
from pipeline.studio.app import studio_app
from pipeline.studio.productions import productions_in
from pipeline.studio.security import OWN_HEADER, Access

PORT = 8123

BOOK = """---
title: The <script>alert(1)</script> Quay
author: Ida "Ink" & Co
language: en-GB
---

# Low <img src=x onerror=alert(2)> water

The quay was wet. “Who left the lamp?” asked Wren.

“I did,” said Tom. “Say 1 < 2 & 3 > 2, no less. It was late.”

She put it out & went home.

# High water

“You could have said so,” said Wren.

“I could,” said Tom.
"""


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished production; never changed."""
    place = tmp_path_factory.mktemp("studio")
    book = place / "quay.md"
    book.write_text(BOOK, encoding="utf-8")
    settings = RenderSettings(source=str(book), engine="draft", preset="acx", formats=("mp3", "m4b"))
    assert render(settings, ProductionFolder(place / "out")).passed
    return place / "out"


@pytest.fixture
def folder(rendered: Path, tmp_path: Path) -> ProductionFolder:
    """A production of one's own, and its book: corrections and casts are written beside that."""
    shutil.copytree(rendered.parent, tmp_path, dirs_exist_ok=True)
    own = ProductionFolder(tmp_path / "out")
    told = own.record.read_text(encoding="utf-8")
    own.record.write_text(told.replace(str(rendered.parent), str(tmp_path)), encoding="utf-8")
    return own


class Visitor:
    """A browser that was let in."""

    def __init__(self, *places: Path) -> None:
        self.access = Access(port=PORT)
        self.folders = productions_in(places)
        self.id = next(iter(self.folders))
        self.client = TestClient(
            studio_app(self.folders, self.access), base_url=f"http://127.0.0.1:{PORT}", follow_redirects=False
        )
        answer = self.client.get("/", params={"token": self.access.token})
        assert answer.status_code == 303
        assert self.access.token not in answer.headers["location"]

    def get(self, path: str, **more):
        """What a path of the first production gives."""
        return self.client.get(f"/p/{self.id}{path}", **more)

    def post(self, path: str, body: object = None, headers: dict[str, str] | None = None):
        """What the page has done."""
        own = {OWN_HEADER: "1", "origin": f"http://127.0.0.1:{PORT}", "sec-fetch-site": "same-origin"}
        return self.client.post(f"/p/{self.id}{path}", json=body or {}, headers=own if headers is None else headers)


@pytest.fixture
def visitor(folder: ProductionFolder) -> Iterator[Visitor]:
    """Open a studio on the production."""
    made = Visitor(folder.root)
    with made.client:
        yield made


@pytest.fixture(scope="session")
def reader(rendered: Path) -> Iterator[Visitor]:
    """A studio on the production that is never changed."""
    made = Visitor(rendered)
    with made.client:
        yield made
