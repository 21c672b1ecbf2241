"""Choose the ffmpeg to run: the one named, a capable one on PATH, or the one bundled with imageio-ffmpeg.

Capability is determined by asking the binary itself: version lines say little about what a build can do.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from manifests.errors import FfmpegError

ENCODERS = frozenset({"libmp3lame", "aac", "flac", "pcm_s16le", "pcm_f32le"})
FILTERS = frozenset({"aresample", "highpass", "volume", "alimiter", "ebur128", "aformat", "apad", "atrim", "asetpts"})

REMEDY = "Install ffmpeg 5.1 or later, or `pip install imageio-ffmpeg`, or name one in BOOKCAST_FFMPEG."


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """A capable ffmpeg: its path, its build's version line (part of keys), and optional features.

    `fast_aac`: the AAC encoder has the fast coder. `opus`: it can encode Opus.
    """

    path: str
    identity: str
    fast_aac: bool
    opus: bool


def find_ffmpeg() -> Ffmpeg:
    """Return the ffmpeg to use, probed once per process and environment; raises FfmpegError with a remedy."""
    return _find(os.environ.get("BOOKCAST_FFMPEG", ""), os.environ.get("PATH", ""))


def forget_ffmpeg() -> None:
    """Make the next call probe again (the binary was replaced or removed)."""
    _find.cache_clear()


@functools.lru_cache(maxsize=8)
def _find(named: str, search_path: str) -> Ffmpeg:
    if named:
        path = shutil.which(named, path=search_path)
        if path is None:
            raise FfmpegError(f"BOOKCAST_FFMPEG names {named}, which cannot be run", remedy=REMEDY)
        missing = _missing(path)
        if missing:
            raise FfmpegError(f"{path} (BOOKCAST_FFMPEG) lacks {missing}", remedy=REMEDY)
        return _described(path)
    unable = []
    for path in filter(None, (shutil.which("ffmpeg", path=search_path), _bundled())):
        missing = _missing(path)
        if not missing:
            return _described(path)
        unable.append(f"{path} lacks {missing}")
    raise FfmpegError("no ffmpeg that can be used was found" + "".join(f"; {why}" for why in unable), remedy=REMEDY)


def _bundled() -> str | None:
    """Path of imageio-ffmpeg's own binary (its lookup would first try IMAGEIO_FFMPEG_EXE and PATH, as we did)."""
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        return None


def _missing(path: str) -> str:
    """Describe what `path` lacks; empty when it is capable."""
    version = _ask(path, "-version")
    if not version.startswith("ffmpeg version"):
        return "an answer to -version"
    lacks = sorted(ENCODERS - _names(_ask(path, "-encoders"))) + sorted(FILTERS - _names(_ask(path, "-filters")))
    if "--enable-libsoxr" not in version:
        lacks.append("the soxr resampler")
    if " latency " not in _ask(path, "-h", "filter=alimiter"):
        lacks.append("a limiter that makes up for its delay")
    return ", ".join(lacks)


def _described(path: str) -> Ffmpeg:
    return Ffmpeg(
        path=path,
        identity=_ask(path, "-version").splitlines()[0],
        fast_aac=re.search(r"^\s+fast\s", _ask(path, "-h", "encoder=aac"), re.MULTILINE) is not None,
        opus="libopus" in _names(_ask(path, "-encoders")),
    )


def _names(table: str) -> set[str]:
    """Names in ffmpeg's table of encoders or filters: its second column."""
    return {words[1] for line in table.splitlines() if len(words := line.split()) > 1}


def _ask(path: str, *question: str) -> str:
    try:
        answer = subprocess.run(
            [path, "-nostdin", "-hide_banner", *question], capture_output=True, timeout=20, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode("utf-8", "replace")


@functools.cache
def parent_death_wrapper() -> tuple[str, ...]:
    """Command prefix that makes the system kill a child when we die; empty where that is not supported.

    util-linux's setpriv sets this in the kernel, then executes the command. Doing it in Python between fork and exec
    is unsafe with threads.
    """
    path = shutil.which("setpriv")
    if path is None:
        return ()
    wrapper = (path, "--pdeathsig", "KILL", "--")
    try:
        able = subprocess.run([*wrapper, "true"], capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        able = False
    return wrapper if able else ()
