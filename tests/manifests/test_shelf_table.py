"""Shelves as CSV: what spreadsheets write, and what is said of a row that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from manifests.errors import InputError
from manifests.shelf import load_shelf

HEAD = "source,out,priority,formats,authors,alternative_text,language_model.url,language_model.model\n"
ROW = 'a.md,first,3,"m4b, mp3","Reyes, Theo; Ada Lumen",TRUE,http://h:1/v1,m\n'


def _table(here: Path, data: str | bytes, name: str = "shelf.csv") -> Path:
    path = here / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_each_column_is_a_field_of_a_book(tmp_path):
    book, other = load_shelf(_table(tmp_path, f"{HEAD}b.md,,,,,,,\n{ROW}")).books
    assert (Path(book.source).name, Path(str(book.out)).name, book.priority) == ("a.md", "first", 3)
    assert (book.formats, book.authors, book.alternative_text) == (("m4b", "mp3"), ("Reyes, Theo", "Ada Lumen"), True)
    assert book.language_model is not None
    assert book.language_model.url == "http://h:1/v1"
    assert (other.out, other.priority, other.authors) == (str(tmp_path / "out/b"), 0, ())


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfsource;out;title\r\na.md;x;Caf\xc3\xa9, open\r\n;;\r\n",
        b'sep=;\r\nsource;out;title\r\na.md;x;"Caf\xc3\xa9, open"\r\n',
        "source\tout\ttitle\r\na.md\tx\tCafé, open\r\n".encode("utf-16"),
        'Source,Out,TITLE,\na.md,x,"Café, open",\n'.encode(),
        'title,out,source\n\n"Café, open",x,a.md\n\n'.encode(),
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path, data):
    (book,) = load_shelf(_table(tmp_path, data)).books
    assert (Path(book.source).name, book.title) == ("a.md", "Café, open")


def test_a_row_may_be_a_pattern(tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("# One")
    books = load_shelf(_table(tmp_path, "source,seed\n*.md,7\n")).books
    assert [(Path(book.source).name, book.seed) for book in books] == [("a.md", 7), ("b.md", 7)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("source,presett\na.md,acx\n", "row 1, column presett: there is no field.*Did you mean `preset`"),
        ("title,preset\nA,acx\n", "row 1: there is no column `source`"),
        ("source,title,title\na.md,A,B\n", "row 1, column title: there are two"),
        ("source,priority\na.md,1\n\nb.md,soon\n", "row 4, column priority.*Write a plain number"),
        ("source,engine\na.md,parrot\n", "row 2, column engine"),
        ("source,title\n,A\n", "row 2, column source: is empty"),
        ("source,title\na.md,Hello, world\n", "row 2, column C: 'world' stands under no name.*quotation marks"),
        ('source,title\na.md,"Hello\n', "row 2: is not valid CSV"),
        ("source,title\n", "holds no book"),
        ("", "row 1: there is no column `source`"),
        (b"source,title\na.md,Caf\xe9\n", "line 2: is not UTF-8 text.*CSV UTF-8"),
        ("source,out\na.md,x\nb.md,x\n", "row 3, column out: a.md and b.md share the folder 'x'"),
        ("source,out\na.md,x\nb.md,../x\n", "row 3, column out.*leads out"),
    ],
)
def test_a_wrong_table_is_refused_with_row_column_and_remedy(tmp_path, data, words):
    with pytest.raises(InputError, match=rf"(?s)shelf\.csv, {words}" if words[0] != "h" else words) as refusal:
        load_shelf(_table(tmp_path, data))
    assert refusal.value.remedy
