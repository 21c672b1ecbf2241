"""How well speakers are attributed: runs the stage over the corpora beside the repository and prints the tables.

usage: python benchmarks/attribution.py [--set dev|held-out|all|litbank] [--keep FOLDER]

The corpora are read from ../shared/corpora; predictions go to a temporary folder (or `--keep`), and the corpora's own
scorer judges them. A text file becomes a book by paragraphs at blank lines; every row of a paragraph is a span.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from manifests.book import Block, Book, Chapter, Document, Metadata
from manifests.script import Script
from pipeline.script.attribution import attribute
from pipeline.script.english.attributor import EnglishAttributor
from pipeline.script.english.characters import Character
from pipeline.script.english.name_parts import Gender

CORPORA = Path(__file__).resolve().parents[1] / ".." / "shared" / "corpora"
HELD_OUT = ("AnneOfGreenGables", "Emma", "TheSignOfTheFour", "TheSportOfTheGods", "WhereAngelsFearToTread")
_HEADING = re.compile(r"(?:chapter|book|part|volume|stave)\s+(?:[\divxlc]+|the\s\w+|\w+)\b.{0,60}", re.IGNORECASE)


def plain_book(name: str, text: str) -> Book:
    """A book of one document: chapters at headings, paragraphs at blank lines, one span for each row's words."""
    chapters: list[Chapter] = []
    blocks: list[Block] = []
    title = name
    for match in re.finditer(r"(?:[^\n]|\n(?!\s*\n))*\S(?:[^\n]|\n(?!\s*\n))*", text):
        row = tuple(
            (match.start() + piece.start(), match.start() + piece.end())
            for piece in re.finditer(r"\S+(?: \S+)*", match.group())
        )
        if _HEADING.fullmatch(match.group().strip()):
            if blocks:
                chapters.append(Chapter(title=title, blocks=tuple(blocks)))
            title, blocks = match.group().strip(), [Block(kind="heading", rows=(row,))]
        else:
            blocks.append(Block(kind="paragraph", rows=(row,)))
    chapters.append(Chapter(title=title, blocks=tuple(blocks)))
    return Book(
        source=f"{name}.txt",
        media="text",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        metadata=Metadata(title=name),
        documents=(Document(href=f"{name}.txt", text=text),),
        chapters=tuple(chapters),
    )


def write_predictions(script: Script, to: Path) -> None:
    """The dialogue lines as the scorer wants them."""
    with to.open("w", encoding="utf-8") as file:
        for line in script.lines:
            if line.kind == "dialogue":
                row = {
                    "start": line.start, "end": line.end, "speaker": line.speaker,
                    "confidence": line.confidence, "cue": line.cue,
                }  # fmt: skip
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


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
        began = time.perf_counter()
        characters = 0
        for novel in novels:
            if options.only and options.only not in novel.name:
                continue
            text = (
                (novel / "text.txt").read_text(encoding="utf-8", newline="")
                if sys.version_info >= (3, 13)
                else ((novel / "text.txt").open(encoding="utf-8", newline="").read())
            )
            characters += len(text)
            attributor = EnglishAttributor(given_cast(novel) if options.names else ())
            write_predictions(attribute(plain_book(novel.name, text), attributor), to / f"{novel.name}.jsonl")
        seconds = time.perf_counter() - began
        print(f"{characters / 1e6:.2f} million characters in {seconds:.1f} s")
        print_tables(root, to)


if __name__ == "__main__":
    main()
