"""The options of manifests/options.py as arguments of commands, and the settings that arguments make."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manifests.options import (
    JOBS,
    LANGUAGE_MODEL,
    LANGUAGE_MODEL_OPTIONS,
    MAY_ASK,
    RENDER_OPTIONS,
    Option,
    with_absolute_paths,
)

if TYPE_CHECKING:
    from pydantic import ValidationError

    from manifests.render import LanguageModel, RenderRecord, RenderSettings

Commands = argparse._SubParsersAction
Parser = argparse.ArgumentParser

EXIT_CODES = {
    0: "done",
    2: "wrong usage",
    3: "the input cannot be used",
    4: "rendering failed (what was finished is kept)",
    5: "delivered files miss the preset",
    6: "something is not approved (--approved)",
    130: "interrupted",
}


def new_command(
    commands: Commands[Parser], name: str, *, help: str, description: str, codes: tuple[int, ...] = (0, 2, 3, 4, 130)
) -> Parser:
    """A command, whose help ends with the exit codes that it has."""
    return commands.add_parser(name, help=help, description=description, epilog=exit_codes(codes))


def exit_codes(codes: Iterable[int] = tuple(EXIT_CODES)) -> str:
    """What some exit codes mean, in one sentence."""
    return f"Exit codes: {', '.join(f'{code} {EXIT_CODES[code]}' for code in codes)}."


def add_option(parser: argparse._ActionsContainer, option: Option, **changes: Any) -> None:
    """`option` as an argument; `changes` are what argparse is told otherwise."""
    default = None if option.default is ... else option.default
    told: dict[str, Any] = {"help": option.help, "default": default}
    if default is False:
        told["action"] = "store_true"
    elif option.many and option.choices:
        told |= {"type": _listed, "metavar": "LIST"}
        told["help"] += f": {', '.join(option.choices)}, separated by commas"
    elif option.many:
        told |= {"action": "append", "default": [], "metavar": option.metavar}
        told["help"] += " (may be repeated)"
    elif option.choices:
        told["choices"] = option.choices
    elif option.lowest is not None and option.highest is not None:
        told |= {"type": _between(type(option.lowest), option.lowest, option.highest), "metavar": option.metavar}
    else:
        told |= {"type": Path if option.path == "always" else str, "metavar": option.metavar}
    told |= changes
    shown = default if told["default"] is argparse.SUPPRESS else told["default"]
    if isinstance(shown, str | int | float) and shown is not False:
        told["help"] += f" (default {shown})"
    parser.add_argument(option.flag, **told)


def add_defaulted(parser: argparse._ActionsContainer, name: str, **changes: Any) -> None:
    """An option of a render that is in the arguments only where it was given: what holds else is `settings_of`'s."""
    option = {**RENDER_OPTIONS, "jobs": JOBS}[name]
    add_option(parser, option, dest=name, default=argparse.SUPPRESS, **changes)
    parser.set_defaults(options=(*(parser.get_default("options") or ()), name))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _between(kind: Callable[[str], float], lowest: float, highest: float) -> Callable[[str], float]:
    """An argparse type: a number of that kind with those bounds."""

    def number(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text[:40]!r} is no number of that kind") from None
        if not lowest <= value <= highest:
            raise argparse.ArgumentTypeError(f"{text[:40]} is not between {lowest} and {highest}")
        return value

    return number


def add_json(parser: argparse._ActionsContainer, help: str) -> None:
    """`--json`, which every command has."""
    parser.add_argument("--json", action="store_true", help=help)


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """How many things are done at once."""
    add_defaulted(parser, "jobs")


def add_source(parser: argparse.ArgumentParser) -> None:
    """The book, what of it is spoken, and who says by whom."""
    parser.add_argument("book", type=Path, metavar="BOOK", help="an EPUB, or a Markdown, Fountain or text script")
    _add_group(
        parser, "reading", "notes", "language", "include", "exclude", "alternative_text", "book_file", "corrections"
    )
    group = parser.add_argument_group("attribution")
    group.add_argument(
        LANGUAGE_MODEL.flag,
        choices=("rules", "llm"),
        default=argparse.SUPPRESS,
        help="who says who speaks: the rules (default), or a language model that chooses among the characters found",
    )
    for name, option in LANGUAGE_MODEL_OPTIONS.items():
        add_option(group, option, dest=_asked(name))
    add_option(group, MAY_ASK)


def add_voices(parser: argparse.ArgumentParser) -> None:
    """Who speaks, with what."""
    _add_group(parser, "voices", "cast", "engine", "model", "seed")


def add_delivery(parser: argparse.ArgumentParser) -> None:
    """What is made, and what it is called."""
    _add_group(parser, "delivery", "preset", "formats", "chapters", "mostly_excluded", "no_credits")
    _add_group(parser, "what the book is called", "title", "authors", "narrators", "series", "cover")


def _add_group(parser: argparse.ArgumentParser, title: str, *names: str) -> None:
    group = parser.add_argument_group(title)
    for name in names:
        add_defaulted(group, name)


def _asked(name: str) -> str:
    """Where the arguments keep what LanguageModel calls `name`."""
    return f"llm_{name}"


def add_output(parser: argparse.ArgumentParser, default: str) -> None:
    """The one file that a command writes; see `output_of`."""
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=f"default: {default}, replaced each time")
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")


def output_of(arguments: argparse.Namespace, default: str) -> Path:
    """The file to write, absolute: the command's own is replaced each time, a person's never unasked."""
    from manifests.files import refuse_existing

    own = Path(default).absolute()
    output: Path = arguments.output.absolute() if arguments.output else own
    if output != own:
        refuse_existing(output, force=arguments.force)
    return output


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command was asked for: the settings, how many things at once, and what of it nobody said just now."""

    settings: RenderSettings
    jobs: int | None
    told: tuple[str, ...]


def settings_of(arguments: argparse.Namespace) -> RenderSettings:
    """The settings alone, of what `asked_of` says."""
    return asked_of(arguments).settings


def asked_of(arguments: argparse.Namespace, out: Path | None = None) -> Asked:
    """The settings that arguments, production (in `out`), book and defaults describe, with absolute paths.

    Raises InputError naming the option at fault. A command without `--engine` reads and casts a book as for the draft
    voice.
    """
    from pydantic import ValidationError

    from manifests.render import RenderSettings
    from pipeline.cli.defaults import own_defaults
    from pipeline.production.precedence import completed

    file = own_defaults()
    said = {name: getattr(arguments, name) for name in (*RENDER_OPTIONS, "jobs") if name in arguments}
    if "attribution" in arguments:
        said["language_model"] = None
    options = {*arguments.options, "language_model"}
    complete = completed(said, options, file, source=arguments.book, record=_record_in(out))
    values: dict[str, Any] = {"engine": "draft"} if "engine" not in options else {}
    values |= {name: value for name, value in complete.values.items() if name != "jobs"}
    values["from_defaults"] = complete.from_defaults
    values["language_model"] = _language_model(arguments, complete.values.get("language_model"), file.said)
    try:
        settings = RenderSettings(source=str(arguments.book.absolute()), **with_absolute_paths(values, Path.cwd()))
    except ValidationError as error:
        raise _refusal(error, arguments.book) from error
    return Asked(settings, complete.values.get("jobs"), complete.told(file))


def jobs_of(arguments: argparse.Namespace) -> int | None:
    """How many things at once: as was said, else one's default."""
    from pipeline.cli.defaults import own_defaults

    return arguments.jobs if "jobs" in arguments else own_defaults().said.get("jobs")


def voice_of(arguments: argparse.Namespace, engine: str, known: Collection[str]) -> tuple[str, str | None]:
    """The engine, and the model where it speaks with one: as was said, else one's defaults, else `engine`."""
    from pipeline.cli.defaults import own_defaults
    from pipeline.production.precedence import default_model

    own = own_defaults().said
    chosen: str = arguments.engine or (own["engine"] if own.get("engine") in known else engine)
    return chosen, arguments.model or default_model(own, chosen)


def _record_in(out: Path | None) -> RenderRecord | None:
    from pipeline.production.folder import ProductionFolder

    return ProductionFolder(out.absolute()).former_record() if out is not None else None


def _language_model(
    arguments: argparse.Namespace, default: LanguageModel | None, defaults: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The model that is asked, where one is: `default` where nothing else was said, with what was said of it."""
    said = {name: value for name in LANGUAGE_MODEL_OPTIONS if (value := getattr(arguments, _asked(name))) is not None}
    attribution = getattr(arguments, "attribution", "llm" if default else "rules")
    if attribution == "llm":
        known = default or defaults.get("language_model")
        return (known.model_dump() if known else {}) | said
    unused = [LANGUAGE_MODEL_OPTIONS[name].flag for name in said] + [MAY_ASK.flag] * arguments.llm_yes
    if unused:
        from manifests.errors import InputError

        raise InputError(
            "is of use with --attribution llm only", path=unused[0], remedy="Add --attribution llm, or leave it out."
        )
    return None


def _refusal(error: ValidationError, book: Path) -> Exception:
    """What a person is told of a value that an option does not take."""
    from manifests.errors import InputError

    first = error.errors()[0]
    names = [part for part in first["loc"] if isinstance(part, str)]
    option = (LANGUAGE_MODEL_OPTIONS if names[0] == "language_model" else RENDER_OPTIONS)[names[-1]]
    if first["type"] == "missing":
        return InputError(
            "is needed with --attribution llm", path=option.flag, remedy=f"Add {option.flag} and its value."
        )
    if option.choices:
        return InputError(
            f"{first['input']!r} is none of them",
            path=book,
            place=option.flag,
            remedy=f"Known are {', '.join(option.choices)}.",
        )
    # The value itself is not shown: an address may hold a password.
    return InputError("is not written as it should be", path=book, place=option.flag, remedy=option.remedy)
