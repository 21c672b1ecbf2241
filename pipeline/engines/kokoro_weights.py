"""Find Kokoro's weights: a folder, one .onnx file of it, or a name on the Hugging Face hub; and read its styles.

    exports on the hub      onnx/model.onnx, model_quantized.onnx …   voices/af_heart.bin …   tokenizer.json
    kokoro-onnx releases    kokoro-v1.0.onnx, kokoro-v1.0.int8.onnx   voices-v1.0.bin         (none: version 1.0's)
    a folder of one's own   model.onnx                                voices.npz              vocab.json or config.json

Nothing here is unpickled, and no file is believed: each array must have the shape and the size that a style has.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from manifests.errors import InputError
from manifests.libraries import loading_told
from pipeline.engines.kokoro_vocabulary import VOCABULARY

PUBLIC_NAMES = {"Kokoro-82M": "onnx-community/Kokoro-82M-v1.0-ONNX"}
WIDTH = 256
FEWEST_ROWS, MOST_ROWS = 510, 1024
"""A style has a row for each number of symbols; the network takes 510 at most."""

_FILES = (
    "onnx/model.onnx", "voices/*.bin", "tokenizer.json", "config.json", "model.onnx", "vocab.json", "voices.npz",
    "kokoro-v1.0.onnx", "voices-v1.0.bin",
)  # fmt: skip
_SMALLER = (re.compile(r"int8|quant|[_.-]q\d"), re.compile(r"fp16|f16"))
_LARGEST_JSON, _MOST_STYLES, _MOST_IDS = 4_000_000, 200, 10_000
_STYLE_NAME = re.compile(r"\w[\w.-]{0,63}")
_ANEW = "Download it again, all files of it: docs/natural-voice.md names them."

Style = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """A network, what its symbols are called, and its styles: each (rows, 256), by name."""

    network: Path
    vocabulary: Mapping[str, int]
    styles: Mapping[str, Style]

    @property
    def digests(self) -> dict[str, str]:
        """What pins each style: 16 hex digits of its numbers."""
        return {
            name: hashlib.sha256(style.astype("<f4").tobytes()).hexdigest()[:16] for name, style in self.styles.items()
        }


def find_weights(model: str | Path | None) -> Weights:
    """The weights that `model` names; None: those of the public name in the hub's cache. Raises InputError."""
    named = _located(model)
    if named.is_dir():
        folder, network = named, _network(named)
    else:
        network = named
        folder = named.parent.parent if named.parent.name == "onnx" else named.parent
    return Weights(network, _vocabulary(folder), _styles(folder))


def _located(model: str | Path | None) -> Path:
    if model is not None and (path := Path(model).expanduser()).exists():
        if path.is_dir() or path.suffix == ".onnx":
            return path.absolute()
        raise InputError("is no folder, and no .onnx file", path=path, place="--model", remedy=_ANEW)
    name = str(model or next(iter(PUBLIC_NAMES)))
    repository = PUBLIC_NAMES.get(name, name)
    if not re.fullmatch(r"[\w-][\w.-]*/[\w-][\w.-]*", repository):
        known = ", ".join(PUBLIC_NAMES)
        raise InputError(
            "is no folder, and no public name either",
            path=name,
            place="--model",
            remedy=f"Give a folder, {known}, or owner/name on the hub.",
        )
    with loading_told():
        return _from_hub(repository, offline=model is None)


def _from_hub(repository: str, *, offline: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled

    try:
        return Path(snapshot_download(repository, allow_patterns=list(_FILES), local_files_only=offline))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled, OSError) as error:
        public = next((name for name, known in PUBLIC_NAMES.items() if known == repository), repository)
        raise InputError(
            "is not in the local cache"
            + ("" if offline else f", and cannot be downloaded now ({type(error).__name__})"),
            path=repository,
            place="--model",
            remedy=f"Give --model {public} with a network, or a folder: docs/natural-voice.md tells of both.",
        ) from error


def _network(folder: Path) -> Path:
    """The network of a folder: of several the one whose numbers were rounded least, by its name."""
    found = [path for place in (folder, folder / "onnx") for path in sorted(place.glob("*.onnx")) if path.is_file()]
    if not found:
        raise InputError("holds no network: no .onnx file", path=folder, remedy=_ANEW)
    return min(found, key=lambda path: [bool(smaller.search(path.name.lower())) for smaller in _SMALLER])


def _vocabulary(folder: Path) -> Mapping[str, int]:
    """The numbers of symbols: as a file tells them, else those of version 1.0."""
    for name in ("tokenizer.json", "config.json", "vocab.json"):
        path = folder / name
        if path.is_file() and (found := _told_in(_json(path))) is not None:
            return _checked(found, path)
    return VOCABULARY


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size > _LARGEST_JSON:
            raise InputError("is too large for what it should hold", path=path, remedy=_ANEW)
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"cannot be read ({type(error).__name__})", path=path, remedy=_ANEW) from error


def _told_in(data: Any) -> Any:
    """The symbols in a tokenizer's file, a configuration, or a file of nothing else; None where there are none."""
    if not isinstance(data, dict):
        return None
    for inner in (data.get("model"), data):
        if isinstance(inner, dict) and "vocab" in inner:
            return inner["vocab"]
    return data if data and all(isinstance(value, int) for value in data.values()) else None


def _checked(found: Any, path: Path) -> Mapping[str, int]:
    if not isinstance(found, dict) or not all(
        isinstance(number, int) and 0 <= number < _MOST_IDS for number in found.values()
    ):
        raise InputError("tells no symbols with their numbers", path=path, remedy=_ANEW)
    if not {"a", " ", ".", "ˈ"} <= found.keys():
        raise InputError("holds other symbols than Kokoro's", path=path, remedy=_ANEW)
    return {symbol: number for symbol, number in found.items() if len(symbol) == 1 and number}


def _styles(folder: Path) -> Mapping[str, Style]:
    if (folder / "voices").is_dir():
        files = sorted((folder / "voices").glob("*.bin"))[:_MOST_STYLES]
        styles = {path.stem: _raw(path) for path in files}
    else:
        packed = sorted(path for ending in ("npz", "bin") for path in folder.glob(f"voices*.{ending}"))
        styles = _packed(packed[0]) if packed else {}
    if not styles:
        raise InputError("holds no styles: no voices/*.bin, voices.npz or voices-v1.0.bin", path=folder, remedy=_ANEW)
    return styles


def _raw(path: Path) -> Style:
    """Rows of float32, one after the other."""
    size = path.stat().st_size
    if size % (4 * WIDTH) or not FEWEST_ROWS <= size // (4 * WIDTH) <= MOST_ROWS:
        raise InputError(
            f"is no style of Kokoro's: {size} bytes are no rows of {WIDTH} numbers", path=path, remedy=_ANEW
        )
    return _finite(np.frombuffer(path.read_bytes(), "<f4").reshape(-1, WIDTH), path, path.stem)


def _packed(path: Path) -> dict[str, Style]:
    """The styles of an .npz file, whatever it is called."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()[:_MOST_STYLES]
            return {entry.filename.removesuffix(".npy"): _entry(archive, entry, path) for entry in entries}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError(f"cannot be read as styles in an .npz file: {error}", path=path, remedy=_ANEW) from error


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> Style:
    """One array; its size is known before it is unpacked, and objects are refused where numbers should be."""
    name = entry.filename.removesuffix(".npy")
    if entry.file_size > 8 * WIDTH * (MOST_ROWS + 1):
        raise InputError(f"the style {name[:64]!r} is too large", path=path, remedy=_ANEW)
    data = io.BytesIO(archive.read(entry))
    version = np.lib.format.read_magic(data)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, kind = read(data)
    rows = shape[0] if shape[1:] in ((WIDTH,), (1, WIDTH)) else 0
    if kind.kind != "f" or not FEWEST_ROWS <= rows <= MOST_ROWS or not _STYLE_NAME.fullmatch(name):
        raise InputError(f"{name[:64]!r} is no style of Kokoro's: {kind} in the shape {shape}", path=path, remedy=_ANEW)
    numbers = np.frombuffer(data.read(), kind)
    if numbers.size != rows * WIDTH:
        raise InputError(f"the style {name!r} is cut off", path=path, remedy=_ANEW)
    return _finite(numbers.reshape(rows, WIDTH).astype(np.float32), path, name)


def _finite(style: Style, path: Path, name: str) -> Style:
    if not np.isfinite(style).all():
        raise InputError(f"the style {name!r} holds numbers that are none", path=path, remedy=_ANEW)
    return style
