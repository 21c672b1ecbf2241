"""Low-rank adapters (Hu et al., 2021) in the public files' layout.

    y = W x + b + dropout(B A x) * alpha / r          A (r, in), B (out, r)

    lora_weights.safetensors     <module path>.lora_A, <module path>.lora_B
    lora_config.json             {"base_model": ..., "lora_config": {r, alpha, dropout, enable_*, target_*}}

A Lora owns its matrices; attaching one under a name makes the layers of a network add its outputs. Several can be
attached at once, each with its own strength; the base weights are never touched.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.checkpoint import read_weights, write_weights
from model.errors import CheckpointError, LoraError
from model.fields import Fields
from model.layers.linear import Linear
from model.network import Network

ATTENTION = ("q_proj", "v_proj", "k_proj", "o_proj")
PROJECTIONS = ("enc_to_lm_proj", "lm_to_dit_proj", "res_to_dit_proj", "fusion_concat_proj")
WEIGHT_FILES = ("lora_weights.safetensors", "lora_weights.ckpt")
CONFIG_FILE = "lora_config.json"


@dataclass(frozen=True, slots=True)
class LoraConfig:
    """The layers to adapt and their scale; the fields are those of lora_config.json.

    `target_modules_lm` and `target_modules_dit` are final parts of layer names in both language models and in LocDiT;
    `target_proj_modules` are layers of the network itself. LocEnc is never adapted.
    """

    enable_lm: bool = True
    enable_dit: bool = True
    enable_proj: bool = False
    r: int = 8
    alpha: float = 16
    dropout: float = 0.0
    target_modules_lm: tuple[str, ...] = ATTENTION
    target_modules_dit: tuple[str, ...] = ATTENTION
    target_proj_modules: tuple[str, ...] = PROJECTIONS

    @classmethod
    def parse(cls, raw: Mapping[str, Any], source: str) -> LoraConfig:
        """Parse the object under "lora_config"; raises ConfigError."""
        fields = Fields(raw, source)
        return cls(
            enable_lm=fields.flag("enable_lm", False),
            enable_dit=fields.flag("enable_dit", False),
            enable_proj=fields.flag("enable_proj", False),
            r=fields.count("r", 8),
            alpha=fields.number("alpha", 16.0),
            dropout=fields.number("dropout", 0.0),
            target_modules_lm=fields.strings("target_modules_lm", ATTENTION),
            target_modules_dit=fields.strings("target_modules_dit", ATTENTION),
            target_proj_modules=fields.strings("target_proj_modules", PROJECTIONS),
        )

    def targets(self, network: Network) -> dict[str, Linear]:
        """Return the layers to adapt, by their path in the network."""
        found = {}
        for path, layer in network.named_modules():
            last = path.rpartition(".")[2]
            wanted = (
                (self.enable_lm and path.startswith(("base_lm.", "residual_lm.")) and last in self.target_modules_lm)
                or (self.enable_dit and path.startswith("feat_decoder.estimator.") and last in self.target_modules_dit)
                or (self.enable_proj and path in self.target_proj_modules)
            )
            if wanted and isinstance(layer, Linear):
                found[path] = layer
        return found


class LowRank(nn.Module):
    """One adapter: (..., in) -> (..., out), to be added to its layer's output. `strength` 0 skips it."""

    def __init__(self, a: Tensor, b: Tensor, *, scale: float, dropout: float) -> None:
        super().__init__()
        self.lora_A = nn.Parameter(a)
        self.lora_B = nn.Parameter(b)
        self.scale = scale
        self.dropout = dropout
        self.strength = 1.0

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) in the adapter's dtype."""
        y = functional.linear(functional.linear(x, self.lora_A), self.lora_B)
        return functional.dropout(y, self.dropout, self.training) * (self.scale * self.strength)


class Lora(nn.Module):
    """The adapters of one fine-tuned voice, by layer path; an nn.Module, so that its parameters can be trained."""

    def __init__(self, config: LoraConfig, adapters: Mapping[str, LowRank], *, base_model: str | None = None) -> None:
        super().__init__()
        self.config = config
        self.base_model = base_model
        self.paths = tuple(adapters)
        self.adapters = nn.ModuleList(adapters.values())

    @classmethod
    def fresh(cls, network: Network, config: LoraConfig, *, base_model: str | None = None) -> Lora:
        """Make adapters to train: A Kaiming-uniform, B zero, so that the output does not change at first."""
        adapters = {}
        for path, layer in config.targets(network).items():
            width_out, width_in = layer.weight.shape
            a = torch.empty(config.r, width_in, device=network.device, dtype=network.dtype)
            nn.init.kaiming_uniform_(a, a=math.sqrt(5))
            b = a.new_zeros(width_out, config.r)
            adapters[path] = LowRank(a, b, scale=config.alpha / config.r, dropout=config.dropout)
        return cls(config, adapters, base_model=base_model)

    @classmethod
    def load(cls, folder: Path, network: Network) -> Lora:
        """Read a folder in the public layout; raises LoraError where it does not fit the network."""
        config, base_model = _read_config(folder)
        found = next((folder / name for name in WEIGHT_FILES if (folder / name).is_file()), None)
        if found is None:
            raise LoraError(f"{folder}: holds neither {' nor '.join(WEIGHT_FILES)}")
        try:
            weights = {key.replace("_orig_mod.", ""): value for key, value in read_weights(found).items()}
        except CheckpointError as error:
            raise LoraError(str(error)) from error
        adapters = _adapters(weights, network, config, found)
        lora = cls(config, adapters, base_model=base_model)
        return lora.to(device=network.device, dtype=network.dtype).requires_grad_(False).eval()

    def save(self, folder: Path) -> None:
        """Write the public layout into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = {
            f"{path}.{name}": value
            for path, adapter in zip(self.paths, self.adapters, strict=True)
            for name, value in adapter.state_dict().items()
        }
        write_weights(folder / WEIGHT_FILES[0], weights)
        content = {"base_model": self.base_model, "lora_config": asdict(self.config)}
        (folder / CONFIG_FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    def attach(self, network: Network, name: str) -> None:
        """Make the network's layers add this LoRA's outputs, under `name`; raises LoraError where the name is taken."""
        layers = dict(network.named_modules())
        for path, adapter in zip(self.paths, self.adapters, strict=True):
            layer = layers[path]
            assert isinstance(layer, Linear)
            assert isinstance(adapter, LowRank)
            if name in layer.adapters:
                raise LoraError(f"an adapter named {name!r} is attached already; detach it first")
            layer.adapters[name] = adapter

    @property
    def strength(self) -> float:
        """The strength of its adapters, the greatest if they differ."""
        return max((float(adapter.strength) for adapter in self.adapters), default=0.0)  # type: ignore[arg-type]

    @staticmethod
    def detach(network: Network, name: str) -> None:
        """Remove the adapters of `name`."""
        for layer in network.modules():
            if isinstance(layer, Linear):
                layer.adapters.pop(name, None)

    def scale(self, strength: float) -> None:
        """Set the strength: 1 as trained, 0 off."""
        for adapter in self.adapters:
            adapter.strength = strength  # type: ignore[assignment]


@contextmanager
def only(loras: Mapping[str, Lora], name: str | None) -> Iterator[None]:
    """Enable only the LoRA `name`, or none, during the block; strengths are restored afterwards."""
    silenced = {other: lora.strength for other, lora in loras.items() if other != name}
    for other in silenced:
        loras[other].scale(0.0)
    try:
        yield
    finally:
        for other, strength in silenced.items():
            loras[other].scale(strength)


def _read_config(folder: Path) -> tuple[LoraConfig, str | None]:
    path = folder / CONFIG_FILE
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return LoraConfig.parse(raw["lora_config"], str(path)), raw.get("base_model")
    except OSError as error:
        raise LoraError(
            f"{path}: cannot be read ({error.strerror}); without it the rank and the scale would be guesses"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LoraError(f"{path}: is not a LoRA configuration ({error})") from error


def _adapters(weights: Mapping[str, Tensor], network: Network, config: LoraConfig, source: Path) -> dict[str, LowRank]:
    """Pair A with B for every layer; all keys must be used, and every pair must fit its layer."""
    layers = {path: layer for path, layer in network.named_modules() if isinstance(layer, Linear)}
    adapters = {}
    for path in sorted({key.rpartition(".")[0] for key in weights}):
        a, b = weights.get(f"{path}.lora_A"), weights.get(f"{path}.lora_B")
        if path not in layers or a is None or b is None:
            raise LoraError(f"{source}: {path!r} is no layer of this model, or lacks lora_A or lora_B")
        width_out, width_in = layers[path].weight.shape
        if a.shape != (config.r, width_in) or b.shape != (width_out, config.r):
            raise LoraError(
                f"{source}: {path} has {tuple(a.shape)} and {tuple(b.shape)}, "
                f"must be {(config.r, width_in)} and {(width_out, config.r)}"
            )
        adapters[path] = LowRank(a, b, scale=config.alpha / config.r, dropout=config.dropout)
    if 2 * len(adapters) != len(weights):
        raise LoraError(f"{source}: holds keys that are neither lora_A nor lora_B of a layer")
    return adapters
