"""Reference clips: readable, long enough, audible, clean enough to clone a voice from; their silent edges trimmed.

    file ──soundfile, else the decoder handed in──▶ mono float32 ──▶ checks ──▶ the part that is used, in seconds

A clip that cannot serve is refused; one that will sound worse than it could gets a notice.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from manifests.errors import InputError
from manifests.files import is_special

Sound = npt.NDArray[np.float32]
Decode = Callable[[Path], tuple[Sound, int]]
"""A file's sound as one channel, (samples,) float32 in -1..1, and its rate in Hz; raises InputError."""

SHORTEST_S, LONGEST_S, ENDLESS_S = 3.0, 30.0, 120.0
LEAST_SPEECH_S = 2.0
"""What must be left when the silent edges of a clip of SHORTEST_S are trimmed."""
LOWEST_RATE_HZ = 16_000
_LARGEST_BYTES = 256 * 1024 * 1024
_SILENT_DB, _FAINT_DB = -55.0, -40.0
_KEPT_EDGE_S = 0.05


class UnusableClipError(ValueError):
    """A clip that no voice can be cloned from; `remedy` says what would serve."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class CheckedClip:
    """A clip that can be used: its file's SHA-256, the part without silent edges in seconds, and what to know."""

    sha256: str
    trim_s: tuple[float, float]
    rate_hz: int
    notices: tuple[str, ...] = ()


def check_clip(path: Path, decode: Decode) -> CheckedClip:
    """Read and check the recording at `path`; raises ClipError."""
    data = _bytes_of(path)
    channels, rate = _sound_of(path, data, decode)
    if rate < LOWEST_RATE_HZ:
        raise UnusableClipError(f"has {rate} samples a second, too few for a voice", "Give one of 16,000 Hz or more.")
    if len(channels) >= ENDLESS_S * rate:
        raise UnusableClipError(
            f"is {ENDLESS_S:.0f} s long or longer", f"Cut out {SHORTEST_S:.0f} to {LONGEST_S:.0f} s of it."
        )
    if not np.isfinite(channels).all():
        raise UnusableClipError("holds samples that are no numbers", "Export it again.")
    mono = channels.mean(axis=1, dtype=np.float32)
    start, end = _speech(mono, rate, channels)
    length = (end - start) / rate
    if round(len(mono) / rate, 1) < SHORTEST_S or length < LEAST_SPEECH_S:
        found = f"is {len(mono) / rate:.1f} s long and holds {length:.1f} s of sound"
        raise UnusableClipError(found, f"Give {SHORTEST_S:.0f} to {LONGEST_S:.0f} s of speech.")
    notices = tuple(_notices(channels[start:end], mono[start:end], length))
    trim_s = (round(start / rate, 3), round(end / rate, 3))
    return CheckedClip(hashlib.sha256(data).hexdigest(), trim_s, rate, notices)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnusableClipError("is a folder", "Name the recording in it.")
        if is_special(path):
            raise UnusableClipError("is a pipe or a device, not a file", "Save the recording to a file first.")
        with path.open("rb") as file:
            data = file.read(_LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise UnusableClipError("is not there", "A relative path starts at the cast file's folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnusableClipError(f"cannot be read ({reason})", "Check the path and its rights.") from error
    if not data:
        raise UnusableClipError("is empty", "Record or export it again.")
    if len(data) > _LARGEST_BYTES:
        raise UnusableClipError("is larger than 256 MB", f"Cut out {SHORTEST_S:.0f} to {LONGEST_S:.0f} s of it.")
    return data


def _sound_of(path: Path, data: bytes, decode: Decode) -> tuple[Sound, int]:
    """(samples, channels) and the rate in Hz; no more than ENDLESS_S are read."""
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate = int(file.samplerate)
            if file.channels > 8 or rate > 768_000:
                raise UnusableClipError(
                    f"claims {file.channels} channels at {rate} Hz", "Export it as mono WAV or FLAC."
                )
            sound = file.read(int(ENDLESS_S * rate), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError:
        try:
            mono, rate = decode(path)
        except InputError as error:
            raise UnusableClipError("is no recording that can be decoded", "Give it as WAV, FLAC or MP3.") from error
        sound = mono.reshape(-1, 1)
    if not len(sound):
        raise UnusableClipError("holds no sound at all", "Record or export it again.")
    return sound, rate


def _speech(mono: Sound, rate: int, channels: Sound) -> tuple[int, int]:
    """Where speech begins and ends, in samples, with a short edge kept; raises ClipError for silence."""
    level = _level_db(mono - mono.mean())
    if level < _SILENT_DB:
        loudest = max(_level_db(channel - channel.mean()) for channel in channels.T)
        if loudest >= _SILENT_DB:
            raise UnusableClipError(
                "is silent when its channels are mixed", "Turn one channel's polarity, or export one only."
            )
        raise UnusableClipError("is silent", "Record it again, louder.")
    before, after = _silent_edges_s(mono - mono.mean(), rate, level - 20)
    start = max(0, int((before - _KEPT_EDGE_S) * rate))
    end = min(len(mono), int(len(mono) - (after - _KEPT_EDGE_S) * rate))
    return start, max(start, end)


def _silent_edges_s(mono: Sound, rate: int, threshold_db: float) -> tuple[float, float]:
    """Seconds below `threshold_db` (RMS in steps of 10 ms) at the beginning and at the end."""
    with warnings.catch_warnings():
        # pydub warns where it finds no ffmpeg of its own; it only gets raw samples here.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
        from pydub.silence import detect_leading_silence
    pcm = (np.clip(mono, -1, 1) * 32767).astype("<i2").tobytes()
    segment = AudioSegment(data=pcm, sample_width=2, frame_rate=rate, channels=1)
    before = detect_leading_silence(segment, silence_threshold=threshold_db)
    after = detect_leading_silence(segment.reverse(), silence_threshold=threshold_db)
    return before / 1000, after / 1000


def _notices(channels: Sound, mono: Sound, length_s: float) -> Iterator[str]:
    """What will sound worse than it could."""
    if length_s > LONGEST_S:
        yield f"is {length_s:.0f} s long; {SHORTEST_S:.0f} to {LONGEST_S:.0f} s of one mood serve better"
    if (clipped := _flattened(channels)) > 3:
        yield f"is clipped at {clipped} places: record it with a lower gain"
    if abs(offset := float(mono.mean())) > 0.01:
        yield f"has a constant offset of {offset:+.3f}: filter it out (high-pass)"
    if (level := _level_db(mono - mono.mean())) < _FAINT_DB:
        yield f"is very quiet ({level:.0f} dB): its noise will be cloned with it"
    if channels.shape[1] > 1 and _differ(channels):
        yield "has channels that differ: they are mixed into one"


def _flattened(channels: Sound) -> int:
    """Samples inside a flat top: three in a row at full scale are a cut-off wave, one alone is a peak."""
    size = np.abs(channels)
    full = size >= max(0.98, float(size.max()) - 1e-4)
    return int((full[2:] & full[1:-1] & full[:-2]).sum())


def _differ(channels: Sound) -> bool:
    """Whether any channel is not nearly the first one."""
    first = channels[:, :1]
    return _level_db(channels - first) > _level_db(first) - 20


def _level_db(sound: Sound) -> float:
    """RMS in dB relative to full scale; -200 for digital silence."""
    return float(10 * np.log10(np.square(sound, dtype=np.float64).mean() + 1e-20)) if sound.size else -200.0
