"""One line spoken by VoxCPM, without a production around it: what `bookcast say --engine voxcpm` does."""

from __future__ import annotations

import logging
from pathlib import Path

from manifests.errors import BookcastError, EngineError, InputError
from manifests.files import new_file

log = logging.getLogger(__name__)


def say(
    text: str,
    *,
    model: str | Path,
    clip: Path | None = None,
    transcript: str | None = None,
    style: str | None = None,
    seed: int | None = None,
    out: Path,
) -> float:
    """Speak `text` into the WAV file `out` (mono, 16 bits, at the model's rate); returns its seconds.

    `model` is a checkpoint's folder or public name. With a clip and its transcript the clip is continued; a clip
    alone lends its voice, and a style describes one (VoxCPM2 only). Raises InputError for what was given,
    EngineError for what the model could not do.
    """
    from model import VoxCPM
    from model.errors import CheckpointError, ClipError, ConfigError, ModelError

    if transcript and clip is None:
        raise BookcastError(
            "a transcript was given without its clip", remedy="Give --clip too, or leave --transcript out."
        )
    try:
        voice = VoxCPM.load(model)
        speech = voice.speak(text, voice.prompt(clip=clip, transcript=transcript or "", style=style), seed=seed)
    except (CheckpointError, ConfigError) as error:
        raise InputError(str(error), path=model, place="--model") from error
    except ClipError as error:
        raise InputError(str(error), path=clip or "", place="--clip") from error
    except ModelError as error:
        raise EngineError(str(error)) from error
    if not speech.stopped:
        log.warning("the speech was cut by its length limit before the model ended it")
    _write(speech.sound.clamp(-1, 1).numpy(), speech.rate_hz, out)
    return float(speech.sound.numel() / speech.rate_hz)


def _write(sound: object, rate_hz: int, out: Path) -> None:
    """The samples as a WAV file, whole or not at all."""
    import soundfile

    with new_file(out) as file:
        soundfile.write(file, sound, rate_hz, subtype="PCM_16", format="WAV")
