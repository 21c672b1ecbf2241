"""Tell an error that means "no memory left" from every other."""

from __future__ import annotations

import torch

_NO_MORE = ("DefaultCPUAllocator", "out of memory", "bad allocation", "std::bad_alloc")
"""Messages of errors without a class of their own, from CPUs and MPS."""


def is_memory_short(error: Exception) -> bool:
    """Whether an error means that the device, or this machine, is out of memory."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in _NO_MORE)
