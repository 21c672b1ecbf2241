"""The elements of a screenplay, line by line: headings, action, speeches, lyrics, transitions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from manifests.book import Block, BlockKind, Span
from pipeline.reading import directions
from pipeline.reading.chapters import is_part_title
from pipeline.reading.chunk import Inline, flat
from pipeline.reading.compose import between, stops_of, within
from pipeline.reading.coverage import Coverage
from pipeline.reading.fountain.inline import scan
from pipeline.reading.names import is_narrator, style_of

ACT_LEVEL, SCENE_LEVEL = 7, 8
"""Levels of headings: sections have 1 to 6 of their own."""

_SCENE = re.compile(r"(?:INT|EXT|EST|INT\.?/EXT|EXT\.?/INT|I/E|E/I)(?:\.|[ \t])", re.IGNORECASE)
_SCENE_NUMBER = re.compile(r"#[A-Za-z0-9.\-]{1,20}#[ \t]*+\Z")
_SECTION = re.compile(r"[ \t]*+(?P<marks>#{1,6})[ \t]*+(?=[^#\s])")
_CHARACTER = re.compile(  # a name, its extensions, the mark of dual dialogue
    r"[ \t]*+(?P<forced>@)?(?P<name>[^()^\r\n]{1,80}?)[ \t]*+(?P<ext>(?:\([^()\r\n]{0,80}\)[ \t]*+){0,3})"
    r"(?P<dual>\^)?[ \t]*+\Z"
)
_TRANSITION = re.compile(r"[^a-z]{1,60}\bTO:[ \t]*+\Z")
_CENTERED = re.compile(r"[ \t]*+>(?P<words>[^\r\n]*?)<[ \t]*+\Z")
_ACT = re.compile(r"[*_ \t]*(?:ACT|PART|EPISODE|CHAPTER|TEASER|COLD OPEN|PROLOGUE|EPILOGUE)\b[^a-z]{0,40}\Z")


@dataclass(slots=True)
class Screenplay:
    """Reads the lines of a screenplay into blocks; `cuts` are where a sound begins or ends, so that a block does."""

    text: str
    coverage: Coverage
    cuts: Sequence[int] = ()
    blocks: list[Block] = field(default_factory=list)

    def read(self, lines: Sequence[Span]) -> None:
        """Use all lines: an element ends at a blank line, or where the next one is marked as another."""
        index, after_blank = 0, True
        while index < len(lines):
            start, end = lines[index]
            if not self.text[start:end].strip():
                after_blank = True
                index += 1
                continue
            following = lines[index + 1] if index + 1 < len(lines) else (end, end)
            # A line of spaces keeps a speech going; an empty one does not.
            spoken = following[0] < following[1]
            if self._is_lyric(lines[index]):
                stop = next((at for at in range(index, len(lines)) if not self._is_lyric(lines[at])), len(lines))
                self._lyrics(lines[index:stop], None, opens=True)
                index = stop
            elif self._single(start, end, after_blank):
                index += 1
            elif after_blank and spoken and (match := self._character(start, end)):
                stop = self._until_blank(lines, index + 1, speech=True)
                self._speech(match, lines[index + 1 : stop])
                index = stop
            else:
                stop = self._until_blank(lines, index + 1, speech=False)
                self._action(list(lines[index:stop]))
                index = stop
            after_blank = False

    def _until_blank(self, lines: Sequence[Span], index: int, *, speech: bool) -> int:
        """The first line that is blank (inside a speech: empty) or an element of its own."""
        while index < len(lines):
            start, end = lines[index]
            line = self.text[start:end]
            if not line.strip() and not (speech and line):
                break
            if not speech and line.lstrip()[:1] in ("#", "=", ">", "~", ".") and line.strip()[:2] not in ("..", ". "):
                break
            index += 1
        return index

    def _single(self, start: int, end: int, after_blank: bool) -> bool:
        """Use a line that is an element by itself."""
        line = self.text[start:end]
        first = line.lstrip()[:1]
        section = _SECTION.match(line)
        if section:
            self.coverage.leave_out(start, start + section.end(), "markup")
            self._write("heading", start + section.end(), end, level=len(section["marks"]))
        elif first == "=":
            self.coverage.leave_out(start, end, "decoration" if set(line.strip()) == {"="} else "comment")
        elif centered := _CENTERED.match(line):
            words = line[centered.start("words") : centered.end("words")]
            self._wrapped(start, end, centered.span("words"), "heading" if _ACT.match(words) else "paragraph")
        elif first == ">" or (after_blank and _TRANSITION.match(line)):
            offset = line.index(">") + 1 if first == ">" else 0
            self._wrapped(start, end, (offset, len(line)), "direction")
        elif self._is_scene(line, after_blank):
            self._scene(start, end)
        elif after_blank and _ACT.match(line) and is_part_title(line.strip(" \t*_")):
            self._write("heading", start, end, level=ACT_LEVEL)
        elif not any(character.isalnum() for character in line):
            self.coverage.leave_out(start, end, "decoration")
            self.blocks.append(Block(kind="scene-break"))
        else:
            return False
        return True

    def _is_scene(self, line: str, after_blank: bool) -> bool:
        line = line.lstrip()
        if line.startswith("."):
            return len(line) > 1 and line[1].isalnum()
        return after_blank and _SCENE.match(line) is not None

    def _scene(self, start: int, end: int) -> None:
        begin = start + len(self.text[start:end]) - len(self.text[start:end].lstrip())
        if self.text[begin] == ".":
            self.coverage.leave_out(begin, begin + 1, "markup")
            begin += 1
        number = _SCENE_NUMBER.search(self.text[begin:end])
        if number and number.start():
            self.coverage.leave_out(begin + number.start(), end, "markup")
            end = begin + number.start()
        self._write("heading", begin, end, level=SCENE_LEVEL)

    def _wrapped(self, start: int, end: int, words: Span, kind: BlockKind) -> None:
        """An element whose marks stand around its words."""
        self.coverage.leave_out(start, start + words[0], "markup")
        self.coverage.leave_out(start + words[1], end, "markup")
        self._write(kind, start + words[0], start + words[1], level=ACT_LEVEL if kind == "heading" else 0)

    def _character(self, start: int, end: int) -> re.Match[str] | None:
        """The name that a speech begins with: in capitals, or forced with `@`."""
        match = _CHARACTER.match(self.text, start, end)
        if match is None or match["name"].lstrip()[:1] in ("!", "~", "("):
            return None
        name = match["name"]
        if match["forced"]:
            return match if name.strip() else None
        capital = any(letter.isalpha() for letter in name) and name == name.upper()
        return match if capital and not name.rstrip().endswith((".", "!", "?", ",", ":")) else None

    def _speech(self, match: re.Match[str], lines: Sequence[Span]) -> None:
        """A character's speech: what is said, the manner from its parentheticals, lyrics as verse."""
        self.coverage.leave_out(match.start(), match.start("name"), "markup")
        self.coverage.leave_out(*match.span("name"), "speaker name")
        self.coverage.leave_out(*match.span("ext"), "direction")
        self.coverage.leave_out(match.end("ext"), match.end(), "markup")
        name = " ".join(match["name"].split())
        speaker = None if is_narrator(name) else name
        style = style_of(re.sub(r"\)[ \t]*+\(", ", ", match["ext"]).strip().strip("()")) if match["ext"] else None
        opens = True
        for is_lyric, group in itertools.groupby([line for line in lines if line[0] < line[1]], self._is_lyric):
            if is_lyric:
                self._lyrics(list(group), speaker, opens=opens)
                opens = False
            else:
                opens = self._say(list(group), speaker, style, opens)

    def _is_lyric(self, line: Span) -> bool:
        return self.text[line[0] : line[1]].lstrip().startswith("~")

    def _say(self, lines: list[Span], speaker: str | None, style: str | None, opens: bool) -> bool:
        """One block of speech; whether the next one still opens the turn."""
        found = self._inline(lines)
        position, manner = lines[0][0], style
        for low, high, reason in found.marks:
            if self.text[position:low].strip() or reason != "direction":
                break
            manner = ", ".join(filter(None, (manner, directions.without_marks(self.text[low:high]))))
            position = high
        written = self._blocks("paragraph", lines, found, speaker=speaker, style=manner or None, opens=opens)
        return opens and not written

    def _lyrics(self, lines: Sequence[Span], speaker: str | None, *, opens: bool) -> None:
        """Sung lines that follow each other: one block of verse."""
        rows: list[tuple[Span, ...]] = []
        for start, end in lines:
            sign = self.text.index("~", start, end) + 1
            self.coverage.leave_out(start, sign, "markup")
            rows += self.coverage.take(sign, end, self._inline([(sign, end)]).marks)
        if rows:
            self.blocks.append(Block(kind="verse", rows=tuple(rows), speaker=speaker, opens_turn=opens))

    def _action(self, lines: list[Span]) -> None:
        start, end = lines[0]
        line = self.text[start:end]
        if line.lstrip().startswith("!"):
            sign = start + line.index("!") + 1
            self.coverage.leave_out(start, sign, "markup")
            lines = [(sign, end), *lines[1:]]
        self._blocks("direction", lines, self._inline(lines, script=False))

    def _write(self, kind: BlockKind, start: int, end: int, *, level: int = 0) -> None:
        if kind == "heading" and level == SCENE_LEVEL and self.blocks and self.blocks[-1].kind != "heading":
            self.blocks.append(Block(kind="scene-break"))
        lines = [(start, end)]
        self._blocks(kind, lines, self._inline(lines, script=False), level=level)

    def _blocks(
        self,
        kind: BlockKind,
        lines: Sequence[Span],
        found: Inline,
        *,
        level: int = 0,
        speaker: str | None = None,
        style: str | None = None,
        opens: bool = True,
    ) -> bool:
        """One block for the lines, or several with the pauses between them; whether there was anything to say."""
        position, end = lines[0][0], lines[-1][1]
        written = False
        for low, high, seconds in stops_of(found, self.cuts, position, end):
            rows = self.coverage.take(position, low, between(found.marks, position, low))
            if rows:
                block = Block(kind=kind, rows=rows, level=level, speaker=speaker, style=style, opens_turn=opens)
                self.blocks.append(block.model_copy(update={"emphases": within(found.emphases, rows)}))
                written, opens, style = True, False, None
            if high > low:
                self.coverage.leave_out(low, high, "direction")
                self.blocks.append(Block(kind="pause", pause_s=seconds))
            position = high
        return written

    def _inline(self, lines: Sequence[Span], *, script: bool = True) -> Inline:
        """Emphasis, escapes, pauses, and in speeches directions."""
        return scan(flat(self.text, lines), lines[0][0], script)
