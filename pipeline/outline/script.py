"""A script in the chapters that a person wants: lines change their chapter and scene, never their id or words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from manifests.book import Book
from manifests.script import Line, Script, ScriptChapter
from pipeline.outline.arrangement import Arrangement, ChapterPiece
from pipeline.script.integrity import left_out


def numbered(script: Script, book: Book, arrangement: Arrangement) -> Script:
    """The script of `book` (spoken as the arrangement wants it) with the numbers of chapters that keep ids the same.

    A chapter that is left out leaves its number unused, and one that is spoken after all takes none of another's.
    """
    spoken = [number for number, chapter in zip(arrangement.numbers, book.chapters, strict=True) if chapter.spoken]
    if spoken == [chapter.number for chapter in script.chapters]:
        return script
    number_of = {chapter.number: number for chapter, number in zip(script.chapters, spoken, strict=True)}
    chapters = tuple(one.model_copy(update={"number": number_of[one.number]}) for one in script.chapters)
    lines = tuple(_in_chapter(line, number_of[line.chapter]) for line in script.lines)
    return script.model_copy(update={"chapters": chapters, "lines": lines})


def _in_chapter(line: Line, number: int) -> Line:
    return line.model_copy(update={"chapter": number, "id": f"{number:03}-{line.id.partition('-')[2]}"})


def arranged(script: Script, book: Book, arrangement: Arrangement) -> Script:
    """`script`, as `numbered` gives it, in the chapters of `book`, which is arranged."""
    parts = {chapter.number: chapter.part for chapter in script.chapters}
    lines_of: dict[int, list[Line]] = defaultdict(list)
    for line in script.lines:
        lines_of[line.chapter].append(line)
    writer = _ChapterWriter()
    for piece in arrangement.pieces:
        number = arrangement.numbers[piece.read]
        if piece.spoken:
            inside = [line for line in lines_of[number] if piece.start <= line.paragraph < piece.end]
            writer.add(piece, parts.get(number), inside)
    lines = tuple(writer.lines)
    return script.model_copy(
        update={"chapters": tuple(writer.chapters), "lines": lines, "left_out": left_out(book, lines)}
    )


@dataclass(slots=True)
class _ChapterWriter:
    """Gathers chapters, each of one piece or of several that were merged."""

    chapters: list[ScriptChapter] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    _scenes: int = 0
    _paragraphs: int = 0

    def add(self, piece: ChapterPiece, part: str | None, lines: Sequence[Line]) -> None:
        joins = piece.joins and bool(self.chapters)
        if not joins:
            number = len(self.chapters) + 1
            self.chapters.append(ScriptChapter(number=number, title=piece.title, matter=piece.matter, part=part))
            self._scenes = self._paragraphs = 0
        if not lines:
            return
        if joins and self.lines and self.lines[-1].chapter == self.chapters[-1].number:
            self._end("heading" if lines[0].kind == "heading" else "scene")
        chapter, scene, paragraph = self.chapters[-1].number, lines[0].scene, lines[0].paragraph
        for line in lines:
            moved = {
                "chapter": chapter,
                "scene": self._scenes + line.scene - scene,
                "paragraph": self._paragraphs + line.paragraph - paragraph,
            }
            self.lines.append(line.model_copy(update=moved))
        self._end("chapter")
        self._scenes, self._paragraphs = self.lines[-1].scene + 1, self.lines[-1].paragraph + 1

    def _end(self, boundary: str) -> None:
        self.lines[-1] = self.lines[-1].model_copy(update={"ends": boundary})
