"""The rows of a production's cue sheet: its sounds in each file that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from manifests.timeline import HeardSound
from pipeline.packaging.cue_sheet import CueSheetRow, clock
from pipeline.production.file_names import NamedFile
from pipeline.production.postproduction import MasteredOutput
from pipeline.sound.cueing import NamedSound


def rows_of(named: NamedFile, outputs: Sequence[MasteredOutput]) -> Iterator[CueSheetRow]:
    """The sounds of one delivered file, in order; `outputs` are all of them where it is an M4B, else its own."""
    before_s = 0.0
    for one in outputs:
        score, lengths = one.stitched.output.score, [part.seconds for part in one.mastered.parts]
        for heard in one.stitched.timeline.sounds if score else ():
            part, start_s = one.mastered.place(heard.start_s)
            if named.kind == "m4b":
                start_s += before_s + sum(lengths[:part])
            elif part != named.part:
                continue
            assert score is not None
            yield _row(named.name, heard, score.sounds[heard.name], start_s)
        before_s += sum(lengths)


def _row(file: str, heard: HeardSound, sound: NamedSound, start_s: float) -> CueSheetRow:
    end_s = start_s + heard.end_s - heard.start_s
    return CueSheetRow(
        file=file,
        starts=clock(start_s),
        ends=clock(end_s),
        start_s=round(start_s, 3),
        end_s=round(end_s, 3),
        kind=heard.kind,
        sound=heard.name,
        cue=heard.cue,
        line=heard.line or None,
        gain_db=heard.gain_db,
        under_voice_db=heard.under_db,
        sound_file=PurePath(sound.sound.file).name,
        licence=sound.sound.licence or "",
        source=sound.sound.source or "",
        sha256=sound.source.sha256,
    )
