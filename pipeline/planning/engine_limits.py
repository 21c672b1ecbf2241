"""What is asked of an engine and it lacks, said before the night: a language, a style, a voice from words, room.

clip, its words │ text │ speech …        all of a request of a network share its positions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from manifests.engine import EngineCapabilities, PromptRoom
from manifests.errors import InputError
from manifests.plan import EngineIdentity, Segment
from manifests.voice import ClipVoice, DesignedVoice, Voice
from pipeline.language.pace import counts
from pipeline.language.tokenizers import primary

_SLOW = 2.0
"""How many times as long as expected speech may become: proofing lets as much pass."""

_SHOWN = 5


def what_is_lacking(
    requests: Sequence[Segment],
    voices: Mapping[str, Voice],
    engine: EngineIdentity,
    capabilities: EngineCapabilities,
) -> list[str]:
    """What a person should know of `requests`, anchors with them, that the engine will do otherwise than asked.

    Raises InputError for a request that does not fit into the engine at all.
    """
    notices = [*_languages(requests, engine, capabilities), *_styles(requests, voices, engine, capabilities)]
    if capabilities.clones and not capabilities.descriptions:
        designed = [name for name, voice in voices.items() if isinstance(voice.source, DesignedVoice)]
        if designed:
            notices.append(f"this model makes no voice from words: any voice speaks for {_listed(designed)}")
    if capabilities.room is not None:
        notices += _crowded(requests, voices, capabilities.room)
    return notices


def _languages(requests: Sequence[Segment], engine: EngineIdentity, capabilities: EngineCapabilities) -> Iterator[str]:
    if capabilities.languages is None:
        return
    asked = Counter(segment.language for segment in requests)
    for language, count in asked.items():
        if primary(language) not in capabilities.languages:
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
    """The positions of a request: what is there before it is spoken, and what its speech is expected to take."""

    segment: Segment
    prompt: int
    speech: int

    @property
    def whole(self) -> int:
        return self.prompt + self.speech


def _crowded(requests: Sequence[Segment], voices: Mapping[str, Voice], room: PromptRoom) -> Iterator[str]:
    """A notice where speech may run out of room; raises InputError where it is expected to."""
    by_id = {segment.id: segment for segment in requests}
    needs = [_need(one, voices[one.voice], by_id.get(one.anchor or ""), room) for one in requests]
    over = [need for need in needs if need.whole > room.positions]
    if over:
        raise _does_not_fit(max(over, key=lambda need: need.whole), len(over), voices, room)
    tight = [need for need in needs if need.prompt + min(_SLOW * need.speech, room.longest) > room.positions]
    if tight:
        shown = _listed(dict.fromkeys(need.segment.voice for need in tight))
        yield (
            f"{_segments(len(tight))} of {shown} leave little room to speak (of {room.positions} positions): spoken "
            "slowly they break off. A shorter clip makes room"
        )


def _need(segment: Segment, voice: Voice, anchor: Segment | None, room: PromptRoom) -> _Need:
    """What a request takes without the takes of its context, which give way."""
    style = segment.style if room.reference else None
    words, seconds = "", 0.0
    if isinstance(voice.source, ClipVoice):
        words, (start, end) = voice.source.transcript, voice.source.trim_s
        seconds = end - start
        style = style or (voice.source.style if room.reference else None)
    elif anchor is not None:
        words, seconds = anchor.spoken, min(anchor.expected_s, room.longest / room.per_second)
    # A style stands before no continuation: then the voice is heard once, without its words.
    times = 1 if style or not room.reference else 2
    texts = (segment.spoken, style or words)
    prompt = sum(_ids(text, room) for text in texts) + round(times * seconds * room.per_second)
    return _Need(segment, prompt, min(round(segment.expected_s * room.per_second), room.longest))


def _ids(text: str, room: PromptRoom) -> int:
    found = counts(text)
    return round((found.letters + found.stops + found.commas) * room.per_letter + found.wide)


def _does_not_fit(need: _Need, count: int, voices: Mapping[str, Voice], room: PromptRoom) -> InputError:
    segment, source = need.segment, voices[need.segment.voice].source
    others = f" ({count} segments do not)" if count > 1 else ""
    message = (
        f"segment {segment.id} does not fit into the model{others}: what stands before it and its text take about "
        f"{need.prompt} positions and its speech {need.speech}, of {room.positions}"
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
