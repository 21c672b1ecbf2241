"""Arguments that several commands share, and the settings they make."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from manifests.render import LanguageModel, RenderSettings

N = TypeVar("N", int, float)


def seed(text: str) -> int:
    """An argparse type: the seeds that every engine takes."""
    return _between(int, text, 0, 2**31 - 1)


def jobs(text: str) -> int:
    """An argparse type: how many things at once."""
    return _between(int, text, 1, 256)


def speed(text: str) -> float:
    """An argparse type: a pace that speech can be changed by."""
    return _between(float, text, 0.5, 2.0)


def _between(kind: Callable[[str], N], text: str, lowest: N, highest: N) -> N:
    try:
        value = kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no number of that kind") from None
    if not lowest <= value <= highest:
        raise argparse.ArgumentTypeError(f"{text[:40]} is not between {lowest} and {highest}")
    return value


def add_source(parser: argparse.ArgumentParser) -> None:
    """The book, what of it is spoken, and who says by whom."""
    parser.add_argument("book", type=Path, metavar="BOOK", help="an EPUB, or a Markdown, Fountain or text script")
    group = parser.add_argument_group("reading")
    group.add_argument(
        "--notes",
        choices=("skip", "inline", "chapter-end"),
        default="skip",
        help="footnotes and endnotes: left out (default), read where they are marked, or after the chapter",
    )
    group.add_argument(
        "--include",
        action="append",
        default=[],
        metavar="WHAT",
        help="speak this too: a kind of matter (copyright), a chapter's number, or its title (* and ? match)",
    )
    group.add_argument("--exclude", action="append", default=[], metavar="WHAT", help="do not speak this")
    group.add_argument("--yes", action="store_true", help="let --exclude leave less than half of the book")
    group.add_argument("--alt-text", action="store_true", help="speak the descriptions of pictures")
    group.add_argument(
        "--corrections",
        type=Path,
        metavar="FILE",
        help="who speaks uncertain lines (default: BOOK's name with .corrections.yaml, where it is there)",
    )
    add_attribution(parser)
    add_metadata(parser)


def add_metadata(parser: argparse.ArgumentParser) -> None:
    """What stands in for what the book says of itself."""
    group = parser.add_argument_group("what the book is called")
    group.add_argument("--title", metavar="TEXT", help="instead of the book's own title")
    group.add_argument("--author", action="append", default=[], metavar="NAME", help="may be repeated")
    group.add_argument(
        "--narrator", action="append", default=[], metavar="NAME", help="the voices' name in credits and tags"
    )
    group.add_argument("--series", action="append", default=[], metavar="NAME", help="with a number: 'Doors #2'")
    group.add_argument("--cover", type=Path, metavar="FILE", help="a picture to take as the cover")
    group.add_argument("--no-credits", action="store_true", help="no spoken credits, whatever the preset says")


def add_attribution(parser: argparse.ArgumentParser) -> None:
    """Who says who speaks: the rules, or a language model of the user's."""
    group = parser.add_argument_group("attribution")
    group.add_argument(
        "--attribution",
        choices=("rules", "llm"),
        default="rules",
        help="who says who speaks: the rules (default), or a language model that chooses among the characters found",
    )
    group.add_argument("--llm-url", metavar="URL", help="its OpenAI-compatible endpoint: http://localhost:11434/v1")
    group.add_argument("--llm-model", metavar="NAME", help="the model's name there")
    group.add_argument("--llm-key-env", metavar="NAME", help="the environment variable that holds its key")
    group.add_argument("--llm-yes", action="store_true", help="ask without asking me: the cost is told, not confirmed")
    group.add_argument(
        "--llm-answers", type=Path, metavar="FILE", help="where answers are kept (default: beside BOOK, .answers.jsonl)"
    )


def add_voices(parser: argparse.ArgumentParser) -> None:
    """Who speaks, with what."""
    group = parser.add_argument_group("voices")
    group.add_argument("--cast", type=Path, metavar="FILE", help="the cast file (default: voices are suggested)")
    group.add_argument(
        "--engine",
        choices=("auto", "draft", "voxcpm"),
        default="auto",
        help="the speech engine; auto takes VoxCPM where it can run, else the draft voice",
    )
    group.add_argument("--model", metavar="NAME|DIR", help="VoxCPM's checkpoint: a folder or a public name")
    group.add_argument("--seed", type=seed, default=0, metavar="N", help="the production's base seed (default 0)")


def add_delivery(parser: argparse.ArgumentParser) -> None:
    """What is made."""
    group = parser.add_argument_group("delivery")
    group.add_argument(
        "--preset",
        metavar="NAME|FILE",
        help="acx (default for books), podcast, raw, or a preset file of your own",
    )
    group.add_argument(
        "--formats", metavar="LIST", help="m4b,mp3,flac,opus (default: what the preset delivers), separated by commas"
    )
    group.add_argument("--chapters", metavar="LIST", help="only these chapters: 1,3-5")


def add_proof(parser: argparse.ArgumentParser) -> None:
    """How closely takes are listened to."""
    parser.add_argument(
        "--proof",
        choices=("auto", "off", "signal", "full"),
        default="auto",
        help="listen to every take before it is kept: to its sound, or (full) to its words too; auto is off for the "
        "draft voice, full for others",
    )


def settings_of(arguments: argparse.Namespace) -> RenderSettings:
    """The settings that the arguments describe, with absolute paths."""
    from manifests.errors import InputError
    from manifests.render import RenderSettings
    from pipeline.presets import FORMATS

    formats = tuple(part.strip() for part in (getattr(arguments, "formats", None) or "").split(",") if part.strip())
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        remedy = f"Known are {', '.join(FORMATS)}."
        raise InputError(f"unknown format {unknown[0]!r}", path=arguments.book, place="--formats", remedy=remedy)
    cast = getattr(arguments, "cast", None)
    return RenderSettings(
        source=str(arguments.book.absolute()),
        cast=str(cast.absolute()) if cast else None,
        engine=getattr(arguments, "engine", "draft"),
        model=getattr(arguments, "model", None),
        preset=getattr(arguments, "preset", None),
        formats=formats,
        chapters=getattr(arguments, "chapters", None),
        seed=getattr(arguments, "seed", 0),
        notes=arguments.notes,
        include=tuple(arguments.include),
        exclude=tuple(arguments.exclude),
        alternative_text=arguments.alt_text,
        proof=getattr(arguments, "proof", "auto"),
        corrections=str(arguments.corrections.absolute()) if arguments.corrections else None,
        language_model=_language_model(arguments),
        title=arguments.title,
        authors=tuple(arguments.author),
        narrators=tuple(arguments.narrator),
        series=tuple(arguments.series),
        cover=str(arguments.cover.absolute()) if arguments.cover else None,
        credits=not arguments.no_credits,
        mostly_excluded=arguments.yes,
    )


def _language_model(arguments: argparse.Namespace) -> LanguageModel | None:
    """The model that is asked, where one is."""
    if arguments.attribution == "rules":
        return None
    from manifests.errors import InputError
    from manifests.render import LanguageModel
    from pipeline.script.llm.endpoint import checked_url

    for name in ("llm_url", "llm_model"):
        if not getattr(arguments, name):
            option = "--" + name.replace("_", "-")
            raise InputError("is needed with --attribution llm", path=option, remedy=f"Add {option} and its value.")
    answers = arguments.llm_answers or arguments.book.with_name(arguments.book.stem + ".answers.jsonl")
    return LanguageModel(
        url=checked_url(arguments.llm_url),
        model=arguments.llm_model,
        answers=str(answers.absolute()),
        key_env=arguments.llm_key_env,
    )
