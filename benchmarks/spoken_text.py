"""How much of the written~spoken pairs in ../shared/corpora/textnorm is read as they say.

    python benchmarks/spoken_text.py [--misses] [--folder DIR]

A pair is right strictly when both sides are the same words after folding case and punctuation. It is right when they
are the same by the equal readings of docs/spoken-text.md as well: rules about kinds of readings, never about items.
"""

from __future__ import annotations

import argparse
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.equal_readings import CHINESE, ENGLISH
from pipeline.spoken import spoken_text


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


def measure(language: str, rules: dict[str, Callable[[str], str]], folder: Path, misses: bool) -> None:
    count = strict = equal = 0
    start = time.process_time()
    listed = []
    for kind, written, spoken in pairs(folder / language):
        said = folded(spoken_text(written, language), language)
        wanted = folded(spoken, language)
        count += 1
        if said == wanted:
            strict += 1
            continue
        for rule in rules.values():
            said, wanted = rule(said), rule(wanted)
        if said == wanted:
            equal += 1
            listed.append(f"  equal  {kind}: {written} | {spoken} | {spoken_text(written, language)}")
        else:
            listed.append(f"  MISS   {kind}: {written} | {spoken} | {spoken_text(written, language)}")
    seconds = time.process_time() - start
    print(
        f"{language}: {count} pairs, as written {strict / count:.1%}, with equal readings"
        f" {(strict + equal) / count:.1%}"
        f" ({count - strict - equal} missed), {1000 * seconds / count:.2f} ms a pair"
    )
    if misses:
        print("\n".join(listed))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[2] / "shared" / "corpora" / "textnorm")
    parser.add_argument("--misses", action="store_true", help="list what is not the same word by word")
    options = parser.parse_args()
    for language, rules in (("en", ENGLISH), ("zh", CHINESE)):
        measure(language, rules, options.folder, options.misses)


if __name__ == "__main__":
    main()
