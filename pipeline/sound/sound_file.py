"""Write a sound to a file in the format that its suffix names."""

from __future__ import annotations

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
    container, coder, bit_rate = _CODERS[suffix]
    argv = ["-f", "f32le", "-ar", str(rate_hz), "-ac", "1", "-i", "pipe:0", "-c:a", coder, "-b:a", bit_rate]
    with finished_file(path) as part:
        run([*argv, "-f", container, file_argument(part)], stdin=np.ascontiguousarray(audio, "<f4").tobytes())
