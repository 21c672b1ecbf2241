"""The corrections file: what a director says of single lines, kept beside the book.

    - line: 003-0042
      text: “Come in!”
      speaker: Tom

It quotes the line, so that a correction finds its line again when the book is read anew or has changed. A speaker
that ends with a question mark (`Tom?`) is not decided yet: such an entry changes nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, model_validator

from casting.cast import LONGEST_NAME
from casting.suggestion import is_narrating
from manifests.errors import InputError
from manifests.files import Record
from manifests.yaml_files import YamlDocument, parse_yaml, read_yaml, validated

MAX_BYTES = 16_000_000
SUFFIX = ".corrections.yaml"
OPEN = "?"
"""What ends the name of a speaker who is not decided."""

_ID = re.compile(r"\d{3,6}-\d{4,7}")


def _plain(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"should be a name of at most {LONGEST_NAME} letters, or `narrator`")
    return name


def _quoted(text: str) -> str:
    if not text.strip():
        raise ValueError("should quote the line, so that the correction can find it")
    return text


Name = Annotated[str, AfterValidator(_plain)]


class Correction(Record):
    """One entry: the line by id and by its text (its beginning, where that ends with …), and what is right.

    `place` says where in the file it stands.
    """

    line: str
    text: Annotated[str, AfterValidator(_quoted)]
    speaker: Name | None = None
    style: Annotated[str, AfterValidator(_plain)] | None = None
    place: str = Field("", exclude=True)

    @model_validator(mode="after")
    def _known(self) -> Correction:
        if not _ID.fullmatch(self.line):
            raise ValueError(f"`line: {self.line[:40]}` is no line's id, such as 003-0042")
        if self.speaker is None and self.style is None:
            raise ValueError("an entry says the `speaker`, the `style`, or both")
        return self

    @property
    def chapter(self) -> int:
        """The number of the line's chapter."""
        return int(self.line.partition("-")[0])

    @property
    def number(self) -> int:
        """The line's number in its chapter."""
        return int(self.line.partition("-")[2])

    @property
    def decided(self) -> bool:
        """Whether it says who speaks."""
        return self.speaker is not None and not self.speaker.endswith(OPEN)

    @property
    def narrated(self) -> bool:
        """Whether it gives the line to the narrator."""
        return self.speaker is not None and is_narrating(self.speaker)


class _File(Record):
    """What the file holds, below a name, so that errors can say where."""

    field: ClassVar[str] = "corrections"

    corrections: tuple[Correction, ...] = ()


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections in the file at `path`, in order; raises InputError with file, line, field and remedy."""
    return _checked(read_yaml(path, max_bytes=MAX_BYTES), path)


def parse_corrections(text: str, path: Path) -> tuple[Correction, ...]:
    """The same for text that is meant to become the file at `path`."""
    return _checked(parse_yaml(text, path=path, max_bytes=MAX_BYTES), path)


def _checked(document: YamlDocument, path: Path) -> tuple[Correction, ...]:
    entries = document.data
    if entries == {}:  # an empty file
        return ()
    if not isinstance(entries, list):
        raise InputError(
            "should be a list of entries",
            path=path,
            place="line 1",
            remedy="Write each as `- line: 003-0042`, with `text:` and `speaker:` below; see docs/directing.md.",
        )
    lines = {(_File.field, *location): line for location, line in document.lines.items()}
    below = YamlDocument(document.path, {_File.field: entries}, lines)
    found = validated(_File, below).corrections
    return tuple(
        one.model_copy(update={"place": f"{path.name}, line {lines.get((_File.field, index), 1)}"})
        for index, one in enumerate(found)
    )


def corrections_beside(source: Path) -> Path:
    """Where the corrections of the book at `source` lie when nobody says."""
    return source.with_name(source.stem + SUFFIX)
