"""Dialogue that a dash opens: what of the paragraph is spoken, and what is the narrator's aside."""

from __future__ import annotations

import re

from manifests.book import Span

_LEAD = re.compile(r"\s*(?:[—–―]|--|- )\s*(?=[^\s\d—–―-])")
_ASIDE_OPENS = re.compile(
    r"(?<=\s)[—–―](?=[^\s—–―])|(?<=[.,!?…])\s+[—–―]\s+(?=[^\W\d_])|(?<=[\w.,!?…])[—–―](?=[^\W\d_])"
)
_ASIDE_CLOSES = re.compile(r"(?<=\S)\s?[—–―](?:[.,;:!?…]+|(?=\s|$))")
_VERBS = (
    "said|asked|replied|answered|cried|exclaimed|whispered|muttered|murmured|returned|added|continued|shouted|remarked"
    "|dit|fit|répondit|demanda|cria|reprit|s’écria|s'écria|murmura|répliqua|ajouta|continua"
    "|dijo|preguntó|respondió|contestó|exclamó|gritó|murmuró|repuso|añadió|replicó"
    "|disse|perguntou|respondeu|exclamou|rispose|chiese|domandò|esclamò|сказал|сказала|спросил|спросила|ответил"
    "|ответила|отвечал|отвечала|крикнул|крикнула|проговорил|прошептал|воскликнул|powiedział|zapytał|odpowiedział"
)
_CUE = re.compile(
    rf"[,!?.…]\s+(?=(?:{_VERBS})(?:-t)?(?:-\w+)?\b)|[,!?.…]\s+(?=(?:\w+\s)?(?:I|he|she|they)\s(?:{_VERBS})\b)"
)
_STOP = re.compile(r"[.!?…](?=\s|$)")


def dash_quotations(text: str) -> list[Span]:
    """The spoken parts of a paragraph that a dash opens, its dashes included; empty where none does."""
    lead = _LEAD.match(text)
    if lead is None:
        return []
    stop = len(text.rstrip())
    position = len(text) - len(text.lstrip())
    asides = _Asides(text, stop)
    spoken: list[Span] = []
    aside = asides.after(lead.end())
    while aside is not None:
        spoken.append((position, aside[0]))
        position = aside[1]
        while position < stop and text[position].isspace():
            position += 1
        aside = asides.after(position) if position < stop else None
    spoken.append((position, stop))
    return [(low, high) for low, high in spoken if text[low:high].strip(" —–―-.,;:!?…")]


class _Asides:
    """The narrator's words inside a paragraph of dash dialogue, in order; each pattern runs over the text once."""

    def __init__(self, text: str, stop: int) -> None:
        self.text = text
        self.stop = stop
        self._dashed = self._none = re.compile(r"").match("")
        self._cue = self._none

    def after(self, begin: int) -> Span | None:
        """The bounds of the next aside from `begin` on; it ends where speech goes on, or with the paragraph."""
        dashed = self._dashed = self._next(_ASIDE_OPENS, self._dashed, begin)
        cue = self._cue = self._next(_CUE, self._cue, begin)
        if dashed is not None and (cue is None or dashed.start() <= cue.end()):
            closes = _ASIDE_CLOSES.search(self.text, dashed.end(), self.stop)
            start = dashed.start()
            while start > begin and self.text[start - 1].isspace():
                start -= 1
            return start, closes.end() if closes is not None else self.stop
        if cue is None:
            return None
        ends = _STOP.search(self.text, cue.end(), self.stop)
        return cue.start() + 1, ends.end() if ends is not None else self.stop

    def _next(self, pattern: re.Pattern[str], found: re.Match[str] | None, begin: int) -> re.Match[str] | None:
        if found is None or (found is not self._none and found.start() >= begin):
            return found
        return pattern.search(self.text, begin, self.stop)
