"""What a director says of a line holds, whatever becomes of the book."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from manifests.errors import InputError
from manifests.render import RenderSettings
from pipeline.cli import main
from pipeline.directing.correcting import CORRECTED, corrected
from pipeline.directing.corrections import Correction, load_corrections
from pipeline.directing.matching import match
from pipeline.production.preparation import prepare, read_and_attribute

STORY = """---
title: The Tide Table
---

# One

Mara, Tom and Bo came down to the harbour. “Is anybody here?” asked Mara.

“Only we,” said Tom, “and the gulls.”

Bo laughed. The gulls rose, one after the other, and were gone behind the wall. Nobody spoke for a while.

“So it is true.”

“What is true?”
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "tide.md"
    path.write_text(STORY, encoding="utf-8")
    return path


def fix(line: str, text: str, speaker: str | None = "Tom", style: str | None = None) -> Correction:
    return Correction(line=line, text=text, speaker=speaker, style=style)


def line_of(script, text):
    return next(line for line in script.lines if text in line.text)


def test_a_corrected_line_is_certain_and_says_so(make_script):
    script = make_script(["He came.", "“Yes.”"])
    line = corrected(script, [fix("001-0002", "“Yes.”", "Ada", "whisper")], Path("c.yaml")).lines[1]
    assert (line.speaker, line.confidence, line.cue, line.style) == ("Ada", 1.0, CORRECTED, "whisper")


def test_a_style_alone_leaves_the_speaker_as_it_was(make_script):
    script = make_script([{"text": "“Yes.”", "speaker": "Ada", "cue": "verb"}])
    line = corrected(script, [fix("001-0001", "“Yes.”", None, "shout")], Path("c.yaml")).lines[0]
    assert (line.speaker, line.confidence, line.cue, line.style) == ("Ada", 0.5, "verb", "shout")


def test_a_line_can_be_given_to_the_narrator(make_script):
    script = make_script([{"text": "“The Ship Inn”", "speaker": "Ada"}])
    line = corrected(script, [fix("001-0001", "“The Ship Inn”", "narrator")], Path("c.yaml")).lines[0]
    assert (line.speaker, line.kind) == (None, "narration")


def test_names_are_written_as_the_script_writes_them(make_script):
    script = make_script([{"text": "“No.”", "speaker": "Mr. Ward"}, "“Yes.”"])
    assert corrected(script, [fix("001-0002", "“Yes.”", "mr. ward")], Path("c.yaml")).lines[1].speaker == "Mr. Ward"


def test_the_last_word_counts(make_script):
    script = make_script(["“Yes.”"])
    both = [fix("001-0001", "“Yes.”", "Ada"), fix("001-0001", "“Yes.”", "Bob")]
    assert corrected(script, both, Path("c.yaml")).lines[0].speaker == "Bob"


def test_an_undecided_entry_changes_nothing(make_script):
    script = make_script(["“Yes.”"])
    assert corrected(script, [fix("001-0001", "“Yes.”", "Tom?")], Path("c.yaml")).lines == script.lines


def test_lines_that_moved_in_their_chapter_are_found(make_script):
    script = make_script(["New.", "New.", "“Where is he?”", "He left.", "“Yes.”", "So.", "So.", "“Yes.”"])
    matches = match(script.lines, [fix("001-0001", "“Where is he?”"), fix("001-0003", "“Yes.”")])
    assert sorted(matches.by_line) == ["001-0003", "001-0005"]


def test_a_new_chapter_before_moves_even_what_is_said_often(make_script):
    said = ["“Where is he?”", "“Yes.”", "“No.”", "“Yes.”"]
    script = make_script(["“Yes.”", "“Yes.”"], said)
    matches = match(script.lines, [fix("001-0001", said[0]), fix("001-0004", "“Yes.”")])
    assert set(matches.by_line) >= {"002-0001", "002-0004"}


def test_a_line_with_changed_words_is_found_nearby(make_script):
    script = make_script(["Rain.", "“I never said that to him, Mary.”"])
    matches = match(script.lines, [fix("001-0001", "“I never said this to him, Mary.”")])
    assert list(matches.by_line) == ["001-0002"]


def test_a_shortened_quotation_finds_its_line(make_script):
    script = make_script(["“It was the longest speech that anybody there had ever heard her make.”"])
    assert match(script.lines, [fix("001-0007", "“It was the longest speech…")]).by_line


def test_quotation_marks_and_spaces_may_be_typed_anew(make_script):
    script = make_script(["“It’s  late.”"])
    assert match(script.lines, [fix("001-0001", '"It\'s late."')]).by_line


def test_what_is_gone_is_told_with_its_place_and_the_rest_holds(make_script):
    script = make_script(["“Yes.”", "“No.”"])
    gone = fix("009-0001", "“Nobody says this.”").model_copy(update={"place": "c.yaml, line 4"})
    result = corrected(script, [gone, fix("001-0002", "“No.”", "Ada")], Path("c.yaml"))
    assert result.lines[1].speaker == "Ada"
    assert len(result.warnings) == 1
    assert "c.yaml, line 4" in result.warnings[0]
    assert "009-0001" in result.warnings[0]


def test_neighbours_in_a_paragraph_take_turns_once_they_differ(make_script):
    two = [{"text": "“Yes.”", "speaker": "A", "ends": "sentence"}, {"text": "“No.”", "speaker": "A"}]
    script = make_script(two)
    lines = tuple(line.model_copy(update={"paragraph": 1}) for line in script.lines)
    script = script.model_copy(update={"lines": lines})
    assert corrected(script, [fix("001-0002", "“No.”", "B")], Path("c")).lines[0].ends == "turn"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("line: 1", "line 1"),
        ("- line: 003-0001\n  text: “Yes.”\n", "line 1"),
        ("- line: first\n  text: “Yes.”\n  speaker: Tom\n", "line 1"),
        ("- line: 003-0001\n  text: “Yes.”\n  speaker: Tom\n- line: 003-0002\n  text: No\n  who: Tom\n", "line 6"),
        ("- line: 003-0001\n  text: '  '\n  speaker: Tom\n", "line 2"),
        ("- line: 003-0001\n  text: “Yes.”\n  speaker: ''\n", "line 3"),
        ("- [", "line"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_its_place(tmp_path, text, place):
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_corrections(path)
    assert place in refused.value.place


def test_the_file_beside_the_book_is_used_and_the_integrity_holds(story):
    story.with_name("tide.corrections.yaml").write_text(
        "- line: 001-0008\n  text: “So it is true.”\n  speaker: Mara\n", encoding="utf-8"
    )
    _, script = read_and_attribute(RenderSettings(source=str(story)))
    assert line_of(script, "So it is true").speaker == "Mara"


def test_front_matter_may_name_the_file(story):
    story.write_text(STORY.replace("title: The Tide Table", "title: The Tide Table\ncorrections: mine.yaml"), "utf-8")
    story.with_name("mine.yaml").write_text(
        "- {line: 001-0008, text: “So it is true.”, speaker: Bo}\n", encoding="utf-8"
    )
    _, script = read_and_attribute(RenderSettings(source=str(story)))
    assert line_of(script, "So it is true").speaker == "Bo"


def test_a_cast_may_name_the_file_and_stale_entries_do_not_stop_the_plan(story):
    folder = story.parent
    (folder / "fixes.yaml").write_text(
        "- {line: 001-0008, text: “So it is true.”, speaker: Tom}\n- {line: 007-0001, text: Gone., speaker: Tom}\n",
        encoding="utf-8",
    )
    cast = folder / "cast.yaml"
    cast.write_text(
        "narrator: n\ncorrections: fixes.yaml\nvoices: {n: {draft: {}}, t: {draft: {variant: m3}}}\nroles: {Tom: t}\n"
        "defaults: {voice: n}\n",
        encoding="utf-8",
    )
    prepared = prepare(RenderSettings(source=str(story), cast=str(cast), engine="draft"))
    assert line_of(prepared.script, "So it is true").speaker == "Tom"
    assert any("fixes.yaml, line 2" in notice and "Gone." in notice for notice in prepared.notices)


def test_a_review_saved_as_it_is_changes_nothing_and_edited_it_corrects(story, capsys):
    file = story.with_name("tide.corrections.yaml")
    assert main(["script", str(story), "--review", "-o", str(file)]) == 0
    _, before = read_and_attribute(RenderSettings(source=str(story)))
    assert line_of(before, "So it is true").cue != CORRECTED
    text = file.read_text(encoding="utf-8")
    assert "said" not in text.split("speaker:")[0] or "…" in text
    head, found, tail = text.partition('“So it is true.”"\n  speaker: ')
    assert found
    file.write_text(head + found + "Bo\n" + tail.partition("\n")[2], encoding="utf-8")
    _, after = read_and_attribute(RenderSettings(source=str(story)))
    assert (line_of(after, "So it is true").speaker, line_of(after, "So it is true").cue) == ("Bo", CORRECTED)


def test_a_second_review_adds_only_what_is_new(story, capsys):
    file = story.with_name("tide.corrections.yaml")
    main(["script", str(story), "--review", "-o", str(file)])
    first = load_corrections(file)
    main(["script", str(story), "--review", "-o", str(file)])
    assert load_corrections(file) == first


def test_a_review_as_json_tells_context_and_candidates(story, capsys):
    assert main(["script", str(story), "--review", "--json"]) == 0
    one = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert one["before"]
    assert "Tom" in one["candidates"]
    assert one["confidence"] < 0.75


def test_a_missing_file_of_corrections_is_exit_3(story, capsys):
    assert main(["script", str(story), "--corrections", "nowhere.yaml"]) == 3
    assert "nowhere.yaml" in capsys.readouterr().err


def test_lines_as_json_leave_room_for_what_a_correction_no_longer_finds(story, capsys):
    file = story.with_name("fixes.yaml")
    file.write_text('- line: 001-0099\n  text: "Gone."\n  speaker: Tom\n', encoding="utf-8")
    assert main(["script", str(story), "--corrections", str(file), "--json"]) == 0
    shown = capsys.readouterr()
    assert "Gone." in shown.err
    assert all(json.loads(line)["id"] for line in shown.out.splitlines())
