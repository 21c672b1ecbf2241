"""The sampler: Euler steps along the flow from noise (t = 1) to a patch (t = 0), with guidance.

    grid        t_k = linspace(1, 0, n+1), bent by "sway": t + c (cos(pi/2 t) - 1 + t)        (F5-TTS)
    step        x <- x - dt v
    guidance    v = s v_u + g (v_c - s v_u),   s = <v_c, v_u> / (|v_u|^2 + 1e-8)              (CFG-zero-star)
    zero-init   in the first 4 % of the steps v = 0: only the time advances, LocDiT is not run

v_c and v_u come from one batch of twice the size: [conditional; unconditional], the latter with mu = 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from model.locdit import LocalDiT


@dataclass(frozen=True, slots=True)
class Guidance:
    """Settings for sampling a patch.

    `steps` 1..1000 (the first one costs nothing); `strength` g >= 0, 1 means no guidance and half the work; `zero_star`
    scales the unconditional velocity and starts with zero velocity; `sway` c in [-1, 1]; `temperature` >= 0 scales the
    noise.
    """

    steps: int = 10
    strength: float = 2.0
    zero_star: bool = True
    sway: float = 1.0
    temperature: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= 1000:
            raise ValueError(f"steps must be 1..1000, not {self.steps}")
        if self.strength < 0 or self.temperature < 0 or not -1 <= self.sway <= 1:
            raise ValueError("strength and temperature must not be negative; sway lies within [-1, 1]")

    @property
    def idle_steps(self) -> int:
        """Number of initial steps that leave x unchanged."""
        return max(1, int(0.04 * (self.steps + 1))) if self.zero_star else 0

    @property
    def is_guided(self) -> bool:
        """Whether the unconditional velocity is needed at all."""
        return self.strength != 1.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """The sampler's constants for every step, computed once for all patches.

    `times` and `deltas` are the t and dt of each step, rounded in the model's dtype; `embeddings` (steps, hidden) are
    their embeddings for LocDiT.
    """

    guidance: Guidance
    times: tuple[float, ...]
    deltas: tuple[float, ...]
    embeddings: Tensor

    @property
    def kind(self) -> tuple[int, bool]:
        """What rows must share to be sampled together: the count of LocDiT evaluations, and whether each is double."""
        return self.guidance.steps - self.guidance.idle_steps, self.guidance.is_guided


@dataclass(frozen=True, slots=True)
class Course:
    """Schedules of several rows with the same number of evaluations, all with guidance or all without.

    `embeddings` (rows, evaluations, hidden), `deltas` (rows, evaluations, 1, 1); `strength`, `zero_star` and
    `temperature` (rows, 1, 1). A single row applies to any number of rows.
    """

    embeddings: Tensor
    deltas: Tensor
    strength: Tensor
    zero_star: Tensor
    temperature: Tensor
    guided: bool

    @classmethod
    def of(cls, schedules: Sequence[Schedule]) -> Course:
        """Make the course of rows with these schedules, which must share `kind`; one row where all are the same."""
        if all(schedule is schedules[0] for schedule in schedules):
            schedules = schedules[:1]
        settings = [schedule.guidance for schedule in schedules]
        like = schedules[0].embeddings

        def rows(values: Sequence[float | Sequence[float]]) -> Tensor:
            return torch.tensor(values, dtype=like.dtype).to(like.device)[..., None, None]

        return cls(
            torch.stack([schedule.embeddings[schedule.guidance.idle_steps :] for schedule in schedules]),
            rows([schedule.deltas[schedule.guidance.idle_steps :] for schedule in schedules]),
            rows([setting.strength for setting in settings]),
            torch.tensor([setting.zero_star for setting in settings]).to(like.device)[:, None, None],
            rows([setting.temperature for setting in settings]),
            settings[0].is_guided,
        )

    @property
    def tables(self) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """All per-row tensors."""
        return self.embeddings, self.deltas, self.strength, self.zero_star, self.temperature

    def spread(self, rows: int) -> Course:
        """Return a copy with `rows` rows; missing ones repeat the last."""
        index = torch.arange(rows, device=self.deltas.device).clamp(max=len(self.deltas) - 1)
        embeddings, deltas, strength, zero_star, temperature = (table[index] for table in self.tables)
        return Course(embeddings, deltas, strength, zero_star, temperature, self.guided)

    def copy_rows(self, other: Course, rows: int) -> None:
        """Copy the first `rows` rows from another course of the same kind."""
        for ours, given in zip(self.tables, other.tables, strict=True):
            ours[:rows] = given


def time_grid(guidance: Guidance, dtype: torch.dtype) -> tuple[list[float], list[float]]:
    """Return the times and lengths of the Euler steps, by running subtraction in `dtype`, as in the public sampler."""
    grid = torch.linspace(1, 0, guidance.steps + 1, dtype=dtype)
    grid = grid + guidance.sway * (torch.cos(torch.pi / 2 * grid) - 1 + grid)
    time, delta = grid[0], grid[0] - grid[1]
    times, deltas = [], []
    for step in range(1, guidance.steps + 1):
        times.append(float(time))
        deltas.append(float(delta))
        time = time - delta
        if step < guidance.steps:
            delta = time - grid[step + 1]
    return times, deltas


class FlowDecoder(nn.Module):
    """LocDiT and its sampler. `mean_mode` tells LocDiT the length of each step."""

    def __init__(self, estimator: LocalDiT, *, mean_mode: bool) -> None:
        super().__init__()
        self.estimator = estimator
        self.mean_mode = mean_mode

    def schedule(self, guidance: Guidance, *, dtype: torch.dtype) -> Schedule:
        """Compute the constants of `guidance` for this model; `dtype` is the model's nominal dtype."""
        times, deltas = time_grid(guidance, dtype)
        device = self.estimator.out_proj.weight.device
        seen = torch.tensor(deltas if self.mean_mode else [0.0] * len(deltas), dtype=dtype, device=device)
        embeddings = self.estimator.embed_time(torch.tensor(times, dtype=dtype, device=device), seen)
        return Schedule(guidance, tuple(times), tuple(deltas), embeddings)

    def sample(self, noise: Tensor, mu: Tensor, cond: Tensor, course: Schedule | Course) -> Tensor:
        """Noise (batch, frames, dim), mu (batch, guide), cond (batch, frames, dim) -> patches shaped like the noise.

        A schedule is the same for all rows, a course has a row for each.
        """
        if isinstance(course, Schedule):
            course = Course.of([course])
        x = noise * course.temperature
        if course.guided:
            mu, cond = torch.cat([mu, torch.zeros_like(mu)]), torch.cat([cond, cond])
        for embedding, delta in zip(course.embeddings.unbind(1), course.deltas.unbind(1), strict=True):
            time = torch.cat([embedding, embedding]) if course.guided and len(embedding) > 1 else embedding
            time = time.expand(mu.shape[0], -1)
            velocity = self.estimator(torch.cat([x, x]) if course.guided else x, mu, time, cond)
            if course.guided:
                velocity = combine(velocity, course.strength, course.zero_star)
            x = x - delta * velocity
        return x


def combine(velocity: Tensor, strength: Tensor | float, zero_star: Tensor | bool = True) -> Tensor:
    """[conditional; unconditional] (2 * batch, frames, dim) -> the guided velocity (batch, frames, dim).

    Both settings are numbers, or (batch or 1, 1, 1) with one for every row.
    """
    conditional, unconditional = velocity.chunk(2)
    dot = (conditional * unconditional).sum(dim=(1, 2), keepdim=True)
    norm = (unconditional * unconditional).sum(dim=(1, 2), keepdim=True) + 1e-8
    starred = torch.as_tensor(zero_star, device=velocity.device)
    unconditional = unconditional * torch.where(starred, dot / norm, torch.ones_like(dot))
    return unconditional + strength * (conditional - unconditional)
