"""Each option of each command is used or refused: nothing that can be said is dropped in silence."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn

from manifests.errors import BookcastError
from pipeline.cli import main
from pipeline.cli.display import PlainDisplay
from pipeline.cli.parser import actions_of, command_parser, commands_of
from tests.cli.option_cases import CASES, PLAIN, Case

BOOK = """---
title: Tide
author: Ada Lumen
language: en
---

# One

Zebulon Quark came down.[^1] “Is it you?” said Tom.

![A lamp on Skellig.](lamp.png)

“Well.”

“Come in.”

[^1]: “From Nguyen's harbour,” said Orla.

# Two

“It is,” said Mara, at Vrendle.

# Copyright

Printed by Brannock.
"""
CAST = """narrator: teller
voices:
  teller: {draft: {language: en-gb, rate: 200}}
  tom: {draft: {language: en-gb, variant: m3, rate: 200}}
roles: {Tom: tom, Mara: teller}
lexicon: {Quark: Kwork}
"""
CORRECTIONS = """- line: 001-0005
  text: "“Well.”"
  speaker: "Tom"
- line: 001-0099
  text: "“Nobody says this.”"
  speaker: "Tom"
"""
LONG = "# One\n\n" + "\n\n".join(f"Nobody came down to the harbour on day {day}." for day in range(400))
INPUTS = {
    "tide.md": BOOK,
    "long.md": LONG,
    "cast.yaml": CAST,
    "mine.yaml": CORRECTIONS,
    "shelf.csv": "source,out\ntide.md,a\ntide.md,b\nlong.md,c\n",
    "taken.wav": "",
    "taken.mp3": "",
}


@dataclass(frozen=True)
class Observed:
    """What a run came to: its exit code, what it said, the files it left, and what it asked a language model."""

    code: int
    said: str
    files: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]


class _Model(ThreadingHTTPServer):
    """A language model that knows one answer to everything."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}/v1"


class _Answer(BaseHTTPRequestHandler):
    server: _Model

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(f"{asked['model']} {self.headers['Authorization']}")
        numbers = re.findall(r"⟦(\d+)⟧", asked["messages"][1]["content"])
        content = json.dumps(dict.fromkeys(numbers, "A"))
        body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def model() -> Iterator[_Model]:
    server = _Model()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small production, made once, with an alternative and a take without a name; copies take its place with them."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "tide.md").write_text(BOOK, "utf-8")
    out = folder / "made"
    arguments = ["--out", str(out), "--preset", "raw", "--engine", "draft", "--chapters", "1"]
    assert main(["render", str(folder / "tide.md"), *arguments]) == 0
    assert main(["takes", str(out), "--line", "001-0002", "--tries", "1"]) == 0
    take = next(out.glob("work/takes/??/*.flac"))
    take.with_name(f"{take.stem[:2]}{'0' * 30}.flac").write_bytes(take.read_bytes())
    return folder


@pytest.fixture(scope="session")
def seen() -> dict[tuple[str, ...], Observed]:
    """What plain runs came to; each is run once."""
    return {}


@pytest.fixture
def observe(tmp_path, model, made, monkeypatch, capsys) -> Callable[..., Observed]:
    monkeypatch.setattr(PlainDisplay.__init__, "__defaults__", (0.0,))
    monkeypatch.setenv("A_KEY", "sesame")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    # A studio is opened, and closed at once: where Ctrl-C would be waited for.
    monkeypatch.setattr(uvicorn.Server, "main_loop", _closed_at_once)
    monkeypatch.setattr("webbrowser.open", lambda address: print("a browser is opened"))

    def run(*arguments: str) -> Observed:
        folder = tmp_path / "desk"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
        for name, text in INPUTS.items():
            (folder / name).write_text(text, "utf-8")
        record = folder / "made/render.json"
        record.write_text(record.read_text("utf-8").replace(str(made), str(folder)), "utf-8")
        monkeypatch.chdir(folder)
        model.asked.clear()
        capsys.readouterr()
        try:
            code = main([one.format(server=model.url) for one in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        except BookcastError as error:  # --debug lets it through
            return Observed(4, f"{type(error).__name__}: {error}", (), ())
        out, err = capsys.readouterr()
        lasting = [line for line in err.splitlines() if re.match(r"bookcast|note|warning|  |usage", line)]
        at_work = sorted(set(re.findall(r"of \d+ at work", err)))
        said = "\n".join([out, *lasting, *at_work]).replace(str(folder), "DESK").replace(model.url, "MODEL")
        said = re.sub(r"127\.0\.0\.1:[3-6]\d{4}/", "STUDIO/", re.sub(r"token=[\w-]+", "token", said))
        return Observed(code, said, tuple(_files(folder)), tuple(model.asked))

    return run


async def _closed_at_once(server: uvicorn.Server) -> None:
    server.should_exit = True


_OF_A_RUN = {"render.json", "takes.log", "lock", "lock.guard", "events.jsonl"}


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """What lies there. Not what was asked for, which render.json tells: that something is kept is no use of it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _OF_A_RUN and path.parent.name != "logs":
            yield str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()


def _declared() -> dict[str, set[str]]:
    parser = command_parser()
    parsers = {"": parser, **commands_of(parser)}
    return {
        name: {action.option_strings[-1] for action in actions_of(one) if action.option_strings}
        for name, one in parsers.items()
    }


def test_every_option_that_is_declared_is_tried():
    assert {name: set(cases) for name, cases in CASES.items()} == _declared()


@pytest.mark.parametrize(
    ("command", "option"), [(command, option) for command, cases in CASES.items() for option in cases]
)
def test_an_option_is_used_or_refused(command, option, observe, seen):
    case: Case = CASES[command][option]
    without = (*(case.book if word == "tide.md" else word for word in PLAIN[command]), *case.beside)
    if without not in seen:
        seen[without] = observe(*without) if without else Observed(0, "", (), ())
    found = observe(*without, *case.given)
    if case.refused:
        assert found.code == case.refused, found.said
        assert (case.told or option) in found.said
    else:
        assert found != seen[without], f"{option} changes nothing: {found.said}"
        assert case.told in found.said


@pytest.mark.parametrize("command", [name for name in CASES if name])
def test_a_command_speaks_json_and_tells_its_exit_codes(command, observe):
    found = observe(*PLAIN[command], "--json")
    lines = [line for line in found.said.splitlines() if not re.match(r"note|warning|bookcast|of \d+ at work|  ", line)]
    assert lines
    for line in filter(None, lines):
        json.loads(line)
    assert (commands_of(command_parser())[command].epilog or "").startswith("Exit codes: 0 done, 2 wrong usage")
