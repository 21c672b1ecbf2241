"""Who speaks in Markdown: the rules of docs/script-format.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Block, Book

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]


def speakers(book: Book) -> list[str | None]:
    return [block.speaker for chapter in book.chapters for block in chapter.blocks if block.rows]


def only(book: Book) -> list[Block]:
    return [block for chapter in book.chapters for block in chapter.blocks]


@pytest.mark.parametrize(
    "script",
    [
        "**ANNA:** Hi.\n\n**BEN:** Yes.\n",
        "**Anna**: Hi.\n\n**Ben**: Yes.\n",
        "__ANNA:__ Hi.\n\n__BEN:__ Yes.\n",
        "**ANNA.** Hi.\n\n**BEN.** Yes.\n",
        "ANNA: Hi.\n\nBEN: Yes.\n",
        "Anna: Hi.\nBen: Yes.\n",
        "ANNA:\nHi.\n\nBEN:\nYes.\n",
        "- **Anna:** Hi.\n- **Ben:** Yes.\n",
        "**ANNA**\n\n> Hi.\n\n**BEN**\n\n> Yes.\n",
        "**ANNA**\n> Hi.\n\n**BEN**\n> Yes.\n",
    ],
)
def test_each_form_of_a_name_begins_a_turn(read: Read, told: Told, script: str) -> None:
    assert told(read(script)) == [("paragraph", "Anna", "Hi."), ("paragraph", "Ben", "Yes.")]


@pytest.mark.parametrize(
    "prose",
    [
        "He said: well, that is that.\n\nShe said: no.\n\nHe said: yes.\n",
        "**Note:** this is prose.\n\nIt goes on.\n\nAnd on.\n\n**Warning:** it ends.\n",
        "Note: this is prose.\n\nIt goes on.\n",
        "**One**\n\nText.\n\n**Two**\n\nText.\n",
        "There is one Thing: this.\n\nAnd more.\n\nAnd more.\n\nAnd more.\n",
        "他说：“好。”\n\n他说：“不好。”\n\n他说：“好。”\n",
        "At 10:30 they met.\n\nhttp://example.org is a page.\n",
    ],
)
def test_a_colon_in_prose_is_no_turn(read: Read, prose: str) -> None:
    assert set(speakers(read(prose))) == {None}


def test_chinese_names_with_wide_colons_begin_turns(read: Read, told: Told) -> None:
    assert told(read("甲：你好。\n\n乙：好。\n\n旁白：天黑了。\n")) == [
        ("paragraph", "甲", "你好。"),
        ("paragraph", "乙", "好。"),
        ("paragraph", None, "天黑了。"),
    ]


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("MRS. MARCHMONT", "Mrs. Marchmont"),
        ("VICOMTE DE NANJAC", "Vicomte de Nanjac"),
        ("HENRY VIII", "Henry VIII"),
        ("O'BRIEN", "O'Brien"),
        ("JEAN-LUC", "Jean-Luc"),
        ("MCGREGOR", "McGregor"),
        ("J. R. SMITH", "J. R. Smith"),
        ("SOLDIER 2", "Soldier 2"),
        ("DR WHO", "Dr Who"),
        ("Anna von der Heide", "Anna von der Heide"),
        ("ÉLODIE", "Élodie"),
    ],
)
def test_names_are_tidied(read: Read, name: str, tidied: str) -> None:
    assert speakers(read(f"**{name}:** Hi.\n\n**BEN:** Yes.\n\n**{name}:** So.\n"))[0] == tidied


def test_two_spellings_are_one_role(read: Read) -> None:
    book = read("**GWENDOLEN:** One.\n\n**Gwendolen:** Two.\n\n**MR BRAY:** Three.\n\n**Mr. Bray:** Four.\n")
    assert speakers(book) == ["Gwendolen", "Gwendolen", "Mr. Bray", "Mr. Bray"]


def test_a_turn_goes_on_until_something_ends_it(read: Read, told: Told) -> None:
    book = read(
        "**ANNA:** One.\n\nTwo.\n\n- Three.\n\n*She goes.*\n\nFour.\n\n**BEN:** Five.\n\n---\n\nSix.\n\n"
        "**ANNA:** Seven.\n\n## Later\n\nEight.\n"
    )
    assert told(book) == [
        ("paragraph", "Anna", "One."),
        ("paragraph", "Anna", "Two."),
        ("paragraph", "Anna", "Three."),
        ("direction", None, "She goes."),
        ("paragraph", None, "Four."),
        ("paragraph", "Ben", "Five."),
        ("scene-break", None, ""),
        ("paragraph", None, "Six."),
        ("paragraph", "Anna", "Seven."),
        ("heading", None, "Later"),
        ("paragraph", None, "Eight."),
    ]
    assert [block.opens_turn for block in only(book) if block.speaker] == [True, False, False, True, True]


def test_a_direction_in_a_quoted_speech_does_not_end_it(read: Read, told: Told) -> None:
    book = read("**ANNA**\n\n> One.\n>\n> *She turns.*\n>\n> Two.\n\n**BEN**\n\n> Three.\n")
    assert told(book)[:3] == [
        ("paragraph", "Anna", "One."),
        ("direction", None, "She turns."),
        ("paragraph", "Anna", "Two."),
    ]
    assert not only(book)[2].opens_turn


def test_the_narrator_is_nobody(read: Read) -> None:
    assert speakers(
        read("**ANNA:** Hi.\n\n**NARRATOR:** Night fell.\n\nAnd day.\n\n**BEN:** So.\n\n**ANNA:** So.\n")
    ) == [
        "Anna",
        None,
        None,
        "Ben",
        "Anna",
    ]


@pytest.mark.parametrize(
    ("line", "style", "words"),
    [
        ("**ANNA (whispering):** Hello.", "whispering", "Hello."),
        ("**ANNA** (whispering): Hello.", "whispering", "Hello."),
        ("**ANNA:** (whispering) Hello.", "whispering", "Hello."),
        ("**ANNA:** *(Whispering.)* Hello.", "Whispering", "Hello."),
        ("**ANNA (V.O.):** Hello.", None, "Hello."),
        ("**ANNA (CONT'D):** Hello.", None, "Hello."),
        ("**ANNA (V.O., softly):** Hello.", "softly", "Hello."),
    ],
)
def test_the_manner_of_a_speech_is_its_style(read: Read, told: Told, line: str, style: str | None, words: str) -> None:
    book = read(f"{line}\n\n**BEN:** Yes.\n")
    assert told(book)[0] == ("paragraph", "Anna", words)
    assert only(book)[0].style == style


@pytest.mark.parametrize(
    ("speech", "said"),
    [
        ("Yes. [laughs] No.", "Yes. No."),
        (r"Yes. \[applause\] No.", "Yes. No."),
        (r"\[06:05\] Yes.", "Yes."),
        ("I can't (sighs) do this.", "I can't do this."),
        ("Go. (She sits.) Now.", "Go. Now."),
        ("Go. *(She sits.)* Now.", "Go. Now."),
        ("Go there *(she sits)* now.", "Go there now."),
        ("My brother (the elder) came.", "My brother (the elder) came."),
        ("A man (long since dead) came.", "A man (long since dead) came."),
        ("We won. (I still can't believe it.) Ha.", "We won. (I still can't believe it.) Ha."),
        ("I told [my mother] that.", "I told [my mother] that."),
        ("See [our page](http://e.org/x).", "See our page."),
        ("*laughing* is fun.", "laughing is fun."),
    ],
)
def test_directions_are_left_out_and_words_are_not(read: Read, told: Told, speech: str, said: str) -> None:
    assert told(read(f"**ANNA:** Oh, {speech}\n\n**BEN:** Yes.\n"))[0] == ("paragraph", "Anna", f"Oh, {said}")


@pytest.mark.parametrize(
    "note", ["*Enter Ghost.*", "_Enter Ghost._", "(Enter Ghost.)", "*(Enter Ghost.)*", "> *Enter Ghost.*"]
)
def test_a_direction_of_its_own_is_read(read: Read, told: Told, note: str) -> None:
    assert told(read(f"**ANNA:** Hi.\n\n**BEN:** Yes.\n\n{note}\n"))[2] == ("direction", None, "Enter Ghost.")


def test_a_sound_of_its_own_is_not_read(read: Read, told: Told) -> None:
    assert len(told(read("**ANNA:** Hi.\n\n[door slams]\n\n**BEN:** Yes.\n"))) == 2


def test_italics_in_prose_are_words(read: Read, told: Told) -> None:
    assert told(read("*He slept.*\n\n(So did she.)\n\n[sic]\n")) == [
        ("paragraph", None, "He slept."),
        ("paragraph", None, "(So did she.)"),
        ("paragraph", None, "[sic]"),
    ]


def test_a_podcast_needs_one_turn_only(read: Read) -> None:
    text = "**DANA:** Hello.\n\nMore.\n\nAnd more.\n\nAnd more.\n"
    assert set(speakers(read(text))) == {None}
    assert set(speakers(read(f"---\nkind: podcast\n---\n{text}"))) == {"Dana"}
