"""The language of a book and of its passages: what was declared, checked against the words that stand there.

Declarations are wrong where a program wrote them (Word marks German as EN-US) and absent where nobody did. A person's
word (`--language`) is never doubted; a declaration is kept where the words fit it or are too few to tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from manifests.book import Block, Book, joined
from pipeline.language.codes import language_tag
from pipeline.language.detection import akin, can_tell, detected, likelihood, script_language
from pipeline.language.tokenizers import primary

_TELLS_A_PASSAGE = 25
_DOUBTS_A_BOOK = 150
"""Letters that a passage, or a book whose declaration is doubted, must have."""

_SAMPLES = 5
_SAMPLE_LETTERS = 1_500
_SURE = 0.9
_LIKELY = 0.5
_UNLIKELY = 0.02


def with_languages(book: Book, chosen: str | None = None) -> Book:
    """`book` with a language for the whole and for each passage in another one, as tags, and a warning for each change.

    `chosen` is what a person said: it overrules everything that the book declares.
    """
    if chosen is not None:
        return _with(book, chosen, {}, [], forget=True)
    declared = language_tag(book.metadata.language)
    samples = _samples(book)
    language, warning = _of_book(book.metadata.language, declared, samples)
    wrong = _wrongly_declared(book, language)
    warnings = [warning] if warning else []
    warnings += [
        f"passages declared as {tag} are in {language}, by their words; the declaration is passed over"
        for tag in sorted(wrong)
    ]
    return _with(book, language, wrong, warnings)


def _of_book(written: str, declared: str | None, samples: list[str]) -> tuple[str, str | None]:
    """The language of a book and what to say about it."""
    votes: Counter[str] = Counter()
    for sample in samples:
        guess = detected(sample)
        if guess.sureness >= (_SURE if declared else _LIKELY):
            votes[guess.language] += 1
    found = votes.most_common(1)[0] if votes else None
    overrule = "; --language says another"
    if declared is None:
        language = found[0] if found else script_language(" ".join(samples))
        if written.strip() and written != "und":
            return language, f"the book's language {written!r} is none that we know; it is read as {language}{overrule}"
        plain = not samples or language == script_language(" ".join(samples))
        return (
            language,
            None if plain else f"the book names no language; by its words it is read as {language}{overrule}",
        )
    code = primary(declared)
    letters = sum(sum(map(str.isalpha, sample)) for sample in samples)
    if found is None or letters < _DOUBTS_A_BOOK or found[1] * 3 < len(samples) * 2 or akin(found[0], code):
        return declared, None
    if not _other_script(samples, code) and max(likelihood(sample, code) for sample in samples) > _UNLIKELY:
        return declared, None
    return found[
        0
    ], f"the book is declared as {written} but its words are {found[0]}; it is read as {found[0]}{overrule}"


def _other_script(samples: list[str], code: str) -> bool:
    """Whether a text is in letters that the declared language is not written in (transliterations are rare)."""
    written = script_language(" ".join(samples))
    return not can_tell(code) and written != "en" and written != code


def _samples(book: Book) -> list[str]:
    """Prose from all parts of the book: its beginning alone may be a title page in another language."""
    texts = [text for block in _blocks(book) if (text := _text(book, block)) and block.kind != "heading"]
    texts = texts or [text for block in _blocks(book) if (text := _text(book, block))]
    step = max(1, len(texts) // _SAMPLES)
    samples: list[str] = []
    for start in range(0, len(texts), step):
        gathered = ""
        for text in texts[start : start + step]:
            gathered += f"{text} "
            if len(gathered) >= _SAMPLE_LETTERS:
                break
        if any(map(str.isalpha, gathered)):
            samples.append(gathered)
    return samples[:_SAMPLES] if len(texts) >= _SAMPLES else [" ".join(samples)] if samples else []


def _blocks(book: Book) -> Iterator[Block]:
    for chapter in book.chapters:
        if chapter.spoken:
            yield from chapter.blocks


def _text(book: Book, block: Block) -> str:
    text = book.documents[block.document].text if block.rows else ""
    return " ".join(joined(text, row) for row in block.rows)


def _wrongly_declared(book: Book, language: str) -> dict[str, str]:
    """The declarations (as written) whose passages are mostly in the book's own language."""
    fits: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for block in _blocks(book):
        tag = language_tag(block.language) if block.language else None
        if tag is None or primary(tag) == primary(language) or block.language is None:
            continue
        text = _text(book, block)
        letters = sum(map(str.isalpha, text))
        if letters < _TELLS_A_PASSAGE:
            continue
        fits[block.language][_fits_book(text, tag, language)] += letters
    return {written: language for written, (own, books) in fits.items() if books > own}


def _fits_book(text: str, tag: str, language: str) -> bool:
    guess = detected(text)
    return guess.language == primary(language) and guess.sureness >= _LIKELY and not akin(primary(tag), guess.language)


def _with(book: Book, language: str, wrong: dict[str, str], warnings: list[str], *, forget: bool = False) -> Book:
    def passage(block: Block) -> Block:
        if block.language is None:
            return block
        tag = None if forget or block.language in wrong else language_tag(block.language)
        if tag is not None and primary(tag) == primary(language):
            tag = None
        return block if tag == block.language else block.model_copy(update={"language": tag})

    chapters = tuple(
        chapter.model_copy(update={"blocks": tuple(passage(block) for block in chapter.blocks)})
        for chapter in book.chapters
    )
    metadata = book.metadata.model_copy(update={"language": language})
    return book.model_copy(update={"chapters": chapters, "metadata": metadata, "warnings": (*book.warnings, *warnings)})
