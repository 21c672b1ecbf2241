"""Turn lines into segment drafts: neighbouring lines with the same manner of speaking can share one.

An override of a line changes only its segments: the cuts are made without it, then the segments that contain the line
take its seed, speed and style as a whole, and `say` replaces the line's own words. Only if that makes a segment too
long are those segments, and no others, cut again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby

from manifests.casting import Casting
from manifests.engine import EngineCapabilities
from manifests.script import Boundary, Line
from pipeline.language.pace import speech_s, table_tempo
from pipeline.planning.overrides import ChosenTake, LineOverride
from pipeline.planning.segmenting import LIMIT_S, Cut, Phrase, TextRendering, pack, phrases_of
from pipeline.pronunciation.lexicon import Lexicon

NARRATOR = "narrator"
"""The role of narration, and of all characters whom the narrator's voice speaks."""

_LONGEST_PAUSE_MS = 20_000

_CUT_AFTER: dict[Boundary, Cut] = {"sentence": "line", "verse": "line"}


@dataclass(frozen=True, slots=True)
class SpeakingManner:
    """Who speaks and how: neighbouring lines with the same manner may share a segment."""

    scene: int
    role: str
    voice: str
    language: str
    style: str | None = None
    speed: float = 1.0


@dataclass(slots=True)
class SpokenLine:
    """A line to be spoken: its manner, its phrases, and the pause after it."""

    line: Line
    manner: SpeakingManner
    phrases: list[Phrase]
    pause_ms: int


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    """A segment not yet placed in a chain; `seed` is set where an override gives one.

    `chosen` are the takes that a director chose for it, by what each stands in for.
    """

    manner: SpeakingManner
    phrases: tuple[Phrase, ...]
    seed: int | None = None
    chosen: Mapping[str, ChosenTake] = field(default_factory=dict)

    @property
    def spoken(self) -> str:
        return " ".join(phrase.spoken for phrase in self.phrases)

    @property
    def seconds(self) -> float:
        return sum(phrase.seconds for phrase in self.phrases)

    @property
    def ends_paragraph(self) -> bool:
        return self.phrases[-1].cut == "paragraph"


@dataclass(slots=True)
class LineRenderer:
    """Renders lines as the cast says: the voice, the spoken text and its seconds."""

    casting: Casting
    capabilities: EngineCapabilities
    language: str
    overrides: Mapping[str, LineOverride]
    lexicon: Lexicon
    silent: list[str] = field(default_factory=list)
    unsayable: list[str] = field(default_factory=list)

    def said(self, lines: Iterable[Line]) -> list[SpokenLine]:
        """Return the lines to be spoken, in order. The pause of an unspoken one is added after the line before it."""
        said: list[SpokenLine] = []
        for line in lines:
            if self._is_silent(line):
                if said:
                    said[-1].pause_ms = max(said[-1].pause_ms, self._pause_ms(line))
                continue
            manner = self._manner(line)
            phrases = phrases_of(
                line.text, len(said), self.rendering(manner, line), _CUT_AFTER.get(line.ends, "paragraph")
            )
            if phrases:
                said.append(SpokenLine(line, manner, phrases, self._pause_ms(line)))
                continue
            self.silent.append(line.id)
            if said:
                said[-1].pause_ms = min(said[-1].pause_ms + self._pause_ms(line), _LONGEST_PAUSE_MS)
        for one in said:
            if (override := self.overrides.get(one.line.id)) is not None and override.pause_s is not None:
                one.pause_ms = round(override.pause_s * 1000)
        return said

    def _is_silent(self, line: Line) -> bool:
        """Whether the cast leaves lines of this kind unspoken."""
        kept = {"direction": self.casting.directions, "heading": self.casting.headings}
        return kept.get(line.kind, "spoken") == "silent"

    def notices(self) -> list[str]:
        """Notices about the lines rendered so far."""
        notices = []
        if self.silent:
            shown = ", ".join(self.silent[:5]) + (" …" if len(self.silent) > 5 else "")
            notices.append(f"{len(self.silent)} lines hold nothing to speak; only their pauses are kept: {shown}")
        notices += [f"the words to say instead of line {name} cannot be spoken; its own are" for name in self.unsayable]
        return notices

    def rendering(self, manner: SpeakingManner, line: Line) -> TextRendering:
        """Rendering of a line's text in this manner."""
        voice = self.casting.voices[manner.voice]
        pace = voice.speed * manner.speed
        pace *= table_tempo(self.capabilities, voice)
        lexicon = self.lexicon
        say = partial(lexicon.spoken, language=manner.language, heading=line.kind == "heading", line=line)
        # Durations are estimated without the lexicon, so that an entry moves no segment cut.
        return TextRendering(
            manner.language, say, lambda spoken: speech_s(lexicon.plain(spoken), manner.language) / pace
        )

    def _manner(self, line: Line) -> SpeakingManner:
        speaker = None if line.kind == "direction" else line.speaker
        role = self.casting.role_of(speaker)
        if role is None or role not in self.casting.roles:
            role = NARRATOR
        voice = self.casting.voice_of(speaker)
        return SpeakingManner(line.scene, role, voice, line.language or self.language, line.style)

    def _pause_ms(self, line: Line) -> int:
        if line.pause_s is not None:
            return min(round(line.pause_s * 1000), _LONGEST_PAUSE_MS)
        pauses = self.casting.pauses
        pause_ms: int = getattr(pauses, line.ends)
        return round(pause_ms * pauses.scale)


def drafts_of(said: Sequence[SpokenLine], renderer: LineRenderer) -> list[SegmentDraft]:
    """Return the drafts of a chapter in order, with overrides applied."""
    drafts: list[SegmentDraft] = []
    for manner, group in groupby(said, key=lambda one: one.manner):
        phrases = [phrase for one in group for phrase in one.phrases]
        drafts += [SegmentDraft(manner, tuple(segment)) for segment in pack(phrases)]
    for index, one in enumerate(said):
        override = renderer.overrides.get(one.line.id)
        if override is not None:
            drafts = _overridden(drafts, index, one, override, renderer)
    return drafts


def _overridden(
    drafts: list[SegmentDraft], index: int, said: SpokenLine, override: LineOverride, renderer: LineRenderer
) -> list[SegmentDraft]:
    """Apply an override to the drafts that contain line number `index`."""
    holding = [at for at, draft in enumerate(drafts) if any(phrase.line == index for phrase in draft.phrases)]
    first, last = holding[0], holding[-1] + 1
    held = drafts[first:last]
    old = held[0].manner
    manner = replace(old, style=override.style or old.style, speed=override.speed or old.speed)
    seed = override.seed if override.seed is not None else held[0].seed
    slower = old.speed / manner.speed
    cuts = [[replace(phrase, seconds=phrase.seconds * slower) for phrase in draft.phrases] for draft in held]
    if override.say is not None:
        phrases = [phrase for segment in cuts for phrase in segment]
        phrases = _saying(override.say, phrases, index, said, renderer.rendering(manner, said.line), renderer)
        cuts = [phrases] if len(cuts) == 1 else pack(phrases)
    if any(sum(phrase.seconds for phrase in segment) > LIMIT_S for segment in cuts):
        cuts = pack([phrase for segment in cuts for phrase in segment])
    chosen = {key: take for draft in held for key, take in draft.chosen.items()}
    chosen |= {take.instead_of: take for take in override.takes}
    changed = [SegmentDraft(manner, tuple(segment), seed, chosen) for segment in cuts]
    return [*drafts[:first], *changed, *drafts[last:]]


def _saying(
    say: str, phrases: list[Phrase], index: int, said: SpokenLine, rendering: TextRendering, renderer: LineRenderer
) -> list[Phrase]:
    """Replace the phrases of line number `index` by those of `say`, mapped onto the line's length in proportion."""
    instead = phrases_of(say, index, rendering, said.phrases[-1].cut)
    if not instead:
        renderer.unsayable.append(said.line.id)
        return phrases
    length = len(said.line.text)
    laid = [
        replace(phrase, start=phrase.start * length // len(say), end=phrase.end * length // len(say))
        for phrase in instead
    ]
    at = next(place for place, phrase in enumerate(phrases) if phrase.line == index)
    return [*phrases[:at], *laid, *(phrase for phrase in phrases[at:] if phrase.line != index)]
