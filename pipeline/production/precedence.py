"""What holds where a person says nothing on the command line.

said now  >  what the production was begun with  >  what the book, or its cast, says  >  one's defaults  >  built in
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casting.cast_file import load_cast
from manifests.defaults import DEFAULT_OPTIONS, DefaultsFile
from manifests.errors import InputError
from manifests.options import WITHOUT_WEIGHTS
from manifests.render import PresetRender, RenderRecord
from pipeline.reading.heads import head_of_source

_ENGINE = ("engine", "model")


@dataclass(frozen=True, slots=True)
class Completed:
    """The values of options, by name, and which of them are the person's defaults; `kept` are the production's.

    `from_defaults` names those that are, or once were, a person's defaults.
    """

    values: Mapping[str, Any]
    taken: Mapping[str, Any]
    kept: Mapping[str, Any]
    from_defaults: tuple[str, ...] = ()

    def told(self, file: DefaultsFile) -> tuple[str, ...]:
        """For a person, a sentence each."""
        told = []
        if self.taken:
            told.append(f"from {shown_path(file.path)}: {_listed(self.taken)}")
        now = {name: file.said.get(name, DEFAULT_OPTIONS[name].default) for name in self.kept}
        differing = {name: value for name, value in self.kept.items() if value != now[name]}
        if differing:
            told.append(
                f"the production keeps what it was begun with, whatever your defaults say: {_listed(differing)}"
            )
        return tuple(told)


def completed(
    said: Mapping[str, Any],
    options: Collection[str],
    file: DefaultsFile,
    *,
    source: Path | None = None,
    record: RenderRecord | None = None,
) -> Completed:
    """`said` with what holds for those of `options` that it lacks.

    Where a production is there (`record`), what the file would say, or once said, is what the production was begun
    with. Of a book that is not yet one, `source` and its cast have the word on cast and preset.
    """
    values, taken, kept = dict(said), dict[str, Any](), dict[str, Any]()
    former = _former(said, record)
    once = dict.fromkeys(former.settings.from_defaults if former else ())
    wanted = {name: value for name, value in (once | file.said).items() if name in options and name not in said}
    if former is not None:
        if any(name in wanted for name in _ENGINE):
            wanted |= {name: None for name in _ENGINE if name in options and name not in said}
        kept = {name: _of_record(former, name) for name in wanted if name != "jobs"}
        wanted = {name: value for name, value in wanted.items() if name == "jobs"}
    elif source is not None:
        wanted = _left_open(wanted, source, values)
    values |= wanted | kept
    taken |= wanted
    engine = values.get("engine")
    foreign = former is None and default_model(file.said, engine) is None
    if "model" not in said and (engine in WITHOUT_WEIGHTS or foreign):
        for one in (values, taken, kept):
            one.pop("model", None)
    from_defaults = [name for name in taken if name != "jobs"] + [name for name in once if name in kept]
    return Completed(values, taken, kept, tuple(from_defaults))


def default_model(defaults: Mapping[str, Any], engine: str | None) -> str | None:
    """The weights that one's defaults name, where they are for `engine`: another engine cannot load them."""
    if engine in WITHOUT_WEIGHTS or defaults.get("engine") not in (None, "auto", engine):
        return None
    model: str | None = defaults.get("model")
    return model


def _former(said: Mapping[str, Any], record: RenderRecord | None) -> PresetRender | None:
    """The render that this one goes on with: the one with the preset that was asked for, else the first."""
    if record is None:
        return None
    named = (one for one in record.renders if said.get("preset") in (one.preset, one.settings.preset))
    return next(named, record)


def _of_record(former: PresetRender, name: str) -> Any:
    return former.engine.name if name == "engine" else getattr(former.settings, name)


def _left_open(wanted: Mapping[str, Any], source: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    """What of `wanted` the book and its cast leave open."""
    open_ = dict(wanted)
    if not {"cast", "preset"} & set(open_):
        return open_
    head = head_of_source(source)
    named = head.fields.get("cast")
    if named is not None:
        open_.pop("cast", None)
    cast = said.get("cast") or (source.parent / named if named is not None else open_.get("cast"))
    if "preset" in head.fields or ("preset" in open_ and cast is not None and _preset_of(Path(cast))):
        open_.pop("preset", None)
    return open_


def _preset_of(cast: Path) -> str | None:
    """The preset that a cast names. Where it cannot be read, planning says so."""
    with contextlib.suppress(InputError):
        return load_cast(cast).preset
    return None


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{DEFAULT_OPTIONS[name].flag.removeprefix('--')} {shown_value(value)}" for name, value in values.items()
    )


def shown_value(value: Any) -> str:
    """A value as a person writes it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (tuple, list)):
        return ",".join(map(str, value)) or "(none)"
    if isinstance(value, str) or value is None:
        return shown_path(Path(value)) if value and "/" in value else str(value or "(none)")
    return str(getattr(value, "model", value))


def shown_path(path: Path | None) -> str:
    """A path, from one's home where it lies there."""
    if path is None:
        return "no file"
    with contextlib.suppress(ValueError, RuntimeError):
        return f"~/{path.relative_to(Path.home())}"
    return str(path)
