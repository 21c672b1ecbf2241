"""When takes are recorded and re-recorded: one policy, whether this process or others record.

proofread what is there ─▶ record what is missing ─▶ proofread ─▶ record once more what was rejected
finish ─▶ where a take proves damaged: set all damaged ones aside, record, finish once more
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from manifests.take_store import DamagedTakeError
from pipeline.production.production import Production

Finished = TypeVar("Finished")

RecordMissing = Callable[[Sequence[Production]], None]
"""Records every take that these productions lack."""


def record_proofed(productions: Sequence[Production], record: RecordMissing, *, reject: bool = True) -> None:
    """Record every missing take with `record`. Takes that proofing rejects are spoken again, once.

    Without `reject` they are only flagged, since others may use the same takes of a shared store.
    """
    try:
        for production in productions:
            production.proofread(reject=reject)
        record(productions)
        rejected = [production for production in productions if _rejected(production, reject)]
        if rejected:
            record(rejected)
    finally:
        for production in productions:
            if production.proofing is not None:
                production.proofing.close()


def _rejected(production: Production, reject: bool) -> int:
    count = production.proofread(reject=reject)
    if count:
        production.progress.note(f"{count} takes are unlike their role, or follow one that is; they are spoken again")
    return count


def record_and_finish(
    production: Production,
    record: RecordMissing,
    finish: Callable[[Production], Finished],
    *,
    reject: bool = True,
) -> Finished:
    """Record, then `finish` the files from the takes; repeat both once where a take proves damaged."""
    record_proofed([production], record, reject=reject)
    try:
        return finish(production)
    except DamagedTakeError as error:
        production.progress.note(f"{error.message}; it is spoken again")
    production.set_damaged_aside()
    record_proofed([production], record, reject=reject)
    return finish(production)
