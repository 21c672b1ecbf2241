"""The seam between finding quotations and saying whose they are.

An attributor gets the paragraphs of a book with the quotations marked in them and answers with a speaker for each. Any
callable of this shape can take the place of the rules: a trained model, or a language model behind an endpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from manifests.script import Person
from pipeline.script.quotes.quotations import Quotation


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose: its text, where it stands, and the quotations in it that are speech."""

    text: str
    chapter: int
    scene: int = 0
    quotations: tuple[Quotation, ...] = ()

    @property
    def narration(self) -> tuple[str, ...]:
        """What stands before, between and after the quotations."""
        ends = (0, *(each.end for each in self.quotations))
        starts = (*(each.start for each in self.quotations), len(self.text))
        return tuple(self.text[end:start] for end, start in zip(ends, starts, strict=True))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose words a quotation is: the role's name, None for the narrator, how sure (0..1) and by which cue.

    `person` is what the text tells of the speaker, where the attributor knows. `narrated`: no person says them (a
    thrush sings them), so that they are the narrator's for sure.
    """

    speaker: str | None = None
    confidence: float = 0.0
    cue: str = ""
    person: Person | None = None
    narrated: bool = False


UNKNOWN = Attribution(None, 0.0, "no cue")


class Attributor(Protocol):
    """Says who speaks: one answer for each quotation of each paragraph, in order."""

    def __call__(self, paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
        """The answers, shaped like the quotations of `paragraphs`."""
        ...
