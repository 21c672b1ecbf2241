"""`bookcast config`: one's defaults, shown with where each comes from, and changed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manifests.options import Option
from pipeline.cli.arguments import Commands, add_json, new_command
from pipeline.cli.terminal import tell

if TYPE_CHECKING:
    from manifests.defaults import DefaultsFile


_SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "config",
        help="show and change your own defaults",
        description="Shows what holds where you give no option, and where each value comes from. `config set KEY "
        "VALUE` and `config unset KEY` change your file of defaults: config.yaml in the folder bookcast of the "
        "system's place for such files (~/.config on Linux), or the file that $BOOKCAST_CONFIG names. Several values "
        "of one key stand one after the other. Where a production is there already, it keeps what it was begun with; a "
        "cast and a preset that a book names itself go before yours.",
        codes=(0, 2, 3, 4),
    )
    parser.add_argument("action", nargs="?", choices=("show", "set", "unset"), default="show", help="default: show")
    parser.add_argument("key", nargs="?", metavar="KEY", help="an option, by the name that is shown")
    parser.add_argument("value", nargs="*", metavar="VALUE", help="what it is to be; of language_model: url=… model=…")
    add_json(parser, "print what holds as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Change the file where that is asked for, then show what holds."""
    from manifests.defaults import DEFAULT_OPTIONS
    from manifests.errors import UsageError
    from pipeline.cli.defaults import own_defaults

    action, key, value = arguments.action, arguments.key, arguments.value
    if action == "show" and (key or value):
        raise UsageError("config show takes no more words", "config set KEY VALUE changes a default.")
    if action != "show":
        if key is None or (action == "set") != bool(value):
            raise UsageError(
                f"config {action} needs {'a key and a value' if action == 'set' else 'a key alone'}",
                f"Keys are {', '.join(DEFAULT_OPTIONS)}.",
            )
        _change(key, _value(key, value) if action == "set" else None)
    file = own_defaults()
    if arguments.json:
        print(json.dumps(_as_json(file), ensure_ascii=False))
    elif action == "show":
        from pipeline.cli.tables import show_defaults

        show_defaults(file, _told_of(file.path))
    else:
        tell(f"{file.path}: {key} is {_said(file, key)}")
    return 0


def _change(key: str, value: Any) -> None:
    """Write the file anew with that value; whatever else stands in it stays."""
    from manifests.defaults import with_default
    from manifests.errors import UsageError
    from manifests.files import write_atomically
    from pipeline.cli.defaults import VARIABLE, defaults_path

    path = defaults_path()
    if path is None:
        raise UsageError(
            f"there is no file to change: ${VARIABLE} is empty", f"Unset it, or name a file in ${VARIABLE}."
        )
    text = _text(path)
    changed = with_default(text, path, key, value)
    if changed != text:
        write_atomically(path.resolve(), changed.encode())


def _text(path: Path) -> str:
    """What stands in the file; nothing where there is none."""
    from manifests.errors import InputError
    from manifests.files import is_special

    if is_special(path):
        raise InputError("is a pipe or a device, not a file", path=path, remedy="Name a file.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error})", path=path, remedy="Check the name and rights.") from error


def _value(key: str, words: Sequence[str]) -> Any:
    """What was typed, as the option's kind of value, with absolute paths. What is wrong with it, the file's check says.

    Raises InputError for a file that is not there.
    """
    from manifests.defaults import DEFAULT_OPTIONS
    from manifests.errors import InputError, UsageError
    from manifests.options import with_absolute_paths

    option = DEFAULT_OPTIONS.get(key)
    if option is None:
        return " ".join(words)
    if key == "language_model":
        pairs = dict(word.partition("=")[::2] for word in words)
        return with_absolute_paths({key: pairs}, Path.cwd())[key] if pairs.get("answers") else pairs
    if option.many:
        parted = [part.strip() for word in words for part in word.split(",")] if option.choices else list(words)
        return [part for part in parted if part]
    if len(words) > 1:
        raise UsageError(f"{key} has one value, and {len(words)} were given", "Put it in quotation marks.")
    value = with_absolute_paths({key: _plain(option, words[0])}, Path.cwd())[key]
    if option.path == "always" and not Path(value).is_file():
        raise InputError("there is no such file", path=value, remedy="Check the name and the folder.")
    return value


def _plain(option: Option, word: str) -> Any:
    if option.default is False:
        return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(
            word.lower(), word
        )
    if option.lowest is not None and word.lstrip("-").isdecimal():
        return int(word)
    return word


def _as_json(file: DefaultsFile) -> dict[str, Any]:
    from manifests.defaults import DEFAULT_OPTIONS

    options = []
    for name, option in DEFAULT_OPTIONS.items():
        here = name in file.said
        value = file.defaults.model_dump(mode="json")[name]
        origin = {"from": "file", "line": file.line_of(name)} if here else {"from": "built in"}
        options.append({"name": name, "option": option.flag, "value": value, **origin})
    return {"file": str(file.path) if file.path else None, "options": options}


def _said(file: DefaultsFile, key: str) -> str:
    from pipeline.production.precedence import shown_value

    if key in file.said:
        return shown_value(file.said[key])
    return f"{shown_value(getattr(file.defaults, key, None))} (built in)"


def _told_of(path: Path | None) -> str:
    """Which file it is, and whether it is there."""
    from pipeline.cli.defaults import VARIABLE

    if path is None:
        return f"no file of defaults: ${VARIABLE} is empty"
    return f"{path}" if path.exists() else f"{path} (not there yet: config set KEY VALUE makes it)"
