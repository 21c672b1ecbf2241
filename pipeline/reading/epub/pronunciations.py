"""What an EPUB says of its pronunciation: linked lexicons (PLS), and `ssml:ph` on single words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from lxml import etree

from manifests.pronunciation import Pronunciation
from pipeline.pronunciation.pls import ipa_in, read_pls
from pipeline.reading.epub.archive import Archive, printable, resolve
from pipeline.reading.epub.block_drafts import Page
from pipeline.reading.epub.markup import Warn, parse_xml
from pipeline.reading.epub.package import EpubPackage

PLS = "application/pls+xml"
_SSML = "{http://www.w3.org/2001/10/synthesis}"
_LONGEST = 200
_IS_MARKED = etree.XPath("boolean(//@*[local-name() = 'ph' or name() = 'ssml:ph'])")


def note_pronunciations(page: Page, body: etree._Element) -> None:
    """Give `page` the words of its document that carry their own pronunciation, and the lexicons that it links."""
    if _IS_MARKED(body):
        page.pronunciations = list(_marked(body, page.document))
    for link in body.getroottree().getroot().iterfind("{*}head/{*}link"):
        if link.get("type", "").strip().lower() == PLS and "pronunciation" in (link.get("rel") or "").split():
            name = resolve(page.href, unquote(link.get("href") or ""))
            if name is not None:
                page.lexicons.append((name, link.get("hreflang")))


def _marked(body: etree._Element, document: int) -> Iterator[Pronunciation]:
    """The marked words; spans count in the document's text."""
    alphabets: list[str] = [_attribute(element, "alphabet") for element in reversed(list(body.iterancestors()))]
    alphabets = [next((one for one in reversed(alphabets) if one), "ipa")]
    offset = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            alphabets.append(_attribute(element, "alphabet") or alphabets[-1])
            if phonemes := _attribute(element, "ph"):
                inside = "".join(str(part) for part in element.itertext())
                text, ipa = " ".join(inside.split()), ipa_in(phonemes, alphabets[-1])
                if ipa and any(map(str.isalnum, text)) and len(text) <= _LONGEST:
                    yield Pronunciation(text=text, ipa=ipa, document=document, span=(offset, offset + len(inside)))
            offset += len(element.text or "")
        else:
            alphabets.pop()
            offset += len(element.tail or "") if element is not body else 0


def _attribute(element: etree._Element, name: str) -> str:
    return (element.get(f"{_SSML}{name}") or element.get(f"ssml:{name}") or "").strip()


def lexicons(archive: Archive, package: EpubPackage, pages: Sequence[Page], warn: Warn) -> Iterator[Pronunciation]:
    """The entries of the lexicons that the pages link, each once; of all in the package where none is linked."""
    linked: dict[str, str | None] = {}
    for page in pages:
        for name, language in page.lexicons:
            linked.setdefault(name, language)
    if not linked:
        linked = {item.href: None for item in package.items.values() if item.media_type == PLS}
    for name, language in linked.items():
        entry = archive.found(name)
        if entry is None:
            warn(f"the lexicon {printable(name)} is missing")
            continue
        root = parse_xml(archive.read(entry), lambda message, entry=entry: warn(f"{entry} {message}"))  # type: ignore[misc]
        if root is not None:
            yield from read_pls(root, language)
