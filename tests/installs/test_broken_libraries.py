"""A library that cannot be loaded is told as that, by every command; a full disk stays a full disk."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
import soundfile

from manifests.errors import LibraryError
from manifests.libraries import load_failure, loading_told
from pipeline.cli import main

ROOT = Path(__file__).resolve().parents[2]
CHECKPOINT = ROOT / "tests/golden/v1/ckpt"
SYMBOL = "torch_exception_get_what_without_backtrace"

UNDEFINED_SYMBOL = f"""
try:
    raise OSError("/env/lib/python3.11/site-packages/torchaudio/lib/_torchaudio.so: undefined symbol: {SYMBOL}")
except OSError as error:
    raise OSError("Could not load this library: /env/torchaudio/lib/_torchaudio.so") from error
"""
REFUSED_BY_THE_LINKER = """
import ctypes, pathlib
library = pathlib.Path(__file__).with_name("lib.so")
library.write_bytes(b"no shared object, but long enough to be looked at as one " * 20)
ctypes.CDLL(str(library))
"""
OTHER_CUDA = "raise RuntimeError('PyTorch has CUDA version 13.0 whereas TorchAudio has CUDA version 13.2.')"
WITHOUT_A_MODULE = "import torch.no_such_part"


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Puts a package of that name and source before the one that is installed."""
    folder = tmp_path / "broken"
    names: list[str] = []

    def loaded(name: str) -> list[str]:
        return [one for one in sys.modules if one.partition(".")[0] == name]

    def put(name: str, source: str, **modules: str) -> None:
        names.append(name)
        (folder / name).mkdir(parents=True)
        for module, text in {"__init__": source, **modules}.items():
            (folder / name / f"{module}.py").write_text(text, encoding="utf-8")
        for one in loaded(name):
            monkeypatch.delitem(sys.modules, one)
        monkeypatch.syspath_prepend(folder)

    yield put
    for one in [one for name in names for one in loaded(name)]:
        del sys.modules[one]


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A small checkpoint with room for a clip of some seconds."""
    folder = tmp_path / "checkpoint"
    shutil.copytree(CHECKPOINT, folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "max_length": 4096}), encoding="utf-8")
    return folder


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Four seconds of noise at a rate that no checkpoint has."""
    path = tmp_path / "clip.wav"
    noise = np.random.default_rng(1).normal(0, 0.05, 4 * 22_050)
    soundfile.write(path, noise, 22_050)
    return path


@pytest.mark.parametrize(
    ("source", "modules", "reason"),
    [
        (UNDEFINED_SYMBOL, {}, f"_torchaudio.so: undefined symbol: {SYMBOL}"),
        (REFUSED_BY_THE_LINKER, {}, "lib.so: "),
        (OTHER_CUDA, {}, "TorchAudio has CUDA version 13.2"),
        ("raise ImportError('DLL load failed while importing _torchaudio')", {}, "DLL load failed"),
        ("", {"functional": f"def resample(*_):\n    raise OSError('x.so: undefined symbol: {SYMBOL}')"}, SYMBOL),
    ],
    ids=["undefined symbol", "refused by the linker", "other CUDA", "import error", "at first use"],
)
def test_a_torchaudio_that_does_not_load_is_named_with_its_version_and_the_remedy(
    source, modules, reason, broken, checkpoint, clip, tmp_path, capsys
):
    broken("torchaudio", source, **modules)
    line = ["say", "Hello.", "--engine", "voxcpm", "--model", str(checkpoint), "--clip", str(clip)]
    assert main([*line, "--transcript", "Well,", "-o", str(tmp_path / "out.wav")]) == 4
    said = capsys.readouterr().err
    assert f"torchaudio {version('torchaudio')} cannot be loaded: " in said
    assert reason in said
    assert '-c constraints.txt ".[voxcpm]"' in said
    assert "Make room" not in said
    assert "Traceback" not in said
    assert not (tmp_path / "out.wav").exists()


@pytest.mark.parametrize(
    ("library", "command", "extra"),
    [
        ("torch", ["say", "Hello.", "--engine", "voxcpm", "--model", str(CHECKPOINT)], '".[voxcpm]"'),
        ("soundfile", ["say", "Hello."], "constraints.txt ."),
        ("cymem", ["plan", "samples/two-hosts.md"], "constraints.txt cymem"),
    ],
)
def test_every_command_names_the_library_that_does_not_load(library, command, extra, tmp_path):
    package = tmp_path / "broken" / library
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(REFUSED_BY_THE_LINKER, encoding="utf-8")
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from pipeline.cli import main; raise SystemExit(main())"
    ran = subprocess.run(
        [sys.executable, "-c", program, str(package.parent), *command], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 4, ran.stderr
    assert f"{library} {version(library)} cannot be loaded: lib.so: " in ran.stderr
    assert extra in ran.stderr
    assert "Make room" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_library_that_is_absent_is_told_as_that():
    told = load_failure(ModuleNotFoundError("No module named 'no_such'", name="no_such.part"))
    assert told is not None
    assert told.message == "no_such is not installed"


def test_a_python_that_was_built_without_a_module_is_told_as_that():
    told = load_failure(ModuleNotFoundError("No module named '_lzma'", name="_lzma"))
    assert told is not None
    assert told.message == "this Python was built without its module _lzma"


def test_a_part_that_another_version_lacks_names_who_asked_for_it(broken):
    broken("soxr", "from numpy import no_such_part")
    said = rf"soxr {version('soxr')} cannot be loaded: cannot import name 'no_such_part' from 'numpy' \(__init__\.py\)"
    with pytest.raises(LibraryError, match=said), loading_told():
        __import__("soxr")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_told_as_a_full_disk():
    program = "from pipeline.cli import main; raise SystemExit(main())"
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-c", program, "script", "samples/a-scene.md"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert ran.returncode == 4
    assert "Make room" in ran.stderr


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        PermissionError(errno.EACCES, "Permission denied"),
        TimeoutError("the server is away"),
        ValueError("a bug"),
        ImportError("no such part of ours", name="pipeline.no_such_part"),
    ],
)
def test_what_is_no_library_s_fault_is_not_put_on_one(error):
    assert load_failure(error) is None


def test_a_full_disk_met_while_a_library_is_imported_stays_one(broken):
    broken("soxr", "raise OSError(28, 'No space left on device')")
    with pytest.raises(OSError, match="No space left") as raised, loading_told():
        __import__("soxr")
    assert raised.value.errno == errno.ENOSPC


def test_an_error_met_while_another_was_handled_is_judged_alone():
    full = OSError(errno.ENOSPC, "full")
    full.__context__ = ImportError("no numba", name="numba")
    assert load_failure(full) is None
