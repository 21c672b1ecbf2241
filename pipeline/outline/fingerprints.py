"""Fingerprints of texts that change little where the text does, to know a chapter again in another edition of its book.

M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002: each three words in a row vote on
64 bits by their hash; a bit of the fingerprint is what most of them say. Two texts that share nothing differ in 32
bits, give or take 4; a few corrected words move a chapter's by one or two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

_IN_A_ROW = 3
_AT_ONCE = 1 << 16
_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd numbers of 64 bits without pattern, from the golden ratio and from xxHash."""


def fingerprint(words: Sequence[str]) -> str:
    """The fingerprint of a text, given as its words: 16 hex digits."""
    hashes: dict[str, int] = {}
    for word in words:
        if word not in hashes:
            folded = word.casefold().encode("utf-8", "surrogatepass")
            hashes[word] = int.from_bytes(hashlib.blake2b(folded, digest_size=8).digest(), "big")
    row = np.array([hashes[word] for word in words], dtype=np.uint64)
    length = min(_IN_A_ROW, len(row))
    if not length:
        return "0" * 16
    mixed = np.zeros(len(row) - length + 1, dtype=np.uint64)
    for at in range(length):
        mixed = (mixed ^ row[at : at + len(mixed)]) * np.uint64(_ODD[at])
        mixed ^= mixed >> np.uint64(29)
    votes = np.zeros(64, dtype=np.int64)
    places = np.arange(64, dtype=np.uint64)
    for start in range(0, len(mixed), _AT_ONCE):
        part = mixed[start : start + _AT_ONCE, None]
        votes += ((part >> places) & np.uint64(1)).sum(axis=0, dtype=np.int64)
    bits = 2 * votes > len(mixed)
    return f"{sum(1 << int(place) for place in np.flatnonzero(bits)):016x}"


def distance(first: str, second: str) -> int:
    """In how many bits two fingerprints differ, 0 to 64."""
    return (int(first, 16) ^ int(second, 16)).bit_count()
