"""The walks of benchmarks/walks.py, small: each ends in its own assertions."""

from __future__ import annotations

import pytest

from benchmarks.walks import WALKS, Desk


@pytest.mark.slow
@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_keeps_what_it_promises(walk, tmp_path):
    WALKS[walk](Desk(tmp_path, quiet=True), small=True)
