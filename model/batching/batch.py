"""Continuous batching: a fixed number of slots on one loaded model, refilled as sequences end.

    submit ──▶ waiting ──▶ admitted, prefilled ──▶ turn, turn, turn … ──▶ ended ──▶ decoded ──▶ collect

A sequence's patches do not depend on its neighbours beyond rounding: its noise comes from its seed and the step, its
context from its own cache rows. Sequences with different LoRAs are in separate groups, each a batch of its own: an
adapter is then the same for all rows of a product, and sequences without one pay nothing.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator

import torch

from model.batching.group import Group, Row, broken
from model.batching.jobs import Finished, Job
from model.batching.out_of_memory import is_memory_short
from model.batching.patch_features import PatchMemory
from model.batching.sound import decode
from model.errors import ModelError
from model.generation import check_room
from model.voxcpm import Speech, VoxCPM

log = logging.getLogger(__name__)

_WASTE = 1.25
"""Most that the longest sequence of a joint prefill may exceed the shortest, as a factor."""
_PREFILLED_AT_ONCE = {"cpu": 2048, "cuda": 32768}
"""Positions of a joint prefill; the widest activations are some 64 KB per position on a CPU."""


class Batch:
    """Runs `slots` sequences at a time, of up to `positions` positions each (by default the model's maximum).

    Everything a sequence needs comes with its Job; results are identified by key. `graphs` (by default where the model
    is on CUDA) runs turns as CUDA graphs, after which LoRA strengths must not change. Not thread-safe.
    """

    def __init__(self, voice: VoxCPM, *, slots: int, positions: int | None = None, graphs: bool | None = None) -> None:
        if slots < 1:
            raise ValueError(f"slots must be 1 or more, not {slots}")
        self.voice = voice
        self.slots = slots
        self.positions = min(positions or voice.config.max_length, voice.config.max_length)
        self._graphs = voice.network.device.type == "cuda" if graphs is None else graphs
        self._memory = PatchMemory(voice.network)
        self._waiting: deque[Job] = deque()
        self._groups: dict[str | None, Group] = {}
        self._keys: set[str] = set()

    @property
    def in_flight(self) -> int:
        """Number of sequences in slots."""
        return sum(len(group.rows) for group in self._groups.values())

    @property
    def waiting(self) -> int:
        """Number of submitted jobs without a slot."""
        return len(self._waiting)

    def submit(self, job: Job) -> None:
        """Queue a job. Raises ModelError where it cannot run: its sequence leaves no room for a patch
        (SequenceTooLong), its LoRA is not loaded, or its key is in use."""
        check_room(job.sequence, self.positions)
        if job.lora is not None and job.lora not in self.voice.loras:
            raise ModelError(f"{job.key}: no LoRA named {job.lora!r} is loaded")
        if job.key in self._keys:
            raise ModelError(f"{job.key}: a job with this key is under way already")
        self._keys.add(job.key)
        self._waiting.append(job)

    def collect(self) -> list[Finished]:
        """Work until at least one job has finished; return the finished ones in any order, or none if there is no work.

        A sequence that fails by itself is returned with its error. Raises ModelError where no progress is possible, as
        the device has no memory for a single sequence. The jobs are then waiting again.
        """
        while self._keys:
            try:
                self._fill()
                for group in self._groups.values():
                    if group.rows and not group.ended:
                        group.turn()
                if ended := [row for group in self._groups.values() for row in group.ended]:
                    return self._finish(ended)
            except (RuntimeError, MemoryError) as error:
                if not is_memory_short(error):
                    raise
                self._shrink(error)
        return []

    def drop(self) -> list[Job]:
        """Drop and return all unfinished jobs: those in slots first, then the waiting ones in order of arrival."""
        jobs = [row.job for group in self._groups.values() for row in (*group.ended, *group.rows)]
        # A job whose admission failed half-way is still waiting, and may have a row as well.
        unfinished = {job.key: job for job in (*jobs, *self._waiting)}
        self._groups.clear()
        if self.voice.network.device.type == "cuda":
            torch.cuda.empty_cache()
        self._waiting.clear()
        self._keys.clear()
        return list(unfinished.values())

    def close(self) -> None:
        """Drop everything and release the device's memory; the batch stays usable."""
        self.drop()
        self._memory.clear()

    # --- admission -------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Move waiting jobs into free slots, with a joint prefill for those of similar length."""
        free = self.slots - self.in_flight
        if not free or not self._waiting:
            return
        coming = [self._waiting[index] for index in range(min(free, len(self._waiting)))]
        for jobs in self._portions(coming):
            self._group(jobs[0].lora).admit(jobs)
            # Jobs leave the queue only now, one portion at a time, so that running out of memory loses none.
            for job in jobs:
                self._waiting.remove(job)

    def _portions(self, jobs: list[Job]) -> Iterator[list[Job]]:
        """Yield jobs with the same LoRA and similar length, in portions of limited size."""
        most = _PREFILLED_AT_ONCE.get(self.voice.network.device.type, _PREFILLED_AT_ONCE["cpu"])
        portion: list[Job] = []
        for job in sorted(jobs, key=lambda job: (job.lora or "", len(job.sequence))):
            length = len(job.sequence)
            fits = portion and portion[0].lora == job.lora and length <= _WASTE * len(portion[0].sequence)
            if portion and not (fits and length * (len(portion) + 1) <= most):
                yield portion
                portion = []
            portion.append(job)
        if portion:
            yield portion

    def _group(self, lora: str | None) -> Group:
        """Return the group of a LoRA; empty groups are removed to make room for a new one."""
        if lora not in self._groups:
            self._groups = {name: group for name, group in self._groups.items() if group.rows or group.ended}
            self._groups[lora] = Group(
                self.voice, lora, slots=self.slots, positions=self.positions, memory=self._memory, graphs=self._graphs
            )
        return self._groups[lora]

    # --- results ---------------------------------------------------------------------------------------------------

    def _finish(self, ended: list[Row]) -> list[Finished]:
        """Make the results of the sequences that ended."""
        results, spoken = [], []
        for row in ended:
            latents = torch.stack(row.patches).float() if row.error is None else None
            if latents is not None and bool(latents.isfinite().all()):
                spoken.append((row, latents))
            else:
                results.append(Finished(row.job.key, row.error or broken(row)))
        sounds = decode(self.voice, [latents for _, latents in spoken], [row.job.context for row, _ in spoken])
        for (row, latents), sound in zip(spoken, sounds, strict=True):
            job = row.job
            overlong = job.limits.is_overlong(len(latents), job.sequence.target_ids)
            speech = Speech(sound, self.voice.rate_hz, latents.cpu(), row.stopped, overlong, job.seed)
            results.append(Finished(job.key, speech))
        for group in self._groups.values():
            group.ended.clear()
        self._keys.difference_update(row.job.key for row in ended)
        return results

    # --- trouble ---------------------------------------------------------------------------------------------------

    def _shrink(self, error: Exception) -> None:
        """Halve the slots; their jobs return to the front of the queue."""
        jobs = self.drop()
        for job in jobs:
            self.submit(job)
        if self.slots == 1:
            raise ModelError(
                f"the device has no memory for a single sequence of up to {self.positions} positions ({error}). "
                f"Use a smaller model, or free the device's memory"
            ) from error
        self.slots //= 2
        log.warning("the device's memory ran out: going on with %d slots, %d jobs wait again", self.slots, len(jobs))
