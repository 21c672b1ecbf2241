"""A shelf as a table: CSV with a book a row, its first row the names of fields.

Comma, semicolon or tab, whichever the first row has most of; with Excel's byte-order mark and `sep=` line or without.
A cell of several values has semicolons or line ends between them; where the values are names out of a list, commas too.
"""

from __future__ import annotations

import codecs
import csv
import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manifests.errors import InputError
from manifests.files import is_special
from manifests.roots import check_allowed
from manifests.yaml_files import Location

ENDINGS = (".csv", ".tsv")
MAX_BYTES = 10_000_000
_SEPARATORS = ",;\t"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The names that the first row may have; `lists` are those of several values, with what separates them."""

    known: Collection[str]
    lists: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """The books of a table as a shelf file has them; `numbers` are the rows that they stand in, counted from 1."""

    path: str
    data: dict[str, Any]
    numbers: list[int]

    def place_of(self, location: Location) -> str:
        """`row 3, column cast`, of a value in `data`."""
        if len(location) < 2 or not isinstance(location[1], int):
            return "row 1"
        column = ".".join(part for part in location[2:] if isinstance(part, str))
        row = f"row {self.numbers[location[1]]}"
        return f"{row}, column {column}" if column else row


def read_rows(path: Path, columns: Columns) -> Rows:
    """The table at `path`; raises InputError naming row, column and remedy."""
    text = _text(path)
    lines = text.splitlines(keepends=True)
    separator = ""
    if lines and lines[0].strip().lower().startswith("sep="):
        separator = lines.pop(0).strip()[4:5]
    numbered = _cells(path, lines, separator or most_of(lines[0] if lines else ""))
    _, first = next(numbered, (1, []))
    names = _names(path, first, columns)
    books, numbers = [], []
    for number, cells in numbered:
        if any(cell.strip() for cell in cells):
            books.append(_book(path, number, cells, names, columns))
            numbers.append(number)
    if not books:
        raise InputError("holds no book", path=path, remedy="Below the first row, write a row for each.")
    return Rows(str(path), {"books": books}, numbers)


def most_of(first_line: str) -> str:
    """What separates the cells of a table's first line."""
    return max(_SEPARATORS, key=first_line.count)


def column_name(written: str) -> str:
    """A column's name as fields are called: `Alternative text` is `alternative_text`."""
    return "_".join(written.strip().casefold().replace("-", " ").split())


def _text(path: Path) -> str:
    check_allowed(path)
    if is_special(path):
        raise InputError("is a pipe or a device, not a file", path=path, remedy="Save it to a file first.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", path=path, remedy="Check the name and rights."
        ) from error
    if len(data) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES:,} bytes", path=path, remedy="Is it the right file?")
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = f"line {line}" if encoding == "utf-8" else ""
        remedy = "Save it as “CSV UTF-8” (in Excel: Save As, in the list of file types)."
        raise InputError(f"is not {encoding.upper()} text", path=path, place=place, remedy=remedy) from error
    if "\0" in text:
        raise InputError("has a NUL character: it is no text", path=path, remedy="Save it as “CSV UTF-8”.")
    return text


def _cells(path: Path, lines: list[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number, as a spreadsheet counts."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator, strict=True), start=1):
            yield number, cells
    except csv.Error as error:
        remedy = 'Put a cell with quotation marks in it between quotation marks, and double those: "a ""b"" c".'
        raise InputError(f"is not valid CSV: {error}", path=path, place=f"row {number + 1}", remedy=remedy) from error


def _names(path: Path, first: list[str], columns: Columns) -> list[str]:
    names = [column_name(cell) for cell in first]
    for name, cell in zip(names, first, strict=True):
        if not name:
            continue
        place = f"row 1, column {cell.strip()}"
        if name not in columns.known:
            close = difflib.get_close_matches(name, columns.known, 1)
            remedy = f"Did you mean `{close[0]}`?" if close else f"Known are {', '.join(sorted(columns.known))}."
            raise InputError(f"there is no field `{name}`", path=path, place=place, remedy=remedy)
        if names.count(name) > 1:
            raise InputError("there are two columns of that name", path=path, place=place, remedy="Remove one of them.")
    if "source" not in names:
        remedy = "The first row names the columns: source, and what else is said of the books."
        raise InputError("there is no column `source`", path=path, place="row 1", remedy=remedy)
    return names


def _book(path: Path, number: int, cells: list[str], names: list[str], columns: Columns) -> dict[str, Any]:
    """The fields that a row says."""
    book: dict[str, Any] = {}
    for index, cell in enumerate(cells):
        said = cell.strip()
        if not said:
            continue
        if index >= len(names) or not names[index]:
            place = f"row {number}, column {_letter(index)}"
            remedy = "Give the column a name in row 1, or put a cell with a separator in it between quotation marks."
            raise InputError(f"{said[:40]!r} stands under no name", path=path, place=place, remedy=remedy)
        name, _, inner = names[index].partition(".")
        if inner:
            book.setdefault(name, {})[inner] = said
        else:
            book[name] = _values(said, columns.lists[name]) if name in columns.lists else said
    if "source" not in book:
        remedy = "Name the book, a pattern or a folder there."
        raise InputError("is empty", path=path, place=f"row {number}, column source", remedy=remedy)
    return book


def _values(cell: str, separators: str) -> list[str]:
    for separator in separators:
        cell = cell.replace(separator, "\n")
    return [value.strip() for value in cell.splitlines() if value.strip()]


def _letter(index: int) -> str:
    """A column as spreadsheets call it: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
