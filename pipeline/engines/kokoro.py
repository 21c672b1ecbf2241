"""Kokoro as an engine: a light network that speaks naturally by style vectors, without PyTorch.

    request ─▶ symbols (kokoro_phonemes.py; espeak-ng in a process of its own)
            ─▶ parts of at most 510 ─▶ the network, on a thread of its own ─▶ ends trimmed, one level ─▶ Spoken

All threads share one network, so memory does not grow with their number. The same request has the same sound on a
machine, however many are spoken at once. The network knows no chance: another seed is another reading in that the pace
is another, by at most 3 %, and seed 0 is the network's own.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from casting.styles import accent_of
from manifests.engine import EngineCapabilities
from manifests.errors import EngineError
from manifests.files import digest
from manifests.plan import EngineIdentity
from manifests.take import Attempt, Audio
from manifests.voice import StyledVoice
from pipeline.cores import usable_cores
from pipeline.engines.checkpoint_fingerprint import fingerprint
from pipeline.engines.cutting import trimmed_ends
from pipeline.engines.espeak_process import EspeakProcess, espeak_pinned
from pipeline.engines.kokoro_network import RUNTIME, SAMPLE_RATE_HZ, KokoroNetwork
from pipeline.engines.kokoro_phonemes import LANGUAGES, MAPPING, TIE, divided, symbols, voice_for
from pipeline.engines.kokoro_weights import Weights
from pipeline.engines.protocol import SpeechRequest, Spoken
from pipeline.engines.request_threads import RequestThreads, ThreadedEngine
from pipeline.engines.shaping import faded, levelled, side_by_side
from pipeline.engines.tempo import at_pace
from pipeline.language.pace import HUMAN

USUAL_LEVEL_DB = -23.0
MOST_SYMBOLS = 510
_SHAPING = 1  # to be raised with every change of what a take sounds like
_SLOWEST, _FASTEST = 0.5, 2.0
"""What the network is asked for; the rest is made of its sound."""

_JITTER = 0.03
_SILENT_PIECE_S = 0.05


def kokoro_identity(weights: Weights) -> EngineIdentity:
    """What pins this engine but for the styles, which are in the keys of who speaks with them."""
    parts = (
        f"{fingerprint([weights.network])}, {RUNTIME}, {espeak_pinned()}, "
        f"symbols {MAPPING} {digest(dict(weights.vocabulary))[:8]}, shaping {_SHAPING}"
    )
    return EngineIdentity(name="kokoro", weights=parts, sample_rate_hz=SAMPLE_RATE_HZ)


def kokoro_capabilities(weights: Weights) -> EngineCapabilities:
    """What it can do with the styles that are there."""
    return EngineCapabilities(
        clones=False,
        timbres=weights.digests,
        descriptions=False,
        wordless_clips=False,
        styles=(),
        phonemes="espeak",
        phrase_ends=".!?,;:—…",
        languages=LANGUAGES,
        only_these=True,
        pace=HUMAN,
        throughput=1.5,  # on two cores: 1.4 of their seconds for one of sound, by benchmarks/kokoro.py
        varies=False,  # another seed is another pace, and no pace says words that the other left out
        proof="off",  # asked again it says the same, and the limits of readers are not set for it yet
        bits=16,
        checkpoint=True,
    )


class KokoroEngine(ThreadedEngine):
    """The engine, started: the network in memory, espeak-ng in a process, `jobs` threads (None: one a core)."""

    def __init__(self, weights: Weights, jobs: int | None = None) -> None:
        self.identity, self.capabilities = kokoro_identity(weights), kokoro_capabilities(weights)
        self._weights = weights
        self._network = KokoroNetwork(weights.network)
        self._phonemes, self._asking = EspeakProcess(), threading.Lock()
        self._closed = threading.Event()
        count = max(1, jobs if jobs is not None else usable_cores())
        self._threads = RequestThreads(count, self._speak, "Kokoro")
        self.capacity = self._threads.capacity

    def close(self) -> None:
        """Stop; requests in flight are dropped at the end of the part that is being spoken."""
        self._threads.close(self._stop)
        self._phonemes.close()

    def _stop(self) -> None:
        self._closed.set()
        self._phonemes.kill()

    def _speak(self, request: SpeechRequest) -> Spoken:
        segment, styled = request.segment, request.voice.styled
        assert styled is not None
        seed = segment.seed if request.seed is None else request.seed
        speed = request.voice.speed * segment.speed * _reading(seed)
        try:
            said = self._symbols([piece.spoken for piece in segment.pieces], segment.language, styled)
            pieces = [self._sound(part, styled, speed) for part in said]
        except EngineError as error:
            raise EngineError(f"segment {segment.id}: {error.message}", error.remedy) from error
        if not any(map(_heard, said)) and any(map(str.isalnum, segment.spoken)):
            raise EngineError(
                f"segment {segment.id}: Kokoro knows no sound of it",
                "Give the line other words with `retake --say`.",
            )
        audio, bounds = side_by_side(pieces)
        audio = levelled(audio, SAMPLE_RATE_HZ, USUAL_LEVEL_DB)
        options = {"blend": styled.blend, "speed": round(speed, 4), "symbols": sum(map(len, said))}
        return Spoken(request, audio, bounds, Attempt(seed=seed, options=options))

    def _symbols(self, texts: Sequence[str], language: str, styled: StyledVoice) -> list[str]:
        voice = voice_for(language, accent_of(styled))
        with self._asking:
            said = symbols(texts, voice, lambda name, words: self._phonemes.phonemes(name, words, tie=TIE))
        known = self._weights.vocabulary
        return ["".join(symbol for symbol in text if symbol in known).strip() for text in said]

    def _sound(self, said: str, styled: StyledVoice, speed: float) -> Audio:
        """The sound of one piece, from just before its first to just after its last audible moment."""
        sounds = [self._part(part, styled, speed) for part in divided(said, MOST_SYMBOLS) if _heard(part)]
        return np.concatenate(sounds) if sounds else np.zeros(round(_SILENT_PIECE_S * SAMPLE_RATE_HZ), np.float32)

    def _part(self, said: str, styled: StyledVoice, speed: float) -> Audio:
        if self._closed.is_set():
            raise EngineError("Kokoro was closed")
        tokens = [self._weights.vocabulary[symbol] for symbol in said]
        asked = min(max(speed, _SLOWEST), _FASTEST) if self._network.has_pace else 1.0
        audio = self._network.speak(tokens, self._style(styled, len(tokens)), asked)
        first, last = trimmed_ends(audio, SAMPLE_RATE_HZ)
        return faded(at_pace(audio[first:last], SAMPLE_RATE_HZ, speed / asked), SAMPLE_RATE_HZ)

    def _style(self, styled: StyledVoice, count: int) -> npt.NDArray[np.float32]:
        """The blend's row (256,) for `count` symbols."""
        mixed = np.zeros(1, np.float64)
        for name, share in sorted(styled.blend.items()):
            rows = self._weights.styles[name]
            mixed = mixed + share * rows[min(count, len(rows)) - 1].astype(np.float64)
        return mixed.astype(np.float32)


def _heard(said: str) -> bool:
    """Whether symbols are more than marks, of which the network would make a noise."""
    return any(map(str.isalpha, said))


def _reading(seed: int) -> float:
    """A factor for the pace, from a seed."""
    return 1.0 if seed == 0 else 1 - _JITTER + 2 * _JITTER * (int(digest(seed), 16) % 1001) / 1000
