"""VoxCPM as an engine: many segments at once, each carrying on from what its voice said before.

    request ─▶ prompt (voxcpm_prompts.py): anchor, then the last takes of the chain as latents
            ─▶ a slot of the batch ─▶ patches ─▶ sound ─▶ pace, ends trimmed, pieces found ─▶ Spoken

The networks are the `model` package's; this file tells them what a segment is.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import torch

from manifests.errors import BookcastError, EngineError, InputError
from manifests.plan import EngineIdentity
from manifests.take import Attempt
from manifests.voice import ClipVoice, DesignedVoice, Voice
from model import VoxCPM as Network
from model.batching import Batch, Finished, Job
from model.checkpoint import COPIED_FILES, MAIN_FILES, VAE_FILES, find_weights
from model.config import load_config
from model.decoding import context_patches
from model.errors import CheckpointError, ClipError, ConfigError, ModelError, PromptError
from model.flow import Guidance
from model.generation import Limits
from model.hub import PUBLIC_NAMES, locate
from pipeline.engines.checkpoint_fingerprint import fingerprint
from pipeline.engines.cutting import cut_pieces, trimmed_ends
from pipeline.engines.protocol import SpeechRequest, Spoken
from pipeline.engines.tempo import at_pace
from pipeline.engines.voxcpm_prompts import Prompting
from pipeline.language.pace import speech_s

log = logging.getLogger(__name__)

GUIDANCE = Guidance()
"""What is usual: ten steps, a guidance of 2."""

LIMITS = Limits()

SLOTS = {"cpu": 8, "cuda": 64, "mps": 4}
"""Sequences at once on each kind of device, unless a number was asked for."""

POSITIONS = 2048
"""Room of a slot: a clip of 30 s, a context of 20 s and the longest segment take about 1,500 positions."""


def hindrance(model: str | Path | None, *, gpu: bool = False) -> str:
    """Why no checkpoint can be used here, in words; empty where one can. With `gpu` a CPU alone is a hindrance."""
    if gpu and _device() == "cpu":
        return "there is no GPU"
    if model is not None and not Path(model).expanduser().is_dir() and str(model) in (*PUBLIC_NAMES, *_REPOSITORIES):
        return ""
    try:
        _files(_folder(model))
    except InputError as error:
        return f"{error.message} ({error.remedy})" if error.remedy else error.message
    return ""


def voxcpm_identity(model: str | Path | None) -> EngineIdentity:
    """What pins this engine: the checkpoint's files, and how it is sampled. Raises InputError."""
    folder = _folder(model)
    files = _files(folder)
    with _translated_errors(model):
        config = load_config(folder / "config.json")
    weights = f"{fingerprint(files)}, {GUIDANCE.steps} steps, guidance {GUIDANCE.strength:g}"
    return EngineIdentity(
        name="voxcpm", weights=weights, sample_rate_hz=config.audiovae.out_sample_rate, uses_context=True
    )


class VoxCPMEngine:
    """The engine, started: a checkpoint in memory and a batch of slots. `slots` None: by the device."""

    varies = True

    def __init__(self, model: str | Path | None, *, slots: int | None = None) -> None:
        self.identity = voxcpm_identity(model)
        device = _device()
        with _translated_errors(model):
            self._network = Network.load(_folder(model), device=device)
            self._prompting = Prompting(self._network, positions=POSITIONS, limits=LIMITS)
            self._batch = Batch(self._network, slots=slots or SLOTS[device.split(":")[0]], positions=POSITIONS)
        # One more round of requests than slots, so that a slot that falls free is filled at once.
        self.capacity = 2 * self._batch.slots
        self._asked: dict[str, SpeechRequest] = {}
        self._count = 0
        self._failed: list[Finished] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, request: SpeechRequest) -> None:
        """Begin on a request; raises InputError for a clip or a text that this model cannot take."""
        segment = request.segment
        self._count += 1
        name = f"{segment.id}#{self._count}"
        guidance = GUIDANCE if request.guidance is None else Guidance(steps=GUIDANCE.steps, strength=request.guidance)
        with _request_errors(request):
            request, prompt, sequence = self._prompting.fitted(request)
            job = Job(
                key=name,
                sequence=sequence,
                seed=_seed(request),
                guidance=guidance,
                limits=LIMITS,
                context=context_patches(prompt.latents, 3 if self._network.config.is_second else 2),
                lora=self._lora(request.voice),
            )
            self._batch.submit(job)
        self._asked[name] = request

    def collect(self) -> list[Spoken]:
        """Wait until at least one request is finished; raises EngineError where the device or the network fails."""
        if not self._asked:
            raise EngineError("VoxCPM was asked for takes that nobody ordered")
        if not self._failed:
            try:
                ended = self._batch.collect()
            except ModelError as error:
                raise EngineError(f"VoxCPM: {error}", "Render again: what was spoken is kept.") from error
            self._failed = [one for one in ended if one.error is not None]
            if good := [self._spoken(one) for one in ended if one.error is None]:
                # What is finished is handed out first; a failure is raised by the next call.
                return good
        failed = self._failed.pop()
        segment = self._asked.pop(failed.key).segment
        raise EngineError(f"segment {segment.id}: {failed.error}", "Give it another seed: `retake --line … --seed 1`.")

    def close(self) -> None:
        """Drop what is in flight, and the network with its memory. A closed engine cannot be asked again."""
        self._asked.clear()
        self._failed.clear()
        if self._closed:
            return
        self._closed = True
        self._batch.close()
        for part in (self._network.network, self._network.vae):
            # Who still holds a part of it (a traceback does) holds no weights.
            part.to("meta")
        del self._batch, self._prompting, self._network
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    @property
    def load(self) -> tuple[int, int]:
        """Slots in use, and slots there are."""
        return self._batch.in_flight, self._batch.slots

    def _spoken(self, finished: Finished) -> Spoken:
        request = self._asked.pop(finished.key)
        segment, speech = request.segment, finished.speech
        sound = speech.sound.clamp(-1, 1).numpy()
        first, last = trimmed_ends(sound, speech.rate_hz)
        sound = at_pace(sound[first:last], speech.rate_hz, segment.speed * request.voice.speed)
        pieces = cut_pieces(
            sound, speech.rate_hz, [speech_s(piece.spoken, segment.language) for piece in segment.pieces]
        )
        options: dict[str, Any] = {
            "guidance": GUIDANCE.strength if request.guidance is None else request.guidance,
            "steps": GUIDANCE.steps,
            "context": len(request.context),
            "patches": len(speech.latents),
            "stopped": speech.stopped,
            "overlong": speech.overlong,
        }
        return Spoken(request, sound, pieces, Attempt(seed=speech.seed, options=options), speech.latents.numpy())

    def _lora(self, voice: Voice) -> str | None:
        """The name of the voice's adapters, loaded when they are first asked for."""
        folder = voice.source.lora if isinstance(voice.source, ClipVoice | DesignedVoice) else None
        if folder is not None and folder not in self._network.loras:
            self._network.load_lora(Path(folder), folder)
        return folder


def _seed(request: SpeechRequest) -> int:
    return request.segment.seed if request.seed is None else request.seed


# --- checkpoints and their errors --------------------------------------------------------------------------------

_REPOSITORIES = tuple(PUBLIC_NAMES.values())


def _device() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def device_name() -> str:
    """What an engine here fills: `cpu`, `mps`, or a GPU by the number or name that makes it the first visible one."""
    device = _device()
    if device != "cuda":
        return device
    visible = os.environ.get("CUDA_VISIBLE_DEVICES") or os.environ.get("HIP_VISIBLE_DEVICES") or "0"
    return f"cuda-{visible.partition(',')[0].strip()}"


def _folder(model: str | Path | None) -> Path:
    """The checkpoint's folder: the one asked for, else the newest public one in the local cache. Raises InputError."""
    if model is not None:
        with _translated_errors(model):
            return locate(model)
    for name in reversed(PUBLIC_NAMES):
        try:
            return locate(name, offline=True)
        except CheckpointError:
            continue
    raise InputError(
        "no checkpoint is in the local cache",
        path="--model",
        remedy="Give a folder or a public name, such as --model VoxCPM2.",
    )


def _files(folder: Path) -> list[Path]:
    """All that a checkpoint speaks with. Raises InputError where something is missing."""
    with _translated_errors(folder):
        weights = [find_weights(folder, names) for names in (MAIN_FILES, VAE_FILES)]
    words = [folder / name for name in COPIED_FILES if (folder / name).is_file()]
    missing = [name for name in ("config.json", "tokenizer.json") if not (folder / name).is_file()]
    if missing:
        raise InputError(
            f"the checkpoint lacks {' and '.join(missing)}", path=folder, remedy="Download it again, all files of it."
        )
    return [*weights, *words]


@contextmanager
def _translated_errors(model: str | Path | None) -> Iterator[None]:
    """The model's errors about a checkpoint as ours."""
    try:
        yield
    except (CheckpointError, ConfigError) as error:
        raise InputError(str(error), path=model or "the checkpoint", place="--model") from error
    except ModelError as error:
        raise EngineError(f"VoxCPM: {error}") from error


@contextmanager
def _request_errors(request: SpeechRequest) -> Iterator[None]:
    """The model's errors about one segment as ours."""
    try:
        yield
    except ClipError as error:
        clip = request.voice.source.audio if isinstance(request.voice.source, ClipVoice) else request.voice.name
        raise InputError(
            str(error), path=clip, place=f"voices.{request.voice.name}", remedy="Give another recording."
        ) from error
    except PromptError as error:
        raise EngineError(
            f"segment {request.segment.id}: {error}", "Give the line other words with `retake --say`."
        ) from error
    except BookcastError:
        raise
    except ModelError as error:
        raise EngineError(f"segment {request.segment.id}: {error}") from error
