"""The script, which says who speaks: the lines of a book, each with the spans of its text in the source."""

from __future__ import annotations

from typing import ClassVar, Literal

from manifests.book import Matter, Metadata, Omission, Span
from manifests.files import Manifest, Record

LineKind = Literal["narration", "dialogue", "verse", "heading", "direction", "credit"]

Boundary = Literal["sentence", "turn", "verse", "paragraph", "stanza", "heading", "scene", "chapter"]
"""What ends with a line; each kind has its pause. A sentence boundary inside a paragraph is the shortest."""


Gender = Literal["male", "female", "unknown"]
Age = Literal["child", "young", "adult", "old", "unknown"]


class Person(Record):
    """A speaker as the text tells of them: `name` as lines give it, `names` all the forms that the book uses."""

    name: str
    names: tuple[str, ...] = ()
    gender: Gender = "unknown"
    age: Age = "unknown"


class Line(Record):
    """One speaker's words in a row, inside one paragraph or one verse line.

    `id` is the chapter's number and the line's number in it: `003-0042`. `speaker` None means the narrator. `text`
    is `manifests.book.joined` of the spans, except where `origin` is `generated` (credits, notes of a policy):
    those have no spans. `paragraph` counts the chapter's blocks: lines of one block share it. `scene` counts scenes
    of the chapter from 0. `confidence` (0..1) and `cue` say how the speaker was found. `quoted` is what the speaker
    repeats of what others said, in the speaker's own voice; not what is only supposed or a saying.
    """

    id: str
    chapter: int
    scene: int = 0
    paragraph: int = 0
    speaker: str | None = None
    kind: LineKind = "narration"
    document: int | None = None
    spans: tuple[Span, ...] = ()
    text: str
    origin: Literal["source", "generated"] = "source"
    ends: Boundary = "paragraph"
    pause_s: float | None = None
    language: str | None = None
    style: str | None = None
    confidence: float = 1.0
    cue: str = ""
    emphases: tuple[Span, ...] = ()
    quoted: tuple[Span, ...] = ()

    @property
    def start(self) -> int | None:
        """The first bound of the spans."""
        return self.spans[0][0] if self.spans else None

    @property
    def emphasised(self) -> tuple[Span, ...]:
        """What is set in italics or bold, as offsets in `text`."""
        found: list[Span] = []
        at = 0
        for low, high in self.spans:
            # No span begins with white space: a space here is the one that joins it to the span before.
            at += self.text[at : at + 1].isspace()
            cuts = ((max(low, start), min(high, end)) for start, end in self.emphases)
            found += [(at + start - low, at + end - low) for start, end in cuts if start < end]
            at += high - low
        return tuple(found)

    @property
    def end(self) -> int | None:
        """The last bound of the spans."""
        return self.spans[-1][1] if self.spans else None


class ScriptChapter(Record):
    """A spoken chapter: its number as lines give it (from 1), its title, what kind of matter it is."""

    number: int
    title: str
    matter: Matter = "chapter"
    part: str | None = None


class Script(Manifest):
    """The lines of all spoken chapters in order, and everything of the source that is in no line.

    `people` are the speakers of whom the text tells something.
    """

    format_name: ClassVar[str] = "bookcast.script"

    metadata: Metadata
    chapters: tuple[ScriptChapter, ...]
    lines: tuple[Line, ...]
    hrefs: tuple[str, ...]
    people: tuple[Person, ...] = ()
    left_out: tuple[Omission, ...] = ()
    warnings: tuple[str, ...] = ()
