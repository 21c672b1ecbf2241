"""How much of the written~spoken pairs in ../shared/corpora/textnorm is read as they say.

    python benchmarks/spoken_text.py [--misses] [--wetext] [--folder DIR]

A pair is right as written when both sides are the same words after folding case and punctuation. It is right when they
are the same by the equal readings of docs/spoken-text.md as well: rules about kinds of readings, never about items.
`--wetext` measures the library of that name (where it is installed) beside ours.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.equal_readings import CHINESE, ENGLISH
from pipeline.spoken import spoken_text

RULES = {"en": ENGLISH, "zh": CHINESE}
FOLDER = Path(__file__).parents[2] / "shared" / "corpora" / "textnorm"


@dataclass
class Score:
    """Of one language: pairs, those right as written, those right by an equal reading, and what differs."""

    pairs: int = 0
    strict: int = 0
    equal: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    @property
    def as_written(self) -> float:
        return self.strict / self.pairs

    @property
    def with_equal_readings(self) -> float:
        return (self.strict + self.equal) / self.pairs


def pairs(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The class, the written and the spoken side of each pair."""
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "~" in line:
                written, spoken = line.split("~", 1)
                yield path.stem, written, spoken


def folded(text: str, language: str) -> str:
    """Words alone: small letters, no punctuation, one space between words, none in Chinese."""
    text = unicodedata.normalize("NFKC", text).lower()
    plain = "".join(" " if unicodedata.category(sign)[0] in "PSC" else sign for sign in text)
    return " ".join(plain.split()) if language == "en" else "".join(plain.split())


def measure(language: str, say: Callable[[str], str], folder: Path = FOLDER) -> Score:
    """Compare what `say` makes of the pairs of a language."""
    score = Score()
    for kind, written, spoken in pairs(folder / language):
        start = time.process_time()
        said = say(written)
        score.seconds += time.process_time() - start
        ours, wanted = folded(said, language), folded(spoken, language)
        score.pairs += 1
        if ours == wanted:
            score.strict += 1
            continue
        for rule in RULES[language].values():
            ours, wanted = rule(ours), rule(wanted)
        score.equal += ours == wanted
        score.misses.append(f"{'equal' if ours == wanted else 'MISS '}  {kind}: {written} | {spoken} | {said}")
    return score


def of_wetext(language: str) -> Callable[[str], str]:
    """The library by itself. It stops with an AssertionError on text that it finds nothing in."""
    normalizer = importlib.import_module("wetext").Normalizer(lang=language, operator="tn")

    def say(text: str) -> str:
        try:
            return str(normalizer.normalize(text))
        except AssertionError:
            return text

    return say


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--misses", action="store_true", help="list what is not the same word by word")
    parser.add_argument("--wetext", action="store_true", help="measure wetext beside it")
    options = parser.parse_args()
    for language in RULES:
        readers: dict[str, Callable[[str], str]] = {"bookcast": partial(spoken_text, language=language)}
        if options.wetext:
            readers["wetext"] = of_wetext(language)
        for name, say in readers.items():
            score = measure(language, say, options.folder)
            print(
                f"{language} {name}: {score.pairs} pairs, as written {score.as_written:.1%}, with equal readings "
                f"{score.with_equal_readings:.1%}, {1000 * score.seconds / score.pairs:.2f} ms a pair"
            )
            if options.misses and name == "bookcast":
                print("\n".join(f"  {line}" for line in score.misses))


if __name__ == "__main__":
    main()
