"""Split a plan into parts that can be recorded apart: groups of scenes, and what several of them have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from manifests.plan import Plan, Segment


def scene_of(segment: Segment) -> str:
    """The name of a segment's scene in its book. No segment listens to another scene's takes."""
    return f"{segment.chapter:03d}/{segment.scene}"


def scene_groups(segments: Iterable[Segment], longest_s: float) -> list[tuple[str, ...]]:
    """The scenes of `segments` in order, in groups of about `longest_s` seconds of speech, one scene at least."""
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
    """The groups of a plan's scenes in which something of `absent` is said: the same groups whatever is absent."""
    lacking = {scene_of(segment) for segment in absent}
    return [group for group in scene_groups(plan.segments, longest_s) if not lacking.isdisjoint(group)]


def shared_part(plan: Plan) -> Plan:
    """What several scenes need, to be spoken before they are handed out, so that no two workers speak it: the anchors,
    and what an engine with context is asked for in several scenes alike. Without context nothing (see `part_of`)."""
    scenes: defaultdict[str, set[str]] = defaultdict(set)
    for segment in plan.segments if plan.engine.uses_context else ():
        scenes[segment.key].add(scene_of(segment))
    common = tuple(segment for segment in plan.segments if len(scenes[segment.key]) > 1)
    return plan.model_copy(update={"segments": common})


def part_of(plan: Plan, scenes: Sequence[str]) -> Plan:
    """The plan of some scenes alone.

    Anchors that they are held to are part of it: whichever part is first speaks them. Where an engine does not listen
    to context, what is said in several places belongs to the first of them alone, so that no two parts speak it.
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
