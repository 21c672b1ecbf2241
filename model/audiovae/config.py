"""Configuration of the AudioVAE, with the public classes' defaults for keys missing in the checkpoint."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import Literal, cast, get_args

from model.errors import ConfigError
from model.fields import Fields

log = logging.getLogger(__name__)

Condition = Literal["scale_bias", "scale_bias_init", "add", "concat"]


@dataclass(frozen=True, slots=True)
class RateCondition:
    """Conditioning of the decoder on its output rate: the rate's bin among `boundaries` (Hz) selects a table row."""

    boundaries: tuple[int, ...]
    kind: Condition
    width: int
    out_layer: bool


@dataclass(frozen=True, slots=True)
class AudioVAEConfig:
    """Widths, strides and rates. `pads_odd_strides` is the first kind's left pad of s+1 before an odd stride s."""

    encoder_dim: int
    encoder_rates: tuple[int, ...]
    latent_dim: int
    decoder_dim: int
    decoder_rates: tuple[int, ...]
    depthwise: bool
    noise_block: bool
    sample_rate: int
    out_sample_rate: int
    pads_odd_strides: bool
    rate_condition: RateCondition | None

    @property
    def hop_in(self) -> int:
        """Input samples per latent frame."""
        return math.prod(self.encoder_rates)

    @property
    def hop_out(self) -> int:
        """Output samples per latent frame."""
        return math.prod(self.decoder_rates)

    @property
    def widest(self) -> int:
        """Values per latent frame in the decoder's widest layer."""
        halvings = range(1, len(self.decoder_rates) + 1)
        return max(math.prod(self.decoder_rates[:n]) * (self.decoder_dim >> n) for n in halvings)

    @classmethod
    def parse(cls, fields: Fields, *, second: bool) -> AudioVAEConfig:
        """Read the section `audio_vae_config`, which VoxCPM-0.5B's public file omits altogether."""
        sample_rate = fields.count("sample_rate", 16000)
        config = cls(
            encoder_dim=fields.count("encoder_dim", 128),
            encoder_rates=fields.counts("encoder_rates", (2, 5, 8, 8)),
            latent_dim=fields.count("latent_dim", 64),
            decoder_dim=fields.count("decoder_dim", 2048 if second else 1536),
            decoder_rates=fields.counts("decoder_rates", (8, 6, 5, 2, 2, 2) if second else (8, 8, 5, 2)),
            depthwise=fields.flag("depthwise", True),
            noise_block=fields.flag("use_noise_block", False),
            sample_rate=sample_rate,
            out_sample_rate=fields.count("out_sample_rate", 48000) if second else sample_rate,
            pads_odd_strides=not second,
            rate_condition=_rate_condition(fields) if second else None,
        )
        fields.report_unknown(log)
        if config.decoder_dim % 2 ** len(config.decoder_rates):
            raise ConfigError(
                f"{fields.source}: decoder_dim {config.decoder_dim} cannot be halved {len(config.decoder_rates)} times"
            )
        return config


def _rate_condition(fields: Fields) -> RateCondition | None:
    kind = fields.text("cond_type", "scale_bias")
    width = fields.count("cond_dim", 128)
    out_layer = fields.flag("cond_out_layer", False)
    boundaries = fields.counts("sr_bin_boundaries", (20000, 30000, 40000))
    if fields.has_null("sr_bin_boundaries"):
        return None
    if kind not in get_args(Condition):
        raise ConfigError(f"{fields.source}: cond_type {kind!r} is not one of {', '.join(get_args(Condition))}")
    return RateCondition(boundaries, cast("Condition", kind), width, out_layer)
