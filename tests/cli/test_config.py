"""One's defaults hold where nothing else was said, are shown with where they come from, and reach no flow or shelf."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.parameters import RenderOrder
from manifests.defaults import DEFAULT_OPTIONS, DefaultsFile, load_defaults
from manifests.errors import InputError
from manifests.options import RENDER_OPTIONS
from manifests.render import RenderRecord, RenderSettings
from manifests.shelf import load_shelf
from pipeline.cli import main
from pipeline.cli.arguments import asked_of, settings_of
from pipeline.cli.defaults import defaults_path, own_defaults
from pipeline.cli.parser import command_parser
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

CAST = "narrator: n\nvoices: {n: {draft: {}}}\n"
# A value of each option that may have a default, as it is typed and as it is meant.
TYPED = {
    "cast": (["my.cast.yaml"], "{here}/my.cast.yaml"),
    "engine": (["draft"], "draft"),
    "model": (["VoxCPM2"], "VoxCPM2"),
    "preset": (["podcast"], "podcast"),
    "formats": (["mp3,opus"], ("mp3", "opus")),
    "seed": (["7"], 7),
    "notes": (["chapter-end"], "chapter-end"),
    "include": (["copyright", "A, B"], ("copyright", "A, B")),
    "exclude": (["colophon"], ("colophon",)),
    "alternative_text": (["on"], True),
    "proof": (["signal"], "signal"),
    "language_model": (["url=http://h:1/v1", "model=m"], {"url": "http://h:1/v1", "model": "m"}),
    "no_credits": (["true"], True),
    "jobs": (["3"], 3),
}


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    """A file of defaults of one's own, still to be written, and a book and a cast in the working folder."""
    path = tmp_path / "own" / "config.yaml"
    monkeypatch.setenv("BOOKCAST_CONFIG", str(path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tide.md").write_text("# One\n\nThe tide came in.\n")
    (tmp_path / "my.cast.yaml").write_text(CAST)
    path.parent.mkdir()
    path.write_text("")
    return path


def asked(*arguments: str, out: Path | None = None):
    return asked_of(command_parser().parse_args(["render", "tide.md", *arguments]), out)


def test_every_option_of_a_render_can_be_a_default_or_is_of_one_book():
    assert set(TYPED) == set(DEFAULT_OPTIONS)
    assert {name for name in RENDER_OPTIONS if name not in DEFAULT_OPTIONS} == {
        "chapters", "language", "book_file", "corrections", "mostly_excluded", "title", "authors", "narrators", "series", "cover",
        "approved",
    }  # fmt: skip


@pytest.mark.parametrize("name", TYPED)
def test_what_is_set_holds_and_what_is_said_goes_before_it(name, file, tmp_path, capsys):
    words, value = TYPED[name]
    beside = {"model": ["--engine", "voxcpm"]}.get(name, [])
    before = asked(*beside)
    assert main(["config", "set", name, *words]) == 0
    found = asked(*beside)
    meant = value.format(here=tmp_path) if isinstance(value, str) else value
    if name == "jobs":
        assert found.jobs == 3
        assert asked("--jobs", "5").jobs == 5
    else:
        got = getattr(found.settings, name)
        assert (got.model_dump(exclude_defaults=True) if name == "language_model" else got) == meant
        assert found.settings.from_defaults == (name,)
        former = {name: getattr(before.settings, name), "from_defaults": ()}
        assert found.settings.model_copy(update=former) == before.settings
        assert DEFAULT_OPTIONS[name].flag.lstrip("-") in found.told[0]
    assert main(["config", "unset", name]) == 0
    assert asked(*beside) == before
    assert file.read_text() == ""


def test_the_command_line_goes_before_the_file(file):
    file.write_text(
        "engine: voxcpm\nnotes: inline\nformats: [flac]\nseed: 4\nlanguage_model: {url: 'http://h/v1', model: m}\n"
    )
    said = asked(
        "--engine", "auto", "--notes", "skip", "--formats", "mp3", "--seed", "0", "--attribution", "rules"
    ).settings  # fmt: skip
    assert said == RenderSettings(source=str(Path("tide.md").absolute()), formats=("mp3",))
    assert asked("--llm-model", "other").settings.language_model.model == "other"


def test_the_book_and_its_cast_go_before_the_file(file, tmp_path):
    file.write_text(f"cast: {tmp_path}/my.cast.yaml\npreset: raw\n")
    (tmp_path / "tide.md").write_text("---\ncast: book.cast.yaml\n---\n# One\n\nThe tide came in.\n")
    (tmp_path / "book.cast.yaml").write_text(CAST)
    assert (asked().settings.cast, asked().settings.preset) == (None, "raw")
    (tmp_path / "book.cast.yaml").write_text(CAST + "preset: podcast\n")
    assert asked().settings.preset is None
    (tmp_path / "tide.md").write_text("---\npreset: acx\n---\n# One\n\nThe tide came in.\n")
    assert asked().settings.preset is None
    assert asked().settings.cast == str(tmp_path / "my.cast.yaml")
    (tmp_path / "play.fountain").write_text("Title: A play\nCast: other.yaml\n\nINT. ROOM\n\nANN\nWell.\n")
    arguments = command_parser().parse_args(["render", "play.fountain"])
    assert settings_of(arguments).cast is None


def test_a_production_keeps_what_it_was_begun_with(file, tmp_path):
    folder = ProductionFolder(tmp_path / "out")
    render(asked("--engine", "draft", "--preset", "raw", "--seed", "3").settings, folder)
    file.write_text("engine: voxcpm\nmodel: ./VoxCPM2\npreset: podcast\nseed: 9\njobs: 2\nproof: full\n")
    found = asked(out=folder.root)
    kept = found.settings
    assert (kept.engine, kept.model, kept.preset, kept.seed, kept.proof) == ("draft", None, "raw", 3, "auto")
    assert found.jobs == 2
    assert any("keeps what it was begun with" in one and "engine draft" in one for one in found.told)
    assert asked("--seed", "5", out=folder.root).settings.seed == 5
    assert asked(out=tmp_path / "new").settings.engine == "voxcpm"


def test_a_render_says_which_defaults_it_took_and_a_resume_keeps_them(file, tmp_path, capsys):
    file.write_text("engine: draft\npreset: raw\n")
    assert main(["render", "tide.md", "--out", "out"]) == 0
    assert "engine draft, preset raw" in capsys.readouterr().err
    file.write_text("preset: acx\n")
    assert main(["render", "tide.md", "--out", "out"]) == 0
    assert not Path("out/acx").exists()
    assert len(RenderRecord.load(Path("out/render.json")).renders) == 1


def test_what_a_production_took_holds_when_it_is_no_default_any_more(file, tmp_path, capsys):
    file.write_text("engine: draft\nseed: 5\npreset: raw\n")
    assert main(["render", "tide.md", "--out", "out"]) == 0
    spoken = Path("out/work/takes/takes.log").read_bytes()
    for left in ("engine: draft\n", "", "seed: 9\n"):
        file.write_text(left)
        capsys.readouterr()
        assert main(["render", "tide.md", "--out", "out"]) == 0
        assert Path("out/work/takes/takes.log").read_bytes() == spoken
        assert "seed 5" in capsys.readouterr().err
    assert RenderRecord.load(Path("out/render.json")).settings.seed == 5
    assert asked("--seed", "7", out=tmp_path / "out").settings.seed == 7


def test_a_shelf_and_a_flow_never_take_them(file, tmp_path):
    file.write_text("engine: voxcpm\nseed: 9\nnotes: inline\npreset: raw\n")
    (tmp_path / "shelf.yaml").write_text("books: [{source: tide.md}]\n")
    plain = RenderSettings(source=str(tmp_path / "tide.md"))
    assert load_shelf(tmp_path / "shelf.yaml").books[0].said.keys() == {"source", "out"}
    assert RenderOrder(source=str(tmp_path / "tide.md"), out="/out").settings == plain
    probe = (
        "import sys, flows.render_book, flows.render_shelf, flows.record_scenes\n"
        "print(sorted({'pipeline.cli.defaults', 'pipeline.production.precedence', 'manifests.defaults'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("engine: draft\nengin: x\n", "line 2, engin"),
        ("\nengine: parrot\n", "line 2, engine"),
        ("jobs: 0\n", "line 1, jobs"),
        ("title: Mine\n", "said of each book"),
        ("- engine\n", "line 1"),
        ("engine: [draft\n", "YAML"),
        ("language_model: {url: ftp://h, model: m}\n", "line 1, language_model.url"),
    ],
)
def test_a_bad_file_is_told_with_its_line_and_a_remedy(file, text, told, capsys):
    file.write_text(text)
    for command in (["render", "tide.md"], ["plan", "tide.md"], ["config"], ["say", "Hello."]):
        assert main(command) == 3
        said = capsys.readouterr().err
        assert str(file) in said
        assert told in said
        assert said.splitlines()[-1].startswith("  ")


def test_a_change_keeps_comments_and_other_lines(file, capsys):
    file.write_text("# mine\nengine: draft  # fast\n\n# files\nformats:\n  - mp3\n  - m4b\n# speed\njobs: 4")
    assert main(["config", "set", "formats", "flac"]) == 0
    assert main(["config", "set", "seed", "5"]) == 0
    assert file.read_text() == "# mine\nengine: draft  # fast\n\n# files\nformats:\n- flac\n# speed\njobs: 4\nseed: 5\n"
    assert main(["config", "unset", "formats"]) == 0
    assert load_defaults(file).said == {"engine": "draft", "seed": 5, "jobs": 4}
    before = file.read_text()
    for wrong in (
        ["set", "engine", "parrot"],
        ["set", "jobs", "none"],
        ["set", "title", "x"],
        ["set", "cast", "no.yaml"],
    ):
        assert main(["config", *wrong]) == 3
    assert file.read_text() == before
    file.write_text("{engine: draft, seed: 5}\n")
    assert main(["config", "set", "jobs", "2"]) == 3
    assert "editor" in capsys.readouterr().err


def test_wrong_words_are_wrong_usage(file):
    for words in (
        ["set"],
        ["set", "seed"],
        ["unset"],
        ["unset", "seed", "3"],
        ["show", "seed"],
        ["set", "seed", "1", "2"],
    ):
        assert main(["config", *words]) == 2


def test_the_list_says_what_comes_from_where(file, capsys):
    file.write_text("\nengine: draft\n")
    assert main(["config", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    by_name = {one["name"]: one for one in told["options"]}
    assert told["file"] == str(file)
    assert by_name["engine"] == {"name": "engine", "option": "--engine", "value": "draft", "from": "file", "line": 2}
    assert by_name["seed"] == {"name": "seed", "option": "--seed", "value": 0, "from": "built in"}
    assert main(["config"]) == 0
    assert "line 2" in capsys.readouterr().out


def test_paths_start_at_the_file_s_folder_or_at_home(file, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    file.write_text("cast: voices/a.yaml\nmodel: ~/models/VoxCPM2\n")
    said = load_defaults(file).said
    assert said == {"cast": str(file.parent / "voices/a.yaml"), "model": f"{tmp_path}/home/models/VoxCPM2"}


def test_where_the_file_lies(tmp_path, monkeypatch):
    monkeypatch.delenv("BOOKCAST_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert defaults_path() == tmp_path / "bookcast" / "config.yaml"
    assert own_defaults().said == {}  # none is no error where none was named
    monkeypatch.setenv("BOOKCAST_CONFIG", str(tmp_path / "gone.yaml"))
    with pytest.raises(InputError, match=r"gone\.yaml"):
        own_defaults()
    monkeypatch.setenv("BOOKCAST_CONFIG", "")
    assert own_defaults() == DefaultsFile()


def test_tests_take_nobody_s_defaults():
    assert os.environ["BOOKCAST_CONFIG"] == ""


def test_default_weights_go_with_the_engine_that_they_are_for(file):
    file.write_text("engine: voxcpm\nmodel: ./VoxCPM2\n")
    assert asked().settings.model is not None
    assert asked("--engine", "kokoro").settings.model is None
    assert asked("--engine", "kokoro", "--model", "./Kokoro").settings.model is not None
    file.write_text("model: ./VoxCPM2\n")
    assert asked("--engine", "voxcpm").settings.model is not None
