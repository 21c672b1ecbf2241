"""Check this implementation against a folder of reference tensors.

    python tests/golden/check.py tests/golden/v1 [--json]

The folder holds a small checkpoint and what the public package computes with it, described by its manifest.json.
Every file of the folder must be checked, and every tensor of every file; the largest deviation of each group of
tensors is printed. The exit status is 1 when a value is over its tolerance, or when something was left unchecked.
"""

# ruff: noqa: E402 (the paths have to be there before the imports)

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

import golden_audio
import golden_files
import golden_generation
import golden_modules
import golden_training
import torch
from golden_report import Folder, Report

from model.errors import ModelError

CHECKS = {
    **golden_files.CHECKS,
    **golden_modules.CHECKS,
    **golden_audio.CHECKS,
    **golden_generation.CHECKS,
    **golden_training.CHECKS,
}
"""Patterns of file names, the most particular first, and the function that checks such a file."""


def check_folder(folder: Folder) -> Report:
    """Check everything in a folder."""
    report = Report()
    for name in folder.names():
        check = next((check for pattern, check in CHECKS.items() if Path(name).match(pattern)), None)
        if check is None:
            report.failure(name, "nothing here knows how to check this file")
            continue
        if name not in folder.on_disk():
            report.failure(name, "is in the manifest, but not on disk")
            continue
        try:
            check(folder, name, report)
        except (ModelError, KeyError, IndexError, ValueError, RuntimeError, OSError) as error:
            report.failure(name, f"{type(error).__name__}: {error}")
    for name, tensor in folder.untouched():
        report.failure(name, f"tensor {tensor} was not checked")
    return report


def main() -> int:
    """Check one folder and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    options = parser.parse_args()
    if not (options.folder / "manifest.json").is_file():
        parser.error(f"{options.folder} holds no manifest.json")
    # The models are tiny: more threads would only wait for each other.
    torch.set_num_threads(1)
    report = check_folder(Folder(options.folder))
    print(json.dumps(report.as_dict(), indent=1, ensure_ascii=False) if options.json else report.as_text())
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
