"""The stage between reading and casting: a book's blocks become lines, each with its speaker."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from manifests.book import Block, Book, Chapter
from manifests.script import Line, Person, Script, ScriptChapter
from pipeline.script.attributor import Attribution, Attributor, Paragraph
from pipeline.script.integrity import left_out
from pipeline.script.kinds.delivery_styles import performed
from pipeline.script.kinds.free_indirect_speech import is_of_old
from pipeline.script.kinds.letters import letters
from pipeline.script.kinds.recitations import as_recited
from pipeline.script.kinds.speech_filter import speech_only
from pipeline.script.kinds.written_quotes import written
from pipeline.script.lines import LineWriter, parts_of
from pipeline.script.passages import Passage, passage
from pipeline.script.quotes.asides import without_asides
from pipeline.script.quotes.conventions import Convention, conventions
from pipeline.script.quotes.lost_marks import Blank, blanks_of, have_lost_marks
from pipeline.script.quotes.nested import with_nested
from pipeline.script.quotes.quotations import Quotation, find_quotations
from pipeline.script.rules import attributor_for

logger = logging.getLogger(__name__)

UNCERTAIN = 0.25
"""Below this confidence the narrator reads a line: two guesses of three would be someone else's voice."""

LOST = (
    "this text has lost its apostrophes and single quotation marks (“don t”): contractions are said as they should be, "
    "but another copy of the book would be read better"
)

_PLAY = 1 / 3
"""From this share of blocks with a named speaker on, a chapter is a play: marks in it quote, they do not speak."""


@dataclass(slots=True)
class _Chapter:
    """A spoken chapter on its way: its passages, and for prose the quotations and their speakers.

    `letters` are the numbers of the passages that are parts of letters.
    """

    number: int
    chapter: Chapter
    passages: list[Passage]
    scenes: list[int]
    quotations: list[list[Quotation]]
    answers: list[list[Attribution]]
    letters: set[int]


def attribute(book: Book, attributor: Attributor | None = None) -> Script:
    """The script of a book: the lines of every spoken chapter.

    `attributor` says whose each quotation is; by default the rules for the book's language do.
    """
    spoken = [chapter for chapter in book.chapters if chapter.spoken]
    chapters = [_chapter(book, number, chapter) for number, chapter in enumerate(spoken, 1)]
    lost = have_lost_marks(passage_.text for each in chapters for passage_ in each.passages)
    _find_speech(book, chapters, lost=lost)
    _find_speakers(chapters, attributor or attributor_for(book.metadata.language))
    lines: list[Line] = []
    for chapter in chapters:
        lines += _lines(book, chapter)
    logger.info("%d chapters, %d lines", len(chapters), len(lines))
    return Script(
        metadata=book.metadata,
        chapters=tuple(_heading(each) for each in chapters),
        lines=performed(book, lines),
        hrefs=tuple(document.href for document in book.documents),
        people=_people(chapters),
        left_out=left_out(book, lines),
        warnings=(*book.warnings, LOST) if lost else book.warnings,
    )


def _people(chapters: Sequence[_Chapter]) -> tuple[Person, ...]:
    """What the attributor knows of those who speak, in the order in which they first do."""
    answers = (answer for chapter in chapters for row in chapter.answers for answer in row)
    found = {answer.speaker: answer.person for answer in answers if answer.speaker and answer.person}
    return tuple(found.values())


def _heading(chapter: _Chapter) -> ScriptChapter:
    source = chapter.chapter
    return ScriptChapter(number=chapter.number, title=source.title, matter=source.matter, part=source.part)


def _chapter(book: Book, number: int, chapter: Chapter) -> _Chapter:
    passages = [passage(book.documents[block.document].text, block) for block in chapter.blocks]
    scenes: list[int] = []
    scene = 0
    for block in chapter.blocks:
        scene += block.kind == "scene-break"
        scenes.append(scene)
    nothing: list[list[Quotation]] = [[] for _ in passages]
    return _Chapter(number, chapter, passages, scenes, nothing, [[] for _ in passages], set())


def _is_prose(block: Block) -> bool:
    quoted = block.quoted and block.kind != "verse"
    return block.kind in ("paragraph", "verse") and block.speaker is None and not quoted


def _is_play(chapter: Chapter) -> bool:
    turns = sum(block.speaker is not None for block in chapter.blocks)
    return turns > _PLAY * sum(bool(block.rows) for block in chapter.blocks)


def _prose(chapter: _Chapter) -> list[int]:
    """The numbers of the chapter's blocks in which quotation marks mean speech."""
    if _is_play(chapter.chapter):
        return []
    return [index for index, block in enumerate(chapter.chapter.blocks) if _is_prose(block)]


def _find_speech(book: Book, chapters: Sequence[_Chapter], *, lost: bool) -> None:
    """The speech of every chapter. `lost`: where marks were, there may be blanks."""
    prose = [_prose(chapter) for chapter in chapters]
    texts = [
        [chapter.passages[index].text for index in chosen] for chapter, chosen in zip(chapters, prose, strict=True)
    ]
    usual: tuple[Convention, ...] = conventions(text for chapter in texts for text in chapter)
    rows = [
        dict(zip(chosen, find_quotations(paragraphs, conventions(paragraphs, usual)), strict=True))
        for chosen, paragraphs in zip(prose, texts, strict=True)
    ]
    of_old = is_of_old(
        chapter.passages[index].text[each.start : each.end]
        for chapter, row_of in zip(chapters, rows, strict=True)
        for index, row in row_of.items()
        for each in row
    )
    for chapter, row_of in zip(chapters, rows, strict=True):
        # What is no prose (a picture, a block quotation) stands between paragraphs all the same.
        found = [row_of.get(index, []) for index in range(len(chapter.passages))]
        whole = [passage_.text if index in row_of else "" for index, passage_ in enumerate(chapter.passages)]
        chapter.letters, in_writing = letters(whole, found), written(whole, found)
        speech: list[list[Quotation]] = [[] for _ in found]
        for index in row_of.keys() - chapter.letters:
            said = speech_only(whole[index], found[index], of_old=of_old)
            said = [each for each in said if each.start not in in_writing[index]]
            blanks = _blanks(book, chapter.passages[index]) if lost else []
            speech[index] = with_nested(whole[index], said, blanks)
        verse = [block.kind == "verse" for block in chapter.chapter.blocks]
        chapter.quotations = as_recited(whole, verse, speech)


def _blanks(book: Book, passage_: Passage) -> list[Blank]:
    return blanks_of(book.documents[passage_.block.document].text, passage_)


def _find_speakers(chapters: Sequence[_Chapter], attributor: Attributor) -> None:
    places = [(chapter, index) for chapter in chapters for index in _prose(chapter)]
    paragraphs = [_paragraph(chapter, index) for chapter, index in places]
    for (chapter, index), answers in zip(places, attributor(paragraphs), strict=True):
        # Speech was whole for the attributor: whom an aside names is not whom the narration tells of beside it.
        text, verse = chapter.passages[index].text, chapter.chapter.blocks[index].kind == "verse"
        said = [
            (part, _settled(answer))
            for quotation, answer in zip(chapter.quotations[index], answers, strict=True)
            for part in ([quotation] if verse else without_asides(text, quotation))
        ]
        chapter.quotations[index] = [part for part, _ in said]
        chapter.answers[index] = [answer for _, answer in said]


def _paragraph(chapter: _Chapter, index: int) -> Paragraph:
    """A passage as an attributor sees it: a letter without its words, for its "she" is nobody the story just named."""
    text = "" if index in chapter.letters else chapter.passages[index].text
    return Paragraph(text, chapter.number, chapter.scenes[index], tuple(chapter.quotations[index]))


def _settled(answer: Attribution) -> Attribution:
    """What is too uncertain goes to the narrator; the cue keeps the guess for whoever reviews the line."""
    if answer.speaker is None or answer.confidence >= UNCERTAIN:
        return answer
    return replace(answer, speaker=None, cue=f"{answer.cue}; perhaps {answer.speaker}")


def _lines(book: Book, chapter: _Chapter) -> list[Line]:
    writer = LineWriter(chapter.number)
    for number, passage_ in enumerate(chapter.passages):
        block = passage_.block
        if block.kind == "scene-break":
            writer.scene_break()
        elif block.kind == "pause":
            writer.pause(block.pause_s)
        parts = parts_of(passage_, chapter.quotations[number], chapter.answers[number])
        writer.write(book.documents[block.document].text, passage_, number, parts)
    return writer.close()
