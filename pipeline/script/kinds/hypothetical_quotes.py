"""Words between marks that nobody says: what somebody might have said, almost said, or what only a look says.

    If she had only said, "Come back!" he would have turned.        He gave a shrug, as much as to say, "Who knows?"

The narrator reads them: in a character's own voice they would be heard as said. In a speech such words quote nobody.
"""

from __future__ import annotations

import re

_SAY = (
    "(?:say|ask|reply|answer|cry(?: out)?|exclaim|remark|add|murmur|mutter|whisper|shout|call out|[ie]nquire|respond)"
)
_SAYING = "(?:say|ask|reply|answer|add|remark|exclaim)ing"
_SAID = "(?:said|asked|replied|answered|cried(?: out)?|exclaimed|remarked|added|murmured|whispered|shouted|called out)"
_NOT = "(?:n[’']?t| n t| not| never)"
_END = r"[,:]?[\s—–-]*$"
_TAIL = rf"(?: [^.!?;:“”\"]{{0,50}})?{_END}"
_LOOK = (
    "(?:looks?|glances?|gestures?|eyes?|face|expression|manner|attitude|smile|bow|nod|shrug|brow|eyebrows|logic|reason"
    r"|instinct|conscience|heart|brain|intellect)(?: of \w+)?"
)
_IDEA = "(?:theory|notion|attitude|idea|feeling|motto|maxim|principle|theme|subject)"

_MIGHT_BE_SAID = (
    r"\b(?:would|could|might|should|must|may|ought to|\w+[’' ]d)(?: not)? have (?:\w+ly )?"
    rf"(?:{_SAID}|liked to {_SAY}){_TAIL}",
    rf"\b[Ii]f (?:[\w’'.]+ ){{1,3}}(?:had|were to|should) (?:[\w_]+ )?(?:{_SAID}|{_SAY}){_TAIL}",
    rf"\bin (?:his|her|my|their|your|one’s) power to {_SAY}{_TAIL}",
    rf"\b[Hh]ad (?:I|he|she|they|you|we|[A-Z]\w+) (?:only |but )?{_SAID}{_TAIL}",
    r"\b(?:so that|in order that|in (?:the )?hope|(?:hop|wait|expect|want|wish)(?:ed|ing)|than \w+ly)\b"
    rf"[^.;!?“”\"]{{1,60}}?\b{_SAY}{_TAIL}",
)
_IS_SAID_BY_ANYBODY = (
    r"\b(?:[Ww]e|[Yy]ou|[Oo]ne|[Pp]eople) (?:continue to|used to|begin to|began to|always|often|still|sometimes|can"
    rf"|will|may) {_SAY}{_TAIL}",
    rf"\bcapable of {_SAYING}{_TAIL}",
)
_IS_NOT_SAID = (
    r"\b(?:did|does|do|could|would|had|has|have|was|were|is)"
    rf"{_NOT}(?: \w+ly| even| going to| about to)* (?:say|saying|said){_END}",
    rf"\b(?:did|could) (?:he|she|they|I) not (?:say|tell \w+){_END}",
    rf"\b(?:without|instead of|far from|refrain\w* from) (?:\w+ly |even |ever )?{_SAYING}{_TAIL}",
)
_IS_ALMOST_SAID = (
    rf"\b(?:almost|(?:very )?nearly) (?:\w+ (?:\w+ )?and )?(?:{_SAID}|saying){_TAIL}",
    r"\b(?:(?:was|were|am|is|been) (?:just |now )?(?:about|going|tempted|inclined|on the point)|long(?:ed|ing)"
    rf"|(?:his|her|my|their|the) (?:mind|lips|tongue)) (?:to {_SAY}|of {_SAYING}){_TAIL}",
)
_IS_SHOWN = (
    rf"\b(?:seem|appear)(?:ed|s|ing)?(?: almost| ever| rather)? to (?:be )?(?:{_SAY}|saying|asking){_TAIL}",
    rf"\bas (?:much as|who should|who would|one should) (?:to )?say{_TAIL}",
    rf"\bas (?:if|though)(?: \w+){{0,3}} (?:to say|saying|would say|were saying){_TAIL}",
    rf"\b{_LOOK} (?:(?:that|which|plainly|clearly|only|still|seemed to|as plainly as words) )*"
    rf"(?:said|says?|expressed|answered|replied|asked|cried|whispered|told \w+){_TAIL}",
    rf"\b(?:that|which) (?:as )?(?:plainly|clearly) (?:said|asked|expressed){_END}",
    rf"\b(?:plainly|clearly) (?:saying|indicating|implying|expressing|meaning){_END}",
    rf"\b(?:might|could|would) have been (?:put into words|expressed|rendered){_TAIL}",
    rf"\b(?:proverb|adage|(?:an?|the|old) saying|maxim|motto){_END}",
    r"\b(?:[Ii]t|song|verse|stanza|poem|hymn|chapter|sentence|line)s? (?:\w+ )?(?:began|begins|ended|ends) with$",
    rf"\b{_IDEA}\b[^.!?;:“”\"]{{0,40}} (?:ran|was|were|had been|is){_END}",
)
_LEADS_UP = re.compile("|".join((*_MIGHT_BE_SAID, *_IS_SAID_BY_ANYBODY, *_IS_NOT_SAID, *_IS_ALMOST_SAID, *_IS_SHOWN)))
_BUT_SOMEBODY_SPEAKS = re.compile(rf"\b(?:{_SAY}|{_SAYING})\b.*\b(?:when|but|and|then)\b.*\b{_SAID}\b")
"""What leads up to real speech all the same: "about to answer when Tom said"."""
_FOLLOWS = re.compile(
    rf"[\s,—–-]*(?:(?:(?:[Tt]he|his|her|their|my|its) )?{_LOOK} (?:seemed to |plainly )?"
    r"(?:said|say|says|expressed|answered|asked|whispered)\b"
    rf"|(?:he|she|I|they) (?:would|might|could|should) have {_SAID}(?:[.;!?]|$)"
    rf"|(?:[\w’']+ ){{1,3}}(?:will|shall) {_SAY}\b"
    rf"|(?:as )?(?:we|you|one|people) (?:used to|always|often|sometimes) {_SAY}\b"
    r"|was (?:his|her|my|their) favou?rite (?:remark|saying|phrase|maxim)\b)"
)

_QUOTES_NOBODY = (
    # supposed or to come
    r"\b(?:will|would|could|might|should|must|may|shall|can|cannot|(?:[cw]on|can|wouldn)[’' ]t|\w+[’' ](?:d|ll))"
    rf"(?: [\w’']+){{0,5}}? (?:{_SAY}|explain|tell \w+){_TAIL}",
    rf"\bif [^.;!?“”\"]{{1,60}}?\b(?:say|says|said|ask|asks|asked|tell|tells|told \w+){_TAIL}",
    rf"\b(?:want|wish|expect)\w*[^.;!?“”\"]{{1,30}}\bto {_SAY}{_TAIL}",
    r"\b(?:bound|going|wish\w*|want\w*|like|have|ought|able|learnt|learned|taught|easy|use|hard|right|dare|what|nothing"
    rf"|is|was|were|are|how) to (?:\w+ ){{0,2}}{_SAY}{_TAIL}",
    # asked about, asked for
    rf"\b(?:did|do|does)(?:n[’' ]t)?(?: (?:you|he|she|they|I|we|not|\w+ly)){{0,2}} {_SAY}{_TAIL}",
    rf"(?:^|[.!?—–-]\s*|\b(?:just|only|please) )(?:only |just |please )?say(?: only| to \w+(?: \w+)?)?{_END}",
    # thought; said by everybody or nobody
    rf"\bto (?:my|your|him|her|it|our|them)sel(?:f|ves){_END}",
    r"\b(?:everybody|every ?one|people|nobody|no [\w-]+|they|one|you)(?: always| ever| \w+ly)?"
    rf"(?: say| says| ever said| cry| cries){_END}",
    r"\b(?:moral|proverb|(?:an?|the|old|fine|that) saying|motto|rhyme|maxim|adage|principle|question|theory|phrase"
    r"|expression)\b[^.!?“”\"]{0,60}$",
)
_NOBODYS = re.compile("|".join(_QUOTES_NOBODY), re.IGNORECASE)


def is_unsaid(before: str, after: str) -> bool:
    """Whether the narration at the sides of a quotation, up to the next ones, tells that nobody says it aloud."""
    leads_up = _LEADS_UP.search(before[-200:].rstrip())
    if leads_up is not None and _BUT_SOMEBODY_SPEAKS.search(leads_up.group()) is None:
        return True
    return _FOLLOWS.match(after[:120]) is not None


def quotes_nobody(before: str) -> bool:
    """Whether words that a speaker quotes are no one's, by what leads up to them in the speech: "Don't say 'no'."."""
    return _NOBODYS.search(before[-200:].rstrip()) is not None or is_unsaid(before, "")
