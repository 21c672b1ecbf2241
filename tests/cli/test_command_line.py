"""The command line as a person meets it: quick help, clear refusals, documented exit codes."""

import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from pipeline.cli import main
from pipeline.cli.completion import SHELLS, completion_script
from pipeline.cli.parser import command_parser, commands_of
from pipeline.cli.reference import MAN_PAGE, PAGE, man_page, markdown_page

COMMANDS = tuple(commands_of(command_parser()))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as done:
        main([command, "--help"])
    assert done.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 6


def test_help_imports_nothing_heavy():
    probe = (
        "import sys\nfrom pipeline.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'spacy', 'prefect', 'numpy', 'lxml', 'ebooklib', 'soundfile', 'rich', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == "[]"


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as done:
        main(["--version"])
    assert done.value.code == 0
    assert capsys.readouterr().out == f"bookcast {version('bookcast')}\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_gets_every_command_and_option(shell):
    script = completion_script(shell)
    assert all(re.search(rf"\b{command}\b", script) for command in COMMANDS)
    assert all(flag in script for flag in ("alt-text", "dry-run", "chapter-end", "llm-answers"))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["bookcast", "ret"], ["retake"]),
        (["bookcast", "render", "--alt"], ["--alt-text"]),
        (["bookcast", "render", "--notes", "ch"], ["chapter-end"]),
    ],
)
def test_bash_completes_what_was_begun(typed, offered, tmp_path):
    (tmp_path / "bookcast.bash").write_text(completion_script("bash"), "utf-8")
    words = " ".join(typed)
    asked = (
        f"source bookcast.bash; COMP_WORDS=({words}); COMP_CWORD={len(typed) - 1}; COMP_LINE='{words}'; "
        "COMP_POINT=${#COMP_LINE}; "
        "$(complete -p bookcast | sed 's/.*-F \\([^ ]*\\).*/\\1/') bookcast; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    run = subprocess.run(["bash", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.stdout.split() == offered, run.stderr


@pytest.mark.parametrize(("path", "made"), [(PAGE, markdown_page), (MAN_PAGE, man_page)], ids=["commands", "man page"])
def test_the_pages_are_what_the_parser_says(path, made):
    assert path.read_text("utf-8") == made(), "python -m pipeline.cli.reference writes it anew"


def test_wrong_usage_is_exit_2():
    with pytest.raises(SystemExit) as done:
        main(["render"])
    assert done.value.code == 2


@pytest.mark.parametrize("command", ["render", "script", "cast", "plan"])
def test_a_missing_book_is_exit_3_with_its_name_and_no_traceback(command, tmp_path, capsys):
    assert main([command, str(tmp_path / "nothing.epub")]) == 3
    said = capsys.readouterr().err
    assert "nothing.epub" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", [["retake", "{}", "--line", "001-0001"], ["clean", "{}"]])
def test_a_folder_that_is_no_production_is_exit_3(command, tmp_path, capsys):
    assert main([part.format(tmp_path) for part in command]) == 3
    assert "render.json" in capsys.readouterr().err


def test_the_packages_are_this_project_s():
    import model

    assert model.__file__ is not None
    assert model.__file__.startswith(str(main.__globals__["Path"](__file__).resolve().parents[2]))


@pytest.mark.parametrize("command", [["say", "Hello there."], ["cast", "{}/book.md"]])
def test_a_file_that_a_person_named_is_replaced_only_with_force(command, tmp_path, capsys):
    (tmp_path / "book.md").write_text("# One\n\n“Hi,” said Tom.\n")
    output = tmp_path / "precious.wav"
    output.write_bytes(b"precious")
    argv = [*(part.format(tmp_path) for part in command), "-o", str(output)]
    assert main(argv) == 3
    assert "--force" in capsys.readouterr().err
    assert output.read_bytes() == b"precious"
    assert main([*argv, "--force"]) == 0
    assert output.read_bytes() != b"precious"


def test_a_command_s_own_file_is_replaced_each_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert main(["say", "Hello there."]) == 0
    assert main(["say", "Hello there.", "-o", "say.wav"]) == 0
