"""What the recording of a production took, by its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from manifests.events import Event, ProductionBegun, RunEnd, RunStarted, StageBegun, TakeSpoken
from pipeline.packaging.report_page.facts import RecordingCost


def recording_costs(events: Iterable[Event]) -> Iterator[RecordingCost]:
    """Add up, for each engine, the recording stages in which anything was spoken.

    Takes that workers speak for a run count in it. A stage of a run that was killed ends with the last that was heard
    of it.
    """
    clock = _RecordingClock()
    for event in events:
        clock.hear(event)
    clock.stop()
    for engine, total in clock.totals.items():
        yield RecordingCost(engine, round(total.seconds, 1), total.takes, total.attempts, round(total.spoken_s, 1))


class _Total:
    def __init__(self) -> None:
        self.seconds = self.spoken_s = 0.0
        self.takes = self.attempts = 0


class _RecordingClock:
    """Listens to the events of a production, one run after the other."""

    def __init__(self) -> None:
        self.totals: dict[str, _Total] = {}
        self._engine = ""
        self._run: str | None = None
        self._since = self._last = 0.0
        self._spoken = False

    def hear(self, event: Event) -> None:
        """Take one event in, in the order of the file."""
        if isinstance(event, RunStarted) and event.log is not None:
            self.stop()
        if isinstance(event, ProductionBegun):
            self._engine = event.engine
        if isinstance(event, TakeSpoken):
            self._spoken = True
            total = self.totals.setdefault(self._engine, _Total())
            total.takes += 1
            total.attempts += event.attempts
            total.spoken_s += event.seconds
        self._last = max(self._last, event.time)
        if isinstance(event, (StageBegun, RunEnd)) and event.run == self._run:
            self.stop()
        if isinstance(event, StageBegun) and event.name == "record":
            self._run, self._since, self._spoken = event.run, event.time, False

    def stop(self) -> None:
        """End the recording stage that is going on, if any."""
        if self._run is not None and self._spoken:
            self.totals.setdefault(self._engine, _Total()).seconds += max(0.0, self._last - self._since)
        self._run, self._last = None, 0.0
