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
DECLARED = [
    requirement
    for group in (PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values())
    for requirement in map(Requirement, group)
    if requirement.name != "bookcast"
]
HERE = [one.name for one in DECLARED if not one.marker or one.marker.evaluate()]
CONSTRAINTS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@cache
def _import_names() -> dict[str, list[str]]:
    """The packages that each distribution brings."""
    brought: dict[str, list[str]] = {}
    for package, distributions in importlib.metadata.packages_distributions().items():
        for distribution in distributions:
            brought.setdefault(canonicalize_name(distribution), []).append(package)
    return brought


@pytest.mark.parametrize("name", HERE)
def test_every_declared_library_loads(name):
    packages = _import_names()[canonicalize_name(name)]
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
    asked = {one.name: str(one.specifier) for one in DECLARED if one.name in {"torch", "torchaudio"}}
    assert asked == {one.name: str(one.specifier) for one in CONSTRAINTS if one.name in {"torch", "torchaudio"}}
    assert all(specifier.startswith("==") for specifier in asked.values())


@pytest.mark.parametrize("python", ["3.11.0", "3.12.0", "3.13.0"])
@pytest.mark.parametrize("asked", DECLARED, ids=str)
def test_the_constraints_hold_what_pyproject_asks_for(asked, python):
    here = {"python_version": python.rpartition(".")[0], "python_full_version": python}
    if asked.marker and not asked.marker.evaluate(here):
        return
    held = [
        one
        for one in CONSTRAINTS
        if one.name == canonicalize_name(asked.name) and (not one.marker or one.marker.evaluate(here))
    ]
    assert len(held) == 1, "run `bash .ci/lock`"
    assert asked.specifier.contains(str(held[0].specifier).removeprefix("==")), "run `bash .ci/lock`"


def test_the_constraints_name_versions_of_an_index_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    # No address, no path, no local version such as +cpu: these would hold on one machine only.
    wanted = re.compile(r"#.*|[a-z0-9-]+==\d[\w.]*( ; [\w .*'<>=!()]+)?")
    assert [line for line in lines if not wanted.fullmatch(line)] == []


def test_our_packages_are_those_of_the_wheel():
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == OURS
