"""How well speakers are attributed: runs the stage over the corpora beside the repository and prints the tables.

usage: python benchmarks/attribution.py [--set dev|held-out|all|litbank] [--names] [--only NAME] [--keep FOLDER]

The corpora are read from ../shared/corpora; predictions go to a temporary folder (or `--keep`), and the corpora's own
scorer judges them. The texts are read as `bookcast` reads any text file.
"""

from __future__ import annotations

import argparse
import bisect
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manifests.script import Gender, Line, Script
from pipeline.reading.read import read_book
from pipeline.script.attribution import attribute
from pipeline.script.english.attributor import EnglishAttributor
from pipeline.script.english.characters import Character

CORPORA = Path(__file__).resolve().parents[1] / ".." / "shared" / "corpora"
HELD_OUT = ("AnneOfGreenGables", "Emma", "TheSignOfTheFour", "TheSportOfTheGods", "WhereAngelsFearToTread")


def write_predictions(script: Script, text: str, to: Path, *, cut: bool) -> None:
    """The dialogue lines as the scorer wants them; `cut`: gold leaves out what they quote of others."""
    with to.open("w", encoding="utf-8") as file:
        for line in script.lines:
            if line.kind != "dialogue":
                continue
            for start, end in speech(line, text) if cut else [(line.spans[0][0], line.spans[-1][1])]:
                # A narrator who says "I" and whom nobody calls by name reads these lines.
                narrates = line.speaker is None and line.cue.endswith(": I")
                row = {
                    "start": start, "end": end, "speaker": "narrator" if narrates else line.speaker,
                    "confidence": line.confidence, "cue": line.cue,
                }  # fmt: skip
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def speech(line: Line, text: str) -> Iterator[tuple[int, int]]:
    """A line without what its speaker quotes of others, in parts."""
    begin = line.spans[0][0]
    for start, end in (*line.quoted, (line.spans[-1][1],) * 2):
        if any(map(str.isalnum, text[begin:start])):
            yield begin, start
        begin = max(begin, end)


def given_cast(novel: Path) -> list[Character]:
    """The gold characters with their aliases and genders, for the runs where names are given."""
    genders: dict[str, Gender] = {"M": "male", "F": "female"}
    rows = json.loads((novel / "characters.json").read_text(encoding="utf-8"))
    return [
        Character(
            row["name"],
            frozenset(row["aliases"]),
            genders.get(row.get("gender", ""), "unknown"),
            certain_gender=row.get("gender") in genders,
        )
        for row in rows
        if row["aliases"] and not row["name"].startswith("_")
    ]


def folders(which: str) -> tuple[Path, list[Path]]:
    """The gold root and its novels that belong to a set."""
    root = CORPORA / ("litbank" if which == "litbank" else "quotes")
    every = sorted(path for path in root.iterdir() if (path / "quotes.jsonl").exists())
    if which == "dev":
        every = [path for path in every if path.name not in HELD_OUT]
    if which == "held-out":
        every = [path for path in every if path.name in HELD_OUT]
    return root, every


def print_tables(root: Path, predictions: Path) -> None:
    """One row a novel: detection, then end-to-end accuracy by type of quotation, as the scorer counts them."""
    argv = [sys.executable, str(CORPORA / "score_quotes.py"), "--json", "--all", str(root), str(predictions)]
    result = json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)
    kinds = ("explicit", "anaphoric", "implicit", "non-explicit", "unlabelled", "all")
    print(f"{'':28} {'P':>6} {'R':>6} {'F1':>6} | " + " ".join(f"{kind:>12}" for kind in kinds) + "  (end to end, %)")
    rows = {**result["novels"], "TOTAL": result["total"]}
    for name, row in rows.items():
        found = row["det"]
        precision, recall = (100 * found["tp"] / max(found[key], 1) for key in ("pred", "gold"))
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        cells = [row["attr"].get(kind) for kind in kinds]
        shares = [f"{100 * cell['ok'] / cell['n']:12.1f}" if cell else f"{'-':>12}" for cell in cells]
        print(f"{name[:28]:28} {precision:6.1f} {recall:6.1f} {f1:6.1f} | {' '.join(shares)}")


@dataclass(frozen=True)
class Judged:
    """A predicted quotation that gold marks: whose it is there, and as predicted; `cause` is why it may be wrong."""

    confidence: float
    right: bool
    cause: str
    person: tuple[str, str]
    role: str | None


def judge(root: Path, predictions: Path) -> list[Judged]:
    """Each predicted quotation that gold marks. `person` is the novel and gold's id there."""
    sys.path.insert(0, str(CORPORA))
    from score_quotes import Names, load_jsonl

    found: list[Judged] = []
    for path in sorted(predictions.glob("*.jsonl")):
        gold = sorted(load_jsonl(root / path.stem / "quotes.jsonl"), key=lambda row: row["start"])
        characters = json.loads((root / path.stem / "characters.json").read_text(encoding="utf-8"))
        names, called = Names(characters), {each["id"]: each["name"] for each in characters}
        starts = [row["start"] for row in gold]
        for line in load_jsonl(path):
            place = bisect.bisect_left(starts, line["end"]) - 1
            if place < 0 or gold[place]["end"] <= line["start"]:
                continue
            speaker, resolved = gold[place]["speaker"], names.resolve(line["speaker"])
            right = bool(resolved) and resolved == {speaker}
            right = right or is_described(line["speaker"], called.get(speaker, ""))
            person = (path.stem, speaker)
            found.append(Judged(line["confidence"], right, cause(line, resolved), person, line["speaker"]))
    return found


def print_voices(found: list[Judged]) -> None:
    """How many quotations a listener hears in their person's one voice: the role that has most of what is right."""
    voices: dict[tuple[str, str], Counter[str | None]] = defaultdict(Counter)
    for each in found:
        voices[each.person][each.role] += each.right
    heard = sum(max(roles.values()) for roles in voices.values())
    right = sum(each.right for each in found)
    print(
        f"\nof what is found {100 * right / len(found):.1f} % is right, {100 * heard / len(found):.1f} % in one voice"
    )


_NAMELESS = ("a", "an", "another", "one", "that", "some", "several", "_group", "_unknowable")


def is_described(speaker: str | None, gold: str) -> bool:
    """Whether a role without a name ("the old dame") is whom gold describes ("an old dame of fifty").

    A narrator whom we leave without a name is the one whom gold calls "Rudolf narrator"; "someone" and "several people"
    are whoever gold describes without a name ("another private", "the crowd", `_group`).
    """
    words, described = (speaker or "").lower().split(), gold.lower().split()
    if words == ["narrator"]:
        return "narrator" in described
    if speaker in ("someone", "several people"):
        return described[:1] in [[each] for each in _NAMELESS] or gold.startswith("the ") or gold.isupper()
    return len(words) > 1 and words[0] == "the" and set(words[1:]) <= set(described)


def cause(line: dict[str, Any], resolved: set[str] | None) -> str:
    """What a wrong speaker came from."""
    if resolved is None:
        return "left to the narrator"
    if not resolved:
        return "role that gold does not have"
    if len(resolved) > 1:
        return "name that several share"
    kind, _, subject = line["cue"].partition(": ")
    if not subject:
        return "turn taking"
    if subject in ("he", "she", "they", "we", "I"):
        return f"{kind.split()[0]}, pronoun"
    return f"{kind.split()[0]}, {'name' if subject[0].isupper() else 'noun'}"


def print_confidence(judged: list[Judged]) -> None:
    """Reliability by tenths, expected calibration error, AUROC, and what a review of the least sure would find."""
    found = sorted((each.confidence, each.right) for each in judged)
    count, right = len(found), sum(each[1] for each in found)
    error = 0.0
    print("\nconfidence  lines    mean   right")
    for tenth in range(10):
        rows = [each for each in found if min(9, int(each[0] * 10)) == tenth]
        if rows:
            mean, share = sum(each[0] for each in rows) / len(rows), sum(each[1] for each in rows) / len(rows)
            error += abs(mean - share) * len(rows) / count
            print(f"  {tenth / 10:.1f}-{tenth / 10 + 0.1:.1f}  {len(rows):7} {mean:7.3f} {share:7.3f}")
    ranks = 0.0
    begin = 0
    while begin < count:
        end = begin
        while end < count and found[end][0] == found[begin][0]:
            end += 1
        ranks += sum(each[1] for each in found[begin:end]) * (begin + end + 1) / 2
        begin = end
    auroc = (ranks - right * (right + 1) / 2) / max(right * (count - right), 1)
    wrong, seen = count - right, 0
    review = 0
    for each in found:
        review += 1
        seen += not each[1]
        if 2 * seen >= wrong:
            break
    sure = [each[1] for each in found if each[0] >= 0.9]
    print(f"ECE {error:.3f}  AUROC {auroc:.3f}  at 0.9 and above: {100 * len(sure) / count:.0f} % of lines, ", end="")
    print(f"{100 * sum(sure) / max(len(sure), 1):.1f} % right; half of the errors in {100 * review / count:.0f} %")
    causes = Counter(each.cause for each in judged if not each.right)
    print("wrong by cause: " + ", ".join(f"{name} {times}" for name, times in causes.most_common()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", dest="which", choices=("dev", "held-out", "all", "litbank"), default="dev")
    parser.add_argument("--names", action="store_true", help="the characters are given; only who speaks is found")
    parser.add_argument("--only", help="one novel")
    parser.add_argument("--keep", type=Path, help="keep the predictions in this folder")
    options = parser.parse_args()
    root, novels = folders(options.which)
    with tempfile.TemporaryDirectory() as temporary:
        to = options.keep or Path(temporary)
        to.mkdir(parents=True, exist_ok=True)
        began = time.process_time()
        characters = 0
        for novel in novels:
            if options.only and options.only not in novel.name:
                continue
            book = read_book(novel / "text.txt")
            text = book.documents[0].text
            characters += len(text)
            attributor = EnglishAttributor(given_cast(novel) if options.names else ())
            script = attribute(book, attributor)
            # PDNC cuts a speech where it quotes others; LitBank does not.
            write_predictions(script, text, to / f"{novel.name}.jsonl", cut=options.which != "litbank")
        seconds = time.process_time() - began
        print(f"{characters / 1e6:.2f} million characters in {seconds:.1f} s of one core")
        print_tables(root, to)
        found = judge(root, to)
        print_voices(found)
        print_confidence(found)


if __name__ == "__main__":
    main()
