"""Single changes of a cast file: a role's voice, and two roles that are one. What else a person wrote stays."""

from __future__ import annotations

from pathlib import Path

from casting.cast import Cast, Role
from casting.cast_text import scalar
from casting.names import folded
from casting.suggestion import is_narrating
from manifests.errors import CastError
from manifests.yaml_edit import replaced, with_entry, with_item, without_entry
from manifests.yaml_files import parse_yaml, validated


def with_voice(text: str, path: Path, role: str, voice: str) -> str:
    """The text of the cast file at `path` with `voice` for a role, or for the narrator.

    Raises CastError where it stands there in a form that cannot be edited.
    """
    cast = cast_in(text, path)
    if is_narrating(role):
        new = replaced(text, ("narrator",), scalar(voice)) or f"narrator: {scalar(voice)}\n{text}"
        return _meant(new, path, cast.model_copy(update={"narrator": voice}), f"narrator: {scalar(voice)}")
    name = _written(cast, role)
    former = cast.roles.get(name)
    place = ("roles", name)
    new_role = Role(voice=voice, aliases=former.aliases if former else ())
    edited = (
        with_entry(text, ("roles",), scalar(name), scalar(voice))
        if former is None
        else replaced(text, (*place, "voice"), scalar(voice)) or replaced(text, place, scalar(voice))
    )
    meant = cast.model_copy(update={"roles": {**cast.roles, name: new_role}})
    return _meant(edited, path, meant, f"{scalar(name)}: {scalar(voice)}")


def with_joined(text: str, path: Path, role: str, into: str, voice: str) -> str:
    """The text of the cast file at `path` with `role`, and all its other names, as further names of `into`.

    `voice` is that of `into`, which has no role in the file yet where another one gives it.
    """
    cast = cast_in(text, path)
    gone, kept = _written(cast, role), _written(cast, into)
    aliases = (gone, *(cast.roles[gone].aliases if gone in cast.roles else ()))
    former = cast.roles.get(kept)
    known = {folded(one) for one in former.aliases} if former else set()
    new = tuple(one for one in aliases if folded(one) not in known)
    edited: str | None = without_entry(text, ("roles",), lambda key: folded(key) == folded(gone)) or text
    roles = {name: one for name, one in cast.roles.items() if name != gone}
    roles[kept] = Role(voice=former.voice if former else voice, aliases=((*former.aliases, *new) if former else new))
    listed = "[" + ", ".join(map(scalar, new)) + "]"
    place = ("roles", kept)
    if former is None:
        edited = with_entry(str(edited), ("roles",), scalar(kept), f"{{voice: {scalar(voice)}, aliases: {listed}}}")
    elif former.aliases:
        for one in new:
            edited = with_item(str(edited), (*place, "aliases"), scalar(one))
    elif replaced(str(edited), (*place, "voice"), "") is not None:
        edited = with_entry(str(edited), place, "aliases", listed)
    else:
        edited = replaced(str(edited), place, f"{{voice: {scalar(former.voice)}, aliases: {listed}}}")
    meant = cast.model_copy(update={"roles": roles})
    return _meant(edited, path, meant, f"{', '.join(map(scalar, aliases))} among the aliases of {scalar(kept)}")


def cast_in(text: str, path: Path) -> Cast:
    """The cast in a text, without what it extends; raises CastError naming `path`."""
    return validated(Cast, parse_yaml(text, path=path, error=CastError), CastError)


def _written(cast: Cast, role: str) -> str:
    """A role's name as the file has it, by any of its names; as it was given where the file has none."""
    for name, one in cast.roles.items():
        if folded(role) in {folded(name), *map(folded, one.aliases)}:
            return name
    return " ".join(role.split())


def _meant(text: str | None, path: Path, meant: Cast, by_hand: str) -> str:
    """The text, if it says what was meant."""
    try:
        if text is not None and _plain(cast_in(text, path)) == _plain(meant):
            return text
    except CastError:
        pass
    raise CastError("cannot be edited as it is written", path=path, remedy=f"Write it there by hand: {by_hand}")


def _plain(cast: Cast) -> object:
    return cast.model_dump(mode="json")
