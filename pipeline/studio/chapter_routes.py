"""A chapter: its lines, and the sounds in which they are heard."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.studio.chapter_text import lines_of
from pipeline.studio.opened import ChapterSound
from pipeline.studio.studio import production_of


def _chapter(request: Request) -> Response:
    production = production_of(request)
    opened = production.opened.preset(request.query_params.get("preset"))
    number = int(request.path_params["number"])
    chapter = opened.chapter(number)
    sounds = {
        name: sound
        for name, sound in (("delivered", opened.delivered(number)), ("working", opened.working(number)))
        if sound is not None
    }
    timed = sounds.get("working") or sounds.get("delivered")
    own = set(chapter.segments)
    output = opened.outputs.get(number)
    segments = [one for one in (output.plan.segments if output else ()) if one.id in own]
    lines = lines_of(
        number,
        production.text.chapter(number),
        segments,
        timed.timeline if timed else None,
        production.folder.load_overrides(),
    )
    place = f"/p/{production.opened.id}"
    return JSONResponse(
        {
            "number": number,
            "title": chapter.title,
            "current": opened.is_current(number),
            "lines": [line.model_dump(mode="json") for line in lines],
            "sounds": {
                name: _told(sound, f"{number}/{name}", place, opened.render.preset) for name, sound in sounds.items()
            },
        }
    )


def _told(sound: ChapterSound, name: str, place: str, preset: str) -> dict[str, object]:
    """A sound for the page: its files, its peaks, and where its lines are."""

    def keyed(key: str) -> str:
        return urlencode({"preset": preset, "key": key})

    return {
        "key": sound.key,
        "seconds": sound.timeline.seconds,
        "peaks": f"{place}/peaks/{name}?{keyed(sound.key)}",
        "tracks": [
            {
                "url": f"{place}/sound/{name}/{part}?{keyed(track.name)}",
                "start_s": track.start_s,
                "end_s": track.end_s,
                "head_s": track.head_s,
                "seconds": track.seconds,
            }
            for part, track in enumerate(sound.tracks)
        ],
        "cues": {cue.line: [cue.start_s, cue.end_s] for cue in sound.timeline.cues},
    }


ROUTES = (Route("/p/{id}/chapters/{number:int}", _chapter),)
