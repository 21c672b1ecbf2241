"""Whatever text a document holds, no character of it is lost."""

from __future__ import annotations

import re
from html import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.reading.options import ReadingOptions

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("  \n\t[]().:*–\u00a0漢あ"),
    max_size=30,
)
INLINE = [
    "i",
    "b",
    "span",
    "a href='#n1'",
    "sup",
    "span epub:type='pagebreak'",
    "a epub:type='noteref' href='#n1'",
    "ruby",
    "rt",
    "small",
]
BLOCK = [
    *[
        "p",
        "div",
        "blockquote",
        "section",
        "h1",
        "h2",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "pre",
        "hgroup",
        "figure",
        "script",
    ],
    "aside epub:type='footnote' id='n1'",
    "p id='n1'",
    "p class='verse'",
    "div class='poem'",
    "div class='line'",
    "blockquote epub:type='z3998:poem'",
    "section epub:type='z3998:drama'",
    "td epub:type='z3998:persona'",
    "b epub:type='z3998:persona'",
    "i epub:type='z3998:stage-direction'",
    "p hidden=''",
]
EMPTY = ["<br/>", "<hr/>", "<img src='x.png' alt=''/>", "<!-- c -->", "<?p i?>"]


def element(inner):
    return st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(INLINE + BLOCK),
        st.lists(inner, max_size=4),
    )


def letters(text):
    """All but white space; powers as they were written."""
    return re.sub(r"[\s\u2060]", "", text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−–°", "0123456789+---o")))


PAGE = st.lists(st.recursive(TEXT.map(escape) | st.sampled_from(EMPTY), element, max_leaves=40), max_size=6).map(
    "".join
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(PAGE, st.sampled_from(["skip", "inline", "chapter-end"]))
def test_no_character_is_lost_and_texts_are_exact(read, page, notes):
    book = read([f"<p>Start.</p>{page}", "<p>x</p>"], options=ReadingOptions(notes=notes))
    space = "xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'"
    body = etree.fromstring(f"<body {space}><p>Start.</p>{page}</body>")
    assert letters(book.documents[0].text) == letters("".join(body.xpath("//text()")))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.text(st.sampled_from("<>/&;!-[]\"'= pbiah1#xx\n é漢"), max_size=120))
def test_any_broken_markup_is_read(read, page):
    read([f"<p>Start.</p>{page}", "<p>x</p>"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.binary(max_size=200))
def test_any_bytes_are_read(read, page):
    read({"p1.xhtml": page, "p2.xhtml": "<p>x</p>"})
