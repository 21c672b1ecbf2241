"""Cueing: when each sound begins and ends beside the lines of a chapter, and where the voice waits for it.

    [music: theme, under]          up ──┐ lead                          ┌── up again in long gaps
                                        └─ down before the voice ───────┘
    [sfx: door]          voice │ door │ voice                  the gap is lengthened to what the sound takes

Times of lines are known, so nothing is guessed: the same lines and cues give the same places, sample by sample.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from manifests.sounds import CueKind, Ducking, Sound, SoundCue
from pipeline.sound.sound_sources import SoundSource

BEFORE_S = 0.3
AFTER_S = 0.3
"""Quiet between the voice and a sound that it waits for."""

OVERLAP_S = 0.75
"""The voice begins so long before the end of the music that it waited for, or in its last quarter."""

LAST_BED_S = 0.5
"""What nobody ended goes on so long after the last line, and then fades out."""

SHORTEST_FADE_S = 0.01


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of sound is played where its table does not say it; fields as `manifests.sounds.Sound` has them."""

    gain_db: float
    duck_db: float
    fade_in_s: float
    fade_out_s: float
    lead_s: float


MANNERS: Mapping[CueKind, Manner] = {
    "music": Manner(gain_db=0.0, duck_db=-14.0, fade_in_s=0.0, fade_out_s=2.0, lead_s=2.0),
    "ambience": Manner(gain_db=-8.0, duck_db=-6.0, fade_in_s=1.5, fade_out_s=2.0, lead_s=1.0),
    "sfx": Manner(gain_db=0.0, duck_db=0.0, fade_in_s=0.0, fade_out_s=0.05, lead_s=0.0),
}


def manner_of(kind: CueKind, sound: Sound) -> Manner:
    """How `sound` is played by a cue of this kind."""
    usual = MANNERS[kind]
    said = {name: value for name in Manner.__slots__ if (value := getattr(sound, name)) is not None}
    return Manner(**({name: getattr(usual, name) for name in Manner.__slots__} | said))


@dataclass(frozen=True, slots=True)
class NamedSound:
    """A sound of the table with its file as it was read."""

    name: str
    sound: Sound
    source: SoundSource

    @property
    def seconds(self) -> float:
        """How much of it is played where nothing ends it sooner."""
        return min(self.source.seconds, self.sound.play_s or self.source.seconds)


@dataclass(frozen=True, slots=True)
class PlacedCue:
    """A cue of an output file: it stands before line `before` of the file (counted from 0; its number of lines: after
    all), in chapter `chapter`."""

    cue: SoundCue
    before: int
    chapter: int


@dataclass(frozen=True)
class Score:
    """What is heard beside the voices of one output file: its cues in order, and their sounds by name."""

    cues: tuple[PlacedCue, ...]
    sounds: Mapping[str, NamedSound]
    ducking: Ducking

    def parts(self) -> list[Any]:
        """All that decides how it sounds, for keys: files by their bytes, whatever they are called."""
        unheard = {"file", "licence", "source"}
        sounds = [self.sounds[one.cue.name] if one.cue.name else None for one in self.cues]
        played = [
            [one.source.sha256, one.sound.model_dump(mode="json", exclude=unheard)] if one else None for one in sounds
        ]
        cues = [[one.cue.kind, one.cue.under, one.before] for one in self.cues]
        return [cues, played, self.ducking.model_dump(mode="json")]


@dataclass(slots=True)
class Played:
    """A sound from sample `start` to `end` of the mix; it goes from `fade_from` on. `loops`: it begins again."""

    cue: PlacedCue
    sound: NamedSound
    manner: Manner
    start: int
    end: int
    fade_from: int
    loops: bool


@dataclass(slots=True)
class Cueing:
    """Places in the mix, in its samples: sounds, `waits` (place in the voice, samples of quiet put in there), lines."""

    played: list[Played] = field(default_factory=list)
    waits: list[tuple[int, int]] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)
    samples: int = 0

    def moved(self, places: Iterable[int]) -> Iterator[int]:
        """Where places of the voice, in order, lie in the mix; one where the voice waits lies behind the wait."""
        shift, waits = 0, iter([*self.waits, (sys.maxsize, 0)])
        at, length = next(waits)
        for place in places:
            while at <= place:
                shift += length
                at, length = next(waits)
            yield place + shift


def cued(score: Score, lines: Sequence[tuple[int, int]], voice_samples: int, rate_hz: int) -> Cueing:
    """Place the score's sounds among `lines`: [start, end) of each in samples of the voice, which has no waits yet."""
    return _Cuer(score, rate_hz).cueing(lines, voice_samples)


class _Cuer:
    def __init__(self, score: Score, rate_hz: int) -> None:
        self._score, self._rate = score, rate_hz
        self._done = Cueing()
        self._on: dict[CueKind, Played] = {}

    def cueing(self, lines: Sequence[tuple[int, int]], voice_samples: int) -> Cueing:
        done, shift = self._done, 0
        standing: dict[int, list[PlacedCue]] = defaultdict(list)
        for placed in self._score.cues:
            standing[min(placed.before, len(lines))].append(placed)
        for index in range(len(lines) + 1):
            gap = lines[index - 1][1] if index else 0
            following = lines[index][0] if index < len(lines) else voice_samples
            at = until = gap + shift
            for placed in standing[index]:
                at, wanted = self._take(placed, at, spoken_before=index > 0)
                until = max(until, wanted)
            if (wait := until - (following + shift)) > 0:
                done.waits.append((gap, wait))
                shift += wait
            if index < len(lines):
                done.lines.append((lines[index][0] + shift, lines[index][1] + shift))
        last = done.lines[-1][1] if done.lines else 0
        for kind in list(self._on):
            self._end(kind, last + self._samples(LAST_BED_S))
        done.samples = max(voice_samples + shift, *(one.end for one in done.played))
        return done

    def _samples(self, seconds: float) -> int:
        return round(seconds * self._rate)

    def _take(self, placed: PlacedCue, at: int, *, spoken_before: bool) -> tuple[int, int]:
        """Use a cue at `at` in a gap: where the next cue of the gap stands, and until when the voice has to wait."""
        cue = placed.cue
        if cue.name is None:
            self._end(cue.kind, at)
            return at, at
        sound = self._score.sounds[cue.name]
        manner = manner_of(cue.kind, sound.sound)
        if cue.kind == "sfx" and cue.under:
            self._alone(placed, sound, manner, at)
            return at, at
        if cue.under or cue.kind == "ambience":
            self._end(cue.kind, at)
            self._lay(placed, sound, manner, at)
            until = at + self._samples(manner.lead_s)
            return (until if cue.kind == "music" else at), until
        at += self._samples(BEFORE_S) if spoken_before else 0
        if cue.kind == "music":
            self._end("music", at)
        end = self._alone(placed, sound, manner, at)
        if cue.kind == "music":
            heard = end - min(self._samples(OVERLAP_S), (end - at) // 4)
            return heard, heard
        return end, end + self._samples(AFTER_S)

    def _alone(self, placed: PlacedCue, sound: NamedSound, manner: Manner, at: int) -> int:
        """Play a sound once; its end. What the file itself ends is faded only where its table says so."""
        end = at + self._samples(sound.seconds)
        cut = sound.seconds < sound.source.seconds
        fade_s = manner.fade_out_s if cut or sound.sound.fade_out_s is not None else SHORTEST_FADE_S
        fade_from = max(at, end - self._samples(fade_s))
        self._done.played.append(Played(placed, sound, manner, at, end, fade_from, loops=False))
        return end

    def _lay(self, placed: PlacedCue, sound: NamedSound, manner: Manner, at: int) -> None:
        """Begin a sound that lies under the voice until something ends it, or, where it does not loop, it is over."""
        self._alone(placed, sound, manner, at)
        played = self._done.played[-1]
        played.loops = sound.sound.loop and sound.sound.play_s is None
        self._on[placed.cue.kind] = played

    def _end(self, kind: CueKind, at: int) -> None:
        """Let what is on fade out from `at` on."""
        played = self._on.pop(kind, None)
        if played is None or (not played.loops and played.end <= at):
            return
        faded = at + self._samples(max(SHORTEST_FADE_S, played.manner.fade_out_s))
        if played.loops or faded < played.end:
            played.fade_from, played.end = max(at, played.start), max(faded, played.start)
