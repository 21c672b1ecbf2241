"""Where a person's file of defaults lies. Only commands look there: flows and shelves are told everything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from manifests.defaults import DefaultsFile

VARIABLE = "BOOKCAST_CONFIG"


def defaults_path() -> Path | None:
    """The file that $BOOKCAST_CONFIG names (None where that is empty), else the one in the system's place for them."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named).expanduser().absolute() if named.strip() else None
    # Its place differs: ~/.config or $XDG_CONFIG_HOME, ~/Library/Application Support, %LOCALAPPDATA%.
    from platformdirs import user_config_path

    return user_config_path("bookcast", appauthor=False) / "config.yaml"


def own_defaults() -> DefaultsFile:
    """One's defaults; raises InputError where the file is wrong, or was named and is not there."""
    from manifests.defaults import DefaultsFile, load_defaults

    path = defaults_path()
    if path is None or (VARIABLE not in os.environ and not _is_there(path)):
        return DefaultsFile(path)
    return load_defaults(path)


def _is_there(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:
        return False
