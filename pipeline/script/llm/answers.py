"""Answers of a language model: read strictly, and kept so that no question is asked twice.

{"key": "<model and prompt>", "answers": {"1": "A", "2": "Z"}}        one line for each question
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from manifests.errors import InputError
from manifests.roots import check_allowed
from pipeline.script.llm.questions import NOBODY, Question

logger = logging.getLogger(__name__)

MAX_BYTES = 256_000_000

Chosen = dict[int, str]
"""The letter that was chosen for each number."""

_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)\n?```", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


class NonsenseError(ValueError):
    """An answer that is no JSON object."""


def read_answer(text: str, question: Question) -> Chosen:
    """The usable choices in a model's words: numbers of the question, each with one of its letters.

    A JSON object is taken, alone or in one code fence, and nothing around it. What names a number twice, no number of
    the question, or no letter of it is dropped. Raises NonsenseError where there is no such object.
    """
    text = text.strip()
    if fenced := _FENCE.fullmatch(text):
        text = fenced[1]
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        raise NonsenseError("it is no JSON") from error
    if not isinstance(pairs, _Pairs):
        raise NonsenseError("it is no JSON object")
    return chosen_of(pairs, question)


class _Pairs(list[tuple[str, Any]]):
    """The members of a JSON object, in order, those of one name too."""


def chosen_of(pairs: Sequence[tuple[str, Any]], question: Question) -> Chosen:
    """The members that are choices of the question."""
    names = [name for name, _ in pairs]
    chosen: Chosen = {}
    for name, value in pairs:
        if not _NUMBER.fullmatch(name) or int(name) > len(question.places) or names.count(name) > 1:
            continue
        if isinstance(value, str) and (value in question.candidates or value == NOBODY):
            chosen[int(name)] = value
    return chosen


class AnswerFile:
    """The answers that were given so far, in a file that is only ever added to. `notices` tells what went wrong."""

    def __init__(self, path: Path) -> None:
        """Read the file, where there is one; torn lines are passed over. Raises InputError where it cannot be read."""
        check_allowed(path)
        self.path = path
        self.notices: list[str] = []
        self._known: dict[str, Mapping[str, Any]] = {}
        self._needs_line_end = False
        try:
            if path.is_file():
                self._read()
        except OSError as error:
            raise InputError(
                f"cannot be read ({error.strerror})", path=path, remedy="Give the rights, or another --llm-answers."
            ) from error

    def _read(self) -> None:
        with self.path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InputError(f"is larger than {MAX_BYTES:,} bytes", path=self.path, remedy="Is it the right file?")
        self._needs_line_end = bool(data) and not data.endswith(b"\n")
        torn = 0
        for line in data.splitlines():
            try:
                entry = json.loads(line)
                self._known[str(entry["key"])] = dict(entry["answers"])
            except (ValueError, LookupError, TypeError, RecursionError):
                torn += bool(line.strip())
        if torn:
            self.notices.append(f"{self.path.name}: {torn} lines are no answers and were passed over")

    def get(self, question: Question, model: str) -> Chosen | None:
        """The answer to a question, if it was given before."""
        known = self._known.get(question.key(model))
        return None if known is None else chosen_of([(str(name), value) for name, value in known.items()], question)

    def add(self, question: Question, model: str, chosen: Chosen) -> None:
        """Keep an answer, at once and for good; where the file cannot be written, for this run."""
        key = question.key(model)
        entry = {"key": key, "answers": {str(number): letter for number, letter in sorted(chosen.items())}}
        self._known[key] = entry["answers"]  # type: ignore[assignment]
        line = (b"\n" if self._needs_line_end else b"") + json.dumps(entry).encode() + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            self._needs_line_end = False
        except OSError as error:
            notice = f"{self.path}: answers cannot be kept ({error.strerror}); they will be asked for again"
            if notice not in self.notices:
                self.notices.append(notice)
