"""Words that begin a sentence but not a name: after an abbreviation they show that its full stop ends a sentence."""

from __future__ import annotations

import re

STARTS = (
    "The|A|An|He|She|It|They|We|You|I|His|Her|Their|Its|My|Our|Your|This|That|These|Those|There|Then|When|While|Where|What|"
    "Who|Why|How|And|But|Or|So|If|As|At|In|On|By|To|From|For|With|After|Before|Now|No|Not|Yes|Near|Of|Is|Was|Here|Behind|Past|"
    "Once|Until|Since|Both|Each|Every|Some|Many|Most|All|Nobody|Everyone|Perhaps"
)
_BEGINS = re.compile(rf"\s+[\"']?(?:{STARTS})\b")


def ends_sentence(text: str, at: int) -> bool:
    """Whether an abbreviation's full stop before `at` ends a sentence: a new one begins there, or nothing follows."""
    return _BEGINS.match(text, at) is not None or not text[at : at + 40].strip(" \"'")
