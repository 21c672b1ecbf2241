"""Sound files that people give: read whole once, to know that they can be, how loud and how long they are."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from manifests.errors import InputError
from manifests.files import digest, is_special
from manifests.roots import check_allowed
from pipeline.sound.ffmpeg import PcmWriter, file_argument, find_ffmpeg, finished_file
from pipeline.sound.levels import Floats, LevelMeter

SHORTEST_S = 0.05
SILENT_DB = -80.0
_BLOCK = 1 << 16
_KINDS = "WAV, FLAC, MP3, Ogg or AIFF"


@dataclass(frozen=True, slots=True)
class SoundSource:
    """A sound file as it was read: its bytes' SHA-256, its length, the RMS of what is heard in it, its sample peak."""

    path: Path
    sha256: str
    seconds: float
    level_db: float
    peak_db: float


def sound_source(path: Path) -> SoundSource:
    """Read the file at `path`; raises InputError where it is missing, no sound, damaged, silent or next to nothing."""
    check_allowed(path)
    if is_special(path) or not path.is_file():
        raise InputError("the sound is not there", path=path, remedy="Check its name in the table of sounds.")
    facts = path.stat()
    return _read(path, facts.st_size, facts.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _read(path: Path, _size: int, _changed_ns: int) -> SoundSource:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        with soundfile.SoundFile(path) as sound:
            meter, rate, expected = LevelMeter(sound.samplerate), sound.samplerate, sound.frames
            for block in _mono(sound):
                meter.add(block[:, None])
    except (soundfile.LibsndfileError, OSError) as error:
        remedy = f"Save it anew, as {_KINDS}."
        raise InputError("is no sound that can be read, or a damaged one", path=path, remedy=remedy) from error
    levels = meter.levels()
    if levels.samples < expected or not np.isfinite(levels.energy).all():
        raise InputError(
            f"is damaged: {levels.seconds:.2f} s of {expected / rate:.2f} s can be read",
            path=path,
            remedy="Save it anew.",
        )
    if levels.seconds < SHORTEST_S:
        raise InputError(
            f"is too short: {levels.seconds:.3f} s", path=path, remedy=f"Give one of at least {SHORTEST_S:g} s."
        )
    if levels.peak_db < SILENT_DB:
        raise InputError("is silent", path=path, remedy="Give one in which something is heard.")
    return SoundSource(path, sha256, levels.seconds, round(levels.speech_db, 3), round(levels.peak_db, 3))


def conformed_key(source: SoundSource, rate_hz: int) -> str:
    """Key of a source's sound at a rate."""
    return digest([source.sha256, rate_hz, find_ffmpeg().identity])


def conform(source: SoundSource, rate_hz: int, folder: Path) -> Path:
    """The source as a mono FLAC of 24 bits at `rate_hz` in `folder`, under its key; made where it is not there."""
    to = folder / f"{conformed_key(source, rate_hz)}.flac"
    if not to.exists():
        with soundfile.SoundFile(source.path) as sound, finished_file(to) as part:
            argv = ["-f", "f32le", "-ar", str(sound.samplerate), "-ac", "1", "-i", "pipe:0"]
            argv += ["-af", f"aresample={rate_hz}:resampler=soxr", "-map_metadata", "-1", "-fflags", "+bitexact"]
            argv += ["-c:a", "flac", "-sample_fmt", "s32", "-bits_per_raw_sample", "24", "-f", "flac"]
            with PcmWriter([*argv, file_argument(part)]) as writer:
                for block in _mono(sound):
                    writer.write(block)
    return to


def _mono(sound: soundfile.SoundFile) -> Iterator[Floats]:
    """The sound in blocks of (samples,), its channels mixed down."""
    for block in sound.blocks(_BLOCK, dtype="float32", always_2d=True):
        yield np.ascontiguousarray(block.mean(axis=1, dtype=np.float32))
