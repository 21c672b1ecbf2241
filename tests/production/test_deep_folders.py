"""A production's folder that lies deeper than files can be made."""

from __future__ import annotations

from pathlib import Path

import pytest

from manifests.errors import InputError
from pipeline.production.folder import ProductionFolder


def test_a_folder_too_deep_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="deep"):
        ProductionFolder(tmp_path / ("a/" * 1800))
    assert not (tmp_path / "a").exists()
