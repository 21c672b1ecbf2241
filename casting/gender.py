"""Guess the sex of a role's draft voice from its name: forms of address, kinship, common given names.

A hint and no more: it chooses the first draft voice, which the cast file then shows and anybody can change.
"""

from __future__ import annotations

import re
from typing import Literal

from casting.given_names import FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from casting.names import folded

Hint = Literal["female", "male", "unknown"]

_FEMALE_WORDS = """
mrs ms miss lady dame madam madame mme mlle mademoiselle queen princess duchess countess baroness empress abbess nun
mother mum mummy mama mom grandmother grandma granny aunt auntie sister daughter wife widow woman girl maid nurse
governess waitress actress hostess priestess witch goddess landlady housekeeper matron bride heroine
frau fräulein mutter tante schwester tochter königin prinzessin gräfin herzogin großmutter mädchen baronin
mère tante sœur soeur fille reine princesse comtesse duchesse femme dame veuve grand-mère
señora señorita doña madre tía hermana hija reina princesa condesa duquesa abuela mujer niña
signora signorina donna sorella figlia regina principessa contessa duchessa nonna zia
"""

_MALE_WORDS = """
mr mister sir lord master king prince duke count baron emperor earl marquess viscount father dad daddy papa
grandfather grandpa uncle brother son husband widower man boy gentleman friar monk abbot priest bishop butler footman
sailor captain colonel sergeant lieutenant squire host waiter actor wizard god landlord bridegroom headmaster
herr vater onkel bruder sohn könig prinz graf herzog großvater junge knabe baron
monsieur père oncle frère fils roi comte duc homme garçon abbé grand-père
señor don padre tío hermano hijo rey príncipe conde duque abuelo hombre niño
signore signor fratello figlio re principe conte duca nonno zio
"""

_FEMALE = frozenset(_FEMALE_WORDS.split())
_MALE = frozenset(_MALE_WORDS.split())
_FEMALE_GIVEN = frozenset(name.lower() for name in FEMALE_GIVEN_NAMES)
_MALE_GIVEN = frozenset(name.lower() for name in MALE_GIVEN_NAMES)

_FEMALE_ENDINGS = ("a", "elle", "ette", "ine", "lyn")
_MALE_ENDINGS = ("us", "o", "os", "ard", "bert", "vich")

_WIDE_FEMALE = (
    "太太",
    "夫人",
    "小姐",
    "女士",
    "奶奶",
    "妈",
    "母",
    "姐",
    "妹",
    "婆",
    "嫂",
    "姑",
    "姨",
    "女",
    "王后",
    "公主",
)
_WIDE_MALE = ("先生", "爷", "老爷", "父", "爸", "哥", "弟", "叔", "伯", "公子", "少爷", "男", "王子", "掌柜", "和尚")


def hint_of(name: str) -> Hint:
    """What `name` hints: a form of address or kinship decides before a given name, that before an ending."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", folded(name))
    for female, male in ((_FEMALE, _MALE), (_FEMALE_GIVEN, _MALE_GIVEN)):
        for word in words:
            if word in female and word not in male:
                return "female"
            if word in male and word not in female:
                return "male"
    if any(part in name for part in _WIDE_FEMALE):
        return "female"
    if any(part in name for part in _WIDE_MALE):
        return "male"
    return _hint_of_ending(words[0]) if words else "unknown"


def _hint_of_ending(word: str) -> Hint:
    """What the ending of an uncommon given name hints; articles and other short words hint nothing."""
    if len(word) > 3 and word.endswith(_FEMALE_ENDINGS):
        return "female"
    return "male" if len(word) > 3 and word.endswith(_MALE_ENDINGS) else "unknown"
