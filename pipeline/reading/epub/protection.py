"""Copy protection told apart from obfuscated fonts, by META-INF/encryption.xml and what stores put beside it."""

from __future__ import annotations

from urllib.parse import unquote

from manifests.errors import InputError
from pipeline.reading.epub.archive import Archive, printable
from pipeline.reading.epub.markup import Warn, parse_xml

_OBFUSCATION = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
"""Both scramble the first bytes of a font with a key made of the book's identifier. That is no protection."""

_SCHEMES = {
    "META-INF/rights.xml": "Adobe ADEPT",
    "META-INF/sinf.xml": "Apple FairPlay",
    "META-INF/license.lcpl": "Readium LCP",
}
_FONTS = (".ttf", ".otf", ".woff", ".woff2", ".ttc", ".eot", ".pfb", ".dfont")


def check_protection(archive: Archive, warn: Warn) -> None:
    """Raise InputError for a book whose text is encrypted; fonts, pictures and sounds need not be read."""
    scheme = next((name for entry, name in _SCHEMES.items() if archive.found(entry)), "")
    entry = archive.found("META-INF/encryption.xml")
    encrypted = _encrypted(archive, entry, warn) if entry else []
    protected = [name for name, algorithm in encrypted if algorithm not in _OBFUSCATION]
    scrambled = [n for n, algorithm in encrypted if algorithm in _OBFUSCATION and not n.lower().endswith(_FONTS)]
    texts = [name for name in (*protected, *scrambled) if _is_read(name)]
    if texts or (scheme and protected):
        _refuse(archive, scheme, (texts or protected)[0])
    if scheme:
        warn(f"the book holds a licence file of {scheme}, but its text is not encrypted")


def _is_read(name: str) -> bool:
    return name.lower().endswith((".xhtml", ".html", ".htm", ".xml", ".opf", ".ncx"))


def _encrypted(archive: Archive, entry: str, warn: Warn) -> list[tuple[str, str]]:
    """Pairs of entry and algorithm."""
    root = parse_xml(archive.read(entry), lambda message: warn(f"{entry} {message}"))
    if root is None:
        warn(f"{entry} cannot be read; the book is taken as unprotected")
        return []
    pairs: list[tuple[str, str]] = []
    for data in root.iter("{*}EncryptedData"):
        method = data.find(".//{*}EncryptionMethod")
        algorithm = method.get("Algorithm", "") if method is not None else ""
        for reference in data.iter("{*}CipherReference"):
            pairs.append((unquote(reference.get("URI") or ""), algorithm))
    return pairs


def _refuse(archive: Archive, scheme: str, place: str) -> None:
    by = f" ({scheme})" if scheme else ""
    raise InputError(
        f"is protected against copying{by}: its text is encrypted",
        path=archive.path,
        place=printable(place),
        remedy="bookcast reads books without DRM only. Ask the shop or the publisher for one.",
    )
