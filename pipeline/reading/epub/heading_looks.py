"""Paragraphs that are headings by their words and their looks, in books whose markup knows no headings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reading.epub.block_drafts import BOLD, LARGE, BlockDraft, Page
from pipeline.reading.epub.heading_words import HeadingKind, chapter_number, kind_of, number_of, says_the_same

_LONGEST, _MOST_WORDS = 80, 14
_LEAST_TEXT = 800
_HEADING_CLASS = re.compile(r"title|head|chap|subtit|^h\d|ueberschrift|titre", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.,;][\"'”’»)]*\Z")
_QUOTE = re.compile(r"[\"“‘'«„「『—–-]")


@dataclass(slots=True)
class _HeadingLike:
    """A short paragraph that may be a heading: how it looks, what it says, how much text follows it."""

    draft: BlockDraft
    words: str
    looks: tuple[bool, bool, bool, bool]
    kind: HeadingKind | None
    follows: int = 0

    @property
    def stands_out(self) -> bool:
        return any(self.looks)


def mark_headings(pages: Sequence[Page]) -> None:
    """Make headings of the paragraphs that are, where fewer than two are marked up as headings.

    Where more are, only of those that say the number of a chapter that the marked ones lack.
    """
    flow = [page for page in pages if page.linear and page.in_spine]
    if sum(draft.kind == "heading" for page in flow for draft in page.drafts) > 1:
        _mark_lacking_numbers(flow)
        return
    candidates = _candidates(flow)
    chosen = _by_words(candidates) or _by_looks(candidates)
    for candidate in chosen:
        candidate.draft.kind = "heading"
        candidate.draft.level = 1 if candidate.kind == "part" else 2


def _mark_lacking_numbers(flow: Sequence[Page]) -> None:
    """Make headings of "Chapter 3" that stands alone between the headings "Chapter 2" and "Chapter 4"."""
    first = {id(page.drafts[0]) for page in flow if page.drafts}
    alone = {
        id(one.draft): one.words
        for one in _candidates(flow)
        if one.kind == "chapter" and one.follows and (one.stands_out or id(one.draft) in first)
    }
    said = [
        (draft, number)
        for page in flow
        for draft in page.drafts
        if draft.kind == "heading" or id(draft) in alone
        if (number := chapter_number(alone.get(id(draft)) or page.words_of(draft))) is not None
    ]
    marked = [draft for draft, _ in said if draft.kind == "heading"]
    if not marked:
        return
    last, known = 0, {number for draft, number in said if draft.kind == "heading"}
    for draft, number in said:
        if draft.kind != "heading" and number == last + 1 and number not in known:
            draft.kind, draft.level = "heading", marked[0].level
        if draft.kind == "heading":
            last = number


def drop_repeated_titles(pages: Sequence[Page]) -> None:
    """Take out what says a chapter's title a second time, below it or above it."""
    for page in pages:
        gone: list[BlockDraft] = []
        heading: BlockDraft | None = None
        for draft in page.drafts:
            if draft.kind == "scene-break":
                continue
            title = draft.kind == "heading"
            if heading is not None and (title or _stands_out(draft)):
                one, other = page.words_of(heading), page.words_of(draft)
                if len(other) <= 200 and says_the_same(one, other):
                    shorter = draft if len(other) <= len(one) or not title else heading
                    gone.append(shorter)
                    heading = heading if shorter is draft else draft
                    continue
            heading = draft if title else None
        page.take_out(gone, "furniture")


def _stands_out(draft: BlockDraft) -> bool:
    return draft.kind == "paragraph" and (draft.centred or all(run.marks & BOLD for run in draft.runs))


def _candidates(flow: Sequence[Page]) -> list[_HeadingLike]:
    found: list[_HeadingLike] = []
    for page in flow:
        for draft in page.drafts:
            words = page.words_of(draft) if draft.characters() < 4 * _LONGEST else ""
            kind = kind_of(words) if words else None
            short = draft.kind == "paragraph" and not draft.quoted and not draft.in_notes and _could_be(words)
            if short and (kind or not _SENTENCE_END.search(words)):
                found.append(_HeadingLike(draft, words, _looks(page, draft), kind))
            elif found:
                found[-1].follows += draft.characters()
    return found


def _could_be(words: str) -> bool:
    if not words or len(words) > _LONGEST or len(words.split()) > _MOST_WORDS or not any(map(str.isalnum, words)):
        return False
    return not (_QUOTE.match(words) or words[0].islower())


def _looks(page: Page, draft: BlockDraft) -> tuple[bool, bool, bool, bool]:
    """Whether a paragraph is bold, large, in the middle, or called a heading by its class."""
    runs = [run for run in draft.runs if page.text[run.start : run.end].strip()]
    return (
        all(run.marks & BOLD for run in runs),
        all(run.marks & LARGE for run in runs),
        draft.centred,
        bool(_HEADING_CLASS.search(draft.classes)),
    )


def _by_words(candidates: Sequence[_HeadingLike]) -> list[_HeadingLike]:
    """Headings that say so, bare numbers that count, and what looks like these among the rest."""
    named = [
        one
        for one in candidates
        if one.kind in ("part", "chapter") and (one.stands_out or one.follows or one.kind == "part")
    ]
    numbers = [one for one in candidates if one.kind == "number"]
    if not any(one.kind == "chapter" for one in named) and _counts(numbers):
        named += numbers
    if not named:
        return []
    looks = {one.looks for one in named if one.stands_out}
    chosen = {id(one) for one in named}
    # What looks like a chapter's number and stands right behind it is its title.
    chosen.update(id(one) for one in candidates if one.looks in looks and not _SENTENCE_END.search(one.words))
    chosen.update(id(one) for one in candidates if one.kind == "alone")
    return [one for one in candidates if id(one) in chosen]


def _counts(numbers: Sequence[_HeadingLike]) -> bool:
    """Whether bare numbers count 1, 2, 3: those of pages begin elsewhere, and stand in the middle of sentences."""
    values = [number_of(one.words) for one in numbers]
    return (
        len(values) > 1
        and values[0] == 1
        and all(value is not None and value in (at, 1) for at, value in enumerate(values, 1))
    )


def _by_looks(candidates: Sequence[_HeadingLike]) -> list[_HeadingLike]:
    """Headings that only their looks tell: several alike, each with a good deal of text behind it."""
    groups: dict[tuple[bool, bool, bool, bool], list[_HeadingLike]] = defaultdict(list)
    for one in candidates:
        if one.stands_out and not _SENTENCE_END.search(one.words) and number_of(one.words) is None:
            groups[one.looks].append(one)
    best: list[_HeadingLike] = []
    for group in groups.values():
        with_text = [one for one in group if one.follows >= _LEAST_TEXT]
        if (
            len(with_text) >= 2
            and 3 * len(with_text) >= 2 * len(group)
            and len({one.words.casefold() for one in group}) == len(group)
        ) and len(group) > len(best):
            best = group
    return best
