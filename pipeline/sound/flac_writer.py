"""FLAC written block by block into an open file, with the disk's errors raised as what they are."""

from __future__ import annotations

from typing import BinaryIO, Self

import soundfile

from manifests.take import Audio


class FlacWriter:
    """A mono 16-bit FLAC at `rate_hz`, written into `file`; a context manager, at whose end the file is whole."""

    def __init__(self, file: BinaryIO, rate_hz: int) -> None:
        self._guard = _Guard(file)
        self._flac = soundfile.SoundFile(self._guard, "w", rate_hz, 1, "PCM_16", format="FLAC")

    def write(self, audio: Audio) -> None:
        """Append samples; raises OSError when the disk does not take them."""
        self._flac.write(audio)
        self._guard.check()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._flac.close()
        if kind is None:
            self._guard.check()


class _Guard:
    """A file that keeps its first error: libsndfile writes through callbacks, out of which nothing can be raised."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._error: OSError | None = None

    def check(self) -> None:
        """Raise the error that was kept."""
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
        """Nothing: the file is only written."""
        return b""
