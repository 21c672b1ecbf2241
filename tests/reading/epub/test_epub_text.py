"""The text of documents, spans, rows and what is left out of them."""

from __future__ import annotations

from pipeline.reading.options import ReadingOptions


def test_text_is_the_body_s_text_nodes_with_entities_resolved_and_comments_left_out(read):
    book = read(["<!-- no --><p>a&nbsp;b &mdash;<!-- no -->c &#65;&amp;<?pi no?></p>\n<p>d<![CDATA[&nbsp;<e]]></p>"])
    assert book.documents[0].text == "a\u00a0b —c A&\nd&nbsp;<e"


def test_words_parted_by_markup_are_one_span_and_folded_white_space_parts_spans(read, shown):
    book = read(["<p>O<b>n</b>ce  upon\n a <i>time</i>.</p>"])
    block = book.chapters[0].blocks[0]
    assert shown.rows(book, block) == ["Once upon a time."]
    assert block.rows == (((0, 4), (6, 10), (12, 19)),)
    assert block.emphases == ((1, 2), (14, 18))


def test_br_separates_rows_and_two_of_them_paragraphs(read, shown):
    book = read(["<p>one<br/>two<br/><br/> three</p>"])
    assert [shown.rows(book, block) for block in book.chapters[0].blocks] == [["one", "two"], ["three"]]


def test_text_beside_blocks_is_a_paragraph(read, shown):
    book = read(["<div>loose <p>inside</p> after <ul><li>item<p>deep</p></li></ul></div>"])
    assert shown.texts(book) == ["loose", "inside", "after", "item", "deep"]


def test_headings_have_levels_and_their_parts_are_rows(read, shown):
    book = read(["<hgroup><h2>III</h2><p>A Long Tale</p></hgroup><h3>Sub<br/>title</h3><p>x</p>"])
    first, second, _ = book.chapters[0].blocks
    assert (first.kind, first.level, shown.rows(book, first)) == ("heading", 2, ["III", "A Long Tale"])
    assert (second.level, shown.rows(book, second)) == (3, ["Sub", "title"])


def test_scripts_styles_hidden_and_page_numbers_are_left_out_with_their_reason(read, shown):
    page = (
        "<script>var a;</script><style>p{}</style><p hidden='hidden'>secret</p>"
        "<p>be<span epub:type='pagebreak'>12</span>fore <a class='pagenum'>[13]</a> "
        "<span style='display: none'>x</span></p>"
    )
    book = read([page])
    assert shown.texts(book) == ["before"]
    assert shown.left_out(book) == [
        ("var a;p{}", "code"),
        ("secret", "hidden"),
        ("12", "page number"),
        ("[13]", "page number"),
        ("x", "hidden"),
    ]


def test_ruby_speaks_the_base_once(read, shown):
    book = read(["<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>を読む</p>"])
    assert shown.texts(book) == ["漢字を読む"]
    assert {reason for _, reason in shown.left_out(book)} == {"ruby reading"}


def test_breaks_of_scene_are_found_in_rules_ornaments_classes_and_pictures(read):
    page = (
        "<p>a</p><hr/><p>b</p><p>* * *</p><p>c</p><p class='scene-break'>&#160;</p><p>d</p>"
        "<p><img src='ornament.png' alt=''/></p><p>e</p><hr class='pagebreak'/><p>f</p>"
    )
    kinds = [block.kind for block in read([page]).chapters[0].blocks]
    assert "".join("-" if kind == "scene-break" else "p" for kind in kinds) == "p-p-p-p-pp"


def test_no_break_spaces_are_letters_inside_and_decoration_outside(read, shown):
    book = read(["<p>&#160;&#160;a&#160;b&#160;</p><p>&#160;</p><p>c</p>"])
    assert shown.texts(book) == ["a\u00a0b", "c"]


def test_verse_keeps_its_lines_in_every_markup_for_it(read, shown):
    page = (
        "<blockquote epub:type='z3998:poem'><p><span>one</span><br/><span>two</span></p></blockquote>"
        "<div class='poem'><div class='stanza'><div class='line'>three</div><div class='line'>four</div></div></div>"
        "<p class='verse'>five<br/>six <span>inner</span> word</p>"
        "<section epub:type='z3998:song'><p><span>seven</span> <span>eight</span></p></section>"
    )
    book = read([page])
    blocks = book.chapters[0].blocks
    assert [block.kind for block in blocks] == ["verse"] * 4
    assert [shown.rows(book, block) for block in blocks] == [
        ["one", "two"],
        ["three", "four"],
        ["five", "six inner word"],
        ["seven", "eight"],
    ]


def test_hand_broken_lines_are_verse_where_they_look_like_it(read):
    poem = "<p>The sea is calm,<br/>The moon lies fair<br/>Upon the straits;<br/>“On the French coast</p>"
    letter = "<p>Dear Ann,<br/>I write to say that I am well and that nothing at all has happened here.<br/>yours</p>"
    assert [block.kind for block in read([poem + letter]).chapters[0].blocks] == ["verse", "paragraph"]


def test_quotations_and_letters_are_marked(read):
    page = "<p>a</p><blockquote><p>b</p></blockquote><div epub:type='z3998:letter'><p>c</p></div>"
    assert [block.quoted for block in read([page]).chapters[0].blocks] == [False, True, True]


def test_passages_in_another_language_say_so_and_regions_do_not_count(read):
    page = (
        "<p>a</p><p xml:lang='fr'>b</p><p lang='en-US'>c</p><p><i xml:lang='la'>d</i></p><p>e <i lang='la'>f</i> gh</p>"
    )
    assert [b.language for b in read([page]).chapters[0].blocks] == [None, "fr", None, "la", None]


def test_tables_are_read_row_by_row(read, shown):
    book = read(["<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>7</td></tr></table>"])
    assert shown.texts(book) == ["Name / Age", "Ann / 7"]


def test_drawings_are_left_out_unless_asked_for(read, shown):
    page = "<p>a</p><svg xmlns='http://www.w3.org/2000/svg'><title>A cat</title></svg>"
    assert shown.texts(read([page])) == ["a"]
    assert shown.texts(read([page], options=ReadingOptions(alternative_text=True))) == ["a", "A cat"]


def test_preformatted_lines_are_rows_and_listings_are_code(read, shown):
    book = read(["<pre>one\n  two\n</pre><pre><code>x = 1</code></pre>"])
    assert shown.texts(book) == ["one / two"]
    assert ("x = 1", "code") in shown.left_out(book)
