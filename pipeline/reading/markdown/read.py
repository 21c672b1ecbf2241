"""A Markdown file, read: front matter, chapters of blocks, and everything that is not spoken."""

from __future__ import annotations

import re

from manifests.book import Block, Book, Creator, Document
from pipeline.reading.chapters import Section, divided, finished, heading_title, lone_title
from pipeline.reading.chunk import Chunk, Inline, NoteText
from pipeline.reading.compose import Composer
from pipeline.reading.coverage import Coverage
from pipeline.reading.front_matter import Head, head_of
from pipeline.reading.markdown.chunks import Chunker, chunks_of
from pipeline.reading.markdown.inline import Scanner
from pipeline.reading.markdown.masking import mask
from pipeline.reading.names import spellings
from pipeline.reading.options import ReadingOptions
from pipeline.reading.paged_text import without_pages
from pipeline.reading.sound_cues import checked_cues, cuts_of
from pipeline.reading.source import TextSource, title_of_file
from pipeline.reading.turns import find_turns

_BYLINE = re.compile(r"(?:by|von|par|de|di|por|作者[:：]?|著者[:：]?)\s+(?P<name>\S.{1,78})\Z", re.IGNORECASE)


def read_markdown(source: TextSource, options: ReadingOptions) -> Book:
    """The book or script in a Markdown file."""
    coverage = Coverage(source.text)
    masked = mask(source.path, coverage)
    head = head_of(masked.front_matter, source.path) if masked.front_matter else Head()
    table = head.sounds.table(source.path)
    cues, cues_left_out = checked_cues(source.path, masked.cues, table)
    chunks = chunks_of(masked.text, coverage, masked.body)
    podcast = head.fields.get("kind") == "podcast"
    turns = find_turns(masked.text, chunks, podcast=podcast)
    if not turns:  # what comes again and again in a script are its speakers
        chunks = without_pages(masked.text, coverage, chunks, [head.title] if head.title else [])
    links = frozenset(masked.links)

    def scan(text: str, base: int) -> Inline:
        return Scanner(text, base, links, bool(turns), options.alternative_text, masked.note_marks).scan()

    def note_chunks(note: NoteText) -> list[Chunk]:
        return Chunker(masked.with_notes, coverage).gather(note.lines)

    spelling = spellings(turn.name for found in turns.values() for turn in found)
    composer = Composer(
        masked.text,
        coverage,
        scan,
        turns,
        spelling,
        options.notes,
        masked.notes,
        note_chunks,
        masked.with_notes,
        cuts_of(cues, table),
    )
    blocks = composer.compose(chunks)
    title = head.title or _only_heading(source.text, blocks) or title_of_file(source.path)
    lone = lone_title(blocks)
    sections = divided(source.text, blocks, title, lone)
    if lone is not None:
        sections = _with_title(source.text, sections, heading_title(source.text, lone), head)
    notes = {id(blocks[index]): found for index, found in composer.notes_after.items()}
    for section in sections:
        section.blocks += [note for block in list(section.blocks) for note in notes.get(id(block), ())]
    chapters, unused = finished(sections, options)
    return Book(
        source=source.path.name,
        media="markdown",
        sha256=source.sha256,
        metadata=head.metadata(title),
        documents=(Document(href=source.path.name, text=source.text),),
        chapters=chapters,
        omissions=coverage.omissions(),
        cover=head.cover,
        warnings=(*head.warnings, *masked.warnings, *filter(None, [cues_left_out]), *unused),
        cues=cues,
        sounds=table,
    )


def _only_heading(text: str, blocks: list[Block]) -> str | None:
    """The first heading of level one, when it is the only one: with several they are chapters."""
    found = [block for block in blocks if block.kind == "heading" and block.level == 1]
    return heading_title(text, found[0]) if len(found) == 1 else None


def _with_title(text: str, sections: list[Section], lone: str, head: Head) -> list[Section]:
    """The lone first heading is the title, with the author's line below it; or, under another title, a part."""
    page, *rest = sections
    if head.title and _folded(head.title) != _folded(lone):
        for section in rest:
            section.part = section.part or lone
        if rest:
            rest[0].blocks = [*page.blocks, *rest[0].blocks]
        return rest or sections
    first = rest[0] if rest else None
    if first is not None and first.heading is None and first.blocks and first.blocks[0].kind == "paragraph":
        byline = _BYLINE.match(heading_title(text, first.blocks[0]))
        if byline:
            page.blocks.append(first.blocks.pop(0))
            if not any(creator.role == "aut" for creator in head.creators):
                head.creators.append(Creator(name=byline["name"].strip(" .")))
            if not first.blocks:
                rest.pop(0)
    return [page, *rest]


def _folded(title: str) -> str:
    return re.sub(r"\W+", " ", title.casefold()).strip()
