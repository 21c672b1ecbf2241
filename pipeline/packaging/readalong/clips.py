"""Clips of sound that touch: each ends where the next begins, and the first of a track begins with it.

A reading system plays clips and nothing between them. So what is heard before, between and after the words (the head
of a file, pauses, music, a line that stands nowhere in the text) belongs to the words before it, or to the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.packaging.readalong.highlights import Highlight
from pipeline.packaging.readalong.narration import Narration


@dataclass(frozen=True, slots=True)
class SoundClip:
    """[start, end) of a track, in ms."""

    track: int
    start_ms: int
    end_ms: int

    @property
    def ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.start_ms


def clips_of(narration: Narration, placed: Sequence[int]) -> dict[int, SoundClip]:
    """The clip of each utterance that has a place in the text; `placed` are their numbers, in order.

    The clips of a track have its whole length. One that would last no millisecond is left out.
    """
    clips: dict[int, SoundClip] = {}
    for index, number in enumerate(placed):
        track = narration.utterances[number].track
        is_first = index == 0 or narration.utterances[placed[index - 1]].track != track
        following = narration.utterances[placed[index + 1]] if index + 1 < len(placed) else None
        start_ms = 0 if is_first else _ms(narration.utterances[number].start_s)
        last_ms = _ms(narration.tracks[track].seconds)
        end_ms = min(_ms(following.start_s), last_ms) if following and following.track == track else last_ms
        if start_ms < end_ms:
            clips[number] = SoundClip(track, start_ms, end_ms)
    return clips


def shared(clip: SoundClip, highlights: Sequence[Highlight]) -> list[tuple[Highlight, SoundClip]]:
    """A clip parted among the highlights of its utterance, by their letters; those that would get no time go without.

    Nothing tells when a voice goes from one element to the next inside a sentence: the shares are an estimate.
    """
    total = sum(max(1, one.letters) for one in highlights)
    found: list[tuple[Highlight, SoundClip]] = []
    start_ms, so_far = clip.start_ms, 0
    for one in highlights:
        so_far += max(1, one.letters)
        end_ms = clip.start_ms + round(clip.ms * so_far / total)
        if end_ms > start_ms:
            found.append((one, SoundClip(clip.track, start_ms, end_ms)))
            start_ms = end_ms
    return found


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
