"""Inputs spoilt by chance, each in a process of its own: none may end in a traceback, take 20 s of a core, or 2 GB.

    python -m benchmarks.fuzz --count 3000 --seed 1 [--kind NAME] [--number N] [--keep FOLDER]

The whole inputs lie in benchmarks/fuzz_seeds (books and files that people write) and in tests/golden (checkpoints). A
number and a seed make the same input again; `--keep` writes those that fail. Needs a system that can fork.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.mutations import (
    SEEDS,
    book_entries,
    mutated,
    mutated_book,
    mutated_json,
    mutated_tensors,
    mutated_weights,
)
from manifests.errors import BookcastError
from manifests.render import RenderSettings
from manifests.shelf import load_shelf
from pipeline.planning.overrides import Overrides
from pipeline.production.preparation import prepare
from pipeline.script.listing import line_json, omission_json

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
MOST_S = 20
MOST_BYTES = 2_000_000_000
_STOP_BYTES = 6_000_000_000
_STOP_S = 120


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input: its file's name, how one is made by chance, and what is done with it."""

    name: str
    make: Callable[[Random], bytes]
    use: Callable[[Path], object]


def _plan(path: Path, **named: Any) -> None:
    """As far as a plan, and everything that `bookcast script` prints of it."""
    overrides = named.pop("overrides", None)
    prepared = prepare(RenderSettings(source=str(path), engine="draft", **named), overrides)
    for line in prepared.script.lines:
        json.dumps(line_json(prepared.script, line)).encode()
    for omission in prepared.script.left_out:
        json.dumps(omission_json(prepared.book, omission)).encode()


def _story() -> str:
    return str(SEEDS / "book.md")


def _cast(path: Path) -> None:
    _plan(Path(_story()), cast=str(path))


def _corrections(path: Path) -> None:
    _plan(Path(_story()), corrections=str(path))


def _overrides(path: Path) -> None:
    _plan(Path(_story()), overrides=Overrides.load(path))


def _checkpoint(path: Path, whole: Path) -> None:
    """Load the checkpoint of which one file is spoilt."""
    from model import ModelError, VoxCPM

    for file in whole.iterdir():
        if file.name != path.name:
            (path.parent / file.name).symlink_to(file)
    try:
        VoxCPM.load(path.parent)
    except ModelError:
        return


def _text(name: str, use: Callable[[Path], object] = _plan) -> Kind:
    return Kind(name, partial(mutated, (SEEDS / name).read_bytes()), use)


def _weights(generation: str, name: str, spoil: Callable[[bytes, Random], bytes]) -> Kind:
    whole = GOLDEN / generation / "ckpt"
    return Kind(name, partial(spoil, (whole / name).read_bytes()), partial(_checkpoint, whole=whole))


def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    book = Kind("book.epub", partial(mutated_book, book_entries()), _plan)
    return {
        "epub": book,
        "epub again": book,  # the widest door has twice as many tries
        "markdown": _text("book.md"),
        "text": _text("story.txt"),
        "fountain": _text("scene.fountain"),
        "captions": _text("show.vtt"),
        "cast": _text("cast.yaml", _cast),
        "shelf": _text("shelf.yaml", load_shelf),
        "corrections": _text("corrections.yaml", _corrections),
        "overrides": Kind("overrides.json", partial(mutated_json, (SEEDS / "overrides.json").read_bytes()), _overrides),
        "config": _weights("v2", "config.json", mutated_json),
        "tokenizer": _weights("v1", "tokenizer.json", mutated_json),
        "safetensors": _weights("v2", "model.safetensors", mutated_tensors),
        "pickle": _weights("v15", "audiovae.pth", mutated_weights),
    }


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one input ended: `fault` is empty where it was read or refused as it should be."""

    kind: str
    number: int
    fault: str
    seconds: float
    peak_bytes: int


def tried(kind: str, number: int, seed: int, keep: Path | None = None) -> Outcome:
    """Make input `number` and use it in a forked process that may not take more than the bounds."""
    what = kinds_once()[kind]
    data = what.make(Random(f"{seed} {kind} {number}"))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / what.name
        path.write_bytes(data)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            os._exit(_used(what, path, writing))
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read().decode("utf-8", "replace")
        _, status, used = os.wait4(child, 0)
    seconds = used.ru_utime + used.ru_stime
    peak = used.ru_maxrss * 1024
    fault = said or (f"ended by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "")
    fault = fault or (f"took {seconds:.0f} s" if seconds > MOST_S else "")
    fault = fault or (f"took {peak / 1e9:.1f} GB" if peak > MOST_BYTES else "")
    if fault and keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{kind.split()[0]}-{number}-{what.name}").write_bytes(data)
    return Outcome(kind, number, fault, seconds, peak)


_KINDS: dict[str, Kind] = {}


def kinds_once() -> dict[str, Kind]:
    """The kinds, made once."""
    if not _KINDS:
        _KINDS.update(kinds())
    return _KINDS


def _used(kind: Kind, path: Path, writing: int) -> int:
    """In the child: use the input within bounds, and write the traceback there is."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_S + 5, MOST_S + 10))
    resource.setrlimit(resource.RLIMIT_DATA, (_STOP_BYTES, _STOP_BYTES))
    signal.alarm(_STOP_S)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        kind.use(path)
    except BookcastError as error:
        if not str(error).strip():
            os.write(writing, b"an error without a word")
    except BaseException:  # noqa: BLE001 - whatever it is, it is what this looks for
        os.write(writing, traceback.format_exc(limit=-4).encode("utf-8", "replace")[-3000:])
    return 0


def outcomes(count: int, seed: int, only: str | None, keep: Path | None) -> Iterator[Outcome]:
    """Inputs 0 to `count`, of all kinds in turn."""
    names = [only] if only else list(kinds_once())
    for number in range(count):
        yield tried(names[number % len(names)], number, seed, keep)


def warm_up() -> None:
    """Load what every child would load: models of languages, torch."""
    import torch

    from model import VoxCPM

    torch.set_num_threads(1)  # threads do not outlive a fork
    VoxCPM.load(GOLDEN / "v2" / "ckpt")
    for name in ("book.md", "story.txt", "scene.fountain", "show.vtt"):
        _plan(SEEDS / name)
    _cast(SEEDS / "cast.yaml")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(SEEDS / "overrides.json", folder)
        _overrides(Path(folder) / "overrides.json")


def main() -> int:
    """Try, print, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(kinds_once()), help="only inputs of this kind")
    parser.add_argument("--number", type=int, metavar="N", help="only input N of the kind")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the inputs that fail")
    options = parser.parse_args()
    if options.number is not None and options.kind is None:
        parser.error("--number needs --kind")
    warm_up()
    began = time.monotonic()
    if options.number is not None:
        every: Iterator[Outcome] = iter([tried(options.kind, options.number, options.seed, options.keep)])
    else:
        every = outcomes(options.count, options.seed, options.kind, options.keep)
    return _told(every, began)


def _until_interrupted(every: Iterator[Outcome]) -> Iterator[Outcome]:
    """The outcomes up to Ctrl-C: what was tried until then is told all the same."""
    try:
        yield from every
    except KeyboardInterrupt:
        print("interrupted", flush=True)


def _told(every: Iterator[Outcome], began: float) -> int:
    count, faults = Counter[str](), Counter[str]()
    slowest, largest = 0.0, 0
    for one in _until_interrupted(every):
        count[one.kind.split()[0]] += 1
        slowest, largest = max(slowest, one.seconds), max(largest, one.peak_bytes)
        if one.fault:
            last = one.fault.strip().splitlines()[-1][:160]
            faults[last] += 1
            if faults[last] == 1:
                print(f"{one.kind} {one.number}: {one.fault.strip()[-1500:]}\n", flush=True)
    tries = ", ".join(f"{number} {kind}" for kind, number in count.items())
    print(f"{count.total()} inputs ({tries}) in {time.monotonic() - began:.0f} s")
    print(f"slowest {slowest:.1f} s of a core, largest {largest / 1e9:.2f} GB, {faults.total()} faults")
    for fault, number in faults.most_common():
        print(f"  {number} x {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
