"""Measure a sound file, in one pass and constant memory.

ffmpeg decodes it and measures loudness and true peak (EBU R 128); everything else is computed from the decoded frames.
Levels are in dB re full scale.
"""

from __future__ import annotations

import math
import re
from collections.abc import Generator
from pathlib import Path
from typing import Any, Literal

import mutagen
import mutagen.mp3
import mutagen.mp4

from manifests.errors import FfmpegError, InputError, StageError
from manifests.files import Record
from pipeline.sound.ffmpeg import FORMATS_FROM_PEOPLE, Frames, StreamFacts, file_argument, pcm_blocks, probe_audio, run
from pipeline.sound.levels import SILENCE_DB, LevelMeter, Levels
from pipeline.sound.mp3_frames import has_one_bit_rate, is_joint_stereo

QUIETEST_LUFS = -70.0
"""Absolute gate of R 128: anything quieter has no loudness."""

BLOCK_S = 0.4
"""Length of an R 128 gating block. A shorter sound is measured as if repeated: padding it with silence would make the
same word quieter in one file than in another."""

REPEATED_S = 3.0

LOUDNESS_FILTER = "ebur128=framelog=verbose"
"""Filter that measures the sound passing through it; `:peak=true` adds the true peak."""

BitRateMode = Literal["constant", "variable", "lossless", "unknown"]


class Measures(Record):
    """Measurements of a sound file.

    `rms_db` is of the whole file, `speech_db` of the frames with speech. `noise_floor_db` is the RMS of the quietest
    half second. `head_s` and `tail_s` lie before the first and after the last speech; `digital_silence_s` is how much
    of them is digital zero instead of room tone. `loudness_lufs` is integrated; for a sound under 0.4 s, as if it were
    repeated. `joint_stereo` says whether an MP3 is encoded in joint stereo.
    """

    seconds: float
    samples: int
    sample_rate_hz: int
    channels: int
    codec: str
    bit_rate_kbps: float | None
    bit_rate_mode: BitRateMode
    rms_db: float
    speech_db: float
    sample_peak_db: float
    true_peak_db: float
    loudness_lufs: float
    loudness_range_lu: float
    noise_floor_db: float
    head_s: float
    tail_s: float
    digital_silence_s: float
    joint_stereo: bool = False


def measure(path: Path) -> Measures:
    """Measure any sound file; raises InputError for one that cannot be read."""
    facts = probe_audio(path)
    argv = ["-format_whitelist", FORMATS_FROM_PEOPLE, "-i", file_argument(path), "-map", "0:a:0"]
    argv += [
        "-af",
        f"{LOUDNESS_FILTER}:peak=true",
        "-ac",
        str(facts.channels),
        "-f",
        "f32le",
        "pipe:1",
    ]
    try:
        levels, said = metered(
            pcm_blocks(argv, channels=facts.channels, loglevel="info"), facts.rate_hz, facts.channels
        )
    except FfmpegError as error:
        if not error.code or error.code < 0:
            raise
        raise InputError("cannot be decoded to its end", path=path, remedy="Make the file anew.") from error
    loudness, loudness_range, true_peak = loudness_of(said)
    if 0 < levels.seconds < BLOCK_S:
        loudness = _loudness_repeated(path, levels.seconds, facts.rate_hz)
    info = _header(path)
    kbps, mode = _bit_rate(path, facts, info)
    first, last = levels.speech
    return Measures(
        seconds=round(levels.seconds, 6),
        samples=levels.samples,
        sample_rate_hz=facts.rate_hz,
        channels=facts.channels,
        codec=facts.codec,
        bit_rate_kbps=kbps,
        bit_rate_mode=mode,
        rms_db=round(levels.rms_db, 3),
        speech_db=round(levels.speech_db, 3),
        sample_peak_db=round(levels.peak_db, 3),
        true_peak_db=true_peak,
        loudness_lufs=loudness,
        loudness_range_lu=loudness_range,
        noise_floor_db=round(levels.floor_db, 3),
        head_s=round(first / levels.rate_hz, 3),
        tail_s=round((levels.samples - last) / levels.rate_hz, 3),
        digital_silence_s=round(levels.digital_silence_s, 3),
        joint_stereo=facts.codec == "mp3" and facts.channels == 2 and is_joint_stereo(path),
    )


def measure_made(path: Path) -> Measures:
    """Measure a file that we just made: if it cannot be read, raise StageError, as the fault is not the input's."""
    try:
        return measure(path)
    except InputError as error:
        raise StageError(error.message, "Run the same command again; if it recurs, try another ffmpeg.") from error


def metered(blocks: Generator[Frames, None, str], rate_hz: int, channels: int) -> tuple[Levels, str]:
    """Return the levels of a sound that ffmpeg streams, and ffmpeg's standard error."""
    meter = LevelMeter(rate_hz, channels)
    while True:
        try:
            meter.add(next(blocks))
        except StopIteration as end:
            return meter.levels(), str(end.value)


def loudness_of(said: str) -> tuple[float, float, float]:
    """Parse integrated loudness (LUFS), loudness range (LU) and true peak (dB) from the summary of `ebur128`."""
    summary = said[said.rfind("Summary:") :]

    def value(name: str, lowest: float) -> float:
        found = re.search(rf"^\s*{name}:\s*(-?[\d.]+|-?inf|nan)", summary, re.MULTILINE)
        return max(lowest, float(found[1])) if found and found[1] != "nan" else lowest

    return value("I", QUIETEST_LUFS), value("LRA", 0.0), value("Peak", SILENCE_DB)


def repeated(seconds: float, rate_hz: int) -> dict[str, int]:
    """Options of ffmpeg's `aloop` that repeat a sound of `seconds` often enough to measure its loudness."""
    return {"loop": math.ceil(REPEATED_S / seconds), "size": math.ceil(seconds * rate_hz) + 1}


def _loudness_repeated(path: Path, seconds: float, rate_hz: int) -> float:
    times = ":".join(f"{name}={value}" for name, value in repeated(seconds, rate_hz).items())
    argv = ["-format_whitelist", FORMATS_FROM_PEOPLE, "-i", file_argument(path), "-map", "0:a:0"]
    argv += ["-af", f"aloop={times},{LOUDNESS_FILTER}", "-f", "null", "-"]
    return loudness_of(run(argv, loglevel="info").stderr)[0]


def _header(path: Path) -> Any:
    """Stream facts from the file's header, as read by mutagen; None where there are none."""
    try:
        return getattr(mutagen.File(path), "info", None)
    except mutagen.MutagenError:
        return None


def _bit_rate(path: Path, facts: StreamFacts, info: Any) -> tuple[float | None, BitRateMode]:
    """Bit rate in kbit/s, and whether it is constant: from the file's headers, or from those of all frames."""
    kbps = round(info.bitrate / 1000, 1) if getattr(info, "bitrate", None) else None
    if facts.codec in {"flac", "alac"} or facts.codec.startswith("pcm_"):
        return kbps, "lossless"
    if facts.codec != "mp3":
        return kbps, "unknown"
    mode = getattr(info, "bitrate_mode", None)
    if mode == mutagen.mp3.BitrateMode.CBR:
        return kbps, "constant"
    if mode in {mutagen.mp3.BitrateMode.VBR, mutagen.mp3.BitrateMode.ABR}:
        return kbps, "variable"
    return kbps, "constant" if has_one_bit_rate(path) else "variable"
