"""What pyproject.toml asks for is there and loads, and constraints.txt names one version of each of it."""

from __future__ import annotations

import importlib
import importlib.metadata
import math
import re
import tomllib
import warnings
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from manifests.libraries import OURS

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = {
    canonicalize_name(requirement.name): requirement
    for group in (PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values())
    for requirement in map(Requirement, group)
    if requirement.name != "bookcast"
}
HERE = [name for name, requirement in DECLARED.items() if not requirement.marker or requirement.marker.evaluate()]


@cache
def _import_names() -> dict[str, list[str]]:
    """The packages that each distribution brings."""
    brought: dict[str, list[str]] = {}
    for package, distributions in importlib.metadata.packages_distributions().items():
        for distribution in distributions:
            brought.setdefault(canonicalize_name(distribution), []).append(package)
    return brought


def _constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ;")[0].split("==") for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("name", HERE)
def test_every_declared_library_loads(name):
    packages = _import_names()[name]
    modules = [package for package in packages if package.isidentifier() and not package.startswith("_")]
    assert modules or all(package.endswith("-stubs") for package in packages)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in modules:
            importlib.import_module(module)


def test_torchaudio_resamples_beside_the_torch_that_is_here():
    torch = importlib.import_module("torch")
    resample = importlib.import_module("torchaudio.functional").resample

    def tone(rate_hz: int) -> object:
        return torch.sin(2 * math.pi * 440 * torch.arange(rate_hz) / rate_hz)

    heard = resample(tone(44_100), 44_100, 16_000)
    assert heard.shape == (16_000,)
    # The ends are filtered against silence.
    assert torch.allclose(heard[100:-100], tone(16_000)[100:-100], atol=1e-2)


def test_torch_and_torchaudio_are_pinned_as_a_pair():
    pinned = {name: str(DECLARED[name].specifier) for name in ("torch", "torchaudio")}
    assert pinned == {name: f"=={_constraints()[name]}" for name in pinned}


@pytest.mark.parametrize("name", DECLARED)
def test_the_constraints_hold_what_pyproject_asks_for(name):
    assert DECLARED[name].specifier.contains(_constraints()[name]), "run `bash .ci/lock`"


def test_the_constraints_name_versions_of_an_index_and_nothing_else():
    lines = [one for one in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if one[:1] != "#"]
    # No address, no path, no local version such as +cpu: these would hold on one machine only.
    assert [one for one in lines if not re.fullmatch(r"[a-z0-9-]+==\d[\w.]*( ; [\w .'<>=!()]+)?", one)] == []
    assert len(lines) == len(_constraints())


def test_our_packages_are_those_of_the_wheel():
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == OURS
