"""Mixing: a chapter's voices with the sounds of its score, block by block, into one lossless file.

    stitched voice ─▶ at the mix's rate ─▶ waits put in ─┐
    sound ─▶ looped ─▶ gain ─▶ fades ─▶ ducked ──────────┴─▶ + ─▶ FLAC and its timeline

Every level follows from the place in the mix alone, so blocks, memory and threads change no byte. Mastering measures
what comes out: the mix, not the voice.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from manifests.files import digest, new_file
from manifests.sounds import Ducking
from manifests.timeline import HeardSound, Timeline
from pipeline.sound.cueing import Cueing, Played, Score, cued
from pipeline.sound.ffmpeg import BLOCK_FRAMES, find_ffmpeg, pcm_reader
from pipeline.sound.flac_writer import FlacWriter
from pipeline.sound.levels import Floats, amplitude
from pipeline.sound.sound_sources import conform, conformed_key
from pipeline.sound.stitching import VOICE_LEVEL_DB

VERSION = 1
"""Part of every key: raised when the same voices and sounds would be mixed to a different sound."""

LEAST_RATE_HZ = 44_100
"""Music keeps its highs beside a voice of a low rate."""

HIGHEST_SOUND_DB = -3.0
HIGHEST_MIX_DB = -0.5
"""Sample peaks of a sound, and of the mix: one that came out higher is made again, softer as a whole."""

LOOP_S = 1.0
"""A sound that begins again fades over into itself for so long, or for a quarter of its length."""


def mix_key(stitch_key: str, score: Score) -> str:
    """Key of a mixed chapter: its stitched voices, its cues, and the sounds' bytes and settings."""
    return digest([VERSION, stitch_key, score.parts(), find_ffmpeg().identity])


def conformed_keys(score: Score, voice_rate_hz: int) -> tuple[str, ...]:
    """Keys of the sounds' files that `mix_into` keeps beside the mix."""
    return tuple(conformed_key(one.source, mix_rate(voice_rate_hz)) for one in score.sounds.values())


def mix_rate(voice_rate_hz: int) -> int:
    """The rate of a mix with voices of this rate."""
    return max(LEAST_RATE_HZ, voice_rate_hz)


def mix_into(score: Score, key: str, stitched: Path, timeline: Timeline, folder: Path) -> tuple[str, Path, Timeline]:
    """Mix `score` into a stitched chapter; what an earlier run mixed is reused. `key` is the mix's own.

    The timeline, written last, tells where lines and sounds lie in the mix.
    """
    flac, notes = folder / f"{key}.flac", folder / f"{key}.timeline.json"
    cueing = _cueing(score, timeline)
    mixed = _timeline(score, timeline, cueing)
    known = Timeline.load_if_whole(notes)
    if known is None or not flac.exists() or flac.stat().st_size != known.flac_bytes:
        _write_mix(score, cueing, stitched, mix_rate(timeline.sample_rate_hz), flac)
    mixed = mixed.model_copy(update={"flac_bytes": flac.stat().st_size})
    if mixed != known:
        mixed.save(notes)
    return key, flac, mixed


def _cueing(score: Score, timeline: Timeline) -> Cueing:
    rate = mix_rate(timeline.sample_rate_hz)
    lines = [(round(cue.start_s * rate), round(cue.end_s * rate)) for cue in timeline.cues]
    return cued(score, lines, round(timeline.seconds * rate), rate)


def _timeline(score: Score, voice: Timeline, cueing: Cueing) -> Timeline:
    """The voice's timeline as it is in the mix."""
    rate = mix_rate(voice.sample_rate_hz)
    cues = [
        cue.model_copy(update={"start_s": round(start / rate, 6), "end_s": round(end / rate, 6)})
        for cue, (start, end) in zip(voice.cues, cueing.lines, strict=True)
    ]
    sounds = [
        HeardSound(
            name=one.sound.name,
            kind=one.cue.cue.kind,
            cue=one.cue.cue.text,
            line=one.cue.cue.line,
            chapter=one.cue.chapter,
            start_s=round(one.start / rate, 6),
            end_s=round(one.end / rate, 6),
            gain_db=round(gain_db(one), 2),
            under_db=one.manner.duck_db,
        )
        for one in cueing.played
    ]
    return voice.model_copy(
        update={
            "seconds": round(cueing.samples / rate, 6),
            "sample_rate_hz": rate,
            "cues": tuple(cues),
            "breaks_s": tuple(round(at / rate, 6) for at in cueing.moved(round(at * rate) for at in voice.breaks_s)),
            "sounds": tuple(sounds),
        }
    )


def gain_db(played: Played) -> float:
    """Change of a sound's file where nobody speaks: to the voices' level and its own gain, never into high peaks."""
    source = played.sound.source
    return min(VOICE_LEVEL_DB + played.manner.gain_db - source.level_db, HIGHEST_SOUND_DB - source.peak_db)


def _write_mix(score: Score, cueing: Cueing, stitched: Path, rate_hz: int, to: Path) -> None:
    """Write the mix; a second time, softer, where its peak was too high."""
    files = {name: conform(one.source, rate_hz, to.parent) for name, one in score.sounds.items()}
    levels = {one.manner.duck_db for one in cueing.played}
    ducks = {low: _Duck.under(low, cueing.lines, score.ducking, rate_hz) for low in levels}
    softer = 1.0
    for _ in range(2):
        with contextlib.ExitStack() as stack:
            # One handle a file: an episode may play a thousand sounds of ten files.
            opened = {name: stack.enter_context(soundfile.SoundFile(path)) for name, path in files.items()}
            layers = [_Layer(one, opened[one.sound.name], rate_hz, ducks[one.manner.duck_db]) for one in cueing.played]
            voice = stack.enter_context(contextlib.closing(pcm_reader(stitched, channels=1, rate_hz=rate_hz)))
            flac = stack.enter_context(FlacWriter(stack.enter_context(new_file(to)), rate_hz))
            peak, at = 0.0, 0
            for block in _with_waits(voice, cueing):
                block = block.copy()
                for layer in layers:
                    layer.add(block, at)
                at += len(block)
                peak = max(peak, float(np.abs(block).max(initial=0.0)))
                flac.write(block * np.float32(softer))
        if peak * softer <= amplitude(HIGHEST_MIX_DB):
            return
        softer = amplitude(HIGHEST_MIX_DB) / peak


def _with_waits(voice: Generator[npt.NDArray[np.float32], None, str], cueing: Cueing) -> Iterator[Floats]:
    """Yield the voice in blocks (samples,), with the quiet of the waits put in, as long as the mix is."""
    waits, at, given = list(cueing.waits), 0, 0
    for block in voice:
        sound = block[:, 0]
        while waits and waits[0][0] < at + len(sound):
            place, length = waits.pop(0)
            head, sound = sound[: place - at], sound[place - at :]
            yield head
            yield from _quiet(length)
            at, given = at + len(head), given + len(head) + length
        sound = sound[: max(0, cueing.samples - given)]
        yield sound
        at, given = at + len(sound), given + len(sound)
    yield from _quiet(cueing.samples - given)


def _quiet(length: int) -> Iterator[Floats]:
    for start in range(0, max(0, length), BLOCK_FRAMES):
        yield np.zeros(min(BLOCK_FRAMES, length - start), np.float32)


@dataclass(frozen=True)
class _Duck:
    """The level of a sound that makes way for the voice: in dB at `places`, on straight lines between them."""

    places: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    levels_db: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))

    @classmethod
    def under(cls, low_db: float, lines: Sequence[tuple[int, int]], ducking: Ducking, rate_hz: int) -> _Duck:
        """Down by `low_db` before each stretch of speech, up after it; gaps too short for both ways stay down."""
        if low_db == 0 or not lines:
            return cls()
        down, up = round(ducking.down_s * rate_hz), round(ducking.up_s * rate_hz)
        stretches: list[tuple[int, int]] = []
        for start, end in sorted(lines):
            if stretches and start - stretches[-1][1] < down + up:
                stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
            else:
                stretches.append((start, end))
        places = [place for start, end in stretches for place in (start - down, start, end, end + up)]
        return cls(np.array(places, np.float64), np.array([0.0, low_db, low_db, 0.0] * len(stretches)))

    def gains(self, at: int, length: int) -> Floats:
        """(samples,) factors from sample `at` of the mix on."""
        if not self.levels_db.any():
            return np.ones(length, np.float32)
        levels = np.interp(np.arange(at, at + length, dtype=np.float64), self.places, self.levels_db)
        return (10 ** (levels / 20)).astype(np.float32)


class _Layer:
    """One sound on its way into the mix."""

    def __init__(self, played: Played, file: soundfile.SoundFile, rate_hz: int, duck: _Duck) -> None:
        self._played, self._file, self._duck = played, file, duck
        self._gain = np.float32(amplitude(gain_db(played)))
        self._fade_in = round(played.manner.fade_in_s * rate_hz)
        self._overlap = min(round(LOOP_S * rate_hz), file.frames // 4)

    def add(self, block: Floats, at: int) -> None:
        """Add what of it lies in [at, at + len(block)) of the mix."""
        played = self._played
        low, high = max(at, played.start), min(at + len(block), played.end)
        if low >= high:
            return
        sound = self._sound(low - played.start, high - low) * self._gain * self._duck.gains(low, high - low)
        sound *= self._fades(low, high - low)
        block[low - at : high - at] += sound

    def _sound(self, at: int, length: int) -> Floats:
        """(length,) samples of the file from `at` on, going round where it loops."""
        if not self._played.loops:
            return self._read(at, length)
        period, parts = self._file.frames - self._overlap, list[Floats]()
        while length:
            turn, place = divmod(at, period)
            faded = turn > 0 and place < self._overlap
            count = min(length, (self._overlap if faded else period) - place)
            part = self._read(place, count)
            if faded:
                angle = (np.arange(place, place + count, dtype=np.float64) + 0.5) * (np.pi / 2 / self._overlap)
                before = self._read(period + place, count)
                part = (part * np.sin(angle) + before * np.cos(angle)).astype(np.float32)
            parts.append(part)
            at, length = at + count, length - count
        return np.concatenate(parts)

    def _read(self, at: int, length: int) -> Floats:
        """Samples of the file, and quiet after its end."""
        sound = np.zeros(length, np.float32)
        if at < self._file.frames:
            if self._file.tell() != at:
                self._file.seek(at)
            read = self._file.read(length, dtype="float32")
            sound[: len(read)] = read
        return sound

    def _fades(self, at: int, length: int) -> Floats:
        """Quarter sines at both ends."""
        played = self._played
        if at >= played.start + self._fade_in and at + length <= played.fade_from:
            return np.ones(length, np.float32)
        places = np.arange(at, at + length, dtype=np.float64) + 0.5
        rise = np.ones(length) if not self._fade_in else np.clip((places - played.start) / self._fade_in, 0, 1)
        fall = np.clip((played.end - places) / max(1, played.end - played.fade_from), 0, 1)
        return (np.sin(rise * (np.pi / 2)) * np.sin(fall * (np.pi / 2))).astype(np.float32)
