"""Words of a lexicon are found as readers mean them, said as it tells, and change nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from manifests.pronunciation import Pronunciation
from pipeline.engines.choice import choose_engine
from pipeline.pronunciation.finding import Finder
from pipeline.pronunciation.forms import UnsayableEntryError
from pipeline.pronunciation.lexicon import Lexicon
from pipeline.pronunciation.phonemes import (
    IPA,
    UnknownPhonemeError,
    checked_mnemonics,
    ipa_of_x_sampa,
    mnemonics_of_ipa,
    phonemes_of,
    with_s,
)
from pipeline.pronunciation.pls import read_pls

GOLDEN = Path(__file__).parents[1] / "golden"


def engine(name, generation=None):
    """An engine as it gives itself before it is started."""
    choice = choose_engine(name, model=GOLDEN / generation / "ckpt" if generation else None)
    return choice.identity, choice.capabilities


DRAFT = engine("draft")


def entry(text, **fields):
    return Pronunciation(text=text, **fields)


def found(text, *words, exact=False):
    finder = Finder([entry(word, say="x", exact=exact) for word in words], inflected=True)
    return [(text[hit.start : hit.end], hit.ending) for hit in finder.find(text)]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Hermione came.", "Hermione", [("Hermione", "")]),
        ("HERMIONE came, and hermione went.", "Hermione", [("HERMIONE", "")]),
        ("Hermione’s cat; the Hermiones' cats.", "Hermione", [("Hermione’s", "s"), ("Hermiones'", "s")]),
        ("The Joneses’ cat, and James’ dog.", "James", [("James’", "'")]),
        ("Two foxes.", "fox", [("foxes", "s")]),
        ("Lead on! LEAD and leads, leader.", "lead", [("Lead", ""), ("LEAD", ""), ("leads", "s")]),
        ("US and us.", "US", [("US", "")]),
        ("can’t, can", "can", [("can", "")]),
        ("O’Brien's hat", "O'Brien", [("O’Brien's", "s")]),
        ("New  York", "New York", [("New  York", "")]),
        ("The AC/DC record", "AC/DC", [("AC/DC", "")]),
        ("重庆很远，在重庆。", "重庆", [("重庆", ""), ("重庆", "")]),
        ("Éponine", "Éponine", [("Éponine", "")]),
        ("at 30° N.E.", "N.E.", [("N.E.", "")]),
    ],
)
def test_words_are_found_as_readers_mean_them(text, word, expected):
    assert found(text, word) == expected


def test_the_longest_phrase_comes_first():
    assert [hit for hit, _ in found("New York and York", "York", "New York", "New")] == ["New York", "York"]


def test_an_exact_entry_holds_for_its_spelling_alone():
    assert found("Polish polish Polishes POLISH", "Polish", exact=True) == [("Polish", "")]


def said(text, *entries, engine=DRAFT, language="en", **more):
    return Lexicon(*engine, language, entries, **more).spoken(text, language)


def test_a_respelling_is_said_with_its_ending_and_nothing_else_changes():
    text = "“Cholmondeley’s late—very LATE,” said Cholmondeley; it was *so*."
    plain = said(text)
    assert said(text, entry("Cholmondeley", say="Chumley")) == plain.replace("Cholmondeley", "Chumley")


def test_a_respelling_keeps_its_capitals():
    assert said("Hermione came.", entry("Hermione", say="her-MY-oh-nee")) == "her-MY-oh-nee came."


def test_phonemes_reach_the_draft_voice_in_brackets():
    assert said("Hermione’s cat.", entry("Hermione", espeak="h3:m'aI@ni")) == "[[h3:m'aI@niz]] cat."
    assert said("Siobhan!", entry("Siobhan", ipa="ʃɪˈvɔːn")) == "[[SI'vO:n]]!"


def test_brackets_of_the_source_are_no_phonemes():
    assert "[[" not in said("He said [[h3:]] and Hermione.", entry("Hermione", say="Hermy"))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("voxcpm", "v1"), "{HH AY1} {Z} cat."),
        (("voxcpm", "v15"), "Hi's cat."),
        (("voxcpm", "v2"), "Hi's cat."),
        (("draft",), "Hi's cat."),
    ],
)
def test_braces_are_for_checkpoints_that_understand_them(names, expected):
    assert said("Hei's cat.", entry("Hei", voxcpm="{HH AY1}", say="Hi"), engine=engine(*names)) == expected


def test_an_entry_in_no_notation_of_the_engine_is_told_and_leaves_the_word():
    lexicon = Lexicon(*engine("voxcpm", "v2"), "en", [entry("Siobhan", ipa="ʃɪˈvɔːn")])
    assert lexicon.spoken("Siobhan came.", "en") == "Siobhan came."
    assert "Siobhan" in lexicon.notices[0]


def test_entries_hold_for_lines_of_their_language():
    lexicon = Lexicon(*DRAFT, "en", [entry("chat", say="shah", language="fr")])
    assert lexicon.spoken("A chat.", "en") == "A chat."
    assert lexicon.spoken("Le chat.", "fr") == "Le shah."


def test_entries_of_a_place_hold_there_alone(make_script):
    script = make_script([{"text": "They read it.", "document": 0, "spans": ((0, 13),)}, "They read it."])
    placed = entry("read", ipa="rɛd", document=0, span=(5, 9))
    lexicon = Lexicon(*DRAFT, "en", (), [placed])
    here, there = (lexicon.spoken(line.text, "en", line=line) for line in script.lines)
    assert here == "They [[r'Ed]] it."
    assert there == "They read it."


def test_the_cast_counts_before_the_book():
    book = [entry("Savannah", ipa="ˈsævənə")]
    assert said("Savannah.", entry("Savannah", say="Savanna"), book=book) == "Savanna."


def test_what_the_book_says_wrongly_is_told_and_does_not_stop_the_render():
    lexicon = Lexicon(*DRAFT, "en", (), [entry("Ulm", ipa="ǃʊlm"), entry("Bonn", ipa="bɒn")])
    assert lexicon.spoken("Ulm and Bonn.", "en") == "Ulm and [[b'0n]]."
    assert "Ulm" in lexicon.notices[0]


def test_respellings_take_in_each_other():
    entries = (entry("Dr. W", say="Doctor Watson"), entry("Watson", say="Wotson"))
    assert said("Dr. W came.", *entries) == "Doctor Wotson came."


def test_circles_are_refused_with_the_way_around():
    with pytest.raises(UnsayableEntryError, match="Ann → Bea → Ann"):
        Lexicon(*DRAFT, "en", [entry("Ann", say="Bea"), entry("Bea", say="Ann")])


@pytest.mark.parametrize(("notation", "signs"), [("espeak", "h3:§"), ("ipa", "ǃa"), ("espeak", "tkp")])
def test_unknown_phonemes_are_refused(notation, signs):
    with pytest.raises(UnsayableEntryError) as refused:
        Lexicon(*DRAFT, "en", [entry("Ann", **{notation: signs})])
    assert refused.value.notation == notation


def test_every_mnemonic_of_the_table_is_one_of_some_voice():
    known = frozenset().union(
        *(phonemes_of(tag) for tag in ("en", "de", "fr", "es", "pl", "zh", "sv", "hi", "cy", "cs"))
    )
    wrong = [sign for signs in IPA.values() for one in signs for sign in one.split() if sign and sign not in known]
    assert not wrong


@pytest.mark.parametrize(
    ("ipa", "language", "expected"),
    [
        ("hɜːˈmaɪəni", "en", "h3:'maI@ni"),
        ("/dɪˈgriz/", "en-us", "dI'gri:z"),
        ("ʃøːn", "de", "S'Y:n"),
        ("t͡ʃiːz", "en", "tS'i:z"),
        ("ˌist", "en", "'i:st"),
        ("ˈθɜrti wʌn", "en", "'T3:ti w'Vn"),
    ],
)
def test_ipa_becomes_the_voice_s_own_phonemes(ipa, language, expected):
    assert mnemonics_of_ipa(ipa, language) == expected
    assert checked_mnemonics(expected, language) == expected


def test_a_symbol_that_the_language_lacks_is_named():
    with pytest.raises(UnknownPhonemeError, match="'yː'"):
        mnemonics_of_ipa("ryː", "en")


def test_x_sampa_is_ipa_in_other_letters():
    assert ipa_of_x_sampa('h3:"maI@ni') == "hɜːˈmaɪəni"
    assert ipa_of_x_sampa("S{") == "ʃæ"


@pytest.mark.parametrize(("word", "expected"), [("k'at", "k'ats"), ("d'0g", "d'0gz"), ("dZ'O:dZ", "dZ'O:dZIz")])
def test_the_ending_fits_the_last_sound(word, expected):
    assert with_s(word) == expected


def test_a_pls_lexicon_is_read():
    root = etree.fromstring(
        '<lexicon version="1.0" alphabet="ipa" xml:lang="en" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">'
        "<lexeme><grapheme>Cairo</grapheme><grapheme>CAIRO</grapheme><phoneme>no</phoneme>"
        '<phoneme prefer="true">ˈkɛroʊ</phoneme></lexeme>'
        "<lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>"
        '<lexeme><grapheme>b</grapheme><phoneme alphabet="x-sampa">bi:</phoneme></lexeme>'
        '<lexeme><grapheme>c</grapheme><phoneme alphabet="x-other">?</phoneme></lexeme></lexicon>'
    )
    entries = {one.text: (one.say, one.ipa, one.language) for one in read_pls(root)}
    assert entries == {
        "Cairo": (None, "ˈkɛroʊ", "en"),
        "CAIRO": (None, "ˈkɛroʊ", "en"),
        "W3C": ("World Wide Web Consortium", None, "en"),
        "b": (None, "biː", "en"),
    }
