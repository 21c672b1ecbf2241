"""A cast file brought up to date: new roles and their voices are added, and nothing that a person wrote is touched."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from casting.cast import Cast, CastVoice, Role
from casting.cast_file import load_cast
from casting.cast_text import role_lines, voice_lines
from casting.names import folded
from casting.roles_in_script import roles_in_script
from casting.stand_ins import with_styles
from casting.suggestion import suggest_cast, voice_name
from manifests.errors import CastError
from manifests.files import write_atomically
from manifests.script import Script

_CHILD = re.compile(r"^(?P<indent>[ ]+)[^\s#]")


@dataclass(frozen=True, slots=True)
class _Addition:
    """What a block of the file gets at its end."""

    block: str
    lines: tuple[str, ...]


def update_cast(path: Path, script: Script, styles: Collection[str] | None = None) -> tuple[str, ...]:
    """Add the speakers of `script` whom the cast at `path` does not know, each with a draft voice; say who they are.

    With `styles` they get voices of these too, which nobody in the cast has.

    Comments, order, and all that stands in the file stay as they are. Raises CastError where the file cannot be read,
    or its `roles:` or `voices:` stand in brackets, so that nothing can be added below them.
    """
    cast = load_cast(path)
    roles, voices = _new(cast, script)
    if not roles:
        return ()
    if styles is not None:
        whole = cast.model_copy(update={"voices": {**cast.voices, **voices}})
        styled = with_styles(whole, styles, script.metadata.language).voices
        voices = {name: styled[name] for name in voices}
    facts = roles_in_script(script, Cast(roles=roles))
    additions = (
        _Addition("voices", tuple(line for name, voice in voices.items() for line in voice_lines(name, voice))),
        _Addition("roles", tuple(role_lines(roles, facts))),
    )
    text = path.read_text(encoding="utf-8-sig")
    for addition in additions:
        text = _added(text, addition, path)
    write_atomically(path, text.encode())
    return tuple(roles)


def _new(cast: Cast, script: Script) -> tuple[dict[str, Role], dict[str, CastVoice]]:
    """The roles that the cast lacks, with their voices; no voice takes the name of another."""
    known = {folded(name) for role, entry in cast.roles.items() for name in (role, *entry.aliases)}
    suggested = suggest_cast(script)
    roles: dict[str, Role] = {}
    voices: dict[str, CastVoice] = {}
    for name, role in suggested.roles.items():
        aliases = tuple(alias for alias in role.aliases if folded(alias) not in known)
        if folded(name) in known:
            continue
        voice = cast.narrator if role.voice == suggested.narrator else role.voice
        if role.voice != suggested.narrator and role.voice is not None:
            voice = voice_name(name, {*cast.voices, *voices})
            voices[voice] = suggested.voices[role.voice]
        roles[name] = role.model_copy(update={"voice": voice, "aliases": aliases})
    return roles, voices


def _added(text: str, addition: _Addition, path: Path) -> str:
    """The text with lines added at the end of one of its blocks, which is made where there is none."""
    if not addition.lines:
        return text
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(rf"{addition.block}\s*:", line)]
    if not heads:
        return "\n".join([*lines, "", f"{addition.block}:", *addition.lines]) + "\n"
    head = heads[0]
    if lines[head].partition(":")[2].partition("#")[0].strip():
        raise CastError(
            f"cannot be added to: its {addition.block} stand on one line",
            path=path,
            place=f"line {head + 1}, {addition.block}",
            remedy=f"Write each below `{addition.block}:`, or add these: {'; '.join(map(str.strip, addition.lines))}",
        )
    end, indent = _end_of(lines, head)
    lines[end:end] = [indent + line.removeprefix("  ") for line in addition.lines]
    return "\n".join(lines) + "\n"


def _end_of(lines: Sequence[str], head: int) -> tuple[int, str]:
    """Where the block ends that begins at `head`, and how far its entries are indented."""
    indent, end = "", head + 1
    for number, line in enumerate(lines[head + 1 :], head + 1):
        child = _CHILD.match(line)
        if child is not None:
            indent = indent or child["indent"]
            end = number + 1
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return end, indent or "  "
