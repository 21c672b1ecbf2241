"""docs/operating.md, executed: every command in its order, as written, but for the port and the folder."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("prefect")]

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "operating.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELF = "books:\n  - {source: two-hosts.md, cast: two-hosts.cast.yaml, engine: draft}\n"


@dataclass
class Desk:
    """A machine of our own to try the page on: its port for 4200, its folder for /srv/bookcast."""

    server: object
    folder: Path

    def written(self, text: str) -> str:
        return text.replace("4200", str(self.server.port)).replace("/srv/bookcast", str(self.folder))

    def run(self, line: str) -> None:
        argv = shlex.split(self.written(line))
        if argv[0] == "export":
            name, _, value = argv[1].partition("=")
            assert self.server.environment[name] == value, "the test's own settings are the page's"
            return
        if argv[-1] == "&":
            assert argv[0] == "prefect"
            self.server.start(*argv[1:-1], log="page.log")
            if "server" in argv:
                self.server.wait_for_health()
            return
        code = "from pipeline.cli import main; raise SystemExit(main())"
        command = ["-m", "prefect"] if argv[0] == "prefect" else ["-c", code]
        self.python([*command, *argv[1:]])

    def python(self, argv: list[str]) -> None:
        ran = subprocess.run(
            [sys.executable, *argv],
            cwd=ROOT,
            env=self.server.environment,
            timeout=600,
            capture_output=True,
            text=True,
        )
        log = self.folder / "prefect" / "page.log"
        assert ran.returncode == 0, (
            argv,
            ran.stdout[-3000:],
            ran.stderr[-3000:],
            log.exists() and log.read_text()[-3000:],
        )


@pytest.fixture
def desk(make_prefect, tmp_path):
    """The page's machine, with the sources that it speaks of."""
    folder = tmp_path / "bookcast"
    (folder / "prefect").mkdir(parents=True)
    for name in ("two-hosts.md", "two-hosts.cast.yaml", "a-scene.md", "a-scene.cast.yaml"):
        shutil.copy(ROOT / "samples" / name, folder / name)
    (folder / "shelf.yaml").write_text(SHELF)
    (folder / "scripts").mkdir()
    script = (folder / "two-hosts.md").read_text("utf-8").replace("season: 2", "season: 2\ndate: 2026-11-06", 1)
    script = script.replace("cast: two-hosts.cast.yaml\n", "", 1)
    (folder / "scripts" / "small-machines-04.md").write_text(script, "utf-8")
    Image.new("RGB", (1400, 1400)).save(folder / "show.png")
    server = make_prefect(folder / "prefect")
    yield Desk(server, folder)
    server.close()


def test_every_command_of_the_page_runs_as_written(desk, wait_until):
    def last_state(name: str) -> str:
        runs = desk.server.ask("flow_runs/filter", {"flow_runs": {"name": {"any_": [name]}}})
        return runs[0]["state"]["name"] if runs else ""

    for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if language == "python":
            wait_until(lambda: last_state("a-scene") == "Suspended", "the audition")
            assert (desk.folder / "out/a-scene/work/audition.flac").is_file()
            desk.python(["-c", text])
            wait_until(lambda: last_state("a-scene") == "Completed", "the approved render")
        if language == "yaml":
            named = text.splitlines()[0].removeprefix("# /srv/bookcast/")
            (desk.folder / named).write_text(text, encoding="utf-8")
        for line in text.splitlines() if language == "sh" else ():
            if line == "prefect flow-run retry later":
                wait_until(lambda: last_state("later") == "Failed", "the failure")
                (desk.folder / "later.md").write_text("# Later\n\nIt was there after all.\n", encoding="utf-8")
            desk.run(line)
    assert (desk.folder / "out/later/Later.m4b").is_file() or list((desk.folder / "out/later").glob("*.m4b"))
    assert list((desk.folder / "out/a-scene").glob("*.mp3"))
    assert (desk.folder / "www/show/feed.xml").read_bytes().count(b"<item>") == 1


def test_the_page_has_no_command_that_is_not_run():
    languages = {language for language, _ in BLOCK.findall(PAGE.read_text(encoding="utf-8"))}
    assert languages == {"", "sh", "python", "yaml"}
    plain = [text for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if not language]
    assert [text for text in plain if "prefect " in text and "──" not in text] == []
