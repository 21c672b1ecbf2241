"""A Fountain file, read: title page, chapters of blocks, and everything that is not spoken."""

from __future__ import annotations

from collections.abc import Sequence

from manifests.book import Block, Book, Document
from pipeline.reading.chapters import Section, finished, gathered, heading_title
from pipeline.reading.coverage import Coverage
from pipeline.reading.fountain.elements import SCENE_LEVEL, Screenplay
from pipeline.reading.fountain.title_page import title_page, without_hidden
from pipeline.reading.names import key_of, spellings
from pipeline.reading.options import ReadingOptions
from pipeline.reading.sound_cues import checked_cues, cuts_of
from pipeline.reading.source import TextSource, lines_of, title_of_file


def read_fountain(source: TextSource, options: ReadingOptions) -> Book:
    """The screenplay in a Fountain file."""
    coverage = Coverage(source.text)
    head, body = title_page(source, coverage)
    shown = without_hidden(source.path, coverage, body)
    table = head.sounds.table(source.path)
    cues, left_out = checked_cues(source.path, shown.cues, table)
    screenplay = Screenplay(shown.text, coverage, cuts_of(cues, table))
    screenplay.read(lines_of(shown.text, body))
    blocks = _with_one_spelling(screenplay.blocks)
    title = head.title or title_of_file(source.path)
    chapters, unused = finished(_divided(source.text, blocks, title), options)
    return Book(
        source=source.path.name,
        media="fountain",
        sha256=source.sha256,
        metadata=head.metadata(title),
        documents=(Document(href=source.path.name, text=source.text),),
        chapters=chapters,
        omissions=coverage.omissions(),
        cover=head.cover,
        warnings=(*head.warnings, *shown.warnings, *filter(None, [left_out]), *unused),
        cues=cues,
        sounds=table,
    )


def _with_one_spelling(blocks: Sequence[Block]) -> list[Block]:
    spelling = spellings(block.speaker for block in blocks if block.speaker)
    return [
        block.model_copy(update={"speaker": spelling[key_of(block.speaker)]}) if block.speaker else block
        for block in blocks
    ]


def _divided(text: str, blocks: Sequence[Block], title: str) -> list[Section]:
    """Chapters from the highest kind of heading there is: sections, else acts, else scenes where there are several."""
    levels = sorted({block.level for block in blocks if block.kind == "heading"})
    scenes = sum(block.kind == "heading" and block.level == SCENE_LEVEL for block in blocks)
    if not levels or (levels[0] == SCENE_LEVEL and scenes == 1):
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
