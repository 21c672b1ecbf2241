"""Cues of sounds in a text (`[music: theme, under]`), the table that names their files, and what fits not together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from casting.names import folded, near
from manifests.book import Span
from manifests.errors import InputError
from manifests.sounds import ENDS, CueKind, SoundCue, SoundTable
from manifests.yaml_files import Location, YamlDocument, read_yaml, validated

TABLE_FIELDS = ("sounds", "intro", "outro", "ducking")
UNDER = "under"
_CUE = re.compile(
    r"\\?\[[ \t]{0,9}(?P<kind>music|sfx|ambience)[ \t]{0,9}:[ \t]{0,9}(?P<words>[^\[\]\\\r\n]{1,200}?)[ \t]{0,9}\\?\]"
    r"(?![(\[])",
    re.IGNORECASE,
)
_EMPHASIS = "*_`"
_ITEM_BEFORE = re.compile(r"(?<![^\r\n])[ \t]*(?:[-*+][ \t]+)?\Z")
_LONGEST_ITEM = 40
_LINE_END = re.compile(r"[.,;]?[ \t]*(?=[\r\n]|\Z)")
_NOWHERE = "Write `sounds: {theme: theme.flac}` in the front matter; docs/music.md tells what may stand there."


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue, and the range of the text that is its mark, with emphasis or the mark of a list around it."""

    cue: SoundCue
    mark: Span


def find_cues(text: str, start: int = 0) -> Iterator[FoundCue]:
    """The cues in `text` from `start` on, in order."""
    line, counted = text.count("\n", 0, start) + 1, start
    for match in _CUE.finditer(text, start):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        name, *manner = (" ".join(word.split()) for word in match["words"].split(","))
        kind = cast(CueKind, match["kind"].lower())
        ends = kind != "sfx" and not manner and name.casefold() in ENDS
        yield FoundCue(
            SoundCue(
                kind=kind,
                name=None if ends else name,
                under=[word.casefold() for word in manner] == [UNDER],
                start=match.start(),
                end=match.end(),
                text=match[0],
                line=line,
            ),
            _mark(text, *match.span()),
        )


def note_cue(text: str, start: int, end: int) -> FoundCue | None:
    """The cue that a Fountain note [start, end), `[[music: theme]]`, holds with or without brackets of its own."""
    match = _CUE.fullmatch(text, start + 1, end - 1)
    found = next(find_cues(text[match.start() : match.end()]), None) if match else None
    if found is None:
        return None
    place = {"start": start, "end": end, "text": text[start:end], "line": text.count("\n", 0, start) + 1}
    return FoundCue(found.cue.model_copy(update=place), (start, end))


def _mark(text: str, start: int, end: int) -> Span:
    """The cue with the emphasis around it, and with all of its line where nothing else stands there."""
    while start and end < len(text) and text[start - 1] == text[end] and text[end] in _EMPHASIS:
        start, end = start - 1, end + 1
    before, after = _ITEM_BEFORE.search(text, max(0, start - _LONGEST_ITEM), start), _LINE_END.match(text, end)
    begins_line = before is not None and (before.start() == 0 or text[before.start() - 1] in "\r\n")
    return (before.start(), after.end()) if before and begins_line and after else (start, end)


@dataclass(slots=True)
class TableFields:
    """What the head of a script says of sounds: the values of its fields, and the file's lines they stand on."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Location, int] = field(default_factory=dict)

    def take(self, name: str, value: Any, document: YamlDocument, written: str) -> None:
        """Keep the field `name`, written so in `document`, with the lines of all it holds."""
        self.data[name] = value
        self.lines.setdefault((), document.lines.get((written,), 1))
        self.lines |= {(name, *at[1:]): line for at, line in document.lines.items() if at[:1] == (written,)}

    def table(self, path: Path) -> SoundTable | None:
        """The table of the script at `path`, from the head or from the file that it names; None where it says none.

        Raises InputError with file, line and field.
        """
        if not self.data:
            return None
        document: YamlDocument = YamlDocument(str(path), dict(self.data), self.lines)
        if isinstance(named := self.data.get("sounds"), str):
            document = self._in_file(path, named)
        table = validated(SoundTable, document)
        if isinstance(named, str):
            folder = str(Path(named).parent)
            table = table.model_copy(update={"sounds": {k: v.beside(folder) for k, v in table.sounds.items()}})
        for place in ("intro", "outro"):
            name = getattr(table, place)
            if name is not None and named_in(table, name) is None:
                raise InputError(
                    f"there is no sound `{name}`",
                    path=document.path,
                    place=document.place_of((place,)),
                    remedy=near(name, table.sounds),
                )
        return table

    def _in_file(self, path: Path, named: str) -> YamlDocument:
        """The table's file, with what the head says besides in place of what it says."""
        beside = path.parent / named
        if not beside.is_file():
            place = f"line {self.lines.get(('sounds',), 1)}, sounds"
            raise InputError(f"the table of sounds {named!r} is not there", path=path, place=place, remedy=_NOWHERE)
        document = read_yaml(beside)
        if not isinstance(document.data, dict):
            return document
        head = {name: value for name, value in self.data.items() if name != "sounds"}
        return YamlDocument(document.path, document.data | head, document.lines)


def named_in(table: SoundTable, name: str) -> str | None:
    """The name of the sound that `name` means: capitals and spaces do not count."""
    return {folded(known): known for known in table.sounds}.get(folded(name))


def checked_cues(path: Path, cues: Sequence[SoundCue], table: SoundTable | None) -> tuple[tuple[SoundCue, ...], str]:
    """The cues under the names of `table`, and what is told of them where there is none (else empty).

    Raises InputError, with the cue's line, for a name that is not in the table and for a manner that is not known.
    """
    if table is None:
        if not cues:
            return (), ""
        first = cues[0]
        more = f" and {len(cues) - 1} more" if len(cues) > 1 else ""
        return tuple(cues), (
            f"sound cues are left out, since no table names their files: {first.text} (line {first.line}){more}"
        )
    return tuple(_checked(path, cue, table) for cue in cues), ""


def _checked(path: Path, cue: SoundCue, table: SoundTable) -> SoundCue:
    if cue.name is None:
        return cue
    place = f"line {cue.line}, {cue.text}"
    name = named_in(table, cue.name)
    if name is None:
        raise InputError(f"there is no sound `{cue.name}`", path=path, place=place, remedy=near(cue.name, table.sounds))
    manner = cue.text.strip("[]\\").partition(",")[2].strip()
    if manner and not cue.under:
        raise InputError(
            f"`{manner}` says nothing of a sound",
            path=path,
            place=place,
            remedy=f"Write `{UNDER}` behind the comma, or nothing.",
        )
    return cue.model_copy(update={"name": name})


def cuts_of(cues: Iterable[SoundCue], table: SoundTable | None) -> tuple[int, ...]:
    """Where a paragraph is cut, so that the times of its sounds are known: nowhere while no file is named."""
    return tuple(cue.start for cue in cues) if table is not None else ()


def is_table_field(name: str) -> bool:
    """Whether a front matter's field says something of sounds."""
    return name in TABLE_FIELDS
