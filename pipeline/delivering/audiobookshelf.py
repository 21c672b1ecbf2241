"""A book for Audiobookshelf: its folder by author, series and title, with metadata.json, cover, reader and description.

    Author/Series/Vol. N - Year - Title {Narrator}/
    ├── Title.m4b            or the tracks, but not both: the server would take them for one book twice as long
    ├── metadata.json        what the server believes before anything else
    └── cover.jpg, reader.txt, desc.txt

Names and fields are those of the server's scanner (server/utils/scandir.js, scanner/AbsMetadataFileScanner.js).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from manifests.book import Metadata
from manifests.options import Purpose
from pipeline.delivering.package import Content, Package, cannot_make, copied, written
from pipeline.packaging.names import file_stem
from pipeline.packaging.narrators import narrators_of
from pipeline.packaging.tags import AI_VOICE, SYNTHETIC, ChapterMark, joined
from pipeline.production.finished import FinishedFile, FinishedProduction, FinishedRender

PURPOSE: Purpose = "audiobookshelf"
_ISBN = re.compile(r"(?:urn:isbn:|isbn[:\s]*)?((?:97[89])?\d{9}[\dX])\Z", re.IGNORECASE)


def audiobookshelf(production: FinishedProduction) -> Package:
    """The folder of one book: the M4B where one was made, else the tracks."""
    render = _best(production)
    files = list(render.files(render.sound_kind or ""))
    metadata, narrators = render.render.plan.metadata, narrators_of(files[0].path)
    told = json.dumps(_metadata(metadata, narrators, files), ensure_ascii=False, indent=2) + "\n"
    place = PurePosixPath(*_folders(metadata, narrators))
    contents = [copied(one.path, one.delivery, str(place / one.path.name)) for one in files]
    contents += [written(str(place / "metadata.json"), told), written(str(place / "reader.txt"), _line(narrators))]
    contents += [written(str(place / "desc.txt"), _description(metadata) + "\n"), *_cover(render, place)]
    return Package(render.render.preset, tuple(contents), tuple(_notices(render, metadata)))


def _best(production: FinishedProduction) -> FinishedRender:
    """What a library plays best: the first preset that made an M4B, else the first that made tracks."""
    made = [one for one in production.renders if one.sound_kind]
    if not made:
        reasons = ["no sound file was made"]
        raise cannot_make(PURPOSE, production.folder, reasons, "Render with --formats m4b (or mp3).")
    return next((one for one in made if one.sound_kind == "m4b"), made[0])


def _folders(metadata: Metadata, narrators: tuple[str, ...]) -> Iterator[str]:
    """Author, series where there is one, and `Vol. N - Year - Title {Narrator}`."""
    yield file_stem(joined(_authors(metadata)), "Unknown author")
    series = metadata.series[0] if metadata.series else None
    if series:
        yield file_stem(series.name)
    volume = [f"Vol. {series.number}"] if series and series.number else []
    year = [metadata.published[:4]] if metadata.published else []
    # Braces are the narrator's alone.
    title, narrator = (text.translate({0x7B: "(", 0x7D: ")"}) for text in (metadata.title, ", ".join(narrators)))
    yield f"{file_stem(' - '.join([*volume, *year, title]))} {{{file_stem(narrator, 'AI voice')}}}"


def _authors(metadata: Metadata) -> tuple[str, ...]:
    """A book's authors; a show's hosts."""
    hosts = tuple(one.name for one in metadata.creators if one.role == "hst")
    return (hosts if metadata.kind == "podcast" else ()) or metadata.authors


def _metadata(metadata: Metadata, narrators: tuple[str, ...], files: list[FinishedFile]) -> dict[str, Any]:
    """metadata.json. What nobody said is left out, so that the server may ask elsewhere."""
    said = {
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "authors": list(_authors(metadata)),
        "narrators": list(narrators),
        "series": [f"{one.name} #{one.number}" if one.number else one.name for one in metadata.series],
        "genres": list(metadata.subjects),
        "publishedYear": metadata.published[:4] if metadata.published else None,
        "publishedDate": metadata.published,
        "publisher": metadata.publisher,
        "description": _description(metadata),
        "isbn": _isbn(metadata),
        "language": metadata.language,
    }
    chapters = [
        {"id": index, "start": round(mark.start_s, 3), "end": round(mark.end_s, 3), "title": mark.title}
        for index, mark in enumerate(_chapters(files))
    ]
    return {"tags": ["AI voice"], "chapters": chapters, "metadata": {k: v for k, v in said.items() if v}}


def _chapters(files: list[FinishedFile]) -> Iterator[ChapterMark]:
    """The chapters of the whole book: those inside the files, one file after the other."""
    at_s = 0.0
    for file in files:
        for mark in file.marks:
            yield ChapterMark(mark.title, at_s + mark.start_s, at_s + mark.end_s)
        at_s += file.delivery.seconds


def _description(metadata: Metadata) -> str:
    return f"{(metadata.description or '').strip()}\n\n{SYNTHETIC}".strip()


def _line(narrators: tuple[str, ...]) -> str:
    return ", ".join(narrators or (AI_VOICE.strip("()"),)) + "\n"


def _isbn(metadata: Metadata) -> str | None:
    plain = (one.replace("-", "").strip() for one in metadata.identifiers)
    return next((found[1] for one in plain if (found := _ISBN.match(one))), None)


def _cover(render: FinishedRender, place: PurePosixPath) -> Iterator[Content]:
    for delivery in render.of_kind("cover"):
        path = render.folder.root / delivery.path
        yield copied(path, delivery, str(place / f"cover{path.suffix}"))


def _notices(render: FinishedRender, metadata: Metadata) -> Iterator[str]:
    if not _authors(metadata):
        yield "nobody is named as the author: the folder is called “Unknown author” (--author names one)"
    if not render.of_kind("cover"):
        yield "there is no cover (--cover gives one)"
    if render.unfinished:
        yield f"not in it: {', '.join(render.unfinished)}"
