"""Quotations inside a paragraph that were written and not said: the narrator reads them, nobody speaks them.

    "It rains here," she wrote to him, "and nobody calls."     a verb of writing at its side
    There was a telegram: "All lost. Come."                    what is written is named and announced
    "Come at once," this letter ran, "or do not come."         a letter cannot talk
    She wrote to her aunt.  /  "You know," she added, "…"      what was told before, or what is told after

What somebody reads aloud to others is speech, and so is what is said over a letter: verbs of saying take precedence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.script.lexicon.verbs import any_of, forms
from pipeline.script.lexicon.word_lists import SPEECH_VERBS
from pipeline.script.quotes.quotations import Quotation

_NEAR = 320  # characters of narration that are looked at, before and after
_PAPER = (
    r"(?:letter|note(?!s?\sof\b)|telegram|cablegram|post-?card|missive|epistle|despatch|dispatch|memorandum|document|notice"
    r"|placard|advertisement|inscription|signboard|postscript)s?"
)
_PEN = (
    r"(?:wrote|writes|written|scribbled|scrawled|pencilled|penned|inscribed|engraved|superscribed|jotted|underlined"
    r"|crossed\sout|telegraphed|wired|cabled)"
)
_ONE = r"(?:an?|the|this|that|his|her|my|their|our|its|another|[A-Z][\w.]*[’']s)"
_NAME = r"(?!(?:He|She|They|We|It|The|This|That|His|Her|My|Then|And|But|So)\b)[A-Z][\w.’'-]*"
_WHO = rf"(?:I|he|she|they|we|{_NAME}(?:\s[A-Z][\w.’'-]*){{0,2}}|{_ONE}\s(?:[\w’'-]+\s)?[\w’'-]+)"
_TELLS = r"(?:ran|runs|read|reads|said|says|stated|began|begins|continued|concluded|ended|went\son)"
_END = r"(?=\s*(?:[,.;:—–-]|$))"
_SAME = r"[^.!?“”\"]"  # of the same sentence
_CLAUSE = r"[^.!?;,:“”\"]"
_LEADS_IN = r"[,:]?[\s—–-]*$"

_VERBS = any_of(SPEECH_VERBS - forms("write", "past", "third"))
_TALKS = re.compile(rf"\b(?:{_VERBS}|saying|asking|aloud|voice|tone|made|gave|speech|remark|conversation)\b")
_TURNS = re.compile(r"\b(?:and|but|then|when|who|he|she|they)\b")
"""Words with which another clause begins: what is told in it comes after the writing."""
_WHILE = re.compile(
    r"\b(?:as|while|whilst|when|after|before|until|since|if|that|which)\s(?:[\w’'-]+\s){0,3}$", re.IGNORECASE
)

_PEN_AFTER = re.compile(
    rf"[\s,—–-]*(?:{_WHO}\s(?:(?:had|has|then|also|soon|once|again|\w+ly)\s){{0,2}}{_PEN}(?:{_END}|(?=\s(?:to|back|again"
    r"|home|from|in|on|at|across|under|upon|beneath|below|later|once|one\s\w+day|the\s(?:next|same)|an?\s(?:few\s)?\w+\slater)\b))"
    rf"|{_PEN}\s{_WHO}\b|(?:is|was|were)\s(?:\w+ly\s)?(?:{_PEN}|painted|printed|carved|traced)\b)"
)
_PAPER_AFTER = re.compile(
    rf"[\s,—–-]*(?:{_ONE}\s(?:\w+\s)?{_PAPER}\s{_TELLS}|{_TELLS}\s{_ONE}\s(?:\w+\s)?{_PAPER}){_END}"
)
_PEN_BEFORE = re.compile(rf"\b{_PEN}\b(?P<rest>{_CLAUSE}{{0,80}}(?:,{_CLAUSE}{{1,50}}){{0,2}}){_LEADS_IN}")
_ANNOUNCED = (
    re.compile(
        rf"(?:^|[.!?;:,”\"—–-]|\b(?:and|but|that|where|while))\s*(?i:{_ONE})\s(?:\w+\s)?{_PAPER}"
        rf"\s(?:(?:which|only|also|simply|then|\w+ly)\s)?{_TELLS}{_LEADS_IN}"
    ),
    re.compile(
        rf"\b(?:addressed|directed)\s(?:it|them|this|the\s{_PAPER}|the\s(?:envelope|packet|parcel))\sto\s*$"
        r"|\b(?:was|were|is|ran|couched|conceived|expressed)\sin\sthese\swords[.:,]?[\s—–-]*$"
    ),
)
"""Before a quotation: the paper that says so is the subject, or somebody addresses it."""
_CONTAINS = (
    re.compile(
        rf"\b{_PAPER}\b(?P<rest>{_SAME}{{0,240}}\b(?:contain(?:ed|s|ing)|following|as\sfollows|of\sthe\swords?"
        rf"|(?:this|that)\seffect)\b{_SAME}{{0,60}}){_LEADS_IN}"
    ),
    re.compile(
        rf"\b(?:bore|bears|bearing|headed|inscribed|painted|printed|engraved|carved)\b(?P<rest>{_SAME}{{0,60}})"
        rf"\b(?:words?|inscription|legend|motto|title|name){_LEADS_IN}"
    ),
    re.compile(
        r"\b(?:[Tt]ook|[Tt]aking|[Ss]eized|[Ss]eizing|picked|[Pp]icking|dipped|[Dd]ipping)\b"
        rf"{_SAME}{{0,40}}\b(?:pen|pencil|sheet\sof\spaper|writing-\w+)\b(?P<rest>{_SAME}{{0,60}})"
        rf"\b(?:added|began|continued){_LEADS_IN}"
    ),
)
"""Before a quotation: `rest` is between a paper or a pen and what it says, and no verb of saying may stand in it."""
_CAME = re.compile(
    rf"\b(?:was|were|came|arrived|{_PEN}|sent|received|got)\s(?:an?|this|another|his|her)\s(?:\w+\s){{0,2}}{_PAPER}\b"
    rf"(?P<rest>{_SAME}{{0,60}}):[\s—–-]*$"
)
_MESSAGES = re.compile(
    rf"\b(?:{any_of(forms('message', 'past', 'third', 'participle') - {'posted', 'posts', 'posting'})}"
    r"|chat|chats|inbox|emojis?|smartphone|(?:his|her|my|their|the|[A-Z]\w+[’']s)\s(?:phone|mobile|cell)|group\schat)\b"
)
_CHAT = 3  # paragraphs around a message in which something tells that it is one of a chat
_DEAR = re.compile(r"\W{1,3}(?:My\s)?Dear(?:est)?\s[A-Z]")
_BEGINS_WRITING = re.compile(
    rf"\b(?:ink|pen|pencil|writing|note-?paper|sheet\sof\spaper)\b[^“”\"]{{0,200}}\b(?:began|begins){_LEADS_IN}"
)

_GOES_ON = re.compile(
    rf"[\s,—–-]*(?:(?:he|she|I|{_NAME})\s(?P<verb>added|continued|began|went\son|concluded|proceeded)\b"
    r"|(?:added|continued)\s(?:he|she|I)\b|were\s(?:his|her|the|my)\s(?:own\s)?words\b)"
)
_TOLD = re.compile(rf"\b(?:{_PEN}|writing|pen|{_PAPER})\b")
_TOLD_LAST = re.compile(
    rf"\b(?:wrote\b{_SAME}*\b(?:{_PAPER}|to\s(?:his|her|my|[A-Z])|back|again)\b"
    rf"|(?:purport|contents?|tenor|substance)\sof\s{_ONE}\s(?:\w+\s)?{_PAPER}\b){_SAME}*\.?\s*$"
)
_TOLD_AFTER = re.compile(
    rf"\s*(?:{_SAME}{{0,90}}\b(?:(?:[Tt]his|[Tt]hese)\s(?:\w+\s)?{_PAPER}\b|(?:care(?:d|\snot)?\sfor|thanked\s\w+\sfor|folded|sealed"
    rf"|signed|posted|finished|answered|destroyed|tore\sup)\s(?:up\s)?(?:the|his|her|my)\s(?:\w+\s)?{_PAPER}\b)"
    r"|(?:He|She|I)\swrote\sagain\b|(?:But\s|Then\s)?(?:[Hh]e|[Ss]he|I)\scrossed\sout\b)"
)
_SIGNED = re.compile(
    r"[.!?,—–-]\s*(?:ever\s)?your[’']?s?,?\s(?:&c|etc|(?:very|most)\s\w+|faithfully|sincerely|affectionately|respectfully)"
    r"[\w\s.,&]{0,40}[\s.,_”\"’']*$",
    re.IGNORECASE,
)
_INTERRUPTS = re.compile(r"[^.!?]{1,120}[.]?\s*")
_THEN = re.compile(r"\s*(?:and\s)?(?:then|later|again|further\son)[,:]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sides:
    """The narration beside a quotation: in its paragraph, and where there is none, in the paragraphs around it."""

    before: str
    after: str
    above: str
    below: str
    later: bool
    """Whether another quotation stands before it in its paragraph."""


def written(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]]) -> list[set[int]]:
    """Where the written quotations of each paragraph begin."""
    found: list[set[int]] = []
    open_letter = False
    for number, (text, row) in enumerate(zip(paragraphs, quotations, strict=True)):
        above = paragraphs[number - 1][-_NEAR:] if number and not quotations[number - 1] else ""
        below = _below(paragraphs, quotations, number) if row else ""
        chat = bool(row) and _is_chat(paragraphs, number)
        flags = [open_letter and each.continues for each in row]
        for index, quotation in enumerate(row):
            sides = _sides(text, row, index, above, below)
            goes_on = index > 0 and flags[index - 1] and _interrupts(sides.before)
            flags[index] = flags[index] or goes_on or (not chat and _is_written(text, quotation, sides))
        for index in range(len(row) - 1, 0, -1):
            if flags[index] and _SIGNED.search(text, max(row[index].end - _NEAR, row[index].start), row[index].end):
                flags[index - 1] = flags[index - 1] or _interrupts(text[row[index - 1].end : row[index].start])
        open_letter = bool(row) and flags[-1] and not row[-1].closed
        found.append({each.start for each, flag in zip(row, flags, strict=True) if flag})
    return found


def _is_chat(paragraphs: Sequence[str], number: int) -> bool:
    """Whether people write to each other in turns, at once, as they would talk: each message is its writer's."""
    around = paragraphs[max(0, number - _CHAT) : number + _CHAT + 1]
    return any(_MESSAGES.search(each[:_NEAR]) is not None for each in around)


def _below(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]], number: int) -> str:
    """What is told right after a paragraph's last quotation, up to the next one."""
    rest = paragraphs[number][quotations[number][-1].end :][:_NEAR]
    if rest.strip(" \n_*") or number + 1 == len(paragraphs):
        return rest
    following = quotations[number + 1]
    return paragraphs[number + 1][: following[0].start if following else _NEAR][:_NEAR]


def _sides(text: str, row: Sequence[Quotation], index: int, above: str, below: str) -> _Sides:
    quotation = row[index]
    before = text[max(row[index - 1].end if index else 0, quotation.start - _NEAR) : quotation.start]
    last = index + 1 == len(row)
    after = text[quotation.end : min(len(text) if last else row[index + 1].start, quotation.end + _NEAR)]
    first = index == 0 and not before.strip(" \n_*")
    return _Sides(before, after, above if first else "", below if last or _GOES_ON.match(after) else "", index > 0)


def _interrupts(between: str) -> bool:
    """Whether what stands between two quotations only says who writes, so that the second one carries on."""
    if _THEN.fullmatch(between):
        return True
    cue = _PEN_AFTER.match(between) or _PAPER_AFTER.match(between) or _GOES_ON.match(between)
    return cue is not None and _INTERRUPTS.fullmatch(between) is not None


def _is_written(text: str, quotation: Quotation, sides: _Sides) -> bool:
    inside = text[quotation.start : quotation.end].strip("“”\"‘’'_*\n ")
    if _SIGNED.search(text, max(quotation.end - _NEAR, quotation.start), quotation.end):
        return True
    # After a full stop a name begins a sentence of its own: "Yes." Kestrel wrote to her at once.
    if not (inside.endswith(".") and sides.after.lstrip()[:1].isupper()):
        after = _PEN_AFTER.match(sides.after)
        if (after and not _TALKS.search(after[0])) or _PAPER_AFTER.match(sides.after):
            return True
    if _DEAR.match(text, quotation.start) and _BEGINS_WRITING.search(sides.before):
        return True
    # What begins in small letters carries on the quotation before it, and is what that one is.
    carries_on = sides.later and inside[:1].islower()
    return not carries_on and (_is_announced(sides.before) or _is_told(sides))


def _is_announced(before: str) -> bool:
    """Whether the words that lead up to a quotation say that it is written."""
    for pen in _PEN_BEFORE.finditer(before):
        silent = not (_TALKS.search(pen["rest"]) or _TURNS.search(pen["rest"]))
        if silent and not _WHILE.search(before[: pen.start()]):
            return True
    if any(pattern.search(before) for pattern in _ANNOUNCED):
        return True
    if any((paper := pattern.search(before)) and not _TALKS.search(paper["rest"]) for pattern in _CONTAINS):
        return True
    came = _CAME.search(before)
    return came is not None and not (_TALKS.search(came["rest"]) or _TURNS.search(came["rest"]))


def _is_told(sides: _Sides) -> bool:
    """Whether what is told around a quotation is of a letter, and nothing beside it says that someone talks."""
    told_after = _TOLD_AFTER.match(sides.below or sides.after)
    if goes_on := _GOES_ON.match(sides.after):
        before = sides.above or sides.before
        if told_after and _TOLD.search(before):
            return True
        return goes_on["verb"] != "began" and _TOLD_LAST.search(before) is not None
    if not sides.before.rstrip().endswith((".", ":")) or _TALKS.search(sides.after[:60]):
        return False
    return bool(told_after and _TOLD.search(sides.before) and not _TALKS.search(sides.before[-80:]))
