"""What a person writes into a book file is what is spoken, named and left out."""

from __future__ import annotations

import json

import pytest

from manifests.errors import InputError
from manifests.plan import Plan
from pipeline.cli import main
from pipeline.planning.plan import make_plan
from pipeline.production.preparation import Prepared
from tests.outline.conftest import MERGE_THREE, SPLIT_TWO, Desk


def _keys(plan: Plan) -> list[str]:
    return [segment.key for segment in plan.segments]


def test_a_book_file_that_nobody_edited_changes_nothing(desk: Desk):
    before = desk.plan(exclude=("Three",))
    desk.outline()
    after = desk.plan(exclude=("Three",))
    assert after.plan == before.plan
    assert after.script == before.script
    assert after.book == before.book
    assert [one for one in after.notices if one not in before.notices] == [
        "tide.book.yaml: title and chapters are as it says"
    ]


def test_a_chapter_that_is_renamed_keeps_its_takes_and_what_is_said(outlined: Desk):
    before = outlined.plan()
    outlined.edit(("title: Two\n", "title: The Second Day\n"))
    after = outlined.plan()
    assert [chapter.title for chapter in after.plan.chapters] == ["One", "The Second Day", "Three"]
    assert [line.text for line in after.script.lines] == [line.text for line in before.script.lines]
    assert after.plan.segments == before.plan.segments


def test_a_new_title_of_the_book_costs_its_credits_alone(outlined: Desk):
    before = outlined.plan(preset="acx").plan
    outlined.edit(("title: The Tide Table\nauthors", "title: High Water\nauthors"))
    after = outlined.plan(preset="acx").plan
    assert after.metadata.title == "High Water"
    credits = {chapter.number for chapter in after.chapters if "credits" in chapter.matter}
    anew = {one.chapter for one in after.segments if one.key not in _keys(before)}
    assert anew
    assert anew <= credits


def test_what_is_said_of_the_book_reaches_its_metadata_and_options_overrule_it(outlined: Desk):
    outlined.edit(
        ("authors: [Ada Lumen]\nnarr", "authors: [Bo Ink]\nnarr"),
        ("narrators: []", "narrators: [Nora]"),
        ("series: []", 'series: ["Doors #2"]'),
        ("publisher:\n", "publisher: Quay\n"),
        ("date:\n", "date: 1984\n"),
        ("description:\n", "description: A tide goes out.\n"),
        ("language: en-GB\ndescr", "language: German\ndescr"),
    )
    said = outlined.read()[0].metadata
    assert (said.authors, said.narrators, said.publisher, said.date) == (("Bo Ink",), ("Nora",), "Quay", "1984")
    assert (said.series[0].name, said.series[0].number, said.language) == ("Doors", "2", "de")
    assert said.description == "A tide goes out."
    over = outlined.read(authors=("Ada Lumen",), language="en")[0].metadata
    assert (over.authors, over.publisher, over.language) == (("Ada Lumen",), "Quay", "en")


def test_chapters_are_merged_split_left_out_and_spoken_after_all(outlined: Desk):
    before = {line.id: (line.text, line.speaker) for line in outlined.read()[1].lines}
    outlined.edit(MERGE_THREE, SPLIT_TWO)
    outlined.edit(("kind: glossary\n    spoken: false", "kind: chapter\n    spoken: true"))
    _, script = outlined.read()
    assert [one.title for one in script.chapters] == ["One", "Two", "The Wall", "Glossary"]
    ids = {line.id: (line.text, line.speaker) for line in script.lines}
    assert before.items() <= ids.items()
    assert [line.chapter for line in script.lines] == sorted(line.chapter for line in script.lines)
    wall = [line for line in script.lines if line.chapter == 3]
    assert wall[0].text.startswith("Behind the wall")
    assert wall[0].scene == 0
    last = [line for line in script.lines if line.chapter == 4]
    assert {line.scene for line in last} == {0, 1}
    assert last[-1].ends == "chapter"
    outlined.edit(
        ("title: One\n    kind: chapter\n    spoken: true", "title: One\n    kind: chapter\n    spoken: false")
    )
    left = outlined.read()
    assert [one.title for one in left[1].chapters] == ["Two", "The Wall", "Glossary"]
    assert {line.id for line in left[1].lines} == {name for name in ids if not name.startswith("001-")}
    assert left[0].chapters[0].left_out_because == "the book file leaves it out"


def test_a_part_of_a_chapter_can_be_left_out(outlined: Desk):
    outlined.edit((SPLIT_TWO[0], SPLIT_TWO[1].replace("The Wall}", "The Wall, spoken: false}")))
    book, script = outlined.read()
    assert [one.title for one in script.chapters] == ["One", "Two", "Three"]
    assert not any("Behind the wall" in line.text for line in script.lines)
    assert [one.title for one in book.chapters if not one.spoken] == ["The Wall", "Glossary"]


def _planned(prepared: Prepared) -> Plan:
    """The plan for an engine that hears what went before, whose takes depend on more than their words."""
    hears = prepared.engine.identity.model_copy(update={"uses_context": True})
    capabilities = prepared.engine.capabilities
    return make_plan(prepared.script, prepared.casting, hears, capabilities, preset=prepared.preset.name)


def test_no_take_is_spoken_again_because_of_a_merge(outlined: Desk):
    before = _planned(outlined.plan())
    outlined.edit(MERGE_THREE)
    after = _planned(outlined.plan())
    assert _keys(after) == _keys(before)
    assert [piece.line for one in after.segments for piece in one.pieces] == [
        piece.line for one in before.segments for piece in one.pieces
    ]


def test_a_split_costs_the_take_that_it_cuts(outlined: Desk):
    before = outlined.plan().plan
    outlined.edit(SPLIT_TWO)
    after = outlined.plan().plan
    gone = [one for one in before.segments if one.key not in _keys(after)]
    assert ["Behind the wall" in one.spoken and not one.spoken.startswith("Behind") for one in gone] == [True]
    anew = {one.spoken for one in after.segments if one.key not in _keys(before)}
    assert " ".join(sorted(anew, key=len)) == gone[0].spoken or len(anew) <= 2


def test_closing_credits_never_take_the_id_of_another_line(outlined: Desk):
    outlined.edit(MERGE_THREE, ("kind: glossary\n    spoken: false", "kind: chapter\n    spoken: true"))
    lines = outlined.plan(preset="acx").script.lines
    assert len({line.id for line in lines}) == len(lines)


def test_an_excluded_chapter_speaks_none_of_its_parts(outlined: Desk):
    outlined.edit((SPLIT_TWO[0], SPLIT_TWO[1].replace("The Wall}", "The Wall, spoken: true}")))
    assert outlined.titles(exclude=("Two",)) == ["One", "Three"]


def test_options_have_the_last_word_by_old_and_new_titles(outlined: Desk):
    outlined.edit(("title: Two\n", "title: The Second Day\n"), MERGE_THREE)
    assert outlined.titles(exclude=("The Second*",)) == ["One"]
    assert outlined.titles(exclude=("Two",)) == ["One"]
    assert outlined.titles(exclude=("Three",)) == ["One", "The Second Day"]
    assert outlined.titles(include=("glossary",)) == ["One", "The Second Day", "Glossary"]
    assert not any("no chapter is called" in one for one in outlined.read(exclude=("The Second*",))[0].warnings)


REFUSED = {
    "merge: true\n": ("Two", "One", "no spoken chapter before"),
    "split: [Nobody wrote this anywhere]\n": ("Two", "Two", "begins no paragraph"),
    "split: [somebody laughed]\n": ("Two", "Two", "stands inside a paragraph"),
    "split: [Only me]\n": ("Two", "Two", "begins 2 paragraphs"),
    "split: [Two]\n": ("Two", "Two", "begins the chapter already"),
    "split: [“Who are you, Behind the wall]\n": ("Two", "Two", "before the split above"),
}


@pytest.mark.parametrize("field", REFUSED)
def test_what_cannot_be_done_is_refused_with_file_line_and_remedy(outlined: Desk, field):
    _, title, told = REFUSED[field]
    outlined.edit((f"title: {title}\n    kind: chapter\n", f"title: {title}\n    kind: chapter\n    {field}"))
    with pytest.raises(InputError, match=told) as error:
        outlined.read()
    line = error.value.place.removeprefix("line ")
    assert field.split(":")[0] in outlined.file.read_text("utf-8").splitlines()[int(line) - 1]
    assert error.value.path == str(outlined.file)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (("format: bookcast.book-file\n", ""), "is no book file"),
        (("version: 1", "version: 2"), "a later one wrote it"),
        (("version: 1", "version: one"), "does not say its version"),
        (("kind: glossary\n", "kind: nonsense\n"), "input should be"),
        (("kind: glossary\n", "kind: glossary\n    spokn: true\n"), "there is no field `spokn`"),
        (("kind: glossary\n", "kind: opening credits\n"), "made by bookcast"),
        (("cover:\n", "cover: gone.png\n"), "cannot be read"),
        (("language: en-GB\ndescr", "language: Gibberish\ndescr"), "names no language"),
    ],
)
def test_a_book_file_with_a_fault_is_refused_in_one_message(outlined: Desk, edit, told):
    outlined.edit(edit)
    with pytest.raises(InputError, match=told) as error:
        outlined.read()
    assert error.value.path == str(outlined.file)
    assert error.value.exit_code == 3


def test_entries_in_another_order_are_refused_and_put_back_by_outline(outlined: Desk):
    head, *entries = outlined.file.read_text("utf-8").split("  - title:")
    entries[0], entries[1] = entries[1], entries[0]
    outlined.file.write_text("  - title:".join([head, *entries]), "utf-8")
    with pytest.raises(InputError, match="“One” stands behind “Two” here"):
        outlined.read()
    assert "the entries are put into the book's order, which chapters keep" in outlined.outline().changes
    assert outlined.titles() == ["One", "Two", "Three"]


def test_an_entry_of_a_persons_own_is_found_by_title_or_beginning(desk: Desk):
    desk.file.write_text(
        "format: bookcast.book-file\nversion: 1\ntitle: High Water\nchapters:\n"
        "  - {title: Two, spoken: false}\n  - {begins: They walked back, title: Home}\n",
        "utf-8",
    )
    book, script = desk.read()
    assert (book.metadata.title, [one.title for one in script.chapters]) == ("High Water", ["One", "Home"])


def test_plan_shows_the_numbers_that_chapters_takes(outlined: Desk, capsys):
    outlined.edit(MERGE_THREE)
    assert main(["plan", str(outlined.source), "--preset", "acx"]) == 0
    rows = [line.split()[:2] for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert ["1", "One"] in rows
    assert ["2", "Two"] in rows
    assert ["0", "Opening"] in rows
    assert main(["plan", str(outlined.source), "--chapters", "2", "--json"]) == 0
    assert [one["number"] for one in json.loads(capsys.readouterr().out)["chapters"]] == [2]
