"""A book file that is made again keeps what a person wrote, whatever became of the book."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests.book_file import AsRead, BookFile, ChapterEntry, load_book_file, plain_words
from manifests.errors import InputError
from pipeline.cli import main
from pipeline.directing.corrections import corrections_beside
from pipeline.outline.fingerprints import distance, fingerprint
from pipeline.outline.making import Outline
from pipeline.outline.yaml_text import yaml_of
from pipeline.planning.overrides import LineOverride, Overrides
from tests.outline.conftest import BOOK, MERGE_THREE, SPLIT_TWO, Desk


def _edited(desk: Desk) -> Desk:
    desk.edit(SPLIT_TWO, MERGE_THREE)
    desk.edit(("title: Two\n    kind", "title: The Second Day\n    kind"))
    return desk


WANTED = ["One", "The Second Day", "The Wall"]


def test_a_file_that_fits_stays_to_the_letter(outlined: Desk):
    _edited(outlined)
    text = outlined.file.read_text("utf-8").replace("chapters:\n", "# mine\nchapters: # all of them\n")
    outlined.file.write_text(text, "utf-8")
    assert outlined.outline().changes == ()
    assert outlined.file.read_text("utf-8") == text


def test_edits_and_comments_survive_corrected_words_and_chapters_that_come_and_go(outlined: Desk):
    _edited(outlined)
    outlined.edit(('    begins: "They walked', '    # my own note\n    begins: "They walked'))
    outlined.rewrite(
        ("# Two\n", "# Interlude\n\nA poem about boats, of which nobody knows who wrote it first.\n\n# Two\n"),
        ("Behind the wall somebody laughed", "Behind the wall somebody laughs"),
        ("in the evening", "on the evening"),
        ("# Glossary\n\nTide: what comes and goes, whatever anybody says to it.\n\n", ""),
    )
    before = outlined.titles()
    assert before == ["One", "Interlude", "The Second Day", "The Wall"]
    changes = outlined.outline().changes
    assert "“Interlude” is new (chapter, 13 words, spoken)" in changes
    assert "“Glossary” is not in the book any more" in changes
    assert outlined.titles() == before
    assert "# my own note" in outlined.file.read_text("utf-8")
    assert outlined.outline().changes == ()


def test_an_edited_chapter_that_is_gone_waits_and_comes_back_with_its_edits(outlined: Desk):
    _edited(outlined)
    start, end = BOOK.index("# Two"), BOOK.index("# Glossary")
    outlined.source.write_text(BOOK[:start] + BOOK[end:], "utf-8")
    assert any("no chapter is “The Second Day” any more" in one for one in outlined.read()[0].warnings)
    changes = outlined.outline().changes
    assert any("kept below `gone:`" in one for one in changes), changes
    assert [one.title for one in load_book_file(outlined.file).file.gone] == ["The Second Day"]
    assert outlined.titles() == ["One"]
    assert outlined.outline().changes == ()
    outlined.source.write_text(BOOK, "utf-8")
    assert any("is in the book again" in one for one in outlined.read()[0].warnings)
    outlined.outline()
    assert outlined.titles() == WANTED
    assert load_book_file(outlined.file).file.gone == ()


def test_what_nobody_edited_follows_the_book(outlined: Desk):
    _edited(outlined)
    outlined.rewrite(("title: The Tide Table", "title: High Water"), ("# One", "# The First Day"), ("# Two", "# Day 2"))
    assert outlined.read()[0].metadata.title == "High Water"
    assert outlined.titles() == ["The First Day", "The Second Day", "The Wall"]
    changes = outlined.outline().changes
    assert "the title is read anew" in changes
    assert any("yours stays: “The Second Day”" in one for one in changes)
    assert outlined.titles() == ["The First Day", "The Second Day", "The Wall"]


def test_a_chapter_that_was_rewritten_is_known_by_its_title(outlined: Desk):
    outlined.edit(("title: Three\n    kind", "title: Home\n    kind"))
    start = BOOK.index("They walked")
    outlined.source.write_text(BOOK[:start] + "Nothing of this was there in the edition before.\n", "utf-8")
    assert outlined.titles() == ["One", "Two", "Home"]


def test_chapters_of_one_name_are_told_apart_by_text_and_place(tmp_path: Path):
    texts = [
        "The first boats came in before the sun was up, and the men upon them sang.",
        "No letter came that week, nor in the week that followed upon it.",
        "Two keys hung behind the door, and neither of them fitted.",
    ]
    desk = Desk(tmp_path / "same.md")
    desk.source.write_text("\n\n".join(f"# Interlude\n\n{text}" for text in texts), "utf-8")
    desk.outline()
    head, *entries = desk.file.read_text("utf-8").split("  - title: Interlude")
    desk.file.write_text(head + "".join(f"  - title: {n}{one}" for n, one in zip("ABC", entries, strict=True)), "utf-8")
    desk.source.write_text(
        "\n\n".join(f"# Interlude\n\n{text}" for text in (texts[1], "Brand new, this.", texts[2])), "utf-8"
    )
    assert desk.titles() == ["B", "Interlude", "C"]


def test_a_split_that_fits_no_more_is_told_by_outline_and_refused_by_plan(outlined: Desk):
    _edited(outlined)
    outlined.rewrite(("Behind the wall somebody laughed, and it was not Tom who did so.", "The gulls went up."))
    assert any("begins no paragraph" in one for one in outlined.outline().changes)
    with pytest.raises(InputError, match="begins no paragraph"):
        outlined.read()


def test_another_books_file_and_other_files_are_left_alone(outlined: Desk, tmp_path: Path):
    outlined.source.write_text("# Else\n\nNothing in here has to do with harbours, lamps or bread.\n", "utf-8")
    kept = outlined.file.read_bytes()
    with pytest.raises(InputError, match="book file of another book"):
        outlined.outline()
    assert outlined.file.read_bytes() == kept
    other = tmp_path / "notes.yaml"
    other.write_text("my: notes\n", "utf-8")
    assert main(["script", str(outlined.source), "--outline", str(other)]) == 3
    assert other.read_text("utf-8") == "my: notes\n"


def test_options_of_the_first_outline_are_edits(desk: Desk):
    desk.outline(exclude=("Two",), include=("glossary",), language="de")
    book, script = desk.read()
    assert [one.title for one in script.chapters] == ["One", "Glossary", "Three"]
    assert book.metadata.language == "de"


def test_retakes_and_corrections_stay_on_their_lines(outlined: Desk):
    same = [line for line in outlined.read()[1].lines if line.text == "“Only me,”" and line.chapter == 2]
    assert len(same) == 2
    overrides = Overrides(lines=tuple(LineOverride(line=one.id, text=one.text, speed=0.8) for one in same[1:]))
    corrections_beside(outlined.source).write_text(
        f'- {{line: {same[1].id}, text: "“Only me,”", speaker: Zebulon}}\n', "utf-8"
    )

    def heard() -> list[tuple[str, float, str]]:
        prepared = outlined.plan(overrides)
        return [(one.pieces[0].line, one.speed, one.role) for one in prepared.whole.segments if one.role == "Zebulon"]

    before = heard()
    assert before == [(same[1].id, 0.8, "Zebulon")]
    _edited(outlined)
    outlined.edit(("kind: glossary\n    spoken: false", "kind: chapter\n    spoken: true"))
    assert heard() == before
    outlined.edit(
        ("title: One\n    kind: chapter\n    spoken: true", "title: One\n    kind: chapter\n    spoken: false")
    )
    assert heard() == before
    assert not any("override" in one for one in outlined.plan(overrides).notices)
    review = outlined.source.with_name("review.yaml")
    review.write_bytes(corrections_beside(outlined.source).read_bytes())
    assert main(["script", str(outlined.source), "--review", "-o", str(review)]) == 0
    assert review.read_text("utf-8").count(same[1].id) == 1


def test_a_file_of_another_form_is_kept_beside_the_new_one(desk: Desk):
    desk.file.write_text(
        "# mine\nformat: bookcast.book-file\nversion: 1\nchapters: [{title: Two, spoken: false}] # all\n", "utf-8"
    )
    text = desk.file.read_text("utf-8")
    kept = desk.file.with_name("tide.book.yaml.before")
    assert any(str(kept) in one for one in desk.outline().changes)
    assert kept.read_text("utf-8") == text
    assert desk.titles() == ["One", "Three"]
    assert desk.outline().changes == ()


@settings(deadline=None, max_examples=40)
@given(title=st.text(max_size=40), begins=st.text(max_size=40))
def test_any_title_can_be_written_and_read_back(title, begins, tmp_path_factory):
    title, begins = plain_words(title), plain_words(begins)
    entry = ChapterEntry(
        title=title,
        kind="chapter",
        begins=begins,
        read=AsRead(title=title, kind="chapter", spoken=True, print="0" * 16),
    )
    file = BookFile(title=title or None, series=(title,) if title else (), chapters=(entry,))
    path = tmp_path_factory.getbasetemp() / "any.book.yaml"
    path.write_text(yaml_of(Outline(file)), "utf-8")
    found = load_book_file(path).file
    assert (found.title, found.series, found.chapters) == (file.title, file.series, file.chapters)


def test_outline_tells_what_it_did_also_as_json(desk: Desk, capsys):
    assert main(["script", str(desk.source), "--outline"]) == 0
    assert f"{desk.file}: 4 chapters, 1 of them not spoken" in capsys.readouterr().out
    desk.rewrite(("# One", "# First"))
    assert main(["script", str(desk.source), "--outline", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["path"] == str(desk.file)
    assert not told["new"]
    assert told["changes"] == ["“First”: the title is read as “First” now, it was “One”"]
    assert main(["script", str(desk.source), "--outline", "--review"]) == 2


def test_fingerprints_tell_corrections_from_other_texts():
    words = [f"w{n * n % 997}" for n in range(3000)]
    corrected = [*words[:700], "corrected", *words[701:2000], *words[2003:]]
    other = [f"v{n * n % 991}" for n in range(3000)]
    assert distance(fingerprint(words), fingerprint(corrected)) <= 4
    assert 18 <= distance(fingerprint(words), fingerprint(other)) <= 46
    assert fingerprint([]) == "0" * 16
    assert fingerprint(["One"]) == fingerprint(["ONE"])
