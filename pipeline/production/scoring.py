"""The score of a script: its cues between its lines, its sounds read and found fit, before anything is spoken."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from manifests.book import Book
from manifests.errors import InputError
from manifests.script import Line, Script
from manifests.sounds import Sound, SoundCue, SoundTable
from pipeline.presets import Preset
from pipeline.sound.cueing import NamedSound, PlacedCue, Score, manner_of
from pipeline.sound.sound_sources import sound_source

SHORTEST_LOOP_S = 2.0


@dataclass(frozen=True)
class BookScore:
    """All cues of a script, each before one of its lines; `order` is the place of each line, the silent ones too."""

    whole: Score
    order: dict[str, int]

    def of_lines(self, lines: Sequence[str], chapters: Sequence[int]) -> Score | None:
        """The score of an output file with these lines and chapters; None where no sound is heard in it."""
        places = [self.order[line] for line in lines]
        cues = [
            PlacedCue(one.cue, bisect_right(places, one.before - 1), one.chapter)
            for one in self.whole.cues
            if one.chapter in chapters
        ]
        names = {one.cue.name for one in cues if one.cue.name}
        if not names:
            return None
        sounds = {name: sound for name, sound in self.whole.sounds.items() if name in names}
        return Score(tuple(cues), sounds, self.whole.ducking)


def score_of(book: Book, script: Script, preset: Preset, source: Path) -> BookScore | None:
    """The score of a book with a table of sounds; None where it has none, or nothing of it is asked for.

    Raises InputError where a file is missing, unreadable or too short, and where the preset allows no sounds.
    """
    table = book.sounds
    if table is None or not script.lines:
        return None
    placed = _opening(table, script) + _placed(book, script) + _closing(table, script)
    used = {one.cue.name: one.cue for one in reversed(placed) if one.cue.name}
    if not used:
        return None
    if preset.noise_floor_db is not None:
        raise InputError(
            f"the preset {preset.name} allows a noise floor of {preset.noise_floor_db:g} dB at most, and under "
            "music or other sounds a file cannot keep it",
            path=source,
            place=_place(next(iter(reversed(used.values())))),
            remedy="Render with --preset podcast, or take `sounds` out of the front matter: cues are then left out.",
        )
    sounds = {name: _read(source, name, table.sounds[name], cue) for name, cue in used.items()}
    order = {line.id: place for place, line in enumerate(script.lines)}
    return BookScore(Score(tuple(placed), sounds, table.ducking), order)


def _read(source: Path, name: str, sound: Sound, cue: SoundCue) -> NamedSound:
    """A sound's file, read. Raises InputError where it cannot be played as the table and its cue ask."""
    read = sound_source(source.parent / sound.file)
    named, manner = NamedSound(name, sound, read), manner_of(cue.kind, sound)
    loops = sound.loop and (cue.under or cue.kind == "ambience") and sound.play_s is None
    asked = {
        "play_s": sound.play_s or 0.0,
        "fade_in_s and fade_out_s": (sound.fade_in_s or 0.0) + (sound.fade_out_s or 0.0),
        "lead_s": (sound.lead_s or 0.0) if not loops else 0.0,
        "begin again under the voice": SHORTEST_LOOP_S if loops else 0.0,
        "fade in": manner.fade_in_s if cue.kind == "ambience" else 0.0,
    }
    for what, seconds in asked.items():
        if seconds > read.seconds + 1e-3:
            raise InputError(
                f"is too short for the sound `{name}`: {read.seconds:.2f} s, and {what} asks for {seconds:g} s",
                path=read.path,
                place=_place(cue),
                remedy="Give a longer file, or smaller values in the table of sounds.",
            )
    return named


def _place(cue: SoundCue) -> str:
    return f"line {cue.line}, {cue.text}" if cue.line else cue.text


def _opening(table: SoundTable, script: Script) -> list[PlacedCue]:
    return [PlacedCue(_alone(table.intro, "intro"), 0, script.lines[0].chapter)] if table.intro else []


def _closing(table: SoundTable, script: Script) -> list[PlacedCue]:
    last = script.lines[-1].chapter
    return [PlacedCue(_alone(table.outro, "outro"), len(script.lines), last)] if table.outro else []


def _alone(name: str, place: str) -> SoundCue:
    return SoundCue(kind="music", name=name, start=0, end=0, text=place, line=0)


def _placed(book: Book, script: Script) -> list[PlacedCue]:
    """The cues of the text, each behind the last line that stands before it, and in that line's chapter.

    One that stands in matter that is not spoken is not played; one between such matter and a line goes with the line.
    """
    blocks = sorted(
        (row[0][0], chapter.spoken)
        for chapter in book.chapters
        for block in chapter.blocks
        for row in block.rows[:1]
        if row
    )
    order = {line.id: place for place, line in enumerate(script.lines)}
    lines = sorted((line.start, order[line.id], line) for line in script.lines if line.start is not None)
    found = list[PlacedCue]()
    for cue in book.cues:
        at = bisect_right(blocks, (cue.start, False))
        silent_before = at > 0 and not blocks[at - 1][1]
        spoken_after = at < len(blocks) and blocks[at][1]
        if silent_before and not spoken_after:
            continue
        before = bisect_right(lines, cue.start, key=lambda one: one[0])
        found += _beside(cue, lines, before, follows=at > 0 and not silent_before)
    return found


def _beside(cue: SoundCue, lines: Sequence[tuple[int, int, Line]], before: int, *, follows: bool) -> list[PlacedCue]:
    """The cue behind the line before it (`follows`), else in front of the one after it."""
    if follows and before:
        _, place, line = lines[before - 1]
        return [PlacedCue(cue, place + 1, line.chapter)]
    if before < len(lines):
        _, place, line = lines[before]
        return [PlacedCue(cue, place, line.chapter)]
    return []
