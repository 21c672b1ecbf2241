"""What a checkpoint of VoxCPM can do, told from its configuration and its tokenizer: no weights are read.

                0.5B            1.5             2
voice           a clip with its words           a clip, with its words or without; or a description
style           none            none            any
phonemes        in braces       none            none
languages       en, zh          en, zh          thirty
"""

from __future__ import annotations

from pathlib import Path

from manifests.engine import EngineCapabilities, PromptRoom
from model.config import ModelConfig, load_config
from model.generation import Limits
from model.tokenizer import TextTokenizer
from pipeline.language.pace import HUMAN

_FIRST_LANGUAGES = ("en", "zh", "cmn")
_SECOND_LANGUAGES = (
    "ar", "cmn", "da", "de", "el", "en", "es", "fi", "fil", "fr", "he", "hi", "id", "it", "ja", "km",
    "ko", "lo", "ms", "my", "nan", "nb", "nl", "nn", "no", "pl", "pt", "ru", "sv", "sw", "th", "tl",
    "tr", "vi", "wuu", "yue", "zh",
)  # fmt: skip
"""As its makers list them, with the other tags of Norwegian, Filipino and the kinds of Chinese."""

_SAMPLE = (
    "The rain had stopped, and the harbour lay still. Somebody was singing behind the boats; he listened for a while, "
    "pulled up his collar, and went on."
)
"""English as books have it: how many ids its letters become tells about how many those of another passage do."""


def capabilities_of(folder: Path, *, positions: int, limits: Limits) -> EngineCapabilities:
    """What the checkpoint in `folder` can do in slots of `positions`, its speech being cut at `limits`.

    Raises ConfigError and CheckpointError.
    """
    config = load_config(folder / "config.json")
    second = config.is_second
    return EngineCapabilities(
        descriptions=second,
        wordless_clips=second,
        styles=None if second else (),
        phonemes="braces" if _reads_braces(config) else None,
        languages=_SECOND_LANGUAGES if second else _FIRST_LANGUAGES,
        pace=HUMAN,
        checkpoint=True,
        room=PromptRoom(
            positions=min(positions, config.max_length),
            per_second=config.patches_per_second,
            per_letter=len(TextTokenizer.load(folder).ids(_SAMPLE)) / len(_SAMPLE),
            longest=limits.most,
            longest_per_text=limits.per_token,
            reference=second,
        ),
    )


def _reads_braces(config: ModelConfig) -> bool:
    """Whether `{HH AH0 L OW1}` is said as phonemes: the page of 0.5B promises it, and users of later generations hear
    the digits read out (OpenBMB/VoxCPM, issue 172). 0.5B is the one whose patches hold two frames: 1.5 and 2 halved
    their rate with four."""
    return not config.is_second and config.patch_size == 2
