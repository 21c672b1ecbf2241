"""The package as a whole."""

import subprocess
import sys
from pathlib import Path

import pytest

import model


def test_importing_the_package_does_not_import_torch():
    root = Path(model.__file__).parents[1]
    script = (
        "import sys, model; assert 'torch' not in sys.modules; from model import VoxCPM; assert 'torch' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True, timeout=120)


def test_every_export_can_be_fetched_and_the_list_is_sorted():
    assert list(model.__all__) == sorted(model.__all__)
    for name in model.__all__:
        assert getattr(model, name).__name__ == name
    with pytest.raises(AttributeError):
        _ = model.Nothing


def test_every_error_is_a_model_error():
    import model.errors as errors

    kinds = [value for value in vars(errors).values() if isinstance(value, type)]
    assert all(issubclass(kind, errors.ModelError) for kind in kinds)
