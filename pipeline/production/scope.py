"""How much of a book a render makes, where only some chapters were chosen, or a former render made more.

chosen chapters        their own files are made
other chapters         their files are left alone
files of all chapters  contain former and chosen chapters: made where all of these are spoken, else left alone
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from manifests.plan import Plan
from manifests.render import TRACKS, Delivery, PresetRender
from manifests.take_store import TakeStore
from pipeline.packaging.names import PART
from pipeline.presets import Preset
from pipeline.production.preparation import Prepared


@dataclass(frozen=True)
class Scope:
    """Scope of a render: `plan` has the chapters to work on, `preset` lacks the formats left alone.

    `chosen` are the numbers of the chapters whose own files are made, `titles` what each is called now and was called
    by the former render; `notices` are about the other files.
    """

    whole: Plan
    chosen: frozenset[int]
    plan: Plan
    preset: Preset
    titles: Mapping[int, Collection[str]]
    notices: tuple[str, ...] = ()

    @cached_property
    def is_everything(self) -> bool:
        """Whether all chapters were chosen."""
        return self.chosen.issuperset(_numbers(self.whole))

    def renews(self, delivery: Delivery) -> bool:
        """Whether this render may replace a file of a former one, or remove it if no longer made."""
        formats = self.preset.formats
        if not formats or (delivery.kind in (*TRACKS, "m4b") and delivery.kind not in formats):
            return False
        if delivery.kind == "sample" and (self.preset.retail_sample_s is None or "mp3" not in formats):
            return False
        if self.is_everything or not delivery.chapters:
            return True
        if delivery.kind == "sample" or is_joined(delivery.kind, self.preset):
            return self._worked.issuperset(delivery.chapters)
        # A number alone does not identify a chapter: others may have been inserted before it.
        return chapter_title(delivery) in self.titles.get(delivery.chapters[0], ())

    @cached_property
    def works_on_all(self) -> bool:
        """Whether all chapters are worked on: what is told of the whole book is known only then."""
        return self._worked.issuperset(_numbers(self.whole))

    @cached_property
    def _worked(self) -> frozenset[int]:
        return _numbers(self.plan)


def chapter_title(delivery: Delivery) -> str:
    """Title of the chapter that a track is, or is a part of."""
    return PART.sub("", delivery.title)


def is_joined(kind: str, preset: Preset) -> bool:
    """Whether files of this kind contain all chapters."""
    return kind in ("m4b", "cue sheet") or (preset.mp3.per == "book" and kind in (*TRACKS, "transcript"))


def scope_of(prepared: Prepared, former: PresetRender | None, store: TakeStore) -> Scope:
    """Determine the scope of rendering `prepared`, given the `former` render with its preset."""
    whole, preset, chosen = prepared.whole, prepared.preset, _numbers(prepared.plan)
    former_files = former.deliveries if former else ()
    joined = [one for one in former_files if one.kind in preset.formats and is_joined(one.kind, preset)]
    held = _numbers(whole) & {number for one in joined for number in one.chapters}
    lacking = _unspoken(whole, held - chosen, store)
    if lacking:
        formats = tuple(kind for kind in preset.formats if not is_joined(kind, preset))
        preset, plan = preset.model_copy(update={"formats": formats}), prepared.plan
        notices = tuple(f"{one.path} is left as it is: {_why(lacking)}" for one in joined)
    else:
        plan = whole.of_chapters(chosen | held) if held - chosen else prepared.plan
        notices = ()
    if not _may_sample(plan, whole, former_files):
        preset = preset.model_copy(update={"retail_sample_s": None})
    return Scope(whole, chosen, plan, preset, _titles(whole, chosen, former), notices)


def _titles(whole: Plan, chosen: Collection[int], former: PresetRender | None) -> dict[int, set[str]]:
    """Titles by which former files of the chosen chapters are known: a renamed chapter has most of its takes still."""
    titles = {one.number: {one.title} for one in whole.chapters if one.number in chosen}
    takes = _takes(whole)
    before = _takes(former.plan) if former else {}
    for one in former.plan.chapters if former else ():
        if one.number in titles and 2 * len(before[one.number] & takes[one.number]) > len(before[one.number]):
            titles[one.number].add(one.title)
    return titles


def _takes(plan: Plan) -> dict[int, set[str]]:
    """Keys of the takes of each chapter."""
    takes = dict[int, set[str]]()
    for segment in plan.segments:
        takes.setdefault(segment.chapter, set()).add(segment.key)
    return takes


def _numbers(plan: Plan) -> frozenset[int]:
    return frozenset(chapter.number for chapter in plan.chapters)


def _unspoken(whole: Plan, chapters: Collection[int], store: TakeStore) -> list[int]:
    """Return those of the chapters that lack a take."""
    others = whole.of_chapters(chapters)
    absent = {one.key for one in others.requests if one.key not in store}
    return sorted({one.chapter for one in others.segments if one.key in absent})


def _why(chapters: Sequence[int]) -> str:
    shown = ", ".join(map(str, chapters[:5])) + ("…" if len(chapters) > 5 else "")
    return (
        f"it also holds chapters ({shown}) that were not chosen and are not spoken as they would be now; "
        "render the whole book to renew it"
    )


def _may_sample(plan: Plan, whole: Plan, former: Sequence[Delivery]) -> bool:
    """Whether to take a retail sample: not where there is one from a chapter that is not worked on."""
    sampled = {number for one in former if one.kind == "sample" for number in one.chapters}
    return not (sampled & _numbers(whole)) - _numbers(plan)
