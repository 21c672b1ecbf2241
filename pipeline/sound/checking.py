"""Check measured files against a preset. Each finding names the fault, the measured value, and the allowed one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from manifests.errors import InputError
from manifests.files import Record
from manifests.report import AllowedRange
from pipeline.presets import LevelRange, Preset
from pipeline.sound.chapter_marks import chapter_marks
from pipeline.sound.measuring import Measures, measure

SOUND = {".mp3", ".m4b", ".m4a", ".flac", ".wav", ".opus"}
MOST_DIGITAL_SILENCE_S = 0.1
CHAPTERED = {".m4b", ".m4a"}
MORE_PEAK_DB = 1.0
"""Extra allowance: AAC and Opus at speech bit rates move peaks further than MP3, which peak limits are meant for."""


class Finding(Record):
    """One fault of a file: its short name `fault`, and `measured` and `allowed` with their units."""

    fault: str
    measured: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.measured}, allowed is {self.allowed}"


class Checked(Record):
    """One file, its measurements, and its faults; it passes without any."""

    path: str
    measures: Measures
    findings: tuple[Finding, ...]


def check(path: Path, preset: Preset) -> list[Checked]:
    """Check a file, or every sound file directly in a folder, against `preset`.

    Raises InputError where there is nothing to check or a file cannot be read.
    """
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if one.suffix.lower() in SOUND and not one.name.startswith("."))
        if not files:
            raise InputError("holds no sound file", path=path, remedy="Name the folder that holds the finished files.")
    elif path.is_file():
        files = [path]
    else:
        raise InputError("is neither a file nor a folder", path=path)
    checked = []
    for file in files:
        measures = measure(file)
        checked.append(Checked(path=str(file), measures=measures, findings=findings(file, measures, preset)))
    return [*_with_channels_alike(checked)]


def findings(path: Path, measures: Measures, preset: Preset) -> tuple[Finding, ...]:
    """List the faults of one file. An M4B holds the whole book, so only its levels and chapter marks are checked."""
    if path.suffix.lower() in CHAPTERED:
        return (*_levels(measures, preset, MORE_PEAK_DB), *_chapters(path, measures))
    more_peak_db = MORE_PEAK_DB if measures.codec == "opus" else 0.0
    return (*_levels(measures, preset, more_peak_db), *_edges(measures, preset), *_format(measures, preset))


def allowed_ranges(preset: Preset) -> dict[str, AllowedRange]:
    """What a preset asks for, by the names of the measures."""
    ranges = {"rms_db": preset.rms_db, "loudness_lufs": preset.loudness_lufs}
    ranges |= {"head_s": preset.head_s, "tail_s": preset.tail_s}
    highest = {name: getattr(preset, name) for name in ("sample_peak_db", "true_peak_db", "noise_floor_db")}
    asked = {name: AllowedRange(lowest=one.lowest, highest=one.highest) for name, one in ranges.items() if one}
    return asked | {name: AllowedRange(highest=value) for name, value in highest.items() if value is not None}


def _chapters(path: Path, measures: Measures) -> list[Finding]:
    marks = chapter_marks(path)
    if not marks:
        return [Finding(fault="chapter marks", measured="none", allowed="one for each chapter")]
    starts = [mark.start_s for mark in marks]
    last = marks[-1].end_s
    if starts != sorted(set(starts)) or starts[0] > 0.01 or abs(last - measures.seconds) > 1:
        return [
            Finding(
                fault="chapter marks",
                measured=f"{len(marks)} from {starts[0]:.2f} s to {last:.2f} s",
                allowed=f"in order, from 0 to {measures.seconds:.2f} s",
            )
        ]
    return []


def _levels(measures: Measures, preset: Preset, more_peak_db: float = 0.0) -> list[Finding]:
    found = []
    if preset.rms_db and round(measures.rms_db, 1) not in preset.rms_db:
        found.append(_outside("RMS", measures.rms_db, preset.rms_db, "dB"))
    if preset.loudness_lufs and measures.loudness_lufs not in preset.loudness_lufs:
        found.append(_outside("loudness", measures.loudness_lufs, preset.loudness_lufs, "LUFS"))
    highest = (
        ("peak", measures.sample_peak_db, preset.sample_peak_db, more_peak_db, "dB"),
        ("true peak", measures.true_peak_db, preset.true_peak_db, more_peak_db, "dBTP"),
        ("noise floor", measures.noise_floor_db, preset.noise_floor_db, 0.0, "dB RMS"),
    )
    for fault, value, asked, more, unit in highest:
        allowed = None if asked is None else min(0.0, asked + more)
        if allowed is not None and value > allowed:
            found.append(Finding(fault=fault, measured=f"{value:.2f} {unit}", allowed=f"at most {allowed:g} {unit}"))
    return found


def _edges(measures: Measures, preset: Preset) -> list[Finding]:
    found = []
    for name, value, window in (("head", measures.head_s, preset.head_s), ("tail", measures.tail_s, preset.tail_s)):
        # Speech begins and ends within a 20 ms frame.
        if window and not window.lowest - 0.02 <= value <= window.highest + 0.02:
            found.append(_outside(f"room tone at the {name}", value, window, "s"))
    if (
        preset.noise_floor_db is not None
        and (preset.head_s or preset.tail_s)
        and measures.digital_silence_s > MOST_DIGITAL_SILENCE_S
    ):
        found.append(
            Finding(
                fault="digital silence",
                measured=f"{measures.digital_silence_s:.2f} s at the head or tail",
                allowed="room tone",
            )
        )
    if preset.longest_file_s and measures.seconds > preset.longest_file_s:
        minutes = measures.seconds / 60
        allowed = f"at most {preset.longest_file_s / 60:g} minutes"
        found.append(Finding(fault="length", measured=f"{minutes:.1f} minutes", allowed=allowed))
    return found


def _format(measures: Measures, preset: Preset) -> list[Finding]:
    found = []
    if measures.sample_rate_hz != preset.sample_rate_hz and measures.codec != "opus":
        found.append(
            Finding(
                fault="sample rate", measured=f"{measures.sample_rate_hz} Hz", allowed=f"{preset.sample_rate_hz} Hz"
            )
        )
    if measures.codec != "mp3":
        return found
    if measures.joint_stereo and not preset.mp3.joint_stereo:
        found.append(
            Finding(fault="stereo", measured="joint stereo", allowed="mono, or stereo with two whole channels")
        )
    kbps = measures.bit_rate_kbps
    if preset.mp3.constant and measures.bit_rate_mode != "constant":
        found.append(
            Finding(fault="bit rate mode", measured=f"{measures.bit_rate_mode} bit rate", allowed="constant bit rate")
        )
    elif kbps is not None and kbps < preset.mp3.bit_rate_kbps - 0.5:
        lowest = f"at least {preset.mp3.bit_rate_kbps} kbit/s"
        found.append(Finding(fault="bit rate", measured=f"{kbps:g} kbit/s", allowed=lowest))
    return found


def _with_channels_alike(checked: Sequence[Checked]) -> list[Checked]:
    """Add a finding to the odd ones out of a set of files, which should be all mono or all stereo."""
    counts = [one.measures.channels for one in checked]
    usual = max(set(counts), key=lambda count: (counts.count(count), -count))
    return [
        one
        if one.measures.channels == usual
        else one.model_copy(
            update={
                "findings": (
                    *one.findings,
                    Finding(
                        fault="channels",
                        measured=f"{one.measures.channels}",
                        allowed=f"{usual}, as in the other files",
                    ),
                )
            }
        )
        for one in checked
    ]


def _outside(fault: str, value: float, window: LevelRange, unit: str) -> Finding:
    return Finding(
        fault=fault, measured=f"{value:.2f} {unit}", allowed=f"{window.lowest:g} to {window.highest:g} {unit}"
    )
