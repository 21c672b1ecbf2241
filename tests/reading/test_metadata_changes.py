"""What a person says stands in for what the source says of itself; descriptions lose their HTML."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from manifests.book import Book, Creator, Metadata, Series
from manifests.errors import InputError
from pipeline.reading.changes import BookChanges, changed
from pipeline.reading.descriptions import plain_text

METADATA = Metadata(title="Old", creators=(Creator(name="Nobody"), Creator(name="Tr", role="trl")))
BOOK = Book(source="x", media="epub", sha256="0", metadata=METADATA, documents=(), chapters=())


def test_what_is_said_replaces_and_the_rest_stays():
    said = BookChanges(title="New", authors=("A", "B"), narrators=("Nora",), series=("Doors #2", "C# for all"))
    metadata = changed(BOOK, said).metadata
    assert (metadata.title, metadata.authors, metadata.narrators) == ("New", ("A", "B"), ("Nora",))
    assert metadata.creators[-1] == Creator(name="Tr", role="trl")
    assert metadata.series == (Series(name="Doors", number="2"), Series(name="C# for all"))
    assert changed(BOOK, BookChanges()) == BOOK


def test_a_cover_is_any_picture_whatever_its_name(tmp_path):
    file = io.BytesIO()
    Image.new("RGB", (9, 9)).save(file, "WEBP")
    path = tmp_path / "cover.png"
    path.write_bytes(file.getvalue())
    assert changed(BOOK, BookChanges(cover=path)).cover.media_type == "image/webp"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        (BookChanges(title=" "), "--title"),
        (BookChanges(authors=("",)), "--author"),
        (BookChanges(series=("\x1b",)), "--series"),
    ],
)
def test_nothing_is_no_name(changes, place):
    with pytest.raises(InputError, match=place):
        changed(BOOK, changes)


def test_a_cover_that_is_no_picture_is_refused(tmp_path):
    (tmp_path / "cover.jpg").write_text("words")
    for name in ("cover.jpg", "absent.jpg"):
        with pytest.raises(InputError, match="--cover"):
            changed(BOOK, BookChanges(cover=tmp_path / name))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>One &amp; two</p><p>three</p>", "One & two three"),
        ("&lt;p&gt;Twice &amp;amp; escaped&lt;/p&gt;", "Twice & escaped"),
        ("It <i>is</i> so<br/>here<!-- not this -->", "It is so here"),
        ("<style>p {color: red}</style>Words<script>1 < 2</script>", "Words"),
        ("2 < 3 and 5 > 4, I <3 it", "2 < 3 and 5 > 4, I <3 it"),
        ("R&D; AT&T", "R&D; AT&T"),
        ("<p> </p>", None),
    ],
)
def test_a_description_is_words(text, plain):
    assert plain_text(text) == plain
