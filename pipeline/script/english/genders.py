"""Who is a man and who a woman, by the pronouns that follow their names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.script.attributor import Paragraph
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.forms import Mention

_PRONOUN = re.compile(r"\b(?:(he|him|his|himself)|(she|her|hers|herself))\b", re.IGNORECASE)
_REACH = 160  # characters between a name and the pronoun that is taken to mean it
_VOTES = 3


def learn_genders(paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], book: CharacterBook) -> None:
    """Set the gender of characters whose names do not tell it, and correct those that the text contradicts."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for paragraph, names in zip(paragraphs, mentions, strict=True):
        narrated = [(each, book.of(each.form)) for each in names if not each.quoted]
        for index, (mention, character) in enumerate(narrated):
            if character is None or (index and mention.start - narrated[index - 1][0].end < _REACH // 4):
                continue
            end = min(mention.end + _REACH, narrated[index + 1][0].start if index + 1 < len(narrated) else 10**9)
            for quotation in paragraph.quotations:
                if quotation.start >= mention.end:
                    end = min(end, quotation.start)
                    break
            match = _PRONOUN.search(paragraph.text, mention.end, min(end, len(paragraph.text)))
            if match is not None:
                votes[character]["male" if match[1] else "female"] += 1
    for number, who in enumerate(book.characters):
        male, female = votes[number]["male"], votes[number]["female"]
        most, least = max(male, female), min(male, female)
        contradicted = who.certain_gender and most >= 4 * _VOTES and most >= 5 * least
        if contradicted or (not who.certain_gender and most > 2 * least):
            who.gender = "male" if male > female else "female"
