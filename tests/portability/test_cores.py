"""How many cores are used: the machine's, where nothing else is said; fewer where affinity or a container says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline import cores
from pipeline.cores import usable_cores


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Control groups of our own: this process is in none yet."""
    monkeypatch.setattr(cores, "_GROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(cores, "_LIMITS", tmp_path)
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(12)))
    return tmp_path


def limited(groups: Path, where: str, **files: str) -> None:
    (groups / where).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (groups / where / f"cpu.{name}").write_text(text + "\n")


@pytest.mark.usefixtures("groups")
def test_affinity_counts_where_it_is_known_and_the_machine_s_cores_where_it_is_not(monkeypatch) -> None:
    assert usable_cores() == 12
    monkeypatch.delattr(os, "sched_getaffinity")
    assert usable_cores() == os.cpu_count()
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_cores() == 1


@pytest.mark.usefixtures("groups")
def test_a_newer_python_is_asked_itself(monkeypatch) -> None:
    monkeypatch.setattr(os, "process_cpu_count", lambda: 5, raising=False)
    assert usable_cores() == 5


@pytest.mark.parametrize(("limit", "count"), [("max 100000", 12), ("250000 100000", 3), ("1000 100000", 1)])
def test_the_limit_of_a_container_is_kept(groups: Path, limit: str, count: int) -> None:
    (groups / "cgroup").write_text("0::/\n")
    limited(groups, ".", max=limit)
    assert usable_cores() == count


def test_the_least_limit_of_the_groups_above_counts(groups: Path) -> None:
    (groups / "cgroup").write_text("0::/user.slice/run.scope\n")
    limited(groups, "user.slice", max="300000 100000")
    limited(groups, "user.slice/run.scope", max="max 100000")
    assert usable_cores() == 3


@pytest.mark.parametrize(("quota", "count"), [("-1", 12), ("200000", 2)])
def test_older_groups_are_read_too(groups: Path, quota: str, count: int) -> None:
    """The container's name is the host's; inside it its group lies at the top."""
    (groups / "cgroup").write_text("5:cpuset:/x\n4:cpu,cpuacct:/docker/3fa8\n0::/\n")
    limited(groups, "cpu", cfs_quota_us=quota, cfs_period_us="100000")
    assert usable_cores() == count
