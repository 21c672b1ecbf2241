"""A cast as YAML that a person likes to read: short entries on one line, comments with what the script tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from casting.cast import Cast, CastVoice, Role
from casting.possible_duplicates import perhaps_same
from casting.roles_in_script import RoleFacts, roles_in_script
from manifests.files import Record
from manifests.script import Script

_PLAIN = re.compile(r"[^\W\d_][\w.'’ ()&/-]*(?<! )\Z")
_NOT_TEXT = {"true", "false", "null"}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]")
_WIDEST_FLOW = 110

_VOICES = """\
# `draft` is the embedded voice. For a recorded one, put its clip in its place:
#   bob: {clip: {audio: bob.wav, transcript: "What Bob says.", consent: {who: Bob, when: 2026-03-01, scope: any}}}"""


def cast_yaml(cast: Cast, script: Script | None = None) -> str:
    """`cast` as YAML that `load_cast` reads back; with `script`, comments say how much each role speaks."""
    facts = roles_in_script(script, cast) if script else {}
    parts = [_title(script)] if script else []
    top = [f"{name}: {scalar(value)}" for name in ("extends", "narrator") if (value := getattr(cast, name))]
    parts.append("\n".join(top))
    for name in ("defaults", "pauses"):
        if fields := _plain(getattr(cast, name)):
            parts.append(f"{name}: {_flow(fields)}")
    settings = [
        f"{n}: {scalar(getattr(cast, n))}" for n in ("directions", "preset", "corrections") if n in _plain(cast)
    ]
    parts.append("\n".join(settings))
    if cast.voices:
        voices = [line for name, voice in cast.voices.items() for line in voice_lines(name, voice)]
        parts.append("\n".join([*([_VOICES] if script else []), "voices:", *voices]))
    if cast.roles:
        merges = [_merge_line(shorter, longer) for shorter, longer in perhaps_same(cast.roles)] if script else []
        parts.append("\n".join([*merges, "roles:", *role_lines(cast.roles, facts)]))
    if cast.lexicon:
        entries = [line for text, entry in cast.lexicon.items() for line in _block(text, _plain(entry), 2)]
        parts.append("\n".join(["lexicon:", *entries]))
    return "\n\n".join(part for part in parts if part) + "\n"


def scalar(value: str | int | float | bool) -> str:
    """One value: as plain text where that reads back the same, otherwise in quotation marks."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.match(value) and value.lower() not in _NOT_TEXT:
        return value
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(_escaped, quoted.replace("\x7f", "\\x7f"))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _plain(record: Record) -> dict[str, Any]:
    """The fields that were set or that differ from what holds without them, as plain values."""
    values: dict[str, Any] = record.model_dump(mode="json", exclude_none=True)
    fields = type(record).model_fields
    return {
        name: value
        for name, value in values.items()
        if name in record.model_fields_set
        or getattr(record, name) != fields[name].get_default(call_default_factory=True)
    }


def _written_voice(voice: CastVoice) -> dict[str, Any]:
    written = _plain(voice)
    if voice.draft is not None:
        written["draft"] = _plain(voice.draft)
    if voice.kokoro is not None:
        written["kokoro"] = _plain(voice.kokoro)
    return written


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(name)}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value)


def _block(name: str, value: Any, indent: int) -> Iterator[str]:
    """A field on one line where that is short, otherwise its fields below each other."""
    line = f"{' ' * indent}{scalar(name)}: {_flow(value)}"
    if len(line) <= _WIDEST_FLOW or not isinstance(value, Mapping) or not value:
        yield line
        return
    yield f"{' ' * indent}{scalar(name)}:"
    for inner_name, inner in value.items():
        yield from _block(inner_name, inner, indent + 2)


def voice_lines(name: str, voice: CastVoice) -> Iterator[str]:
    """A voice as it stands below `voices:`."""
    yield from _block(name, _written_voice(voice), 2)


def role_lines(roles: Mapping[str, Role], facts: Mapping[str, RoleFacts]) -> Iterator[str]:
    """Roles as they stand below `roles:`, with what is known of each as a comment."""
    for name, role in roles.items():
        short = not role.aliases
        line = f"  {scalar(name)}: " + (scalar(role.voice) if short else _flow(role.model_dump(mode="json")))
        yield line + (f"  # {facts[name].in_words()}" if name in facts else "")


def _merge_line(shorter: str, longer: str) -> str:
    told = _UNPRINTABLE.sub("", f"{shorter} may be {longer}")
    return f"# {told}: if so, put the one among the `aliases:` of the other, and remove its own line."


def _title(script: Script) -> str:
    title = " ".join(script.metadata.title.split())
    return f"# The cast of {_UNPRINTABLE.sub('', title)}. The format is told in docs/cast-format.md."
