"""The only module that runs ffmpeg.

Graphs are built with ffmpeg-python (`argv_of` compiles them), or written as argument lists; `run`, `pcm_blocks` and
`PcmWriter` run them. No shell, no terminal input, no protocols but files and pipes, a time limit, and the last of
ffmpeg's standard error kept for the error message.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from manifests.errors import FfmpegError, InputError
from pipeline.sound.ffmpeg_binary import Ffmpeg, find_ffmpeg, forget_ffmpeg, parent_death_wrapper

__all__ = [
    "BITEXACT",
    "Ffmpeg",
    "FfmpegResult",
    "PcmWriter",
    "StreamFacts",
    "argv_of",
    "decode_mono",
    "file_argument",
    "find_ffmpeg",
    "finished_file",
    "pcm_blocks",
    "pcm_reader",
    "probe_audio",
    "run",
]

log = logging.getLogger(__name__)

BITEXACT: dict[str, str] = {"fflags": "+bitexact", "flags:a": "+bitexact"}
"""Output options (for ffmpeg-python) that keep versions and timestamps out of a file: same input, same bytes."""

FORMATS_FROM_PEOPLE = "wav,flac,mp3,mov,ogg,aac,aiff,w64,caf,matroska"
"""Demuxers allowed for the user's files: sound, and nothing that opens further files (playlists, concat)."""

MOST_STDERR = 16_000
_LAST_WORDS_S = 5.0
BLOCK_FRAMES = 1 << 17

Frames = npt.NDArray[np.float32]
"""A block of sound: (frames, channels), float32."""


@dataclass(frozen=True, slots=True)
class FfmpegResult:
    """Output of an ffmpeg run: its standard output, and the last 16,000 bytes of its standard error."""

    stdout: bytes
    stderr: str


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """The first audio stream of a file, as ffmpeg reads it."""

    codec: str
    rate_hz: int
    channels: int


def file_argument(path: Path | str) -> str:
    """`path` as an ffmpeg argument: a name with a leading dash or a colon is still taken as a file name."""
    return f"file:{Path(path).absolute()}"


@contextlib.contextmanager
def finished_file(path: Path) -> Generator[Path, None, None]:
    """Yield a temporary name beside `path` for ffmpeg to write; it is renamed to `path` when the block succeeds.

    The name gives ffmpeg no format: state it with `-f`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("r+b") as file:  # Windows flushes only writable files
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def argv_of(stream: Any) -> list[str]:
    """Compile an ffmpeg-python output (or a merged set of outputs) to arguments for `run`."""
    arguments = [str(argument) for argument in stream.get_args()]
    return [argument for argument in arguments if argument != "-y"]


def run(
    argv: Sequence[str],
    *,
    stdin: bytes | Iterable[bytes] | None = None,
    timeout_s: float = 3600,
    loglevel: str = "warning",
) -> FfmpegResult:
    """Run ffmpeg with `argv` (inputs, filters, outputs; global options are ours) to its end.

    `stdin` is what `pipe:0` reads. Raises FfmpegError when ffmpeg is missing, exits with an error, or runs longer
    than `timeout_s`.
    """
    process = _Process(argv, loglevel=loglevel, stdin=stdin is not None)
    chunks = (stdin,) if isinstance(stdin, bytes) else stdin
    with process, process.limit(timeout_s), ThreadPoolExecutor(1, "ffmpeg-stdin") as helper:
        fed = helper.submit(_feed, process.stdin, chunks) if chunks is not None else None
        stdout = process.stdout.read()
        process.finish()
        if fed is not None:
            fed.result()
    return FfmpegResult(stdout, process.said())


def pcm_blocks(
    argv: Sequence[str],
    *,
    channels: int,
    block_frames: int = BLOCK_FRAMES,
    stall_s: float = 300,
    loglevel: str = "error",
) -> Generator[Frames, None, str]:
    """Yield the sound that ffmpeg writes as `f32le` to `pipe:1`, in blocks (frames, channels) of `block_frames` frames.

    Only the last block may be shorter. The generator returns ffmpeg's standard error, for filters that measure (with
    `loglevel` info). Closing it early ends ffmpeg, as does the end of the thread that started it. Raises FfmpegError
    when ffmpeg fails, or gives nothing for `stall_s` seconds.
    """
    size = block_frames * channels * 4
    with _Process(argv, loglevel=loglevel) as process:
        while True:
            with process.limit(stall_s):
                data = process.stdout.read(size)
            if data:
                yield np.frombuffer(data, dtype="<f4").reshape(-1, channels)
            if len(data) < size:
                break
        with process.limit(stall_s):
            process.finish()
        return process.said()


def pcm_reader(
    path: Path,
    *,
    channels: int,
    rate_hz: int | None = None,
    seconds: float | None = None,
    block_frames: int = BLOCK_FRAMES,
) -> Generator[Frames, None, str]:
    """Yield the sound of a file in blocks (frames, channels); `seconds` ends it early, `rate_hz` resamples it."""
    argv = ["-format_whitelist", FORMATS_FROM_PEOPLE, "-i", file_argument(path), "-map", "0:a:0"]
    if seconds is not None:
        argv += ["-t", f"{seconds:.6f}"]
    if rate_hz is not None:
        argv += ["-af", f"aresample={rate_hz}:resampler=soxr"]
    argv += ["-ac", str(channels), "-f", "f32le", "pipe:1"]
    return pcm_blocks(argv, channels=channels, block_frames=block_frames)


class PcmWriter:
    """Pipes sound into an encoding ffmpeg: `argv` reads `pipe:0` and states its format and rate.

    A context manager: a normal exit waits for the encoder to finish, an exception kills it. With a temporary output
    name, nothing incomplete is left under a final one. Write and exit in the thread that created it.
    """

    def __init__(self, argv: Sequence[str], *, stall_s: float = 300) -> None:
        self._process = _Process(argv, loglevel="warning", stdin=True, stdout=False)
        self._stall_s = stall_s

    def write(self, samples: npt.NDArray[Any] | bytes) -> None:
        """Write samples in the encoder's input format; blocks while the encoder is busy."""
        data = samples if isinstance(samples, bytes) else np.ascontiguousarray(samples).data.cast("B")
        with self._process.limit(self._stall_s):
            try:
                self._process.stdin.write(data)
            except BrokenPipeError:
                self._process.finish()
                raise FfmpegError(
                    "ffmpeg stopped reading before the sound's end", stderr=self._process.said()
                ) from None

    def __enter__(self) -> PcmWriter:
        self._process.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                with self._process.limit(self._stall_s):
                    self._process.finish()
        finally:
            self._process.__exit__(kind, *rest)


def probe_audio(path: Path) -> StreamFacts:
    """Return ffmpeg's view of the first audio stream of `path`; raises InputError where there is none.

    Reads the head of a `framecrc` table, which is `#name stream: value` lines whatever else the file holds.
    """
    argv = ["-format_whitelist", FORMATS_FROM_PEOPLE, "-i", file_argument(path), "-map", "0:a:0", "-c", "copy"]
    try:
        table = run([*argv, "-t", "0", "-f", "framecrc", "pipe:1"], timeout_s=60).stdout.decode("utf-8", "replace")
    except FfmpegError as error:
        if not error.code or error.code < 0:
            raise
        raise InputError("holds no sound that ffmpeg can read", path=path) from error
    told = dict(re.findall(r"^#(\w+) 0: (.*)$", table, re.MULTILINE))
    if told.get("media_type") != "audio" or not told.get("sample_rate", "").isdigit():
        raise InputError("holds no sound that ffmpeg can read", path=path)
    return StreamFacts(told["codec_id"], int(told["sample_rate"]), _channels(told.get("channel_layout_name", "")))


def _channels(layout: str) -> int:
    """Number of channels in an ffmpeg channel layout: `mono`, `5.1(side)`, `7 channels`."""
    named = {"mono": 1, "stereo": 2, "downmix": 2, "quad": 4, "hexagonal": 6, "octagonal": 8, "hexadecagonal": 16}
    word = layout.split("(")[0].strip()
    if word in named:
        return named[word]
    digits = re.match(r"(\d+)(?: channels)?$", word)
    return int(digits[1]) if digits else sum(map(int, re.findall(r"\d", word))) or 2


def decode_mono(path: Path, *, longest_s: float = 120) -> tuple[npt.NDArray[np.float32], int]:
    """Read a short recording, mixed down to mono: ((samples,) float32, rate in Hz).

    Tries libsndfile, then ffmpeg. Nothing after `longest_s` seconds is read. Raises InputError for a file that neither
    can read.
    """
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            frames = file.read(int(longest_s * file.samplerate), dtype="float32", always_2d=True)
            return np.ascontiguousarray(frames.mean(axis=1, dtype=np.float32)), int(file.samplerate)
    except soundfile.LibsndfileError:
        if not path.is_file():
            raise InputError("is no file", path=path) from None
    facts = probe_audio(path)
    try:
        blocks = list(pcm_reader(path, channels=1, seconds=longest_s))
    except FfmpegError as error:
        if not error.code or error.code < 0:
            raise
        raise InputError("cannot be decoded", path=path, remedy="Give it as WAV or FLAC.") from error
    mono = np.concatenate(blocks)[:, 0] if blocks else np.zeros(0, np.float32)
    return mono, facts.rate_hz


class _Process:
    """A running ffmpeg: its pipes, the tail of its standard error, and its exit."""

    def __init__(self, argv: Sequence[str], *, loglevel: str, stdin: bool = False, stdout: bool = True) -> None:
        ffmpeg = find_ffmpeg()
        self.argv = [ffmpeg.path, "-nostdin", "-hide_banner", "-y", "-nostats", "-loglevel", loglevel, *_guarded(argv)]
        self._tail = b""
        self._late = False
        pipe = subprocess.PIPE
        try:
            self._popen = subprocess.Popen(
                [*parent_death_wrapper(), *self.argv],
                stdin=pipe if stdin else subprocess.DEVNULL,
                stdout=pipe if stdout else subprocess.DEVNULL,
                stderr=pipe,
                env={**os.environ, "LC_ALL": "C"},
                process_group=0,  # keep Ctrl-C from reaching it: we end it ourselves
            )
        except OSError as error:
            forget_ffmpeg()
            raise FfmpegError(f"ffmpeg cannot be started ({error.strerror})", argv=self.argv) from error
        self._listener = threading.Thread(target=self._listen, name="ffmpeg-stderr", daemon=True)
        self._listener.start()

    @property
    def stdin(self) -> IO[bytes]:
        assert self._popen.stdin is not None
        return self._popen.stdin

    @property
    def stdout(self) -> IO[bytes]:
        assert self._popen.stdout is not None
        return self._popen.stdout

    def said(self) -> str:
        """Tail of its standard error."""
        return self._tail.decode("utf-8", "replace")

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Generator[None, None, None]:
        """Kill it when the block takes longer than `seconds`; `finish` then reports that."""
        timer = threading.Timer(seconds, self._kill_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def finish(self) -> None:
        """Close its input and wait for it to exit; raises FfmpegError unless it succeeded."""
        if self._popen.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.close()
        code = self._popen.wait()
        self._listener.join(_LAST_WORDS_S)
        if code == 0:
            return
        if self._late:
            what, remedy = "ffmpeg took too long and was stopped", "Try again on a machine that is less busy."
        elif code < 0:
            what, remedy = f"ffmpeg was ended by signal {-code}", "Try again; when it recurs, look at the free memory."
        else:
            what, remedy = f"ffmpeg ended with code {code}", "Look at the free disk space and at the message above."
        raise FfmpegError(what, argv=self.argv, code=code, stderr=self.said(), remedy=remedy)

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *_: object) -> None:
        if self._popen.poll() is None:
            self._popen.kill()
        # Input first: where `ffmpeg` is a script, its child then exits too, and releases the other pipes.
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._popen.wait()
        self._listener.join(_LAST_WORDS_S)
        if self._popen.stderr is not None and not self._listener.is_alive():
            self._popen.stderr.close()

    def _kill_late(self) -> None:
        self._late = True
        self._popen.kill()

    def _listen(self) -> None:
        assert self._popen.stderr is not None
        # Bypass the buffered reader: its lock, held by this thread at interpreter shutdown, would abort the process.
        while data := os.read(self._popen.stderr.fileno(), 4096):
            self._tail = (self._tail + data)[-MOST_STDERR:]


def _feed(pipe: IO[bytes], chunks: Iterable[bytes]) -> None:
    """Write a run's input while its output is read; a broken pipe is explained by the process's exit."""
    with contextlib.suppress(BrokenPipeError), pipe:
        for chunk in chunks:
            pipe.write(chunk)


def _guarded(argv: Sequence[str]) -> list[str]:
    """Restrict each input of `argv` to files and pipes: the option applies to the input that follows it."""
    guarded: list[str] = []
    for argument in argv:
        if argument == "-i":
            guarded += ["-protocol_whitelist", "file,pipe"]
        guarded.append(argument)
    return guarded
