"""Selections of chapters as people write them: `1,3-5`, `7-`."""

from __future__ import annotations

from manifests.errors import InputError


def chosen_chapters(selection: str | None, numbers: list[int], *, source: str) -> frozenset[int]:
    """The numbers that `selection` names out of `numbers`; all of them where there is no selection."""
    if selection is None:
        return frozenset(numbers)
    chosen: set[int] = set()
    for part in selection.split(","):
        first, dash, last = part.strip().partition("-")
        if not _is_number(first) or (last and not _is_number(last)):
            raise InputError(
                f"{part.strip()[:40]!r} is no chapter number",
                path=source,
                place="--chapters",
                remedy="Write it as 1,3-5 or 7-.",
            )
        low = int(first)
        high = int(last) if last else (max(numbers, default=0) if dash else low)
        found = [number for number in numbers if low <= number <= high]
        if not found:
            spoken = f"1-{max(numbers)}" if numbers else "none"
            raise InputError(
                f"chapter {part.strip()} is not there; the spoken chapters are {spoken}",
                path=source,
                place="--chapters",
                remedy="`bookcast plan` lists the chapters with their numbers.",
            )
        chosen.update(found)
    return frozenset(chosen)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 6
