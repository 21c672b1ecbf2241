"""The keys under which a render's files lie in work/chapters, as its record lists them, and what follows from what."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from pipeline.production.folder import ProductionFolder


class MadeKeys:
    """What a render made of each chapter. Its keys stand side by side in the record:

        voices, stitched ─▶ these mixed with other sounds, where there are any ─▶ mastered

    So what a chapter became stays known when ffmpeg, which the later keys are made of too, has become another, and
    without the table of sounds. The first that is listed is the newest.
    """

    def __init__(self, folder: ProductionFolder, made: Sequence[str]) -> None:
        self._folder = folder
        self._next = dict(zip(reversed(made[:-1]), reversed(made[1:]), strict=True))

    def sound(self, stitched: str) -> str:
        """The key of what was mastered of stitched voices: themselves, or their mix."""
        mixed = self._next.get(stitched)
        return mixed if mixed and self._has_timeline(mixed) else stitched

    def mastered(self, sound: str) -> str | None:
        """The key that a sound was mastered under; None where the record tells none."""
        return self._next.get(sound)

    @cached_property
    def by_sound(self) -> dict[str, str]:
        """The keys of all mastered sounds, by those of the sounds that they were made from."""
        return {
            sound: mastered
            for sound, mastered in self._next.items()
            if "-" not in mastered and self._has_timeline(sound) and not self._has_timeline(mastered)
        }

    def _has_timeline(self, key: str) -> bool:
        return (self._folder.chapters / f"{key}.timeline.json").exists()
