"""Names that only other characters use: whom the narrator calls Louisa, her brother calls Loo.

Who is called in one turn often speaks the turns beside it. A name that never speaks itself, is hardly ever told of, and
whose turns have the same speaker again and again, is that speaker's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.script.english.characters import Character, CharacterBook
from pipeline.script.english.name_mentions import Mention
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.given_names import ALL_TITLES

_NEAR = 2  # paragraphs
_ENOUGH = 3
_ENOUGH_WITH_TITLE = 4
_SELDOM = 0.3


def same_people(
    units: Sequence[Turn], mentions: Sequence[Sequence[Mention]], book: CharacterBook
) -> list[tuple[int, int]]:
    """Pairs of characters (who tells, who is called) that are one person."""
    speakers = [_speaker(unit) for unit in units]
    beside: dict[int, Counter[int]] = defaultdict(Counter)
    in_turn: Counter[frozenset[int]] = Counter()
    for index, unit in enumerate(units):
        for other in (index - 1, index + 1):
            if not 0 <= other < len(units) or abs(units[other].paragraph - unit.paragraph) > _NEAR:
                continue
            speaker, own = speakers[other], speakers[index]
            if speaker is None or speaker == own:
                continue
            for called in unit.called:
                beside[called][speaker] += 1
            if own is not None:
                in_turn[frozenset((speaker, own))] += 1
    found = dict(_often_beside(beside, in_turn, book))
    told, together = _told_together(mentions, book, found)
    return [(who, called) for called, who in found.items() if together[called] <= _SELDOM * told[called]]


def _often_beside(
    beside: Mapping[int, Counter[int]], in_turn: Counter[frozenset[int]], book: CharacterBook
) -> Iterator[tuple[int, int]]:
    """Each who is called, and who speaks beside those turns, where it is one person's part and no exchange of two."""
    for called, counts in beside.items():
        (who, times), *others = counts.most_common(2)
        alone = not others or times >= 2 * others[0][1]
        apart = not counts[called] and not in_turn[frozenset((who, called))]
        if who != called and alone and apart and times >= _enough(book.characters[called]):
            yield called, who


def _enough(called: Character) -> int:
    titled = any(form.split()[0] in ALL_TITLES for form in called.forms)
    return _ENOUGH_WITH_TITLE if titled else _ENOUGH


def _speaker(unit: Turn) -> int | None:
    """Whom the narrator names as the speaker."""
    cue = unit.cue
    return cue.subject.character if cue is not None and cue.strength == "verb" and cue.subject.kind == "name" else None


def _told_together(
    mentions: Sequence[Sequence[Mention]], book: CharacterBook, speakers: Mapping[int, int]
) -> tuple[Counter[int], Counter[int]]:
    """In how many paragraphs the narrator tells of each who is called, and there of the speaker too."""
    told: Counter[int] = Counter()
    together: Counter[int] = Counter()
    for row in mentions if speakers else ():
        everyone = (book.of(mention.form) for mention in row if not mention.quoted)
        named = {who for who in everyone if who is not None}
        for called in named & speakers.keys():
            told[called] += 1
            together[called] += speakers[called] in named
    return told, together
