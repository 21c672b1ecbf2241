"""`bookcast sign`: content credentials in finished files, in their place, as the last thing that is done to them."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from manifests.errors import InputError, StageError
from manifests.files import Record, digest
from manifests.plan import Plan
from manifests.render import Delivery, PresetRender, RenderRecord
from manifests.voice import ClipVoice
from pipeline.engines.choice import is_trained
from pipeline.packaging.content_credentials import (
    MEMORY_TIMES,
    Made,
    ProductionStatement,
    Source,
    can_be_signed,
    read_credentials,
    write_signed,
)
from pipeline.packaging.signing_identity import SigningIdentity
from pipeline.production.delivery import sha256_of
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import FolderLock
from pipeline.progress import Progress
from pipeline.sound.ffmpeg import finished_file

LARGE_BYTES = 100_000_000
_WITHOUT_SOUND = ("transcript", "cue sheet", "cover")


class SignedFile(Record):
    """What became of one file."""

    path: str
    state: Literal["signed", "signed already", "cannot be signed"]
    signer: str = ""


@dataclass(frozen=True, slots=True)
class _Target:
    """A file to sign, with the render that it is of, and its entry in the record where it has one."""

    path: Path
    render: PresetRender
    delivery: Delivery | None


def sign(paths: Sequence[Path], identity: SigningIdentity, key: Path, progress: Progress) -> tuple[SignedFile, ...]:
    """Sign productions, or files of productions, in their place; what this signer signed already is left alone.

    A file is replaced whole or not at all, and the record knows both its forms: a kill loses nothing. Raises InputError
    for what is no production's, StageError for a file that was changed since it was delivered, or that does not fit
    into memory.
    """
    given = [path.absolute() for path in paths]
    folders = {path: _production_of(path) for path in given}
    for folder in folders.values():
        if key.resolve().is_relative_to(folder.root.resolve()):
            raise InputError(
                "lies in the production's folder, which is handed on",
                path=key,
                remedy="Keep the key elsewhere, and make a new one if the folder was handed on.",
            )
    done = list[SignedFile]()
    progress.stage("sign", len(given), "files")
    for path in given:
        with FolderLock(folders[path].work):
            for target in _targets(path, folders[path]):
                done.append(_signed(target, folders[path], identity, progress))
        progress.advance(1, path.name)
    return tuple(done)


def _production_of(path: Path) -> ProductionFolder:
    """The production that a path is, or lies in."""
    if not path.exists():
        raise InputError("is not there", path=path, remedy="Give a production's folder, or files of one.")
    for root in (path, *path.parents) if path.is_dir() else path.parents:
        if (folder := ProductionFolder(root)).record.is_file():
            return folder
    raise InputError(
        "is no production, nor a file of one: what made it is not known",
        path=path,
        remedy="Give the folder that `bookcast render` printed (its --out), or files in it.",
    )


def _targets(path: Path, folder: ProductionFolder) -> Iterator[_Target]:
    record = folder.load_record()
    named = {folder.root / one.path: (render, one) for render in record.renders for one in render.deliveries}
    if path.is_dir():
        for file, (render, delivery) in named.items():
            if file.is_relative_to(path) and file.is_file() and delivery.kind not in _WITHOUT_SOUND:
                yield _Target(file, render, delivery)
        return
    known = named.get(path)
    yield _Target(path, *known) if known else _Target(path, record, None)


def _signed(target: _Target, folder: ProductionFolder, identity: SigningIdentity, progress: Progress) -> SignedFile:
    path, delivery = target.path, target.delivery
    name = str(path.relative_to(folder.root))
    if not can_be_signed(path):
        return SignedFile(path=name, state="cannot be signed")
    if delivery is not None and not delivery.is_as_delivered(sha256_of(path)):
        raise StageError(f"{path}: is not the file that was delivered", "Render again: it is made anew.")
    made = _made(target, path)
    _check_memory(path, progress)
    known = read_credentials(path)
    ours = known.serial_number == identity.serial_number and known.statement == made.statement
    if ours and known.state in ("trusted", "unknown signer"):
        return SignedFile(path=name, state="signed already", signer=identity.name)
    with finished_file(path) as part:
        write_signed(path, part, made, identity)
        written = read_credentials(part, suffix=path.suffix)
        if written.state not in ("trusted", "unknown signer"):
            raise StageError(f"{path}: its signature does not hold ({'; '.join(written.faults)})", "It is as it was.")
        if delivery is not None:
            # Known before the file takes its place: killed in between, the record fits both.
            _remember(folder, target, delivery, sha256_of(part) or "", identity.name)
    return SignedFile(path=name, state="signed", signer=identity.name)


def _remember(folder: ProductionFolder, target: _Target, delivery: Delivery, sha256: str, signer: str) -> None:
    record: RenderRecord = folder.load_record()
    render = next(one for one in record.renders if one.preset == target.render.preset)
    signed = delivery.model_copy(update={"sha256": sha256_of(target.path), "signed_sha256": sha256, "signer": signer})
    deliveries = tuple(signed if one.path == delivery.path else one for one in render.deliveries)
    record.with_render(render.model_copy(update={"deliveries": deliveries})).save(folder.record)


def _check_memory(path: Path, progress: Progress) -> None:
    """Say before what a large file takes, and stop where there is not so much."""
    size = path.stat().st_size
    needed = round(size * MEMORY_TIMES)
    if size < LARGE_BYTES:
        return
    free = psutil.virtual_memory().available
    if needed > free:
        raise StageError(
            f"{path}: signing its {size / 1e6:.0f} MB takes about {needed / 1e6:.0f} MB of memory, "
            f"and {free / 1e6:.0f} MB are free",
            "Sign its chapters (MP3) instead, or sign it on a larger machine.",
        )
    progress.note(f"{path.name}: signing takes about {needed / 1e6:.0f} MB of memory")


def _made(target: _Target, path: Path) -> Made:
    """What is stated of a file: nothing but what the record knows."""
    plan, render = target.render.plan, target.render
    chapters = set(target.delivery.chapters) if target.delivery else {one.number for one in plan.chapters}
    used = {one.voice for one in plan.segments if one.chapter in chapters}
    sounds = any(one.kind == "cue sheet" and chapters & set(one.chapters) for one in render.deliveries)
    statement = ProductionStatement(
        title=plan.metadata.title,
        engine=plan.engine.name,
        model=plan.engine.weights,
        voices=tuple(sorted(used)),
        consents=_consents(plan, used),
        script_sha256=render.source_sha256,
        sounds_beside=sounds,
    )
    return Made(_source(plan, mixed=sounds or path.suffix.lower() == ".epub"), _version(), statement)


def _source(plan: Plan, *, mixed: bool) -> Source:
    """The IPTC's word for it: espeak-ng, the draft voice, was not trained; an EPUB's text is a person's."""
    if not is_trained(plan.engine):
        return "compositeSynthetic" if mixed else "algorithmicMedia"
    return "compositeWithTrainedAlgorithmicMedia" if mixed else "trainedAlgorithmicMedia"


def _consents(plan: Plan, used: set[str]) -> dict[str, str]:
    """For each cloned voice a digest of the consent that the cast holds: it can be shown, and is not told here."""
    sources = {name: voice.source for name, voice in plan.voices.items() if name in used}
    return {
        name: digest([source.consent.model_dump(mode="json"), source.sha256])
        for name, source in sorted(sources.items())
        if isinstance(source, ClipVoice)
    }


def _version() -> str:
    try:
        return importlib.metadata.version("bookcast")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"
