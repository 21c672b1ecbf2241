"""A lexicon from the cast file to the sound."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from casting.cast_file import load_cast
from manifests.errors import CastError
from manifests.plan import Piece, Segment
from manifests.render import RenderSettings
from manifests.voice import DraftVoice, Voice
from pipeline.cli import main
from pipeline.engines.draft import DraftEngine
from pipeline.engines.protocol import SpeechRequest
from pipeline.production.preparation import prepare
from pipeline.reading.read import read_book

STORY = """---
title: The Guest
---

# One

Nobody had expected Hermione at that hour of the night, and least of all in such weather.

The rain had not stopped since the morning. It ran down the windows of the inn, and stood in the road.

“Is that you, Hermione?” said Siobhan. “Come in.”
"""
CAST = "narrator: n\nvoices: {n: {draft: {}}}\ndefaults: {voice: n}\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "guest.md"
    path.write_text(STORY, encoding="utf-8")
    return path


def planned(story: Path, cast: str):
    path = story.with_name("cast.yaml")
    path.write_text(cast, encoding="utf-8")
    return prepare(RenderSettings(source=str(story), cast=str(path), engine="draft")).plan


def test_exactly_the_takes_with_the_word_get_new_keys(story):
    before = planned(story, CAST)
    after = planned(story, CAST + "lexicon: {Hermione: her-MY-oh-nee}\n")
    assert [one.id for one in before.segments] == [one.id for one in after.segments]
    for old, new in zip(before.segments, after.segments, strict=True):
        assert (old.key != new.key) == ("Hermione" in old.spoken)
        assert [(one.line, one.start, one.end) for one in old.pieces] == [
            (one.line, one.start, one.end) for one in new.pieces
        ]


def test_a_series_lexicon_holds_where_the_book_s_says_nothing(story):
    story.with_name("series.yaml").write_text(CAST + "lexicon: {Hermione: Hermy, Siobhan: Shiv}\n", encoding="utf-8")
    cast = story.with_name("cast.yaml")
    cast.write_text("extends: series.yaml\nlexicon: {Hermione: her-MY-oh-nee}\n", encoding="utf-8")
    lexicon = load_cast(cast).lexicon
    assert (lexicon["Hermione"].say, lexicon["Siobhan"].say) == ("her-MY-oh-nee", "Shiv")


@pytest.mark.parametrize(
    ("lexicon", "line", "message"),
    [
        ("  Hermione: /hǃm/\n", "line 5", "ǃ"),
        ("  Ann: x\n  Hermione: '[[h§]]'\n", "line 6", "§"),
        ("  Ann: Bea\n  Bea: Ann\n", "line 5", "Ann → Bea → Ann"),
        ("  Ann: {}\n", "line 5", "say"),
        ("  Ann: {say: '...'}\n", "line 5", "letter"),
        ("  Ann: {voxcpm: HH AY}\n", "line 5", "braces"),
        ("  '...': x\n", "line 5", "letter"),
        ("  Ann: {say: x, ipo: y}\n", "line 5", "ipo"),
        ("  Ann: 7\n", "line 5", "write"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(story, lexicon, line, message):
    with pytest.raises(CastError) as refused:
        planned(story, CAST + "lexicon:\n" + lexicon)
    assert line in refused.value.place
    assert message in str(refused.value)


def speak(*texts: str) -> list[np.ndarray]:
    draft = DraftVoice(language="en")
    voice = Voice(name="n", source=draft, stand_in=draft)
    with DraftEngine(jobs=1) as engine:
        sounds = []
        for text in texts:
            piece = Piece(line="001-0001", start=0, end=1, spoken=text, pause_after_ms=0)
            segment = Segment(
                id="001.0001", chapter=1, scene=0, chain="c", role="n", voice="n", language="en", pieces=(piece,),
                expected_s=1, key="k",
            )  # fmt: skip
            engine.submit(SpeechRequest(segment, voice))
            sounds.append(engine.collect()[0].audio)
        return sounds


def test_phonemes_are_spoken_not_spelled():
    word, phonemes, other, spelled = speak(
        "Hermione.", "[[h3:m'aI@ni]].", "[[S@v'O:n]].", "h 3 colon m apostrophe a I."
    )
    assert len(phonemes) == pytest.approx(len(word), rel=0.05)
    length = min(len(word), len(phonemes), len(other))
    assert np.corrcoef(word[:length], phonemes[:length])[0, 1] > 0.5
    assert abs(np.corrcoef(word[:length], other[:length])[0, 1]) < 0.5
    assert len(spelled) > 1.5 * len(phonemes)


def test_pronounce_lists_names_with_how_they_are_said(story, capsys):
    cast = story.with_name("cast.yaml")
    cast.write_text(CAST + "lexicon: {Siobhan: /ʃɪˈvɔːn/}\n", encoding="utf-8")
    assert main(["pronounce", str(story), "--cast", str(cast), "--json", "--all"]) == 0
    words = {one["text"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert words["Hermione"]["count"] == 2
    assert words["Hermione"]["ipa"].replace("ˈ", "").startswith("hɜːm")
    assert words["Hermione"]["lexicon"] is None
    assert "ʃ" in words["Siobhan"]["ipa"]
    assert words["Siobhan"]["lexicon"] == "[[SI'vO:n]]"
    assert "Nobody" not in words


def epub(path: Path) -> Path:
    head = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ssml="http://www.w3.org/2001/10/synthesis"'
        ' ssml:alphabet="ipa"><head><title>One</title>'
        '<link rel="pronunciation" type="application/pls+xml" hreflang="en" href="en.pls"/></head>'
    )
    body = (
        "<body><h1>One</h1><p>They <i>all</i> had "
        '<span ssml:ph="rɛd">read</span> it in Cairo. He would read it.</p>'
        '<p><span ssml:alphabet="x-sampa"><b ssml:ph="tu:">2</b></span> days.</p></body></html>'
    )
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier><dc:title>T</dc:title>'
        '<dc:language>en</dc:language></metadata><manifest><item id="a" href="a.xhtml" '
        'media-type="application/xhtml+xml"/><item id="l" href="en.pls" media-type="application/pls+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    pls = (
        '<lexicon xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" version="1.0" alphabet="ipa" xml:lang="en">'
        "<lexeme><grapheme>Cairo</grapheme><phoneme>ˈkɛroʊ</phoneme></lexeme></lexicon>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile '
            'full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        file.writestr("p.opf", opf)
        file.writestr("a.xhtml", head + body)
        file.writestr("en.pls", pls)
    return path


def test_an_epub_delivers_its_lexicon_and_its_marks(tmp_path):
    book = read_book(epub(tmp_path / "b.epub"))
    told = {one.text: one for one in book.pronunciations}
    assert told["Cairo"].ipa == "ˈkɛroʊ"
    assert told["Cairo"].span is None
    for text, ipa in (("read", "rɛd"), ("2", "tuː")):
        one = told[text]
        assert one.ipa == ipa
        assert book.documents[one.document].text[slice(*one.span)] == text


def test_an_epub_is_spoken_as_it_says(tmp_path):
    settings = RenderSettings(source=str(epub(tmp_path / "b.epub")), engine="draft", include=("1",))
    plan = prepare(settings).plan
    spoken = " ".join(segment.spoken for segment in plan.segments)
    assert "[['kEroU]]" in spoken
    assert "[[r'Ed]]" in spoken
    assert "[[t'u:]] days" in spoken


@pytest.mark.corpora
def test_a_real_book_with_pls_and_ssml_is_planned_with_them(corpora):
    source = corpora / "epub-odd" / "georgia-pls-ssml.epub"
    prepared = prepare(RenderSettings(source=str(source), engine="draft"))
    assert len(prepared.book.pronunciations) > 100
    assert sum("[[" in segment.spoken for segment in prepared.plan.segments) > 50
