"""`bookcast plan`: what a render would do and cost; renders nothing."""

from __future__ import annotations

import argparse

from pipeline.cli.arguments import Commands, add_delivery, add_json, add_source, add_voices, asked_of, new_command
from pipeline.cli.llm_consent import ask_ahead
from pipeline.cli.terminal import announce


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "plan",
        help="show chapters, characters, hours, disk and time; render nothing",
        description="Plans a render without starting a voice: chapters, segments, hours of audio, disk, time.",
    )
    add_source(parser)
    add_voices(parser)
    add_delivery(parser)
    add_json(parser, "the whole plan as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Plan and show."""
    announce(f"reading {arguments.book.name}")
    from pipeline.cli.display import open_display

    asked = asked_of(arguments)
    ask_ahead(arguments, asked.settings)
    with open_display() as display:
        display.stage("plan", 0, "")
        from pipeline.production.preflight import expected_cost
        from pipeline.production.preparation import prepare

        prepared = prepare(asked.settings)
    if arguments.json:
        print(prepared.plan.model_dump_json())
        return 0
    from pipeline.cli.tables import show_estimate, show_notes

    show_estimate(expected_cost(prepared), prepared.plan)
    show_notes((*asked.told, *prepared.notices))
    return 0
