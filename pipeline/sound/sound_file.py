"""Write a sound to a file in the format that its suffix names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from manifests.errors import InputError
from manifests.files import new_file
from manifests.take import Audio
from pipeline.sound.ffmpeg import file_argument, finished_file, run

_CODERS = {
    ".mp3": ("mp3", "libmp3lame", "192k"),
    ".m4a": ("ipod", "aac", "128k"),
    ".opus": ("opus", "libopus", "64k"),
    ".ogg": ("ogg", "libopus", "64k"),
}
_LOSSLESS = {".wav": "WAV", ".flac": "FLAC"}
_BLOCK = 65_536
SUFFIXES = (*_LOSSLESS, *_CODERS)


def check_sound_name(path: Path) -> None:
    """Raise InputError where `path` has no suffix of a format we can write, or is a folder."""
    if path.is_dir():
        raise InputError("is a folder", path=path, remedy="Name the file to write, such as line.wav.")
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            f"{path.suffix or 'a name without an ending'} is no kind of sound that can be written",
            path=path,
            remedy=f"Let the name end in {', '.join(SUFFIXES)}.",
        )


def write_sound(path: Path, audio: Audio, rate_hz: int) -> None:
    """Write mono `audio` (samples,) to `path` atomically: as 16-bit lossless, or encoded by ffmpeg.

    Raises InputError for an unknown suffix.
    """
    check_sound_name(path)
    suffix = path.suffix.lower()
    if suffix in _LOSSLESS:
        with new_file(path) as file:
            soundfile.write(file, audio, rate_hz, subtype="PCM_16", format=_LOSSLESS[suffix])
        return
    source = ["-f", "f32le", "-ar", str(rate_hz), "-ac", "1", "-i", "pipe:0"]
    _encode(source, path, np.ascontiguousarray(audio, "<f4").tobytes())


def convert_sound(lossless: Path, path: Path) -> None:
    """The sound of a file under `path`, as `write_sound` writes it; never whole in memory."""
    check_sound_name(path)
    suffix = path.suffix.lower()
    if suffix not in _LOSSLESS:
        _encode(["-i", file_argument(lossless)], path)
        return
    with soundfile.SoundFile(lossless) as source, new_file(path) as file:
        rate, channels, kind = source.samplerate, source.channels, _LOSSLESS[suffix]
        with soundfile.SoundFile(file, "w", rate, channels, subtype="PCM_16", format=kind) as target:
            for block in source.blocks(_BLOCK, dtype="float32"):
                target.write(block)


def _encode(source: Sequence[str], path: Path, stdin: bytes | None = None) -> None:
    container, coder, bit_rate = _CODERS[path.suffix.lower()]
    with finished_file(path) as part:
        run([*source, "-c:a", coder, "-b:a", bit_rate, "-f", container, file_argument(part)], stdin=stdin)
