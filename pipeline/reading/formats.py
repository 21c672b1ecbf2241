"""Formats that are no text and no EPUB: what a file is, and the command that makes an EPUB of it."""

from __future__ import annotations

import json
import lzma
import re
import shlex
import struct
import zipfile
import zlib
from pathlib import Path

from manifests.errors import InputError

_CALIBRE = "ebook-convert {book} {epub}"
_PANDOC = "pandoc {book} -o {epub}"
_OFFICE = "soffice --headless --convert-to epub {book}"
_SOUND = "It is no book: give bookcast the text."

_BY_BYTES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _CALIBRE),
    (b"{\\rtf", "a rich-text document (RTF)", _PANDOC),
    (b"\xd0\xcf\x11\xe0", "an old Word document", _OFFICE),
    (b"ITOLITLS", "a Microsoft Reader book (LIT)", _CALIBRE),
    (b"AT&TFORM", "a DjVu scan", "djvutxt {book} {text}"),
    (b"\x89PNG", "a picture", "tesseract {book} {stem}"),
    (b"\xff\xd8\xff", "a picture", "tesseract {book} {stem}"),
    (b"GIF8", "a picture", "tesseract {book} {stem}"),
    (b"ID3", "a sound file", ""),
    (b"RIFF", "a sound file", ""),
    (b"fLaC", "a sound file", ""),
    (b"OggS", "a sound file", ""),
    (b"\x1f\x8b", "a gzip file", "gunzip {book}"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "7z x {book}"),
    (b"Rar!", "a RAR archive", "unrar x {book}"),
)
_KINDLE = ((b"BOOKMOBI", "a Kindle book (MOBI, AZW3)"), (b"TEXtREAd", "a Palm book (PRC)"))
# Possessive: nothing that a pattern has taken is given back, so that time grows with length alone.
_FICTION_BOOK = re.compile(
    rb"\s*+(?:<\?xml[^>]{0,200}+>)?+\s*+(?:<!--(?:(?!-->).){0,500}+-->\s*+)*+<FictionBook\b", re.DOTALL
)
_FINAL_DRAFT = re.compile(rb"\s*+(?:<\?xml[^>]{0,200}+>)?+\s*+<FinalDraft\b")
_LATEX = re.compile(rb"(?:[ \t\r\n]|%[^\r\n]{0,500}+)*+\\documentclass\b")
_IN_ZIP = (
    ("word/document.xml", "a Word document (DOCX)", _PANDOC),
    ("ppt/presentation.xml", "a presentation (PPTX)", _OFFICE),
    ("xl/workbook.xml", "a spreadsheet (XLSX)", _OFFICE),
)
_DAMAGED_ZIP = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, NotImplementedError, RuntimeError, LookupError),
)
"""What Python's reader of zips raises of one that is damaged, packed in a way it does not know, or locked."""
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


def refuse_foreign(path: Path, data: bytes) -> None:
    """Raise InputError where the first bytes of a file are those of a format that we do not read."""
    for magic, what, command in _BY_BYTES:
        if data.startswith(magic):
            raise _refusal(path, what, command)
    for magic, what in _KINDLE:
        if data[60:68] == magic:
            raise _refusal(path, what, _CALIBRE)
    if data.startswith((b"TPZ", b"\xeaDRMION")):
        raise _refusal(path, "a Kindle book (AZW, KFX)", _CALIBRE)
    if _FICTION_BOOK.match(data[:4000].removeprefix(b"\xef\xbb\xbf")):
        raise _refusal(path, "a FictionBook (FB2)", _CALIBRE)
    head = data[:20_000].removeprefix(b"\xef\xbb\xbf")
    if _LATEX.match(head):
        raise _refusal(path, "a LaTeX document", _PANDOC)
    if _FINAL_DRAFT.match(head):
        what, remedy = "a Final Draft script (FDX)", "Export it as Fountain: Beat, Highland and Fade In open FDX."
        raise InputError(f"is {what}, which bookcast does not read", path=path, remedy=remedy)


def refuse_data(path: Path, data: bytes) -> None:
    """Raise InputError where a file is an object or a list of JSON."""
    if data[:20_000].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") and _is_json(data):
        remedy = "Export the text itself: of a recognizer's output, its .vtt, .srt or .txt."
        raise InputError("is JSON: data, not a text to be spoken", path=path, remedy=remedy)


def _is_json(data: bytes) -> bool:
    """Whether a file is an object or a list of JSON: text in brackets is neither."""
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False


def refuse_foreign_zip(path: Path) -> None:
    """Raise InputError where a zip is an office document or holds a book of another format. What is no zip passes."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:50_000]
            kind = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
    except _DAMAGED_ZIP:
        return  # the EPUB reader says what is wrong
    for name, what, command in _IN_ZIP:
        if name in names:
            raise _refusal(path, what, command)
    if kind.startswith(_OPEN_DOCUMENT):
        raise _refusal(path, "an OpenDocument text (ODT)", _PANDOC)
    if "META-INF/container.xml" in names or kind:
        return
    if len(names) == 1 and names[0].lower().endswith(".fb2"):
        raise _refusal(path, "a FictionBook (FB2) in a zip", _CALIBRE)
    if names and all(name.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", "/", ".xml")) for name in names):
        raise _refusal(path, "a comic book (CBZ): pictures only", "")


def _refusal(path: Path, what: str, command: str) -> InputError:
    if not command:
        return InputError(f"is {what}, which bookcast does not read", path=path, remedy=_SOUND)
    said = command.format(
        book=shlex.quote(path.name),
        epub=shlex.quote(path.with_suffix(".epub").name),
        text=shlex.quote(path.with_suffix(".txt").name),
        stem=shlex.quote(path.stem),
    )
    scan = " If its pages are pictures, run ocrmypdf on it first." if what == "a PDF" else ""
    return InputError(f"is {what}, which bookcast does not read", path=path, remedy=f"Convert it: {said}{scan}")
