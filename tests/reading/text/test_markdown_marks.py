"""What stands inside Markdown text: the rules of docs/script-format.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]
Reasons = Callable[[Book], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It was *very* dark.", "It was very dark."),
        ("An ***odd*** __case__ of un*frigging*real.", "An odd case of unfriggingreal."),
        ("5 * 3 is 3 * 5 and snake_case_word", "5 * 3 is 3 * 5 and snake_case_word"),
        ("~~old~~ new", "old new"),
        (r"A \*star\* and a \# mark", "A *star* and a # mark"),
        ("Run `go test` now", "Run go test now"),
        ("A `*b*` c", "A *b* c"),
        ('See [the page](http://e.org "t") now', "See the page now"),
        ("See [the page][p] and [p]\n\n[p]: http://e.org", "See the page and p"),
        ("A [bracket] stays", "A [bracket] stays"),
        ("Mail <me@e.org> or <https://e.org>", "Mail me@e.org or https://e.org"),
        ("A ![picture](x.png) here", "A here"),
        ("Word[^1] and[^note] more\n\n[^1]: A note\n    on two lines.\n\n[^note]: Other.", "Word and more"),
        ("An aside^[like this one] here", "An aside here"),
        ("<b>Bold</b> <span class='x'>words</span>", "Bold words"),
        ("AT&amp;T and &nbsp; so", "AT&T and so"),
        ("a < b > c", "a < b > c"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢字"),
        ("one <!-- two\nthree --> four", "one four"),
        ("one %%two%% three", "one three"),
        ("hard\nwrapped\nlines", "hard wrapped lines"),
        ("中文\n换行", "中文换行"),
        ("a\u00a0b", "a\u00a0b"),
        ("He said: *well* **", "He said: well **"),
    ],
)
def test_a_paragraph_says(read: Read, told: Told, text: str, said: str) -> None:
    assert [block[2] for block in told(read(text))] == [said]


@pytest.mark.parametrize(
    ("text", "reason", "what"),
    [
        ("a <!-- b --> c", "comment", "<!-- b -->"),
        ("%% b\n\nc", "comment", "%% b"),
        ("[//]: # (b)\n\nc", "comment", "[//]: # (b)"),
        ("[a](http://b)", "link target", "(http://b)"),
        ("[a][b]\n\n[b]: http://c", "link target", "[b]: http://c"),
        ("a ![b](c.png) d", "alternative text", "b"),
        ("a <img src='c' alt='b'> d", "alternative text", "b"),
        ("a[^1]\n\n[^1]: b", "note mark", "[^1]"),
        ("a[^1]\n\n[^1]: b", "note", "b"),
        ("a\n\n```py\nb\n```\n", "code", "```py\nb\n```"),
        ("a\n\n---\n\nb", "decoration", "---"),
        ("<script>b</script> c", "hidden", "<script>b</script>"),
        ("漢<rt>かん</rt>", "ruby reading", "かん"),
        ("a [pause 2s] b", "direction", "[pause 2s]"),
        ("# a #", "markup", "#"),
        ("---\ntitle: b\n---\nc", "front matter", "---\ntitle: b\n---"),
    ],
)
def test_what_is_left_out_has_its_reason(read: Read, reasons: Reasons, text: str, reason: str, what: str) -> None:
    assert (reason, what) in reasons(read(text))


def test_emphasis_is_kept(read: Read) -> None:
    book = read("It was *very\ndark* and **so**.")
    block = book.chapters[0].blocks[0]
    assert [book.documents[0].text[start:end] for start, end in block.emphases] == ["very", "dark", "so"]


def test_alternative_text_is_spoken_when_asked_for(read: Read, told: Told) -> None:
    text = "A ![red *door*](x.png) and <img alt='a lamp'>."
    assert told(read(text, alternative_text=True))[0][2] == "A red door and a lamp."


@pytest.mark.parametrize(
    ("mark", "seconds"),
    [
        ("[pause 1.5s]", 1.5),
        ("[pause 800ms]", 0.8),
        ("[pause: 2 s]", 2),
        ("[pause]", 1),
        ("[beat]", 1),
        ("[Silence 3s]", 3),
        (r"\[pause 2s\]", 2),
        ("[pause 1 min]", 60),
        ("[pause 900s]", 60),
        ("[pause 0,5 s]", 0.5),
    ],
)
def test_a_pause_stands_where_it_is_written(read: Read, told: Told, mark: str, seconds: float) -> None:
    book = read(f"Before {mark} after.")
    assert told(book) == [("paragraph", None, "Before"), ("pause", None, ""), ("paragraph", None, "after.")]
    assert book.chapters[0].blocks[1].pause_s == seconds


def test_a_pause_in_a_turn_does_not_end_it(read: Read) -> None:
    blocks = read("**ANNA:** One [pause 2s] two.\n\n[pause]\n\nThree.\n\n**BEN:** Yes.\n").chapters[0].blocks
    found = [(block.kind, block.speaker, block.opens_turn) for block in blocks]
    assert found == [
        ("paragraph", "Anna", True),
        ("pause", None, True),
        ("paragraph", "Anna", False),
        ("pause", None, True),
        ("paragraph", "Anna", False),
        ("paragraph", "Ben", True),
    ]


@pytest.mark.parametrize("sign", ["---", "***", "* * *", "___", "#", "⁂", "§", "<hr/>", "~ ~ ~", "• • •", "※"])
def test_signs_alone_are_a_scene_break(read: Read, told: Told, sign: str) -> None:
    assert [block[0] for block in told(read(f"One.\n\n{sign}\n\nTwo."))] == ["paragraph", "scene-break", "paragraph"]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("> Tyger, tyger,  \n> burning bright", "verse", "Tyger, tyger, / burning bright"),
        ("> Tyger, tyger,\\\n> burning bright", "verse", "Tyger, tyger, / burning bright"),
        (
            "> Tyger, Tyger, burning bright,\n> In the forests of the night;\n> What",
            "verse",
            "Tyger, Tyger, burning bright, / In the forests of the night; / What",
        ),
        (
            "> This is a letter that was\n> wrapped at some width.",
            "paragraph",
            "This is a letter that was wrapped at some width.",
        ),
        ("> 床前明月光，\n> 疑是地上霜。", "verse", "床前明月光， / 疑是地上霜。"),
        ("One  \nTwo  \nThree", "verse", "One / Two / Three"),
        ("One  \nTwo\nThree", "paragraph", "One / Two Three"),
        ("One<br>Two", "paragraph", "One / Two"),
        ("| One line\n| and two", "verse", "One line / and two"),
    ],
)
def test_rows_stand_where_lines_end_on_purpose(read: Read, told: Told, text: str, kind: str, said: str) -> None:
    assert told(read(text)) == [(kind, None, said)]


def test_block_quotations_of_prose_are_quoted(read: Read) -> None:
    blocks = read("He wrote:\n\n> dear Ann,\n> come home.\n").chapters[0].blocks
    assert [block.quoted for block in blocks] == [False, True]


def test_lists_are_paragraphs_without_their_marks(read: Read, told: Told) -> None:
    book = read("- One\n  goes on\n- [x] Two\n\n1. First\n2. Second\n\n1984. It was cold.\n")
    assert [block[2] for block in told(book)] == ["One goes on", "Two", "First", "Second", "1984. It was cold."]


def test_tables_are_read_row_by_row(read: Read, told: Told, reasons: Reasons) -> None:
    book = read("| Lamp | Oil |\n|------|-----|\n| first | *full* |\n| second | |\n\nAfter.\n")
    assert [block[2] for block in told(book)] == ["Lamp / Oil", "first / full", "second", "After."]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("skip", ["One.", "Two.", "Later", "Three."]),
        ("inline", ["One.", "A note.", "Two.", "Later", "Three."]),
        ("chapter-end", ["One.", "Two.", "A note.", "Later", "Three."]),
    ],
)
def test_notes_are_spoken_by_the_policy(read: Read, told: Told, policy: str, expected: list[str]) -> None:
    book = read("# Now\n\nOne.[^a]\n\nTwo.[^a]\n\n# Later\n\nThree.\n\n[^a]: A *note*.\n[^b]: Unused.\n", notes=policy)
    assert [block[2] for block in told(book)] == ["Now", *expected]


@pytest.mark.parametrize("opening", ["```\n", "~~~ text\n", "<!-- ", "<script>"])
def test_what_has_no_end_does_not_swallow_the_rest(read: Read, told: Told, opening: str) -> None:
    book = read(f"One.\n\n{opening}Two.\n\nThree.\n")
    assert [block[2] for block in told(book)] == ["One.", "Two.", "Three."]
    assert "line 3" in book.warnings[0]
