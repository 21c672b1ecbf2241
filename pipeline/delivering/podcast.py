"""Episodes for a podcast host: each MP3 with transcripts and chapters, in seconds of that MP3, and the cover."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from manifests.options import Purpose
from pipeline.delivering.package import Content, Package, cannot_make, copied, written
from pipeline.packaging.chapters_json import chapters_json
from pipeline.packaging.transcript import subrip, transcript_json, webvtt
from pipeline.presets import load_preset
from pipeline.production.finished import FinishedFile, FinishedProduction, FinishedRender
from pipeline.production.upload_set import lacking_cover

PURPOSE: Purpose = "podcast"


def podcast(production: FinishedProduction) -> Package:
    """All MP3s of the preset that was made for podcasts, else of the first that made MP3s."""
    render = episodes_render(production)
    language = render.render.plan.metadata.language
    contents = [content for file in render.files("mp3") for content in _episode(file, language)]
    for delivery in render.of_kind("cover"):
        contents.append(copied(render.folder.root / delivery.path, delivery, Path(delivery.path).name))
    return Package(render.render.preset, tuple(contents), tuple(_notices(render)))


def episodes_render(production: FinishedProduction) -> FinishedRender:
    """What episodes are taken from; raises InputError where no MP3s were made."""
    made = [one for one in production.renders if one.of_kind("mp3")]
    if not made:
        reasons = ["it has no MP3, which is what podcast apps play"]
        raise cannot_make(PURPOSE, production.folder, reasons, "Render with --preset podcast, or --formats mp3.")
    return next((one for one in made if one.render.preset == "podcast"), made[0])


def _episode(file: FinishedFile, language: str) -> Iterator[Content]:
    name, stem = file.path.name, file.path.stem
    yield copied(file.path, file.delivery, name)
    yield written(f"{stem}.vtt", webvtt(file.cues, language=language))
    yield written(f"{stem}.srt", subrip(file.cues))
    yield written(f"{stem}.json", transcript_json(file.cues))
    if len(file.marks) > 1:
        yield written(f"{stem}.chapters.json", chapters_json(file.marks, title=file.delivery.title))


def _notices(render: FinishedRender) -> Iterator[str]:
    preset = load_preset("podcast")
    if preset.loudness_lufs and render.preset.loudness_lufs is None:
        yield f"made with the preset {render.render.preset}: podcasts are {preset.loudness_lufs.aim:g} LUFS loud"
    if render.cover is None:
        yield "there is no cover: players show the show's"
    elif (lacking := lacking_cover(render.cover.read_bytes(), preset)) is not None:
        yield lacking
    if render.unfinished:
        yield f"not in it: {', '.join(render.unfinished)}"
