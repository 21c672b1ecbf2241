"""The pronunciation of a word or phrase that an engine would not know."""

from __future__ import annotations

from manifests.files import Record


class Pronunciation(Record):
    """An entry of a lexicon: `text` as it is written, and how it is said in one or several notations.

    `say` is a respelling in the ordinary letters of `language`; `ipa` the International Phonetic Alphabet; `espeak`
    mnemonics of espeak-ng without brackets; `voxcpm` what stands in VoxCPM's braces, with them. `exact` entries hold
    for this very spelling alone. `document` and `span` ([start, end) in its text) are set where it holds for one place
    of the source only.
    """

    text: str
    say: str | None = None
    ipa: str | None = None
    espeak: str | None = None
    voxcpm: str | None = None
    language: str | None = None
    exact: bool = False
    document: int | None = None
    span: tuple[int, int] | None = None
