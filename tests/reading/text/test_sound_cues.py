"""Cues of sounds in Markdown and Fountain: known everywhere, never spoken, and named in a table or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from manifests.book import Book, joined
from manifests.errors import InputError
from pipeline.reading.read import read_book
from pipeline.script.attribution import attribute
from pipeline.script.integrity import check_integrity

TABLE = "---\nsounds: {theme: theme.wav, Front Door: {file: door.wav, gain_db: -3}}\n---\n"


def read(folder: Path, text: str, name: str = "text.md") -> Book:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_book(path)


def said(book: Book) -> list[str]:
    text = book.documents[0].text
    blocks = [block for chapter in book.chapters for block in chapter.blocks]
    return [joined(text, row) for block in blocks for row in block.rows]


def left_out(book: Book) -> list[str]:
    text = book.documents[0].text
    return [text[one.start : one.end] for one in book.omissions if one.reason == "sound cue"]


AROUND = ("{}\n\nIt was late.\n", "It was late.\n\n{}\n", "**ANN:** It was late.\n\n{}\n\n**BO:** Yes.\n")
CUES = (
    "[music: theme, under]", "[MUSIC: theme]", "[sfx: front door]", r"\[ambience: theme\]", "[ambience: off]",
    "[music: out]", "**[music: theme]**", "- [sfx: theme]", "> [music: theme]", "[sfx: theme].",
)  # fmt: skip


@pytest.mark.parametrize(("cue", "around"), [(cue, AROUND[at % 3]) for at, cue in enumerate(CUES)])
def test_a_cue_is_never_said_and_is_told(cue: str, around: str, tmp_path: Path) -> None:
    book = read(tmp_path, around.format(cue))
    assert said(book) in (["It was late."], ["It was late.", "Yes."])
    assert len(left_out(book)) == 1
    assert any("sound cues are left out" in warning for warning in book.warnings)
    played = read(tmp_path, TABLE + around.format(cue))
    assert said(played) == said(book)
    assert not played.warnings
    assert len(played.cues) == 1


def test_without_a_table_a_cue_inside_a_paragraph_changes_no_line(tmp_path: Path) -> None:
    text = "She waited. {}The door opened. Nobody came.\n"
    plain = said(read(tmp_path, text.format("")))
    assert said(read(tmp_path, text.format("[sfx: theme] "))) == plain
    assert said(read(tmp_path, TABLE + text.format("[sfx: theme] "))) == [
        "She waited.",
        "The door opened. Nobody came.",
    ]


def test_what_is_no_cue_goes_on_being_read(tmp_path: Path) -> None:
    book = read(tmp_path, "The band [music] played [music: theme](http://a.example) and went home.\n")
    assert said(book) == ["The band [music] played music: theme and went home."]
    assert not book.cues
    assert not book.warnings


def test_a_cue_in_a_comment_or_in_code_is_none(tmp_path: Path) -> None:
    book = read(tmp_path, "Hello.\n\n<!-- [music: theme] -->\n\n```\n[music: theme]\n```\n")
    assert not book.cues


def test_an_unknown_name_is_an_error_with_the_nearest_one_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="frnt door") as caught:
        read(tmp_path, TABLE + "Hello.\n\n[sfx: frnt door]\n")
    assert caught.value.place.startswith("line 6")
    assert "Front Door" in caught.value.remedy


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("sounds: {theme: {file: a.wav, gain_dB: 3}}", "gain_dB"),
        ("sounds: {theme: {file: a.wav, gain_db: 40}}", "less than or equal to 12"),
        ("sounds: {out: a.wav}", "ends one"),
        ("sounds: {}", "names no sound"),
        ("sounds: nowhere.yaml", "nowhere.yaml"),
        ("sounds: {theme: a.wav}\nintro: thme", "thme"),
    ],
)
def test_a_wrong_table_is_an_error_that_names_its_line(table: str, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=wrong) as caught:
        read(tmp_path, f"---\ntitle: A\n{table}\n---\n\nHello.\n")
    assert caught.value.place.startswith("line ")


def test_an_intro_without_a_table_is_some_other_program_s_field(tmp_path: Path) -> None:
    book = read(tmp_path, "---\nintro: How the tide came in\n---\n\nHello.\n")
    assert book.sounds is None
    assert "intro" in book.warnings[0]


def test_a_manner_that_is_not_known_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="loud"):
        read(tmp_path, TABLE + "[music: theme, loud]\n\nHello.\n")


def test_a_table_in_a_file_of_its_own_counts_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "show").mkdir()
    (tmp_path / "show" / "sounds.yaml").write_text("sounds: {theme: music/theme.wav}\nintro: theme\n")
    book = read(tmp_path, "---\nsounds: show/sounds.yaml\noutro: Theme\n---\n\nHello.\n")
    assert book.sounds is not None
    assert Path(book.sounds.sounds["theme"].file) == Path("show/music/theme.wav")
    assert (book.sounds.intro, book.sounds.outro) == ("theme", "Theme")


FOUNTAIN = """Title: The Visit
{}
INT. HALL - NIGHT

[[music: theme, under]]

A clock ticks.

![sfx: theme]

ANNA
Who is there?
[sfx: theme]
Come in.

[SFX: THEME]
The door opens.

[[a note of another kind]]
"""


def test_fountain_has_cues_in_notes_and_action(tmp_path: Path) -> None:
    book = read(tmp_path, FOUNTAIN.format(""), "visit.fountain")
    assert said(book) == ["INT. HALL - NIGHT", "A clock ticks.", "Who is there? Come in.", "The door opens."]
    assert len(left_out(book)) == 4
    (tmp_path / "sounds.yaml").write_text("sounds: {theme: theme.wav}\n")
    scored = read(tmp_path, FOUNTAIN.format("Sounds: sounds.yaml\n"), "visit.fountain")
    assert [(cue.kind, cue.name, cue.under) for cue in scored.cues] == [
        ("music", "theme", True), ("sfx", "theme", False), ("sfx", "theme", False), ("sfx", "theme", False),
    ]  # fmt: skip
    assert "Who is there?" in said(scored)
    check_integrity(scored, attribute(scored))
