"""The lines whose speaker is uncertain, as a file that a director reads and answers in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from casting.cast_text import scalar
from manifests.script import Line, Script
from pipeline.directing.corrections import OPEN
from pipeline.directing.matching import CUT

BELOW = 0.75
"""Lines below this confidence are listed."""

_LONGEST = 100
_AROUND = 12  # speaking lines on each side whose speakers are candidates
_MOST = 6

_HEAD = """\
# Lines of {title} whose speaker is uncertain: {count} of {total} spoken by characters.
# Write who speaks after `speaker:` (a name, or narrator). `Tom?` is only a guess: it changes nothing until the
# question mark is gone. Entries that you leave out, or leave alone, stay as they were read."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A line to decide about, the lines around it, and who may speak, the likeliest first."""

    line: Line
    before: Line | None
    after: Line | None
    candidates: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--review --json`."""
        return {
            "line": self.line.id,
            "chapter": self.line.chapter,
            "text": self.line.text,
            "speaker": self.line.speaker,
            "confidence": round(self.line.confidence, 3),
            "cue": self.line.cue,
            "before": self.before.text if self.before else None,
            "after": self.after.text if self.after else None,
            "candidates": list(self.candidates),
        }


def uncertain(script: Script, below: float = BELOW, known: Collection[str] = ()) -> list[Uncertain]:
    """The lines of speech with a confidence under `below`, in order, but for those whose id is in `known`."""
    found: list[Uncertain] = []
    speeches = [index for index, line in enumerate(script.lines) if line.kind == "dialogue"]
    for place, index in enumerate(speeches):
        line = script.lines[index]
        if line.confidence >= below or line.id in known or line.origin != "source":
            continue
        around = [script.lines[other] for other in speeches[max(0, place - _AROUND) : place + _AROUND + 1]]
        found.append(
            Uncertain(
                line,
                _neighbour(script.lines, index, -1),
                _neighbour(script.lines, index, 1),
                _candidates(line, around),
            )
        )
    return found


def review_yaml(script: Script, found: Sequence[Uncertain]) -> str:
    """The lines as a corrections file, in which nothing is decided yet."""
    total = sum(line.kind == "dialogue" for line in script.lines)
    head = _HEAD.format(title=_short(script.metadata.title), count=len(found), total=f"{total:,} lines")
    titles = {chapter.number: chapter.title for chapter in script.chapters}
    parts = [head]
    chapter = None
    for one in found:
        if one.line.chapter != chapter:
            chapter = one.line.chapter
            parts.append(f"# == {chapter}. {_short(titles[chapter])}")
        parts.append("\n".join(_entry(one)))
    return "\n\n".join(parts) + "\n"


def _entry(one: Uncertain) -> Iterator[str]:
    line = one.line
    if one.before is not None:
        yield f"#  … {_told(one.before, tail=True)}"
    yield f"#  > {_told(line)}"
    if one.after is not None:
        yield f"#  … {_told(one.after)}"
    likely = f"; may be: {', '.join(map(_short, one.candidates))}" if one.candidates else ""
    yield f"# {line.confidence:.2f} ({_short(line.cue) or 'no cue'}){likely}"
    yield f"- line: {line.id}"
    yield f"  text: {scalar(quotation(line.text))}"
    yield f"  speaker: {scalar((line.speaker or '') + OPEN)}"


def quotation(text: str) -> str:
    """A line's text as an entry quotes it: the whole, or its beginning with … behind."""
    if len(text) <= _LONGEST:
        return text
    cut = text[:_LONGEST]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip() + CUT


def _told(line: Line, *, tail: bool = False) -> str:
    """A line for a comment; of a long one the end, where it comes before the line in question."""
    text = _short(line.text, None)
    if len(text) > _LONGEST:
        text = CUT + text[-_LONGEST:] if tail else text[:_LONGEST] + CUT
    return f"{_short(line.speaker)}: {text}" if line.speaker else text


def _short(text: str | None, longest: int | None = 80) -> str:
    """Text on one line, without what YAML would not take in a comment."""
    plain = "".join(letter for letter in " ".join((text or "").split()) if letter.isprintable())
    return plain if longest is None or len(plain) <= longest else plain[:longest] + CUT


def _neighbour(lines: Sequence[Line], index: int, step: int) -> Line | None:
    other = index + step
    if 0 <= other < len(lines) and lines[other].chapter == lines[index].chapter:
        return lines[other]
    return None


def _candidates(line: Line, around: Sequence[Line]) -> tuple[str, ...]:
    """The speakers nearby in the chapter, the surest and most frequent first."""
    counts: Counter[str] = Counter()
    for other in around:
        if other.speaker is not None and other.chapter == line.chapter:
            counts[other.speaker] += 1 + (other.scene == line.scene)
    if line.speaker is not None:
        counts[line.speaker] += 1000
    return tuple(name for name, _ in counts.most_common(_MOST))
