"""What whoever takes a set of files asks of it beside the sound of each: its cover, its kinds of file, its credits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from manifests.errors import InputError
from manifests.files import write_atomically
from pipeline.packaging.cover import Sides, UnusablePictureError, fitted, squared
from pipeline.presets import Preset
from pipeline.production.delivery import sha256_of
from pipeline.production.folder import ProductionFolder
from pipeline.sound.checking import CHAPTERED, Checked

SQUARE = "cover square.jpg"
_COVERS = (SQUARE, "cover.jpg", "cover.jpeg", "cover.png")
_MAKES = "`bookcast check FOLDER --make-cover letterbox` (or blur) makes one of it"


def set_notices(folder: Path, checked: Sequence[Checked], preset: Preset) -> tuple[str, ...]:
    """What is lacking in `folder`, in sentences."""
    return (
        *_cover_notices(folder, preset),
        *_format_notices(checked, preset),
        *_parts_lacking(folder, preset),
        *_signature_notices(folder),
    )


def make_square_cover(path: Path, sides: Sides) -> str:
    """Make a square cover beside the one that is in the folder, and tell it. Raises InputError where there is none."""
    folder = path if path.is_dir() else path.parent
    source = next((folder / name for name in _COVERS[1:] if (folder / name).is_file()), None)
    if source is None:
        raise InputError(
            "holds no cover",
            path=folder,
            place="--make-cover",
            remedy="Put a picture there, as cover.jpg or cover.png.",
        )
    try:
        picture = squared(source.read_bytes(), sides)
    except UnusablePictureError as error:
        raise InputError(f"cannot be used: it is {error}", path=source, remedy="Save it anew as a JPEG.") from error
    write_atomically(folder / SQUARE, picture.data)
    larger = (
        "; it was enlarged, so look at it" if max(picture.source_width, picture.source_height) < picture.width else ""
    )
    return (
        f"{SQUARE}: {picture.width} x {picture.height}, made of {source.name} "
        f"({picture.source_width} x {picture.source_height}){larger}"
    )


def lacking_cover(data: bytes, preset: Preset) -> str | None:
    """What the preset asks of a cover that the picture in `data` is not; None where it is all of it."""
    if preset.cover_px is None:
        return None
    try:
        picture = fitted(data)
    except UnusablePictureError as error:
        return f"the cover is {error}: {_asked(preset)}"
    if picture.source_width == picture.source_height >= preset.cover_px:
        return None
    return f"the cover has {picture.source_width} x {picture.source_height} pixels: {_asked(preset)}; {_MAKES}"


def _asked(preset: Preset) -> str:
    return f"{preset.name} asks for a square RGB picture of at least {preset.cover_px} x {preset.cover_px} pixels"


def _cover_notices(folder: Path, preset: Preset) -> Iterator[str]:
    """What is wrong with the cover, where the preset asks for one."""
    if preset.cover_px is None:
        return
    path = next((folder / name for name in _COVERS if (folder / name).is_file()), None)
    if path is None:
        yield f"there is no cover: {_asked(preset)}"
    elif (lacking := lacking_cover(path.read_bytes(), preset)) is not None:
        yield f"{path.name}: {lacking}"


def _format_notices(checked: Sequence[Checked], preset: Preset) -> Iterator[str]:
    """Files of a kind that is not handed over."""
    tracks = [kind for kind in preset.formats if kind != "m4b"]
    names = [Path(one.path).name for one in checked if Path(one.path).suffix.lower() not in CHAPTERED]
    others = [name for name in names if Path(name).suffix.lower().lstrip(".") not in tracks]
    if tracks and others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        yield f"{', '.join(others[:3])}{more}: {preset.name} takes {' or '.join(tracks).upper()}"


def _signature_notices(folder: Path) -> Iterator[str]:
    """What became of signatures, as the production's record knows them; `bookcast verify` reads the files' own."""
    production = ProductionFolder(folder)
    if not production.record.is_file():
        return
    signed = [one for render in production.load_record().renders for one in render.deliveries if one.signed_sha256]
    found = {one.path: sha256_of(folder / one.path) for one in signed}
    whole = [one for one in signed if found[one.path] == one.signed_sha256]
    if whole:
        yield f"signed: {len(whole)} files, by {', '.join(sorted({one.signer for one in whole}))}"
    for one in signed:
        if found[one.path] is not None and not one.is_as_delivered(found[one.path]):
            yield f"{one.path}: was changed after it was signed; `bookcast sign` needs it as it was delivered"


def _parts_lacking(folder: Path, preset: Preset) -> Iterator[str]:
    """Files of their own that the preset makes and a production here does not have."""
    production = ProductionFolder(folder)
    if not production.record.is_file():
        return
    record = production.load_record()
    matters = {chapter.matter for chapter in record.plan.chapters}
    for matter in ("opening credits", "closing credits"):
        if preset.credits.spoken and matter not in matters:
            yield f"there are no {matter}: {preset.name} asks for them, in a file of their own"
    if preset.retail_sample_s is not None and not any(one.kind == "sample" for one in record.deliveries):
        yield f"there is no retail sample: {preset.name} asks for one of at most {preset.retail_sample_s:g} s"
