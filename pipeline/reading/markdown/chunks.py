"""Lines of Markdown gathered into chunks: headings, paragraphs, breaks, rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from manifests.book import Span
from pipeline.reading.chunk import Chunk
from pipeline.reading.coverage import Coverage
from pipeline.reading.source import lines_of

_QUOTE = re.compile(r"(?:[ \t]{0,3}>)++")
_ATX = re.compile(r"[ ]{0,3}(?P<marks>#{1,6})(?=[ \t]|\Z)")
_CLOSING_MARKS = re.compile(r"(?:^|[ \t])(?P<marks>#+)[ \t]*+\Z")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:(=+)|(-+))[ \t]*+\Z")
_BREAK = re.compile(
    r"[ \t]*+(?:<hr\s*/?>|[*\-_~#=+•·⁂§◇◆○●※★☆❦❧✻✽═─—–]++(?:[ \t]++[*\-_~#=+•·⁂§◇◆○●※★☆❦❧✻✽═─—–]++)*)[ \t]*+\Z", re.I
)
_BULLET = re.compile(r"[ \t]*+(?P<mark>[-*+])(?=[ \t]+\S)")
_NUMBER = re.compile(r"[ \t]*+(?P<mark>(?P<number>\d{1,4})[.)])(?=[ \t]+\S)")
_TABLE_RULE = re.compile(r"[ \t]*+\|?[ \t]*+:?-+:?[ \t]*+(?:\|[ \t]*+:?-+:?[ \t]*+)*\|?[ \t]*+\Z")
_DIV = re.compile(r"[ \t]*+:{3,}")
_EXAMPLE = re.compile(r"[ \t]*+(?P<mark>\(@[\w-]{0,40}\)|#\.)(?=[ \t]+\S)")
_DEFINITION = re.compile(r"[ ]{0,3}[:~](?=[ \t]+\S)")
_TASK = re.compile(r"[ \t]*+\[[ xX]\](?=[ \t])")
_SENTENCE_END = '.,;:!?"”’…。！？'


@dataclass(slots=True)
class Chunker:
    """Gathers chunks line by line. `text` is the masked text; marks of structure go to the coverage."""

    text: str
    coverage: Coverage
    chunks: list[Chunk] = field(default_factory=list)
    open: Chunk | None = None
    quote: int = 0
    quotes: int = 0
    next_number: int | None = None
    table: bool = False

    def gather(self, ranges: list[Span]) -> list[Chunk]:
        """The chunks of these lines."""
        for index, (start, end) in enumerate(ranges):
            following = ranges[index + 1] if index + 1 < len(ranges) else None
            self._line(start, end, following)
        return self.chunks

    def _line(self, start: int, end: int, following: Span | None) -> None:
        quoted = _QUOTE.match(self.text, start, end)
        depth = 0
        if quoted:
            depth = quoted[0].count(">")
            self.coverage.leave_out(start, quoted.end(), "markup")
            start = quoted.end()
        self._enter(depth)
        line = self.text[start:end]
        if not line.strip():
            self.open, self.table = None, False
            return
        if self.open and self.open.depth != depth:
            self.open = None
        if self._is_structure(line, start, end, depth):
            return
        if self._is_table(line, start, end, depth, following):
            return
        self._paragraph_line(line, start, end, depth)

    def _enter(self, depth: int) -> None:
        """Keep the number of the outermost block quotation."""
        if depth and not self.quote:
            self.quotes += 1
            self.quote = self.quotes
        elif not depth:
            self.quote = 0

    def _is_structure(self, line: str, start: int, end: int, depth: int) -> bool:
        """Use a line that is a heading, a break or a mark of its own."""
        if self.open and self._underlines(line, start, end):
            return True
        if _DIV.match(line):
            self._mark(start, end)
            return True
        if _BREAK.match(line) and not self._is_item(line):
            self.coverage.leave_out(start, end, "decoration")
            self._add(Chunk("break", [(start, start)], depth, self.quote))
            return True
        atx = _ATX.match(line)
        if atx is None:
            return False
        self.coverage.leave_out(start, start + atx.end(), "markup")
        closing = _CLOSING_MARKS.search(line, atx.end())
        stop = end
        if closing:
            stop = start + closing.start("marks")
            self.coverage.leave_out(stop, end, "markup")
        if self.text[start + atx.end() : stop].strip():
            self._add(Chunk("heading", [(start + atx.end(), stop)], depth, self.quote, len(atx["marks"])))
        else:
            self.open = None
        return True

    def _is_item(self, line: str) -> bool:
        bullet = _BULLET.match(line)
        return bullet is not None and any(character.isalnum() for character in line)

    def _underlines(self, line: str, start: int, end: int) -> bool:
        """Whether the line makes a heading of the one above; `---` does so only under what looks like a title."""
        assert self.open is not None
        found = _UNDERLINE.match(line)
        if found is None or len(self.open.lines) > 1 or self.open.kind != "paragraph" or self.open.item:
            return False
        above = self.text[self.open.start : self.open.end].strip()
        if len(above) > 120 or (found[2] and (above[-1] in _SENTENCE_END or above.startswith(("**", "__")))):
            return False
        if found[1] and len(found[1]) < 2:
            return False
        self.coverage.leave_out(start, end, "markup")
        self.open.kind, self.open.level = "heading", 1 if found[1] else 2
        self.open = None
        return True

    def _is_table(self, line: str, start: int, end: int, depth: int, following: Span | None) -> bool:
        """Use a line of a table: a line with `|` above a rule of hyphens begins one."""
        if not self.table:
            if "|" not in line or self.open or following is None:
                return False
            below = self.text[following[0] : min(following[1], following[0] + 2000)]
            quoted = _QUOTE.match(below)
            below = below[quoted.end() :] if quoted else below
            if "|" not in below or not _TABLE_RULE.match(below):
                return False
            self.table = True
        elif _TABLE_RULE.match(line):
            self._mark(start, end)
            self.table = True
            return True
        elif "|" not in line:
            self.table = False
            return False
        bars = [start + match.start() for match in re.finditer(r"(?<!\\)\|", line)]
        self._add(Chunk("table row", [(start, end)], depth, self.quote, bars=bars))
        self.open = None
        return True

    def _paragraph_line(self, line: str, start: int, end: int, depth: int) -> None:
        item = self._item_mark(line)
        if item is not None:
            self.coverage.leave_out(start, start + item, "markup")
            task = _TASK.match(line, item)
            if task:
                self.coverage.leave_out(start + item, start + task.end(), "markup")
                item = task.end()
            self._add(Chunk("paragraph", [(start + item, end)], depth, self.quote, item=True))
            return
        bar = re.match(r"[ ]{0,3}\|(?=[ \t]+\S)", line)
        if bar and (self.open is None or self.open.kind == "verse") and not line.rstrip().endswith("|"):
            self.coverage.leave_out(start, start + bar.end(), "markup")
            start += bar.end()
            if self.open is None:
                self._add(Chunk("verse", [(start, end)], depth, self.quote))
                return
        if self.open is None:
            self.next_number = None if not line[:1].isspace() else self.next_number
            self._add(Chunk("paragraph", [(start, end)], depth, self.quote))
        else:
            self.open.lines.append((start, end))

    def _item_mark(self, line: str) -> int | None:
        """Where a list item's text begins. A number counts only as the first or the next of a list."""
        if bullet := _BULLET.match(line) or _EXAMPLE.match(line):
            return bullet.end()
        if self.chunks and (definition := _DEFINITION.match(line)):
            return definition.end()
        number = _NUMBER.match(line)
        if number is None:
            return None
        value = int(number["number"])
        if value not in (0, 1, self.next_number) or (value != self.next_number and self.open and not self.open.item):
            return None
        self.next_number = value + 1
        return number.end()

    def _mark(self, start: int, end: int) -> None:
        self.coverage.leave_out(start, end, "markup")
        self.open = None

    def _add(self, chunk: Chunk) -> None:
        self.chunks.append(chunk)
        self.open = chunk if chunk.kind in ("paragraph", "verse") else None
        self.table = self.table and chunk.kind == "table row"


def chunks_of(text: str, coverage: Coverage, start: int = 0) -> list[Chunk]:
    """The chunks of the text from `start` on."""
    return Chunker(text, coverage).gather(lines_of(text, start))
