"""The page on directing tells what is true: its examples are read, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casting.cast_file import load_cast
from pipeline.cli import main
from pipeline.directing.corrections import Correction, load_corrections
from pipeline.engines.choice import choose_engine
from pipeline.production.preparation import lexicon_of

PAGE = (Path(__file__).parents[2] / "docs" / "directing.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^bookcast (\w+) (.*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("example", [one for one in EXAMPLES if "- line:" in one or "- {line:" in one])
def test_corrections_can_be_read(tmp_path, example):
    path = tmp_path / "c.yaml"
    path.write_text(example, encoding="utf-8")
    assert load_corrections(path)


@pytest.mark.parametrize("example", [one for one in EXAMPLES if "lexicon:" in one])
def test_lexicons_can_be_used(tmp_path, example):
    path = tmp_path / "cast.yaml"
    path.write_text(example, encoding="utf-8")
    cast = load_cast(path)
    from casting.lexicon_entries import pronunciations

    lexicon = lexicon_of("en", pronunciations(cast.lexicon), (), choose_engine("draft"), path)
    assert lexicon.spoken("Dr. W knows Siobhan.", "en") == "Doctor Chumley knows [[SI'vO:n]]."
    assert lexicon.notices == []


def test_the_page_tells_of_every_field_of_a_correction():
    assert all(f"| `{name}` |" in PAGE for name in Correction.model_fields if name != "place")


@pytest.mark.parametrize(("command", "rest"), COMMANDS)
def test_the_commands_and_options_exist(command, rest, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    told = capsys.readouterr().out
    assert all(option in told for option in re.findall(r"(?<!\w)--?[a-z][\w-]*", rest))
