"""Plays: speakers, turns, directions."""

from __future__ import annotations

import pytest

TABLE = """<body epub:type="z3998:drama"><h2>Act I</h2><table>
<tr><td/><td><i epub:type="z3998:stage-direction"><b epub:type="z3998:persona">Ann</b> enters.</i></td></tr>
<tr><td epub:type="z3998:persona">Ann</td><td><i epub:type="z3998:stage-direction">Gaily.</i> Good day! <i
 epub:type="z3998:stage-direction">Sits.</i> Well?</td></tr>
<tr><td epub:type="z3998:persona">Bob</td><td><p>First.</p><p>Second <em>really</em>.</p></td></tr>
<tr><td epub:type="z3998:persona">Ann and Bob</td>
<td epub:type="z3998:verse"><p><span>La,</span><br/><span>la.</span></p></td></tr>
<tr><td/><td><i epub:type="z3998:stage-direction">Enter Cy.</i> Oh!</td></tr>
</table></body>"""


def turns(shown, book):
    return [(b.kind, b.speaker, b.opens_turn, b.style, shown.text(book, b)) for b in book.chapters[0].blocks]


def test_drama_in_tables_becomes_turns_and_directions(read, shown):
    book = read([TABLE])
    assert turns(shown, book) == [
        ("heading", None, True, None, "Act I"),
        ("direction", None, True, None, "Ann enters."),
        ("paragraph", "Ann", True, "Gaily", "Good day! Well?"),
        ("paragraph", "Bob", True, None, "First."),
        ("paragraph", "Bob", False, None, "Second really."),
        ("verse", "Ann and Bob", True, None, "La, / la."),
        ("direction", None, True, None, "Enter Cy."),
        ("paragraph", "Ann and Bob", False, None, "Oh!"),
    ]
    reasons = [reason for _, reason in shown.left_out(book)]
    assert reasons.count("speaker name") == 3
    assert reasons.count("direction") == 2


BOLD = "<p><b>{}.</b> {}</p>"
SMALL = "<p><span class='smcap'>{}</span>. {}</p>"
CAPITALS = "<p>{}. {}</p>"
COLON = "<p><strong>{}:</strong> {}</p>"
SPEAKER = "<p class='speaker'>{}</p><p>{}</p>"


@pytest.mark.parametrize("form", [BOLD, SMALL, CAPITALS, COLON, SPEAKER])
def test_plays_without_semantic_markup_are_found_by_names_that_come_back(read, shown, form):
    lines = [
        ("Ann", "One."),
        ("Bob", "Two."),
        ("Ann", "[Softly.] Three."),
        ("Bob", "Four."),
        ("Ann", "Five."),
        ("Bob", "Six."),
    ]
    name = str.upper if form == CAPITALS else str
    page = "".join(form.format(name(who), what) for who, what in lines)
    if form != SPEAKER:
        page = page.replace("Four.</p>", "Four. <i>(He sits.)</i> More.</p><p>And on.</p><p><i>[Exit Bob.]</i></p>")
    blocks = read([page]).chapters[0].blocks
    book = read([page])
    said = [(b.speaker, b.opens_turn, shown.text(book, b)) for b in blocks if b.speaker]
    assert [who.title() for who, opens, _ in said if opens] == ["Ann", "Bob"] * 3
    if form == SPEAKER:
        return
    assert said[2][2] == "Three."
    assert blocks[2].style == "Softly"
    assert [said[3][2], said[4]] == ["Four. More.", (said[3][0], False, "And on.")]
    assert [shown.text(book, b) for b in blocks if b.kind == "direction"] == ["[Exit Bob.]"]


def test_prose_with_bold_words_and_capitals_is_no_play(read):
    page = "".join(
        f"<p><b>Note.</b> Text {n}.</p><p>A plain paragraph. Another.</p><p>More of it.</p>" for n in range(9)
    )
    assert not any(block.speaker for block in read([page]).chapters[0].blocks)
    page = "".join(f"<p>IN THE YEAR {n}. It was so.</p>" for n in range(9))
    assert not any(block.speaker for block in read([page]).chapters[0].blocks)


def test_chinese_plays_name_speakers_before_a_colon(read, shown):
    page = "".join(
        f"<p>{who}：第{n}句。</p>"
        for n, who in enumerate("周萍繁漪周萍繁漪周萍繁漪"[i : i + 2] for i in range(0, 12, 2))
    )
    book = read([page])
    assert [b.speaker for b in book.chapters[0].blocks] == ["周萍", "繁漪"] * 3
    assert shown.texts(book)[0] == "第0句。"


def test_a_persona_in_prose_does_not_speak_what_follows(read):
    page = "<p><b epub:type='z3998:persona'>Ann</b> I go.</p><p>She went.</p>"
    assert [b.speaker for b in read([page]).chapters[0].blocks] == ["Ann", None]
