"""One line to one file: to hear a voice before a book is given to it. It is spoken as recording speaks a segment."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast as typed_as

from casting.cast import Cast, CastVoice, DraftSettings, KokoroSettings
from casting.cast_file import load_cast
from casting.clips import UnusableClipError, check_clip
from casting.lexicon_entries import pronunciations
from casting.resolution import voice_named
from manifests.book import Metadata
from manifests.errors import InputError, UsageError
from manifests.options import EngineName
from manifests.plan import Piece, Plan, Segment
from manifests.take import Take
from manifests.voice import ClipVoice, Consent, DraftVoice, Voice
from pipeline.commands.speaking import speak
from pipeline.engines.choice import EngineChoice, choose_engine
from pipeline.language.pace import speech_s, table_tempo
from pipeline.planning.anchors import anchor_for
from pipeline.planning.engine_limits import what_is_lacking
from pipeline.planning.keys import take_key, voice_parts
from pipeline.production.preparation import lexicon_of
from pipeline.proofing.proof_report import fault_in_words
from pipeline.recording.held_takes import HeldTakes
from pipeline.sound.ffmpeg import decode_mono
from pipeline.sound.sound_file import check_sound_name, write_sound

MOST_CHARACTERS = 5_000
_SEEDS = 1 << 31


@dataclass(frozen=True, slots=True)
class SayRequest:
    """What to say, with which voice, to which file. `voice` is a cast's voice, or a variant of the draft voice."""

    text: str
    output: Path
    engine: str = "draft"
    language: str | None = None
    cast: Path | None = None
    voice: str | None = None
    speed: float = 1.0
    seed: int = 0
    model: str | None = None
    clip: Path | None = None
    transcript: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What was made. `seed` is that of the take that was kept; `notices` are what a person should know."""

    file: str
    seconds: float
    sample_rate_hz: int
    engine: str
    voice: str
    seed: int
    notices: tuple[str, ...]

    @property
    def told(self) -> str:
        """For a person: the notices, and in the last line the file."""
        made = f"{self.file}: {self.seconds:.2f} s, {self.sample_rate_hz} Hz, voice {self.voice} ({self.engine})"
        return "\n".join([*(f"note: {notice}" for notice in self.notices), made])


def say(request: SayRequest) -> Said:
    """Speak, write the file, and tell what was made.

    Raises UsageError for options that do not go together or mean nothing to the engine, InputError for what was given.
    """
    _check(request)
    choice = choose_engine(typed_as(EngineName, request.engine), model=request.model, jobs=1)
    choice.check_model(request.model)
    for refused in _refused(request, choice):
        raise UsageError(refused, "Leave it out, or choose another engine or model.")
    cast = load_cast(request.cast) if request.cast else None
    language = request.language or (cast.defaults.language if cast else None) or "en"
    voice, notices = _voice(request, cast, language, choice)
    plan = _plan(request, cast, voice, language, choice)
    take = _spoken(plan, choice)
    seed = next(one.seed for one in take.facts.attempts if one.accepted)
    write_sound(request.output, take.audio, take.facts.sample_rate_hz)
    return Said(
        file=str(request.output),
        seconds=round(take.facts.seconds, 3),
        sample_rate_hz=take.facts.sample_rate_hz,
        engine=choice.identity.name,
        voice=voice.name,
        seed=seed,
        notices=(*notices, *plan.notices, *_faults(take)),
    )


def _check(request: SayRequest) -> None:
    """What is wrong whatever the engine is."""
    if not request.text.strip():
        raise InputError("there is nothing to say", path="TEXT", remedy="Give some words.")
    if len(request.text) > MOST_CHARACTERS:
        raise InputError(
            f"{len(request.text)} characters are no line: {MOST_CHARACTERS} at most",
            path="TEXT",
            remedy="Put longer text into a file and give it to `bookcast render`.",
        )
    if not 0.5 <= request.speed <= 2.0:
        raise InputError(f"{request.speed:g} is out of range", path="--speed", remedy="Give 0.5 to 2.0.")
    check_sound_name(request.output)
    if request.transcript is not None and request.clip is None:
        raise UsageError("--transcript was given without its clip", "Give --clip too, or leave --transcript out.")
    if request.clip is not None and (other := "--cast" if request.cast else "--voice" if request.voice else ""):
        raise UsageError(f"--clip and {other} each name a voice", "Give one of them.")


def _refused(request: SayRequest, choice: EngineChoice) -> Iterator[str]:
    """The options that the engine could do nothing with."""
    able, name = choice.capabilities, choice.identity.name
    if request.clip is not None and not able.clones:
        yield f"--clip: the engine {name} cannot speak with a recorded voice"
    if request.clip is not None and not (request.transcript or "").strip() and not able.wordless_clips:
        yield "--clip: this model goes on from a clip, and needs its words: --transcript"
    if request.voice is not None and request.cast is None and able.clones:
        yield f"--voice: without --cast it is a variant of the draft voice, and the engine {name} has none"
    if request.style is not None and not able.follows(request.style):
        known = f"it knows {', '.join(able.styles)}" if able.styles else "this model takes none"
        yield f"--style: the engine {name} cannot speak “{request.style}”: {known}"


def _voice(
    request: SayRequest, cast: Cast | None, language: str, choice: EngineChoice
) -> tuple[Voice, tuple[str, ...]]:
    """The voice that was asked for, checked as for a production, and what to know about it."""
    timbres, engine = choice.capabilities.timbres, choice.identity.name
    if cast is None and timbres is not None:
        cast = _cast_of_one(request.voice, engine)
    if cast is not None:
        name = request.voice if request.cast else None
        named = voice_named(cast, name, cast_path=request.cast, decode=decode_mono, language=language, styles=timbres)
        return named, ()
    draft = DraftVoice(language=language, variant=request.voice)
    if request.clip is None:
        return Voice(name=request.voice or engine, source=draft, stand_in=draft), ()
    try:
        checked = check_clip(request.clip, decode_mono)
    except UnusableClipError as error:
        remedy = error.remedy if request.clip.exists() else "Check the path."
        raise InputError(str(error), path=request.clip, place="--clip", remedy=remedy) from error
    clip = ClipVoice(
        audio=str(request.clip.absolute()),
        transcript=" ".join((request.transcript or "").split()),
        sha256=checked.sha256,
        trim_s=checked.trim_s,
        # Only a cast file holds consents: this line is nothing that is published, and is kept nowhere but in its file.
        consent=Consent(who="not told", when=datetime.date.today().isoformat(), scope="a line to be heard"),
    )
    notices = tuple(f"The clip {request.clip.name} {notice}." for notice in checked.notices)
    return Voice(name=request.clip.stem, source=clip, stand_in=draft), notices


def _cast_of_one(style: str | None, engine: str) -> Cast:
    """A cast of one voice, in a style of the engine or in the one that it would narrate with."""
    name = style or engine
    own = CastVoice(kokoro=KokoroSettings(style=style)) if style else CastVoice(draft=DraftSettings())
    return Cast(narrator=name, voices={name: own})


def _plan(request: SayRequest, cast: Cast | None, voice: Voice, language: str, choice: EngineChoice) -> Plan:
    """The line as a production of one segment; its voice is held to the anchor that a production would give it."""
    entries = pronunciations(cast.lexicon) if cast else ()
    lexicon = lexicon_of(language, entries, (), choice, request.cast)
    spoken = lexicon.spoken(request.text, language)
    if not spoken:
        raise InputError("there is nothing to say", path="TEXT", remedy="Give some words.")
    engine, able = choice.identity, choice.capabilities
    held = cast is not None and engine.uses_context and not isinstance(voice.source, ClipVoice)
    anchors = (anchor_for(voice, engine, able, language=language, seed=0),) if held else ()
    seed = (request.seed + voice.seed) % _SEEDS
    key = take_key(
        engine,
        voice_parts(able, voice),
        [spoken],
        language=language,
        style=request.style,
        speed=request.speed,
        seed=seed,
        context=[anchor.key for anchor in anchors],
    )
    segment = Segment(
        id="TEXT",
        chapter=0,
        scene=0,
        chain="say",
        role="say",
        voice=voice.name,
        language=language,
        pieces=(Piece(line="TEXT", start=0, end=len(request.text), spoken=spoken, pause_after_ms=0),),
        anchor=anchors[0].id if anchors else None,
        style=request.style,
        speed=request.speed,
        seed=seed,
        expected_s=speech_s(lexicon.plain(spoken), language) / (voice.speed * request.speed * table_tempo(able, voice)),
        key=key,
    )
    voices = {voice.name: voice}
    return Plan(
        engine=engine,
        metadata=Metadata(title="A line", language=language),
        preset="raw",
        seed=0,
        voices=voices,
        chapters=(),
        segments=(segment,),
        anchors=anchors,
        notices=(*lexicon.notices, *what_is_lacking((*anchors, segment), voices, engine, able)),
    )


def _spoken(plan: Plan, choice: EngineChoice) -> Take:
    """The line's take, proofed, and asked for again, as closely as those of a production are by this engine."""
    takes = HeldTakes()
    speak(plan, takes, choice)
    return takes.load(plan.segments[0].key)


def _faults(take: Take) -> Iterator[str]:
    """What proofing still holds against the best of all attempts."""
    if take.facts.faults:
        yield f"listen to it, because of: {'; '.join(map(fault_in_words, take.facts.faults))}"
