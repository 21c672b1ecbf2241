"""Attribution by rules: the cues beside a quotation, then taking turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.script.attributor import UNKNOWN, Attribution, Attributor, Paragraph
from pipeline.script.chinese.attributor import attribute_chinese
from pipeline.script.clause_attributor import ClauseAttributor
from pipeline.script.cues import CueSubject, subject_after, subject_before
from pipeline.script.english.attributor import EnglishAttributor
from pipeline.script.lexicon.language_words import words_of
from pipeline.script.lexicon.word_lists import PRONOUNS
from pipeline.script.quotes.quotations import Quotation

_MALE = ("Mr", "Sir", "Lord", "Master", "King", "Prince", "Uncle", "Father")
_FEMALE = ("Mrs", "Miss", "Lady", "Madame", "Queen", "Princess", "Aunt", "Mother", "Mlle", "Mme")
_RECENT = 6


def attributor_for(language: str) -> Attributor:
    """The attributor for a language; one that knows no cue of it answers with the narrator."""
    spoken = language.replace("_", "-").split("-")[0].lower()
    if spoken == "en":
        return EnglishAttributor()
    if spoken in ("zh", "cmn", "yue"):
        return attribute_chinese
    words = words_of(spoken)
    return attribute_by_cues if words is None else ClauseAttributor(words)


def attribute_by_cues(paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
    """Speakers by explicit cues; a pronoun is the last speaker of its gender; else those two talk in turn."""
    subjects = [[_subject(paragraph, index) for index in range(len(paragraph.quotations))] for paragraph in paragraphs]
    counts = Counter(
        subject.text for row in subjects for subject in row if subject and subject.text.lower() not in PRONOUNS
    )
    result: list[list[Attribution]] = []
    recent: list[str] = []
    chapter = None
    for paragraph, row in zip(paragraphs, subjects, strict=True):
        if paragraph.chapter != chapter:
            chapter, recent = paragraph.chapter, []
        answer = UNKNOWN
        for subject in row:
            answer = _by_subject(subject, recent, counts) if subject else answer
            if answer.speaker:
                break
        if row and answer.speaker is None:
            answer = _by_turn(paragraph, recent)
        if answer.speaker is not None:
            recent = [*[name for name in recent if name != answer.speaker][-_RECENT:], answer.speaker]
        result.append([answer] * len(row))
    return result


def _subject(paragraph: Paragraph, index: int) -> CueSubject | None:
    quotations: tuple[Quotation, ...] = paragraph.quotations
    here = quotations[index]
    begin = quotations[index - 1].end if index else 0
    end = quotations[index + 1].start if index + 1 < len(quotations) else len(paragraph.text)
    return subject_after(paragraph.text[here.end : end]) or subject_before(paragraph.text[begin : here.start])


def _by_subject(subject: CueSubject, recent: Sequence[str], counts: Counter[str]) -> Attribution:
    name = subject.text
    if name.lower() not in PRONOUNS:
        return Attribution(name, 0.95, f"{subject.cue}: {name}")
    for speaker in reversed(recent):
        title = speaker.split()[0].rstrip(".")
        if not (name.lower() == "he" and title in _FEMALE) and not (name.lower() == "she" and title in _MALE):
            return Attribution(speaker, 0.5, f"{subject.cue}: {name}")
    return UNKNOWN


def _by_turn(paragraph: Paragraph, recent: Sequence[str]) -> Attribution:
    if paragraph.quotations[0].continues and recent:
        return Attribution(recent[-1], 0.9, "continues")
    if len(recent) >= 2:
        return Attribution(recent[-2], 0.5, "turn taking")
    return UNKNOWN
