"""Locate a checkpoint: a folder, or a public name that is downloaded once and cached."""

from __future__ import annotations

from pathlib import Path

from model.checkpoint import COPIED_FILES, MAIN_FILES, VAE_FILES
from model.errors import CheckpointError

PUBLIC_NAMES = {
    "VoxCPM-0.5B": "openbmb/VoxCPM-0.5B",
    "VoxCPM1.5": "openbmb/VoxCPM1.5",
    "VoxCPM2": "openbmb/VoxCPM2",
}


def locate(name: str | Path, *, offline: bool = False) -> Path:
    """Return a checkpoint's folder: `name` is a folder, one of PUBLIC_NAMES, or `owner/name` on the Hugging Face hub.

    With `offline` only the local cache is used. Raises CheckpointError saying what to download and where to put it.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    repository = PUBLIC_NAMES.get(str(name), str(name))
    if folder.is_absolute() or repository.count("/") != 1 or str(name).startswith((".", "~")):
        known = ", ".join(PUBLIC_NAMES)
        raise CheckpointError(f"{name}: is no folder, and no public name either (try one of {known}, or owner/name)")
    return _download(repository, offline)


def _download(repository: str, offline: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled

    files = [*COPIED_FILES, *MAIN_FILES, *VAE_FILES]
    try:
        return Path(snapshot_download(repository, allow_patterns=files, local_files_only=offline))
    except HFValidationError as error:
        raise CheckpointError(f"{repository}: is no valid name on the hub ({error})") from error
    except (HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, OSError) as error:
        needed = f"{', '.join(COPIED_FILES)}, {' or '.join(MAIN_FILES)}, and {' or '.join(VAE_FILES)}"
        raise CheckpointError(
            f"{repository}: is not in the local cache and cannot be downloaded now ({type(error).__name__}). "
            f"On a machine with a network run `hf download {repository} --local-dir DIR`, copy DIR here "
            f"(it needs {needed}), and give DIR as the model."
        ) from error
