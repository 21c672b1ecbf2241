"""Cast files: read with everything they extend, checked, and written to be edited.

cast.yaml ──extends──▶ series.yaml ──extends──▶ …        what the nearer file says wins, name by name
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casting.cast import Cast, CastVoice, Fault, faults
from casting.cast_text import cast_yaml
from casting.names import folded
from manifests.errors import CastError
from manifests.files import Record, write_atomically
from manifests.script import Script
from manifests.yaml_files import Location, YamlDocument, read_yaml, validated

__all__ = ["Cast", "cast_error", "cast_yaml", "load_cast", "save_cast"]


MOST_EXTENDED = 40
"""How long a chain of casts may be that extend each other."""


def load_cast(path: Path) -> Cast:
    """The cast in the file at `path`, with all that it extends worked in (`extends` is None in what is returned).

    Raises CastError with file, line, field and remedy.
    """
    cast, documents = _read(path, ())
    for fault in faults(cast):
        raise _error(fault, path, documents)
    return cast


def save_cast(cast: Cast, path: Path, script: Script | None = None) -> None:
    """Write `cast` as YAML that a person likes to edit, with what `script` tells of the roles as comments."""
    write_atomically(path, cast_yaml(cast, script).encode())


def cast_error(fault: Fault, path: Path | None) -> CastError:
    """`fault` as an error that names its line, for a cast that was read from `path` before."""
    documents: list[YamlDocument] = []
    if path is not None:
        with contextlib.suppress(CastError):  # changed meanwhile: the field alone must do
            _, documents = _read(path, ())
    return _error(fault, path or Path("the cast"), documents)


def _error(fault: Fault, path: Path, documents: Sequence[YamlDocument]) -> CastError:
    """`fault` at its line in the nearest document that has it."""
    at = next((document for document in documents if fault.location in document.lines), None)
    field = _field(fault.location)
    place = f"line {at.lines[fault.location]}, {field}" if at and fault.location else field
    return CastError(fault.message, path=at.path if at else path, place=place, remedy=fault.remedy)


def _read(path: Path, extending: tuple[Path, ...]) -> tuple[Cast, list[YamlDocument]]:
    """The cast at `path` merged with what it extends, and the documents read, nearest first."""
    document = read_yaml(path, CastError)
    if document.data == {}:
        raise CastError("is empty", path=path, remedy="`bookcast cast BOOK -o cast.yaml` writes one to begin with.")
    try:
        cast = validated(Cast, document, CastError)
    except CastError as error:
        error.remedy = error.remedy or "docs/cast-format.md tells what may stand there."
        raise
    if cast.extends is None:
        return cast, [document]
    base_path = _base_path(path, cast.extends, extending, document)
    base, others = _read(base_path, (*extending, path.resolve()))
    return _merged(_moved(base, Path(cast.extends).parent), cast), [document, *others]


def _base_path(path: Path, extends: str, extending: tuple[Path, ...], document: YamlDocument) -> Path:
    """The file that `path` extends, known to be there and not to lead back."""
    place = f"line {document.line_of(('extends',))}, extends"
    base = path.parent / extends
    try:
        here, there, found = path.resolve(), base.resolve(), base.is_file()
    except (OSError, ValueError, RuntimeError):
        found = False
    if not found:
        remedy = "The path starts at this file's folder."
        raise CastError(f"there is no file {extends!r}", path=path, place=place, remedy=remedy)
    if len(extending) >= MOST_EXTENDED:
        remedy = "Put what they say into fewer files."
        raise CastError(f"more than {MOST_EXTENDED} files extend each other", path=path, place=place, remedy=remedy)
    if there in (*extending, here):
        remedy = "Let one of them extend nothing."
        raise CastError(f"{extends!r} extends this file in turn", path=path, place=place, remedy=remedy)
    return base


def _moved(cast: Cast, folder: Path) -> Cast:
    """`cast` with its relative paths starting where `folder` is a place."""
    changes: dict[str, Any] = {"voices": {name: _moved_voice(v, folder) for name, v in cast.voices.items()}}
    if cast.corrections is not None:
        changes["corrections"] = os.fspath(folder / cast.corrections)
    return cast.model_copy(update=changes)


def _moved_voice(voice: CastVoice, folder: Path) -> CastVoice:
    changes: dict[str, Any] = {}
    if voice.lora is not None:
        changes["lora"] = os.fspath(folder / voice.lora)
    if voice.clip is not None:
        changes["clip"] = voice.clip.model_copy(update={"audio": os.fspath(folder / voice.clip.audio)})
    return voice.model_copy(update=changes)


def _merged(base: Cast, own: Cast) -> Cast:
    """`base` with what `own` says on top: a voice or a role as a whole, defaults and pauses field by field."""
    renamed = {folded(name) for name in own.roles}
    inherited = {name: role for name, role in base.roles.items() if folded(name) not in renamed}
    changes = {name: getattr(own, name) for name in own.model_fields_set}
    changes |= {
        "extends": None,
        "voices": {**base.voices, **own.voices},
        "roles": {**inherited, **own.roles},
        "lexicon": {**base.lexicon, **own.lexicon},
        "defaults": _overlaid(base.defaults, own.defaults),
        "pauses": _overlaid(base.pauses, own.pauses),
    }
    return base.model_copy(update=changes)


def _overlaid(base: Record, own: Record) -> Record:
    return base.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


def _field(location: Location) -> str:
    name = ""
    for part in location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name
