"""Small files from public complaints about reading, each with what should be heard of it and what is.

    python -m benchmarks.reading_cases [FOLDER] [--only NAME]

FOLDER has `reading/` and `robust/` (beside the repository by default); what should be heard of their files stands in
reading_cases.yaml as short facts. Behind the files come the patterns that time once grew too fast with: each is made
here, twice as long the second time, and the time of one core may be 2.5 times as much. The exit code is 1 where
something is wrong; declared limits are printed as such.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from benchmarks.growth import growths
from benchmarks.judging import Expected, Verdict, judged, told
from benchmarks.robust_cases import robust

CASES = Path(__file__).resolve().parents[1] / ".." / "shared" / "cases"
FACTS = Path(__file__).with_name("reading_cases.yaml")


def verdicts(folder: Path, only: str) -> Iterator[Verdict]:
    """Every case whose name holds `only`, judged as it comes."""
    facts = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    files = sorted(path for path in (folder / "reading").iterdir() if path.name != "README.md")
    for path in files:
        if only not in path.name:
            continue
        if path.name not in facts:
            yield Verdict(path.name, "", ("nobody said what should be heard",))
        else:
            yield judged(path.name, path, Expected.model_validate(facts[path.name]))
    yield from (verdict for verdict in robust(folder / "robust") if only in verdict.name)
    if not only:
        yield from growths()


def main() -> int:
    """Try, print, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=CASES)
    parser.add_argument("--only", default="", metavar="NAME", help="only cases with this in their name")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"there is no folder {options.folder}")
    return told(verdicts(options.folder, options.only))


if __name__ == "__main__":
    sys.exit(main())
