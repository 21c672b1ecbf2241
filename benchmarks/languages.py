"""How many undeclared texts of one sentence are read in their own language, and what telling it costs.

    python benchmarks/languages.py [--misses] [--file TSV]

The sentences are this project's own (tests/language/data/languages.tsv: a tag, a tab, a sentence), one in each of the
draft voice's languages that we could write. Each is read as a text file would be, through the one entry to reading.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.reading.read import read_book

SENTENCES = Path(__file__).parents[1] / "tests" / "language" / "data" / "languages.tsv"


def read_language(text: str, folder: Path) -> str:
    """The language that a text file of this text is read in."""
    file = folder / "text.txt"
    file.write_text(text + "\n", encoding="utf-8")
    return read_book(file).metadata.language


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="list the texts that are read in another language")
    parser.add_argument("--file", type=Path, default=SENTENCES)
    options = parser.parse_args()
    rows = [line.split("\t") for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        read_language("The first one loads the model.", Path(folder))
        loading = time.process_time() - start
        start = time.process_time()
        found = [(tag, read_language(text, Path(folder))) for tag, text in rows]
        each = (time.process_time() - start) / len(rows)
    right = sum(tag == language for tag, language in found)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{right} of {len(rows)} languages right ({right / len(rows):.1%})")
    print(f"first text {loading:.2f} s, each further {1000 * each:.1f} ms, memory {memory:.0f} MB more")
    if options.misses:
        print("\n".join(f"  {tag} read as {language}" for tag, language in found if tag != language))


if __name__ == "__main__":
    main()
