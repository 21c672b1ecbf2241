"""The cover picture: found as EPUB 3, EPUB 2 and habit name it, its type by its first bytes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from manifests.book import Cover
from manifests.errors import InputError
from pipeline.reading.epub.archive import Archive, printable, resolve
from pipeline.reading.epub.contents import Contents
from pipeline.reading.epub.markup import Warn, parse_xhtml
from pipeline.reading.epub.package import EpubPackage, Item
from pipeline.reading.pictures import media_type_of

_LARGEST = 16 << 20


def read_cover(archive: Archive, package: EpubPackage, contents: Contents, warn: Warn) -> Cover | None:
    """The first picture that is named as the cover and is one; a picture of pixels goes before a drawing."""
    drawing: Cover | None = None
    for item in _candidates(archive, package, contents):
        if archive.size(item.href) > _LARGEST:
            warn(f"the cover {printable(item.href)} is larger than {_LARGEST >> 20} MB and was left out")
            continue
        try:
            data = archive.read(item.href)
        except InputError as error:
            warn(f"the cover cannot be read: {error.message}")
            continue
        media_type = media_type_of(data)
        if media_type is None:
            warn(f"the cover {printable(item.href)} is no picture that is known")
        elif media_type != "image/svg+xml":
            return Cover(media_type=media_type, data=data)
        else:
            drawing = drawing or Cover(media_type=media_type, data=data)
    return drawing


def _candidates(archive: Archive, package: EpubPackage, contents: Contents) -> Iterator[Item]:
    seen: set[str] = set()
    for item in _named(archive, package, contents):
        if item.href not in seen:
            seen.add(item.href)
            yield item


def _named(archive: Archive, package: EpubPackage, contents: Contents) -> Iterator[Item]:
    for item in package.items.values():
        if "cover-image" in item.properties:
            yield item
    for statement in package.statements:
        if statement.attributes.get("name") == "cover":
            wanted = statement.attributes.get("content", "")
            ending = (i for i in package.items.values() if wanted and i.href.endswith(wanted))
            named = package.items.get(wanted) or next(ending, None)
            if named is not None:
                yield from _pictures(archive, package, named)
    for kind, href in contents.landmarks:
        if kind in ("cover", "cover-image", "coverimagestandard") and (i := package.by_href.get(href.split("#")[0])):
            yield from _pictures(archive, package, i)
    for item in package.items.values():
        if item.media_type.startswith("image/") and item.id.lower() in (
            "cover",
            "cover-image",
            "coverimage",
            "cover-img",
        ):
            yield item


def _pictures(archive: Archive, package: EpubPackage, item: Item) -> Iterator[Item]:
    """The item if it is a picture, else the pictures of the page that it is."""
    if item.media_type.startswith("image/"):
        yield item
        return
    root = parse_xhtml(archive.read(item.href), lambda _: None)
    for element in root.iter("{*}img", "{*}image"):
        source = element.get("src") or element.get("{http://www.w3.org/1999/xlink}href") or element.get("href") or ""
        picture = package.by_href.get(resolve(item.href, unquote(source)) or "")
        if picture is not None:
            yield picture
            return
