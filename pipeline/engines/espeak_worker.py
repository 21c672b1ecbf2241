"""espeak-ng by ctypes, and the worker: a program of its own that speaks each take in a fresh process.

espeak-ng carries state from one utterance to the next, so that the same sentence sounds different the second time.
Here every take is spoken by a process that has initialised the library and spoken nothing. The program is this file,
run as a script with nothing imported but the standard library:

    python -I -S espeak_worker.py LIBRARY DATA_FOLDER METHOD        started with the data folder as its working folder

It reads one JSON request a line from stdin, and answers each on stdout with four bytes of length (big-endian), one
line of JSON, and the sound of all pieces, mono, 16 bits, in the machine's byte order. Its first answer tells the
sample rate. It ends when its stdin closes, so it never outlives whoever started it.

With the METHOD `fork` it has each request answered by a child that it forks, which takes a millisecond or two. With
`spawn`, where there is no fork (Windows), it answers one request itself and ends: whoever asks starts it for each take.

The functions and constants are those of espeak-ng's public header, speak_lib.h.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import struct
import sys
import threading
from typing import Any, BinaryIO

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: sound goes to the callback before espeak_Synth returns
_BUFFER_MS = 500
_UTF8 = 1  # espeakCHARS_UTF8, without SSML: text is text
_PHONEMES = 0x100  # espeakPHONEMES: what stands in [[…]] are phonemes
_IPA = 2  # of espeak_TextToPhonemes: answer in IPA
_TIED = 1 << 7  # and the character of bits 8 to 23 between the letters of one phoneme
_CHARACTER_POSITION = 1  # POS_CHARACTER
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
# The loudest variants clip inside the library at its usual 100; what is lost in level is given back in float.
_QUIET = 20
_DIES_WITH_PARENT = 1  # Linux's PR_SET_PDEATHSIG


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The library, initialised. Raises OSError where it cannot be loaded or does not find its data."""

    def __init__(self, library: str, data_folder: str) -> None:
        self._lib = ctypes.CDLL(library)
        self._lib.espeak_Synth.argtypes = (
            ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
            ctypes.c_void_p, ctypes.c_void_p,
        )  # fmt: skip
        self._sound = bytearray()
        self._callback = _Callback(self._heard)
        # Bit 15: say so by the return value, do not end the process.
        rate = self._lib.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data_folder.encode(), 1 << 15)
        if rate <= 0:
            raise OSError(f"espeak-ng did not accept its data ({rate})")
        self.sample_rate_hz: int = rate
        self._lib.espeak_SetSynthCallback(self._callback)

    def _heard(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, 2 * count)
        return 0

    def speak(self, request: dict[str, Any]) -> list[bytes]:
        """The sound of each piece. Raises ValueError where the voice is unknown."""
        if self._lib.espeak_SetVoiceByName(request["voice"].encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {request['voice']}")
        settings = ((_RATE, "rate_wpm"), (_PITCH, "pitch"), (_RANGE, "range"))
        for parameter, name in settings:
            self._lib.espeak_SetParameter(parameter, request[name], 0)
        self._lib.espeak_SetParameter(_VOLUME, _QUIET, 0)
        # Some variants breathe with random noise, from a source that the library seeds with the clock.
        self._lib.espeak_ng_SetRandSeed(ctypes.c_long(request["seed"]))
        pieces = []
        for text in request["pieces"]:
            self._sound.clear()
            data = text.encode("utf-8", "replace")
            flags = _UTF8 | (_PHONEMES if "[[" in text else 0)
            error = self._lib.espeak_Synth(data, len(data) + 1, 0, _CHARACTER_POSITION, 0, flags, None, None)
            if error:
                raise ValueError(f"espeak-ng refused a piece (error {error})")
            pieces.append(bytes(self._sound))
        return pieces

    def phonemes(self, texts: list[str], tie: str = "") -> list[str]:
        """How the voice that was set last would say each text, in IPA; `tie` binds the letters of one phoneme."""
        mode = _IPA | (_TIED | ord(tie) << 8 if tie else 0)
        to_phonemes = self._lib.espeak_TextToPhonemes
        to_phonemes.restype = ctypes.c_char_p
        to_phonemes.argtypes = (ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int)
        answers = []
        for text in texts:
            rest = ctypes.c_char_p(text.encode("utf-8", "replace"))
            clauses = []
            while rest.value:  # one clause a call; the pointer moves on, and is null at the end
                clauses.append((to_phonemes(ctypes.byref(rest), _UTF8, mode) or b"").decode("utf-8", "replace"))
            answers.append(" ".join(clauses).strip())
        return answers


def _answer_of_child(espeak: Espeak, request: dict[str, Any], to: int) -> None:
    """In the child: speak and write the answer; never returns."""
    parent = os.getppid()
    signal.alarm(request["timeout_s"])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    answer = _spoken(espeak, request)
    with os.fdopen(to, "wb") as file:
        file.write(answer)
    os._exit(0)


def _spoken(espeak: Espeak, request: dict[str, Any]) -> bytes:
    """The answer to `request`; the library has spoken then, and is not to be used again."""
    try:
        pieces = espeak.speak(request)
        head: dict[str, Any] = {"samples": [len(piece) // 2 for piece in pieces]}
        head |= {"phonemes": espeak.phonemes(request["texts"], request["tie"])} if "texts" in request else {}
    except ValueError as error:
        head, pieces = {"error": str(error)}, []
    return json.dumps(head).encode() + b"\n" + b"".join(pieces)


def _answer_by_fork(espeak: Espeak, request: dict[str, Any]) -> bytes:
    """Fork a child for `request` and wait for what it has to say."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(receive)
            _answer_of_child(espeak, request, send)
        finally:
            os._exit(1)
    os.close(send)
    answer = _read_to_the_end(receive, child)
    os.close(receive)
    _, status = os.waitpid(child, 0)
    if status == 0:
        return answer
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        failure = f"it was not done after {request['timeout_s']} s"
    else:
        failure = f"it ended with status {os.waitstatus_to_exitcode(status)}"
    return json.dumps({"crash": failure}).encode() + b"\n"


def _read_to_the_end(source: int, child: int) -> bytes:
    """All that the child writes; both end at once when nobody is left who could hear it."""
    answer = bytearray()
    events = select.poll()
    events.register(source, select.POLLIN)
    events.register(sys.stdin.fileno(), 0)  # tells only of its end
    while True:
        for file, event in events.poll():
            if file != source:
                # A request that is still to be read does not wake us: only a pipe without a writer does.
                if event & (select.POLLHUP | select.POLLERR):
                    os.kill(child, signal.SIGKILL)
                    os._exit(0)
            elif part := os.read(source, 1 << 16):
                answer += part
            else:
                return bytes(answer)


def _end_with_stdin() -> None:
    """End this process, whatever it is doing, when nobody is left who could hear it."""
    while os.read(sys.stdin.fileno(), 1 << 16):
        pass
    os._exit(0)


def _send(answer: bytes, to: BinaryIO) -> None:
    to.write(struct.pack(">I", len(answer)) + answer)
    to.flush()


def main(library: str, data_folder: str, method: str) -> int:
    """Answer requests until there are no more."""
    # Ctrl-C reaches the whole group: whoever started the worker decides, and closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    try:
        try:
            espeak = Espeak(library, data_folder)
        except OSError as error:
            _send(json.dumps({"error": str(error)}).encode() + b"\n", answers)
            return 1
        _send(json.dumps({"sample_rate_hz": espeak.sample_rate_hz}).encode() + b"\n", answers)
        if method == "fork":
            for line in requests:
                _send(_answer_by_fork(espeak, json.loads(line)), answers)
        elif line := requests.readline():
            threading.Thread(target=_end_with_stdin, daemon=True).start()
            _send(_spoken(espeak, json.loads(line)), answers)
            os._exit(0)  # the thread still waits for stdin, which the interpreter's end would stumble over
    except BrokenPipeError:
        # Nobody listens any more. Leave without the flush at exit, which would fail again.
        os._exit(0)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
