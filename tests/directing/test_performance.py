"""What the text tells of the manner of a line becomes its style."""

from __future__ import annotations

from pathlib import Path

import pytest

from casting.possible_duplicates import perhaps_same
from manifests.render import RenderSettings
from pipeline.production.preparation import read_and_attribute


def styles(tmp_path: Path, text: str, name: str = "s.md") -> dict[str, str | None]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    _, script = read_and_attribute(RenderSettings(source=str(path)))
    return {line.text: line.style for line in script.lines}


@pytest.mark.parametrize(
    ("text", "line", "style"),
    [
        ("“Hush,” she whispered.", "“Hush,”", "whisper"),
        ("“Hush,” said Tom in a hoarse whisper.", "“Hush,”", "whisper"),
        ("Tom bellowed: “Run, all of you.”", "“Run, all of you.”", "shout"),
        ("“RUN FOR YOUR LIVES!” said Tom.", "“RUN FOR YOUR LIVES!”", "shout"),
        ("“Hush,” said Tom. Somebody whispered outside.", "“Hush,”", None),
        ("She had whispered all night. “Hush,” said Tom.", "“Hush,”", None),
        ("*Why did he never come back?*", "Why did he never come back?", "thought"),
        ("He *never* came back.", "He never came back.", None),
        ("> My dear Tom, I write in haste.", "My dear Tom, I write in haste.", "letter"),
    ],
)
def test_the_text_tells_the_style(tmp_path, text, line, style):
    found = styles(tmp_path, f"# One\n\nIt was late.\n\n{text}\n\nNobody came.\n")
    assert found[line] == style


def test_a_direction_of_a_script_counts_first(tmp_path):
    found = styles(tmp_path, "INT. HALL - NIGHT\n\nTOM\n(whispering)\nCOME OUT OF THERE!\n", "s.fountain")
    assert found["COME OUT OF THERE!"] == "whispering"


def test_names_of_perhaps_one_person_are_told_and_families_kept_apart():
    names = ["Elizabeth Bennet", "Elizabeth", "Mr. Bennet", "Mrs. Bennet", "Darcy", "Mr. Darcy", "the driver"]
    assert perhaps_same(names) == [("Elizabeth", "Elizabeth Bennet"), ("Darcy", "Mr. Darcy")]
