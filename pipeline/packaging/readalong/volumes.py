"""Splitting a book's documents into volumes, each small enough with the sound that it needs."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.packaging.readalong.overlays import Overlay


def volumes_of(overlays: Sequence[Overlay], sizes: Sequence[int], most_bytes: int) -> list[list[Overlay]]:
    """Part overlays, in order, so that the tracks of each volume (`sizes` in bytes) hold `most_bytes` at most.

    Documents that share a track stay together, as it would else be in two volumes: these may be larger.
    """
    volumes: list[list[Overlay]] = []
    size, held = 0, set[int]()
    for group in _groups(overlays):
        needed = {track for overlay in group for track in overlay.tracks} - held
        more = sum(sizes[track] for track in needed)
        if volumes and size + more <= most_bytes:
            volumes[-1] += group
            size, held = size + more, held | needed
            continue
        held = {track for overlay in group for track in overlay.tracks}
        size = sum(sizes[track] for track in held)
        volumes.append(list(group))
    return volumes


def _groups(overlays: Sequence[Overlay]) -> list[list[Overlay]]:
    """Runs of documents between which no track is shared."""
    last = {track: index for index, overlay in enumerate(overlays) for track in overlay.tracks}
    groups: list[list[Overlay]] = []
    open_until = -1
    for index, overlay in enumerate(overlays):
        if index > open_until:
            groups.append([])
        groups[-1].append(overlay)
        open_until = max(open_until, *(last[track] for track in overlay.tracks))
    return groups
