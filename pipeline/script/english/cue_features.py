"""Features of a candidate speaker from the cues beside a turn and from forms of address in the turns around it."""

from __future__ import annotations

from pipeline.script.english.book_context import BookContext
from pipeline.script.english.cue_finder import SpeechCue
from pipeline.script.english.kinship import ELDERS, is_own_kin, may_be
from pipeline.script.english.nouns import Subject
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.given_names import ALL_TITLES
from pipeline.script.lexicon.word_lists import KIN, STAND_INS

Features = dict[str, float]
"""Named features of a candidate, to be weighed."""


def by_address(found: Features, gender: str, unit: Turn, earlier: Turn | None, following: Turn | None) -> None:
    """Add what "sir" and "ma'am" in the turns beside this one say of whoever speaks it."""
    for other, place in ((earlier, "before"), (following, "after")):
        if other is None or other.addressed == "unknown" or abs(other.paragraph - unit.paragraph) != 1:
            continue
        if gender != "unknown":
            fits = gender == other.addressed
            found[f"{'sex' if fits else 'other sex'} called {place}"] = 1.0


def by_narration(found: Features, scene: BookContext, unit: Turn, who: int) -> None:
    """Add what the narration before a turn without a cue tells: who acted last, and who is not here yet."""
    if unit.cue is not None or unit.continues or not unit.paragraph:
        return
    if scene.not_yet_here(unit, who):
        found["bare: not here"] = 1.0
    before = unit.paragraph - 1
    paragraph = scene.paragraphs[before]
    if not paragraph.quotations and paragraph.chapter == scene.paragraphs[unit.paragraph].chapter:
        acts = [character for _, character, begins in scene.names_in(before) if begins]
        if acts and acts[-1] == who:
            found["bare: acts before"] = 1.0


def by_cues(found: Features, scene: BookContext, unit: Turn, who: int) -> None:
    """Add what the strongest cue of each kind says of `who`."""
    seen: set[str] = set()
    for cue in unit.cues:
        if cue.strength in seen:
            continue
        seen.add(cue.strength)
        key = cue.strength if cue.strength != "beat" else f"beat {cue.where}"
        subject = cue.subject
        if subject.kind == "name":
            found[f"{key}: name" if subject.character == who else f"{key}: other name"] = 1.0
        elif subject.kind == "I":
            found[f"{key}: I" if who == scene.narrator else f"{key}: not I"] = 1.0
        else:
            _by_sex(found, key, scene, scene.gender_of(unit, subject), who, subject.text)
            if subject.text in ALL_TITLES:
                fits = any(subject.text in form.split() for form in scene.book.characters[who].forms)
                found[f"{cue.strength}: title fits" if fits else f"{cue.strength}: title differs"] = 1.0
            elif subject.kind == "noun":
                _by_noun(found, key, scene, unit, cue, who)


def _by_sex(found: Features, key: str, scene: BookContext, gender: str, who: int, pronoun: str) -> None:
    character = scene.book.characters[who]
    if who == scene.narrator:
        found[f"{key}: third person"] = 1.0
    elif pronoun == "they" or pronoun == "it":
        if character.gender != "unknown" or not (character.neutral or pronoun == "it"):
            found[f"{key}: gender differs"] = 1.0
    elif gender != "unknown":
        if character.gender == "unknown":
            found[f"{key}: gender unknown"] = 1.0
        elif character.gender != gender:
            found[f"{key}: gender differs"] = 1.0


def _by_noun(found: Features, key: str, scene: BookContext, unit: Turn, cue: SpeechCue, who: int) -> None:
    subject, character = cue.subject, scene.book.characters[who]
    fits = may_be(subject.head, character)
    if fits is not None:
        found[f"{key}: kin fits" if fits else f"{key}: kin differs"] = 1.0
    noun = (scene.paragraphs[unit.paragraph].chapter, subject.head)
    if cue.strength != "verb" and noun not in scene.described:
        return
    new = subject.new and (cue.where == "after" or cue.strength != "verb")
    if scene.nouns.get(noun) == who:
        found[f"{key}: {_own(scene, unit, subject, new=new)}"] = 1.0
    elif subject.sort != "person":
        found[f"{key}: somebody else"] = 1.0
    elif new:
        found[f"{key}: newcomer"] = 1.0
    elif not subject.possessor and subject.head not in KIN and scene.not_yet_here(unit, who):
        found[f"{key}: not here"] = 1.0
    elif not character.forms:
        found[f"{key}: other role"] = 1.0


def _own(scene: BookContext, unit: Turn, subject: Subject, *, new: bool) -> str:
    """How surely a noun means the role that is called by it."""
    if subject.head in KIN and subject.possessor:
        # "His mother" is Mrs. Pell, where there is one; else she is a role of her own.
        own = is_own_kin(subject.head, subject.possessor, scene.book.characters)
        return "own kin" if own else "kin" if subject.head in ELDERS else "stand-in"
    told = scene.told.get((scene.paragraphs[unit.paragraph].chapter, subject.head), ())
    if (subject.head in STAND_INS and not new and not told) or subject.possessor:
        return "stand-in"
    # "The musician", of whom nobody has told, is an epithet of someone who is there already.
    return "noun" if new or (told and told[0] < unit.paragraph) else "unheard"
