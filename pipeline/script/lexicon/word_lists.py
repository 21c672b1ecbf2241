"""The words that rules of attribution know, by class: of English from `verbs.tsv` and `nouns.tsv`; no names."""

from __future__ import annotations

from pipeline.script.lexicon.nouns import nouns
from pipeline.script.lexicon.verbs import forms


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


SPEECH_VERBS = forms("say", "past", "third") | forms("message", "past", "third") | {"say"}
"""Verbs that may stand beside a quotation in a cue; particles are joined by a hyphen here."""

SPEECH_PARTICIPLES = forms("say", "participle", but="act")
"""The verbs as they follow a subject at some distance: "he rose, saying"."""

CHINESE_VERBS = words(
    """
    说道 笑道 问道 答道 叫道 喊道 骂道 叹道 喝道 回答道 回道 应道 哭道 怒道 喜道 冷笑道 笑着说 大声说 低声说 轻声说
    接着说 又说 便说 就说
    回答说 解释说 说 道 问 答 叫 喊 嚷 骂 曰 云 說道 問道 說 問 罵 嘆道 歎道 答應道 應道 喊道
    """
)
"""Chinese puts the subject before the verb."""

ELISIONS = words(
    """
    tis twas twere twill twould twon em cause bout til till n round ere cos cept gainst neath pon fore spect
    stead d ll s t m re ve un im er is ave ad as ope ouse ome ow isself eard
    """
)
"""What is left of English words whose beginning an apostrophe replaces."""

PRONOUNS = words("he she they i we it him her them me us")

MALE_NOUNS = nouns("male")
FEMALE_NOUNS = nouns("female")
PERSON_NOUNS = nouns("person")
TRADES = nouns("trade")
"""What somebody does for a living or is by rank: a woman may be called by a noun that once was a man's."""
COLLECTIVES = nouns("several")
"""Nouns in the singular, or without one, that mean several people."""
NAMELESS = nouns("nameless")
"""Several people of whom the noun tells nothing that would make them a role of their own."""
VOICES = nouns("voice")
BODY = nouns("body")
"""Parts of someone, who speaks where they are said to."""
OUTCRIES = nouns("outcry")
"""What is heard of speakers of whom the narrator tells no more."""
OWN_WORDS = BODY | VOICES | OUTCRIES | words("reply answer response rejoinder retort comment remark")
"""What speaks for the one whose it is: "her lips said", "was Tibby's opinion"."""
THINGS = nouns("thing")
"""Animals, things and notions, which at times are said to speak."""
KIN = nouns("kin")
STAND_INS = nouns("stand-in")
"""Nouns that mostly stand for someone who has a name elsewhere."""
