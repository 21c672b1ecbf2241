"""Inputs spoilt by chance, from whole ones: bytes, text and words of the formats that bookcast reads."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

SEEDS = Path(__file__).with_name("fuzz_seeds")

_TEXT: dict[str, list[str]] = json.loads((SEEDS / "words.json").read_text(encoding="utf-8"))
_LISTS = (_TEXT["signs"], [*_TEXT["words"], "9" * 5000])
_NUMBERS: list[Any] = [0, -1, 1, 2**31, 2**63, 10**30, 1.5, -0.0, 1e308, float("nan"), float("inf")]
_VALUES: list[Any] = [*_NUMBERS, None, True, "", "x", [], {}, [[]], [1], {"a": 1}]

Mutation = Callable[[bytearray, Random], None]


def _at(data: bytearray, random: Random) -> int:
    return random.randrange(len(data) + 1)


def _span(data: bytearray, random: Random) -> slice:
    start = _at(data, random)
    return slice(start, start + 1 + int(random.expovariate(1 / 30)))


def _flip(data: bytearray, random: Random) -> None:
    for _ in range(random.randint(1, 8)):
        if data:
            data[random.randrange(len(data))] = random.randrange(256)


def _drop(data: bytearray, random: Random) -> None:
    del data[_span(data, random)]


def _copy(data: bytearray, random: Random) -> None:
    part = data[_span(data, random)]
    at = _at(data, random)
    data[at:at] = part


def _repeat(data: bytearray, random: Random) -> None:
    part = data[_span(data, random)]
    at = _at(data, random)
    data[at:at] = part * random.choice((10, 100, 1000))


def _insert(data: bytearray, random: Random) -> None:
    at = _at(data, random)
    data[at:at] = random.choice(random.choice(_LISTS)).encode("utf-8", "surrogatepass")


def _insert_often(data: bytearray, random: Random) -> None:
    at = _at(data, random)
    data[at:at] = random.choice(random.choice(_LISTS)).encode() * random.choice((3, 50, 2000))


def _swap(data: bytearray, random: Random) -> None:
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    data[:] = b"\n".join(lines)


def _cut(data: bytearray, random: Random) -> None:
    del data[_at(data, random) :]


def _recode(data: bytearray, random: Random) -> None:
    text = data.decode("utf-8", "replace")
    data[:] = text.encode(random.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "shift_jis")), "replace")


_MUTATIONS: tuple[Mutation, ...] = (_flip, _drop, _copy, _repeat, _insert, _insert, _insert_often, _swap, _cut, _recode)
_MOST_BYTES = 300_000


def mutated(data: bytes, random: Random) -> bytes:
    """The bytes after one to six changes, at most 300 kB of them."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 6)):
        random.choice(_MUTATIONS)(changed, random)
        del changed[_MOST_BYTES:]
    return bytes(changed)


def mutated_json(data: bytes, random: Random) -> bytes:
    """A JSON file with one to three of its values changed, or its bytes."""
    if random.random() < 0.3:
        return mutated(data, random)
    value = json.loads(data)
    for _ in range(random.randint(1, 3)):
        _change_value(value, random)
    return json.dumps(value).encode()


def _change_value(value: Any, random: Random) -> None:
    while isinstance(value, dict | list) and value:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = random.choice(keys)
        if not isinstance(value[key], dict | list) or not value[key] or random.random() < 0.2:
            if random.random() < 0.2:
                del value[key]
            else:
                value[key] = deepcopy(random.choice(_VALUES))
            return
        value = value[key]


def mutated_tensors(data: bytes, random: Random) -> bytes:
    """A safetensors file with its head changed mostly: the tensors' names, types, shapes and places."""
    (length,) = struct.unpack("<Q", data[:8])
    head, rest = data[8 : 8 + length], data[8 + length :]
    kind = random.random()
    if kind < 0.2:
        return _changed_bytes(data, random)
    head = mutated_json(head, random) if kind < 0.9 else head
    told = len(head) if random.random() < 0.8 else random.choice((0, 7, 2**31, 2**63, length - 1))
    return struct.pack("<Q", told) + head + rest[: random.choice((len(rest), len(rest), len(rest) // 2, 0))]


def _changed_bytes(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    # Near the ends lie the heads, the opcodes and the directory of a file of weights.
    for _ in range(random.randint(1, 12)):
        near = min(len(changed), 4000)
        at = random.choice(
            (random.randrange(near), len(changed) - 1 - random.randrange(near), random.randrange(len(changed)))
        )
        changed[at] = random.randrange(256)
    return bytes(changed[: random.choice((len(changed), len(changed), len(changed), random.randrange(len(changed))))])


def mutated_weights(data: bytes, random: Random) -> bytes:
    """A pickled file of weights with bytes changed, or cut short."""
    return _changed_bytes(data, random)


def book_entries() -> dict[str, bytes]:
    """The entries of a small EPUB that has something of everything."""
    files = {path.name: path.read_bytes() for path in sorted((SEEDS / "book").iterdir())}
    container = files.pop("container.xml")
    inner = {f"OEBPS/{name}": data for name, data in files.items()}
    return {"mimetype": b"application/epub+zip", "META-INF/container.xml": container, **inner}


def mutated_book(entries: Mapping[str, bytes], random: Random) -> bytes:
    """An EPUB with one to three of its entries changed, now and then its zip instead."""
    changed = dict(entries)
    names = [name for name in changed if name != "mimetype"]
    for _ in range(random.randint(1, 3)):
        name = random.choice(names)
        what = random.random()
        if what < 0.9 and name in changed:
            changed[name] = mutated(changed[name], random)
        elif what < 0.95:
            changed.pop(name, None)
        else:
            changed[name + random.choice(("", " ", "/../x", "\\y", "é"))] = changed.get(random.choice(names), b"")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as file:
        for name, data in changed.items():
            file.writestr(name, data)
    return packed.getvalue() if random.random() < 0.92 else _changed_bytes(packed.getvalue(), random)
