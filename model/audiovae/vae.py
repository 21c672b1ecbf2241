"""The AudioVAE as the rest of the model uses it. Always float32."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.audiovae.config import AudioVAEConfig
from model.audiovae.decoder import Decoder
from model.audiovae.encoder import Encoder
from model.audiovae.layers import StreamState, fold_weights

AT_ONCE = {"cpu": 4_000_000, "cuda": 64_000_000}
"""Most values in the decoder's widest layer. On a CPU they fit its cache: four times as many take 1.5 to 2 times as
long. On other devices that is 256 MB."""


class AudioVAE(nn.Module):
    """Encodes sound at `config.sample_rate` to latents, and decodes latents to sound at `config.out_sample_rate`."""

    def __init__(self, config: AudioVAEConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    @property
    def device(self) -> torch.device:
        """Device of the weights."""
        return self.encoder.fc_mu.weight_v.device

    def fold(self) -> None:
        """Compute the normalised weights; call it once, after loading."""
        fold_weights(self)

    @torch.inference_mode()
    def encode(self, sound: Tensor) -> Tensor:
        """(batch, 1, samples) float32 -> latents (batch, dim, frames); the last hop is padded with zeros."""
        missing = -sound.shape[-1] % self.config.hop_in
        latents: Tensor = self.encoder(functional.pad(sound, (0, missing)).mT)
        return latents.mT

    @torch.inference_mode()
    def decode(self, latents: Tensor, state: StreamState | None = None, *, rate_hz: int | None = None) -> Tensor:
        """Latents (batch, dim, frames) -> sound (batch, 1, frames * hop_out) within [-1, 1].

        With a state the latents are a chunk that continues from it, and any chunking gives the same sound as the
        whole; long sequences are decoded that way. `rate_hz` is the output rate that the decoder is conditioned on;
        it changes the sound, never the number of samples.
        """
        row = self.decoder.rate_row(rate_hz or self.config.out_sample_rate)
        state = state if state is not None else StreamState()
        frames = AT_ONCE.get(latents.device.type, AT_ONCE["cuda"]) // (self.config.widest * len(latents))
        chunks = torch.split(latents.float().mT, max(1, frames), dim=1)
        return torch.cat([self.decoder(chunk, state, row=row) for chunk in chunks], dim=1).mT
