"""Mastering: bring a stitched chapter to its preset, and measure it as delivered.

    stitched ─▶ high-pass ─▶ gain ─▶ 4x oversampled ─▶ true-peak limiter ─▶ 44.1 kHz ─▶ + room tone, head, tail
                                                                                          │
                     measured ◀─ decoded ◀─ MP3 ◀──── one encoder run ──────▶ FLAC ◀──────┘

The gain is computed from the chapter's 20 ms levels, the predicted limiting (limiting.py), the dilution by head and
tail, and LAME's loss; a round that misses the aim corrects it. Only the delivered files are written.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace
from pathlib import Path

from manifests.files import digest
from manifests.timeline import Timeline
from pipeline.presets import LevelRange, Preset
from pipeline.sound.checking import findings
from pipeline.sound.ffmpeg import argv_of, find_ffmpeg, pcm_blocks, run
from pipeline.sound.levels import Levels
from pipeline.sound.limiting import GainSearch, LimitedLevel
from pipeline.sound.mastered import Mastered, MasteredPart
from pipeline.sound.mastering_chain import Stretch, filtered, render
from pipeline.sound.measuring import BLOCK_S, Measures, loudness_of, measure_made, metered, repeated
from pipeline.sound.splitting import excerpt_of, parts_of

log = logging.getLogger(__name__)

VERSION = 2
"""Part of every key: raised when the same chapter would be mastered to a different sound."""

MOST_ROUNDS = 6
NEAR_DB = 0.3
"""A round that comes this close to the aim is the last."""

CEILING_MARGIN_DB = 0.5
"""The limiter stays this far below the allowed peak: MP3 encoding moves peaks."""

DEAD_DB = -90.0
"""With peaks no higher than this there is no speech, whatever the gain."""

SHORT_FILE_S = 15.0
SHORT_SPEECH_WITHIN_DB = 2.0
SPEECH_ABOVE_RMS_DB = 1.0
"""Speech is about this much louder than the whole chapter's RMS: four fifths of a chapter are speech."""

LAME_LOSS_DB = {160: -0.45, 192: -0.26, 224: -0.18}
"""LAME scales its input by its bit rate: 0.95 up to 160 kbit/s, 0.97 at 192, 0.98 at 224, 1 from 256 (measured)."""


_SHAPES_NOTHING = ("name", "title", "note", "credits", "retail_sample_s", "m4b", "opus", "formats", "cover_px", "wants")
"""Fields of a preset that do not affect the sound of a mastered chapter."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """Measurements of a stretch: 20 ms levels after the high-pass, and integrated loudness where the preset asks."""

    stretch: Stretch
    levels: Levels
    loudness_lufs: float


def master_key(stitch_key: str, preset: Preset) -> str:
    """Key of a mastered chapter: the stitched chapter's, all of the preset that shapes sound, and the ffmpeg build."""
    shaping = preset.model_dump(mode="json", exclude=dict.fromkeys(_SHAPES_NOTHING, True) | {"mp3": {"joint_stereo"}})
    if preset.channels == 2 and not preset.mp3.joint_stereo:
        shaping["mp3"]["joint_stereo"] = False
    return digest([VERSION, stitch_key, shaping, _encodes_mp3(preset), find_ffmpeg().identity])


def master_chapter(stitched: Path, timeline: Timeline, preset: Preset, *, key: str, folder: Path) -> Mastered:
    """Master one stitched chapter into `folder`: `<key>.flac`, untagged `<key>.mp3`, and `<key>.json`, written last.

    A chapter longer than the preset's file is split: `<key>-1.flac` and so on. Existing files of `key` are
    reused. Misses of the preset are in the parts' findings, not raised here, so that all else gets finished. Safe to
    call for several chapters at once.
    """
    longest = None
    if preset.longest_file_s:
        longest = preset.longest_file_s - _aim(preset.head_s) - _aim(preset.tail_s) - 1
    return _master(stitched, timeline, parts_of(timeline, longest), preset, key, folder)


def master_sample(
    stitched: Path, timeline: Timeline, preset: Preset, *, key: str, folder: Path, start_s: float = 0.0
) -> Mastered:
    """Master the retail sample: the chapter from `start_s` on, `retail_sample_s` at most, ending at a pause."""
    longest = (preset.retail_sample_s or 300.0) - _aim(preset.head_s) - _aim(preset.tail_s) - 1
    return _master(stitched, timeline, [excerpt_of(timeline, longest, start_s)], preset, f"{key}-sample", folder)


def _master(
    stitched: Path, timeline: Timeline, bounds: list[tuple[float, float]], preset: Preset, key: str, folder: Path
) -> Mastered:
    notes = folder / f"{key}.json"
    known = Mastered.load_if_whole(notes)
    if known is not None and all(part.is_whole(folder) for part in known.parts):
        return known
    parts = []
    for number, (start_s, end_s) in enumerate(bounds, 1):
        name = key if len(bounds) == 1 else f"{key}-{number}"
        rate = timeline.sample_rate_hz
        stretch = Stretch(stitched, rate, round(start_s * rate), round(end_s * rate))
        parts.append(_master_part(_heard(stretch, preset), preset, name, folder))
    mastered = Mastered(key=key, preset=preset.name, ffmpeg=find_ffmpeg().identity, parts=tuple(parts))
    mastered.save(notes)
    return mastered


def _heard(stretch: Stretch, preset: Preset) -> _Measured:
    """Measure a stretch in one pass, and fit its head and tail to the speech in it."""
    stream = filtered(stretch, preset)
    if preset.loudness_lufs:
        stream = stream.filter("ebur128", framelog="verbose")
    blocks = pcm_blocks(argv_of(stream.output("pipe:1", format="f32le", ac=1)), channels=1, loglevel="info")
    levels, said = metered(blocks, stretch.rate_hz, 1)
    loudness = loudness_of(said)[0]
    if preset.loudness_lufs and 0 < levels.seconds < BLOCK_S:
        loudness = _loudness_repeated(stretch, preset)
    return _Measured(_padded(stretch, levels, preset), levels, loudness)


def _loudness_repeated(stretch: Stretch, preset: Preset) -> float:
    """Loudness of a sound too short to have one, measured with the sound repeated."""
    times = repeated((stretch.end - stretch.first) / stretch.rate_hz, stretch.rate_hz)
    stream = filtered(stretch, preset).filter("aloop", **times).filter("ebur128", framelog="verbose")
    return loudness_of(run(argv_of(stream.output("-", format="null")), loglevel="info").stderr)[0]


def _padded(stretch: Stretch, levels: Levels, preset: Preset) -> Stretch:
    """Pad the stretch's ends with the room tone that they lack; existing quiet counts, and any excess is cut."""
    head, tail = _missing(preset.head_s, levels.head_s), _missing(preset.tail_s, levels.tail_s)
    if (
        preset.tail_s
        and not preset.loudness_lufs
        and levels.seconds + max(0, head) + preset.tail_s.lowest < SHORT_FILE_S
    ):
        # In a short file the tail dilutes the speech.
        tail = _missing(_shortest(preset.tail_s), levels.tail_s)
    cut_head, cut_tail = (round(max(0.0, -extra) * stretch.rate_hz) for extra in (head, tail))
    return replace(
        stretch,
        first=stretch.first + cut_head,
        end=stretch.end - cut_tail,
        head_s=max(0.0, head),
        tail_s=max(0.0, tail),
    )


def _shortest(window: LevelRange) -> LevelRange:
    """The range with the shortest aim that measuring in 20 ms frames cannot put below its lower bound."""
    return window.model_copy(update={"aim": window.lowest + 0.04})


def _missing(window: LevelRange | None, present_s: float) -> float:
    """Seconds to add at an end, or to cut where negative."""
    if window is None:
        return 0.0
    if present_s > window.highest:
        return window.aim - present_s
    return max(0.0, window.aim - present_s)


def _master_part(source: _Measured, preset: Preset, name: str, folder: Path) -> MasteredPart:
    """Master one part; a short one that comes out too quiet is redone denser, with the shortest head."""
    part = _in_rounds(source, preset, name, folder)
    length_s = source.stretch.padded_samples() / source.stretch.rate_hz
    if preset.level is None or length_s >= SHORT_FILE_S or source.levels.peak_db <= DEAD_DB:
        return part
    delivered = part.measures if part.mp3 else _as_delivered(part.measures, encoding_loss_db(preset))
    if _level(delivered, preset) >= preset.level.lowest:
        return part
    head_s = source.stretch.head_s
    if preset.head_s and preset.rms_db:
        head_s = max(0.0, head_s - preset.head_s.aim + _shortest(preset.head_s).aim)
    return _in_rounds(replace(source, stretch=replace(source.stretch, dense=True, head_s=head_s)), preset, name, folder)


def _in_rounds(source: _Measured, preset: Preset, name: str, folder: Path) -> MasteredPart:
    """Render and measure one part, round by round, until it is close to its aim and within its peak limit."""
    stretch, loss = source.stretch, encoding_loss_db(preset)
    ceiling = preset.peak_db - CEILING_MARGIN_DB if preset.peak_db is not None else None
    if preset.level and ceiling is None:
        ceiling = -CEILING_MARGIN_DB
    flac = folder / f"{name}.flac"
    mp3 = folder / f"{name}.mp3" if _encodes_mp3(preset) else None
    aim = _aim_db(source, preset)
    search = GainSearch(aim)
    for rounds in range(1, MOST_ROUNDS + 1):
        gain = search.next(_gain_db(source, preset, aim + search.correction_db - loss, ceiling))
        samples = render(source.stretch, preset, gain, ceiling, seed=name, flac=flac, mp3=mp3)
        measures = measure_made(mp3 or flac)
        delivered = measures if mp3 else _as_delivered(measures, loss)
        off = aim - _level(delivered, preset) if preset.level else 0.0
        over = _over_peak(delivered, preset)
        log.info("part %s round %d: gain %.2f dB, off by %.2f dB", name, rounds, gain, off)
        if (abs(off) <= NEAR_DB and over <= 0) or source.levels.peak_db <= DEAD_DB:
            break
        search.tried(gain, aim - off)
        if over > 0 and ceiling is not None:
            ceiling -= over + 0.1
    return MasteredPart(
        flac=flac.name,
        mp3=mp3.name if mp3 else None,
        start_s=stretch.first / stretch.rate_hz,
        end_s=stretch.end / stretch.rate_hz,
        head_s=stretch.head_s,
        tail_s=stretch.tail_s,
        samples=samples,
        sample_rate_hz=preset.sample_rate_hz,
        gain_db=gain,
        ceiling_db=ceiling,
        rounds=rounds,
        measures=measures,
        findings=findings(mp3 or flac, delivered, preset),
        file_bytes={path.name: path.stat().st_size for path in (flac, mp3) if path},
    )


def _aim_db(source: _Measured, preset: Preset) -> float:
    """Target level of the file. In a short one, speech would have to be raised to make up for head and tail.

    There the target is the middle of the range that keeps its speech within 2 dB of the speech in chapters.
    """
    if preset.level is None:
        return 0.0
    samples = source.stretch.padded_samples()
    if preset.loudness_lufs and source.levels.seconds < BLOCK_S and source.stretch.head_s + source.stretch.tail_s:
        # The 0.4 s blocks hold more silence than speech here, and speech would have to be raised to make up for it.
        return min(preset.level.aim, preset.level.lowest + NEAR_DB)
    if preset.rms_db is None or samples / source.stretch.rate_hz >= SHORT_FILE_S:
        return preset.level.aim
    window = preset.rms_db
    rms_db = LimitedLevel(source.levels, ceiling_db=None, samples=samples).plain_db
    middle = window.aim + SPEECH_ABOVE_RMS_DB + rms_db - source.levels.speech_db
    lowest = max(window.lowest + NEAR_DB, middle - SHORT_SPEECH_WITHIN_DB)
    highest = min(window.highest - NEAR_DB, middle + SHORT_SPEECH_WITHIN_DB)
    if lowest > highest:
        return window.lowest + NEAR_DB if middle < window.lowest else window.highest - NEAR_DB
    return (lowest + highest) / 2


def _gain_db(source: _Measured, preset: Preset, aim_db: float, ceiling_db: float | None) -> float:
    """Gain that should bring the rendered file to `aim_db`."""
    if preset.level is None or source.levels.peak_db <= DEAD_DB:
        return 0.0
    model = LimitedLevel(source.levels, ceiling_db=ceiling_db, samples=source.stretch.padded_samples())
    if preset.rms_db:
        return model.gain_for(aim_db - model.plain_db)
    both = 10 * math.log10(preset.channels)
    return model.gain_for(aim_db - source.loudness_lufs - both)


def _encodes_mp3(preset: Preset) -> bool:
    return "mp3" in preset.formats and preset.mp3.per == "chapter"


def encoding_loss_db(preset: Preset) -> float:
    """Level change by MP3 encoding at the preset's bit rate, negative; 0 where no MP3 is delivered."""
    if "mp3" not in preset.formats:
        return 0.0
    kbps = preset.mp3.bit_rate_kbps
    return next((loss for highest, loss in LAME_LOSS_DB.items() if kbps <= highest), 0.0)


def _as_delivered(measures: Measures, loss_db: float) -> Measures:
    """Predict the measures of a FLAC after encoding as MP3."""
    names = ("rms_db", "loudness_lufs", "sample_peak_db", "true_peak_db")
    return measures.model_copy(update={name: round(getattr(measures, name) + loss_db, 3) for name in names})


def _level(measures: Measures, preset: Preset) -> float:
    return measures.rms_db if preset.rms_db else measures.loudness_lufs


def _over_peak(measures: Measures, preset: Preset) -> float:
    """Excess of the peaks over their limits; zero or negative when they comply."""
    pairs = ((measures.sample_peak_db, preset.sample_peak_db), (measures.true_peak_db, preset.true_peak_db))
    return max((value - allowed for value, allowed in pairs if allowed is not None), default=0.0)


def _aim(window: LevelRange | None) -> float:
    return window.aim if window else 0.0
