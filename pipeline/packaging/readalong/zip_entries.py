"""Entries of a zip that are the same whenever and wherever they are written."""

from __future__ import annotations

import zipfile

_MOMENT = (1980, 1, 1, 0, 0, 0)


def entry_info(name: str, *, stored: bool = False, size: int = 0) -> zipfile.ZipInfo:
    """How an entry of ours is written: without a date of its own, packed unless it is sound or the first one."""
    info = zipfile.ZipInfo(name, _MOMENT)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    info.file_size = size
    return info
