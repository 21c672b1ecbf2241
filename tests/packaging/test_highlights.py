"""Spans are put around sentences, in the markup as it is written, and nothing else of it changes."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest
from lxml import etree

from pipeline.packaging.readalong.alignment import Places, aligned
from pipeline.packaging.readalong.highlights import highlights_of, with_spans
from pipeline.packaging.readalong.markup import taken_apart

_OURS = re.compile(r'<span id="bc-\d+">')


def lit(body: str, *sentences: str) -> list[str]:
    """What stands in the spans around these sentences, given as the text that they have in the document."""
    source = f"<html><head></head><body>{body}</body></html>"
    markup = taken_apart(source)
    assert markup is not None
    at, marked = 0, []
    for number, sentence in enumerate(sentences):
        start = markup.text.index(sentence, at)
        at = start + len(sentence)
        marked.append((number, (start, at)))
    changed, ids = with_spans(source, highlights_of(markup, marked), "a.css", markup.prefix, markup.head_end)
    etree.fromstring(changed)
    parts = [_inside(changed, identity) for identity in ids]
    bare = changed.replace('<link rel="stylesheet" type="text/css" href="a.css"/>', "")
    for part in reversed(parts):
        bare = bare.replace(f"{part}</span>", part, 1)
    assert _OURS.sub("", bare) == source
    return parts


def _inside(source: str, identity: str) -> str:
    start = source.index(f'id="{identity}">') + len(identity) + 6
    depth, at = 1, start
    for tag in re.finditer(r"<(/?)span\b", source[start:]):
        depth += -1 if tag[1] else 1
        if not depth:
            at = start + tag.start()
            break
    return source[start:at]


def test_a_span_holds_whole_inline_elements_and_ends_in_the_element_it_begins_in():
    assert lit("<p>It was <i>dark</i>. So <b>I</b> left.</p>", "It was dark.", "So I left.") == [
        "It was <i>dark</i>.",
        "So <b>I</b> left.",
    ]


def test_a_sentence_across_the_end_of_an_element_has_two_spans():
    assert lit("<p><i>One. Two</i> three.</p>", "One.", "Two three.") == ["One.", "Two", "three."]


def test_the_span_of_a_sentence_that_fills_an_element_is_inside_it():
    assert lit('<p><span class="line">Home from the sea,</span><br/></p>', "Home from the sea,") == [
        "Home from the sea,"
    ]


def test_blocks_are_never_in_a_span():
    assert lit("<div><p>One</p><p>two.</p></div>", "Onetwo.") == ["One", "two."]


def test_what_is_said_by_nobody_stays_outside_at_the_ends_and_inside_in_the_middle():
    assert lit('<p>He left<a href="#n">1</a> at six.<a href="#m">2</a> <b>*</b> So.</p>', "He left1 at six.", "So.")[
        1:
    ] == ["So."]
    assert lit("<p>(Well.) *</p>", "Well.") == ["Well."]


def test_references_ruby_and_other_vocabularies_are_kept_whole():
    assert lit("<p>Salt &amp; oil&#x2014;yes. No.</p>", "Salt & oil—yes.") == ["Salt &amp; oil&#x2014;yes."]
    assert lit("<p><ruby>海<rt>うみ</rt></ruby>だ。</p>", "海うみだ。") == ["<ruby>海<rt>うみ</rt></ruby>だ。"]
    maths = '<p>Let <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math> be.</p>'
    assert lit(maths, "Let x be.") == [maths[3:-4]]


def test_marks_without_words_get_no_span():
    assert lit("<p><i>“</i><b>Go</b>!<i>”</i> He <i>went</i></p>", "“Go!”") == ["<i>“</i><b>Go</b>!<i>”</i>"]
    assert lit("<p><i>Go. “</i>Stop”</p>", "Go.", "“Stop”") == ["Go.", "Stop”"]


def test_ids_of_the_document_are_left_to_it():
    source = '<html><head></head><body><p id="bc-0001">Go.</p></body></html>'
    markup = taken_apart(source)
    assert markup is not None
    _, ids = with_spans(source, highlights_of(markup, [(0, (0, 3))]), "a.css", "", None)
    assert ids == ["bcx-0001"]


def test_names_with_a_prefix_get_spans_with_it():
    source = '<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head></h:head><h:body><h:p>Go.</h:p></h:body></h:html>'
    markup = taken_apart(source)
    assert markup is not None
    changed, _ = with_spans(source, highlights_of(markup, [(0, (0, 3))]), "a.css", markup.prefix, markup.head_end)
    assert '<h:p><h:span id="bc-0001">Go.</h:span></h:p>' in changed
    etree.fromstring(changed)


@pytest.mark.parametrize("seed", range(40))
def test_any_cut_of_any_markup_leaves_the_rest_as_it_was(seed: int):
    chance = random.Random(seed)
    body = _nested(chance, 4)
    markup = taken_apart(f"<html><head></head><body>{body}</body></html>")
    assert markup is not None
    cuts = sorted(chance.sample(range(len(markup.text) + 1), min(8, len(markup.text))))
    marked = [(n, bounds) for n, bounds in enumerate(pairwise(cuts)) if chance.random() < 0.8]
    found = highlights_of(markup, marked)
    changed, ids = with_spans(markup.source, found, "a.css", "", None)
    assert "".join(etree.fromstring(changed).itertext()) == "".join(etree.fromstring(markup.source).itertext())
    assert re.sub(r'<span id="bc-\d+">|</span>', "", changed) == markup.source
    assert len(ids) == len(set(ids)) == len(found)
    letters = sum(markup.text[at].isalnum() for _, (low, high) in marked for at in range(low, high))
    assert sum(one.letters for one in found) == letters


def _nested(chance: random.Random, depth: int) -> str:
    parts = []
    for _ in range(chance.randint(1, 4)):
        kind = chance.choice(["text", "text", "br", *["p", "div", "i", "em", "a", "b"] * bool(depth)])
        if kind == "text":
            parts.append(chance.choice(["Go on. ", "a &amp; b", " ", "“No”,", "x\r\ny ", "<!-- c -->"]))
        elif kind == "br":
            parts.append("<br/>")
        else:
            parts.append(f"<{kind}>{_nested(chance, depth - 1)}</{kind}>")
    return "".join(parts)


def test_a_mended_text_is_found_where_it_stands():
    written = "THE sea  was grey.\n[picture]\nIt said: nothing at all, for a long time."
    read = "The sea  was grey.\n“It said: nothing\u2060at all, for a long time.”"
    places = Places(aligned(read, written))

    def found(words: str) -> str:
        start = read.index(words)
        return "".join(written[low:high] for _, (low, high) in places.of((start, start + len(words))))

    assert found("sea  was grey.") == "sea  was grey."
    assert found("It said: nothing") == "It said: nothing"
    assert found("for a long time.") == "for a long time."
    assert found("“") == ""


def test_long_texts_that_differ_often_are_aligned_in_linear_time():
    written = "".join(f"Sentence {n} of a long book, which goes on. " for n in range(20_000))
    read = re.sub(r"(\d)7 of", r"\g<1>7 out of", written)
    places = Places(aligned(read, written))
    start = read.index("Sentence 19997 out")
    assert [written[low:high] for _, (low, high) in places.of((start, start + 14))] == ["Sentence 19997"]
