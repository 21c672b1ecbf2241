"""`bookcast script`: the lines of a book, each with its place in the source."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.arguments import Commands, add_json, add_source, new_command, settings_of
from pipeline.cli.llm_consent import consultation
from pipeline.cli.terminal import tell

if TYPE_CHECKING:
    from manifests.book import Book
    from manifests.render import RenderSettings
    from manifests.script import Script


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "script",
        help="show who says what, line by line",
        description="Shows the lines of a book: who speaks, of what kind, from where in the source. What is left out, "
        "and why, is told at the end; --left-out lists it character by character. --review lists the lines whose "
        "speaker is uncertain, as a corrections file to edit. --outline writes the book file, in which title and "
        "chapters can be changed.",
    )
    add_source(parser)
    parser.add_argument("--left-out", action="store_true", help="list what is in no line, with the reason")
    add_json(parser, "one JSON object a line")
    group = parser.add_argument_group("outline")
    group.add_argument(
        "--outline",
        nargs="?",
        const=Path(),
        type=Path,
        metavar="FILE",
        help="write the book file, with title and chapters to edit; one that is there is brought up to date, and what "
        "you wrote stays (default: the book's name with .book.yaml)",
    )
    group = parser.add_argument_group("review")
    group.add_argument("--review", action="store_true", help="list uncertain lines with context, to be corrected")
    group.add_argument(
        "--below", type=float, default=None, metavar="X", help="what is uncertain: a confidence below X (default 0.75)"
    )
    group.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write the review to FILE; what stands there is kept"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, attribute, prove that nothing is lost, and print."""
    from pipeline.production.preparation import read_and_attribute

    settings = settings_of(arguments)
    if arguments.outline is not None:
        return _outline(arguments, settings)
    book, script = read_and_attribute(settings, consultation(arguments, settings))
    if arguments.review or arguments.below is not None or arguments.output is not None:
        _review(arguments, script)
    elif arguments.left_out:
        _print_left_out(book, script, as_json=arguments.json)
    elif arguments.json:
        from pipeline.script.listing import line_json

        for line in script.lines:
            print(json.dumps(line_json(script, line), ensure_ascii=False))
        _warn(script)
    else:
        _print_for_people(book, script)
    return 0


def _outline(arguments: argparse.Namespace, settings: RenderSettings) -> int:
    """The book file, and what changed in it."""
    from manifests.errors import UsageError
    from pipeline.commands.outline import write_outline

    if arguments.review or arguments.below is not None or arguments.output is not None or arguments.left_out:
        raise UsageError(
            "--outline shows no lines", "Leave --review, --below, -o and --left-out out, or run them apart."
        )
    named: Path = arguments.outline
    done = write_outline(settings, None if named == Path() else named.absolute())
    if arguments.json:
        print(json.dumps({"path": str(done.path), "new": done.is_new, "changes": done.changes}, ensure_ascii=False))
        return 0
    count, silent = len(done.file.chapters), sum(one.spoken is False for one in done.file.chapters)
    tell(f"{done.path}: {count} chapters, {silent} of them not spoken{'' if done.is_new else '; brought up to date'}")
    for change in done.changes or ([] if done.is_new else ["nothing has changed"]):
        tell(f"  {change}")
    return 0


def _review(arguments: argparse.Namespace, script: Script) -> None:
    """The uncertain lines; in a file, below what stands there already."""
    from manifests.errors import InputError
    from manifests.files import write_atomically
    from pipeline.directing.corrections import load_corrections, parse_corrections
    from pipeline.directing.matching import match
    from pipeline.directing.review import BELOW, review_yaml, uncertain

    below = BELOW if arguments.below is None else arguments.below
    if not 0 <= below <= 1:
        raise InputError(f"{below:g} is out of range", path="--below", remedy="Give a confidence from 0 to 1.")
    file: Path | None = arguments.output
    there = load_corrections(file) if file is not None and file.exists() else ()
    found = uncertain(script, below, match(script.lines, there).by_line)
    _warn(script)
    if arguments.json:
        for one in found:
            print(json.dumps(one.as_json(), ensure_ascii=False))
    elif file is None:
        print(review_yaml(script, found), end="")
    else:
        before = file.read_text(encoding="utf-8-sig").rstrip() if file.exists() else ""
        text = f"{before}\n\n{review_yaml(script, found)}" if before else review_yaml(script, found)
        parse_corrections(text, file)  # a list that stands indented, or in brackets, cannot go on like this
        write_atomically(file, text.encode())
        tell(f"{file}: {len(found)} uncertain lines to decide", file=sys.stderr)


def _warn(script: Script) -> None:
    for warning in script.warnings:
        tell(f"warning: {warning}", file=sys.stderr)


def _print_left_out(book: Book, script: Script, *, as_json: bool) -> None:
    from pipeline.script.listing import omission_json

    for omission in script.left_out:
        record = omission_json(book, omission)
        if as_json:
            print(json.dumps(record, ensure_ascii=False))
        else:
            tell(f"{record['href']} {record['start']}-{record['end']}  {record['reason']}: {record['text']!r}")


def _print_for_people(book: Book, script: Script) -> None:
    chapter = 0
    titles = {entry.number: entry.title for entry in script.chapters}
    for line in script.lines:
        if line.chapter != chapter:
            chapter = line.chapter
            tell(f"\n== {chapter}. {titles[chapter]}\n")
        who = line.speaker or ("narrator" if line.kind != "dialogue" else "?")
        tell(f"{line.id}  {who} ({line.kind})  {line.text}")
    left = [chapter for chapter in book.chapters if not chapter.spoken]
    if left:
        print("\n== Left out\n")
        for entry in left:
            tell(f"{entry.title}: {entry.left_out_because}")
    for warning in script.warnings:
        tell(f"warning: {warning}")
