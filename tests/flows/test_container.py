"""The container recipe: what it copies is there, it runs by nobody's user, and it sets up what the page sets up."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "flows" / "container"
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def _recipe() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (FOLDER / "Containerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], " ".join(line.split()[1:])) for line in text.splitlines() if line.strip()]


def _services() -> dict[str, Any]:
    return yaml.safe_load((FOLDER / "compose.yaml").read_text())["services"]


def test_all_that_is_installed_is_copied_and_passes_the_ignore_file():
    copied = {source for name, rest in _recipe() if name == "COPY" for source in rest.split()[:-1]}
    assert all((ROOT / source).exists() for source in copied)
    kept = {
        line[1:] for line in (FOLDER / "Containerfile.dockerignore").read_text().splitlines() if line.startswith("!")
    }
    assert kept == copied
    packages = re.search(
        r"\[tool\.hatch\.build\.targets\.wheel\]\npackages = \[(.*)\]", (ROOT / "pyproject.toml").read_text()
    )
    assert {name.strip(' "') for name in packages[1].split(",")} <= copied


def test_it_runs_by_a_user_of_its_own_with_a_health_check_and_bounds():
    names = [name for name, _ in _recipe()]
    user = next(rest for name, rest in _recipe() if name == "USER")
    assert not user.startswith(("0", "root"))
    assert names.index("USER") < names.index("CMD")
    assert "HEALTHCHECK" in names
    assert "BOOKCAST_ROOTS=/srv/bookcast" in next(rest for name, rest in _recipe() if name == "ENV")
    for name, service in _services().items():
        assert "privileged" not in service
        if name != "database":
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]


def test_no_port_is_open_beyond_the_machine_and_the_server_asks_for_a_password():
    ports = [port for service in _services().values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:4200:4200"]
    assert "BOOKCAST_LOGIN" in _services()["server"]["environment"]["PREFECT_SERVER_API_AUTH_STRING"]
    assert all("PREFECT_API_AUTH_STRING" in _services()[name]["environment"] for name in ("cpu", "gpu", "set-up"))


def test_set_up_does_what_the_page_does():
    block = next(text for text in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "prefect deploy --all" in text)
    done = [shlex.split(line) for line in (FOLDER / "set-up.sh").read_text().splitlines() if line.startswith("prefect")]
    told = [shlex.split(line) for line in block.splitlines()]
    extra = ("--overwrite", "--no-prompt")
    assert [[word for word in argv if word not in extra] for argv in done] == told


@pytest.mark.parametrize("files", [["compose.yaml"], ["compose.gpu.yaml"]])
def test_compose_files_name_only_what_is_there(files):
    for file in files:
        said = yaml.safe_load((FOLDER / file).read_text())
        volumes = {one.partition(":")[0] for service in said["services"].values() for one in service.get("volumes", [])}
        assert volumes == set(said.get("volumes", {}))
        for service in said["services"].values():
            if build := service.get("build"):
                assert (FOLDER / build["context"]).resolve() == ROOT
                assert (ROOT / build["dockerfile"]).is_file()


def test_the_script_that_tries_the_recipe_knows_all_its_instructions(tmp_path):
    code = "import sys; sys.path.insert(0, 'benchmarks'); import container_root as one; "
    code += "print([name for name, _ in one.instructions(one.RECIPE.read_text())])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.count("RUN") == 3
