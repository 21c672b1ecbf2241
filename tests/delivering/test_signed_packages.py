"""Signing and handing over meet: a package holds the signed files, and only what holds sound is made anew for them."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.commands.verify import verify
from pipeline.delivering.checking import package_notices
from pipeline.delivering.deliver import Packed, deliver
from pipeline.production.folder import ProductionFolder
from pipeline.progress import Quiet
from tests.certificates import Signer, make_signer

PURPOSES = ("podcast", "audiobookshelf", "readalong")


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return make_signer(tmp_path / "keys")


def packed(out: Path) -> dict[str, Packed]:
    return {one.purpose: one for one in deliver(ProductionFolder(out), PURPOSES, Quiet())}


def test_signed_files_are_handed_over_and_only_what_holds_sound_is_renewed(production, made, signer):
    out = production("episode")
    before = packed(out)
    assert main(["sign", str(out), "--certificate", str(signer.certificate), "--key", str(signer.key)]) == 0
    assert len(list(package_notices(ProductionFolder(out)))) == len(PURPOSES)
    after = packed(out)
    for purpose, one in after.items():
        sound = tuple(name for name in before[purpose].files if Path(name).suffix in (".mp3", ".epub"))
        assert sound
        assert (one.new, one.replaced, one.removed) == ((), sound, ()), purpose
    assert not any(one.changes for one in packed(out).values())
    assert not list(package_notices(ProductionFolder(out)))

    (mp3,) = out.glob("*.mp3")
    handed = out / "deliver/podcast" / mp3.name
    assert handed.read_bytes() == mp3.read_bytes()
    assert main(["verify", str(handed)]) == 0
    assert [one.credentials.state for one in verify([handed], signer.root)] == ["trusted"]

    (epub,) = (out / "deliver/readalong").glob("*.epub")
    with zipfile.ZipFile(epub) as archive:
        (inside,) = [archive.read(name) for name in archive.namelist() if name.endswith(".mp3")]
    assert hashlib.sha256(inside).digest() == hashlib.sha256(mp3.read_bytes()).digest()
    (out / "inside.mp3").write_bytes(inside)
    assert [one.credentials.state for one in verify([out / "inside.mp3"], signer.root)] == ["trusted"]


def test_a_signed_file_that_was_signed_by_another_is_renewed_again(production, signer, tmp_path):
    out = production("episode")
    other = make_signer(tmp_path / "others", "other")
    for one in (signer, other):
        assert main(["sign", str(out), "--certificate", str(one.certificate), "--key", str(one.key)]) == 0
        told = packed(out)
        assert all(packing.changes for packing in told.values())
    (mp3,) = (out / "deliver/podcast").glob("*.mp3")
    assert [found.credentials.signer for found in verify([mp3])] == ["other"]
