"""A book to read along: every sentence lit while it is heard, no sound lost, and the publisher's book as it was."""

from __future__ import annotations

import hashlib
import io
import itertools
import posixpath
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree
from mutagen.mp3 import MP3

from manifests.errors import InputError
from pipeline.cli import main
from pipeline.delivering.deliver import deliver
from pipeline.packaging.readalong.overlays import clock
from pipeline.packaging.readalong.published import published
from pipeline.production.folder import ProductionFolder
from pipeline.progress import Quiet
from pipeline.reading.read import read_book
from tests.delivering.publisher import write_quay

SCRIPT = """---
title: The Tide & the Table
author: Ada Lumen
language: en-GB
---

# One

The harbour was *empty* when Mara came down. She waited. “Is anybody here?” she asked.

> Home from the sea,

# Two

“You could have written,” said Mara.
"""
CHINESE = """---
title: 海边
language: zh
---

# 第一章

天黑以后，阿宁上了船。风很大，“有雾吗？”她问。老人说有。
"""
_OURS = re.compile(r'<span id="bcx?-\d+">|<link rel="stylesheet" type="text/css" href="[^"]*readalong.css"/>')


class ReadAlong:
    """A read-along EPUB, opened: its entries, and what each overlay lights and plays."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.infolist()[0].filename == "mimetype"
            self.entries = {info.filename: archive.read(info) for info in archive.infolist()}
            self.stored = {info.filename for info in archive.infolist() if info.compress_type == zipfile.ZIP_STORED}
        self.opf = next(name for name in self.entries if name.endswith(".opf"))
        self.package = etree.fromstring(self.entries[self.opf])
        self.items = {
            item.get("id"): (posixpath.join(posixpath.dirname(self.opf), unquote(item.get("href"))), item)
            for item in self.package.iter("{*}item")
        }

    def said(self, name: str) -> list[str]:
        return [one.text for one in self.package.iter("{*}meta") if one.get("property") == name]

    def overlays(self) -> dict[str, list[tuple[str, str, int, int]]]:
        """By document: id, sound and bounds in ms of each par."""
        found = {}
        for entry, item in self.items.values():
            if item.get("media-overlay"):
                found[entry] = self._pars(self.items[item.get("media-overlay")][0])
        return found

    def _pars(self, entry: str) -> list[tuple[str, str, int, int]]:
        folder = posixpath.dirname(entry)
        pars = []
        for par in etree.fromstring(self.entries[entry]).iter("{*}par"):
            text, audio = par
            document, _, identity = text.get("src").partition("#")
            assert posixpath.normpath(posixpath.join(folder, unquote(document))) in self.entries
            sound = posixpath.normpath(posixpath.join(folder, audio.get("src")))
            pars.append(
                (identity, sound, *(round(float(audio.get(name)[:-1]) * 1000) for name in ("clipBegin", "clipEnd")))
            )
        return pars

    def lit(self, document: str) -> dict[str, str]:
        """The text of each id."""
        root = etree.fromstring(self.entries[document])
        return {one.get("id"): "".join(one.itertext()) for one in root.iter() if one.get("id")}


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Productions of a publisher's EPUB, a script, and a Chinese text, rendered once."""
    folder = tmp_path_factory.mktemp("spoken")
    write_quay(folder / "quay.epub")
    (folder / "tide.md").write_text(SCRIPT, "utf-8")
    (folder / "sea.md").write_text(CHINESE, "utf-8")
    for name in ("quay.epub", "tide.md", "sea.md"):
        out = folder / name.partition(".")[0]
        assert main(["render", str(folder / name), "--out", str(out), "--engine", "draft", "--formats", "mp3"]) == 0
    return folder


@pytest.fixture
def production(spoken: Path, tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: Path(shutil.copytree(spoken / name, tmp_path / name))


def made(out: Path, **options: str) -> tuple[ReadAlong, tuple[str, ...]]:
    (one,) = deliver(ProductionFolder(out), ["readalong"], Quiet(), **options)
    (name,) = one.files
    return ReadAlong(out / "deliver/readalong" / name), one.notices


@pytest.mark.parametrize("name", ["quay", "tide", "sea"])
def test_no_sound_of_a_track_is_lost_and_none_is_played_twice(production, name):
    book, _ = made(production(name))
    tracks: dict[str, list[tuple[int, int]]] = {}
    for pars in book.overlays().values():
        for _, sound, start, end in pars:
            tracks.setdefault(sound, []).append((start, end))
    for sound, clips in tracks.items():
        clips.sort()
        assert clips[0][0] == 0
        assert all(start < end for start, end in clips)
        assert all(one[1] == other[0] for one, other in itertools.pairwise(clips))
        length = MP3(io.BytesIO(book.entries[sound])).info.length
        assert clips[-1][1] / 1000 == pytest.approx(length, abs=0.06)


@pytest.mark.parametrize("name", ["quay", "tide", "sea"])
def test_durations_are_those_of_the_clips_and_the_total_is_their_sum(production, name):
    book, _ = made(production(name))
    lengths = [sum(end - start for *_, start, end in pars) for pars in book.overlays().values()]
    assert book.said("media:duration") == [*map(clock, lengths), clock(sum(lengths))]
    assert book.said("media:active-class") == ["-epub-media-overlay-active"]
    assert book.said("media:narrator")
    assert all("(AI voice)" in name for name in book.said("media:narrator"))


def test_the_publishers_documents_are_the_same_but_for_spans_and_a_link(spoken, production):
    book, _ = made(production("quay"))
    with zipfile.ZipFile(spoken / "quay.epub") as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    assert before.keys() <= book.entries.keys()
    for name, data in before.items():
        if name == book.opf:
            continue
        if name in book.overlays():
            assert _without_spans(book.entries[name].decode()) == data.decode()
            bodies = [etree.fromstring(one).find("{*}body") for one in (data, book.entries[name])]
            assert "".join(bodies[0].itertext()) == "".join(bodies[1].itertext())
        else:
            assert book.entries[name] == data
    for line in before[book.opf].decode().split("\n"):
        for statement in re.findall(r"<dc:[^/]*/dc:\w+>", line):
            assert statement in book.entries[book.opf].decode()


def _without_spans(source: str) -> str:
    parts, depth = [], [False]
    for token in re.split(r"(<[^>]*>)", source):
        if _OURS.fullmatch(token):
            depth += [True] * token.startswith("<span")
        elif token.startswith("<span") and not token.endswith("/>"):
            depth.append(False)
            parts.append(token)
        elif token == "</span>":
            parts += [] if depth.pop() else [token]
        else:
            parts.append(token)
    return "".join(parts)


def test_sentences_are_lit_one_by_one_in_the_order_of_the_text(production):
    book, _ = made(production("quay"))
    pars = book.overlays()["OPS/text/one.xhtml"]
    texts = book.lit("OPS/text/one.xhtml")
    assert [" ".join(texts[identity].split()) for identity, *_ in pars] == [
        "One",
        "Mara came down to the quay.",
        "She was late.",
        "She was",
        "cold, and the tide & the wind were against her.",
        "“Is anybody here?”",
        "she asked.",
        "Nobody was.",
        "The lamplight was out—so she waited.",
        "Bread.",
        "Salt and oil.",
    ]
    order = [identity for identity in texts if identity.startswith("bcx-")]
    assert [identity for identity, *_ in pars] == order


def test_a_book_is_made_of_a_script(production):
    book, notices = made(production("tide"))
    documents = list(book.overlays())
    texts = [" ".join(book.lit(one)[identity] for identity, *_ in book.overlays()[one]) for one in documents]
    assert texts == [
        "One The harbour was empty when Mara came down. She waited. “Is anybody here?” she asked. Home from the sea,",
        "Two “You could have written,” said Mara.",
    ]
    assert "<em>empty</em>" in book.entries[documents[0]].decode()
    assert book.package.find("{*}metadata/{http://purl.org/dc/elements/1.1/}title").text == "The Tide & the Table"
    assert any("Opening" in one for one in notices)


def test_chinese_sentences_are_lit_without_spaces_between(production):
    book, _ = made(production("sea"))
    ((document, pars),) = book.overlays().items()
    assert [book.lit(document)[identity] for identity, *_ in pars][:3] == [
        "第一章",
        "天黑以后，阿宁上了船。",
        "风很大，",
    ]


def test_the_mp3s_are_those_that_were_delivered_and_are_not_packed(production):
    out = production("tide")
    book, _ = made(out)
    sounds = {name: data for name, data in book.entries.items() if name.endswith(".mp3")}
    assert sounds.keys() <= book.stored
    delivered = {hashlib.sha256(path.read_bytes()).hexdigest() for path in out.glob("*.mp3")}
    assert {hashlib.sha256(data).hexdigest() for data in sounds.values()} <= delivered
    assert all(name.isascii() and " " not in name for name in book.entries if "readalong/" in name)


def test_the_same_production_gives_the_same_bytes(spoken, production):
    out = production("quay")
    made(out)
    (path,) = (out / "deliver/readalong").glob("*.epub")
    before = path.read_bytes()
    shutil.rmtree(out / "deliver")
    made(out)
    assert path.read_bytes() == before


def test_nothing_is_made_again_that_has_not_changed(production):
    out = production("tide")
    made(out)
    (one,) = deliver(ProductionFolder(out), ["readalong"], Quiet())
    assert not one.changes


def test_what_a_book_says_of_its_accessibility_is_counted(production):
    quay, notices = made(production("quay"))
    assert quay.said("schema:accessMode") == ["textual", "auditory"]
    assert quay.said("schema:accessModeSufficient") == ["textual"]  # its note is not spoken
    assert any(one.startswith("2 of 4 documents are silent: title.xhtml, notes [1].xhtml") for one in notices)
    tide, _ = made(production("tide"))
    assert tide.said("schema:accessModeSufficient") == ["textual", "auditory"]
    assert "synchronizedAudioText" in tide.said("schema:accessibilityFeature")


def test_chapters_that_were_not_rendered_are_silent_and_told(spoken, tmp_path):
    out = tmp_path / "out"
    told = ["render", str(spoken / "quay.epub"), "--out", str(out), "--engine", "draft", "--formats", "mp3"]
    assert main([*told, "--chapters", "2"]) == 0
    book, notices = made(out)
    assert list(book.overlays()) == ["OPS/text/two.xhtml"]
    assert any("not rendered" in one and "One" in one for one in notices)


def test_a_merged_and_renamed_chapter_is_lit_in_both_its_documents(spoken, tmp_path):
    source = Path(shutil.copy(spoken / "quay.epub", tmp_path / "quay.epub"))
    assert main(["script", str(source), "--outline"]) == 0
    (file,) = tmp_path.glob("*.yaml")
    file.write_text(file.read_text("utf-8").replace("  - title: Two\n", "  - title: Then\n    merge: true\n"), "utf-8")
    out = tmp_path / "out"
    assert main(["render", str(source), "--out", str(out), "--engine", "draft", "--formats", "mp3"]) == 0
    book, _ = made(out)
    assert list(book.overlays()) == ["OPS/text/one.xhtml", "OPS/text/two.xhtml"]
    assert len({sound for pars in book.overlays().values() for _, sound, *_ in pars}) == 1


def test_a_book_that_is_too_large_is_split_between_its_documents(spoken, production, monkeypatch):
    out = production("tide")
    monkeypatch.setattr("pipeline.delivering.readalong.MOST_BYTES", 1)
    (one,) = deliver(ProductionFolder(out), ["readalong"], Quiet())
    assert [name[-12:] for name in one.files] == ["(1 of 2).epub"[-12:], "(2 of 2).epub"[-12:]]
    books = [ReadAlong(out / "deliver/readalong" / name) for name in one.files]
    assert [len(book.overlays()) for book in books] == [1, 1]
    assert all(sum(name.endswith(".mp3") for name in book.entries) == 1 for book in books)


def test_a_source_that_has_changed_or_has_gone_is_told(production, tmp_path, spoken):
    source = Path(shutil.copy(spoken / "tide.md", tmp_path / "mine.md"))
    out = tmp_path / "mine"
    assert main(["render", str(source), "--out", str(out), "--engine", "draft", "--formats", "mp3"]) == 0
    source.write_text(SCRIPT + "\nMore.\n", "utf-8")
    with pytest.raises(InputError, match="has changed since it was spoken"):
        made(out)
    source.unlink()
    with pytest.raises(InputError, match="no longer there"):
        made(out)


def test_a_production_without_mp3s_is_refused(spoken, tmp_path):
    out = tmp_path / "out"
    told = ["render", str(spoken / "tide.md"), "--out", str(out), "--engine", "draft", "--formats", "m4b"]
    assert main(told) == 0
    assert main(["deliver", str(out), "--to", "readalong"]) == 3


def test_broken_documents_stay_as_they_are_and_a_book_of_such_is_refused(tmp_path):
    path = write_quay(tmp_path / "quay.epub")
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}

    def rewritten(*broken: str) -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in entries.items():
                archive.writestr(name, data.replace(b"</p>", b"") if name.rpartition("/")[2] in broken else data)
        return path

    book = read_book(rewritten("one.xhtml"))
    assert published(book, path).broken == ["OPS/text/one.xhtml"]
    book = read_book(rewritten("title.xhtml", "one.xhtml", "two.xhtml", "notes [1].xhtml"))
    with pytest.raises(InputError, match="no document that is well-formed"):
        published(book, path)
