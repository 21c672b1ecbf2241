"""Control characters of a book reach no terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.cli.terminal import harmless, in_markup


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", "\x7f", "\x00", "\r", "\u202e", "\ud800"])
def test_a_control_character_is_shown_as_a_sign(sign: str) -> None:
    shown = harmless(f"a{sign}b\n\tc")
    assert sign not in shown
    assert len(shown) == 6
    assert sign not in in_markup(f"[red]{sign}")


@pytest.mark.parametrize("command", ["script", "plan"])
def test_no_command_prints_one(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    book = tmp_path / "a.md"
    book.write_text('# The \x1b]0;evil\x07 Ferry\n\n"Go \x1b[2J now\x9b," said Le\x07na.\n\n**Ot\x1bto:** Gone.\n')
    assert main([command, str(book)]) == 0
    shown = capsys.readouterr()
    assert not any(sign in shown.out + shown.err for sign in "\x1b\x07\x9b")
