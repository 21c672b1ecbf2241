"""A take as a file: FLAC that any player opens, and everything else about the take in its metadata.

sound     as many bits as its engine speaks; FLAC keeps an MD5 of it
facts     JSON in a Vorbis comment; beside it the length of the whole file, so that a lost tail shows at once
latents   a .npy file in an application block, where the engine works in a latent space
"""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import mutagen.flac
import numpy as np
import numpy.typing as npt
import soundfile
from pydantic import ValidationError

from manifests.errors import StageError
from manifests.files import first_place
from manifests.take import Take, TakeFacts

_FACTS = "BOOKCAST_TAKE"
_SEAL = "BOOKCAST_FILE"
_UNSEALED = f"{0:010d} {'0' * 16}"
_APPLICATION_CODE = 2
_APPLICATION = b"bkcL"  # an application block begins with four bytes of its owner's name
_HEAD_BYTES = 1 << 16
_LATENTS_LIMIT_BYTES = 12_000_000  # a FLAC metadata block ends at 16 MiB

# mutagen has annotations for some of its functions only.
_Flac: Any = mutagen.flac.FLAC
_Block: Any = mutagen.flac.MetadataBlock


class DamagedFileError(Exception):
    """The bytes of a take are not what was written; the message says what is wrong with them."""


class LaterTakeError(StageError):
    """A whole take with facts that this bookcast does not know: a later one kept it, and can use it."""


def encode(take: Take) -> bytes:
    """The file of a take; the same bytes for the same take."""
    facts = take.facts
    if take.audio.ndim != 1 or len(take.audio) != facts.samples or not facts.samples:
        raise ValueError(f"take {facts.key}: {take.audio.shape} samples where the facts say {facts.samples}")
    if not np.isfinite(take.audio).all():
        raise ValueError(f"take {facts.key}: samples that are no numbers")
    file = io.BytesIO()
    samples = _quantised(take.audio, take.bits)
    soundfile.write(file, samples, facts.sample_rate_hz, format="FLAC", subtype=f"PCM_{take.bits}")

    flac = _opened(file)
    flac.clear()
    flac[_SEAL] = _UNSEALED  # first, so that nothing in the facts can be taken for it
    flac[_FACTS] = facts.model_dump_json()
    if take.latents is not None:
        block = _Block(_APPLICATION + _as_npy(take.latents))
        block.code = _APPLICATION_CODE
        flac.metadata_blocks.append(block)
    file.seek(0)
    flac.save(file, padding=lambda info: 0)
    return _sealed(file.getvalue())


def read_facts(path: Path) -> TakeFacts:
    """The facts of a file, from its tags alone; raises DamagedFileError where it is not as long as it was written."""
    try:
        with path.open("rb") as file:
            return _facts_of(_Flac(file), os.fstat(file.fileno()).st_size)
    except mutagen.MutagenError as error:
        raise DamagedFileError("is not a FLAC file") from error


def may_have_faults(path: Path) -> bool:
    """Whether the facts of a file may hold a failed verdict: a look at its first bytes, many times quicker than reading
    the facts, which nearly always say that there is none."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    whole = b'"policy":' in head  # the last of the facts
    return not whole or b'"passed":false' in head


def decode(data: bytes) -> Take:
    """The take in a file's bytes; raises DamagedFileError where they are not what `encode` wrote."""
    if _sealed(data) != data:
        raise DamagedFileError("its bytes differ from its checksum")
    try:
        flac = _opened(io.BytesIO(data))
        facts = _facts_of(flac, len(data))
        bits = flac.info.bits_per_sample
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            whole = file.read(dtype="int32", always_2d=True)[:, 0] >> (32 - bits)
        if len(whole) != facts.samples:
            raise DamagedFileError(f"{len(whole)} samples of {facts.samples}")
        return Take(facts, whole.astype(np.float32) / np.float32(1 << (bits - 1)), _latents_of(flac), bits)
    except (mutagen.MutagenError, soundfile.LibsndfileError) as error:
        raise DamagedFileError("its sound cannot be decoded") from error


def _facts_of(flac: Any, length: int) -> TakeFacts:
    """The facts in the tags of a file that is `length` bytes long."""
    try:
        if (written := int(flac[_SEAL][0].split()[0])) != length:
            raise DamagedFileError(f"{length} bytes of {written}")
        return TakeFacts.model_validate_json(flac[_FACTS][0])
    except ValidationError as error:
        if error.errors()[0]["type"] != "extra_forbidden":
            raise DamagedFileError("its facts are missing") from error
        raise LaterTakeError(
            f"a later bookcast kept this take: its {first_place(error)!r} is not known here",
            "Use that bookcast, or a later one.",
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedFileError("its facts are missing") from error


def _latents_of(flac: Any) -> npt.NDArray[np.float32] | None:
    for block in flac.metadata_blocks:
        if block.code == _APPLICATION_CODE and block.data.startswith(_APPLICATION):
            try:
                latents: npt.NDArray[np.float32] = np.load(io.BytesIO(block.data[len(_APPLICATION) :]))
            except (ValueError, EOFError) as error:
                raise DamagedFileError("its latents cannot be read") from error
            return latents
    return None


def _opened(file: io.BytesIO) -> Any:
    file.seek(0)
    flac = _Flac(file)
    if flac.tags is None:
        flac.add_tags()
    return flac


def _sealed(data: bytes) -> bytes:
    """`data` with the seal that belongs to it; any seal it had is replaced."""
    prefix = f"{_SEAL}=".encode()
    at = data.find(prefix) + len(prefix)
    if at < len(prefix):
        raise DamagedFileError("it has no seal")
    bare = data[:at] + _UNSEALED.encode() + data[at + len(_UNSEALED) :]
    seal = f"{len(data):010d} {hashlib.sha256(bare).hexdigest()[:16]}"
    return data[:at] + seal.encode() + data[at + len(seal) :]


def _as_npy(latents: npt.NDArray[np.float32]) -> bytes:
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(latents), allow_pickle=False)
    if file.tell() > _LATENTS_LIMIT_BYTES:
        raise ValueError(f"latents of {file.tell()} bytes; a take holds at most {_LATENTS_LIMIT_BYTES}")
    return file.getvalue()


def _quantised(audio: npt.NDArray[np.float32], bits: int) -> npt.NDArray[np.int16] | npt.NDArray[np.int32]:
    """Samples as soundfile wants them: int16, or 24 bits at the top of an int32."""
    full = 1 << (bits - 1)
    whole = np.clip(np.rint(audio.astype(np.float64) * full), -full, full - 1).astype(np.int32)
    return whole.astype(np.int16) if bits == 16 else whole << (32 - bits)
