"""The pairs of written and spoken text that are measured with: what must hold of them."""

from __future__ import annotations

from functools import partial

import pytest

from benchmarks.spoken_text import FOLDER, measure
from pipeline.spoken import spoken_text


@pytest.mark.corpora
@pytest.mark.skipif(not FOLDER.exists(), reason="../shared/corpora is not there")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pairs_are_read_as_they_say(language: str) -> None:
    score = measure(language, partial(spoken_text, language=language))
    print("\n".join(score.misses))
    assert score.as_written >= 0.85
    assert score.with_equal_readings >= 0.92
