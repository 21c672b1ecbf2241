"""`bookcast cast --update`: new roles are added, and what a person wrote stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from casting.cast_file import load_cast
from casting.cast_update import update_cast
from manifests.errors import CastError
from manifests.script import Script

WRITTEN = """\
# mine
narrator: teller

voices:
    teller: {draft: {pitch: 30}}  # low
    ann: {draft: {pitch: 60}}

roles:
    # the heroine
    Ann: {voice: ann, aliases: [Annie]}

pauses: {scene: 1500}
"""


def test_new_roles_and_voices_are_added_and_nothing_else_changes(
    script_of: Callable[..., Script], cast_file: Callable[..., Path]
) -> None:
    path = cast_file(WRITTEN)
    assert update_cast(path, script_of(None, "Annie", "Bob", "Ann")) == ("Bob",)
    cast = load_cast(path)
    assert cast.roles["Bob"].voice in cast.voices
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "ob" not in line]
    assert kept == WRITTEN.splitlines()


def test_a_second_update_finds_nothing_to_add(script_of: Callable[..., Script], cast_file: Callable[..., Path]) -> None:
    path = cast_file(WRITTEN)
    script = script_of("Ann", "Bob")
    update_cast(path, script)
    before = path.read_bytes()
    assert update_cast(path, script) == ()
    assert path.read_bytes() == before


def test_a_block_on_one_line_is_refused_and_left_alone(
    script_of: Callable[..., Script], cast_file: Callable[..., Path]
) -> None:
    path = cast_file("narrator: teller\nvoices: {teller: {draft: {}}}\nroles: {}\n")
    before = path.read_bytes()
    with pytest.raises(CastError, match="on one line"):
        update_cast(path, script_of("Bob"))
    assert path.read_bytes() == before
