"""`bookcast script`: the lines of a book, each with its place in the source."""

from __future__ import annotations

import argparse
import json

from pipeline.cli.arguments import add_source, settings_of


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "script",
        help="show who says what, line by line",
        description="Shows the lines of a book: who speaks, of what kind, from where in the source. What is left out, "
        "and why, is told at the end; --left-out lists it character by character.",
    )
    add_source(parser)
    parser.add_argument("--left-out", action="store_true", help="list what is in no line, with the reason")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, attribute, prove that nothing is lost, and print."""
    from pipeline.production.preparation import read_and_attribute
    from pipeline.script.listing import line_json, omission_json

    book, script = read_and_attribute(settings_of(arguments))
    if arguments.left_out:
        for omission in script.left_out:
            record = omission_json(book, omission)
            if arguments.json:
                print(json.dumps(record, ensure_ascii=False))
            else:
                print(f"{record['href']} {record['start']}-{record['end']}  {record['reason']}: {record['text']!r}")
        return 0
    if arguments.json:
        for line in script.lines:
            print(json.dumps(line_json(script, line), ensure_ascii=False))
        return 0
    _print_for_people(book, script)
    return 0


def _print_for_people(book: object, script: object) -> None:
    from manifests.book import Book
    from manifests.script import Script

    assert isinstance(book, Book)
    assert isinstance(script, Script)
    chapter = 0
    titles = {entry.number: entry.title for entry in script.chapters}
    for line in script.lines:
        if line.chapter != chapter:
            chapter = line.chapter
            print(f"\n== {chapter}. {titles[chapter]}\n")
        who = line.speaker or ("narrator" if line.kind != "dialogue" else "?")
        print(f"{line.id}  {who} ({line.kind})  {line.text}")
    left = [chapter for chapter in book.chapters if not chapter.spoken]
    if left:
        print("\n== Left out\n")
        for entry in left:
            print(f"{entry.title}: {entry.left_out_because}")
    for warning in script.warnings:
        print(f"warning: {warning}")
