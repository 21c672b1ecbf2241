"""Abbreviations in scene headings: INT. and EXT."""

from __future__ import annotations

import re

_PLACES = {"int": "interior", "ext": "exterior", "est": "establishing", "i": "interior", "e": "exterior"}
_SCENE = re.compile(
    r"(?P<places>(?:int|ext|est)(?:\.?\s?/\s?(?:int|ext))?|[ie]\s?/\s?[ie])(?P<point>\.)?\s+"
    r"(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_PLACE_AND_TIME = re.compile(r"\s+[-–—]+\s+")


def read_scene_heading(text: str) -> str:
    """Read INT. MILL - NIGHT as "Interior. MILL, NIGHT"; leave any other heading unchanged."""
    scene = _SCENE.fullmatch(text)
    if scene is None or not (scene["point"] or scene["places"].isupper() or _PLACE_AND_TIME.search(text)):
        return text
    places = [_PLACES[place] for place in re.findall("[a-z]+", scene["places"].lower())]
    return f"{' and '.join(places).capitalize()}. {_PLACE_AND_TIME.sub(', ', scene['rest'])}"
