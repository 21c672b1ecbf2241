"""Another pace for sound that was spoken already, its pitch kept: for engines that cannot be asked for one."""

from __future__ import annotations

import numpy as np

from manifests.take import Audio
from pipeline.sound.ffmpeg import run

SHORTEST_S = 0.1
"""Less sound has no pace."""

_LEAST = 0.5
"""What ffmpeg's atempo does in one step."""


def at_pace(audio: Audio, rate_hz: int, pace: float) -> Audio:
    """Mono `audio` (samples,) at `pace` times its own: 0.9 is slower. Raises FfmpegError."""
    if abs(pace - 1.0) < 1e-3 or len(audio) < SHORTEST_S * rate_hz:
        return audio
    steps = []
    while pace < _LEAST:
        steps.append(_LEAST)
        pace /= _LEAST
    filters = ",".join(f"atempo={step:.6f}" for step in (*steps, pace))
    shape = ["-f", "f32le", "-ar", str(rate_hz), "-ac", "1"]
    argv = [*shape, "-i", "pipe:0", "-af", filters, *shape, "pipe:1"]
    return np.frombuffer(run(argv, stdin=audio.astype("<f4").tobytes(), timeout_s=300).stdout, dtype="<f4")
