"""Learns what the attributor's chances are worth in a short text, from LitBank (Bamman et al., CC BY 4.0) and scenes.

    python -m benchmarks.train_confidence [--write]

A logistic regression with a penalty; the figures are cross-validated by book, each excerpt judged by weights that were
learned from the others. The three excerpts that overlap the test corpus are left out. `--write` saves the weights
learned from all others to `pipeline/script/english/confidence.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution import CORPORA, Judged, folders, is_described, print_confidence
from benchmarks.scenes import SCENES, judge
from pipeline.reading.read import read_book
from pipeline.script.attribution import attribute
from pipeline.script.attributor import Attribution, Paragraph
from pipeline.script.english.attributor import NARRATOR, read_turns
from pipeline.script.english.calibration import evidence, logit
from pipeline.script.english.nouns import INDEFINITE
from pipeline.script.english.scoring import NOBODY

OVERLAPPING = ("1342", "160", "5230")
_PENALTY = 5.0
_MADE_WITH = 0.03
"""Of the lines that are right, how many would not be in a text that the rules were not made with."""
_SETTLED = 1e-6
_WEIGHTS = Path(__file__).resolve().parents[1] / "pipeline" / "script" / "english" / "confidence.json"
Row = tuple[dict[str, float], bool]


def telling(paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
    """The rules' speakers, with the evidence for each as the cue."""
    scene, turns = read_turns(paragraphs)
    result = [[Attribution(None, 1.0, "")] * len(paragraph.quotations) for paragraph in paragraphs]
    for turn in turns:
        # No gold says who "someone" is: these have a chance of their own (`_NOBODY_KNOWN`).
        if turn.who != NOBODY and scene.book.characters[turn.who].name not in INDEFINITE:
            seen = {"chance": logit(turn.chance), **evidence(scene, turn.unit, turn.who)}
            answer = Attribution(scene.book.characters[turn.who].name, 1.0, json.dumps(seen))
            for index in range(turn.unit.first, turn.unit.last + 1):
                result[turn.unit.paragraph][index] = answer
    return result


def rows_of(novel: Path) -> list[Row]:
    """The evidence of each quotation that gold marks, and whether the speaker is right."""
    sys.path.insert(0, str(CORPORA))
    from score_quotes import Names, load_jsonl

    characters = json.loads((novel / "characters.json").read_text(encoding="utf-8"))
    names, called = Names(characters), {each["id"]: each["name"] for each in characters}
    gold = load_jsonl(novel / "quotes.jsonl")
    rows: list[Row] = []
    for line in attribute(read_book(novel / "text.txt"), telling).lines:
        if line.kind != "dialogue" or not line.cue:
            continue
        for quotation in gold:
            if line.start < quotation["end"] and quotation["start"] < line.end:
                name = "narrator" if line.speaker == NARRATOR else line.speaker
                right = names.resolve(name) == {quotation["speaker"]}
                right = right or is_described(name, called.get(quotation["speaker"], ""))
                rows.append((json.loads(line.cue), right))
                break
    return rows


def rows_of_scenes() -> Iterator[list[Row]]:
    """The same of the scenes of today's prose, file by file; they are this project's own."""
    for file in sorted([*SCENES.glob("*.txt"), *(SCENES / "unseen").glob("*.txt")]):
        found = judge(file.read_text(encoding="utf-8"), telling)
        yield [(json.loads(each.cue), each.right) for each in found if each.cue.startswith("{")]


def fit(rows: Sequence[Row], features: Sequence[str]) -> NDArray[np.float64]:
    """The weights of a logistic regression, by Newton's steps; "chance" is drawn to 1, all others to 0."""
    x = np.array([[seen.get(name, 0.0) for name in features] for seen, _ in rows])
    y = np.array([right * (1 - _MADE_WITH) for _, right in rows], dtype=float)
    prior = np.array([float(name == "chance") for name in features])
    known = prior.copy()
    for _ in range(100):
        said = 1 / (1 + np.exp(-x @ known))
        slope = x.T @ (y - said) - _PENALTY * (known - prior)
        curve = (x * (said * (1 - said))[:, None]).T @ x + _PENALTY * np.eye(len(features))
        step = np.linalg.solve(curve, slope)
        known += step / max(1.0, float(np.linalg.norm(step)))
        if np.abs(step).max() < _SETTLED:
            break
    return known


def said_of(rows: Sequence[Row], features: Sequence[str], known: NDArray[np.float64]) -> list[float]:
    """The chances that the weights give."""
    return [
        float(1 / (1 + np.exp(-sum(seen.get(name, 0.0) * w for name, w in zip(features, known, strict=True)))))
        for seen, _ in rows
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="save the weights learned from all excerpts")
    options = parser.parse_args()
    novels = folders("litbank")[1]
    excerpts = (rows_of(novel) for novel in novels if novel.name.split("_")[0] not in OVERLAPPING)
    books = [*excerpts, *rows_of_scenes()]
    every = [row for rows in books for row in rows]
    features = sorted({name for seen, _ in every for name in seen})
    found: list[Judged] = []
    for index, rows in enumerate(books):
        known = fit([row for other, each in enumerate(books) if other != index for row in each], features)
        for said, (_, right) in zip(said_of(rows, features, known), rows, strict=True):
            found.append(Judged(said, right, "", ("", ""), None))
    print(f"{len(every)} quotations of {len(books)} excerpts, each judged by what the others taught")
    print_confidence(found)
    if options.write:
        known = fit(every, features)
        weights = {name: round(float(weight), 3) for name, weight in zip(features, known, strict=True)}
        _WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
