"""Guess the sex of a role's draft voice from its name: forms of address, kinship, common given names.

A hint and no more: it chooses the first draft voice, which the cast file then shows and anybody can change.
"""

from __future__ import annotations

import re
from typing import Literal

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

_FEMALE_NAMES = """
abigail ada adele agatha agnes alice alicia alma amanda amelia amy andrea angela anna anne annie antonia audrey barbara
beatrice becky bella bertha beth betty bianca bridget camilla carmen carol caroline cassandra catherine cecilia cecily
charlotte chloe christina clara clarissa claudia clementine constance cora cordelia daisy daphne deborah delia desdemona
diana dolores dora doris dorothea dorothy edith eleanor elena eliza elizabeth ella ellen elsa elsie emilia emily emma
ernestine esther ethel eugenie eva eve evelyn fanny felicity fiona flora florence frances freya gabriella gemma
georgiana gertrude gladys grace greta gretchen gwendolen hannah harriet hazel heather heidi helen helena henrietta
hermione hilda ida imogen ines ingrid irene iris isabel isabella isolde ivy jacqueline jane janet jasmine jean jennifer
jenny jessica joan joanna josephine joy judith julia juliet june karen kate katherine kathleen kitty laetitia laura
lavinia leah lena leonora lily linda lisa lizzie louisa louise lucia lucinda lucy luise lydia mabel madeleine margaret
margarete margery maria marian marianne marie marion marjorie martha mary matilda maud maya meg melissa mercedes mia
mildred minna miranda miriam molly monica nancy naomi natalie nell nellie nina nora octavia olga olivia ophelia pamela
patricia paula pauline penelope phoebe phyllis polly portia priscilla rachel rebecca regina rosa rosalind rose rosemary
ruth sabrina sally sandra sarah selma sharon sibyl silvia sofia sonia sophia sophie stella susan susanna sylvia tabitha
tess thea theresa titania ursula valerie vanessa vera veronica victoria viola violet virginia vivian wendy wilhelmina
winifred yvonne zoe
"""

_MALE_NAMES = """
aaron abel abraham adam adrian alan albert alexander alfred algernon ambrose andrew angus anthony antonio archibald
arnold arthur augustus balthasar barnaby basil benedict benjamin bernard bertram bob boris brian bruno caesar caleb carl
carlos cecil cedric charles charlie christian christopher claude clement colin conrad cyril daniel darcy david dennis
desmond dick dominic donald duncan ebenezer edgar edmund edward edwin elias eliot emil eric ernest eugene ezra felix
ferdinand fitzwilliam francis francisco frank franz fred frederick friedrich gabriel geoffrey george gerald gilbert
giovanni gordon graham gregory guy hamlet hans harold harry hector heinrich henry herbert herman horace horatio howard
hubert hugh hugo humphrey ian igor isaac ivan jack jacob jake james jasper javier jeremy jerome jim joe johann john
jonathan jose joseph joshua juan julian julius kaspar kenneth kevin konrad kurt lambert lancelot lawrence leo leonard
leopold lewis lionel louis lucas ludwig luke malcolm marcus mario mark martin matthew maurice max maximilian michael
miguel miles mortimer moritz moses nathaniel ned neville nicholas nigel noah norman oberon oliver orlando oscar oswald
otto owen pablo patrick paul pedro percy peter philip pierre pip quentin ralph raymond reginald richard rob robert
robin roderick roger roland romeo ronald rudolf rupert samuel sebastian sherlock siegfried sigmund silas simon stanley
stephen steven sydney ted theodore thomas tim timothy tobias toby tom tristan tybalt ulrich valentine victor vincent
wallace walter werner wilbur wilfred wilhelm william winston wolfgang xavier
"""

_FEMALE = frozenset(_FEMALE_WORDS.split())
_MALE = frozenset(_MALE_WORDS.split())
_FEMALE_GIVEN = frozenset(_FEMALE_NAMES.split())
_MALE_GIVEN = frozenset(_MALE_NAMES.split())

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
