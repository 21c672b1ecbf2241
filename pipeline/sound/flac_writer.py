"""Write FLAC block by block into an open file, raising disk errors as such."""

from __future__ import annotations

from typing import BinaryIO, Self

import soundfile

from manifests.take import Audio


class FlacWriter:
    """Writes mono 16-bit FLAC at `rate_hz` into `file`; a context manager, on whose exit the file is complete."""

    def __init__(self, file: BinaryIO, rate_hz: int) -> None:
        self._guard = _Guard(file)
        self._flac = soundfile.SoundFile(self._guard, "w", rate_hz, 1, "PCM_16", format="FLAC")

    def write(self, audio: Audio) -> None:
        """Append samples; raises OSError when they cannot be written."""
        self._flac.write(audio)
        self._guard.check()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._flac.close()
        if kind is None:
            self._guard.check()


class _Guard:
    """File wrapper that keeps its first error: libsndfile writes through callbacks, which cannot raise."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._error: OSError | None = None

    def check(self) -> None:
        """Raise the stored error, if any."""
        if self._error is not None:
            raise self._error

    def write(self, data: bytes) -> int:
        if self._error is None:
            try:
                return self._file.write(data)
            except OSError as error:
                self._error = error
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        if self._error is None:
            try:
                return self._file.seek(offset, whence)
            except OSError as error:
                self._error = error
        return 0

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """Return nothing: the file is write-only."""
        return b""
