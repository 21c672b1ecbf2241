"""Every test is run by somebody: by .ci/run for every change, or else by .ci/full."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("collection")

ROOT = Path(__file__).resolve().parents[2]
COLLECT = """
import json, pathlib, sys, pytest

class Marks:
    def pytest_collection_finish(self, session):
        marks = {item.nodeid: sorted({mark.name for mark in item.iter_markers()}) for item in session.items}
        pathlib.Path(sys.argv[1]).write_text(json.dumps(marks))

sys.exit(pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider"], plugins=[Marks()]))
"""


def steps(script: str) -> list[list[str]]:
    """The options of each pytest that a script runs."""
    lines = (ROOT / ".ci" / script).read_text(encoding="utf-8").splitlines()
    found = [re.search(r"-m pytest (.*?)(?: 2>&1.*)?$", line) for line in lines if not line.startswith("#")]
    return [shlex.split(one[1]) for one in found if one]


def chooses(options: list[str], marks: list[str]) -> bool:
    """Whether a pytest with these options runs a test with these marks."""
    expression = options[options.index("-m") + 1]
    return bool(eval(expression, {mark: mark in marks for mark in re.findall(r"\w+", expression)}))


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> dict[str, list[str]]:
    """Every test of the repository, with its marks."""
    path = tmp_path_factory.mktemp("collected") / "marks.json"
    ran = subprocess.run([sys.executable, "-c", COLLECT, path], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_scripts_choose_by_marks_alone():
    """A step that names files or folders forgets the ones that come later."""
    for script in ("run", "full"):
        assert steps(script)
        for options in steps(script):
            assert re.fullmatch(r"-n \d+ --dist loadgroup -m [a-z ]+ -p no:cacheprovider", " ".join(options)), (
                f".ci/{script}: {options}"
            )


def test_full_begins_with_run():
    assert re.search(r"^bash \.ci/run ", (ROOT / ".ci" / "full").read_text(encoding="utf-8"), re.M)


@pytest.mark.slow
def test_every_test_stands_in_one_step_of_one_script(collected):
    assert len(collected) > 1000
    for name, marks in collected.items():
        standing = [script for script in ("run", "full") for options in steps(script) if chooses(options, marks)]
        assert len(standing) == 1, f"{name}, marked {marks}, stands in {standing}"


@pytest.mark.slow
def test_what_only_full_runs_is_no_quick_test(collected):
    assert all("slow" in marks for marks in collected.values() if "full" in marks)


@pytest.mark.slow
def test_the_goldens_and_something_of_every_folder_stand_in_run(collected):
    run = {name for name, marks in collected.items() if any(chooses(options, marks) for options in steps("run"))}
    goldens = {name for name in collected if name.startswith("tests/golden/")}
    assert len(goldens) >= 38
    assert goldens <= run
    assert {name.split("/")[1] for name in run} == {name.split("/")[1] for name in collected}
