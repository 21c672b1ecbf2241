"""The documents say what is there: commands that the program knows, pages and folders that exist."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.parser import command_parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("samples/*.md")])


def _commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```(?:sh|console|bash|text)?\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [re.split(r"\s{3,}|\s#\s", line)[0] for line in lines if line.startswith("bookcast ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_in_a_page_is_one_that_the_program_takes(page):
    for command in _commands(page):
        if re.search(r"…|\[|\|", command):
            continue  # a form, not a command
        arguments = command_parser().parse_args(shlex.split(command)[1:])
        assert callable(arguments.run), command


def test_the_readme_shows_commands():
    assert len(_commands(ROOT / "README.md")) >= 7


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_in_a_page_leads_to_a_file(page):
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", prose)
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


def test_the_index_of_the_pages_links_every_page():
    linked = set()
    for page in (ROOT / "docs" / "index.md", ROOT / "docs" / "decisions" / "README.md"):
        links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        linked |= {(page.parent / link).resolve() for link in links}
    own = {page.resolve() for page in ROOT.glob("docs/**/*.md")} - {(ROOT / "docs" / "index.md").resolve()}
    assert own <= linked
    assert "docs/index.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def _benchmarks() -> dict[str, set[str]]:
    """The benchmarks that pages name with a command, and the options that they are given there."""
    found: dict[str, set[str]] = {}
    for page in PAGES:
        commands = re.findall(
            r"\bpython (?:-m )?benchmarks[./](\w+)(?:\.py)?((?:[^\n`]|\\\n)*)", page.read_text(encoding="utf-8")
        )
        for name, options in commands:
            found.setdefault(name, set()).update(re.findall(r"(?<!\S)--[a-z][\w-]*", options))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options"), _benchmarks().items(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_benchmark_in_a_page_starts_and_takes_the_options_that_it_is_given_there(name, options):
    argv = [sys.executable, "-m", f"benchmarks.{name}", "--help"]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    known = set(re.findall(r"--[a-z][\w-]*", ran.stdout))
    assert options <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_and_script_that_a_page_names_is_there(page):
    named = re.findall(r"\b((?:tests|benchmarks)/[\w/.-]*\w|\.ci/\w+)", page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_page_or_module_names_a_path_of_the_machine_it_was_made_on():
    suspicious = re.compile("/" + "work/|/ro" + "ot/|/opt/" + "pypi")
    files = [
        path
        for folder in ("docs", "pipeline", "model", "casting", "manifests", "flows", "samples", "benchmarks")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".yaml", ".toml"}
    ]
    assert [path for path in [*files, *PAGES] if suspicious.search(path.read_text(encoding="utf-8"))] == []
