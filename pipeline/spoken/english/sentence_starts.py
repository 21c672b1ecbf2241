"""Words that begin a sentence and no name: behind an abbreviation's point they tell that it ends the sentence too."""

from __future__ import annotations

import re

STARTS = (
    "The|A|An|He|She|It|They|We|You|I|His|Her|Their|Its|My|Our|Your|This|That|These|Those|There|Then|When|While|Where|What|"
    "Who|Why|How|And|But|Or|So|If|As|At|In|On|By|To|From|For|With|After|Before|Now|No|Not|Yes|Near|Of|Is|Was|Here|Behind|Past|"
    "Once|Until|Since|Both|Each|Every|Some|Many|Most|All|Nobody|Everyone|Perhaps"
)
_BEGINS = re.compile(rf"\s+[\"']?(?:{STARTS})\b")


def ends_sentence(text: str, at: int) -> bool:
    """Whether a sentence ends at `at`, behind an abbreviation's point: a new one begins there, or nothing follows."""
    return _BEGINS.match(text, at) is not None or not text[at : at + 40].strip(" \"'")
