"""A folder of weights as Kokoro's, but small: a network of a few operations, written as ONNX by hand, and styles.

Each symbol becomes 25 ms of a tone of its own, which the style moves in phase and the speed in pitch.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

STYLES = ("af_ann", "af_bea", "am_cal", "bf_dot", "bm_ern")
ROWS = 510
_INT32, _FLOAT, _INT64 = 6, 1, 7


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _node(kind: str, inputs: str, output: str, to: int | None = None) -> bytes:
    cast = b"" if to is None else _field(5, _field(1, "to") + _field(3, to) + _field(20, 2))
    return _field(1, b"".join(_field(1, one) for one in inputs.split()) + _field(2, output) + _field(4, kind) + cast)


def _constant(name: str, values: np.ndarray, kind: int) -> bytes:
    dims = b"".join(_field(1, size) for size in values.shape)
    return _field(5, dims + _field(2, kind) + _field(8, name) + _field(9, values.tobytes()))


def _value(number: int, name: str, kind: int, *shape: int | str) -> bytes:
    dims = b"".join(_field(1, _field(1, one) if isinstance(one, int) else _field(2, one)) for one in shape)
    return _field(number, _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dims))))


def network(tokens: str = "input_ids", speed: int = _FLOAT, style: str = "style", loudness: float = 0.3) -> bytes:
    """An ONNX file whose inputs are named and typed as some export's are."""
    graph = [
        _node("Cast", tokens, "ids", _FLOAT),
        _node("Reshape", "ids column", "rows"),
        _node("MatMul", "rows ramp", "phases"),
        _node("Cast", "speed", "pace", _FLOAT),
        _node("Mul", "phases pace", "faster"),
        _node("MatMul", f"{style} mean", "shift"),
        _node("Add", "faster shift", "moved"),
        _node("Sin", "moved", "tones"),
        _node("Mul", "tones loudness", "quieter"),
        _node("Reshape", "quieter flat", "audio"),
        _field(2, "small"),
        _constant("column", np.array([-1, 1], np.int64), _INT64),
        _constant("flat", np.array([-1], np.int64), _INT64),
        _constant("ramp", np.arange(600, dtype=np.float32)[None] / 600, _FLOAT),
        _constant("mean", np.full((256, 1), 1 / 256, np.float32), _FLOAT),
        _constant("loudness", np.array([loudness], np.float32), _FLOAT),
        _value(11, tokens, _INT64, 1, "length"),
        _value(11, style, _FLOAT, 1, 256),
        _value(11, "speed", speed, 1),
        _value(12, "audio", _FLOAT, "samples"),
    ]
    return _field(1, 8) + _field(8, _field(1, "") + _field(2, 13)) + _field(7, b"".join(graph))


def style(number: int, rows: int = ROWS) -> np.ndarray:
    """A style that is told apart from every other, and whose rows are."""
    return (np.full((rows, 1, 256), number) + np.arange(rows)[:, None, None] / rows).astype(np.float32)


def hub_export(folder: Path) -> Path:
    """The layout of the exports on the hub."""
    (folder / "onnx").mkdir(parents=True)
    (folder / "voices").mkdir()
    (folder / "onnx" / "model.onnx").write_bytes(network())
    (folder / "onnx" / "model_quantized.onnx").write_bytes(network(loudness=0.1))
    for number, name in enumerate(STYLES):
        (folder / "voices" / f"{name}.bin").write_bytes(style(number).tobytes())
    from pipeline.engines.kokoro_vocabulary import VOCABULARY

    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": {"$": 0, **VOCABULARY}}}), "utf-8")
    return folder


def release(folder: Path) -> Path:
    """The layout of the releases of kokoro-onnx: an .npz called .bin, and no file of symbols."""
    folder.mkdir(parents=True)
    (folder / "kokoro-v1.0.onnx").write_bytes(network("tokens"))
    (folder / "kokoro-v1.0.int8.onnx").write_bytes(network("tokens", loudness=0.1))
    with (folder / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, **{name: style(number) for number, name in enumerate(STYLES)})
    return folder
