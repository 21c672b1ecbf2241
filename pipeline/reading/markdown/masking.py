"""Mask what Markdown hides: front matter, comments, definitions of links and of notes.

Each is left out with its reason and overwritten with spaces in a copy of the text that has the same length, so that
the steps after this one neither see it nor lose count.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from manifests.book import Reason, Span
from manifests.errors import InputError
from manifests.sounds import SoundCue
from manifests.yaml_files import YamlDocument, parse_yaml
from pipeline.reading.chunk import NoteText
from pipeline.reading.coverage import Coverage
from pipeline.reading.footnotes import find_footnotes, note_starts
from pipeline.reading.markdown.extensions import extension_marks
from pipeline.reading.markdown.heads import plain_head, properties
from pipeline.reading.sound_cues import find_cues
from pipeline.reading.source import line_number, lines_of
from pipeline.reading.transcripts import time_marks, without_times

_FENCE = re.compile(r"[ \t]*+(?:>[ \t]*+)*+(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)")
_COMMENT_LINE = re.compile(r"[ \t]{0,9}(?:%%|\[//\]:|\[comment\]:)")
_LINK_LINE = re.compile(
    r"[ ]{0,3}\[(?P<label>[^\[\]^][^\[\]]{0,200})\]:[ \t]*+(?:<[^<>\r\n]{0,2000}>|[^\s<]\S{0,2000})"
    r"(?:[ \t]+(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|\([^()\r\n]*\)))?[ \t]*+\Z"
)
_NOTE = re.compile(r"[ ]{0,3}\[\^(?P<label>[^\]\s]{1,60})\]:[ \t]?")
# Atomic: "\\r\\n" is one line end and never two, or a row of them takes exponential time.
_OPENING_RULE = re.compile(r"(?>[ \t]*+(?>\r\n|\r|\n))*+---[ \t]*+(?:\r\n|\r|\n)")
_INK = re.compile(r"[^\r\n]")
_OPENING = re.compile(r"<!--|%%|<(?P<tag>script|style|template|head)\b[^<>]{0,2000}>", re.IGNORECASE)
_URL_LIKE = re.compile(r"<|https?:|mailto:|[./#]|\S+\.\S+|\S+/")


@dataclass(slots=True)
class Masked:
    """The text with everything hidden overwritten; the front matter, links and notes that were found.

    `body` is where the front matter ends. `with_notes` is the text with the notes' definitions still in it.
    `note_marks` are where marks like `[1]` stand, with the keys of their notes. `cues` are those of sounds.
    """

    text: str
    body: int = 0
    front_matter: YamlDocument | None = None
    links: set[str] = field(default_factory=set)
    notes: dict[str, NoteText] = field(default_factory=dict)
    note_marks: dict[int, str] = field(default_factory=dict)
    with_notes: str = ""
    warnings: list[str] = field(default_factory=list)
    cues: list[SoundCue] = field(default_factory=list)


def mask(path: Path, coverage: Coverage) -> Masked:
    """Leave out what Markdown hides from the text that is covered."""
    masked = Masked(coverage.text)
    _front_matter(path, coverage, masked)
    hidden = _Hidden(list(coverage.text), coverage)
    if masked.body:
        hidden.cover(0, masked.body, "front matter")
    if books := properties(coverage.text, masked.body):
        hidden.cover(*books, "front matter")
    _code_and_comments(path, hidden, masked)
    _cues(hidden, masked)
    _extensions(hidden, masked)
    _times(hidden, masked)
    _definitions(hidden, masked)
    _numbered_notes(hidden, masked)
    masked.text = "".join(hidden.letters)
    return masked


def _cues(hidden: _Hidden, masked: Masked) -> None:
    """Cues of sounds: they are played, and never said."""
    for found in list(find_cues("".join(hidden.letters), masked.body)):
        masked.cues.append(found.cue)
        hidden.cover(*found.mark, "sound cue")


def _extensions(hidden: _Hidden, masked: Masked) -> None:
    """What Pandoc, Quarto and others write besides: each mark becomes spaces."""
    for start, end, reason in list(extension_marks("".join(hidden.letters), masked.body)):
        hidden.cover(start, end, reason)


def _times(hidden: _Hidden, masked: Masked) -> None:
    """The times of a transcript: left out; behind a name without a colon one stands for it."""
    text = "".join(hidden.letters)
    marks = time_marks(text, masked.body)
    for mark in marks:
        hidden.coverage.leave_out(mark.start, mark.end, "markup")
    if marks:
        hidden.letters[:] = without_times(text, marks)


@dataclass(slots=True)
class _Hidden:
    letters: list[str]
    coverage: Coverage

    def cover(self, start: int, end: int, reason: Reason | None) -> None:
        """Overwrite a range; with a reason, leave it out too. The line ends of a comment go with it."""
        if reason:
            self.coverage.leave_out(start, end, reason)
        inner = "".join(self.letters[start:end])
        blanked = " " * len(inner) if reason in ("comment", "hidden") else _INK.sub(" ", inner)
        self.letters[start:end] = blanked


def _front_matter(path: Path, coverage: Coverage, masked: Masked) -> None:
    """YAML between `---` on the first line and `---` or `...`; without its end, a scene break and text. Or `heads`."""
    text = coverage.text
    opening = _OPENING_RULE.match(text)
    if opening is None:
        if head := plain_head(text, path):
            masked.front_matter, masked.body = head.document, head.end
        return
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*+(?=[\r\n]|\Z)", re.MULTILINE)
    start = opening.end()
    for start_of_line, end_of_line in lines_of(text[: start + 1_000_000], start):
        if closing.match(text[start_of_line:end_of_line]):
            yaml = text[start:start_of_line]
            if not re.search(r"^[ \t]*+[\w\"'-]+[ \t\w-]*:|^[{\[#]", yaml, re.MULTILINE) and yaml.strip():
                return
            first_line = line_number(text, start)
            masked.front_matter = parse_yaml(yaml, path=path, first_line=first_line)
            masked.body = end_of_line
            return
    if re.match(r"[A-Za-z_][\w -]*:(?:[ \t]|\r|\n)", text[start:]):
        raise InputError(
            "the front matter has no end",
            path=path,
            place=f"line {line_number(text, opening.end() - 1)}",
            remedy="Put a line of three hyphens (---) after its last field.",
        )


def _code_and_comments(path: Path, hidden: _Hidden, masked: Masked) -> None:
    """Fenced code, comments and hidden elements, from the top: what begins first hides what it holds."""
    text = hidden.coverage.text
    lines = lines_of(text, masked.body)
    first_line = line_number(text, masked.body)
    closers = _fence_ends(text, lines)
    unclosed: set[str] = set()

    def warn(index: int, what: str) -> None:
        if what not in unclosed:
            unclosed.add(what)
            masked.warnings.append(f"{path.name}, line {first_line + index}: {what} has no end; what follows is read")

    index, position = 0, masked.body
    while index < len(lines):
        start, end = lines[index]
        fence = _FENCE.match(text, start, end) if start >= position else None
        if fence and not (fence["fence"][0] == "`" and "`" in fence["info"]):
            last = _closing(closers, fence["fence"], index)
            if last is None:
                hidden.cover(fence.start("fence"), end, "markup")
                warn(index, "the code block")
            else:
                hidden.cover(start, lines[last][1], "code")
                index = last
        elif start >= position and _COMMENT_LINE.match(text, start, end):
            hidden.cover(start, end, "comment")
        else:
            position = _in_line(hidden, max(start, position), end, unclosed, functools.partial(warn, index))
        index += 1
        while index < len(lines) and lines[index][1] < position:
            index += 1


def _in_line(hidden: _Hidden, start: int, end: int, unclosed: set[str], warn: Callable[[str], None]) -> int:
    """Hide the comments and hidden elements that begin in [start, end); where the last of them ends.

    Where one has no end, nothing but its opening is markup, so that no text is lost.
    """
    text = hidden.coverage.text
    while opening := _OPENING.search(text, start, end):
        reason: Reason = "hidden" if opening["tag"] else "comment"
        ending = f"</{opening['tag'].lower()}>" if opening["tag"] else "%%" if opening[0] == "%%" else "-->"
        limit = end if ending == "%%" else len(text)
        what = f"{opening[0][:9]!r}"
        closing = None
        if what not in unclosed:
            closing = re.compile(re.escape(ending), re.IGNORECASE).search(text, opening.end(), limit)
        if closing:
            hidden.cover(opening.start(), closing.end(), reason)
            start = closing.end()
            continue
        if ending == "%%":
            return end
        warn(what)
        hidden.cover(*opening.span(), "markup")
        start = opening.end()
    return start


def _fence_ends(text: str, lines: list[tuple[int, int]]) -> dict[str, list[tuple[int, int]]]:
    """For ` and ~: (line index, length) of every line that could close a fence, last first."""
    ends: dict[str, list[tuple[int, int]]] = {"`": [], "~": []}
    for index, (start, end) in enumerate(lines):
        fence = _FENCE.match(text, start, end)
        if fence and not fence["info"].strip():
            ends[fence["fence"][0]].append((index, len(fence["fence"])))
    for found in ends.values():
        found.reverse()
    return ends


def _closing(ends: dict[str, list[tuple[int, int]]], fence: str, index: int) -> int | None:
    """The line that closes the fence opened on line `index`: lines before it are dropped for good."""
    found = ends[fence[0]]
    while found and found[-1][0] <= index:
        found.pop()
    for line, length in reversed(found[-50:]):
        if length >= len(fence):
            return line
    return None


def _definitions(hidden: _Hidden, masked: Masked) -> None:
    """Definitions of links and of footnotes."""
    text = masked.with_notes = "".join(hidden.letters)
    note: NoteText | None = None
    blank = False
    for start, end in lines_of(text, masked.body):
        line = text[start : min(end, start + 3000)]
        if found := _NOTE.match(line):
            label = found["label"]
            if label in masked.notes:  # a second definition is heard of nowhere, but not lost
                label = f"{label} {start}"
            note = NoteText(label, (start, start + found.end()), [(start + found.end(), end)])
            masked.notes[label] = note
            hidden.cover(start, end, None)
        elif not line.strip():
            blank = True
            if note:
                note.lines.append((start, start))
            continue
        elif note and (line[:2] == "  " or line[:1] == "\t" or (not blank and _continues(line))):
            note.lines.append((start, end))
            hidden.cover(start, end, None)
        else:
            note = None
            link = _LINK_LINE.match(line)
            if link and _URL_LIKE.match(line[link.end("label") + 2 :].lstrip()):
                masked.links.add(" ".join(link["label"].casefold().split()))
                hidden.cover(start, end, "link target")
        blank = False


def _numbered_notes(hidden: _Hidden, masked: Masked) -> None:
    """Notes that are paragraphs like `[1] …`, as in texts that were no Markdown before."""
    text = "".join(hidden.letters)
    paragraphs: list[list[Span]] = [[]]
    for start, end in lines_of(text, masked.body):
        if text[start:end].strip():
            paragraphs[-1].append((start, end))
        elif paragraphs[-1]:
            paragraphs.append([])
    pieces = [piece for lines in paragraphs if lines for piece in note_starts(text, lines)]
    found = find_footnotes(text, [(piece[0][0], piece[-1][1]) for piece in pieces], masked.links)
    for piece in pieces:
        start = piece[0][0]
        if start in found.notes:
            key, words = found.notes[start]
            masked.notes[key] = NoteText(key, (start, words), [(words, piece[0][1]), *piece[1:]])
            for low, high in piece:
                hidden.cover(low, high, None)
    masked.note_marks = found.marks


def _continues(line: str) -> bool:
    """Whether a line can go on with the note above it: it begins nothing of its own."""
    return re.match(r"[ ]{0,3}(?:#|>|[-*+][ \t]|\*\*|__|[-*_]{3}|\|)", line) is None
