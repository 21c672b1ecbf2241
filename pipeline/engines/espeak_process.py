"""The engine's side of `pipeline.engines.espeak_worker`: start the worker, ask it, start it again when it died."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import logging
import os
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal

import espeakng_loader

from manifests.errors import EngineError
from manifests.libraries import remedy, with_version

log = logging.getLogger(__name__)

_PROGRAM = Path(__file__).with_name("espeak_worker.py")
_START_TIMEOUT_S = 20
_TAKE_TIMEOUT_S = 40  # the slowest takes are done in well under a second
_GRACE_S = 20
_LIBRARY = "espeakng-loader"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a worker is asked to say: espeak-ng's own terms (`range` is how much the pitch moves, 50 is usual)."""

    voice: str
    rate_wpm: int
    pitch: int
    range: int
    seed: int
    pieces: tuple[str, ...]


_ONE_WORD = Utterance("gmw/en", 170, 50, 50, 0, ("one",))


class _GoneError(Exception):
    """The worker's process ended, or no longer answers; the message says how."""


Method = Literal["fork", "spawn"]
"""How a take gets a fresh process: forked by one that is ready, or started for it, which takes longer."""


def method_here() -> Method:
    """The quickest method that this system has."""
    return "fork" if hasattr(os, "fork") else "spawn"


@cache
def espeak_pinned() -> str:
    """What pins espeak-ng: the library's version and bytes. Starts nothing; raises EngineError."""
    library = Path(espeakng_loader.get_library_path())
    try:
        fingerprint = hashlib.sha256(library.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise EngineError(
            f"{library}: the draft voice's library cannot be read ({error.strerror})", remedy(_LIBRARY)
        ) from error
    return f"{_LIBRARY} {importlib.metadata.version(_LIBRARY)}, library {fingerprint}"


class EspeakProcess:
    """One process that speaks one utterance at a time. Only `kill` may be called while another thread uses it."""

    def __init__(self) -> None:
        self.sample_rate_hz = 0
        self._method = method_here()
        self._proven = False
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the process, and have one word said that must be heard. Raises EngineError."""
        try:
            head, sound = self._ask(_ONE_WORD)
        except _GoneError as error:
            self._stop()
            raise EngineError(f"the draft voice could not be started: {error}", remedy(_LIBRARY)) from error
        if "samples" not in head or not any(sound):
            self._stop()
            raise EngineError(
                f"the draft voice is silent: it said nothing when asked for one word ({self._library().parent})",
                remedy(_LIBRARY),
            )
        self._proven = True

    def speak(self, utterance: Utterance) -> list[bytes]:
        """The sound of each piece, 16-bit mono in the machine's byte order.

        A take that crashes or hangs is tried once more, with the worker started again if it died of it; then, or
        where espeak-ng refuses, EngineError.
        """
        failure = ""
        for _ in range(2):
            try:
                self._start_if_needed()
                head, sound = self._ask(utterance)
            except _GoneError as error:
                failure = str(error)
                self._stop()
                continue
            if "error" in head:
                raise EngineError(f"the draft voice cannot speak this: {head['error']}")
            if "samples" in head:
                return _cut(sound, head["samples"])
            failure = head["crash"]
            log.warning("a child of the draft voice failed: %s", failure)
        raise EngineError(f"the draft voice failed twice: {failure}")

    def phonemes(self, voice: str, texts: Sequence[str], *, tie: str = "") -> list[str]:
        """How the voice would say each text, in IPA, the letters of one phoneme bound by `tie`; raises EngineError."""
        try:
            self._start_if_needed()
            # Phonemes in [[…]] are understood from the first piece on that holds some.
            head, _ = self._ask(replace(_ONE_WORD, voice=voice, pieces=("[[_]]",)), texts=list(texts), tie=tie)
        except _GoneError as error:
            self._stop()
            raise EngineError(f"the draft voice failed: {error}") from error
        if "phonemes" not in head:
            raise EngineError(f"the draft voice cannot tell how it says this: {head.get('error') or head['crash']}")
        return [str(one) for one in head["phonemes"]]

    def kill(self) -> None:
        """End the process, whatever it is doing; it is not started again. May be called from any thread."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """End the process and let go of its pipes; only when no other thread speaks."""
        self.kill()
        self._stop()

    def _library(self) -> Path:
        return Path(espeakng_loader.get_library_path())

    def _start_if_needed(self) -> None:
        if not self._proven:
            self.start()

    def _started(self) -> subprocess.Popen[bytes]:
        """The process, after its greeting."""
        library = self._library()
        with self._lock:
            if self._closed:
                raise EngineError("the draft voice was closed")
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed in _stop)
            try:
                # espeak-ng silently fails on data paths of 160 characters and more; "." is short wherever it lies.
                self._process = process = subprocess.Popen(
                    [sys.executable, "-I", "-S", str(_PROGRAM), str(library), ".", self._method],
                    cwd=library.parent,
                    env=_environment(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._complaints,
                )
            except OSError as error:
                self._complaints.close()
                raise EngineError(f"the draft voice could not be started: {error}", remedy(_LIBRARY)) from error
        head, _ = self._receive(process, _START_TIMEOUT_S)
        if "error" in head:
            self._stop()
            why = f"{with_version(_LIBRARY)} cannot be loaded: {head['error']}"
            raise EngineError(f"the draft voice could not be started: {why}", remedy(_LIBRARY))
        self.sample_rate_hz = head["sample_rate_hz"]
        return process

    def _ask(self, utterance: Utterance, **more: Any) -> tuple[dict[str, Any], bytes]:
        request = {name: getattr(utterance, name) for name in Utterance.__slots__}
        request |= {"timeout_s": _TAKE_TIMEOUT_S, **more}
        process = self._process or self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except OSError as error:
            raise _GoneError(self._last_words(process)) from error
        if self._method == "fork":  # where the parent watches over its child
            return self._receive(process, _TAKE_TIMEOUT_S + _GRACE_S)
        answer = self._receive(process, _TAKE_TIMEOUT_S)
        self._end()
        return answer

    def _receive(self, process: subprocess.Popen[bytes], timeout_s: float) -> tuple[dict[str, Any], bytes]:
        """One answer: its head, and the sound behind it. A process that is late is ended."""
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(timeout_s, end)
        timer.daemon = True
        timer.start()
        try:
            (length,) = struct.unpack(">I", self._read(process, 4))
            head, _, sound = self._read(process, length).partition(b"\n")
        except _GoneError:
            if late.is_set():
                raise _GoneError(f"it was not done after {timeout_s:g} s") from None
            raise
        finally:
            timer.cancel()
        return json.loads(head), sound

    def _read(self, process: subprocess.Popen[bytes], count: int) -> bytes:
        assert process.stdout is not None
        data = process.stdout.read(count)
        if len(data) < count:
            raise _GoneError(self._last_words(process))
        return data

    def _last_words(self, process: subprocess.Popen[bytes]) -> str:
        """How the process ended, with the last line that it wrote to stderr."""
        try:
            status = f"ended with status {process.wait(timeout=2)}"
        except subprocess.TimeoutExpired:
            status = "closed its pipe"
        words = ""
        if self._complaints is not None:
            self._complaints.seek(0)
            words = self._complaints.read().decode(errors="replace").strip()
        last = f": {words.splitlines()[-1]}" if words else ""
        return f"its process {status}{last}"

    def _stop(self) -> None:
        """End the process: the next has to prove again that it can be heard."""
        self._proven = False
        self._end()

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            if process is None:
                return
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, self._complaints):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


def _environment() -> dict[str, str]:
    """Ours, without what would make espeak-ng speak otherwise on another machine: its data elsewhere, a locale."""
    ours = {name: value for name, value in os.environ.items() if name not in {"ESPEAK_DATA_PATH", "LANG"}}
    return ours | {"LC_ALL": "C.UTF-8"}


def _cut(sound: bytes, lengths: list[int]) -> list[bytes]:
    """The pieces of `sound`, given their lengths in samples of two bytes."""
    pieces, at = [], 0
    for length in lengths:
        pieces.append(sound[at : at + 2 * length])
        at += 2 * length
    return pieces
