"""Sections into chapters: who is spoken, where the notes go, blocks and omissions."""

from __future__ import annotations

from collections.abc import Sequence

from manifests.book import Block, Chapter, Document, Metadata, Omission
from pipeline.reading.epub.block_drafts import BlockDraft, NoteKey, Page
from pipeline.reading.epub.blocks import BlockMaker
from pipeline.reading.epub.drama import stage
from pipeline.reading.epub.markup import Warn
from pipeline.reading.epub.sections import EpubSection
from pipeline.reading.options import ReadingOptions
from pipeline.reading.selection import SPOKEN, Selection, unused_warning
from pipeline.reading.titles import by_title

Assembled = tuple[tuple[Document, ...], tuple[Chapter, ...], tuple[Omission, ...]]


def assemble(
    pages: Sequence[Page], sections: Sequence[EpubSection], metadata: Metadata, options: ReadingOptions, warn: Warn
) -> Assembled:
    """Documents, chapters and omissions of a book whose sections are known."""
    return _Assembly(pages, metadata, options, warn).of(sections)


class _Assembly:
    def __init__(self, pages: Sequence[Page], metadata: Metadata, options: ReadingOptions, warn: Warn) -> None:
        self._pages = pages
        self._policy = options.notes
        self._selection = Selection(options)
        self._warn = warn
        self._makers = {page.document: BlockMaker(page, metadata.language) for page in pages}
        self._placed: set[NoteKey] = set()
        self._notes: dict[NoteKey, list[BlockDraft]] = {}
        for page in pages:
            for draft in page.drafts:
                if draft.note is not None and draft.note[1]:
                    self._notes.setdefault(draft.note, []).append(draft)

    def of(self, sections: Sequence[EpubSection]) -> Assembled:
        """The book's parts."""
        reasons = [
            self._selection.left_out_because(
                number, section.title, section.matter, linear=section.linear, empty=not _has_text(section)
            )
            for number, section in enumerate(sections, 1)
        ]
        for pattern in self._selection.unused():
            self._warn(unused_warning(pattern))
        moved = self._moved(sections, reasons)
        chapters: list[Chapter] = []
        for section, reason in zip(sections, reasons, strict=True):
            blocks = self._blocks(section, moved, spoken=not reason)
            if not blocks and not reason:
                reason = "it has no text"
            if reason == "it has no text" and _is_missed(section):
                self._warn(f"the chapter {section.title!r} has no text")
            chapters.append(
                Chapter(
                    title=section.title,
                    matter=section.matter,
                    part=section.part,
                    spoken=not reason,
                    left_out_because=reason,
                    blocks=tuple(blocks),
                )
            )
        self._leave_out_unplaced(moved)
        documents = tuple(Document(href=page.href, text=page.text) for page in self._pages)
        omissions = tuple(o for page in self._pages for o in self._makers[page.document].omissions())
        return documents, tuple(chapters), omissions

    def _moved(self, sections: Sequence[EpubSection], reasons: Sequence[str]) -> set[NoteKey]:
        """The notes that the policy speaks: those that a spoken chapter refers to."""
        if self._policy == "skip":
            return set()
        return {
            key
            for section, reason in zip(sections, reasons, strict=True)
            if not reason
            for draft in section.drafts
            if not draft.in_notes
            for key in draft.refers
            if key in self._notes
        }

    def _blocks(self, section: EpubSection, moved: set[NoteKey], *, spoken: bool) -> list[Block]:
        notes_matter = section.matter == "notes" or all(d.in_notes or d.kind == "heading" for d in section.drafts)
        own: list[BlockDraft] = []
        for draft in section.drafts:
            if draft.note in moved:
                continue
            if draft.in_notes and not notes_matter:
                self._makers[draft.document].leave_out(draft, "note")
                continue
            own.append(draft)
        drafts = stage(own, self._makers)
        blocks: list[Block] = []
        waiting: list[NoteKey] = []
        for draft in drafts:
            if (block := self._makers[draft.document].block(draft)) is not None:
                blocks.append(block)
            if not spoken:
                continue
            for key in draft.refers:
                if key in moved and key not in self._placed:
                    self._placed.add(key)
                    if self._policy == "inline":
                        blocks.extend(self._note_blocks(key))
                    else:
                        waiting.append(key)
        for key in waiting:
            blocks.extend(self._note_blocks(key))
        return _without_outer_breaks(blocks)

    def _note_blocks(self, key: NoteKey) -> list[Block]:
        made = [self._makers[draft.document].block(draft) for draft in self._notes[key]]
        return [block for block in made if block is not None]

    def _leave_out_unplaced(self, moved: set[NoteKey]) -> None:
        """Notes of documents that stand in no chapter."""
        for page in self._pages:
            if not page.in_spine:
                for draft in page.drafts:
                    if draft.note not in moved:
                        self._makers[page.document].leave_out(draft, "note")


def _has_text(section: EpubSection) -> bool:
    return any(draft.runs for draft in section.drafts)


def _without_outer_breaks(blocks: list[Block]) -> list[Block]:
    """`blocks` without changes of scene at the ends, and one where several stand together."""
    kept: list[Block] = []
    for block in blocks:
        if block.kind == "scene-break" and (not kept or kept[-1].kind == "scene-break"):
            continue
        kept.append(block)
    while kept and kept[-1].kind == "scene-break":
        kept.pop()
    return kept


def _is_missed(section: EpubSection) -> bool:
    """Whether a listener would miss a section without text: a chapter of pictures, but no frontispiece."""
    return section.matter in SPOKEN or (section.matter == "illustrations" and by_title(section.title) is None)
