"""Split a plan into parts that can be recorded separately: groups of scenes, and what they have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from manifests.plan import Plan, Segment


def scene_of(segment: Segment) -> str:
    """Name of a segment's scene within its book. No segment has another scene's takes as context."""
    return f"{segment.chapter:03d}/{segment.scene}"


def scene_groups(segments: Iterable[Segment], longest_s: float) -> list[tuple[str, ...]]:
    """Group the scenes of `segments`, in order: up to `longest_s` seconds of speech, at least one scene per group."""
    seconds: dict[str, float] = {}
    for segment in segments:
        seconds[scene_of(segment)] = seconds.get(scene_of(segment), 0.0) + segment.expected_s
    groups: list[list[str]] = []
    filled_s = 0.0
    for scene, scene_s in seconds.items():
        if not groups or filled_s + scene_s > longest_s:
            groups.append([])
            filled_s = 0.0
        groups[-1].append(scene)
        filled_s += scene_s
    return [tuple(group) for group in groups]


def groups_lacking(plan: Plan, absent: Iterable[Segment], longest_s: float) -> list[tuple[str, ...]]:
    """Return the scene groups with segments in `absent`; the grouping does not depend on what is absent."""
    lacking = {scene_of(segment) for segment in absent}
    return [group for group in scene_groups(plan.segments, longest_s) if not lacking.isdisjoint(group)]


def shared_part(plan: Plan) -> Plan:
    """Return the part to speak before scenes are handed out, so that no two workers speak it: the anchors, and the
    requests that several scenes share. Empty for an engine without context (see `part_of`)."""
    scenes: defaultdict[str, set[str]] = defaultdict(set)
    for segment in plan.segments if plan.engine.uses_context else ():
        scenes[segment.key].add(scene_of(segment))
    common = tuple(segment for segment in plan.segments if len(scenes[segment.key]) > 1)
    return plan.model_copy(update={"segments": common})


def part_of(plan: Plan, scenes: Sequence[str]) -> Plan:
    """Return the plan of some scenes only.

    It includes their anchors: whichever part is first speaks them. For an engine without context, a request that occurs
    in several places belongs only to the first of them, so that no two parts speak it.
    """
    wanted = set(scenes)
    own = [segment for segment in plan.segments if scene_of(segment) in wanted]
    if not plan.engine.uses_context:
        home: dict[str, str] = {}
        for segment in plan.segments:
            home.setdefault(segment.key, segment.id)
        own = [segment for segment in own if home[segment.key] == segment.id]
    held_to = {segment.anchor for segment in own}
    anchors = tuple(anchor for anchor in plan.anchors if anchor.id in held_to)
    return plan.model_copy(update={"segments": tuple(own), "anchors": anchors})
