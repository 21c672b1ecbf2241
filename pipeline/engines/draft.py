"""The draft voice: espeak-ng, over a hundred languages, quick, and the same every time.

    recording ─submit─▶ threads, as many as cores ─▶ a worker each ─fork or spawn─▶ a process for each take

The sound of a request depends on nothing but the request and the library: not on what was spoken before, not on
which process spoke it. espeak-ng has no seed, so a seed is a way to ask for another reading: it moves rate, pitch and
melody by so little that the voice stays itself (at most 2 %, 1 and 4 of their hundred steps), and seed 0 by nothing.
"""

from __future__ import annotations

import logging
import queue
import re
from functools import cache
from typing import Any

import numpy as np

from casting.draft_voices import UnknownDraftVoiceError, checked_variant, espeak_voice, speaks, spoken_languages
from manifests.engine import EngineCapabilities
from manifests.errors import CastError, EngineError
from manifests.files import digest
from manifests.plan import EngineIdentity, Segment
from manifests.take import Attempt
from manifests.voice import DraftVoice, Voice
from pipeline.cores import usable_cores
from pipeline.engines.espeak_process import EspeakProcess, Utterance, espeak_pinned
from pipeline.engines.protocol import SpeechRequest, Spoken
from pipeline.engines.request_threads import RequestThreads, ThreadedEngine
from pipeline.engines.shaping import levelled, side_by_side, trimmed

log = logging.getLogger(__name__)

SAMPLE_RATE_HZ = 22050
USUAL_LEVEL_DB = -23.0
_SHAPING = 1  # to be raised with every change of what a take sounds like

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_RATE_WPM = (80, 450)
_USUAL_RANGE = 50
# style -> (factor of the rate, steps of pitch, steps of melody, level in dB)
_STYLES = {"whisper": (0.95, -8, -30, -6.0), "shout": (1.03, 12, 25, 3.0)}
_PLAIN = (1.0, 0, 0, 0.0)

CAPABILITIES = EngineCapabilities(
    clones=False,
    descriptions=False,
    wordless_clips=False,
    styles=tuple(_STYLES),
    phonemes="espeak",
    phrase_ends=".!?,;:。！？，；：",
    languages=spoken_languages(),
    throughput=250.0,  # on two cores, by benchmarks/render.py
    varies=False,  # another seed is another reading, and no reading of a rule-based voice is better than the next
    proof="off",  # it says what it is told, every time
    human=False,
    bits=16,
)


@cache
def draft_identity() -> EngineIdentity:
    """What pins the draft voice: the library's version and bytes. Starts nothing."""
    return EngineIdentity(
        name="draft",
        weights=f"{espeak_pinned()}, shaping {_SHAPING}",
        sample_rate_hz=SAMPLE_RATE_HZ,
    )


class DraftEngine(ThreadedEngine):
    """The draft voice, started: `jobs` workers, by default one for each core that this process may use."""

    capabilities = CAPABILITIES

    def __init__(self, jobs: int | None = None) -> None:
        self.identity = draft_identity()
        count = max(1, jobs if jobs is not None else usable_cores())
        self._workers = [EspeakProcess() for _ in range(count)]
        self._idle: queue.SimpleQueue[EspeakProcess] = queue.SimpleQueue()
        self._threads = RequestThreads(count, self._speak, "the draft voice")
        self.capacity = self._threads.capacity
        try:
            self._threads.prepare(worker.start for worker in self._workers)
            if self._workers[0].sample_rate_hz != SAMPLE_RATE_HZ:
                raise EngineError(f"the draft voice speaks at {self._workers[0].sample_rate_hz} Hz, not 22050")
        except BaseException:
            self.close()
            raise
        for worker in self._workers:
            self._idle.put(worker)

    def close(self) -> None:
        """Stop; requests in flight are dropped."""
        self._threads.close(self._kill)
        for worker in self._workers:
            worker.close()

    def _kill(self) -> None:
        for worker in self._workers:
            worker.kill()

    def _speak(self, request: SpeechRequest) -> Spoken:
        worker = self._idle.get()
        segment = request.segment
        if request.seed is not None:
            segment = segment.model_copy(update={"seed": request.seed})
        try:
            utterance, level_db = utterance_for(segment, request.voice)
            sounds = [np.frombuffer(sound, np.int16) for sound in worker.speak(utterance)]
        except EngineError as error:
            raise EngineError(f"segment {segment.id}: {error.message}", error.remedy) from error
        finally:
            self._idle.put(worker)
        silent = not any(sound.any() for sound in sounds)
        if silent and any(map(_speakable, utterance.pieces)):
            raise EngineError(
                f"segment {segment.id}: the draft voice ({utterance.voice}) made no sound of it",
                "Give the line other words with `retake --say`, or its voice another language in the cast file.",
            )
        audio, pieces = side_by_side([trimmed(sound, SAMPLE_RATE_HZ) for sound in sounds])
        audio = levelled(audio, SAMPLE_RATE_HZ, USUAL_LEVEL_DB + level_db)
        options: dict[str, Any] = {
            "voice": utterance.voice,
            "rate_wpm": utterance.rate_wpm,
            "pitch": utterance.pitch,
            "range": utterance.range,
        }
        return Spoken(request, audio, pieces, Attempt(seed=segment.seed, options=options))


def utterance_for(segment: Segment, voice: Voice) -> tuple[Utterance, float]:
    """What espeak-ng is asked for a segment, and how far from the usual level it is to sound, in dB.

    Raises CastError for a language that espeak-ng does not speak, or a variant that it lacks or that is refused.
    """
    draft = voice.draft
    rate, pitch, melody, level_db = _STYLES.get(_style(segment.style), _PLAIN)
    rate_jitter, pitch_jitter, melody_jitter = _jitter(segment.seed)
    wanted = draft.rate_wpm * voice.speed * segment.speed * rate * rate_jitter
    return Utterance(
        voice=_espeak_name(draft, segment.language, voice.name),
        rate_wpm=round(min(max(wanted, _RATE_WPM[0]), _RATE_WPM[1])),
        pitch=min(max(draft.pitch + pitch + pitch_jitter, 0), 99),
        range=min(max(_USUAL_RANGE + melody + melody_jitter, 0), 99),
        seed=segment.seed % (1 << 31),
        pieces=tuple(_clean(piece.spoken) for piece in segment.pieces),
    ), level_db


def _espeak_name(draft: DraftVoice, language: str, voice: str) -> str:
    """The voice's own language, or the passage's where that is another and espeak-ng speaks it; then the variant."""
    try:
        name = espeak_voice(draft.language)
        if speaks(language) and _family(espeak_voice(language)) != _family(name):
            name = espeak_voice(language)
        # espeak-ng itself would say nothing of a variant that it lacks, and speak without it.
        return f"{name}+{checked_variant(draft.variant)}" if draft.variant is not None else name
    except UnknownDraftVoiceError as error:
        raise CastError(
            str(error),
            path="cast",
            place=f"voices.{voice}",
            remedy="Good variants are `m1`, `m3`, `f1` and `f4`; languages are tags such as `en-gb` or `de`.",
        ) from error


def _family(name: str) -> str:
    """The language of a voice of espeak-ng without its accent: `en` of `gmw/en-US`."""
    return name.rpartition("/")[2].split("-")[0]


def _jitter(seed: int) -> tuple[float, int, int]:
    """A factor for the rate, steps of pitch and steps of melody, from a seed."""
    if seed == 0:
        return 1.0, 0, 0
    drawn = int(digest(seed), 16)
    return 0.98 + 0.04 * (drawn % 1001) / 1000, drawn // 1001 % 3 - 1, drawn // 3003 % 9 - 4


def _style(style: str | None) -> str:
    """The style that a direction asks for: "whispering" and "in a whisper" are whisper."""
    said = (style or "").lower()
    return next((name for name in _STYLES if name in said), "")


def _clean(text: str) -> str:
    """`text` without control characters: espeak-ng takes some of them for commands."""
    return _CONTROLS.sub(" ", text)


def _speakable(text: str) -> bool:
    """Whether a voice must make a sound of `text`: it has a letter or a digit."""
    return any(character.isalpha() or character.isdecimal() for character in text)
