"""A show of three episodes, and a book as a serial, rendered once; a bucket of an S3-speaking server on the loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.cli import main

EPISODE = """---
title: {title}
kind: podcast
series: Small Machines
season: 1
episode: {number}
hosts: [Dana Reyes]
date: {date}
language: en-GB
description: About machine number {number}, & <more>.
---

# Opening

**DANA:** This is show number {number}.

# The machine

**THEO:** It hums.
"""
EPISODES = (("The Lamp", "2026-11-06"), ("Été, naïve…", "2026-11-13"), ("水車", "2026-11-20"))
SERIAL = """---
title: The Tide Table
author: Ada Lumen
language: en-GB
---

# One

The harbour was empty.

# Two

The lamps were lit.
"""
SHOW = """title: Small Machines
description: Two friends take things apart.
address: https://shows.example.org/small/
language: en-GB
image: cover.png
categories: [Technology, "Arts > Books"]
explicit: false
author: Dana Reyes
owner: {name: Dana Reyes, email: dana@example.org}
locked: true
license: cc-by-4.0
people:
  - {name: Dana Reyes, href: "https://example.org/dana"}
episodes:
  - out/lamp
  - {production: out/ete, title: Summer}
  - {production: out/mill, kind: bonus}
"""
BOOK_SHOW = """title: The Tide Table
description: A book in two parts.
address: https://shows.example.org/tide
language: en-GB
image: cover.png
categories: [Fiction]
explicit: false
type: serial
medium: audiobook
episodes:
  - {production: out/tide, date: "2026-11-02T06:00:00+01:00", every: 1 week, description: A part of the book.}
"""


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shows' folder: scripts, productions in `out`, and two show files."""
    folder = tmp_path_factory.mktemp("shows")
    Image.new("RGB", (1500, 1500), "navy").save(folder / "cover.png")
    for number, (name, (title, date)) in enumerate(zip(("lamp", "ete", "mill"), EPISODES, strict=True), 1):
        (folder / f"{name}.md").write_text(EPISODE.format(title=title, number=number, date=date), "utf-8")
        assert (
            main(["render", str(folder / f"{name}.md"), "--out", str(folder / "out" / name), "--engine", "draft"]) == 0
        )
    (folder / "tide.md").write_text(SERIAL, "utf-8")
    told = ("--engine", "draft", "--formats", "mp3", "--no-credits")
    assert main(["render", str(folder / "tide.md"), "--out", str(folder / "out/tide"), *told]) == 0
    (folder / "show.yaml").write_text(SHOW, "utf-8")
    (folder / "book.yaml").write_text(BOOK_SHOW, "utf-8")
    return folder


@pytest.fixture
def shows(rendered: Path, tmp_path: Path) -> Path:
    """A copy of the folder, for a test of its own."""
    return Path(shutil.copytree(rendered, tmp_path / "shows"))


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    one = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def bucket(server, monkeypatch, tmp_path) -> Iterator[Any]:
    """A file system with a bucket of this test's own; its name is `bucket.name`."""
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    system = s3fs.S3FileSystem(endpoint_url=f"http://{host}:{port}", skip_instance_cache=True, use_listings_cache=False)
    system.name = tmp_path.name.replace("_", "-").lower()[:40]
    system.mkdir(system.name)
    return system
