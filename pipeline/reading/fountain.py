"""Screenplays in Fountain (fountain.io): title page, scenes, action, characters and what they say.

Action, transitions and scene headings are the narrator's; a parenthetical says how a speech is spoken. Sections make
the chapters; without sections acts do; without acts each scene does. `docs/script-format.md` has the rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from manifests.book import Block, BlockKind, Book, Document, Span
from manifests.yaml_files import YamlDocument
from pipeline.reading import directions
from pipeline.reading.chapters import Section, finished, gathered, heading_title, is_part_title
from pipeline.reading.chunk import Inline, flat
from pipeline.reading.compose import within
from pipeline.reading.front_matter import Head, head_of
from pipeline.reading.ledger import Ledger, Mark
from pipeline.reading.markdown.emphasis import Delimiter, delimiter, pair
from pipeline.reading.names import is_narrator, key_of, spellings, style_of
from pipeline.reading.options import ReadingOptions
from pipeline.reading.source import TextSource, lines_of, title_of_file

_TITLE_KEYS = frozenset(
    str.split("title credit author authors source notes draft_date date contact copyright revision")
    + str.split("language lang kind preset cast episode season series publisher description cover narrator subtitle")
)
_UNUSED_KEYS = frozenset({"credit", "source", "notes", "draft date", "contact", "revision"})
_TITLE_LINE = re.compile(r"(?P<key>[A-Za-z][A-Za-z _-]{0,30}):[ \t]*(?P<value>[^\r\n]*)")
_HIDDEN = re.compile(r"/\*|\[\[")
_SCENE = re.compile(r"(?:INT|EXT|EST|INT\.?/EXT|EXT\.?/INT|I/E|E/I)(?:\.|[ \t])", re.IGNORECASE)
_SCENE_NUMBER = re.compile(r"#[A-Za-z0-9.\-]{1,20}#[ \t]*\Z")
_SECTION = re.compile(r"[ \t]*(?P<marks>#{1,6})[ \t]*(?=[^#\s])")
_CHARACTER = re.compile(
    r"[ \t]*(?P<forced>@)?(?P<name>[^()^\r\n]{1,80}?)[ \t]*(?P<ext>(?:\([^()\r\n]{0,80}\)[ \t]*){0,3})(?P<dual>\^)?[ \t]*\Z"
)
_TRANSITION = re.compile(r"[^a-z]{1,60}\bTO:[ \t]*\Z")
_CENTERED = re.compile(r"[ \t]*>(?P<words>[^\r\n]*?)<[ \t]*\Z")
_ACT = re.compile(r"[*_ \t]*(?:ACT|PART|EPISODE|CHAPTER|TEASER|COLD OPEN|PROLOGUE|EPILOGUE)\b[^a-z]{0,40}\Z")
_INLINE = re.compile(r"[\\*_(\[]")

_SECTION_LEVEL, _ACT_LEVEL, _SCENE_LEVEL = 1, 7, 8
"""Levels of headings: sections have 1 to 6 of their own."""


def read_fountain(source: TextSource, options: ReadingOptions) -> Book:
    """The screenplay in a Fountain file."""
    ledger = Ledger(source.text)
    head, body = _title_page(source, ledger)
    veiled, warnings = _without_hidden(source.path, ledger, body)
    screenplay = _Screenplay(veiled, ledger)
    screenplay.read(lines_of(veiled, body))
    blocks = _with_one_spelling(screenplay.blocks)
    title = head.title or title_of_file(source.path)
    return Book(
        source=source.path.name,
        media="fountain",
        sha256=source.sha256,
        metadata=head.metadata(title, source.text),
        documents=(Document(href=source.path.name, text=source.text),),
        chapters=finished(_divided(source.text, blocks, title), options),
        omissions=ledger.omissions(),
        cover=head.cover,
        warnings=(*head.warnings, *warnings),
    )


def _title_page(source: TextSource, ledger: Ledger) -> tuple[Head, int]:
    """The title page's fields, and where the screenplay begins."""
    lines = lines_of(source.text[:20_000])
    first = _TITLE_LINE.match(source.text)
    if first is None or first["key"].strip().lower().replace(" ", "_") not in _TITLE_KEYS:
        return Head(), 0
    fields: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    key, end = "", 0
    for number, (start, stop) in enumerate(lines, 1):
        line = source.text[start:stop]
        if not line.strip():
            break
        end = stop
        match = _TITLE_LINE.match(line) if not line[:1].isspace() else None
        if match:
            key = match["key"].strip().lower()
            fields[key], places[key] = [], number
            line = match["value"]
        if line.strip():
            fields[key].append(line.strip().strip("*_ "))
    ledger.leave_out(0, end, "front matter")
    data: dict[str, Any] = {}
    for key, values in fields.items():
        if values and key not in _UNUSED_KEYS:
            data[key] = values if key in ("author", "authors", "narrator") else " ".join(values)
    lines_by_field: dict[tuple[str | int, ...], int] = {(key,): place for key, place in places.items()}
    return head_of(YamlDocument(str(source.path), data, lines_by_field), source.path), end


def _without_hidden(path: Path, ledger: Ledger, body: int) -> tuple[str, tuple[str, ...]]:
    """The text with boneyard and notes blanked; what has no end is read, with a warning."""
    text = ledger.text
    parts = [" " * body]
    warnings: dict[str, str] = {}
    position = body
    while opening := _HIDDEN.search(text, position):
        closing = "*/" if opening[0] == "/*" else "]]"
        limit = len(text) if closing == "*/" else min(len(text), opening.end() + 10_000)
        end = -1 if opening[0] in warnings else text.find(closing, opening.end(), limit)
        parts.append(text[position : opening.start()])
        stop = opening.end() if end < 0 else end + 2
        if end < 0:
            if closing == "*/":
                warnings[opening[0]] = f"{path.name}: a boneyard (/*) has no end; what follows is read"
            ledger.leave_out(opening.start(), stop, "markup")
        else:
            ledger.leave_out(opening.start(), stop, "comment")
        parts.append(re.sub(r"[^\r\n]", " ", text[opening.start() : stop]))
        position = stop
    parts.append(text[position:])
    return "".join(parts), tuple(warnings.values())


@dataclass(slots=True)
class _Screenplay:
    """Reads the lines of a screenplay into blocks."""

    text: str
    ledger: Ledger
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
            if self._single(start, end, after_blank):
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
            self.ledger.leave_out(start, start + section.end(), "markup")
            self._write("heading", start + section.end(), end, level=len(section["marks"]))
        elif first == "=":
            self.ledger.leave_out(start, end, "decoration" if set(line.strip()) == {"="} else "comment")
        elif centered := _CENTERED.match(line):
            words = line[centered.start("words") : centered.end("words")]
            self._wrapped(start, end, centered.span("words"), "heading" if _ACT.match(words) else "paragraph")
        elif first == ">" or (after_blank and _TRANSITION.match(line)):
            offset = line.index(">") + 1 if first == ">" else 0
            self._wrapped(start, end, (offset, len(line)), "direction")
        elif self._is_scene(line, after_blank):
            self._scene(start, end)
        elif after_blank and _ACT.match(line) and is_part_title(line.strip(" \t*_")):
            self._write("heading", start, end, level=_ACT_LEVEL)
        elif first == "~":
            self._lyrics([(start, end)], None, opens=True)
        elif not any(character.isalnum() for character in line):
            self.ledger.leave_out(start, end, "decoration")
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
            self.ledger.leave_out(begin, begin + 1, "markup")
            begin += 1
        number = _SCENE_NUMBER.search(self.text[begin:end])
        if number and number.start():
            self.ledger.leave_out(begin + number.start(), end, "markup")
            end = begin + number.start()
        self._write("heading", begin, end, level=_SCENE_LEVEL)

    def _wrapped(self, start: int, end: int, words: Span, kind: BlockKind) -> None:
        """An element whose marks stand around its words."""
        self.ledger.leave_out(start, start + words[0], "markup")
        self.ledger.leave_out(start + words[1], end, "markup")
        self._write(kind, start + words[0], start + words[1], level=_ACT_LEVEL if kind == "heading" else 0)

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
        self.ledger.leave_out(match.start(), match.start("name"), "markup")
        self.ledger.leave_out(*match.span("name"), "speaker name")
        self.ledger.leave_out(*match.span("ext"), "direction")
        self.ledger.leave_out(match.end("ext"), match.end(), "markup")
        name = " ".join(match["name"].split())
        speaker = None if is_narrator(name) else name
        style = style_of(re.sub(r"\)[ \t]*\(", ", ", match["ext"]).strip().strip("()")) if match["ext"] else None
        opens = True
        said: list[Span] = []
        for start, end, is_lyric in self._said(lines):
            if said and is_lyric:
                opens = self._say(said, speaker, style, opens)
                said = []
            if is_lyric:
                self._lyrics([(start, end)], speaker, opens=opens)
                opens = False
            else:
                said.append((start, end))
        if said:
            self._say(said, speaker, style, opens)

    def _said(self, lines: Sequence[Span]) -> list[tuple[int, int, bool]]:
        return [(start, end, self.text[start:end].lstrip().startswith("~")) for start, end in lines if start < end]

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

    def _lyrics(self, lines: list[Span], speaker: str | None, *, opens: bool) -> None:
        """Sung lines; those that follow each other are one verse block."""
        for start, end in lines:
            sign = self.text.index("~", start, end)
            self.ledger.leave_out(start, sign + 1, "markup")
            found = self._inline([(sign + 1, end)])
            rows = self.ledger.take(sign + 1, end, found.marks)
            if not rows:
                continue
            last = self.blocks[-1] if self.blocks else None
            if last and last.kind == "verse" and last.speaker == speaker and self._touches(last, start):
                self.blocks[-1] = last.model_copy(update={"rows": (*last.rows, *rows)})
            else:
                self.blocks.append(Block(kind="verse", rows=rows, speaker=speaker, opens_turn=opens))

    def _touches(self, block: Block, start: int) -> bool:
        gap = self.text[block.rows[-1][-1][1] : start]
        return len(re.findall(r"\r\n|\r|\n", gap)) == 1

    def _action(self, lines: list[Span]) -> None:
        start, end = lines[0]
        line = self.text[start:end]
        if line.lstrip().startswith("!"):
            sign = start + line.index("!") + 1
            self.ledger.leave_out(start, sign, "markup")
            lines = [(sign, end), *lines[1:]]
        self._blocks("direction", lines, self._inline(lines, script=False))

    def _write(self, kind: BlockKind, start: int, end: int, *, level: int = 0) -> None:
        if kind == "heading" and level == _SCENE_LEVEL and self.blocks and self.blocks[-1].kind != "heading":
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
        for low, high, seconds in [*found.pauses, (end, end, 0.0)]:
            rows = self.ledger.take(position, low, [mark for mark in found.marks if position <= mark[0] < low])
            if rows:
                block = Block(kind=kind, rows=rows, level=level, speaker=speaker, style=style, opens_turn=opens)
                self.blocks.append(block.model_copy(update={"emphases": within(found.emphases, rows)}))
                written, opens, style = True, False, None
            if high > low:
                self.ledger.leave_out(low, high, "direction")
                self.blocks.append(Block(kind="pause", pause_s=seconds))
            position = high
        return written

    def _inline(self, lines: Sequence[Span], *, script: bool = True) -> Inline:
        """Emphasis, escapes, pauses, and in speeches directions."""
        return _scan(flat(self.text, lines), lines[0][0], script)


def _scan(text: str, base: int, script: bool) -> Inline:
    found = Inline()
    delimiters: list[Delimiter] = []
    position = 0
    while special := _INLINE.search(text, position):
        at = special.start()
        position = at + 1
        character = text[at]
        if character == "\\":
            if text[at + 1 : at + 2] in ("*", "_", "\\", "(", "["):
                found.marks.append((base + at, base + at + 1, "markup"))
                position = at + 2
        elif character in "*_":
            while position < len(text) and text[position] == character:
                position += 1
            run = delimiter(text, at, position)
            if run.opens or run.closes:
                delimiters.append(run)
        elif pause := directions.PAUSE.match(text, at):
            mark: Mark = (base + at, base + pause.end(), "direction")
            found.marks.append(mark)
            found.pauses.append((mark[0], mark[1], directions.pause_seconds(pause)))
            position = pause.end()
        elif script and (note := _direction(text, at)):
            found.marks.append((base + at, base + note, "direction"))
            position = note
    used, emphasised = pair(delimiters)
    found.marks = sorted([*found.marks, *((base + low, base + high, "markup") for low, high in used)])
    found.emphases = sorted((base + low, base + high) for low, high in emphasised)
    return found


def _direction(text: str, at: int) -> int | None:
    """The end of a direction at `at`: a line of its own is always one (a parenthetical)."""
    bracketed = text[at] == "["
    note = (directions.BRACKETED if bracketed else directions.PARENTHESISED).match(text, at)
    if note is None:
        return None
    before, after = text[max(at - 80, 0) : at], text[note.end() : note.end() + 80]
    begins_line = not re.split(r"[\r\n]", before)[-1].strip()
    ends_line = not re.split(r"[\r\n]", after)[0].strip()
    if begins_line and ends_line and not bracketed:
        return note.end()
    return note.end() if directions.is_direction(note["words"], before, after, bracketed=bracketed) else None


def _with_one_spelling(blocks: Sequence[Block]) -> list[Block]:
    spelling = spellings(block.speaker for block in blocks if block.speaker)
    return [
        block.model_copy(update={"speaker": spelling[key_of(block.speaker)]}) if block.speaker else block
        for block in blocks
    ]


def _divided(text: str, blocks: Sequence[Block], title: str) -> list[Section]:
    """Chapters from the highest kind of heading there is: sections, else acts, else scenes where there are several."""
    levels = sorted({block.level for block in blocks if block.kind == "heading"})
    scenes = sum(block.kind == "heading" and block.level == _SCENE_LEVEL for block in blocks)
    if not levels or (levels[0] == _SCENE_LEVEL and scenes == 1):
        return [Section(title, blocks=list(blocks), untitled=True)]
    trimmed: list[Block] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        # No scene break where a chapter begins anyway.
        if block.kind == "scene-break" and following and following.kind == "heading" and following.level == levels[0]:
            continue
        trimmed.append(block)
    sections = [Section(title, untitled=True)]
    for block in trimmed:
        if block.kind == "heading" and block.level == levels[0]:
            sections.append(Section(heading_title(text, block), block, block.level))
        else:
            sections[-1].blocks.append(block)
    return gathered(sections)
