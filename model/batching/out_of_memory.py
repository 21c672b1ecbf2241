"""Tell an error that means "no memory left" from every other."""

from __future__ import annotations

import torch

_NO_MORE = ("DefaultCPUAllocator", "out of memory", "bad allocation", "std::bad_alloc")
"""Words of the errors that have no class of their own: those of CPUs and of MPS."""


def is_memory_short(error: Exception) -> bool:
    """Whether an error means that the device, or this machine, has no memory left."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in _NO_MORE)
