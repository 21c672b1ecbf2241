"""Bytes of XML or XHTML into element trees, without entities, networks or DTDs, whatever the state of the bytes.

Documents are decoded here, not by libxml2, so that a wrong encoding is noticed; the document type is cut off and
entities are replaced before parsing, so that nothing is left that could expand. What is not well-formed is parsed
once more, forgivingly, with a warning.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Callable

from lxml import etree

Warn = Callable[[str], None]
"""Takes one warning about the document that is read."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_META = re.compile(rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_ENTITY_DECLARATION = re.compile(r"""<!ENTITY\s+([^\s%"'>]{1,80})\s+(?:"([^"]*)"|'([^']*)')\s*>""")
_SIMPLE_VALUE = re.compile(r"(?:[^&<%]|&#\d{1,7};|&#[xX][0-9a-fA-F]{1,6};){0,256}")
_CHARACTER_REFERENCE = re.compile(r"&#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));")
_REFERENCE = re.compile(
    r"""<!\[CDATA\[(?:.*?\]\]>|.*\Z) | <!--(?:.*?-->|.*\Z) | <\?(?:.*?\?>|.*\Z)
      | &(?:\#(?P<number>\d{1,7}|[xX][0-9a-fA-F]{1,6});|(?P<name>[A-Za-z_][\w.-]{0,79});|(?P<bare>))""",
    re.DOTALL | re.VERBOSE,
)
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_SELF_CLOSED = re.compile(r"<([A-Za-z][\w:.-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)/>")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def parse_xhtml(data: bytes, warn: Warn) -> etree._Element:
    """The root element of a content document; a bare `html` element where there is nothing to parse."""
    text = _without_controls(_entities_replaced(decoded(data, warn), warn), warn)
    try:
        return etree.fromstring(text.encode(), _xml_parser(recover=False))
    except etree.XMLSyntaxError as error:
        warn(f"is not well-formed XHTML and was read forgivingly ({_short(error)})")
    return _forgiving(text)


def parse_xml(data: bytes, warn: Warn) -> etree._Element | None:
    """The root element of a package file (OPF, NCX, container); None where nothing can be made of it."""
    text = _without_controls(_entities_replaced(decoded(data, warn), warn), warn)
    try:
        return etree.fromstring(text.encode(), _xml_parser(recover=False))
    except etree.XMLSyntaxError as error:
        message = _short(error)
    root = _recovered(text)
    if root is not None:
        warn(f"is not well-formed XML and was read forgivingly ({message})")
    return root


def decoded(data: bytes, warn: Warn) -> str:
    """The characters of a document: by its byte-order mark, its declaration, else as UTF-8 or what fits."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _tried(data[len(mark) :], [encoding], warn)
    if data[:2] in (b"<\0", b"\0<") or (data[:1].isspace() and b"\0" in data[:4]):
        return _tried(data, ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"], warn)
    declaration = _DECLARED.search(data[:400]) or _META.search(data[:2000])
    declared = declaration.group(1).decode("ascii").lower() if declaration else "utf-8"
    # A document that was read as ASCII so far is not UTF-16, whatever it says.
    wide = declared.startswith(("utf-16", "utf16", "ucs", "utf-32", "iso-10646"))
    return _tried(data, ["utf-8"] if wide else [declared, "utf-8"], warn)


def _tried(data: bytes, encodings: list[str], warn: Warn) -> str:
    for index, encoding in enumerate(encodings):
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if not _keeps_markup(encoding):
            continue
        if index:
            warn(f"does not hold the encoding that it declares ({encodings[0]}) and was read as {encoding}")
        return text
    if encodings[0].startswith(("utf-16", "utf-32")):
        warn(f"has bytes that are no {encodings[0]}; they are lost")
        return data.decode(encodings[0], "replace").replace("\ufffd", "")
    for encoding in ("cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        warn(f"does not hold the encoding that it declares ({encodings[0]}) and was read as {encoding}")
        return text
    raise AssertionError("latin-1 decodes every byte")


def _keeps_markup(encoding: str) -> bool:
    """Whether an encoding is one for documents: Python knows others, for names of hosts and for strings in programs."""
    try:
        return (
            encoding.startswith(("utf-16", "utf-32"))
            or b"<a b='\\u0041'>&c;--".decode(encoding) == r"<a b='\u0041'>&c;--"
        )
    except UnicodeError:
        return False


def _entities_replaced(text: str, warn: Warn) -> str:
    """`text` without XML declaration and document type, named entities as numbers, stray ampersands escaped."""
    if declaration := _XML_DECLARATION.match(text):
        text = text[declaration.end() :]
    text, subset = _document_type_cut(text)
    own = _own_entities(subset, warn)
    unknown: set[str] = set()
    stray = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal stray
        if number := match.group("number"):
            # Numbers of characters that XML forbids go with those characters.
            code = int(number[1:], 16) if number[0] in "xX" else int(number)
            return match.group() if _allowed(code) else chr(code if code <= 0x10FFFF else 0)
        name = match.group("name")
        if name is None:
            stray += match.group("bare") is not None
            return "&amp;" if match.group("bare") is not None else match.group()
        if name in _XML_NAMES:
            return match.group()
        value = own.get(name)
        if value is None:
            value = html.entities.html5.get(f"{name};")
        if value is None:
            unknown.add(name)
            return f"&amp;{name};"
        return "".join(f"&#{ord(character)};" for character in value)

    text = _REFERENCE.sub(replaced, text)
    if stray:
        warn(f"has {stray} ampersands that belong to no entity; they were kept as they are")
    if unknown:
        warn(f"uses entities that nobody defines ({', '.join(sorted(unknown)[:5])}); they were kept as they are")
    return text


def _allowed(code: int) -> bool:
    return code <= 0x10FFFF and not _FORBIDDEN.match(chr(code))


def _document_type_cut(text: str) -> tuple[str, str]:
    """`text` without its document type, and that document type."""
    start = text.find("<!DOCTYPE", 0, 20_000)
    if start < 0:
        start = text.find("<!doctype", 0, 20_000)
    if start < 0 or re.search(r"<[A-Za-z]", text[:start]):
        return text, ""
    end, depth, quote = start, 0, ""
    for token in re.finditer(r"""<!--(?:.*?-->|.*\Z)|["'\[\]>]""", text[start:], re.DOTALL):
        mark = token.group()
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "\"'":
            quote = mark
        elif mark in "[]":
            depth += 1 if mark == "[" else -1
        elif mark == ">" and depth <= 0:
            end = start + token.end()
            break
    if end == start:
        return text, ""
    return text[:start] + text[end:], text[start:end]


def _own_entities(document_type: str, warn: Warn) -> dict[str, str]:
    """Entities of the internal subset whose value is plain text. Whatever could expand or fetch is dropped."""
    if "<!ENTITY" not in document_type:
        return {}
    own: dict[str, str] = {}
    for name, double, single in _ENTITY_DECLARATION.findall(document_type):
        value = double or single
        if len(own) < 1000 and _SIMPLE_VALUE.fullmatch(value):
            own[name] = _CHARACTER_REFERENCE.sub(_character, value)
    if document_type.count("<!ENTITY") > len(own):
        warn("declares entities that expand or lead outside; they were not followed")
    return own


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1)) if match.group(1) else int(match.group(2), 16)
    return chr(code) if code <= 0x10FFFF else ""


def _without_controls(text: str, warn: Warn) -> str:
    clean, count = _FORBIDDEN.subn("", text)
    if count:
        warn(f"has {count} control characters that XML forbids; they were dropped")
    return clean


def _xml_parser(*, recover: bool) -> etree.XMLParser:
    # huge_tree lifts limits that protect from entities, of which none are left; the size is bounded by the archive.
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )


def _recovered(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode(), _xml_parser(recover=True))
    except etree.XMLSyntaxError:
        return None


def _forgiving(text: str) -> etree._Element:
    """The better of two forgiving parses: HTML's, unless that of XML keeps more of the text."""
    as_xml = _recovered(text)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        as_html = etree.fromstring(_SELF_CLOSED.sub(_closed, text).encode(), parser)
    except etree.XMLSyntaxError:
        as_html = None
    if as_html is None:
        return as_xml if as_xml is not None else etree.Element("html")
    if as_xml is not None and _letters(as_xml) > _letters(as_html):
        return as_xml
    return as_html


def _closed(match: re.Match[str]) -> str:
    name, attributes = match.groups()
    return match.group() if name.lower() in _VOID else f"<{name}{attributes}></{name}>"


def _letters(root: etree._Element) -> int:
    return sum(len("".join(str(text).split())) for text in root.itertext())


def _short(error: etree.XMLSyntaxError) -> str:
    return str(error.msg or error).split("\n")[0][:120]
