"""The signal chain of mastering, as ffmpeg graphs: filter, gain, limiter, rate; then room tone and encoders."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import ffmpeg
import numpy as np
import numpy.typing as npt

from pipeline.presets import Preset
from pipeline.sound.ffmpeg import BITEXACT, Frames, PcmWriter, argv_of, file_argument, finished_file, pcm_blocks
from pipeline.sound.roomtone import RoomTone


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a stitched chapter: [first, end) in its samples, and the room tone around it in seconds.

    With `dense`, single peaks are cut before the limiter, which by itself turns whole syllables down: a word of a few
    tenths of a second would otherwise be too quiet among its silences.
    """

    stitched: Path
    rate_hz: int
    first: int
    end: int
    head_s: float = 0.0
    tail_s: float = 0.0
    dense: bool = False

    def padded_samples(self) -> int:
        """Length with head and tail, in samples at its own rate."""
        return self.end - self.first + round((self.head_s + self.tail_s) * self.rate_hz)


def render(
    stretch: Stretch,
    preset: Preset,
    gain_db: float,
    ceiling_db: float | None,
    *,
    seed: str,
    flac: Path,
    mp3: Path | None,
) -> int:
    """Write the mastered FLAC, and an MP3 if asked for; return the number of samples per channel."""
    rate, channels = preset.sample_rate_hz, preset.channels
    tone = RoomTone(seed, level_db=preset.room_tone_db, rate_hz=rate) if preset.room_tone_db is not None else None
    at = 0
    with contextlib.ExitStack() as files:
        parts = [files.enter_context(finished_file(path)) for path in (flac, mp3) if path]
        encoder = files.enter_context(PcmWriter(_encoders(preset, *parts)))
        # Closed together with the encoder: garbage collection might come only at interpreter shutdown.
        limited = _limited(stretch, preset, gain_db, ceiling_db)
        blocks = files.enter_context(contextlib.closing(pcm_blocks(limited, channels=1)))
        for block in _with_ends(blocks, stretch, rate):
            sound = block if tone is None else block + tone.samples(at, len(block))
            at += len(block)
            encoder.write(_quantised(sound, channels))
    return at


def _with_ends(
    blocks: Generator[Frames, None, str], stretch: Stretch, rate_hz: int
) -> Iterator[npt.NDArray[np.float32]]:
    """Yield silence for the head, the sound, silence for the tail: (samples,) blocks."""
    yield np.zeros(round(stretch.head_s * rate_hz), np.float32)
    for block in blocks:
        yield block[:, 0]
    yield np.zeros(round(stretch.tail_s * rate_hz), np.float32)


def filtered(stretch: Stretch, preset: Preset) -> ffmpeg.Stream:
    """The stretch after the high-pass, at its own rate."""
    stream = ffmpeg.input(file_argument(stretch.stitched))
    stream = stream.filter("atrim", start_sample=stretch.first, end_sample=stretch.end).filter(
        "asetpts", "PTS-STARTPTS"
    )
    return stream.filter("highpass", f=preset.highpass_hz) if preset.highpass_hz else stream


def _limited(stretch: Stretch, preset: Preset, gain_db: float, ceiling_db: float | None) -> list[str]:
    """The stretch after gain and limiter, at the preset's rate: arguments for `pcm_blocks`."""
    stream = filtered(stretch, preset).filter("volume", f"{gain_db:.3f}dB", precision="float")
    if ceiling_db is not None:
        # A limiter at 44.1 kHz does not see the peaks between samples.
        stream = stream.filter("aresample", 4 * preset.sample_rate_hz, resampler="soxr")
        if stretch.dense:
            quick = {"attack": 0.1, "release": 1}
            stream = stream.filter("alimiter", limit=f"{ceiling_db:.3f}dB", level="false", latency="true", **quick)
        stream = stream.filter("alimiter", limit=f"{ceiling_db:.3f}dB", level="false", latency="true")
    stream = stream.filter("aresample", preset.sample_rate_hz, resampler="soxr", precision=28)
    return argv_of(stream.output("pipe:1", format="f32le", ac=1))


def _encoders(preset: Preset, flac: Path, mp3: Path | None = None) -> list[str]:
    """Arguments for one ffmpeg that encodes 16-bit samples from standard input as FLAC and constant bit rate MP3."""
    raw = ffmpeg.input("pipe:0", format="s16le", ar=preset.sample_rate_hz, ac=preset.channels)
    outputs = [ffmpeg.output(raw, file_argument(flac), format="flac", acodec="flac", map_metadata=-1, **BITEXACT)]
    if mp3:
        outputs.append(ffmpeg.output(raw, file_argument(mp3), **mp3_options(preset), map_metadata=-1, **BITEXACT))
    return argv_of(ffmpeg.merge_outputs(*outputs))


MP3_EFFORT = 7
"""LAME's -q: nearly twice as fast as ffmpeg's default of 5, and as close to the source (benchmarks/coders.py)."""


def mp3_options(preset: Preset) -> dict[str, object]:
    """The preset's MP3 encoding as output options for ffmpeg-python; tags are added elsewhere."""
    apart = {} if preset.channels == 1 or preset.mp3.joint_stereo else {"joint_stereo": 0}
    return apart | {
        "format": "mp3",
        "acodec": "libmp3lame",
        "audio_bitrate": f"{preset.mp3.bit_rate_kbps}k",
        "compression_level": MP3_EFFORT,
        "id3v2_version": 0,
        "write_id3v1": 0,
    }


def _quantised(sound: npt.NDArray[np.float32], channels: int) -> npt.NDArray[np.int16]:
    """Convert to interleaved 16-bit samples. Room tone, 20 dB above the quantisation step, serves as dither."""
    whole = np.clip(np.rint(sound * np.float32(32767)), -32768, 32767).astype(np.int16)
    return whole if channels == 1 else np.repeat(whole, channels)
