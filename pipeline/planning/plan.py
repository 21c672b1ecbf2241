"""Make the plan from a script and a casting: segments with spoken text, pauses, context, seed and key.

    lines      “Well,” | said he. | “We shall see. Come in!” | He shut the door. It was past nine, and nobody …
    segments   [Tom 1]  [------ narrator 1 ... of neighbouring lines of one role, 8-15 s, cut at sentence ends
    chains     003/0/Tom/0, 003/0/narrator/0: the segments of (chapter, scene, role), reset after at most `max_chain`

A plan depends only on its inputs: not on the clock or a folder, and no voice is started. The plan of a scene depends
on that scene only: an edit elsewhere changes none of its cuts, seeds and keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from manifests.casting import Casting
from manifests.engine import EngineCapabilities
from manifests.errors import InputError
from manifests.plan import EngineIdentity, Piece, Plan, PlannedChapter, Segment
from manifests.script import Line, Script, ScriptChapter
from manifests.voice import ClipVoice
from pipeline.planning.anchors import anchor_for
from pipeline.planning.chains import CONTEXT_S, Spot, context, resets
from pipeline.planning.engine_limits import what_is_lacking
from pipeline.planning.keys import request_key, seed_of, take_key, voice_parts
from pipeline.planning.lines_to_drafts import LineRenderer, SegmentDraft, SpokenLine, drafts_of
from pipeline.planning.overrides import ChosenTake, LineOverride, Overrides, apply_to
from pipeline.planning.segmenting import Cut
from pipeline.pronunciation.lexicon import Lexicon

_SHARE_OF_SENTENCE_PAUSE: dict[Cut, float] = {"clause": 0.5, "word": 0.2}
"""Pause where a sentence continues in the next segment, as a share of the pause between sentences."""


def make_plan(
    script: Script,
    casting: Casting,
    engine: EngineIdentity,
    capabilities: EngineCapabilities,
    *,
    preset: str,
    seed: int = 0,
    chapters: Collection[int] | None = None,
    overrides: Overrides | None = None,
    lexicon: Lexicon | None = None,
    max_chain: int = 12,
    context_size: int = 2,
    context_s: float = CONTEXT_S,
) -> Plan:
    """Plan the chapters of a script: all of them, or those with the given numbers.

    `seed` is the book's. `max_chain` limits the segments of a chain; `context_size` and `context_s` limit the segments
    of a context and their total seconds. Lines with nothing to speak ("…", "* * *") are left out, but their pauses are
    kept. `lexicon` gives pronunciations; without one, the cast's is used. Requests beyond the engine's abilities are
    reported in the notices.
    Raises InputError for a chapter that does not exist, and where a request cannot fit into the engine.
    """
    wanted = _wanted(script, chapters)
    found = apply_to(script.lines, overrides or Overrides())
    language = script.metadata.language
    lexicon = lexicon or Lexicon(engine, capabilities, language, casting.lexicon)
    renderer = LineRenderer(casting, capabilities, language, found.by_line, lexicon)
    composer = _Composer(casting, engine, capabilities, language, seed, max_chain, context_size, context_s)
    spoken = list(_spoken(script, wanted, renderer, composer))
    segments = tuple(segment for _, of_chapter in spoken for segment in of_chapter)
    voices = {name: casting.voices[name] for name in sorted({segment.voice for segment in segments})}
    anchors = tuple(composer.anchors.values())
    return Plan(
        engine=engine,
        metadata=script.metadata,
        preset=preset,
        seed=seed,
        voices=voices,
        chapters=tuple(_planned(chapter, of_chapter) for chapter, of_chapter in spoken if of_chapter),
        segments=segments,
        anchors=anchors,
        notices=(
            *casting.notices,
            *lexicon.notices,
            *(_nothing_to_speak(chapter) for chapter, of_chapter in spoken if not of_chapter),
            *renderer.notices(),
            *what_is_lacking((*anchors, *segments), voices, engine, capabilities),
            *map(_fits_no_line, found.stale),
        ),
    )


def _spoken(
    script: Script, wanted: Collection[int], renderer: LineRenderer, composer: _Composer
) -> Iterator[tuple[ScriptChapter, list[Segment]]]:
    """Yield each wanted chapter with its segments, in order."""
    lines_of: dict[int, list[Line]] = defaultdict(list)
    for line in script.lines:
        lines_of[line.chapter].append(line)
    for chapter in script.chapters:
        if chapter.number in wanted:
            said = renderer.said(lines_of[chapter.number])
            yield chapter, composer.segments(chapter.number, said, drafts_of(said, renderer))


def _planned(chapter: ScriptChapter, segments: Sequence[Segment]) -> PlannedChapter:
    return PlannedChapter(
        number=chapter.number,
        title=chapter.title,
        matter=chapter.matter,
        part=chapter.part,
        segments=tuple(segment.id for segment in segments),
        expected_s=round(sum(map(_with_pauses_s, segments)), 3),
    )


def _nothing_to_speak(chapter: ScriptChapter) -> str:
    return f"chapter {chapter.number} ({chapter.title}) holds nothing to speak and is left out"


def _fits_no_line(stale: LineOverride) -> str:
    return f"the override of line {stale.line} fits no line of this book any more, and does nothing"


def _wanted(script: Script, chapters: Collection[int] | None) -> set[int]:
    numbers = {chapter.number for chapter in script.chapters}
    if chapters is None:
        return numbers
    if missing := sorted(set(chapters) - numbers):
        raise InputError(
            f"there is no chapter {', '.join(map(str, missing))}",
            path=script.metadata.title,
            remedy=f"Its chapters are {min(numbers, default=0)} to {max(numbers, default=0)}.",
        )
    return set(chapters)


def _with_pauses_s(segment: Segment) -> float:
    return segment.expected_s + sum(piece.pause_after_ms for piece in segment.pieces) / 1000


@dataclass(slots=True)
class _Composer:
    """Composes segments from drafts: pieces with their pauses, chains, context, seeds and keys."""

    casting: Casting
    engine: EngineIdentity
    capabilities: EngineCapabilities
    language: str
    seed: int
    max_chain: int
    context_size: int
    context_s: float
    anchors: dict[str, Segment] = field(default_factory=dict)

    def segments(self, chapter: int, said: Sequence[SpokenLine], drafts: Sequence[SegmentDraft]) -> list[Segment]:
        """Return the segments of a chapter in order."""
        lanes: dict[tuple[int, str], list[int]] = defaultdict(list)
        for index, draft in enumerate(drafts):
            lanes[draft.manner.scene, draft.manner.role].append(index)
        chain_of: dict[int, int] = {}
        for lane in lanes.values():
            spots = [Spot(drafts[at].spoken, at > 0 and drafts[at - 1].ends_paragraph) for at in lane]
            chain_of.update(zip(lane, resets(spots, self.max_chain), strict=True))
        before: dict[str, list[Segment]] = defaultdict(list)
        segments = []
        for index, draft in enumerate(drafts):
            chain = f"{chapter:03d}/{draft.manner.scene}/{draft.manner.role}/{chain_of[index]}"
            segment = self._segment(f"{chapter:03d}.{index + 1:04d}", chapter, chain, draft, said, before[chain])
            before[chain].append(segment)
            segments.append(segment)
        return segments

    def _segment(
        self,
        name: str,
        chapter: int,
        chain: str,
        draft: SegmentDraft,
        said: Sequence[SpokenLine],
        before: Sequence[Segment],
    ) -> Segment:
        manner, voice = draft.manner, self.casting.voices[draft.manner.voice]
        pieces = tuple(self._pieces(draft, said))
        count = context([one.expected_s for one in before], self.context_size, self.context_s)
        prompt = before[len(before) - count :]
        anchor = self._anchor(manner.voice)
        seed = draft.seed if draft.seed is not None else seed_of(self.seed, voice.seed, draft.spoken)
        key = take_key(
            self.engine,
            voice_parts(self.capabilities, voice),
            [piece.spoken for piece in pieces],
            language=manner.language,
            style=manner.style,
            speed=manner.speed,
            seed=seed,
            context=[one.key for one in ((anchor, *prompt) if anchor else prompt)],
        )
        segment = Segment(
            id=name,
            chapter=chapter,
            scene=manner.scene,
            chain=chain,
            role=manner.role,
            voice=manner.voice,
            language=manner.language,
            pieces=pieces,
            context=tuple(one.id for one in prompt),
            anchor=anchor.id if anchor else None,
            style=manner.style,
            speed=manner.speed,
            seed=seed,
            expected_s=round(draft.seconds, 3),
            key=key,
        )
        return self._chosen(segment, draft.chosen) if draft.chosen else segment

    def _chosen(self, segment: Segment, choices: Mapping[str, ChosenTake]) -> Segment:
        """The segment with the take that was chosen for what it asks for; itself where none was."""
        voice = self.casting.voices[segment.voice]
        found = choices.get(request_key(self.engine, voice_parts(self.capabilities, voice), segment))
        if found is None:
            return segment
        made_with = {"key": found.key, "seed": found.seed, "style": found.style, "speed": found.speed}
        expected_s = round(segment.expected_s * segment.speed / found.speed, 3)
        return segment.model_copy(update={**made_with, "expected_s": expected_s})

    def _anchor(self, name: str) -> Segment | None:
        """Anchor of a voice without a recording, for an engine that uses context; None for any other."""
        if not self.engine.uses_context or isinstance(self.casting.voices[name].source, ClipVoice):
            return None
        if name not in self.anchors:
            voice = self.casting.voices[name]
            self.anchors[name] = anchor_for(
                voice, self.engine, self.capabilities, language=self.language, seed=self.seed
            )
        return self.anchors[name]

    def _pieces(self, draft: SegmentDraft, said: Sequence[SpokenLine]) -> Iterator[Piece]:
        for index, group in groupby(draft.phrases, key=lambda phrase: phrase.line):
            phrases = list(group)
            line, last = said[index].line, phrases[-1]
            if last.end == len(line.text):
                pause_ms = said[index].pause_ms
            else:
                pauses = self.casting.pauses
                pause_ms = round(pauses.sentence * pauses.scale * _SHARE_OF_SENTENCE_PAUSE.get(last.cut, 1.0))
            spoken = " ".join(phrase.spoken for phrase in phrases)
            start, end = phrases[0].start, last.end
            stressed = [
                (max(low, start), min(high, end)) for low, high in line.emphasised if low < end and start < high
            ]
            yield Piece(
                line=line.id,
                start=start,
                end=end,
                spoken=spoken,
                pause_after_ms=pause_ms,
                emphases=tuple(stressed),
            )
