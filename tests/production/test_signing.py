"""Signed files: their sound and tags are what they were, who changes them is found out, and a kill loses nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from manifests.errors import InputError, StageError
from manifests.render import RenderSettings
from pipeline.cli import main
from pipeline.commands import sign as signing
from pipeline.commands.check import check_path, verified
from pipeline.commands.sign import SignedFile, sign
from pipeline.commands.verify import verify
from pipeline.packaging.signing_identity import signing_identity
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render
from pipeline.progress import Quiet
from pipeline.sound.ffmpeg import pcm_reader
from samples import sample
from tests.certificates import Signer, make_signer

TEXT = "---\ntitle: Low Water\nauthor: Ada Lumen\nlanguage: en-GB\n---\n\n# One\n\nNobody came down to the harbour.\n"
FORMATS = ("mp3", "m4b", "flac")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A production with a file of each kind, an EPUB and a WAV beside them; it is copied, and never signed itself."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "book.md").write_text(TEXT)
    settings = RenderSettings(source=str(folder / "book.md"), engine="draft", preset="podcast", formats=FORMATS)
    render(settings, ProductionFolder(folder / "out"), jobs=1)
    (folder / "out" / "deliver" / "readalong").mkdir(parents=True)
    shutil.copyfile(sample("the-lamplighters-door.epub"), folder / "out" / "deliver" / "readalong" / "book.epub")
    soundfile.write(folder / "out" / "promo.wav", np.sin(np.arange(22050) / 20) * 0.2, 22050)
    return folder


@pytest.fixture
def made(kept: Path, tmp_path: Path) -> Path:
    """A production of one's own, still rendered from the kept book."""
    return Path(shutil.copytree(kept / "out", tmp_path / "out"))


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return make_signer(tmp_path_factory.mktemp("keys"))


def signed(paths: list[Path], signer: Signer) -> list[SignedFile]:
    return list(sign(paths, signing_identity(signer.certificate, signer.key), signer.key, Quiet()))


def pcm(path: Path) -> bytes:
    return b"".join(block.tobytes() for block in pcm_reader(path, channels=2))


def tags(path: Path) -> dict[str, str]:
    found = mutagen.File(path)
    return {key: str(value) for key, value in (found.tags or {}).items() if not key.startswith("GEOB")}


def test_signing_keeps_sound_and_tags_and_is_read_by_another_process(made: Path, signer: Signer) -> None:
    files = sorted(path for path in made.iterdir() if path.suffix in (".mp3", ".m4b", ".flac"))
    assert len(files) == 3
    before = {path: (pcm(path), tags(path)) for path in files}
    done = signed([made, made / "promo.wav", made / "deliver" / "readalong" / "book.epub"], signer)
    assert [one.state for one in done] == ["signed"] * 5
    for path, (sound, words) in before.items():
        assert pcm(path) == sound, path.name
        assert tags(path) == words, path.name
    others = [made / "promo.wav", made / "deliver" / "readalong" / "book.epub"]
    types = ["audio/flac", "audio/mp4", "audio/mpeg", "audio/wav", "application/epub+zip"]
    program = (
        "import sys, json, c2pa\n"
        "for path, kind in zip(sys.argv[1::2], sys.argv[2::2]):\n"
        "    with open(path, 'rb') as file, c2pa.Reader(kind, file) as reader: print(reader.get_validation_state())\n"
    )
    ordered = sorted(files, key=lambda path: path.suffix) + others
    words = [word for path, kind in zip(ordered, types, strict=True) for word in (str(path), kind)]
    told = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["Valid"] * 5

    assert {one.credentials.state for one in verify([made])} == {"unknown signer"}
    found = {Path(one.path).suffix: one.credentials for one in verify([made], signer.root)}
    assert {one.state for one in found.values()} == {"trusted"}
    assert (found[".mp3"].source_type, found[".epub"].source_type) == ("algorithmicMedia", "compositeSynthetic")
    statement = found[".mp3"].statement
    assert statement is not None
    assert (statement.title, statement.engine, statement.consents) == ("Low Water", "draft", {})
    assert statement.voices
    assert statement.script_sha256 == ProductionFolder(made).load_record().source_sha256

    assert {one.state for one in signed([made], signer)} == {"signed already"}
    assert verified(ProductionFolder(made))
    assert "signed: 3 files, by signer" in check_path(made, None).notices
    record = ProductionFolder(made).load_record()
    again = render(record.settings, ProductionFolder(made), jobs=1)
    assert not again.replaced


@pytest.mark.parametrize("suffix", [".mp3", ".m4b", ".flac"])
def test_a_changed_file_is_found_out(
    suffix: str, made: Path, signer: Signer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = next(path for path in made.iterdir() if path.suffix == suffix)
    signed([path], signer)
    assert main(["verify", str(path)]) == 0
    data = bytearray(path.read_bytes())
    data[-300] ^= 1
    path.write_bytes(data)
    capsys.readouterr()
    assert main(["verify", str(path), "--json"]) == 5
    assert json.loads(capsys.readouterr().out)[0]["credentials"]["state"] == "changed"
    assert any("changed after it was signed" in notice for notice in check_path(made, None).notices)
    with pytest.raises(StageError, match="not the file that was delivered"):
        signed([path], signer)


def test_a_kill_between_record_and_file_loses_nothing(
    made: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(path for path in made.iterdir() if path.suffix == ".mp3")
    before, remember = path.read_bytes(), signing._remember

    def killed(*given: object) -> None:
        remember(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(signing, "_remember", killed)
    with pytest.raises(KeyboardInterrupt):
        signed([path], signer)
    assert path.read_bytes() == before
    assert verified(ProductionFolder(made))
    monkeypatch.undo()
    assert signed([path], signer)[0].state == "signed"
    assert not list(made.glob(".*.part"))


def test_a_signature_that_will_be_replaced_is_told(
    made: Path, signer: Signer, capsys: pytest.CaptureFixture[str]
) -> None:
    signed([made], signer)
    settings = ProductionFolder(made).load_record().settings
    words = ["--engine", "draft", "--preset", "podcast", "--formats", "mp3,m4b,flac", "--series", "Doors"]
    assert main(["render", settings.source, "--out", str(made), *words]) == 0
    assert "their signatures go with them" in capsys.readouterr().err


def test_what_cannot_be_signed_is_told(
    made: Path, signer: Signer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made / "song.opus").write_bytes(b"OggS")
    assert signed([made / "song.opus"], signer)[0].state == "cannot be signed"
    stranger = tmp_path / "elsewhere.mp3"
    stranger.write_bytes(b"")
    with pytest.raises(InputError, match="no production"):
        signed([stranger], signer)
    inside = make_signer(made / "keys")
    with pytest.raises(InputError, match="handed on"):
        signed([made], inside)
    monkeypatch.setattr(signing, "LARGE_BYTES", 1)
    monkeypatch.setattr(signing, "MEMORY_TIMES", 1e12)
    with pytest.raises(StageError, match="MB of memory"):
        signed([made], signer)


def test_the_command_line_signs_and_tells_of_a_lone_certificate(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = make_signer(tmp_path / "alone", self_signed=True)
    assert main(["sign", str(made), "--certificate", str(alone.certificate), "--key", str(alone.key)]) == 0
    assert "signed by itself" in capsys.readouterr().err
    assert main(["verify", *(str(path) for path in made.iterdir() if path.suffix in (".mp3", ".m4b"))]) == 0
    assert main(["verify", str(made)]) == 5  # the WAV and the EPUB were not signed
    assert main(["sign", str(made), "--certificate", str(alone.certificate), "--key", str(tmp_path / "no.key")]) == 3


def test_without_the_library_the_way_to_it_is_told(made: Path) -> None:
    program = "import sys; sys.modules['c2pa'] = None\nfrom pipeline.cli import main\nsys.exit(main(sys.argv[1:]))"
    told = subprocess.run([sys.executable, "-c", program, "verify", str(made)], capture_output=True, text=True)
    assert told.returncode == 4
    assert "c2pa-python is not installed" in told.stderr
    assert "provenance" in told.stderr
