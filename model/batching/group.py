"""The active sequences with the same adapters, side by side in one dense cache.

    row    0 1 2 3 | 4 5          rows 0 .. n-1 are active, the others free
           a b c d | . .          b ends: d moves into its row, new ones are prefilled from row 3 on

A turn makes the next patch of every row, frees the rows that have ended, and feeds the other patches to the language
models. One number per row and turn is read back from the device.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from model.batching.graphs import Graphs
from model.batching.jobs import Job
from model.batching.patch_features import PatchMemory
from model.errors import ModelError, SequenceTooLong
from model.flow import Course, Guidance, Schedule
from model.generation import NoiseSource, prefill
from model.lora import only
from model.network import Hidden
from model.voxcpm import VoxCPM

_GOES_ON, _STOPS, _BROKEN = range(3)
_FIRST_ROOM = 512
"""Initial positions of a cache; it doubles when more are needed."""


@dataclass(slots=True, eq=False)
class Row:
    """An active sequence: its noise and schedule, its patches so far (each (P, dim)), the verdict on the state that
    makes the next one, and how it ended."""

    job: Job
    noise: NoiseSource
    schedule: Schedule
    most: int
    patches: list[Tensor] = field(default_factory=list)
    verdict: int = _GOES_ON
    stopped: bool = False
    error: ModelError | None = None

    def take(self, patch: Tensor) -> bool:
        """Store the next patch; return whether it was the last."""
        step = len(self.patches)
        self.patches.append(patch)
        self.stopped = step > self.job.limits.least and self.verdict == _STOPS
        return self.stopped or step + 1 >= self.most


def broken(row: Row) -> ModelError:
    """Return the error for a sequence in which the network's values are no longer finite."""
    return ModelError(
        f"the sequence {row.job.key} broke after {len(row.patches)} patches: the network's values are not numbers any "
        f"more. Check its prompt and its LoRA; where every sequence breaks, the weights are damaged"
    )


class Group:
    """Rows that use the LoRA named `lora`, or none; up to `slots` of them, of up to `positions` each.

    `ended` holds the rows that have ended, successfully or not, until they are collected."""

    def __init__(
        self, voice: VoxCPM, lora: str | None, *, slots: int, positions: int, memory: PatchMemory, graphs: bool
    ) -> None:
        self.rows: list[Row] = []
        self.ended: list[Row] = []
        self.lora = lora
        self.positions = positions
        self._voice = voice
        self._network = network = voice.network
        self._memory = memory
        self._schedules: dict[Guidance, Schedule] = {}
        self._courses: list[tuple[Tensor | None, Course]] | None = None
        self.caches = network.caches(batch=slots, capacity=min(_FIRST_ROOM, positions))
        hidden, config = network.config.tslm.hidden, network.config
        empty = torch.zeros(slots, hidden, dtype=network.dtype, device=network.device)
        self._hidden = Hidden(empty, empty.clone())
        self._last = empty.new_zeros(slots, config.patch_size, config.latent_dim)
        self._graphs = Graphs(network, self.caches, self._hidden, self._last) if graphs else None

    # --- coming ----------------------------------------------------------------------------------------------------

    @torch.inference_mode()
    def admit(self, jobs: Sequence[Job]) -> None:
        """Prefill new rows together."""
        first = len(self.rows)
        with only(self._voice.loras, self.lora):
            self.rows += [self._row(job) for job in jobs]
            self._courses = None
            self._make_room(max(len(job.sequence) for job in jobs))
            fresh = slice(first, len(self.rows))
            hidden, last = prefill(self._network, [job.sequence for job in jobs], self.caches, fresh, self._memory)
            self._keep(fresh, hidden)
            self._last[fresh] = last
        self._let_go([row for row in self.rows[fresh] if row.error])

    def _row(self, job: Job) -> Row:
        if job.guidance not in self._schedules:
            self._schedules[job.guidance] = self._voice.schedule(job.guidance)
        most = job.limits.cap(job.sequence.target_ids)
        return Row(job, self._voice.noise(job.seed), self._schedules[job.guidance], most)

    def _make_room(self, needed: int) -> None:
        """Grow the caches to `needed` positions per row; the caller ensures that so many are allowed."""
        room = self.caches.tslm.capacity
        if needed <= room:
            return
        while room < needed:
            room *= 2
        for cache in self.caches.both:
            cache.resize(len(cache.lengths), min(room, self.positions))
        if self._graphs:
            self._graphs.forget()

    # --- going on --------------------------------------------------------------------------------------------------

    @torch.inference_mode()
    def turn(self) -> None:
        """Make the next patch of every row; rows that end move to `ended`."""
        with only(self._voice.loras, self.lora):
            patches = self._speak()
            self._last[: len(self.rows)] = patches
            self._let_go([row for row, patch in zip(self.rows, patches, strict=True) if row.take(patch)])
            self._let_go(self._crowded())
            if self.rows:
                self._remember()
                self._let_go([row for row in self.rows if row.error])

    def _crowded(self) -> list[Row]:
        """Return the rows without room for another position, after setting their errors."""
        used = self.caches.tslm.lengths[: len(self.rows)]
        crowded = [row for row, length in zip(self.rows, used, strict=True) if length >= self.positions]
        for row in crowded:
            row.error = SequenceTooLong(self.positions + 1, self.positions, f"the sequence {row.job.key}")
        return crowded

    def _speak(self) -> Tensor:
        """Sample the next patches (rows, P, dim), rows with the same kind of course together."""
        network, count = self._network, len(self.rows)
        noise = torch.stack([row.noise(len(row.patches)) for row in self.rows]).to(network.device, network.dtype)
        out = torch.empty_like(noise)
        for places, course in self._plan():
            if places is None:
                out = self._sample(noise, self._hidden.head(count), self._last[:count], course)
            else:
                hidden = Hidden(self._hidden.lm[places], self._hidden.res[places])
                out[places] = self._sample(noise[places], hidden, self._last[places], course)
        return out

    def _sample(self, noise: Tensor, hidden: Hidden, last: Tensor, course: Course) -> Tensor:
        if self._graphs:
            return self._graphs.speak(noise, hidden, last, course)
        return self._network.feat_decoder.sample(noise, self._network.guide(hidden), last, course)

    def _plan(self) -> list[tuple[Tensor | None, Course]]:
        """Return the rows (None: all) of each course, recomputed when rows have come or gone."""
        if self._courses is None:
            kinds: dict[tuple[int, bool], list[int]] = {}
            for index, row in enumerate(self.rows):
                kinds.setdefault(row.schedule.kind, []).append(index)
            alone = len(kinds) == 1
            self._courses = [
                (
                    None if alone else torch.tensor(places, device=self._network.device),
                    Course.of([self.rows[index].schedule for index in places]),
                )
                for places in kinds.values()
            ]
        return self._courses

    def _remember(self) -> None:
        """Run the language models over the last patches of all rows."""
        rows = slice(len(self.rows))
        self._make_room(max(self.caches.tslm.lengths[rows]) + 1)
        if self._graphs:
            hidden = self._graphs.remember(len(self.rows))
        else:
            hidden = self._network.step(self._last[rows], self.caches, self.caches.window(1, rows))
        self.caches.advance(1, rows)
        self._keep(rows, hidden)

    def _keep(self, rows: slice, hidden: Hidden) -> None:
        """Store the states that make the next patches, and their stop verdicts."""
        self._hidden.lm[rows], self._hidden.res[rows] = hidden.lm, hidden.res
        for row, verdict in zip(self.rows[rows], self._verdicts(hidden).tolist(), strict=True):
            row.verdict = verdict
            if verdict == _BROKEN:
                row.error = broken(row)

    def _verdicts(self, hidden: Hidden) -> Tensor:
        """Return (rows,) on the device: continues, stops, or is broken."""
        logits = self._network.stop_logits(hidden.lm)
        sound = hidden.lm.isfinite().all(dim=-1) & hidden.res.isfinite().all(dim=-1)
        stops = (logits[:, 1] > logits[:, 0]).long()
        return torch.where(sound, stops, torch.full_like(stops, _BROKEN))

    # --- going -----------------------------------------------------------------------------------------------------

    def _let_go(self, gone: Iterable[Row]) -> None:
        """Free the rows of some sequences; the last rows fill the holes."""
        for row in gone:
            hole, last = self.rows.index(row), len(self.rows) - 1
            for cache in self.caches.both:
                if row.error:  # leftover NaN or infinite values would pass through the mask
                    cache.clear(hole)
                if hole != last:
                    cache.move(last, hole)
                cache.lengths[last] = 0
            for state in (self._hidden.lm, self._hidden.res, self._last):
                state[hole] = state[last]
                state[last] = 0
            self.rows[hole] = self.rows[last]
            self.rows.pop()
            self.ended.append(row)
            self._courses = None
