"""Spoken credits: who wrote and who narrates, before the first chapter; that it has ended, after the last.

    Script + templates ──▶ chapter 0 "Opening Credits" + the chapters + chapter last+1 "Closing Credits"

A template is text with placeholders: {title} {subtitle} {authors} {translators} {narrators} {publisher} {year}. Each of
its lines is a line of the script; a line of which some placeholder has nothing to say is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from manifests.book import Matter, Metadata
from manifests.errors import InputError
from manifests.script import Line, Script, ScriptChapter
from pipeline.script.credits.credit_words import WORDS, CreditWords, credit_language, same_language

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_ENDED = re.compile(r"[.!?…。！？．][\"'”’»」』）)]*\Z")
_AI_VOICE = WORDS["en"].ai_voice.strip()


def add_credits(
    script: Script,
    *,
    narrators: Sequence[str],
    opening: str | None = None,
    closing: str | None = None,
    disclosure: bool = False,
) -> Script:
    """`script` with opening and closing credits as generated lines of the narrator in chapters of their own.

    `narrators` are names; each is told to be an AI voice where it does not say so. A template that is None is the one
    of the book's language; an empty one means no such credits. `disclosure` adds a sentence to the opening that says
    that the voice is synthetic. Credits that the script has already stay as they are. Raises InputError for a
    placeholder that does not exist.
    """
    writer = _Writer.of(script.metadata, narrators)
    words = writer.words
    beginning = list(writer.sentences(words.opening if opening is None else opening, own=opening is None))
    if disclosure and opening != "":
        beginning.append((words.disclosure, writer.foreign))
    end = list(writer.sentences(words.closing if closing is None else closing, own=closing is None))
    last = max((chapter.number for chapter in script.chapters), default=0)
    # Lines keep the chapter's number that they were read with, which may be beyond the last one.
    last_id = max((int(line.id.partition("-")[0]) for line in script.lines), default=0)
    chapters, lines = list(script.chapters), list(script.lines)
    matters = {chapter.matter for chapter in chapters}
    if beginning and "opening credits" not in matters:
        chapters.insert(0, _chapter(0, words.opening_title, "opening credits"))
        lines[:0] = _lines(0, beginning)
    if end and "closing credits" not in matters:
        chapters.append(_chapter(last + 1, words.closing_title, "closing credits"))
        lines += _lines(last + 1, end, named=max(last, last_id) + 1)
    return script.model_copy(update={"chapters": tuple(chapters), "lines": tuple(lines)})


@dataclass(frozen=True, slots=True)
class _Writer:
    """Fills templates for one book. `foreign` is the language of our own words where it is not the book's."""

    words: CreditWords
    foreign: str | None
    values: dict[str, str]

    @classmethod
    def of(cls, metadata: Metadata, narrators: Sequence[str]) -> _Writer:
        language = credit_language(metadata.language)
        foreign = None if same_language(metadata.language, language) else language
        words = WORDS[language]
        return cls(words, foreign, _values(metadata, narrators, words))

    def sentences(self, template: str, *, own: bool) -> Iterator[tuple[str, str | None]]:
        """What a template says, a sentence at a time, each with its language where that is not the book's.

        In a book of another language, our own words are English; a line of names alone stays the book's.
        """
        for row in template.splitlines():
            named = _PLACEHOLDER.findall(row)
            for name in named:
                if name not in self.values:
                    known = " ".join(f"{{{known}}}" for known in self.values)
                    raise InputError(f"there is no {{{name}}}", path="credits", remedy=f"Known here: {known}.")
            if not row.strip() or not all(self.values[name] for name in named):
                continue
            text = " ".join(_PLACEHOLDER.sub(lambda match: self.values[match[1]], row).split())
            only_names = not re.search(r"\w", _PLACEHOLDER.sub("", row))
            ended = text if _ENDED.search(text) else text + self.words.full_stop
            yield ended, self.foreign if own and not only_names else None


def _values(metadata: Metadata, narrators: Sequence[str], words: CreditWords) -> dict[str, str]:
    """What the placeholders stand for; empty where the book does not say."""
    translators = [creator.name for creator in metadata.creators if creator.role == "trl"]
    shown = dict.fromkeys(name.removesuffix(_AI_VOICE).strip() for name in narrators if name.strip())
    return {
        "title": metadata.title.strip().removeprefix("《").removesuffix("》"),
        "subtitle": (metadata.subtitle or "").strip(),
        "authors": _joined(metadata.authors, words),
        "translators": _joined(translators, words),
        "narrators": _joined([name + words.ai_voice for name in shown], words),
        "publisher": (metadata.publisher or "").strip(),
        "year": (metadata.published or "")[:4].lstrip("0"),
    }


def _joined(names: Sequence[str], words: CreditWords) -> str:
    """Names as they are said: `A`, `A and B`, `A, B and C`."""
    names = [name.strip() for name in names if name.strip()]
    if len(names) < 2:
        return "".join(names)
    return words.between.join(names[:-1]) + words.before_last + names[-1]


def _chapter(number: int, title: str, matter: Matter) -> ScriptChapter:
    return ScriptChapter(number=number, title=title, matter=matter)


def _lines(chapter: int, sentences: Sequence[tuple[str, str | None]], *, named: int = 0) -> list[Line]:
    """Generated lines, a paragraph each; the last one ends the chapter. Their ids begin with the number `named`."""
    return [
        Line(
            id=f"{named:03}-{number:04}",
            chapter=chapter,
            paragraph=number - 1,
            kind="credit",
            text=text,
            origin="generated",
            language=language,
            ends="chapter" if number == len(sentences) else "paragraph",
        )
        for number, (text, language) in enumerate(sentences, 1)
    ]
