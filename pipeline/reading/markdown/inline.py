"""Scan the inside of a Markdown paragraph: emphasis, links, notes, pauses, directions, tags, escapes.

The scanner jumps from one special character to the next and looks at most a fixed distance ahead, so that a
paragraph of three megabytes takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from manifests.book import Reason
from pipeline.reading import directions
from pipeline.reading.chunk import Inline
from pipeline.reading.markdown.emphasis import Delimiter, delimiter, pair

_SPECIAL = re.compile(r"[\\*_~`\[\]!<&(\n\r（【]")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_TARGET = re.compile(
    r"\(\s{0,99}(?:<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()<>]{0,500}\)[^\s()<>]{0,500}){0,4})"
    r"(?:\s{1,99}(?:\"[^\"]{0,1000}\"|'[^']{0,1000}'|\([^()]{0,1000}\)))?\s{0,99}\)"
)
_REFERENCE = re.compile(r"\[(?P<label>[^\[\]]{0,200})\]")
_NOTE_MARK = re.compile(r"\[\^(?P<label>[^\]\s\[]{1,60})\]")
_INLINE_NOTE = re.compile(r"\^\[(?P<words>[^\[\]]{1,2000})\]")
_TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})(?P<rest>(?:\s[^<>]{0,2000})?)/?>|<[!?][^<>]{0,2000}>")
_ADDRESS = re.compile(r"<(?P<address>[A-Za-z][A-Za-z0-9+.-]{1,30}:[^\s<>]{0,2000}|[^\s<>@]{1,100}@[^\s<>@]{1,200})>")
_ALTERNATIVE = re.compile(r"\balt\s{0,9}=\s{0,9}(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:amp|AMP|#38|#[xX]26);")
_SPACE_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|hairsp|zwnj|zwj|shy|#160|#[xX][aA]0);")
_ITALIC_NOTE = re.compile(r"(?P<mark>[*_]{1,3})\\?[(\[](?P<words>[^()\[\]*_\\]{1,400})\\?[)\]][.,]?(?P=mark)")
_HARD_BREAK = re.compile(r"(?:\x20{2,}|\\|\x20*<br\s{0,9}/?>\s{0,99})\Z")


@dataclass(slots=True)
class Scanner:
    """Finds the marks in `text`, which stands at `base` of the document.

    `links` are the labels of link definitions, `note_marks` the places of marks like `[1]` with their notes' keys. In a
    `script`, notes in parentheses and brackets may be directions.
    """

    text: str
    base: int
    links: frozenset[str]
    script: bool = False
    alternative_text: bool = False
    note_marks: Mapping[int, str] = field(default_factory=dict)
    found: Inline = field(default_factory=Inline)
    delimiters: list[Delimiter] = field(default_factory=list)
    brackets: list[tuple[int, bool]] = field(default_factory=list)
    ruby: list[int] = field(default_factory=list)
    ticks: dict[int, list[int]] | None = None

    def scan(self) -> Inline:
        """Everything in the text."""
        position = 0
        while special := _SPECIAL.search(self.text, position):
            at = special.start()
            position = self._at(special[0], at)
            assert position > at
        used, emphasised = pair(self.delimiters)
        for start, end in used:
            self._mark(start, end, "markup")
        found = self.found
        found.marks.sort()
        found.emphases += sorted((self.base + start, self.base + end) for start, end in emphasised)
        return found

    def _mark(self, start: int, end: int, reason: Reason) -> int:
        self.found.marks.append((self.base + start, self.base + end, reason))
        return end

    def _at(self, character: str, at: int) -> int:
        """Use what stands at `at`; where to go on."""
        if character in "\n\r":
            return self._line_end(at)
        if character in "*_~":
            return self._emphasis(at)
        if character == "\\":
            return self._escape(at)
        if character == "`":
            return self._code(at)
        if character == "<":
            return self._tag(at)
        if character == "&":
            return self._entity(at)
        if character == "!":
            if self.text.startswith("![", at):
                self.brackets.append((at, True))
                return at + 2
            return at + 1
        if character in "(（【":
            return self._parenthesis(at)
        return self._bracket(at) if character == "[" else self._closing(at)

    def _line_end(self, at: int) -> int:
        hard = _HARD_BREAK.search(self.text[max(at - 120, 0) : at])
        if hard:
            if hard[0] == "\\":
                self._mark(at - 1, at, "markup")
            self.found.breaks.append(self.base + at)
        end = at + 1
        while end < len(self.text) and self.text[end] in "\r\n ":
            end += 1
        return end

    def _emphasis(self, at: int) -> int:
        if self.script and (note := _ITALIC_NOTE.match(self.text, at)):
            return self._mark(at, note.end(), "direction")
        end = at + 1
        while end < len(self.text) and self.text[end] == self.text[at]:
            end += 1
        if at and self.text[at - 1].isdecimal() and self.text[end : end + 1].isdecimal():
            return end  # a product, 2*3*4, and no emphasis
        run = delimiter(self.text, at, end)
        if (run.opens or run.closes) and not (run.character == "~" and run.count != 2):
            self.delimiters.append(run)
        return end

    def _escape(self, at: int) -> int:
        following = self.text[at + 1 : at + 2]
        if following == "[" and (end := self._note(at)) is not None:
            return end
        if (
            following == "("
            and self.script
            and (end := self._direction(at, directions.PARENTHESISED, False)) is not None
        ):
            return end
        if following and (following in _PUNCTUATION or following == " "):
            self._mark(at, at + 1, "markup")
            return at + 2
        return at + 1

    def _note(self, at: int) -> int | None:
        """A pause, or in a script a note in brackets."""
        if pause := directions.PAUSE.match(self.text, at):
            seconds = directions.pause_seconds(pause)
            self.found.pauses.append((self.base + at, self.base + pause.end(), seconds))
            return self._mark(at, pause.end(), "direction")
        return self._direction(at, directions.BRACKETED, True) if self.script else None

    def _direction(self, at: int, pattern: re.Pattern[str], bracketed: bool) -> int | None:
        note = pattern.match(self.text, at)
        if note is None or self.text[note.end() : note.end() + 1] in ("(", "["):
            return None
        before, after = self.text[max(at - 40, 0) : at], self.text[note.end() : note.end() + 40]
        if not directions.is_direction(note["words"], before, after, bracketed=bracketed):
            return None
        return self._mark(at, note.end(), "direction")

    def _parenthesis(self, at: int) -> int:
        if not self.script:
            return at + 1
        pattern = directions.PARENTHESISED if self.text[at] == "(" else directions.WIDE
        return self._direction(at, pattern, self.text[at] == "【") or at + 1

    def _bracket(self, at: int) -> int:
        if mark := _NOTE_MARK.match(self.text, at):
            self.found.notes.append((self.base + at, mark["label"]))
            return self._mark(at, mark.end(), "note mark")
        if (key := self.note_marks.get(self.base + at)) is not None:
            self.found.notes.append((self.base + at, key))
            return self._mark(at, self.text.index("]", at) + 1, "note mark")
        if at and self.text[at - 1] == "^" and (aside := _INLINE_NOTE.match(self.text, at - 1)):
            self.found.asides.append((self.base + aside.start("words"), self.base + aside.end("words")))
            self._mark(at - 1, at + 1, "note mark")
            self._mark(at + 1, aside.end() - 1, "note")
            return self._mark(aside.end() - 1, aside.end(), "note mark")
        if (end := self._note(at)) is not None:
            return end
        self.brackets.append((at, False))
        return at + 1

    def _closing(self, at: int) -> int:
        """The end of a link's or picture's text, where a target or a known label follows."""
        if not self.brackets:
            return at + 1
        start, picture = self.brackets.pop()
        target = _TARGET.match(self.text, at + 1)
        reference = None if target else _REFERENCE.match(self.text, at + 1)
        end = at + 1
        if target:
            end = target.end()
        elif reference and self._is_link(reference["label"] or self._label(start + 1 + picture, at)):
            end = reference.end()
        elif not self._is_link(self._label(start + 1 + picture, at)):
            return at + 1
        if picture and not self.alternative_text:
            self._drop_inside(start, at)
            self._mark(start, start + 2, "markup")
            self._mark(start + 2, at, "alternative text")
        else:
            self._mark(start, start + 1 + picture, "markup")
        self._mark(at, at + 1, "markup")
        if end > at + 1:
            self._mark(at + 1, end, "link target")
        return end

    def _label(self, start: int, end: int) -> str:
        return self.text[start:end] if end - start <= 200 else ""

    def _is_link(self, label: str) -> bool:
        return " ".join(label.casefold().split()) in self.links

    def _drop_inside(self, start: int, end: int) -> None:
        """Forget what was found in a range that is now left out whole."""
        low, high = self.base + start, self.base + end
        while self.found.marks and self.found.marks[-1][0] >= low:
            self.found.marks.pop()
        while self.delimiters and self.delimiters[-1].start >= start:
            self.delimiters.pop()
        for found in (self.found.pauses, self.found.notes, self.found.asides):
            while found and low <= found[-1][0] < high:
                found.pop()
        while self.found.breaks and low <= self.found.breaks[-1]:
            self.found.breaks.pop()

    def _code(self, at: int) -> int:
        """Words in backticks are spoken, the backticks are markup; a run without its twin is text."""
        if self.ticks is None:
            self.ticks = {}
            for run in re.finditer(r"`+", self.text):
                self.ticks.setdefault(run.end() - run.start(), []).append(run.start())
            for starts in self.ticks.values():
                starts.reverse()
        end = at + 1
        while end < len(self.text) and self.text[end] == "`":
            end += 1
        starts = self.ticks.get(end - at, [])
        while starts and starts[-1] <= at:
            starts.pop()
        if not starts:
            return end
        twin = starts.pop()
        self._mark(at, end, "markup")
        return self._mark(twin, twin + end - at, "markup")

    def _tag(self, at: int) -> int:
        if address := _ADDRESS.match(self.text, at):
            self._mark(at, at + 1, "markup")
            return self._mark(address.end() - 1, address.end(), "markup")
        tag = _TAG.match(self.text, at)
        if tag is None:
            return at + 1
        name = (tag["name"] or "").lower()
        if name == "img" and (words := _ALTERNATIVE.search(self.text, at, tag.end())):
            group = "double" if words["double"] is not None else "single"
            self._mark(at, words.start(group), "markup")
            if not self.alternative_text:
                self._mark(words.start(group), words.end(group), "alternative text")
            return self._mark(words.end(group), tag.end(), "markup")
        if name in ("rt", "rp"):
            return self._ruby(at, tag.end(), closing=tag[0].startswith("</"))
        if name == "br":
            self.found.breaks.append(self.base + at)
        return self._mark(at, tag.end(), "markup")

    def _ruby(self, at: int, end: int, *, closing: bool) -> int:
        """Leave out the reading between `<rt>` and `</rt>`: the base is spoken once."""
        self._mark(at, end, "markup")
        if closing:
            return end
        stop = re.compile(r"</?r[tp]\s{0,9}>|</ruby", re.IGNORECASE).search(self.text, end, end + 500)
        if stop is None:
            return end
        return self._mark(end, stop.start(), "ruby reading") if stop.start() > end else end

    def _entity(self, at: int) -> int:
        """`&amp;` is read as its first character; a space beside a space is markup; the rest stays as written."""
        if ampersand := _AMPERSAND.match(self.text, at):
            return self._mark(at + 1, ampersand.end(), "markup")
        space = _SPACE_ENTITY.match(self.text, at)
        if space:
            around = self.text[at - 1 : at] if at else " ", self.text[space.end() : space.end() + 1] or " "
            if any(character.isspace() for character in around):
                return self._mark(at, space.end(), "markup")
        return at + 1
