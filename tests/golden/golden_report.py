"""What a check finds, and the folder it reads: recording which tensors were looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from model import VoxCPM


@dataclass(frozen=True)
class Tolerance:
    """|ours - golden| <= absolute + relative * |golden|, value by value; or relative L2 error where `l2` is set."""

    absolute: float = 0.0
    relative: float = 0.0
    l2: float = 0.0


MODULE = Tolerance(5e-5, 1e-4)
HIDDEN = Tolerance(2e-4)
WAVEFORM = Tolerance(5e-4)
BFLOAT16 = Tolerance(l2=0.05)
LOOSE = Tolerance(l2=0.3)
"""A whole generation in bfloat16: a rounding of the quantiser that flips sends it another way."""
EXACT = Tolerance()


@dataclass
class Group:
    """The comparisons of one kind in one file: the largest deviation and the tolerance it was held to."""

    deviation: float = 0.0
    share: float = 0.0
    compared: int = 0
    failures: list[str] = field(default_factory=list)


class Report:
    """Everything that was compared."""

    def __init__(self) -> None:
        self.groups: dict[tuple[str, str], Group] = {}
        self.failures: list[tuple[str, str]] = []
        self.on_purpose: list[tuple[str, str]] = []

    @property
    def passed(self) -> bool:
        """Whether nothing is over tolerance and nothing was left out."""
        return not self.failures and not any(group.failures for group in self.groups.values())

    def failure(self, file: str, reason: str) -> None:
        """Something that makes the whole check fail."""
        self.failures.append((file, reason))

    def differs(self, file: str, reason: str) -> None:
        """Ours differs here on purpose."""
        self.on_purpose.append((file, reason))

    def equal(self, file: str, group: str, ours: Any, golden: Any) -> None:
        """Values that must be the same: ids, lengths, masks, steps."""
        record = self.groups.setdefault((file, group), Group())
        record.compared += 1
        same = torch.equal(ours.to(golden.dtype), golden) if isinstance(golden, Tensor) else ours == golden
        if not same:
            record.failures.append(f"{ours} is not {golden}" if not isinstance(golden, Tensor) else "not equal")

    def close(self, file: str, group: str, ours: Tensor, golden: Tensor, tolerance: Tolerance) -> None:
        """Tensors of one shape that must agree within a tolerance."""
        record = self.groups.setdefault((file, group), Group())
        record.compared += 1
        if ours.shape != golden.shape:
            record.failures.append(f"shape {tuple(ours.shape)} is not {tuple(golden.shape)}")
            return
        if not golden.numel():
            return
        ours, golden = ours.detach().double(), golden.detach().double()
        if tolerance.l2:
            deviation = float((ours - golden).norm() / golden.norm().clamp_min(1e-12))
            share = deviation / tolerance.l2
        else:
            difference = (ours - golden).abs()
            deviation = float(difference.max())
            share = float(
                (difference / (tolerance.absolute + tolerance.relative * golden.abs()).clamp_min(1e-300)).max()
            )
        if not share <= 1:
            record.failures.append(f"deviates by {deviation:.2e}, {share:.1f} times its tolerance")
        record.deviation, record.share = max(record.deviation, deviation), max(record.share, share)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        return {
            "passed": self.passed,
            "groups": [
                {"file": file, "group": name, "deviation": group.deviation, "of_tolerance": group.share,
                 "compared": group.compared, "failures": group.failures}
                for (file, name), group in self.groups.items()
            ],
            "differs_on_purpose": [{"file": file, "reason": reason} for file, reason in self.on_purpose],
            "failures": [{"file": file, "reason": reason} for file, reason in self.failures],
        }  # fmt: skip

    def as_text(self) -> str:
        """The report as lines."""
        lines = []
        for (file, name), group in self.groups.items():
            verdict = "FAIL" if group.failures else "ok"
            lines.append(f"{verdict:4s} {file:46s} {name:28s} {group.deviation:9.2e}  ({group.compared} compared)")
            lines.extend(f"     {failure}" for failure in group.failures)
        lines.extend(f"differs on purpose: {file}: {reason}" for file, reason in self.on_purpose)
        lines.extend(f"FAIL {file}: {reason}" for file, reason in self.failures)
        lines.append("passed" if self.passed else "FAILED")
        return "\n".join(lines)


class Tensors(Mapping[str, Tensor]):
    """The tensors of one file; remembers which were asked for."""

    def __init__(self, path: Path) -> None:
        self._tensors = load_file(path)
        self.touched: set[str] = set()

    def __getitem__(self, key: str) -> Tensor:
        self.touched.add(key)
        return self._tensors[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def __contains__(self, key: object) -> bool:
        return key in self._tensors


class Folder:
    """A folder of goldens: its manifest, its files, and the model it was made with, in both dtypes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest: dict[str, Any] = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        self._open: dict[str, Tensors] = {}

    def on_disk(self) -> list[str]:
        """The files of the folder but the manifest itself."""
        found = (file.relative_to(self.path).as_posix() for file in self.path.rglob("*") if file.is_file())
        return sorted(name for name in found if name != "manifest.json")

    def names(self) -> list[str]:
        """All files that the folder or its manifest has."""
        return sorted({*self.on_disk(), *self.manifest["files"]})

    def entry(self, name: str) -> dict[str, Any]:
        """What the manifest says of a file."""
        found: dict[str, Any] = self.manifest["files"].get(name, {})
        return found

    def tensors(self, name: str) -> Tensors:
        """The tensors of a file."""
        if name not in self._open:
            self._open[name] = Tensors(self.path / name)
        return self._open[name]

    def untouched(self) -> list[tuple[str, str]]:
        """Tensors of opened files that nobody asked for."""
        return [(name, key) for name, file in self._open.items() for key in file if key not in file.touched]

    @cached_property
    def model(self) -> VoxCPM:
        """The checkpoint in float32, as it speaks."""
        return VoxCPM.load(self.path / "ckpt", dtype="float32")

    @cached_property
    def trainable(self) -> VoxCPM:
        """The checkpoint in float32 with plain weights."""
        return VoxCPM.load(self.path / "ckpt", dtype="float32", packed=False)

    @cached_property
    def bfloat16(self) -> tuple[VoxCPM, VoxCPM]:
        """The checkpoint in bfloat16: with 16-bit arithmetic throughout, and packed for a CPU."""
        plain, packed = (VoxCPM.load(self.path / "ckpt", dtype="bfloat16", packed=packed) for packed in (False, True))
        return plain, packed
