"""Letters, notes and telegrams that a book quotes paragraph by paragraph: the narrator reads them, nobody speaks them.

What tells one is its head (a salutation that stands alone, a line of place and date before one, or a narrator who
announces it with a colon) and its end (a closing, a signature). A quoted paragraph between the two belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.script.kinds.speech_filter import speech_only
from pipeline.script.quotes.quotations import Quotation

_LONGEST = 40  # paragraphs
_ABOVE = 800  # characters of narration that may announce a letter
_HEAD_LINES = 3  # of place and date before the salutation
_DEAR = r"(?:(?:my|our)\s+)?(?:very\s+)?(?:own\s+)?(?:dear|dearest|beloved|darling)\b"
_MARK = r"[\"“‘'«„_]*"
_SALUTATION = re.compile(
    rf"{_MARK}\s*{_DEAR}(?:\b(?:Mrs?|Messrs|Dr|Prof|Capt|Col|Gen|Rev|Hon|St)\.|[^.!?”\"]){{0,50}}[,:;—–-]+\s*[\"”’'_]*",
    re.IGNORECASE,
)
_OPENS_WITH_SALUTATION = re.compile(rf"{_MARK}\s*{_DEAR}[^.!?”\"]{{0,40}}?[,:;]?(?:--|[—–:,])", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Aug|Sept?|Oct"
    r"|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|1[5-9]\d\d|20\d\d)\b"
)
_CLOSING = re.compile(
    r"(?:(?:^|[.!?,;—–-])\W*|\b(?:am|remain|ever|from|with|as|always|still)\s)(?:yours?|your[’']s)\b[^.!?]{0,30}(?:,|&c|etc|truly|faithfully|sincerely|ever|affectionate)[^.!?]{0,80}[.,_”\"’']*$"
    r"|\bI\s(?:am|remain)\b[^.!?]{0,60}(?:&c|etc)[^!?]{0,20}$|^\W*believe me,\W*$"
    r"|^\W*your?s?\s\w{0,5}\s?affectionate\W*$",
    re.IGNORECASE,
)
_TALK = re.compile(r"\b(?:you|it|they|he|she|we|not|yes|no)\b", re.IGNORECASE)
"""What no signature says: "Yours, you idiot."."""
_NAME = re.compile(r"[\"“‘'_]*\s*[A-Z][A-Z.’'\s]{2,40}[.”\"’'_]*$")
_INITIALS = re.compile(rf"{_MARK}\s*(?:[A-Z]\.\s?){{1,4}}[”\"’'_]*")
_POSTSCRIPT = re.compile(rf"{_MARK}\s*P\.\s?S\.")
_WRITTEN = (
    r"(?:letter|note|telegram|postscript|epistle|missive|despatch|dispatch|cable|memorandum|postcard|wrote|written"
    r"|indited|scrawled|scribbled|pencilled|penned)"
)
_ANNOUNCED = re.compile(
    rf"\b{_WRITTEN}\b[^“”\"]{{0,160}}(?:[:;][\s—–-]*|[—–-]+)$|\b{_WRITTEN}\b[^“”\"]{{0,120}}\bto\s(?:this|that)\seffect[.:]?[—–-]*$"
    rf"|\b{_WRITTEN}\b[^“”\"]{{0,500}}\bas\sfollows\b[^“”\"]{{0,120}}$"
)
_SPEAKS = re.compile(
    r"\b(?:I|he|she|they|[A-Z][\w’']+|(?:his|her|the|my)\s\w+)\s(?:\w+ly\s|then\s|only\s|at\slast\s){0,2}"
    r"(?:said|cried|asked|replied|answered|exclaimed|continued|observed|remarked|whispered|murmured|spoke|repeated)\b"
)
"""Over a letter somebody speaks: what follows is no letter."""
_TOLD_LAST = re.compile(r"\b(?:letter|note|telegram|epistle|missive|wrote)\b[^.!?“”\"]{0,120}\.?$")


def letters(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]]) -> set[int]:
    """The numbers of the paragraphs that are parts of letters."""
    found: set[int] = set()
    number = 0
    while number < len(paragraphs):
        body = _body(paragraphs, quotations, number)
        if body is None:
            if _is_lone_part(paragraphs, quotations, number):
                found.add(number)
            number += 1
            continue
        last = _last(paragraphs, quotations, body)
        if last is not None:
            found.update(range(number, last + 1))
            number = last
        number += 1
    return found


def _is_whole(text: str, row: Sequence[Quotation]) -> bool:
    """Whether a paragraph is one quotation, or two in a row, from its first letter to its last."""
    begins = len(text) - len(text.lstrip(" _*"))
    return 0 < len(row) <= 2 and row[0].start <= begins and row[-1].end >= len(text.rstrip(" _*"))


def _body(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]], number: int) -> int | None:
    """The paragraph with which the letter that begins at `number` opens its body; None where none begins."""
    text = paragraphs[number].strip()
    if not _is_whole(paragraphs[number], quotations[number]):
        return None
    if _SALUTATION.fullmatch(text):
        return number
    if number and _is_announced(paragraphs, quotations, number):
        return number
    place = number
    while place < min(number + _HEAD_LINES, len(paragraphs)) and _is_head_line(paragraphs[place], quotations[place]):
        place += 1
    if place == number or place == len(paragraphs) or not _is_whole(paragraphs[place], quotations[place]):
        return None
    if not any(_DATE.search(paragraphs[each]) for each in range(number, place)):
        return None
    following = paragraphs[place].strip()
    return place if _SALUTATION.fullmatch(following) or _OPENS_WITH_SALUTATION.match(following) else None


def _is_announced(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]], number: int) -> bool:
    """Whether the narration above a paragraph says that a letter follows, or tells of one that is signed below."""
    above = paragraphs[number - 1].rstrip()[-_ABOVE:]
    below = number + 1 < len(paragraphs) and _is_lone_signature(paragraphs, quotations, number + 1)
    announced = _ANNOUNCED.search(above)
    if not ((announced and not _SPEAKS.search(announced.group())) or (below and _TOLD_LAST.search(above))):
        return False
    return not speech_only(paragraphs[number - 1], quotations[number - 1])


def _is_head_line(text: str, row: Sequence[Quotation]) -> bool:
    bare = text.strip(" \n\"“”‘’'_*")
    if _OPENS_WITH_SALUTATION.match(text.strip()):
        return False
    return _is_whole(text, row) and len(bare.split()) <= 8 and bare[-1:] not in "?!…—-" and bare[:1].isalnum()


def _last(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]], body: int) -> int | None:
    """The letter's last paragraph: its signature, else where its quotation closes; None where it is a speech."""
    bare_salutation = _SALUTATION.fullmatch(paragraphs[body].strip()) is not None
    end = body
    closed = not bare_salutation and quotations[body][-1].closed
    for other in range(body + 1, min(body + _LONGEST, len(paragraphs))):
        if not _is_whole(paragraphs[other], quotations[other]):
            break
        if _is_closing(paragraphs[other]):
            return _signatures(paragraphs, quotations, other)
        if not closed or quotations[other][0].continues:
            end = other
            closed = quotations[other][-1].closed
    return None if bare_salutation and end == body else end


def _is_closing(text: str) -> bool:
    bare = text.strip()
    return any((_CLOSING.search(bare), _NAME.match(bare), _INITIALS.fullmatch(bare)))


def _signatures(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]], number: int) -> int:
    """The last of the lines that close a letter, from its first closing on; a postscript belongs to it."""
    last = number
    for other in range(number + 1, min(number + 4, len(paragraphs))):
        text = paragraphs[other].strip()
        quoted = _is_whole(paragraphs[other], quotations[other])
        if not (quoted and (_is_closing(text) or _POSTSCRIPT.match(text))):
            break
        last = other
    return last


def _is_lone_part(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]], number: int) -> bool:
    """Whether a paragraph is a signature, a postscript, or the place above a date that stands without marks."""
    text, row = paragraphs[number].strip(), quotations[number]
    if _POSTSCRIPT.match(text) and _is_whole(paragraphs[number], row):
        return True
    if _is_head_line(paragraphs[number], row) and not row[-1].closed and number + 1 < len(paragraphs):
        below = paragraphs[number + 1].strip()
        if not quotations[number + 1] and len(below.split()) <= 6 and _DATE.search(below):
            return True
    return _is_lone_signature(paragraphs, quotations, number)


def _is_lone_signature(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]], number: int) -> bool:
    text = paragraphs[number].strip()
    if not _is_whole(paragraphs[number], quotations[number]) or len(text.split()) > 7:
        return False
    named = _NAME.match(text) is not None and len(text.split()) > 1
    return named or (_CLOSING.search(text) is not None and not _TALK.search(text))
