"""Capitals: a network spells them or chokes on them, so shouting and headings are written small, acronyms stay."""

from __future__ import annotations

import re

from pipeline.spoken.roman import roman_value

SPELT = frozenset(
    """AA AC AD AI AIDS AM AOL ATM BA BBC BC BCE CBS CD CE CEO CFO CIA CNN CPU CV DC DIY DJ DNA DVD EEG EKG ER ETA EU FAQ
    FBI FDA FM GDP GI GMT GOP GP GPS HIV HQ HR HTML HTTP IBM ICU ID IMF IOU IPO IQ IRA IRS IT IV JFK JP KGB LA LCD LED
    LSD MA MBA MD MGM MI5 MI6 MIT MP MRI MS MTV NBA NBC NFL NHL NHS NY NYC NYPD OAP OK OPEC PA PBS PC PDF PE PM POW PR
    PS PTA QC RAF RAM RIP RN RNA RSVP RV SOS SUV TNT TV UAE UFO UK UN UPS URL US USA USB USSR UV VAT VCR VIP VP WC WHO
    WWI WWII XML YMCA""".split()
) - {"IT", "WHO", "US", "AM", "AIDS", "RAM", "LA", "OPEC", "IV", "AD", "MA", "PA", "ER"}
"""Said letter by letter although they hold a vowel, or might be taken for a word."""

SAID = frozenset(
    "NASA NATO UNESCO UNICEF AIDS OPEC SCUBA RADAR LASER SWAT PIN NAFTA SARS ASCII RAM ROM JPEG GIF COVID".split()
)
"""Acronyms that are said as words: written with one capital."""

_SHOUTED_WITHOUT_VOWEL = frozenset(
    "SHH SHHH HMM HM MM MMM PFFT PSST PST GRR GRRR BRR BRRR TSK ZZZ NTH MR MRS DR ST MY BY WHY TRY CRY DRY FLY SKY SHY SLY SPY FRY PRY WRY MYTH GYPSY RHYTHM LYNX HYMN NYMPH TRYST SYNC LYNCH THY HYMNS CRYPT PYGMY PTY".split()
)

_SHORT_WORDS = frozenset(
    """a am an as at be by do go he hi if in is it me my no of oh on or so to up us we ah eh ha ho um ow ok
    act add age ago aid aim air ale all and any ape apt arc are ark arm art ash ask ate awe axe bad bag ban bar bat bay bed
    bee beg bet bid big bin bit bow box boy bud bug bus but buy cab can cap car cat cow cry cub cup cut dad dam day den dew
    did die dig dim dip dog dot dry due dug ear eat egg ego elf elm end eve eye fan far fat fed fee few fig fit fix fly foe
    fog for fox fro fun fur gap gas get god got gun gut guy had ham has hat hay hen her hey hid him hip his hit hot how hug
    hut ice ill ink inn its ivy jam jar jaw jet job joy key kid kin kit lad lap law lay led leg let lid lie lip lit log lot
    low mad man map mat may men met mix mob mom mud mug nap net new nil nod nor not now nun nut oak oar odd off oil old one
    our out owe owl own pad pan pat paw pay pea pen pet pie pig pin pit pot put rag ran rat raw ray red rib rid rim rip rob
    rod rot row rub rug run sad sat saw say sea see set sew she sin sip sir sit six sky son sow spy sue sum sun tap tar tax
    tea ten the thy tie tin tip toe ton too top toy try tub two use van vow war was wax way web wet who why wig win wit woe
    won yes yet you zoo aye nay""".upper().split()
)

_WORD = re.compile(r"(?<![\w.])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w])")
_VOWEL = re.compile("[AEIOUYÄÖÜÀÂÉÈÊËÎÏÔÙÛŒÆÁÍÓÚÅØИАЕЁОУЫЭЮЯІЇЄ]")
_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?:]['\"]?\s)['\"(\s]*$")
_TWO_CAPITALS = re.compile(r"[^\W\d_a-z]{2}")


def lowered(text: str, language: str, *, heading: bool = False) -> str:
    """`text` with shouted words in small letters."""
    if not _TWO_CAPITALS.search(text) or not any(map(str.isupper, text)):
        return text
    words = [match.group() for match in _WORD.finditer(text)]
    long = [word for word in words if len(word) > 1]
    capital = [word for word in long if word.isupper()]
    if not capital:
        return text
    all_shouted = len(capital) > 1 and len(capital) >= 0.6 * len(long)

    def small(match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < 2 or not word.isupper() or _is_acronym(word, language, all_shouted):
            return word
        first = heading or word in SAID or _SENTENCE_BEFORE.search(text, 0, match.start()) is not None
        return word.capitalize() if first else word.lower()

    return _WORD.sub(small, text)


def _is_acronym(word: str, language: str, all_shouted: bool) -> bool:
    if word in SPELT:
        return True
    if word in SAID or "'" in word or "-" in word or language != "en" and len(word) > 4:
        return False
    if not _VOWEL.search(word):
        return word not in _SHOUTED_WITHOUT_VOWEL and len(word) <= 6
    if all_shouted:
        return False
    value = roman_value(word)
    if value is not None and value < 100 and word not in _SHORT_WORDS:
        return True
    return len(word) <= 3 and word not in _SHORT_WORDS
