"""Read recordings as mono sound at the AudioVAE's input rate.

The two architectures were trained with different resamplers, and a clip's latents differ between them, hardly audibly
but measurably: windowed sinc (torchaudio's defaults) for the first, soxr HQ for the second. The configuration decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from model.errors import ClipError

Sound = npt.NDArray[np.float32]
Resampler = Callable[[Sound, int, int], Sound]
"""Mono sound (samples,), its rate, the target rate -> mono sound."""

_TRIM_DB = 35.0
_FRAME, _HOP = 2048, 512
_MARGIN_S = 0.2


def read_clip(path: Path, rate_hz: int, resampler: Resampler) -> Tensor:
    """Read a recording as (samples,) float32 at `rate_hz`; channels are averaged. Raises ClipError."""
    import soundfile

    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        raise ClipError(f"{path}: cannot be read as sound ({error})") from error
    return prepare(sound.mean(axis=1), int(rate), rate_hz, resampler, str(path))


def prepare(sound: Sound, rate: int, rate_hz: int, resampler: Resampler, name: str) -> Tensor:
    """Convert mono samples at `rate` to (samples,) float32 at `rate_hz`; errors mention `name`. Raises ClipError."""
    if sound.size == 0:
        raise ClipError(f"{name}: holds no samples")
    if not np.isfinite(sound).all():
        raise ClipError(f"{name}: holds samples that are not numbers")
    return torch.from_numpy(sound if rate == rate_hz else resampler(sound, rate, rate_hz)).float()


def windowed_sinc(sound: Sound, rate: int, rate_hz: int) -> Sound:
    """Resample with torchaudio's defaults: Hann-windowed sinc, width 6, roll-off 0.99."""
    from torchaudio.functional import resample

    out: Sound = resample(torch.from_numpy(np.ascontiguousarray(sound)), rate, rate_hz).numpy()
    return out


def soxr_hq(sound: Sound, rate: int, rate_hz: int) -> Sound:
    """Resample with soxr at high quality; returns ceil(samples * ratio) samples."""
    import soxr

    resampled = soxr.resample(sound, rate, rate_hz, quality="soxr_hq")
    wanted = math.ceil(sound.size * rate_hz / rate)
    out: Sound = np.pad(resampled[:wanted], (0, max(0, wanted - resampled.size))).astype(np.float32)
    return out


def trim_silence(sound: Tensor, rate_hz: int) -> Tensor:
    """Trim the silence at both ends of (samples,), leaving 0.2 s of it.

    Silence is 35 dB below the loudest 2048-sample frame; the end is also no later than the last frame with an RMS
    within 35 dB of the peak, which drops long tails of room noise.
    """
    samples = sound.numel()
    padded = torch.nn.functional.pad(sound, (_FRAME // 2, _FRAME // 2))
    centred = _rms(padded)
    peak = float(sound.abs().max()) if samples else 0.0
    if peak == 0.0:
        return sound
    loud = (20 * torch.log10(centred.clamp_min(1e-5) / centred.max().clamp_min(1e-5)) > -_TRIM_DB).nonzero().flatten()
    start, end = (int(loud[0]) * _HOP, min(samples, (int(loud[-1]) + 1) * _HOP)) if len(loud) else (0, samples)
    if samples >= _FRAME:
        voiced = (_rms(sound) >= peak * 10 ** (-_TRIM_DB / 20)).nonzero().flatten()
        if len(voiced):
            end = min(end, int(voiced[-1]) * _HOP + _FRAME)
    margin = int(_MARGIN_S * rate_hz)
    return sound[max(0, start - margin) : min(samples, end + margin)]


def _rms(sound: Tensor) -> Tensor:
    """RMS of every complete frame of 2048 samples, with a hop of 512."""
    return sound.unfold(0, _FRAME, _HOP).square().mean(dim=-1).sqrt()
