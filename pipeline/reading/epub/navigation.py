"""What leads through a file and is no text: links to other chapters, lists of contents, licences, calls."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.reading.epub.block_drafts import BlockDraft, Page
from pipeline.reading.titles import by_title

_WORDS = frozenset(
    str.split("""
    previous prev next back forward forwards return home up top begin beginning start first last go to the of a
    chapter chapters chap page section part contents content table toc index cover menu main jump skip continue
    read on in book volume more zurück weiter vorheriges vorherige voriges nächstes nächste kapitel inhalt
    inhaltsverzeichnis nach oben zum zur seite anfang précédent précédente suivant suivante sommaire retour
    table des matières chapitre haut de page accueil anterior siguiente índice capítulo inicio arriba volver al
    la tabla contenidos próximo seguinte sumário voltar topo início precedente successivo indice capitolo torna
    su vorige volgende inhoud hoofdstuk terug omhoog назад вперёд вперед далее содержание оглавление глава
    предыдущая следующая наверх 上一章 下一章 上一页 下一页 目录 返回 返回目录 首页
    前へ 次へ 目次 前の話 次の話 最後へ 最初へ
    """)
)
_TELLING = frozenset(
    str.split("""
    previous prev next back forward return top contents toc index home up zurück weiter vorheriges nächstes
    inhalt oben inhaltsverzeichnis précédent suivant sommaire retour anterior siguiente índice inicio volver
    próximo voltar precedente successivo indice vorige volgende inhoud terug назад вперёд далее содержание
    оглавление 上一章 下一章 目录 返回 返回目录 前へ 次へ 目次
    """)
)
_TOKEN = re.compile(r"[^\W\d_]+")
_NUMERALS = re.compile(r"\b(?:\d+|[ivxlc]+)\b|[\W_]", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)
_START = re.compile(r"\W*start of (?:this |the )?project gutenberg", re.IGNORECASE)
_END = re.compile(r"\W*end of (?:this |the )?project gutenberg", re.IGNORECASE)
_PRODUCER = re.compile(
    r"\W*(?:e-?text )?(?:produced|prepared|transcribed|"
    r"this e-?(?:book|text) was (?:produced|prepared)|e-?text prepared) by\b",
    re.I,
)
_TRANSCRIBER = re.compile(r"\[\s*(?:transcriber|transcription|transcriptor|transkript)[^\[\]]*\]\.?", re.IGNORECASE)
_POINTER = re.compile(
    r"see the end of the (?:chapter|work|story) for(?: (?:more |other )?(?:notes|works)[\w ]{0,60})?\.?", re.IGNORECASE
)
_EXTERNAL = ("http:", "https:", "mailto:", "www.")
_FIRST, _LAST = 3, 5
_FEWEST_ENTRIES = 3
_HEAD_SIZE, _TAIL_SIZE = 40_000, 60_000


def clear_navigation(pages: Sequence[Page]) -> None:
    """Take out of the pages what leads through the file, and the terms that a library puts around a text."""
    _clear_library(pages)
    known = {page.href.rpartition("/")[2] for page in pages}
    unlinked = Counter(
        words for page in pages for words in {page.words_of(d).casefold() for d in _edges(page)} if _navigates(words)
    )
    for page in pages:
        listed = _contents_lists(page)
        edges = {id(draft) for draft in _edges(page)}
        gone = [d for d in page.drafts if id(d) in listed or _is_navigation(page, d, edges, unlinked, known)]
        page.take_out(gone, "furniture")


def _edges(page: Page) -> list[BlockDraft]:
    """The drafts that a page begins and ends with; its headings and breaks do not count."""
    drafts = [draft for draft in page.drafts if draft.kind not in ("heading", "scene-break")]
    return drafts if len(drafts) <= _FIRST + _LAST else [*drafts[:_FIRST], *drafts[-_LAST:]]


def _navigates(words: str) -> bool:
    """Whether words are those of navigation and nothing else."""
    tokens = [token.casefold() for token in _TOKEN.findall(words[:100])]
    return 0 < len(tokens) <= 10 and set(tokens) <= _WORDS and not _TELLING.isdisjoint(tokens)


def _is_navigation(page: Page, draft: BlockDraft, edges: set[int], unlinked: Counter[str], known: set[str]) -> bool:
    if draft.kind not in ("paragraph", "verse") or draft.in_notes:
        return False
    words = page.words_of(draft)
    if _TRANSCRIBER.fullmatch(words):
        return True
    if not words or len(words) > 120:
        return False
    if _POINTER.fullmatch(words):
        return True
    if id(draft) in edges and unlinked[words.casefold()] > 1:
        return True
    if not _is_all_link(draft, words):
        return id(draft) in edges and bool(_URL.match(words))
    if _navigates(words) or not any(map(str.isalnum, words)):
        return True
    if id(draft) not in edges or not draft.targets:
        return False
    outside = all(target.lower().startswith(_EXTERNAL) for target in draft.targets)
    elsewhere = all(
        (name := target.partition("#")[0]) and name != page.href and name.rpartition("/")[2] in known
        for target in draft.targets
    )
    return outside or (elsewhere and len(words) <= 60)


def _is_all_link(draft: BlockDraft, words: str) -> bool:
    letters = sum(map(str.isalnum, words))
    return draft.linked > 0 and (
        draft.linked >= 0.9 * len(words.replace(" ", "")) or draft.linked >= letters > 0 or not letters
    )


def _contents_lists(page: Page) -> set[int]:
    """The drafts of lists of contents inside a page that holds other text, with the titles of those lists."""
    found: set[int] = set()
    size = 0
    for first, group in _groups(page):
        before = page.drafts[first - 1] if first else None
        titled = before is not None and by_title(page.words_of(before)) in ("contents", "illustrations")
        targets = {target for draft in group for target in draft.targets}
        if len(group) >= (2 if titled else _FEWEST_ENTRIES) and len(targets) >= len(group) - 1:
            whole = [before, *group] if titled and before is not None else group
            found.update(map(id, whole))
            size += sum(draft.characters() for draft in whole)
    everything = sum(draft.characters() for draft in page.drafts)
    return found if everything - size > 500 or everything > 2 * size else set()


def _groups(page: Page) -> Iterator[tuple[int, list[BlockDraft]]]:
    """Neighbouring drafts that are links, but for numbers, and the place of the first."""
    first, group = 0, list[BlockDraft]()
    for at, draft in enumerate(page.drafts):
        bare = ""
        if is_entry := draft.kind == "paragraph" and bool(draft.targets) and not draft.in_notes:
            bare = _NUMERALS.sub("", page.words_of(draft))
        if is_entry and draft.linked >= 0.9 * len(bare):
            first = first if group else at
            group.append(draft)
        elif draft.kind != "scene-break":
            if group:
                yield first, group
            group = []
    if group:
        yield first, group


def _clear_library(pages: Sequence[Page]) -> None:
    """The header and the terms of Project Gutenberg, where no markup sets them apart."""
    drafts = [(page, draft) for page in pages if page.linear and page.in_spine for draft in page.drafts]
    texts = [page.words_of(draft)[:200] if draft.characters() < 400 else "" for page, draft in drafts]
    start = next((at for at, text in enumerate(texts) if _START.match(text)), -1)
    gone: list[tuple[Page, BlockDraft]] = []
    if start >= 0 and sum(draft.characters() for _, draft in drafts[:start]) < _HEAD_SIZE:
        last = start
        while last + 1 < len(drafts) and last < start + 3 and _PRODUCER.match(texts[last + 1]):
            last += 1
        gone += drafts[: last + 1]
    end = next((at for at, text in enumerate(texts) if at > start and _END.match(text)), len(drafts))
    if sum(draft.characters() for _, draft in drafts[end:]) < _TAIL_SIZE:
        gone += drafts[end:]
    for page in {page.document: page for page, _ in gone}.values():
        page.take_out((draft for other, draft in gone if other is page), "furniture")
