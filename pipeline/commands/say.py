"""One line to one file: to hear a voice before a book is given to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casting.cast_file import load_cast
from casting.resolution import voice_named
from manifests.errors import InputError
from manifests.files import digest
from manifests.plan import EngineIdentity, Piece, Segment
from manifests.voice import DraftVoice, Voice
from pipeline.engines.choice import choose_engine
from pipeline.engines.protocol import SpeechRequest
from pipeline.sound.ffmpeg import decode_mono
from pipeline.sound.sound_file import check_sound_name, write_sound
from pipeline.spoken import spoken_text

MOST_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True)
class SayRequest:
    """What to say, with which voice, to which file. `voice` is a cast's voice, or a variant of the draft voice."""

    text: str
    output: Path
    engine: str = "draft"
    language: str = "en"
    cast: Path | None = None
    voice: str | None = None
    speed: float = 1.0
    seed: int = 0
    model: str | None = None
    clip: Path | None = None
    transcript: str | None = None
    style: str | None = None


def say(request: SayRequest) -> str:
    """Speak, write the file, and tell in one line what was made."""
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
    if request.engine == "voxcpm":
        return _say_voxcpm(request)
    choice = choose_engine("draft", jobs=1)
    segment = _segment(request, choice.identity)
    with choice.start() as engine:
        engine.submit(SpeechRequest(segment, _voice(request)))
        spoken = engine.collect()[0]
    rate = choice.identity.sample_rate_hz
    write_sound(request.output, spoken.audio, rate)
    return f"{request.output}: {len(spoken.audio) / rate:.2f} s, {rate} Hz, draft voice"


def _voice(request: SayRequest) -> Voice:
    if request.cast is not None:
        return voice_named(load_cast(request.cast), request.voice, cast_path=request.cast, decode=decode_mono)
    draft = DraftVoice(language=request.language, variant=request.voice)
    return Voice(name=request.voice or "draft", source=draft, stand_in=draft)


def _segment(request: SayRequest, engine: EngineIdentity) -> Segment:
    spoken = spoken_text(request.text, request.language)
    if not spoken:
        raise InputError("there is nothing to say", path="TEXT", remedy="Give some words.")
    piece = Piece(line="000-0000", start=0, end=len(request.text), spoken=spoken, pause_after_ms=0)
    return Segment(
        id="000-0000",
        chapter=0,
        scene=0,
        chain="say",
        role="say",
        voice=request.voice or "draft",
        language=request.language,
        pieces=(piece,),
        style=request.style,
        speed=request.speed,
        seed=request.seed,
        expected_s=0,
        key=digest([engine.model_dump(), spoken, request.voice, request.seed]),
    )


def _say_voxcpm(request: SayRequest) -> str:
    if request.model is None:
        raise InputError(
            "VoxCPM needs a checkpoint",
            path="--model",
            remedy="Give its folder, or a public name: openbmb/VoxCPM-0.5B.",
        )
    from pipeline.engines.voxcpm_say import say as say_voxcpm

    seconds = say_voxcpm(
        request.text,
        model=request.model,
        clip=request.clip,
        transcript=request.transcript,
        style=request.style,
        seed=request.seed,
        out=request.output,
    )
    return f"{request.output}: {seconds:.2f} s, VoxCPM {request.model}"
