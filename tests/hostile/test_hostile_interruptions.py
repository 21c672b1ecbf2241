"""Ctrl-C, closed output, wrong options, and an ffmpeg that is missing or dies: the documented code, no child left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from pipeline.sound.ffmpeg_binary import find_ffmpeg

STORY = "---\ntitle: Long\n---\n\n" + "".join(
    f"# Part {n}\n\n"
    + f"It was the {n}th evening, and nobody had come down to the harbour. The gulls slept. " * 8
    + "\n\n"
    for n in range(1, 5)
)
SHORT = "# One\n\nHello there. “Hi,” said Tom.\n"


@pytest.mark.parametrize("stage", ["prepare", "record", "stitch", "master", "package"])
@pytest.mark.parametrize("group", [True, False], ids=["terminal", "process"])
def test_ctrl_c_ends_in_130_and_leaves_no_child(desk, stage, group, kept, left_behind):
    """A terminal sends the signal to every process of the group, `kill -INT` to one."""
    desk.write("tale.md", STORY)
    running = desk.start("render", "tale.md", "--out", desk.out)
    running.until(stage)
    (os.killpg if group else os.kill)(running.process.pid, signal.SIGINT)
    code, said = running.ended(20)
    assert code == 130, said
    assert said.splitlines()[-1] == "bookcast: interrupted; run the same command again to go on"
    assert "bookcast: " not in "".join(said.splitlines()[:-1])
    assert not left_behind(running.mark)
    assert not list(desk.out.glob("*.part"))
    assert not (desk.out / "work" / "lock").exists()


@pytest.mark.slow
def test_after_ctrl_c_no_take_is_spoken_again(desk, kept):
    desk.write("tale.md", STORY)
    running = desk.start("render", "tale.md", "--out", desk.out, "--preset", "raw")
    running.until("stitch")
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.ended(20)[0] == 130
    spoken = kept(desk.out)[1]
    desk.run("render", "tale.md", "--out", desk.out, "--preset", "raw").done()
    assert kept(desk.out)[1] == spoken


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_render_that_is_ended_takes_its_children_with_it(desk, name, left_behind):
    desk.write("tale.md", STORY)
    running = desk.start("render", "tale.md", "--out", desk.out)
    running.until("master")
    time.sleep(0.3)
    os.kill(running.process.pid, getattr(signal, name))
    assert running.ended(20)[0] != 0
    assert not left_behind(running.mark)


@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_that_goes_away_is_no_error(desk, lines):
    desk.write("tale.md", STORY * 3)
    argv = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())", "script", "tale.md"]
    env = {**os.environ, "PYTHONPATH": os.getcwd(), "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=desk.desk, env=env) as process:
        for _ in range(lines):
            process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


@pytest.mark.parametrize("command", ["script", "plan"])
def test_output_that_cannot_be_written_is_told(desk, command):
    desk.write("tale.md", SHORT)
    with open("/dev/full", "wb") as full:
        desk.run(command, "tale.md", stdout=full).refused(4, "No space left")


@pytest.mark.parametrize("closed", ["1", "2", "12"])
def test_closed_streams_are_no_error(desk, closed):
    desk.write("tale.md", SHORT)
    before = "import os\n" + "".join(f"os.close({fd})\n" for fd in closed)
    before += "import sys\n" + "".join(f"sys.{('', 'stdout', 'stderr')[int(fd)]} = None\n" for fd in closed)
    desk.run("render", "tale.md", "--preset", "raw", "--out", desk.out, before=before).done()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_another_encoding_is_no_error(desk, encoding):
    desk.write("tale.md", SHORT)
    ran = desk.run("script", "tale.md", env={"PYTHONIOENCODING": encoding}).done()
    assert "\\u201cHi,\\u201d" in ran.out
    assert "“Hi,”" in desk.run("script", "--json", "tale.md", env={"PYTHONIOENCODING": encoding}).done().out


@pytest.mark.parametrize(
    ("options", "code", "word"),
    [
        (["--chapters", "abc"], 3, "--chapters"), (["--chapters", "99"], 3, "99"), (["--chapters="], 3, "--chapters"),
        (["--chapters", "2-1"], 3, "2-1"), (["--chapters", "1-" + "9" * 5000], 3, "--chapters"),
        (["--formats", "ogg"], 3, "ogg"), (["--seed", "-1"], 2, "--seed"), (["--seed", "9" * 30], 2, "--seed"),
        (["--seed", "9" * 5000], 2, "--seed"), (["--jobs", "0"], 2, "--jobs"), (["--jobs=-3"], 2, "--jobs"),
        (["--jobs", "x"], 2, "--jobs"), (["--engine", "parrot"], 2, "--engine"), (["--notes", "x"], 2, "--notes"),
    ],
)  # fmt: skip
def test_nonsense_options_are_refused_before_anything_is_made(desk, options, code, word):
    desk.write("tale.md", SHORT)
    ran = desk.run("render", "tale.md", "--out", desk.out, *options)
    assert ran.code == code, ran
    assert word in ran.err
    assert not desk.out.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--speed", "9"], 2), (["--speed", "nan"], 2), (["--speed=-1"], 2), (["--speed", "fast"], 2), (["--seed=-1"], 2),
        (["--language", "xx-no"], 3), (["--voice", "../../x"], 3), (["--cast", "gone.yaml"], 3), (["-o", "."], 3),
        (["--engine", "voxcpm", "--clip", "a.wav"], 3),
    ],
)  # fmt: skip
def test_nonsense_for_say_is_refused(desk, options, code):
    ran = desk.run("say", "Hello", *options)
    assert ran.code == code, ran
    assert options[0].split("=")[0].lstrip("-") in ran.err.replace("voices.../", "voice ") or code == 3


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\x01\x02"])
def test_nothing_to_say_is_refused(desk, text):
    desk.run("say", "--", text).refused(3, "nothing to say")


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--speed", "9"], 2), (["--speed", "nan"], 2), (["--seed=-1"], 2), (["--seed", "9" * 20], 2), (["--say", ""], 3),
     (["--jobs", "0"], 2)],
)  # fmt: skip
def test_nonsense_for_a_retake_changes_nothing(production, kept, options, code):
    before = kept(production.out)
    ran = production.run("retake", production.out, "--line", "001-0002", *options)
    assert ran.code == code, ran
    assert kept(production.out) == before
    assert not (production.out / "overrides.json").exists()


def test_a_retake_of_lines_that_are_not_there_changes_nothing(production, kept):
    before = kept(production.out)
    production.run("retake", production.out, "--line", "001-0002", "../../x").refused(3, "../../x")
    assert kept(production.out) == before


def test_no_ffmpeg_at_all_is_told_before_anything_is_spoken(desk, tmp_path):
    desk.write("tale.md", SHORT)
    gone = {"BOOKCAST_FFMPEG": "/nowhere/ffmpeg"}
    desk.run("render", "tale.md", "--out", desk.out, env=gone).refused(4, "/nowhere/ffmpeg", "Install ffmpeg")
    hidden = "import sys; sys.modules['imageio_ffmpeg'] = None"
    desk.run("render", "tale.md", "--out", desk.out, env={"PATH": ""}, before=hidden).refused(4, "Install ffmpeg")
    assert not (desk.out / "work" / "takes").exists()


DYING = """#!/bin/sh
case "$*" in *-version*|*-encoders*|*-filters*|*" -h "*) exec {real} "$@";; esac
case "$*" in
*{pattern}*) {death} ;;
esac
exec {real} "$@"
"""
DEATHS = {
    "exits": "head -c 20000 >/dev/null; echo broken inside >&2; exit 7",
    "is killed": "head -c 20000 >/dev/null; kill -KILL $$",
    "writes a part": '{real} "$@" | head -c 20000; exit 1',
}


@pytest.mark.parametrize(
    ("pattern", "death"),
    [("libmp3lame", "exits"), ("-c:a aac", "is killed"), ("ebur128", "writes a part"), ("aac", "is killed")],
)
def test_an_ffmpeg_that_dies_at_work_loses_nothing(desk, kept, pattern, death):
    real = find_ffmpeg().path
    desk.write("tale.md", SHORT)
    wrapper = desk.write("ffmpeg", DYING.format(real=real, pattern=pattern, death=DEATHS[death].format(real=real)))
    wrapper.chmod(0o755)
    ran = desk.run("render", "tale.md", "--out", desk.out, env={"BOOKCAST_FFMPEG": str(wrapper)})
    ran.refused(4, "ffmpeg")
    assert not [path for path in desk.out.iterdir() if path.suffix in (".mp3", ".m4b")]
    spoken = kept(desk.out)[1]
    assert spoken > 0
    desk.run("render", "tale.md", "--out", desk.out).done()
    assert kept(desk.out)[1] == spoken
    assert not list(desk.out.rglob("*.part"))


@pytest.mark.slow
def test_an_ffmpeg_that_hangs_when_asked_is_passed_over(desk):
    """The one on PATH answers nothing of use: the bundled one is taken."""
    desk.write("tale.md", SHORT)
    folder = desk.desk / "bin"
    desk.write("bin/ffmpeg", "#!/bin/sh\nexit 0\n").chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    assert shutil.which("ffmpeg", path=path) == str(folder / "ffmpeg")
    desk.run("render", "tale.md", "--preset", "raw", "--out", desk.out, env={"PATH": path}).done()


def test_where_file_names_are_ascii_nothing_is_begun(desk):
    desk.write("tale.md", "---\ntitle: Nora’s Tale\n---\n\n# One\n\nWell.\n")
    narrow = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    desk.run("render", "tale.md", "--out", desk.out, env=narrow).refused(2, "ascii", "PYTHONUTF8=1")
    assert not desk.out.exists()
