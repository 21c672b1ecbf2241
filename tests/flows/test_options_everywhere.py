"""An option of a render is the same on the command line, in a flow's form and in a shelf file."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from flows.parameters import RecordingOrder, RenderOrder, ShelfOrder
from flows.render_book import _consultation
from flows.render_shelf import _order
from manifests.errors import BookcastError
from manifests.options import LANGUAGE_MODEL_OPTIONS, MAY_ASK, RENDER_OPTIONS
from manifests.render import LanguageModel, RenderOptions, RenderSettings
from manifests.shelf import ShelfBook, Wishes, load_shelf
from pipeline.cli.arguments import settings_of
from pipeline.cli.parser import actions_of, command_parser, commands_of
from pipeline.script.llm.attributor import Cost

LACKING = {
    "command line": {
        "attempts": "a person sees a crash, and runs the command again",
        "group_minutes": "groups are for workers; one process records all",
        "audition": "`bookcast audition` is a command of its own, which the flow waits after",
        "priority": "there is one book",
    },
    "form": {
        "jobs": "a worker's places are set where it is started",
        "json": "a run's result and artifacts are data already",
        "priority": "the order of a queue is Prefect's",
    },
    "shelf": {
        "jobs": "a worker's places are set where it is started",
        "json": "a run's result and artifacts are data already",
        "attempts": "said for the shelf, in the order that names it",
        "group_minutes": "a shelf's books are not divided among workers",
        "audition": "nobody sits by a night's batch to approve voices",
    },
}
"""What one of them rightly lacks, and why."""

# For each option a value that is not its default, as the command line and as the others write it.
SAID: dict[str, tuple[list[str], Any]] = {
    "cast": (["--cast", "{here}/my.cast.yaml"], "{here}/my.cast.yaml"),
    "engine": (["--engine", "draft"], "draft"),
    "model": (["--model", "VoxCPM2"], "VoxCPM2"),
    "preset": (["--preset", "{here}/mine.yaml"], "{here}/mine.yaml"),
    "formats": (["--formats", "mp3, opus"], ["mp3", "opus"]),
    "chapters": (["--chapters", "1,3-"], "1,3-"),
    "seed": (["--seed", "7"], 7),
    "notes": (["--notes", "chapter-end"], "chapter-end"),
    "language": (["--language", "de-AT"], "de-AT"),
    "include": (["--include", "copyright", "--include", "A, B"], ["copyright", "A, B"]),
    "exclude": (["--exclude", "3"], ["3"]),
    "alternative_text": (["--alt-text"], True),
    "book_file": (["--book-file", "{here}/mine.book.yaml"], "{here}/mine.book.yaml"),
    "corrections": (["--corrections", "{here}/mine.corrections.yaml"], "{here}/mine.corrections.yaml"),
    "proof": (["--proof", "signal"], "signal"),
    "language_model": (
        [
            "--attribution",
            "llm",
            "--llm-url",
            "http://h:1/v1",
            "--llm-model",
            "m",
            "--llm-answers",
            "{here}/a.jsonl",
            "--llm-key-env",
            "K",
        ],
        {"url": "http://h:1/v1", "model": "m", "answers": "{here}/a.jsonl", "key_env": "K"},
    ),
    "mostly_excluded": (["--yes"], True),
    "title": (["--title", "High Water"], "High Water"),
    "authors": (["--author", "Bo Ink", "--author", "Ada Lumen"], ["Bo Ink", "Ada Lumen"]),
    "narrators": (["--narrator", "Nora"], ["Nora"]),
    "series": (["--series", "Doors #2"], ["Doors #2"]),
    "cover": (["--cover", "{here}/front.png"], "{here}/front.png"),
    "no_credits": (["--no-credits"], True),
    "approved": (["--approved"], True),
}
# The same faults are refused by all three.
REFUSED: dict[str, tuple[list[str], Any]] = {
    "engine": (["--engine", "parrot"], "parrot"),
    "formats": (["--formats", "ogg"], ["ogg"]),
    "chapters": (["--chapters", "one"], "one"),
    "seed": (["--seed", "-1"], -1),
    "notes": (["--notes", "loud"], "loud"),
    "proof": (["--proof", "twice"], "twice"),
    "language_model": (
        ["--attribution", "llm", "--llm-model", "m", "--llm-url", "ftp://h"],
        {"url": "ftp://h", "model": "m"},
    ),
}


def _at(value: Any, here: Path) -> Any:
    """`value` with the folder in it."""
    if isinstance(value, dict):
        return {name: _at(one, here) for name, one in value.items()}
    return value.replace("{here}", str(here)) if isinstance(value, str) else value


def _by_command_line(here: Path, *arguments: str) -> RenderSettings:
    return settings_of(command_parser().parse_args(["render", str(here / "tide.md"), *arguments]))


def _by_form(here: Path, fields: dict[str, Any]) -> RenderSettings:
    return RenderOrder(source=str(here / "tide.md"), out=str(here / "out"), **fields).settings


def _by_shelf(here: Path, fields: dict[str, Any], place: str = "book") -> RenderSettings:
    book: dict[str, Any] = {"source": "tide.md"} | (fields if place == "book" else {})
    shelf = {"books": [book]} | ({} if place == "book" else {"defaults": fields})
    (here / "shelf.yaml").write_text(json.dumps(shelf), "utf-8")
    order = ShelfOrder(shelf=str(here / "shelf.yaml"))
    return _order(load_shelf(here / "shelf.yaml").books[0], order).settings


def test_every_option_is_in_all_three_or_lacks_with_a_reason():
    line = {
        action.dest.removeprefix("llm_").replace("attribution", "language_model")
        if action.dest != "llm_yes"
        else "llm_yes"
        for action in actions_of(commands_of(command_parser())["render"])
    }
    surfaces = {
        "command line": {"source" if name == "book" else name for name in line} - {*LANGUAGE_MODEL_OPTIONS} | {"model"},
        "form": set(RenderOrder.model_fields),
        "shelf": set(ShelfBook.model_fields),
    }
    every = set.union(*surfaces.values())
    assert {name: every - there for name, there in surfaces.items()} == {
        name: set(reasons) for name, reasons in LACKING.items()
    }


def test_every_field_of_a_render_is_an_option_and_is_tried():
    assert set(RenderOptions.model_fields) == set(RENDER_OPTIONS) == set(SAID)
    assert set(LanguageModel.model_fields) == set(LANGUAGE_MODEL_OPTIONS)


def test_nothing_said_means_the_same(tmp_path):
    plain = RenderSettings(source=str(tmp_path / "tide.md"))
    assert _by_command_line(tmp_path) == _by_form(tmp_path, {}) == _by_shelf(tmp_path, {}) == plain


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_means_the_same(name, tmp_path):
    arguments, value = SAID[name]
    fields = {name: _at(value, tmp_path)}
    told = _by_command_line(tmp_path, *(_at(one, tmp_path) for one in arguments))
    assert told == _by_form(tmp_path, fields) == _by_shelf(tmp_path, fields) == _by_shelf(tmp_path, fields, "defaults")
    assert told != RenderSettings(source=str(tmp_path / "tide.md"))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_refused_by_all(name, tmp_path, capsys):
    arguments, value = REFUSED[name]
    with pytest.raises((BookcastError, SystemExit)) as refusal:
        _by_command_line(tmp_path, *arguments)
    told = capsys.readouterr().err + str(refusal.value)
    assert next(one for one in reversed(arguments) if one.startswith("--")) in told
    with pytest.raises(ValidationError):
        _by_form(tmp_path, {name: value})
    with pytest.raises(BookcastError, match=rf"shelf\.yaml, line 1, books\[0\]\.{name}"):
        _by_shelf(tmp_path, {name: value})


@pytest.mark.parametrize("model", [RenderOptions, RenderOrder, RecordingOrder, Wishes])
def test_words_and_bounds_are_those_of_the_definition(model):
    shown = model.model_json_schema()["properties"]
    for name, option in {**RENDER_OPTIONS, "llm_yes": MAY_ASK}.items():
        if name in model.model_fields and name in shown:
            assert shown[name]["title"] == option.title
            assert shown[name]["description"].lower().startswith(option.help.lower())
            assert shown[name].get("maximum") == option.highest
            assert shown[name].get("enum", list(option.choices)) == list(option.choices)


def test_paths_of_a_form_are_absolute(tmp_path):
    for name, value in {
        "cast": "c.yaml",
        "corrections": "c.yaml",
        "cover": "front.png",
        "language_model": {"url": "http://h", "model": "m", "answers": "a.jsonl"},
    }.items():
        with pytest.raises(ValidationError):
            _by_form(tmp_path, {name: value})


def test_a_relative_path_is_kept_whole_and_a_name_stays_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acx").mkdir()
    mine = _by_command_line(tmp_path, "--preset", "mine.yaml", "--cast", "c.yaml")
    assert (mine.preset, mine.cast) == (str(tmp_path / "mine.yaml"), str(tmp_path / "c.yaml"))
    named = _by_command_line(tmp_path, "--preset", "acx", "--model", "openbmb/VoxCPM-0.5B")
    assert (named.preset, named.model) == ("acx", "openbmb/VoxCPM-0.5B")
    assert _by_shelf(tmp_path, {"preset": "acx"}).preset == "acx"


def test_an_order_of_0_1_0_is_still_one():
    order = RenderOrder(
        source="/books/a.epub", out="/out/a", cast=None, corrections=None, engine="auto", model=None, preset="acx",
        formats=["m4b"], chapters="1-", seed=3, notes="skip", include=["1"], exclude=[], alternative_text=False,
        proof="auto", group_minutes=20, audition=False, attempts=5,
    )  # fmt: skip
    assert order.settings.formats == ("m4b",)


def test_what_a_model_is_asked_with_is_refused_without_one(tmp_path):
    for arguments in (["--llm-url", "http://h"], ["--llm-model", "m"], ["--llm-answers", "a"], ["--llm-yes"]):
        with pytest.raises(BookcastError, match=arguments[0]):
            _by_command_line(tmp_path, *arguments)


def test_a_flow_asks_a_language_model_only_where_the_order_allows_it():
    told: list[str] = []
    progress: Any = SimpleNamespace(note=told.append)
    fields = {"source": "/a.md", "out": "/a", "language_model": {"url": "http://h:1/v1", "model": "m"}}
    assert _consultation(RenderOrder(**fields), progress) is None
    assert _consultation(RenderOrder(source="/a.md", out="/a", llm_yes=True), progress) is None
    consultation = _consultation(RenderOrder(**fields, llm_yes=True), progress)
    assert consultation is not None
    assert consultation.agree(Cost("h", "m", 3, 100, 10))
    assert "3 requests to h" in told[0]
