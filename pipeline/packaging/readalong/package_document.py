"""The package document of a read-along book: its overlays, their sound and durations, voices, and accessibility.

What the publisher's package says stays, but for overlays that it had already and what is now said anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.packaging.readalong.accessibility import Accessibility
from pipeline.packaging.readalong.overlays import ACTIVE_CLASS, clock

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
_MEDIA = ("media:duration", "media:narrator", "media:active-class", "media:playback-active-class")
_OUR_PREFIXES = frozenset(["media", "schema", "dcterms"])
NEVER_DATED = "2000-01-01T00:00:00Z"
"""When a book was modified that does not say so: the same production gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Added:
    """An entry to be added: its address as seen from the package document, and its media type."""

    id: str
    href: str
    media_type: str


@dataclass(frozen=True, slots=True)
class OverlayEntry:
    """An overlay's entry, the manifest's item that it belongs to, and how long it plays."""

    added: Added
    item: str
    ms: int


class PackageDocument:
    """A package document that is being changed. `root` is its parsed element."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.metadata: Any = self._child("metadata")
        self.manifest: Any = self._child("manifest")
        self._taken = {element.get("id") for element in root.iter() if isinstance(element.tag, str)}

    def _child(self, name: str) -> Any:
        found = self.root.find(f"{OPF}{name}")
        return found if found is not None else etree.SubElement(self.root, f"{OPF}{name}")

    @property
    def is_modern(self) -> bool:
        """Whether it is an EPUB 3."""
        return (self.root.get("version") or "").strip().startswith("3")

    def items(self) -> list[Any]:
        """The manifest's items."""
        return list(self.manifest.iterfind(f"{OPF}item"))

    def free_id(self, wanted: str) -> str:
        """An id that nothing has yet, kept for who asks."""
        while wanted in self._taken:
            wanted += "-"
        self._taken.add(wanted)
        return wanted

    def without_overlays(self) -> frozenset[str]:
        """Take the publisher's overlays out; return the addresses of their files."""
        gone = [item for item in self.items() if item.get("media-type") == "application/smil+xml"]
        ids = {item.get("id") for item in gone}
        for item in gone:
            self.manifest.remove(item)
        for item in self.items():
            item.attrib.pop("media-overlay", None)
        for meta in self.metadata.findall(f"{OPF}meta"):
            if meta.get("property") in _MEDIA or (meta.get("refines") or "").lstrip("#") in ids - {None}:
                self.metadata.remove(meta)
        return frozenset(item.get("href") or "" for item in gone)

    def add_item(self, added: Added) -> None:
        """Add an entry to the manifest."""
        etree.SubElement(
            self.manifest, f"{OPF}item", {"id": added.id, "href": added.href, "media-type": added.media_type}
        )

    def add_overlays(self, overlays: Sequence[OverlayEntry], narrators: Iterable[str]) -> None:
        """Add overlays with their durations, the total, the voices, and the class of what is heard."""
        by_id = {item.get("id"): item for item in self.items()}
        for overlay in overlays:
            self.add_item(overlay.added)
            by_id[overlay.item].set("media-overlay", overlay.added.id)
            self.say("media:duration", clock(overlay.ms), refines=overlay.added.id)
        self.say("media:duration", clock(sum(overlay.ms for overlay in overlays)))
        for narrator in narrators:
            self.say("media:narrator", narrator)
        self.say("media:active-class", ACTIVE_CLASS)

    def say(self, name: str, value: str, *, refines: str | None = None, **attributes: str) -> None:
        """Add a statement to the metadata."""
        about = {"refines": f"#{refines}"} if refines else {}
        etree.SubElement(self.metadata, f"{OPF}meta", {**about, "property": name, **attributes}).text = value

    def said(self, name: str) -> list[str]:
        """What is said of the book itself under a name."""
        metas = (one for one in self.metadata.iterfind(f"{OPF}meta") if one.get("property") == name)
        return [(one.text or "").strip() for one in metas if not one.get("refines")]

    def say_accessibility(self, accessibility: Accessibility) -> None:
        """Add what is true of the book now. What the publisher says of text and pictures stays, hazards too."""
        hazards = bool(self.said("schema:accessibilityHazard"))
        for name, value in accessibility.statements():
            known = self.said(name)
            if name == "schema:accessibilitySummary" and known:
                self._first(name).text = f"{known[0]} {value}"
            elif value not in known and not (name == "schema:accessibilityHazard" and hazards):
                self.say(name, value)
        if accessibility.unheard or accessibility.pictures:
            for meta in self.metadata.findall(f"{OPF}meta"):
                if meta.get("property") == "schema:accessModeSufficient" and (meta.text or "").strip() == "auditory":
                    self.metadata.remove(meta)

    def _first(self, name: str) -> Any:
        return next(one for one in self.metadata.iterfind(f"{OPF}meta") if one.get("property") == name)

    def date(self, modified: str = NEVER_DATED) -> None:
        """Make sure that the book says when it was modified."""
        if not self.said("dcterms:modified"):
            self.say("dcterms:modified", modified)

    def call_part(self, part: int, parts: int) -> None:
        """Add to the title which part of the book this is."""
        title = self.metadata.find(f"{DC}title")
        if title is not None:
            title.text = f"{(title.text or '').strip()} ({part} of {parts})"

    def claim_prefixes(self) -> None:
        """Drop declarations that would give the prefixes written here another meaning; they are reserved anyway."""
        declared = re.findall(r"(\S+):\s+(\S+)", self.root.get("prefix") or "")
        kept = " ".join(f"{name}: {address}" for name, address in declared if name not in _OUR_PREFIXES)
        if kept:
            self.root.set("prefix", kept)
        elif declared:
            del self.root.attrib["prefix"]

    def bytes(self) -> bytes:
        """The document as it is to be written."""
        etree.indent(self.metadata, level=1)
        etree.indent(self.manifest, level=1)
        return etree.tostring(self.root, encoding="utf-8", xml_declaration=True)
