"""Corrections written for a director: an entry that is there gets the new speaker, others are added at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from casting.cast_text import scalar
from manifests.errors import InputError
from manifests.script import Line
from manifests.yaml_edit import all_replaced
from pipeline.directing.corrections import Correction, parse_corrections
from pipeline.directing.matching import match
from pipeline.directing.review import quotation


def with_speaker(text: str, path: Path, lines: Sequence[Line], speaker: str, known: Sequence[Line]) -> str:
    """The text of the corrections file at `path` in which `speaker` speaks `lines`; what else stands there stays.

    `known` are all lines of the book, as they were read. Raises InputError where the file, or the name, is not usable.
    """
    former = parse_corrections(text, path)
    last_of = {identity: found[-1] for identity, found in match(known, former).by_line.items()}
    at = {id(one): index for index, one in enumerate(former)}
    there = {
        at[id(one)]: line for line in lines if (one := last_of.get(line.id)) is not None and one.speaker is not None
    }
    edited = all_replaced(text, {(index, "speaker"): scalar(speaker) for index in there}) if there else text
    if edited is None or not _only_changes(former, edited, path, there, speaker):
        edited, there = text, {}
    changed = {line.id for line in there.values()}
    added = [line for line in lines if line.id not in changed]
    if added:
        head = edited if not edited.strip() or edited.endswith("\n") else f"{edited}\n"
        edited = head + "".join(_entry(line, speaker) for line in added)
    found = match(known, parse_corrections(edited, path)).by_line
    if any(line.id not in found or found[line.id][-1].speaker != _plain(speaker) for line in lines):
        raise InputError(
            "cannot be added to as it is written",
            path=path,
            remedy=f"Write it there by hand, an entry for each line: {_entry(lines[0], speaker)}",
        )
    return edited


def _plain(speaker: str) -> str:
    return " ".join(speaker.split())


def _only_changes(former: Sequence[Correction], edited: str, path: Path, there: Collection[int], speaker: str) -> bool:
    """Whether nothing but the speaker of some entries differs."""
    try:
        new = parse_corrections(edited, path)
    except InputError:
        return False
    change = {"speaker": _plain(speaker)}
    meant = [one.model_copy(update=change) if index in there else one for index, one in enumerate(former)]
    return [one.model_dump() for one in new] == [one.model_dump() for one in meant]


def _entry(line: Line, speaker: str) -> str:
    return "".join(f"{part}\n" for part in _fields(line, speaker))


def _fields(line: Line, speaker: str) -> Iterator[str]:
    yield f"- line: {line.id}"
    yield f"  text: {scalar(quotation(line.text))}"
    yield f"  speaker: {scalar(speaker)}"
