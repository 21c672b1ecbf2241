"""Voices of style vectors, as Kokoro has them: which a speaker gets, distinct, and always the same.

A style's name begins with its language and its sex: `af_heart` is American and female, `bm_george` British and male.
Blends of two are voices of their own, so that there is one for everybody where roles are more than styles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from casting.draft_voice_profiles import number_of
from casting.gender import Hint
from manifests.voice import StyledVoice

_NAME = re.compile(r"(?P<language>[a-z])(?P<sex>[fm])_")
_LETTERS = {"en": "ab", "es": "e", "fr": "f", "hi": "h", "it": "i", "ja": "j", "pt": "p", "zh": "z"}
_AMERICAN = ("en-us", "en-ca")
_BEST = (
    "af_heart", "bf_emma", "am_michael", "bm_george", "ef_dora", "em_alex", "ff_siwis", "hf_alpha", "hm_omega",
    "if_sara", "im_nicola", "pf_dora", "pm_alex",
)  # fmt: skip
"""What narrates first: by the grades that the makers of Kokoro give their English styles, else a language's first."""

_SHARES = (0.5, 0.75, 0.25)
"""Of the first in a blend of two: those furthest from others are taken first."""

_ROUNDED = 6


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who needs a voice: a name, whose voice it is, the language it speaks, and whether it tells the story."""

    name: str
    hint: Hint
    language: str
    narrates: bool = False


def styled_voices(
    speakers: Iterable[Speaker], styles: Collection[str], taken: Sequence[StyledVoice] = ()
) -> dict[str, StyledVoice]:
    """A voice for each speaker, in their order, by name: of those that fit, one that nobody has, also not in `taken`.

    Each name has an order of preference of its own, so that who joins a cast takes nobody's voice who was there before.
    """
    counts = Counter(map(_told, taken))
    voices: dict[str, StyledVoice] = {}
    for speaker in speakers:
        voice = _best(speaker, sorted(styles), counts)
        counts[_told(voice)] += 1
        voices[speaker.name] = voice
    return voices


def mixed(shares: dict[str, float]) -> StyledVoice:
    """A voice of styles with weights of any sum."""
    total = sum(shares.values())
    return StyledVoice(blend={name: round(share / total, _ROUNDED) for name, share in shares.items()})


def accent_of(voice: StyledVoice) -> str:
    """The letter of the language that most of the voice comes from; empty where the names tell none."""
    name = max(voice.blend, key=lambda style: (voice.blend[style], style))
    return found["language"] if (found := _NAME.match(name)) else ""


def _best(speaker: Speaker, styles: Sequence[str], counts: Counter[tuple[tuple[str, float], ...]]) -> StyledVoice:
    """The voice that a speaker prefers: the nearest kind of which one is free, else one that fewest have."""
    first: list[StyledVoice] = []
    for kind in _kinds(speaker, styles):
        free = [voice for voice in kind if not counts[_told(voice)]]
        first = first or kind
        if free:
            return min(free, key=lambda voice: _preference(speaker, voice))
    return min(first, key=lambda voice: (counts[_told(voice)], _preference(speaker, voice)))


def _kinds(speaker: Speaker, styles: Sequence[str]) -> Iterator[list[StyledVoice]]:
    """Ever larger choices: of the speaker's language and sex, blends of these, other languages, anybody."""
    language = speaker.language.lower().replace("_", "-")
    wide = _LETTERS.get(language.split("-")[0], "")
    near = wide if wide != "ab" or language == "en" else "a" if language in _AMERICAN else "b"
    sex = {"female": "f", "male": "m", "unknown": "fm"}[speaker.hint]
    before: list[str] = []
    for letters, sexes in ((near, sex), (wide, sex), (None, sex), (None, None)):
        pool = [style for style in styles if _is_of(style, letters, sexes)]
        if pool == before:
            continue
        before = pool
        yield [mixed({style: 1.0}) for style in pool]
        for share in _SHARES:
            yield [mixed({one: share, other: 1 - share}) for one, other in combinations(pool, 2)]


def _is_of(style: str, letters: str | None, sexes: str | None) -> bool:
    found = _NAME.match(style)
    if found is None:
        return letters is None and sexes is None
    return (letters is None or found["language"] in letters) and (sexes is None or found["sex"] in sexes)


def _preference(speaker: Speaker, voice: StyledVoice) -> tuple[int, int]:
    name, *others = voice.blend
    good = speaker.narrates and not others and name in _BEST
    return (_BEST.index(name) if good else len(_BEST)), number_of(speaker.name, str(_told(voice)))


def _told(voice: StyledVoice) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(voice.blend.items()))
