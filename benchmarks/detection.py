"""What the detection of quotations is counted down for, by kinds of fault.

    python benchmarks/attribution.py --set dev --keep FOLDER
    python -m benchmarks.detection FOLDER

Spans are paired as the corpora's scorer pairs them: best overlap first, at least half. What finds no partner is `cut`
where it overlaps a span of the other side, else `alone`. What we find alone is told apart by what speaks for it: it
begins a paragraph of talk (with at most 20 words of narration), or a verb of saying stands beside it. Last, of what
we find, how much gold keeps and leaves out where the narration beside it tells of a thought, or of several people.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

from benchmarks.attribution import CORPORA

Span = tuple[int, int]
_LITTLE = 20
_QUOTED = re.compile(r'"[^"]*"')
_TOLD = {
    "a thought": re.compile(
        r"\b(?:thought|thinks?|thinking|reflect(?:ed|ing|ion)|mused|wondered|imagined|considered)\b"
    ),
    "several people": re.compile(r"\b(?:they|everybody|every ?one|people|voices?|chorus|crowd)\b"),
}


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    return min(one[1], other[1]) - max(one[0], other[0])


def paired(gold: list[Span], found: list[Span]) -> tuple[set[int], set[int]]:
    """The numbers of those that are each other's partners."""
    near: list[tuple[float, int, int]] = []
    first = 0
    for number, span in enumerate(gold):
        while first < len(found) and found[first][1] <= span[0]:
            first += 1
        for other in range(first, len(found)):
            if found[other][0] >= span[1]:
                break
            shared = overlap(span, found[other])
            whole = max(span[1], found[other][1]) - min(span[0], found[other][0])
            if 2 * shared >= whole:
                near.append((shared / whole, number, other))
    matched: tuple[set[int], set[int]] = set(), set()
    for _, number, other in sorted(near, reverse=True):
        if number not in matched[0] and other not in matched[1]:
            matched[0].add(number)
            matched[1].add(other)
    return matched


def beside(text: str, span: Span) -> str:
    """The clauses of narration right before and after a span, marks included."""
    after = re.split(r'[.!?;"]', text[span[1] : span[1] + 120])[0]
    before = text[max(0, span[0] - 100) : span[0]].rstrip()
    return f"{re.split(r'[.!?;]', before[:-1])[-1] if before.endswith((',', ':')) else ''} | {after}"


def why_found(text: str, span: Span, cue: str) -> str:
    """What speaks for a quotation; `span` has its marks."""
    begin = text.rfind("\n\n", 0, span[0]) + 2
    end = text.find("\n\n", span[1])
    talk = _QUOTED.sub("", text[begin : end if end >= 0 else len(text)])
    if not text[begin : span[0]].strip() and len(talk.split()) <= _LITTLE:
        return "a turn of talk"
    return "a verb of saying beside it" if cue.startswith("verb") else "neither"


def count(novel: Path, predictions: Path, faults: Counter[str], told: Counter[tuple[str, bool]]) -> None:
    """Add one novel's faults."""
    from score_quotes import load_jsonl, trim

    text = (novel / "text.txt").read_bytes().decode("utf-8")
    gold = sorted(trim(text, row["start"], row["end"]) for row in load_jsonl(novel / "quotes.jsonl"))
    marked = sorted(
        (trim(text, row["start"], row["end"]), (row["start"], row["end"]), row["cue"])
        for row in load_jsonl(predictions)
    )
    found = [span for span, _, _ in marked]
    known, ours = paired(gold, found)
    for number, span in enumerate(gold):
        if number not in known:
            faults[f"missed, {'cut' if any(overlap(span, each) > 0 for each in found) else 'alone'}"] += 1
    for number, (span, whole, cue) in enumerate(marked):
        left_out = number not in ours and not any(overlap(span, each) > 0 for each in gold)
        if number not in ours:
            faults[f"added, {'alone: ' + why_found(text, whole, cue) if left_out else 'cut'}"] += 1
        for kind, words in _TOLD.items():
            if words.search(beside(text, whole)):
                told[kind, left_out] += 1


def main() -> None:
    """Count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("predictions", type=Path)
    sys.path.insert(0, str(CORPORA))
    faults, told = Counter[str](), Counter[tuple[str, bool]]()
    for path in sorted(parser.parse_args().predictions.glob("*.jsonl")):
        count(CORPORA / "quotes" / path.stem, path, faults, told)
    for kind, times in sorted(faults.items()):
        print(f"{kind:42} {times:6}")
    for kind in _TOLD:
        print(f"told of {kind}: kept {told[kind, False]}, left out {told[kind, True]}")


if __name__ == "__main__":
    main()
