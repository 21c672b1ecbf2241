"""Reading a whole conversation at once: the most probable speakers of a row of turns, and how probable each is.

A second-order chain: the score of a row of speakers is the sum of how well each fits its own turn, of what follows
whom, and of who comes back after one turn. Forward and backward sums give every turn's probabilities exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(slots=True)
class Factor:
    """A turn in the chain: `own` (candidates,), and how it follows the turns before.

    `after` (candidates before, candidates): scores of pairs. `returns` is added where the candidate is the speaker of
    the turn before the last one.
    """

    candidates: Sequence[int]
    own: Scores
    after: Scores
    returns: float


def marginals(links: Sequence[Factor]) -> list[Scores]:
    """The probability of each candidate of each turn, given all the turns."""
    if not links:
        return []
    back = [_returning(links, index) for index in range(len(links))]
    forward = _forward(links, back)
    backward = [np.zeros_like(forward[-1])]
    for index in range(len(links) - 1, 0, -1):
        link = links[index]
        step = backward[-1] + link.after + link.own[None, :]
        joint = back[index][:, None, :] + step[None, :, :]
        backward.append(_sum(joint, 2))
    result: list[Scores] = []
    for ahead, behind in zip(forward, reversed(backward), strict=True):
        total = _sum(ahead + behind, 0)
        weights = np.exp(total - total.max())
        result.append(weights / weights.sum())
    return result


def tempered(links: Sequence[Factor], by: float) -> list[Factor]:
    """The links with all scores divided: the same order of rows, less sure of the first."""
    return [Factor(link.candidates, link.own / by, link.after / by, link.returns / by) for link in links]


def _forward(links: Sequence[Factor], back: Sequence[Scores]) -> list[Scores]:
    """For each turn (candidates before, candidates): the summed weight of all rows that end with these two."""
    forward: list[Scores] = []
    for index, link in enumerate(links):
        if index == 0:
            forward.append(link.own[None, :])
            continue
        step = forward[-1][:, :, None] + back[index][:, None, :]
        forward.append(_sum(step, 0) + link.after + link.own[None, :])
    return forward


def _returning(links: Sequence[Factor], index: int) -> Scores:
    """(candidates two before, candidates): the bonus for coming back."""
    here = links[index]
    if index < 2:
        return np.zeros((1, len(here.candidates)))
    earlier = np.asarray(links[index - 2].candidates)
    bonus: Scores = here.returns * (earlier[:, None] == np.asarray(here.candidates)[None, :]).astype(np.float64)
    return bonus


def _sum(scores: Scores, axis: int) -> Scores:
    top = scores.max(axis=axis, keepdims=True)
    total: Scores = np.log(np.exp(scores - top).sum(axis=axis)) + top.squeeze(axis)
    return total
