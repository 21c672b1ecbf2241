"""A stage as one line of a terminal: whatever its width, numbers are whole, and what has no room is left out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.text import Text

from pipeline.cli.terminal import harmless

_BAR, _LONGEST_BAR, _LEAST_DETAIL = 10, 24, 14


def clock(seconds: float) -> str:
    """`1:02:03`, `2:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@dataclass
class StageProgress:
    """A stage, how far it is, and how long the rest will take. `now` is the clock, in seconds."""

    name: str
    total: float
    unit: str
    now: Callable[[], float] = time.monotonic
    done: float = 0.0
    detail: str = ""
    began: float = field(init=False)
    took_s: float | None = None
    _told_left: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        self.began = self.now()

    def advance(self, amount: float, detail: str, left_s: float | None) -> None:
        """`amount` more is done; `left_s` is what whoever works says of the rest."""
        self.done, self.detail = self.done + amount, detail
        self._told_left = (self.now(), left_s) if left_s is not None else None

    def end(self) -> None:
        """The stage is over."""
        self.took_s = self.now() - self.began

    @property
    def elapsed_s(self) -> float:
        """Seconds on the clock since it began, or that it took."""
        return self.now() - self.began if self.took_s is None else self.took_s

    @property
    def speed(self) -> float:
        """Of the stage's unit, for each second on the clock."""
        return self.done / max(self.elapsed_s, 1e-6)

    @property
    def left_s(self) -> float | None:
        """Seconds on the clock until it is done; None where nothing tells."""
        if self._told_left is not None:
            told_at, left_s = self._told_left
            return max(0.0, left_s - (self.now() - told_at))
        return (self.total - self.done) / self.speed if 0 < self.done < self.total else None

    def amount(self, value: float) -> str:
        """So much of the unit: seconds as a clock shows them."""
        return clock(value) if self.unit == "s" else f"{value:,.0f}"

    @property
    def counted(self) -> str:
        """How much is done of how much, in words."""
        if not self.total:
            return ""
        if self.took_s is not None and self.done >= self.total - 0.5:
            return f"{self.amount(self.total)} {'of audio' if self.unit == 's' else self.unit}"
        unit = "" if self.unit == "s" else f" {self.unit}"
        return f"{self.amount(self.done)} of {self.amount(self.total)}{unit}"

    @property
    def times_real(self) -> str:
        """How much faster than the sound lasts; empty for what is no sound, or was there."""
        if self.unit != "s" or not self.done or (self.took_s is not None and self.took_s < 1):
            return ""
        return f"{self.speed:.{0 if self.speed >= 10 else 1}f}x"


def progress_line(stage: StageProgress, width: int, *, sign: str = "", bar: str = "━", dots: str = "…") -> Text:
    """The line, of fewer than `width` cells; `sign` stands before it, `bar` is what a bar is drawn with.

    The name, what is done of what, and the time left are there wherever 40 columns are; then, in this order, as they
    have room: the speed, the bar, what was done last (cut at its end).
    """
    left = f"{clock(stage.left_s)} left" if stage.took_s is None and stage.left_s is not None else ""
    took = clock(stage.elapsed_s) if not stage.total or stage.took_s is not None else ""
    shown = [part for part in (stage.counted, f"in {took}" if stage.total and took else took, left) if part]
    compact = " ".join([stage.name, *(part.replace(" of ", "/") for part in shown)])
    room = width - 1 - cell_len(sign) - 9 - sum(len(part) + 2 for part in shown) + 2
    if room < 0:
        return Text(compact, no_wrap=True, end="") if cell_len(compact) < width else _cut(compact, width - 1, dots)
    line = Text(f"{sign}{stage.name:9}", no_wrap=True, end="")
    if stage.total and stage.took_s is None and room >= _BAR + 8:
        line.append_text(_bar(stage, bar_width := min(_LONGEST_BAR, room // 3 + 2), bar)).append("  ")
        room -= bar_width + 2
    line.append("  ".join(shown))
    if stage.times_real and room >= len(stage.times_real) + 2:
        line.append(f"  {stage.times_real}", "cyan")
        room -= len(stage.times_real) + 2
    if stage.detail and stage.took_s is None and room >= _LEAST_DETAIL + 2:
        line.append("  ").append_text(_cut(harmless(stage.detail), room - 2, dots))
    return line


def _bar(stage: StageProgress, width: int, sign: str) -> Text:
    full = round(width * min(1.0, stage.done / stage.total))
    return Text(sign * full, "green").append(sign * (width - full), "bright_black")


def _cut(text: str, width: int, dots: str) -> Text:
    """`text` on one line of at most `width` cells; what is cut ends with `dots`, behind a whole word where it can."""
    text = " ".join(text.split())
    cut = Text(text, "dim")
    if cell_len(text) <= width:
        return cut
    cut.truncate(max(0, width - len(dots)))
    kept = cut.plain.rstrip()
    whole = kept.rpartition(" ")[0].rstrip(" ,;:")
    return Text((whole if len(whole) > len(kept) // 2 else kept) + dots, "dim")
