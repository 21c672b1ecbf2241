"""Leave to ask a language model: the cost is told, and a person agrees, on the terminal or beforehand."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from pipeline.cli.terminal import tell

if TYPE_CHECKING:
    from manifests.render import RenderSettings
    from pipeline.script.llm.attributor import Consultation, Cost


def consultation(arguments: argparse.Namespace, settings: RenderSettings) -> Consultation | None:
    """Whom to ask, where the settings name a model. Raises InputError for a key that is not there."""
    asked = settings.language_model
    if asked is None:
        return None
    from manifests.errors import InputError
    from pipeline.script.llm.consulting import consultation_with

    def agree(cost: Cost) -> bool:
        tell(cost.told(), file=sys.stderr)
        if arguments.llm_yes or _agreed():
            return True
        raise InputError(
            "nobody agreed to ask the language model",
            path=asked.url,
            remedy="Agree with --llm-yes, or let the rules decide: --attribution rules.",
        )

    return consultation_with(asked, agree, _told, _noted)


def ask_ahead(arguments: argparse.Namespace, settings: RenderSettings) -> None:
    """Have a language model answer before a display begins: whoever agrees to the cost needs the terminal."""
    if (consult := consultation(arguments, settings)) is not None:
        from pipeline.production.preparation import read_and_attribute

        read_and_attribute(settings, consult)


def _agreed() -> bool:
    """The answer of a person; without a terminal nobody is there to give one."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print("Ask? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _told(done: int, total: int) -> None:
    """Progress, on one line of a terminal, else now and then."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\rasked {done:,} of {total:,}", end=end, file=sys.stderr, flush=True)
    elif done == total or done % 20 == 0:
        print(f"asked {done:,} of {total:,}", file=sys.stderr, flush=True)


def _noted(text: str) -> None:
    tell(f"note: {text}", file=sys.stderr, flush=True)
