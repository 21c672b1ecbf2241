"""Public checkpoints: reading them strictly, and writing them back in the same layout.

    config.json   tokenizer.json  …    model.safetensors | pytorch_model.bin      audiovae.safetensors | audiovae.pth

Nothing pickled is ever executed: `.bin` and `.pth` are read weights-only. Files are mapped into memory, not read
into it: a tensor that keeps its dtype and stays on the CPU is the file. Every key of a file must be used and every
parameter filled.
"""

from __future__ import annotations

import pickle
import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from model.errors import CheckpointError

MAIN_FILES = ("model.safetensors", "pytorch_model.bin")
VAE_FILES = ("audiovae.safetensors", "audiovae.pth")
COPIED_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
_DAMAGED = (
    *(SafetensorError, pickle.UnpicklingError, struct.error, RuntimeError, EOFError, ValueError),
    *(LookupError, TypeError, AttributeError, AssertionError, ArithmeticError),
)
"""What readers raise of bytes that were cut or changed: the old format's trusts every number that it finds."""
_NAMED = 6
"""How many keys an error names of each kind."""


def find_weights(folder: Path, names: Iterable[str]) -> Path:
    """The first of `names` that is in `folder`."""
    names = tuple(names)
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise CheckpointError(f"{folder}: holds none of {', '.join(names)}; download the whole checkpoint into this folder")


def read_weights(path: Path) -> dict[str, Tensor]:
    """All tensors of a weight file by key, mapped from the file; raises CheckpointError where it is damaged or
    foreign."""
    try:
        if path.suffix == ".safetensors":
            with safe_open(path, framework="pt", device="cpu") as file:
                return {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a dict)
        loaded = torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read ({error.strerror or error})") from error
    except _DAMAGED as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CheckpointError(
            f"{path}: is cut short, damaged, or holds more than weights; download it again. ({reason})"
        ) from error
    if isinstance(loaded, Mapping) and isinstance(loaded.get("state_dict"), Mapping):
        loaded = loaded["state_dict"]
    if not isinstance(loaded, Mapping) or not all(isinstance(value, Tensor) for value in loaded.values()):
        raise CheckpointError(f"{path}: is not a table of tensors")
    return dict(loaded)


def fill(module: nn.Module, weights: Mapping[str, Tensor], source: Path, *, dtype: torch.dtype, device: str) -> None:
    """Put weights into a module that was built on the meta device, each in `dtype` on `device`.

    The key map is the identity: our modules carry the public names. Raises CheckpointError naming missing, left-over
    and misshapen keys.
    """
    expected = module.state_dict()
    check_keys({key: tuple(value.shape) for key, value in expected.items()}, weights, source)
    check_numbers(weights, source)
    state = {
        key: weights[key].to(device=device, dtype=dtype if value.is_floating_point() else value.dtype)
        for key, value in expected.items()
    }
    module.load_state_dict(state, strict=True, assign=True)
    for parameter in module.parameters():
        parameter.requires_grad_(False)


def map_again(module: nn.Module, source: Path) -> None:
    """Let parameters that are the file be the file anew: what of it was read so far goes back to the system."""
    fresh = read_weights(source)
    for key, parameter in module.named_parameters():
        if parameter.dtype == fresh[key].dtype:
            parameter.data = fresh[key]


def check_keys(expected: Mapping[str, tuple[int, ...]], weights: Mapping[str, Tensor], source: Path) -> None:
    """Refuse weights whose keys or shapes are not the expected ones."""
    problems = []
    missing = sorted(set(expected) - set(weights))
    left_over = sorted(set(weights) - set(expected))
    misshapen = [
        f"{key} is {tuple(weights[key].shape)}, must be {shape}"
        for key, shape in expected.items()
        if key in weights and tuple(weights[key].shape) != shape
    ]
    for what, keys in (("missing", missing), ("unknown", left_over), ("of another shape", misshapen)):
        if keys:
            more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
            problems.append(f"{len(keys)} {what}: {'; '.join(keys[:_NAMED])}{more}")
    if problems:
        raise CheckpointError(f"{source}: does not fit its config.json. " + ". ".join(problems))


def check_numbers(weights: Mapping[str, Tensor], source: Path) -> None:
    """Refuse weights with values that are not finite.

    One such value makes a sum not finite whatever the others are, and a sum is the cheapest thing that reads all of
    them; only where it is not finite (which huge weights bring about as well) is every value looked at.
    """
    for key, value in weights.items():
        if value.is_floating_point() and not bool(value.sum().isfinite()):
            wrong = int((~value.isfinite()).sum())
            if wrong:
                raise CheckpointError(
                    f"{source}: {key} holds {wrong} values that are not numbers (NaN or infinite); download it again"
                )


def write_weights(path: Path, weights: Mapping[str, Tensor]) -> None:
    """Write a safetensors file, whole or not at all."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        save_file(
            {key: value.detach().cpu().clone(memory_format=torch.contiguous_format) for key, value in weights.items()},
            temporary,
        )
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
