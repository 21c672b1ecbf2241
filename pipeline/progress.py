"""The protocol by which stages report progress, whoever displays it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from manifests.events import Event


class Progress(Protocol):
    """A listener to a production. Calls come from several threads."""

    def stage(self, name: str, total: float, unit: str) -> None:
        """A stage begins; `total` of `unit` ("s" are seconds of audio) will be done in it."""

    def advance(self, amount: float, detail: str = "", left_s: float | None = None) -> None:
        """`amount` more of the stage's unit is done; `detail` names what was done last.

        `left_s` is how long the rest of the stage will take, where who works knows better than the mean speed tells.
        """

    def note(self, text: str) -> None:
        """Something a person should know now."""

    def happened(self, event: Event) -> None:
        """Something that whoever follows the production from outside may want to know."""


class Quiet:
    """Shows nothing."""

    def stage(self, name: str, total: float, unit: str) -> None:
        """See Progress."""

    def advance(self, amount: float, detail: str = "", left_s: float | None = None) -> None:
        """See Progress."""

    def note(self, text: str) -> None:
        """See Progress."""

    def happened(self, event: Event) -> None:
        """See Progress."""
