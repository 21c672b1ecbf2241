"""What can be asked of a render, defined once: types, bounds, defaults and words.

The command line, the flows' forms, shelf files and `render.json` all derive from these: an option that is added here
is there in each of them. Only the standard library's light parts, because `bookcast --help` reads this.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

EngineName = Literal["auto", "draft", "kokoro", "voxcpm"]
FormatName = Literal["m4b", "mp3", "flac", "opus"]
NotesPolicy = Literal["skip", "inline", "chapter-end"]
ProofLevelAsked = Literal["auto", "off", "signal", "full"]
Purpose = Literal["acx", "audiobookshelf", "podcast", "readalong"]
DirectingScope = Literal["line", "scene", "role"]
FlagKind = Literal[
    "misread",
    "missing",
    "added",
    "repeated",
    "pronunciation",
    "stress",
    "pace",
    "pause",
    "voice",
    "noise",
    "text",
    "other",
]
"""What a person flags: words (misread to repeated), how they are said, who says them, the sound, or the book."""


class Option(NamedTuple):
    """One option: what a form calls it, what it does, and which values it takes.

    `flag` is its name on the command line and `metavar` what its value is called there. An option with `many` takes
    several values: separated by commas where `choices` bounds them, else one each time it is given. One that must be
    given has `...` as its default, as pydantic's fields do. `path` tells that
    the value names a file: always, or where it is no name that bookcast or a registry of models knows. `remedy` says
    how a value is written that `pattern` refuses. One `of_one_book` is said of each, and can be no person's default.
    """

    flag: str
    title: str
    help: str
    default: Any = None
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    many: bool = False
    lowest: float | None = None
    highest: float | None = None
    pattern: str | None = None
    remedy: str = ""
    path: Literal["no", "always", "or a name"] = "no"
    of_one_book: bool = False


SEED = Option("--seed", "Seed", "the production's base seed", 0, "N", lowest=0, highest=2**31 - 1)
SPEED = Option("--speed", "Speed", "pace, 1.0 is the voice's own", 1.0, "X", lowest=0.5, highest=2.0)
PAUSE = Option("--pause", "Pause", "the silence after the line", None, "SECONDS", lowest=0.0, highest=20.0)
TRIES = Option("--tries", "Tries", "how many further takes to make", None, "N", lowest=1, highest=32)
AROUND = Option("--around", "Around", "how much is heard before and after it", 0.0, "SECONDS", lowest=0.0, highest=60.0)
JOBS = Option("--jobs", "Jobs", "how many things to do at once (default: the cores)", None, "N", lowest=1, highest=256)
ENGINE = Option(
    "--engine",
    "Engine",
    "the speech engine; auto takes VoxCPM where it can run, else the draft voice",
    "auto",
    choices=get_args(EngineName),
)
WITHOUT_WEIGHTS: tuple[EngineName, ...] = ("draft",)
"""Engines that `--model` is nothing to."""

MODEL = Option(
    "--model",
    "Checkpoint",
    "the weights of VoxCPM or Kokoro: a folder or a public name",
    None,
    "NAME|DIR",
    path="or a name",
)
PRESET = Option(
    "--preset",
    "Preset",
    "what the files must be: acx (default for books), podcast (default for shows), raw, or a preset file of your own",
    metavar="NAME|FILE",
    names=("acx", "podcast", "raw"),
    path="or a name",
)
DELIVER_TO = Option(
    "--to",
    "Purpose",
    "what the files are for, one or several: ACX, the library server Audiobookshelf, a podcast host, "
    "an EPUB to read along",
    ...,
    choices=get_args(Purpose),
    many=True,
)
"""pipeline/delivering/purposes.py has the maker of each."""

LANGUAGE_MODEL = Option(
    "--attribution", "Language model", "a language model that is asked who speaks; without one, the rules say"
)
"""A record of LANGUAGE_MODEL_OPTIONS; on the command line it is there with `--attribution llm`."""

RENDER_OPTIONS: Mapping[str, Option] = {
    "cast": Option("--cast", "Cast file", "the cast file (default: voices are suggested)", None, "FILE", path="always"),
    "engine": ENGINE,
    "model": MODEL,
    "preset": PRESET,
    "formats": Option(
        "--formats",
        "Formats",
        "what is delivered (default: what the preset says)",
        (),
        choices=get_args(FormatName),
        many=True,
    ),
    "chapters": Option(
        "--chapters",
        "Chapters",
        "only these chapters: 1,3-5 or 7-",
        None,
        "LIST",
        pattern=r"^\s*\d{1,6}(-\d{0,6})?(\s*,\s*\d{1,6}(-\d{0,6})?)*\s*$",
        remedy="Write it as 1,3-5 or 7-.",
        of_one_book=True,
    ),
    "seed": SEED,
    "notes": Option(
        "--notes",
        "Notes",
        "footnotes and endnotes: left out, read where they are marked, or after the chapter",
        "skip",
        choices=get_args(NotesPolicy),
    ),
    "language": Option(
        "--language",
        "Language",
        "the text's language (de, German, zh-Hans), whatever the book declares",
        None,
        "TAG",
        of_one_book=True,
    ),
    "include": Option(
        "--include",
        "Include",
        "speak this too: a kind of matter (copyright), a chapter's number, or its title (* and ? match)",
        (),
        "WHAT",
        many=True,
    ),
    "exclude": Option("--exclude", "Exclude", "do not speak this", (), "WHAT", many=True),
    "alternative_text": Option("--alt-text", "Descriptions of pictures", "speak the descriptions of pictures", False),
    "book_file": Option(
        "--book-file",
        "Book file",
        "what you say of title and chapters (default: the book's name with .book.yaml, where it is there)",
        metavar="FILE",
        path="always",
        of_one_book=True,
    ),
    "corrections": Option(
        "--corrections",
        "Corrections",
        "who speaks uncertain lines (default: the book's name with .corrections.yaml, where it is there)",
        metavar="FILE",
        path="always",
        of_one_book=True,
    ),
    "proof": Option(
        "--proof",
        "Proofing",
        "listen to every take before it is kept: to its sound, or (full) to its words too; auto is off for the draft "
        "voice, full for others",
        "auto",
        choices=get_args(ProofLevelAsked),
    ),
    "language_model": LANGUAGE_MODEL,
    "mostly_excluded": Option(
        "--yes",
        "Leave most of the book out",
        "let what is excluded leave less than half of the book",
        False,
        of_one_book=True,
    ),
    "title": Option("--title", "Title", "the title, instead of the book's own", None, "TEXT", of_one_book=True),
    "authors": Option(
        "--author", "Authors", "who wrote it, instead of whom the book names", (), "NAME", many=True, of_one_book=True
    ),
    "narrators": Option(
        "--narrator",
        "Narrators",
        "the names that the voices go by in credits and tags",
        (),
        "NAME",
        many=True,
        of_one_book=True,
    ),
    "series": Option(
        "--series",
        "Series",
        "a series, with the book's number in it: Doors #2",
        (),
        "NAME",
        many=True,
        of_one_book=True,
    ),
    "cover": Option(
        "--cover", "Cover", "a picture to take as the cover", None, "FILE", path="always", of_one_book=True
    ),
    "no_credits": Option("--no-credits", "No credits", "no spoken credits, whatever the preset says", False),
    "approved": Option(
        "--approved",
        "Approved only",
        "stop before anything is made, unless every chapter of it is approved as it will sound",
        False,
        of_one_book=True,
    ),
}
"""By the names of the fields of `manifests.render.RenderOptions`."""

LANGUAGE_MODEL_OPTIONS: Mapping[str, Option] = {
    "url": Option(
        "--llm-url",
        "Address",
        "the OpenAI-compatible endpoint of the language model: http://localhost:11434/v1",
        ...,
        "URL",
        pattern=r"^https?://[^/?#@]+([/?#].*)?$",
        remedy="Give the address of an OpenAI-compatible service, such as http://localhost:11434/v1.",
    ),
    "model": Option("--llm-model", "Model", "the language model's name there", ..., "NAME"),
    "answers": Option(
        "--llm-answers",
        "Answers",
        "where its answers are kept (default: the book's name with .answers.jsonl)",
        metavar="FILE",
        path="always",
    ),
    "key_env": Option("--llm-key-env", "Key", "the environment variable that holds its key", metavar="NAME"),
}
MAY_ASK = Option(
    "--llm-yes",
    "Ask the language model",
    "ask the language model what it has not answered before, without asking me: the cost is told, not confirmed",
    False,
)


def with_absolute_paths(values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """`values` by the names of options, with every path among them absolute: a relative one starts at `folder`."""
    found = dict(values)
    for name, option in RENDER_OPTIONS.items():
        if found.get(name) is not None and _is_path(option, str(found[name]), folder):
            found[name] = str(folder / found[name])
    if asked := found.get("language_model"):
        answers = asked.get("answers")
        found["language_model"] = {**asked, "answers": str(folder / answers) if answers else None}
    return found


def named_places(values: Mapping[str, Any], folder: Path) -> list[str]:
    """The files, folders and addresses among `values` by the names of options; a relative path starts at `folder`."""
    found = with_absolute_paths(values, folder)
    paths = [
        str(found[name])
        for name, option in RENDER_OPTIONS.items()
        if found.get(name) is not None and _is_path(option, str(found[name]), folder)
    ]
    asked = found.get("language_model") or {}
    return [*paths, *(str(asked[name]) for name in ("url", "answers") if asked.get(name))]


def _is_path(option: Option, value: str, folder: Path) -> bool:
    if option.path == "or a name":
        return value not in option.names and ((folder / value).exists() or value.endswith((".yaml", ".yml")))
    return option.path == "always"
