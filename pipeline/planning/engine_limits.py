"""Report what a plan asks of an engine beyond its abilities, before a long render: languages, styles, voices, room.

clip, its words │ text │ speech …        a request's parts share the network's positions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from manifests.engine import EngineCapabilities, PromptRoom
from manifests.errors import InputError
from manifests.plan import EngineIdentity, Segment
from manifests.voice import ClipVoice, DesignedVoice, DraftVoice, Voice
from pipeline.language.pace import counts
from pipeline.language.tokenizers import primary

_SLOW = 2.0
"""Factor by which speech may exceed its expected length: proofing accepts as much."""

_SHOWN = 5


def what_is_lacking(
    requests: Sequence[Segment],
    voices: Mapping[str, Voice],
    engine: EngineIdentity,
    capabilities: EngineCapabilities,
) -> list[str]:
    """Return notices about `requests`, anchors included, that the engine will not fulfil as asked.

    Raises InputError for a request that does not fit into the engine at all.
    """
    notices = [
        *unfit_voices(voices, engine, capabilities),
        *_languages(requests, engine, capabilities),
        *_styles(requests, voices, engine, capabilities),
    ]
    if capabilities.clones and not capabilities.descriptions:
        designed = [name for name, voice in voices.items() if isinstance(voice.source, DesignedVoice)]
        if designed:
            notices.append(f"this model makes no voice from words: any voice speaks for {_listed(designed)}")
    if capabilities.room is not None:
        notices += _crowded(requests, voices, capabilities.room)
    return notices


def unfit_voices(
    voices: Mapping[str, Voice], engine: EngineIdentity, capabilities: EngineCapabilities
) -> Iterator[str]:
    """Yield notices about voices that this engine, which speaks the whole production, cannot produce, with a remedy."""
    draft = [name for name, voice in voices.items() if isinstance(voice.source, DraftVoice)]
    others = [name for name in voices if name not in draft]
    if capabilities.clones and draft:
        yield (
            f"{engine.name} speaks the whole production and cannot speak the draft voices {_listed(draft)}: it makes "
            "up a voice for each and keeps to it. Give them a `clip` or a `design` in the cast, or take --engine draft."
        )
    if capabilities.by_draft_settings and others and draft:
        yield (
            f"The {engine.name} engine speaks the whole production and cannot speak {_listed(others)}, which are clips "
            "or described: --engine voxcpm speaks those, and makes up voices of its own for the draft ones."
        )


def _languages(requests: Sequence[Segment], engine: EngineIdentity, capabilities: EngineCapabilities) -> Iterator[str]:
    if capabilities.languages is None:
        return
    asked = Counter(segment.language for segment in requests)
    others = {language: count for language, count in asked.items() if primary(language) not in capabilities.languages}
    if capabilities.only_these and 2 * sum(others.values()) > len(requests):
        raise InputError(
            f"{engine.name} does not speak {max(others, key=lambda language: others[language])}",
            path="--engine",
            remedy=f"It speaks {', '.join(capabilities.languages)}. Take another engine: the draft voice speaks most.",
        )
    for language, count in others.items():
        yield f"{engine.name} does not speak {language}: {_segments(count)} may not be understood"


def _styles(
    requests: Sequence[Segment],
    voices: Mapping[str, Voice],
    engine: EngineIdentity,
    capabilities: EngineCapabilities,
) -> Iterator[str]:
    asked: Counter[str] = Counter()
    for segment in requests:
        source = voices[segment.voice].source
        if isinstance(source, DesignedVoice) and segment.style == source.description:
            continue  # an anchor: its style is the voice's description
        own = source.style if capabilities.clones and isinstance(source, ClipVoice) else None
        asked.update(style for style in (own, segment.style) if style and not capabilities.follows(style))
    if asked:
        yield f"{engine.name} knows no such style as {_listed(asked)}: {_segments(asked.total())} will not have it"


@dataclass(frozen=True, slots=True)
class _Need:
    """Positions that a request needs: for its prompt, and for its expected speech."""

    segment: Segment
    prompt: int
    speech: float
    longest: float

    @property
    def whole(self) -> int:
        return self.prompt + round(min(self.speech, self.longest))

    @property
    def spoken_slowly(self) -> int:
        return self.prompt + round(min(_SLOW * self.speech, self.longest))


def _crowded(requests: Sequence[Segment], voices: Mapping[str, Voice], room: PromptRoom) -> Iterator[str]:
    """Yield a notice where speech may run out of positions; raises InputError where it is expected to."""
    needs = [_need(segment, voices[segment.voice], room) for segment in requests]
    over = [need for need in needs if need.whole > room.positions]
    if over:
        raise _does_not_fit(max(over, key=lambda need: need.whole), len(over), voices, room)
    tight = [need for need in needs if need.spoken_slowly > room.positions]
    if tight:
        shown = _listed(dict.fromkeys(need.segment.voice for need in tight))
        yield (
            f"{_segments(len(tight))} of {shown} leave little room to speak (of {room.positions} positions): spoken "
            "slowly they break off. A shorter clip makes room"
        )


def _need(segment: Segment, voice: Voice, room: PromptRoom) -> _Need:
    """Positions that a request needs without its context takes, which are dropped where room is short."""
    clip = voice.source if isinstance(voice.source, ClipVoice) else None
    style = (segment.style or (clip and clip.style)) if room.reference else None
    text = _ids(segment.spoken, room) + _ids(style or "", room)
    prompt = text
    if clip is not None:
        # A style cannot precede a continuation: with one, the clip is only a reference, without its transcript.
        times = 2 if room.reference and not style and clip.transcript else 1
        prompt += round(times * (clip.trim_s[1] - clip.trim_s[0]) * room.per_second)
        prompt += 0 if style else _ids(clip.transcript, room)
    longest = min(room.longest, room.longest_per_text * text)
    return _Need(segment, prompt, segment.expected_s * room.per_second, longest)


def _ids(text: str, room: PromptRoom) -> int:
    found = counts(text)
    return round((found.letters + found.stops + found.commas) * room.per_letter + found.wide)


def _does_not_fit(need: _Need, count: int, voices: Mapping[str, Voice], room: PromptRoom) -> InputError:
    segment, source = need.segment, voices[need.segment.voice].source
    others = f" ({count} segments do not)" if count > 1 else ""
    message = (
        f"segment {segment.id} does not fit into the model{others}: what stands before it and its text take about "
        f"{need.prompt} positions and its speech {need.whole - need.prompt}, of {room.positions}"
    )
    if isinstance(source, ClipVoice):
        return InputError(
            message, path=source.audio, place=f"voices.{segment.voice}", remedy="Give a shorter clip: 10 s are enough."
        )
    lines = ", ".join(dict.fromkeys(piece.line for piece in segment.pieces))
    return InputError(message, path=f"line {lines}", remedy="Give it shorter words, or a model with more room.")


def _listed(names: Mapping[str, object] | Sequence[str]) -> str:
    shown = list(names)[:_SHOWN]
    return ", ".join(f"“{name}”" for name in shown) + (" …" if len(names) > _SHOWN else "")


def _segments(count: int) -> str:
    return f"{count} segment{'s' * (count != 1)}"
