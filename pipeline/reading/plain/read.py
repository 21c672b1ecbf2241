"""A plain text, read: Gutenberg's frame taken off, headings and chapters, paragraphs, verse, turns of a script."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from manifests.book import Book, Creator, Document, Span, is_wide
from pipeline.language.codes import language_tag
from pipeline.reading.chapters import Section, divided, finished, heading_title
from pipeline.reading.chunk import Chunk, NoteText, flat
from pipeline.reading.compose import Composer
from pipeline.reading.coverage import Coverage
from pipeline.reading.footnotes import find_footnotes, note_starts
from pipeline.reading.front_matter import Head
from pipeline.reading.names import spellings
from pipeline.reading.options import ReadingOptions
from pipeline.reading.paged_text import without_pages
from pipeline.reading.plain import inline
from pipeline.reading.plain.headings import mark_headings
from pipeline.reading.plain.layout import Frame, chunks_of, gutenberg_frame
from pipeline.reading.plain.mail import mail_frame
from pipeline.reading.source import TextSource, title_of_file
from pipeline.reading.transcripts import time_marks, without_times
from pipeline.reading.turns import find_turns

_NOTE = re.compile(r"\s*\[(?:Footnote|Note)\s{1,3}(?P<label>[\w*†‡]{1,9})[:.]?\s", re.IGNORECASE)
_PRODUCED = re.compile(
    r"\s*(?:\[?(?:this )?e-?(?:text|book) )?(?:was )?(?:produced|prepared|transcribed|created) by\b", re.IGNORECASE
)
_TITLE_PAGE_WORDS = 80


def read_plain(source: TextSource, options: ReadingOptions) -> Book:
    """The book or script in a plain text file."""
    coverage = Coverage(source.text)
    frame = gutenberg_frame(source.text)
    start, end = mail_frame(source.text, frame.start, frame.end)
    frame = replace(frame, start=start, end=end)
    times = time_marks(source.text, frame.start, frame.end)
    text = without_times(source.text, times)
    for time in times:
        coverage.leave_out(time.start, time.end, "markup")
    coverage.leave_out(0, frame.start, "matter not spoken")
    coverage.leave_out(frame.end, len(text), "matter not spoken")
    chunks, bracketed = _without_bracketed_notes(text, coverage, chunks_of(text, frame.start, frame.end))
    chunks, notes, note_marks = _without_notes(text, chunks)
    if frame.start and chunks and _PRODUCED.match(flat(text, chunks[0].lines[:2])):
        coverage.leave_out(chunks[0].start, chunks[0].end, "matter not spoken")
        chunks.pop(0)
    chunks = without_pages(
        text, coverage, chunks, [frame.fields[one] for one in ("title", "author") if one in frame.fields]
    )
    turns = find_turns(text, chunks, podcast=False)
    chunks = mark_headings(text, chunks, frozenset(turns))
    turns = find_turns(text, chunks, podcast=False) if turns else {}
    scan = functools.partial(inline.scan, script=bool(turns), notes=frozenset(bracketed), note_marks=note_marks)
    composer = Composer(
        text,
        coverage,
        scan,
        turns,
        spellings(turn.name for found in turns.values() for turn in found),
        options.notes,
        bracketed | notes,
        note_text=text,
    )
    for chunk in chunks:
        if chunk.kind == "break":
            coverage.leave_out(chunk.start, chunk.end, "decoration")
    blocks = composer.compose(chunks)
    head = _head(frame)
    title = head.title or title_of_file(source.path)
    sections = divided(text, blocks, title)
    found = {id(blocks[index]): note for index, note in composer.notes_after.items()}
    for section in sections:
        section.blocks += [note for block in list(section.blocks) for note in found.get(id(block), ())]
    _mark_title_page(text, sections)
    chapters, unused = finished(sections, options)
    return Book(
        source=source.path.name,
        media="text",
        sha256=source.sha256,
        metadata=head.metadata(title),
        documents=(Document(href=source.path.name, text=source.text),),
        chapters=chapters,
        omissions=coverage.omissions(),
        warnings=(*head.warnings, *unused),
    )


def _without_bracketed_notes(
    text: str, coverage: Coverage, chunks: list[Chunk]
) -> tuple[list[Chunk], dict[str, NoteText]]:
    """The chunks that are not `[Footnote 1: …]`, and those footnotes."""
    kept: list[Chunk] = []
    notes: dict[str, NoteText] = {}
    for chunk in chunks:
        words = flat(text, chunk.lines)
        mark = _NOTE.match(words)
        if mark is None or chunk.kind == "break" or not words.rstrip().endswith("]"):
            kept.append(chunk)
            continue
        label = mark["label"] if mark["label"] not in notes else f"{mark['label']} {chunk.start}"
        end = chunk.start + len(words.rstrip()) - 1
        start = chunk.start + mark.end()
        lines = [(max(low, start), min(high, end)) for low, high in chunk.lines if high > start]
        coverage.leave_out(end, end + 1, "note mark")
        notes[label] = NoteText(label, (chunk.start, start), [line for line in lines if line[0] < line[1]])
    return kept, notes


def _without_notes(text: str, chunks: list[Chunk]) -> tuple[list[Chunk], dict[str, NoteText], dict[int, str]]:
    """The chunks that are no notes like `[1] …`; those notes by their keys; where their marks stand, with the keys."""
    pieces = [[chunk.lines] if chunk.kind == "break" else note_starts(text, chunk.lines) for chunk in chunks]
    found = find_footnotes(text, [(piece[0][0], piece[-1][1]) for row in pieces for piece in row])
    kept: list[Chunk] = []
    notes: dict[str, NoteText] = {}
    for chunk, row in zip(chunks, pieces, strict=True):
        others: list[Span] = []
        for piece in row:
            start = piece[0][0]
            if start in found.notes:
                key, words = found.notes[start]
                notes[key] = NoteText(key, (start, words), [(words, piece[0][1]), *piece[1:]])
            else:
                others += piece
        if others:
            kept.append(chunk if len(others) == len(chunk.lines) else replace(chunk, lines=others))
    return kept, notes, found.marks


def _head(frame: Frame) -> Head:
    """What Project Gutenberg says of the book."""
    head = Head(title=frame.fields.get("title", ""))
    for field, role in (("author", "aut"), ("translator", "trl"), ("illustrator", "ill"), ("editor", "edt")):
        if name := frame.fields.get(field):
            head.creators.append(Creator(name=name, role=role))
    if language := language_tag(frame.fields.get("language", "")):
        head.fields["language"] = language
    return head


def _mark_title_page(text: str, sections: list[Section]) -> None:
    """A few words before the first chapter are a title page, if none of them are prose: that is never silent."""
    first = sections[0] if len(sections) > 1 else None
    if first is None or first.heading is not None or not first.untitled:
        return
    if any(_is_prose(heading_title(text, block)) for block in first.blocks):
        return
    if sum(len(heading_title(text, block).split()) for block in first.blocks) <= _TITLE_PAGE_WORDS:
        first.matter = "titlepage"


def _is_prose(words: str) -> bool:
    """Whether a paragraph is a sentence or more, and no line of a title page."""
    sentence = words.rstrip("\"'”’)").endswith((".", "!", "?", "…", "。", "！", "？"))
    return (sentence and len(words.split()) >= 8) or (sentence and is_wide(words[0]) and len(words) >= 12)
