"""The architecture of a checkpoint, read from its public `config.json` and never changed afterwards.

The three generations differ by `architecture` ("voxcpm" for 0.5B and 1.5, "voxcpm2" for 2) and otherwise in numbers:

                       0.5B                1.5                 2
    fuse RALM input    add                 add                 concatenate and project
    LocDiT layout      mu+time first       mu+time first       mu, mu, time
    RALM positions     RoPE                RoPE                none
    AudioVAE strides   pad s, odd s: s+1   (the same)          pad s; output rate is a condition

Unknown keys are logged and ignored, as in the public reader; missing ones without a default are errors.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from model.audiovae.config import AudioVAEConfig
from model.errors import ConfigError
from model.fields import MOST_LAYERS, Fields

log = logging.getLogger(__name__)

Architecture = Literal["voxcpm", "voxcpm2"]


@dataclass(frozen=True, slots=True)
class RopeConfig:
    """LongRoPE: `factors` divide the positions, one for each pair of head dimensions; `scale` multiplies cos and
    sin."""

    theta: float
    factors: tuple[float, ...]
    scale: float


@dataclass(frozen=True, slots=True)
class StackConfig:
    """One transformer stack. `residual_scale` multiplies every residual branch (1 without muP); `rope` None: no
    positions."""

    hidden: int
    intermediate: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    norm_eps: float
    residual_scale: float
    rope: RopeConfig | None


@dataclass(frozen=True, slots=True)
class FlowConfig:
    """Settings for training the flow; `mean_mode` feeds the step length to LocDiT (in no public checkpoint)."""

    training_drop_rate: float
    mean_mode: bool


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A whole checkpoint. `embedding_scale` is 1 without muP; `dtype` is a torch name; `max_length` counts
    positions."""

    architecture: Architecture
    tslm: StackConfig
    ralm: StackConfig
    locenc: StackConfig
    locdit: StackConfig
    vocab: int
    embedding_scale: float
    patch_size: int
    latent_dim: int
    fsq_dim: int
    fsq_scale: int
    flow: FlowConfig
    audiovae: AudioVAEConfig
    max_length: int
    dtype: str

    @property
    def is_second(self) -> bool:
        """Whether this is the second architecture (VoxCPM2): references, fused inputs, output-rate condition."""
        return self.architecture == "voxcpm2"

    @property
    def patch_samples_in(self) -> int:
        """Samples per patch at the AudioVAE's input rate."""
        return self.patch_size * self.audiovae.hop_in

    @property
    def patch_samples_out(self) -> int:
        """Samples per patch at the output rate."""
        return self.patch_size * self.audiovae.hop_out

    @property
    def patches_per_second(self) -> float:
        """Patches per second of sound: 12.5 or 6.25 for the public models."""
        return self.audiovae.sample_rate / self.patch_samples_in


def load_config(path: Path) -> ModelConfig:
    """Read `config.json`; raises ConfigError naming the file and the key at fault."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ConfigError(f"{path}: is not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise ConfigError(f"{path}: is not a JSON object")
    return parse_config(raw, str(path))


def parse_config(raw: Mapping[str, Any], source: str = "config.json") -> ModelConfig:
    """Make the configuration from a decoded `config.json`; errors mention `source`."""
    top = Fields(raw, source)
    architecture = top.text("architecture", "voxcpm").lower()
    if architecture not in ("voxcpm", "voxcpm2"):
        raise ConfigError(f"{source}: architecture {architecture!r} is not known; this reads voxcpm and voxcpm2")
    second = architecture == "voxcpm2"
    lm = top.section("lm_config")
    tslm = _stack(lm)
    dit = top.section("dit_config")
    # The mean-mode switch is at the top level in the first architecture and under dit_config in the second. The
    # public file of the second spells it `mean_mode`, which its own reader ignores; so do we.
    mean_mode = dit.flag("dit_mean_mode", False) if second else top.flag("dit_mean_mode", False)
    dit.skip("mean_mode")
    cfm = dit.section("cfm_config")
    flow = FlowConfig(training_drop_rate=cfm.number("training_cfg_rate", 0.1), mean_mode=mean_mode)
    cfm.skip(
        "sigma_min", "solver", "t_scheduler", "inference_cfg_rate", "reg_loss_type", "ratio_r_neq_t_range",
        "noise_cond_prob_range", "noise_cond_scale",
    )  # fmt: skip
    local_encoder, local_decoder = (_local(part, lm) for part in (top.section("encoder_config"), dit))
    config = ModelConfig(
        architecture="voxcpm2" if second else "voxcpm",
        tslm=tslm,
        ralm=_stack(
            lm, layers=top.count("residual_lm_num_layers", most=MOST_LAYERS), rope=not _without_rope(top, second)
        ),
        locenc=local_encoder,
        locdit=local_decoder,
        vocab=lm.count("vocab_size"),
        embedding_scale=lm.number("scale_emb") if lm.flag("use_mup", False) else 1.0,
        patch_size=top.count("patch_size", 4 if second else 2),
        latent_dim=top.count("feat_dim", 64),
        fsq_dim=top.count("scalar_quantization_latent_dim", 512 if second else 256),
        fsq_scale=top.count("scalar_quantization_scale", 9),
        flow=flow,
        audiovae=AudioVAEConfig.parse(top.optional_section("audio_vae_config"), second=second),
        max_length=top.count("max_length", 8192 if second else 4096),
        dtype=top.text("dtype", "bfloat16"),
    )
    lm.skip("bos_token_id", "eos_token_id", "dim_model_base", "scale_emb", "scale_depth", "kv_channels")
    top.skip("device", "lora_config", "train_config")
    for section in (top, lm, dit, cfm):
        section.report_unknown(log)
    _check(config, source)
    return config


def _without_rope(top: Fields, second: bool) -> bool:
    return second and top.flag("residual_lm_no_rope", False)


def _stack(lm: Fields, *, layers: int | None = None, rope: bool = True) -> StackConfig:
    """Configuration of the text-semantic LM or, given `layers`, of the residual LM, which inherits everything else."""
    hidden, heads = lm.count("hidden_size"), lm.count("num_attention_heads")
    return _build(
        lm,
        hidden,
        lm.count("intermediate_size"),
        layers or lm.count("num_hidden_layers", most=MOST_LAYERS),
        heads,
        lm,
        rope,
    )


def _local(part: Fields, lm: Fields) -> StackConfig:
    """Configuration of LocEnc or LocDiT: own widths and counts; all else (eps, RoPE, kv heads, muP) as in the LM.

    `kv_channels` replaces the LM's even when absent: the head width is then hidden / heads.
    """
    hidden, heads = part.count("hidden_dim"), part.count("num_heads")
    return _build(lm, hidden, part.count("ffn_dim"), part.count("num_layers", most=MOST_LAYERS), heads, part, rope=True)


def _build(
    lm: Fields, hidden: int, intermediate: int, layers: int, heads: int, widths: Fields, rope: bool
) -> StackConfig:
    head_dim = widths.count("kv_channels", 0, least=0) or hidden // heads
    mup = lm.flag("use_mup", False)
    return StackConfig(
        hidden=hidden,
        intermediate=intermediate,
        layers=layers,
        heads=heads,
        kv_heads=lm.count("num_key_value_heads"),
        head_dim=head_dim,
        norm_eps=lm.number("rms_norm_eps"),
        residual_scale=lm.number("scale_depth") / layers**0.5 if mup else 1.0,
        rope=_rope(lm) if rope else None,
    )


def _rope(lm: Fields) -> RopeConfig:
    """LongRoPE as the public code sets it up when it builds the model: by maximum position, not the text's length."""
    import math

    scaling = lm.section("rope_scaling")
    kind = scaling.text("type", "longrope")
    if kind != "longrope":
        raise ConfigError(f"{scaling.source}: rope_scaling type {kind!r} is not known; only longrope is")
    longest, original = lm.count("max_position_embeddings"), scaling.count("original_max_position_embeddings", least=2)
    long, short = scaling.numbers("long_factor"), scaling.numbers("short_factor")
    ratio = longest / original
    # Below the original length the root would be imaginary; the public code never meets that case.
    scale = math.sqrt(1 + math.log(ratio) / math.log(original)) if ratio > 1 else 1.0
    return RopeConfig(theta=lm.number("rope_theta", 10000.0), factors=long if ratio > 1 else short, scale=scale)


def _check(config: ModelConfig, source: str) -> None:
    """Check the constraints between the parts."""
    for name, stack in (("lm", config.tslm), ("encoder", config.locenc), ("dit", config.locdit)):
        if stack.heads % stack.kv_heads:
            raise ConfigError(f"{source}: {name}: {stack.heads} heads cannot share {stack.kv_heads} key-value heads")
        if stack.rope and len(stack.rope.factors) * 2 != stack.head_dim:
            raise ConfigError(
                f"{source}: {name}: {len(stack.rope.factors)} rope factors do not fit a head width of {stack.head_dim}"
            )
    if config.audiovae.latent_dim != config.latent_dim:
        raise ConfigError(
            f"{source}: feat_dim {config.latent_dim} is not the AudioVAE's latent_dim {config.audiovae.latent_dim}"
        )
    if config.dtype not in ("float32", "bfloat16", "float16"):
        raise ConfigError(f"{source}: dtype {config.dtype!r} is not one of float32, bfloat16, float16")
