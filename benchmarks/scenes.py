"""Who speaks in short scenes of today's prose: reads scenes with gold, attributes them, and prints what is wrong.

usage: python -m benchmarks.scenes [FILE ...]

A scene begins with `== title`; `{WHO|“words”}` are WHO's words (`A/B`: either is right). A line is explicit where its
paragraph names the speaker, or says "I", beside the words.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from manifests.script import Line
from pipeline.directing.review import BELOW
from pipeline.reading.read import read_book
from pipeline.script.attribution import attribute
from pipeline.script.attributor import Attributor

SCENES = Path(__file__).resolve().parents[1] / "tests" / "script" / "scenes"
_MARKED = re.compile(r"\{(?P<who>[^|]+)\|(?P<words>[^}]*)\}")
_NARRATOR = "narrator"
_BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A marked speech: whose it is, whose it was found to be, and how sure that was."""

    scene: str
    words: str
    gold: str
    found: str
    confidence: float
    explicit: bool
    cue: str

    @property
    def right(self) -> bool:
        """Whether the role found is one that gold allows."""
        return any(_fits(who, self.found) for who in self.gold.split("/"))


def _fits(who: str, found: str) -> bool:
    if _NARRATOR in (who, found):
        return who == found
    return who.split()[-1].lower() in found.lower().split() or found.lower() in who.lower()


def judge(scenes: str, attributor: Attributor | None = None, language: str = "en") -> Iterator[Judged]:
    """Every marked speech of the scenes in a text of a language, by the rules or another attributor."""
    for part in re.split(r"(?m)^== ", scenes)[1:]:
        title, _, body = part.partition("\n")
        lines = list(_lines(_MARKED.sub(lambda match: match["words"], body), attributor, language))
        for paragraph in body.strip().split("\n\n"):
            told = _MARKED.sub("", paragraph)
            for match in _MARKED.finditer(paragraph):
                words = match["words"].strip("“”‘’„‚«»›‹— ")
                place = next((number for number, line in enumerate(lines) if words in line.text), None)
                line = None if place is None else lines[place]
                found = "(not found)" if line is None else line.speaker or _NARRATOR
                sure, cue = (0.0, "") if line is None else (line.confidence, line.cue)
                found = _NARRATOR if found == "I" else found
                yield Judged(title, words, match["who"], found, sure, _is_explicit(match["who"], told), cue)
                lines = lines if place is None else lines[place + 1 :]


def _lines(text: str, attributor: Attributor | None, language: str) -> tuple[Line, ...]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scene.md"
        file.write_text(f"---\nlanguage: {language}\n---\n\n# Chapter One\n\n{text}", encoding="utf-8")
        return attribute(read_book(file), attributor).lines


def _language_of(file: Path) -> str:
    """The language of a file of scenes: its name, where that is a tag ("de.txt"), else English."""
    return file.stem if len(file.stem) == 2 else "en"


def _is_explicit(gold: str, told: str) -> bool:
    if gold == _NARRATOR:
        return re.search(r"\bI [a-z]+", told) is not None
    return any(re.search(rf"\b{re.escape(who.split()[-1])}\b", told) for who in gold.split("/"))


def calibration_error(judged: list[Judged]) -> float:
    """The expected calibration error: the mean distance of confidence and truth over bins of confidence."""
    error = 0.0
    for step in range(_BINS):
        chosen = [each for each in judged if step <= min(each.confidence, 0.999) * _BINS < step + 1]
        error += abs(sum(each.right for each in chosen) - sum(each.confidence for each in chosen))
    return error / max(len(judged), 1)


def main() -> None:
    """Print the faults of each scene, and the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: the scenes of the tests")
    files = parser.parse_args().files or sorted(SCENES.glob("*.txt"))
    judged = [each for file in files for each in judge(file.read_text(encoding="utf-8"), language=_language_of(file))]
    for each in judged:
        if not each.right:
            mark = "explicit" if each.explicit else ""
            print(f"{each.scene}: {each.words!r} by {each.found} ({each.confidence:.2f}), not {each.gold} {mark}")
    named = [each for each in judged if each.explicit]
    for title, group in (("all", judged), ("explicit", named)):
        right = sum(each.right for each in group)
        print(f"{title}: {right} of {len(group)} ({100 * right / max(len(group), 1):.1f} %)")
    listed = sum(each.confidence < BELOW for each in named)
    print(f"ECE {calibration_error(judged):.3f}; of explicit lines {listed} of {len(named)} are uncertain")


if __name__ == "__main__":
    main()
