"""What files are handed over for, and who says what goes into each package.

A new purpose is a line here, and its name in manifests/options.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from manifests.options import Purpose
from pipeline.delivering.acx import acx
from pipeline.delivering.audiobookshelf import audiobookshelf
from pipeline.delivering.package import Maker
from pipeline.delivering.podcast import podcast
from pipeline.delivering.readalong import readalong

MAKERS: Mapping[Purpose, Maker] = {
    "acx": acx,
    "audiobookshelf": audiobookshelf,
    "podcast": podcast,
    "readalong": readalong,
}
