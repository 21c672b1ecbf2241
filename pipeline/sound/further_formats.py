"""FLAC and Opus for delivery, made from a mastered chapter and measured as delivered.

    mastered FLAC ─▶ MP3's encoding loss, where MP3 is made too ─▶ encoder ─▶ measured

An MP3 encoder lowers the level (mastering.py). Where MP3 is delivered too, all formats are made equally loud.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from manifests.files import Manifest
from pipeline.presets import Preset
from pipeline.sound.checking import Finding, findings
from pipeline.sound.ffmpeg import file_argument, finished_file, run
from pipeline.sound.mastered import MasteredPart
from pipeline.sound.mastering import encoding_loss_db
from pipeline.sound.measuring import Measures, measure_made

FurtherFormat = Literal["flac", "opus"]
FURTHER_FORMATS: tuple[FurtherFormat, ...] = ("flac", "opus")


class FurtherFile(Manifest):
    """A file in the mastered folder: its size, measurements and faults."""

    format_name: ClassVar[str] = "bookcast.further-file"

    file: str
    file_bytes: int
    measures: Measures
    findings: tuple[Finding, ...] = ()


def further_name(stem: str, kind: FurtherFormat, preset: Preset) -> str:
    """File name of a part in this format. A FLAC with unchanged level is the mastered file itself."""
    kbps = f"-{preset.opus.bit_rate_kbps}" if kind == "opus" else ""
    gain_db = _gain_db(preset)
    return f"{stem}{kbps}{f'{gain_db:+.2f}dB' if gain_db else ''}.{kind}"


def in_further_format(part: MasteredPart, kind: FurtherFormat, preset: Preset, folder: Path) -> FurtherFile:
    """Make `part` as FLAC or untagged Opus in `folder`, as loud as its MP3; an existing file is reused."""
    gain_db = _gain_db(preset)
    path = folder / further_name(part.flac.removesuffix(".flac"), kind, preset)
    notes = path.with_name(f"{path.name}.json")
    known = FurtherFile.load_if_whole(notes)
    if known is not None and path.is_file() and path.stat().st_size == known.file_bytes:
        return known
    if kind == "opus" or gain_db:
        _encode(folder / part.flac, path, kind, preset, gain_db)
    measures = measure_made(path)
    made = FurtherFile(
        file=path.name,
        file_bytes=path.stat().st_size,
        measures=measures,
        findings=findings(path, measures, preset),
    )
    made.save(notes)
    return made


def _gain_db(preset: Preset) -> float:
    """Gain that brings a mastered part to the level of its MP3."""
    return encoding_loss_db(preset) if preset.level else 0.0


def _encode(mastered: Path, to: Path, kind: FurtherFormat, preset: Preset, gain_db: float) -> None:
    coder = ["-c:a", "flac"]
    if kind == "opus":
        coder = ["-c:a", "libopus", "-b:a", f"{preset.opus.bit_rate_kbps}k", "-vbr", "on"]
    level = ["-af", f"volume={gain_db:.3f}dB"] if gain_db else []
    argv = ["-i", file_argument(mastered), "-map_metadata", "-1", *level, *coder, "-fflags", "+bitexact"]
    with finished_file(to) as part:
        run([*argv, "-flags:a", "+bitexact", "-f", kind, file_argument(part)])
