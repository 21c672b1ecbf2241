"""A few inputs spoilt by chance, of every kind; `python -m benchmarks.fuzz` tries thousands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
def test_spoilt_inputs_are_read_or_refused() -> None:
    # A process of its own: one that has threads of other tests is no good to fork from.
    command = [sys.executable, "-m", "benchmarks.fuzz", "--count", "42", "--seed", "7"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 faults" in ran.stdout
