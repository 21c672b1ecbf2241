"""The narrator's asides inside a speech: what stands between parentheses there and is no word of the speaker's.

    "It is a sort of prologue to the play (smiling at Ann), and will soon be followed by prose."

The speaker does not say "smiling at Ann": the narrator reads it. A parenthesis of the speaker's own stays speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.script.lexicon.word_lists import words
from pipeline.script.quotes.quotations import Quotation

_PARENTHESIS = re.compile(r"[(\[]([^()\[\]“”\"]{1,240})[)\]]")

_SAYS = re.compile(r"[^\W_]")
_NEXT = re.compile(r"[\s,;.:]*(?P<next>[^\s,;.:][^\w]*[^\W_]|[^\W_])")
"""What is said after an aside."""

_NO_ACTS = words(
    """
    being having nothing something anything everything including excluding excepting barring considering according
    regarding concerning respecting judging supposing assuming seeing granting providing meaning notwithstanding
    morning evening
    during saving counting saying thinking knowing owing king thing spring bearing allowing remembering believing
    hoping wishing wanting talking making wedding building
    """
)
"""Words in -ing that are no participles, or with which a speaker's own parenthesis begins ("considering the hour")."""

_SHOWN = (
    r"(?:smiles?|sighs?|looks?|laugh(?:ter)?|bows?|curtse?y|tears?|blush(?:es)?|glances?|nods?|shrugs?|tones?|voices?"
    r"|whispers?|undertone|emphasis|accents?|gestures?|frowns?|sobs?|kiss(?:es)?|pauses?|silence|hesitation|gravity|solemnity"
    r"|animation|warmth|eyes|hands?|air|manner|breath|start|shudder|cough|yawn|grin|wink|sneer|effort|earnestness|energy)\b"
)
_ACTS = (
    r"(?:pointed|smiled|laughed|nodded|bowed|sighed|blushed|paused|looked|glanced|turned|shook|raised|drew|took|put|laid"
    r"|stopped|rose|sat|stood|leaned|leant|stepped|moved|walked|kissed|pressed|patted|stroked|rubbed|wiped|touched|held"
    r"|showed|indicated|waved|winked|shrugged|coughed|frowned|hesitated|coloured|lowered|lifted|dropped|opened|shut"
    r"|closed|handed|gave|read|whispered|spoke"
    r"|(?:was|were) (?:\w+ly )?(?:standing|sitting|walking|looking|passing|leaning|lying|kneeling))\b"
)
_ASIDE = re.compile(
    "|".join(
        (
            r"(?!\w+ly speaking\b)(?:[A-Za-z]+ly,? (?:and [a-z]+ly )?)?(?P<participle>[A-Za-z][a-z]*ing)\b",
            rf"(?:here |still |half )?(?:[Ww]ith|[Ii]n|[Aa]fter|[Aa]t) (?:[\w’'-]+ ){{1,4}}?{_SHOWN}",
            rf"(?:here )?(?:[Aa]n?|[Oo]ne|[Aa]nother) (?:[\w’'-]+ ){{0,2}}?{_SHOWN}",
            rf"(?:and |here |for )?(?:[Hh]e|[Ss]he|[Tt]hey) (?:\w+ly )?{_ACTS}",
            r"(?:[Ss]aid|cried|added|replied|continued|exclaimed|whispered|murmured|[Aa]side|sotto voce)\b",
            r"(?:sighs|smiles|laughs|nods|bows)\b",
            r"[Tt]o (?:[A-Z][\w’'.-]*|(?:the|his|her|their) [a-z]+)(?: [A-Z][\w’'.-]*)*[,.;:]?$",
        )
    )
)


def is_aside(inside: str) -> bool:
    """Whether what a parenthesis holds is the narrator's: what the speaker does, how it is said, or to whom."""
    match = _ASIDE.match(inside.strip())
    return match is not None and (match["participle"] or "").lower() not in _NO_ACTS


def without_asides(text: str, quotation: Quotation) -> Iterator[Quotation]:
    """The parts of a quotation, cut where the narrator breaks in between parentheses."""
    begin, continues = quotation.start, quotation.continues
    for match in _PARENTHESIS.finditer(text, quotation.start, quotation.end):
        goes_on = _NEXT.match(text, match.end(), quotation.end)
        if goes_on is None or not is_aside(match[1]) or not _SAYS.search(text, begin, match.start()):
            continue
        end = begin + len(text[begin : match.start()].rstrip())
        yield _part(quotation, begin, end, continues=continues, closed=False)
        begin, continues = goes_on.start("next"), False
    yield _part(quotation, begin, quotation.end, continues=continues, closed=quotation.closed)


def _part(quotation: Quotation, start: int, end: int, *, continues: bool, closed: bool) -> Quotation:
    nested = tuple((max(one, start), min(other, end)) for one, other in quotation.nested)
    kept = tuple(each for each in nested if each[0] < each[1])
    return replace(quotation, start=start, end=end, continues=continues, closed=closed, nested=kept)
