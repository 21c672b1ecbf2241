"""A read-along book, from what was spoken: every sentence gets an id, a clip and its line in a SMIL file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from manifests.book import Book, Span
from manifests.errors import InputError
from manifests.files import digest
from pipeline.packaging.names import file_stem
from pipeline.packaging.readalong.accessibility import Accessibility, counted
from pipeline.packaging.readalong.alignment import Places, aligned
from pipeline.packaging.readalong.clips import SoundClip, clips_of, shared
from pipeline.packaging.readalong.highlights import Highlight, highlights_of, with_spans
from pipeline.packaging.readalong.markup import taken_apart
from pipeline.packaging.readalong.modernising import add_contents, contents_page, modernise
from pipeline.packaging.readalong.narration import Narration, Track
from pipeline.packaging.readalong.overlays import STYLESHEET, Overlay, smil
from pipeline.packaging.readalong.package_document import Added, OverlayEntry, PackageDocument
from pipeline.packaging.readalong.published import PublishedBook, WrittenPage, published
from pipeline.packaging.readalong.volumes import volumes_of
from pipeline.packaging.readalong.writing import seen_from, write_epub

VERSION = 2
"""Part of every key: raised when the same narration would be written as other bytes."""

MOST_BYTES = 600_000_000
"""A longer book is split: readers load a whole book, and shops and libraries take no larger one."""

_FOLDER = "readalong"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Volume:
    """One EPUB to be made: its name, the key of what it is made of, its size or a little more, and its documents."""

    name: str
    key: str
    expected_bytes: int
    overlays: tuple[Overlay, ...]
    part: int
    parts: int


@dataclass(frozen=True)
class ReadAlong:
    """A book that is ready to be written, a volume at a time. `notices` are for the person who asked for it."""

    book: Book
    source: Path
    narration: Narration
    published: PublishedBook
    pages: Mapping[str, bytes]
    volumes: tuple[Volume, ...]
    accessibility: Accessibility
    notices: tuple[str, ...] = ()

    def write(self, volume: Volume, to: Path) -> None:
        """Write a volume's EPUB atomically."""
        _VolumeWriter(self, volume).write(to)


@dataclass
class _Placed:
    """What was found of the narration in the documents: highlights by page, and clips by utterance."""

    pages: list[WrittenPage]
    highlights: list[list[Highlight]]
    frames: list[tuple[str, int | None]]
    clips: dict[int, SoundClip] = field(default_factory=dict)

    @property
    def utterances(self) -> list[int]:
        """Those that have a place, in the order in which they are heard."""
        return sorted({one.utterance for found in self.highlights for one in found})


def read_along(book: Book, source: Path, narration: Narration, *, most_bytes: int = MOST_BYTES) -> ReadAlong:
    """Prepare the read-along of `book`, which was read from `source` and spoken as `narration` says.

    Raises InputError where nothing of the narration stands in the book.
    """
    own = published(book, source)
    placed = _placed(book, own, narration)
    placed.clips = clips_of(narration, placed.utterances)
    pages, overlays = _overlays(placed, _stylesheets(own))
    if not overlays:
        remedy = "Render the chapters first; `bookcast script` shows what is spoken."
        raise InputError("nothing that is spoken stands in its text", path=source, remedy=remedy)
    accessibility = _accessibility(book, own, narration, placed, overlays)
    parts = volumes_of(overlays, [track.size for track in narration.tracks], most_bytes)
    stem, key = file_stem(book.metadata.title), _key(book, narration)
    volumes = tuple(
        Volume(
            name=f"{stem}.epub" if len(parts) == 1 else f"{stem} ({number} of {len(parts)}).epub",
            key=digest([key, [one.document for one in part], number, len(parts)]),
            expected_bytes=_size(part, narration.tracks)
            + (source.stat().st_size if own.data is None else len(own.data)),
            overlays=tuple(part),
            part=number,
            parts=len(parts),
        )
        for number, part in enumerate(parts, 1)
    )
    notices = (*_notices(own, narration, placed, overlays), *_size_notices(volumes, most_bytes))
    return ReadAlong(book, source, narration, own, pages, volumes, accessibility, tuple(notices))


def _placed(book: Book, own: PublishedBook, narration: Narration) -> _Placed:
    placed = _Placed(own.pages, [], [])
    by_document: dict[int | None, list[tuple[int, Span]]] = defaultdict(list)
    by_page: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    made = Places(list(own.places))
    for number, one in enumerate(narration.utterances):
        for span in one.spans:
            if own.data is None:
                by_document[one.document].append((number, span))
            else:
                for page, bounds in made.of(span):
                    by_page[page].append((number, bounds))
    for index, own_page in enumerate(own.pages):
        markup = taken_apart(own_page.source)
        found: list[Highlight] = []
        if markup is not None:
            marked = by_page[index]
            document = own_page.document
            if document is not None and by_document[document]:
                places = Places(aligned(book.documents[document].text, markup.text))
                marked = [(n, bounds) for n, span in by_document[document] for _, bounds in places.of(span)]
            found = highlights_of(markup, marked) if marked else []
        placed.highlights.append(found)
        placed.frames.append((markup.prefix, markup.head_end) if markup else ("", None))
    return placed


def _overlays(placed: _Placed, stylesheets: Sequence[str]) -> tuple[dict[str, bytes], list[Overlay]]:
    """The documents that are heard, with their spans, and their overlays, in the order of the book."""
    pages: dict[str, bytes] = {}
    overlays: list[Overlay] = []
    for index, page in enumerate(placed.pages):
        of_utterance: dict[int, list[Highlight]] = defaultdict(list)
        for one in placed.highlights[index]:
            of_utterance[one.utterance].append(one)
        lit = [
            pair
            for number, found in of_utterance.items()
            if number in placed.clips
            for pair in shared(placed.clips[number], found)
        ]
        if not lit:
            continue
        lit.sort(key=lambda pair: pair[0].start)
        source, ids = with_spans(page.source, [one for one, _ in lit], stylesheets[index], *placed.frames[index])
        pages[page.entry] = page.encoded(source)
        pars = tuple((identity, clip) for identity, (_, clip) in zip(ids, lit, strict=True))
        overlays.append(Overlay(page.entry, pars))
    return pages, overlays


def _folder(own: PublishedBook) -> str:
    """The folder of the entries that are added, which the book has not yet."""
    folder = f"{own.folder}{_FOLDER}"
    while any(name.casefold().startswith(f"{folder}/".casefold()) for name in own.names):
        folder += "-"
    return folder


def _stylesheets(own: PublishedBook) -> list[str]:
    """The address of our style sheet, as seen from each page."""
    entry = f"{_folder(own)}/readalong.css"
    return [quote(seen_from(page.entry.rpartition("/")[0], entry)) for page in own.pages]


def _key(book: Book, narration: Narration) -> str:
    tracks = [[one.sha256, one.seconds] for one in narration.tracks]
    utterances = [[one.document, one.spans, one.track, one.start_s] for one in narration.utterances]
    return digest(
        [VERSION, book.sha256, book.metadata.model_dump(mode="json"), tracks, utterances, narration.narrators]
    )


def _size(overlays: Sequence[Overlay], tracks: Sequence[Track]) -> int:
    return sum(tracks[one].size for one in {track for overlay in overlays for track in overlay.tracks})


def _accessibility(
    book: Book, own: PublishedBook, narration: Narration, placed: _Placed, overlays: Sequence[Overlay]
) -> Accessibility:
    heard = [
        (one.document, span)
        for number, one in enumerate(narration.utterances)
        if number in placed.clips and one.document is not None
        for span in one.spans
    ]
    narrated = {overlay.document for overlay in overlays}
    markups = ((page.source, page.entry in narrated) for page in own.pages)
    navs = [
        own.entry_of(item.get("href") or "")
        for item in own.package_document().items()
        if "nav" in (item.get("properties") or "").split()
    ]
    skipped = {page.document for page in own.pages if page.entry in navs and page.document is not None}
    return counted(book, heard, markups, frozenset(skipped))


def _notices(own: PublishedBook, narration: Narration, placed: _Placed, overlays: Sequence[Overlay]) -> Iterator[str]:
    narrated = {one.document for one in overlays}
    silent = [page.entry for page in own.pages if page.entry not in narrated] + own.broken
    total = len(own.pages) + len(own.broken)
    if silent:
        names = [name.rpartition("/")[2] for name in silent]
        yield f"{len(silent)} of {total} documents are silent: {_listed(names)}"
    if own.broken:
        yield f"{len(own.broken)} documents are not well-formed and were left as they are: {_listed(own.broken)}"
    if own.contents is not None:
        yield "the source is an EPUB 2: it was made an EPUB 3, its markup where HTML asks for it, its words nowhere"
    heard = {narration.utterances[number].track for number in placed.clips}
    if unheard := [track.path.name for index, track in enumerate(narration.tracks) if index not in heard]:
        yield f"left out, as their words stand nowhere in the text: {_listed(unheard)}"
    lost = sum(
        one.document is not None and number not in placed.clips for number, one in enumerate(narration.utterances)
    )
    if lost:
        yield f"{lost} of {len(narration.utterances)} sentences are heard, but not found in the text as it is written"


def _size_notices(volumes: Sequence[Volume], most_bytes: int) -> Iterator[str]:
    if len(volumes) > 1:
        yield f"{len(volumes)} EPUBs, as one would be larger than {most_bytes / 1e6:.0f} MB; each has the whole text"
    for volume in volumes:
        if volume.expected_bytes > most_bytes:
            yield f"{volume.name} is larger than {most_bytes / 1e6:.0f} MB: its documents cannot be parted"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


class _VolumeWriter:
    """Gathers the entries of one volume."""

    def __init__(self, ready: ReadAlong, volume: Volume) -> None:
        self._ready, self._volume, self._own = ready, volume, ready.published
        self._tracks = tuple(dict.fromkeys(track for one in volume.overlays for track in one.tracks))
        self._package: PackageDocument = self._own.package_document()

    @cached_property
    def _folder(self) -> str:
        return _folder(self._own)

    @cached_property
    def _sound(self) -> dict[int, str]:
        """The name of each track's entry in our folder."""
        return {track: f"sound-{number:03}.mp3" for number, track in enumerate(self._tracks, 1)}

    def write(self, to: Path) -> None:
        """Write the EPUB."""
        entries = dict(self._ready.pages)
        self._modernise(entries)
        package, own = self._package, self._own
        gone = package.without_overlays()
        package.claim_prefixes()
        package.add_overlays(list(self._overlay_entries(entries)), self._ready.narration.narrators)
        self._add("readalong.css", "text/css", entries, STYLESHEET.encode())
        for name in self._sound.values():
            self._add(name, "audio/mpeg")
        package.say_accessibility(self._ready.accessibility)
        package.date()
        if self._volume.parts > 1:
            package.call_part(self._volume.part, self._volume.parts)
        entries[own.package_entry] = package.bytes()
        sound = {f"{self._folder}/{name}": self._ready.narration.tracks[track] for track, name in self._sound.items()}
        write_epub(to, own, self._ready.source, entries, sound, frozenset(filter(None, map(own.entry_of, gone))))

    def _overlay_entries(self, entries: dict[str, bytes]) -> Iterator[OverlayEntry]:
        own = self._own
        items = {own.entry_of(item.get("href") or ""): item.get("id") for item in self._package.items()}
        for number, overlay in enumerate(self._volume.overlays, 1):
            document = quote(seen_from(self._folder, overlay.document))
            added = self._added(f"overlay-{number:03}.smil", "application/smil+xml")
            entries[f"{self._folder}/overlay-{number:03}.smil"] = smil(overlay, document, self._sound).encode()
            yield OverlayEntry(added, items[overlay.document], overlay.ms)

    def _added(self, name: str, media_type: str) -> Added:
        href = quote(seen_from(self._own.folder.rstrip("/"), f"{self._folder}/{name}"))
        return Added(self._package.free_id(name), href, media_type)

    def _add(self, name: str, media_type: str, entries: dict[str, bytes] | None = None, data: bytes = b"") -> None:
        self._package.add_item(self._added(name, media_type))
        if entries is not None:
            entries[f"{self._folder}/{name}"] = data

    def _modernise(self, entries: dict[str, bytes]) -> None:
        """Make an EPUB 2 an EPUB 3."""
        own, package = self._own, self._package
        if own.contents is None:
            return
        by_entry = {page.entry: page for page in own.pages}
        for page in own.pages:
            entries.setdefault(page.entry, page.encoded(page.source))
        hrefs = [item.get("href") or "" for item in package.items()]
        found = {href: by_entry[entry].source for href in hrefs if (entry := own.entry_of(href)) in by_entry}
        modernise(package, found)
        entry, metadata = f"{self._folder}/contents.xhtml", self._ready.book.metadata
        add_contents(package, self._added("contents.xhtml", "application/xhtml+xml"))
        entries[entry] = contents_page(own.contents, metadata.title, metadata.language, entry).encode()
