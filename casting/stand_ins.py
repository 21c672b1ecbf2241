"""What speaks for a voice that an engine cannot speak: draft settings for the draft voice, styles for style vectors.

Both follow from the cast alone, so that a voice has the same stand-in in every book that the cast is used for.
"""

from __future__ import annotations

from collections.abc import Collection

from casting.cast import Cast, KokoroSettings
from casting.draft_voice_profiles import VoiceProfile, profile_for, sex_of
from casting.gender import Hint, hint_of
from casting.styles import Speaker, mixed, styled_voices
from manifests.voice import StyledVoice


def in_styles(cast: Cast, styles: Collection[str], language: str) -> dict[str, StyledVoice]:
    """Each voice of a cast in styles of an engine: as written, else chosen by what its draft voice and name tell.

    The narrator chooses first. `language` is the book's.
    """
    written = {name: mixed(voice.kokoro.shares) for name, voice in cast.voices.items() if voice.kokoro}
    portraits = stand_ins(cast)
    speakers = []
    for name in sorted(cast.voices, key=lambda name: name != cast.narrator):
        if name in written:
            continue
        draft = cast.voices[name].draft
        sex = sex_of(draft.variant if draft else portraits[name].variant)
        speakers.append(
            Speaker(
                name,
                _hint(cast, name) if sex == "unknown" else sex,
                (draft.language if draft else None) or cast.defaults.language or language,
                narrates=name == cast.narrator,
            )
        )
    return written | styled_voices(speakers, styles, list(written.values()))


def with_styles(cast: Cast, styles: Collection[str], language: str) -> Cast:
    """The cast with the styles written into each voice."""
    voices = dict(cast.voices)
    for name, voice in in_styles(cast, styles, language).items():
        alone = len(voice.blend) == 1
        own = KokoroSettings(style=next(iter(voice.blend))) if alone else KokoroSettings(blend=voice.blend)
        voices[name] = voices[name].model_copy(update={"kokoro": voices[name].kokoro or own})
    return cast.model_copy(update={"voices": voices})


def stand_ins(cast: Cast) -> dict[str, VoiceProfile]:
    """Draft voices for the voices that have none, distinct from each other and from those that are written down."""
    variants = [voice.draft.variant for voice in cast.voices.values() if voice.draft]
    portraits: dict[str, VoiceProfile] = {}
    for name, voice in cast.voices.items():
        if voice.draft is None:
            portraits[name] = profile_for(name, _hint(cast, name), variants)
            variants.append(portraits[name].variant)
    return portraits


def _hint(cast: Cast, voice: str) -> Hint:
    """What the voice's name, its roles and its design hint, the first that hints anything."""
    roles = [name for name, role in cast.roles.items() if role.voice == voice]
    for text in (voice, *roles, cast.voices[voice].design or ""):
        if (hint := hint_of(text)) != "unknown":
            return hint
    return "unknown"
