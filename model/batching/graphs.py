"""The two halves of a turn as CUDA graphs: one per bucket of rows and, for the second half, of positions read.

    speak       noise, hidden states, last patches ─▶ patches          rows up to a bucket, one kind of course
    remember    last patches, places ─▶ hidden states                  rows up to a bucket, positions up to a bucket

A graph works on static tensors: inputs are copied into them, and unused rows keep their old contents. On other devices
than CUDA a "graph" is the function itself, run on the same tensors.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from model.flow import Course
from model.layers.cache import Window
from model.network import Caches, Hidden, Network

_POSITIONS = 128
"""Positions are read in multiples of this many."""

Replay = Callable[[], object]


class Graphs:
    """The graphs of one group. `hidden` and `last` are its state for all rows."""

    def __init__(self, network: Network, caches: Caches, hidden: Hidden, last: Tensor) -> None:
        self._network = network
        self._caches = caches
        self._hidden = hidden
        self._last = last
        self._slots = len(last)
        self._places = torch.zeros(self._slots, 1, dtype=torch.int64, device=last.device)
        self._noise, self._patches = torch.zeros_like(last), torch.zeros_like(last)
        self._guides = Hidden(torch.zeros_like(hidden.lm), torch.zeros_like(hidden.res))
        self._conditions = torch.zeros_like(last)
        self._next = Hidden(torch.zeros_like(hidden.lm), torch.zeros_like(hidden.res))
        self._speaking: dict[tuple[int, int, bool], tuple[Course, Replay]] = {}
        self._remembering: dict[tuple[int, int], Replay] = {}
        self._pool = torch.cuda.graph_pool_handle() if last.is_cuda else None

    def forget(self) -> None:
        """Drop the graphs that refer to the caches' old addresses."""
        self._remembering.clear()

    def speak(self, noise: Tensor, hidden: Hidden, last: Tensor, course: Course) -> Tensor:
        """Like `FlowDecoder.sample` with the guide of `hidden`: (rows, P, dim)."""
        rows = len(noise)
        bucket = self._bucket(rows)
        key = bucket, course.deltas.shape[1], course.guided
        for ours, given in (
            (self._noise, noise),
            (self._guides.lm, hidden.lm),
            (self._guides.res, hidden.res),
            (self._conditions, last),
        ):
            ours[:rows] = given
        if key not in self._speaking:
            kept = course.spread(bucket)
            self._speaking[key] = kept, self._capture(lambda: self._speak(bucket, kept))
        kept, replay = self._speaking[key]
        kept.copy_rows(course, rows)
        replay()
        return self._patches[:rows].clone()

    def _speak(self, bucket: int, course: Course) -> None:
        mu = self._network.guide(self._guides.head(bucket))
        made = self._network.feat_decoder.sample(self._noise[:bucket], mu, self._conditions[:bucket], course)
        self._patches[:bucket] = made

    def remember(self, rows: int) -> Hidden:
        """Like `Network.step` for the last patches of the first `rows` rows; the caller counts the positions."""
        bucket, lengths = self._bucket(rows), self._caches.tslm.lengths
        end = min(-(-(max(lengths[:rows]) + 1) // _POSITIONS) * _POSITIONS, self._caches.tslm.capacity)
        self._places[:bucket, 0] = torch.tensor(lengths[:bucket]).to(self._places.device)
        key = bucket, end
        if key not in self._remembering:
            self._remembering[key] = self._capture(lambda: self._remember(bucket, end))
        self._remembering[key]()
        return self._next.head(rows)

    def _remember(self, bucket: int, end: int) -> None:
        window = Window.ragged(slice(bucket), self._places[:bucket], end)
        hidden = self._network.step(self._last[:bucket], self._caches, window)
        self._next.lm[:bucket], self._next.res[:bucket] = hidden.lm, hidden.res

    def _bucket(self, rows: int) -> int:
        """Round up to a power of two, above 8 to a multiple of 8; at most the number of slots."""
        bucket = 1 << (rows - 1).bit_length() if rows <= 8 else -(-rows // 8) * 8
        return min(bucket, self._slots)

    def _capture(self, function: Callable[[], None]) -> Replay:
        """Return a callable that repeats `function` on the tensors' contents at that time."""
        if self._pool is None:
            return function
        # Libraries choose kernels and create handles in the first runs, which must not be captured.
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(2):
                function()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            function()
        return graph.replay
