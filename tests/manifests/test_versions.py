"""Files of formats that have changed: earlier versions are brought to this one, later ones refused and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from manifests.errors import InputError
from manifests.files import Manifest, Upgrade
from manifests.plan import EngineIdentity
from manifests.take import Take, TakeFacts
from manifests.take_file import LaterTakeError, encode
from manifests.take_store import TakeStore
from manifests.voice import DraftVoice, Voice


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    """Version 1 called it `caption`."""
    return {**{name: value for name, value in fields.items() if name != "caption"}, "title": fields["caption"]}


def _counted(fields: dict[str, Any]) -> dict[str, Any]:
    """Version 2 had no count."""
    return {**fields, "count": len(fields["title"])}


class _Label(Manifest):
    format_name: ClassVar[str] = "test.label"
    upgrades: ClassVar[tuple[Upgrade, ...]] = (_named, _counted)

    title: str
    count: int


def _file(folder: Path, **fields: Any) -> Path:
    path = folder / "label.json"
    path.write_text(json.dumps({"format": "test.label", **fields}))
    return path


@pytest.mark.parametrize(
    "fields",
    [
        {"version": 1, "caption": "Tide"},
        {"version": 2, "title": "Tide"},
        {"version": 3, "title": "Tide", "count": 4},
    ],
)
def test_every_version_until_now_is_read(tmp_path, fields):
    assert _Label.load(_file(tmp_path, **fields)) == _Label(title="Tide", count=4)


def test_what_is_written_is_of_the_newest_version(tmp_path):
    path = tmp_path / "label.json"
    _Label(title="Tide", count=4).save(path)
    assert json.loads(path.read_text())["version"] == 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"version": 4, "title": "Tide", "count": 4}, "a later one wrote it"),
        ({"version": 0, "caption": "Tide"}, "version"),
        ({"version": True, "caption": "Tide"}, "version"),
        ({"version": "1", "caption": "Tide"}, "version"),
        ({"caption": "Tide"}, "version"),
        ({"version": 1, "title": "Tide"}, "no whole file of version 1"),
        ({"version": 2, "title": 7}, "no whole file of version 2"),
        ({"version": 3, "title": "Tide"}, "count"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_name_and_kept(tmp_path, fields, words):
    path = _file(tmp_path, **fields)
    before = path.read_bytes()
    with pytest.raises(InputError, match=words) as refusal:
        _Label.load(path)
    assert "label.json" in refusal.value.message
    assert refusal.value.remedy
    assert path.read_bytes() == before


def test_a_take_that_a_later_bookcast_kept_is_told_and_not_set_aside(tmp_path):
    class LaterFacts(TakeFacts):
        breath: float = 0.5

    voice = DraftVoice(language="en-gb")
    facts = LaterFacts(
        key="0123456789abcdef",
        engine=EngineIdentity(name="draft", weights="x", sample_rate_hz=8000),
        voice=Voice(name="teller", source=voice, stand_in=voice),
        spoken=("Well.",),
        language="en",
        sample_rate_hz=8000,
        samples=800,
        pieces=((0, 800),),
        voiced_level_db=-20.0,
        peak_db=-6.0,
    )
    store = TakeStore(tmp_path)
    assert store.put(facts.key, encode(Take(facts, np.zeros(800, np.float32))))
    for use in (store.load, store.facts):
        with pytest.raises(LaterTakeError, match="breath"):
            use(facts.key)
    assert facts.key in store
    assert store.damaged() == []
