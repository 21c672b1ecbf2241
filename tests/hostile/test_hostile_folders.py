"""Folders that are full, locked, in the way or damaged: nothing finished is lost, and words say what to do."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time

import pytest

STAGES = ("record", "stitch", "master", "package")
LONG = "---\ntitle: Long\nkind: podcast\n---\n\n" + "".join(
    f"# Part {n}\n\n"
    + f"It was the {n}th evening, and nobody had come down to the harbour. The gulls slept. " * 6
    + "\n\n"
    for n in range(1, 7)
)


def test_a_file_in_the_way_of_the_folder_is_told(desk):
    desk.write("show.md", LONG)
    desk.out.write_text("in the way")
    desk.run("render", "show.md", "--out", desk.out).refused(4, str(desk.out), "cannot be written")
    desk.run("render", "show.md", "--out", desk.out / "below").refused(4, str(desk.out), "cannot be written")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_rights_is_told(desk):
    desk.write("show.md", LONG)
    desk.out.mkdir(mode=0o500)
    desk.run("render", "show.md", "--out", desk.out).refused(4, str(desk.out), "cannot be written")


@pytest.mark.parametrize(
    "name",
    ["work", "work/takes", "work/chapters", "render.json", "report.json", "report.html", "The Tide Table.mp3"],
)
def test_what_is_in_the_way_inside_the_folder_is_told(production, name):
    """A file where a folder belongs, a folder where a file belongs."""
    path = production.out / name
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("in the way")
    elif path.is_file():
        path.unlink()
        (path / "in the way").mkdir(parents=True)
    ran = production.run("render", "show.md", "--out", production.out)
    if ran.code:
        ran.refused(ran.code, name)
        assert ran.code in (3, 4)


def test_a_disk_that_is_too_small_is_told_before_anything_is_spoken(desk, small_disk):
    desk.write("show.md", LONG)
    out = small_disk(2 << 20)
    desk.run("render", "show.md", "--out", out).refused(4, str(out), "needed", "free")
    assert not (out / "work").exists()


def halted(running, stage):
    """Let a run come to a stage and stand still there."""
    running.until(stage)
    os.kill(running.process.pid, signal.SIGSTOP)


@pytest.mark.parametrize("stage", STAGES)
def test_a_disk_that_fills_up_in_a_stage_loses_nothing(desk, small_disk, stage, kept, left_behind):
    """All room is taken as the stage begins; then room is made, and the render goes on where it was."""
    desk.write("show.md", LONG)
    out = small_disk(150 << 20)
    running = desk.start("render", "show.md", "--out", out, "--preset", "raw")
    halted(running, stage)
    filler = out / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    os.kill(running.process.pid, signal.SIGCONT)
    code, said = running.ended()
    filler.unlink()
    assert code == 4, said
    assert "No space left" in said
    assert "Fatal" not in said
    assert "space" in said.splitlines()[-1] or "room" in said.splitlines()[-1], said
    assert not left_behind(running.mark)
    takes = {path: path.stat().st_ino for path in (out / "work" / "takes").rglob("*.flac")}
    desk.run("render", "show.md", "--out", out, "--preset", "raw").done()
    assert takes == {path: path.stat().st_ino for path in takes}
    assert len(list(out.glob("*.flac"))) == 6
    assert not list(out.rglob("*.part"))


def test_a_second_run_is_kept_off_the_folder(desk):
    desk.write("show.md", LONG)
    first = desk.start("render", "show.md", "--out", desk.out)
    halted(first, "record")
    try:
        desk.run("render", "show.md", "--out", desk.out).refused(4, str(first.process.pid), "another run")
    finally:
        os.kill(first.process.pid, signal.SIGCONT)
    assert first.ended()[0] == 0


DAMAGES = {
    "no json": "{",
    "empty": "",
    "other version": '{"format": "bookcast.render", "version": 99}',
    "other file": '{"format": "bookcast.script", "version": 1}',
    "a list": "[]",
    "deep": "[" * 100_000,
    "binary": "\x00\x01\xff",
    "nothing in it": '{"format": "bookcast.render", "version": 1}',
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_named_and_nothing_is_lost(production, damage, kept):
    (production.out / "render.json").write_bytes(DAMAGES[damage].encode("latin-1"))
    before = kept(production.out)
    production.run("render", "show.md", "--out", production.out).refused(3, "render.json")
    for command in (("retake", production.out, "--line", "001-0002"), ("clean", production.out, "--yes")):
        if damage in ("no json", "other version"):
            production.run(*command).refused(3, "render.json")
    assert kept(production.out) == before
    (production.out / "render.json").unlink()
    production.run("render", "show.md", "--out", production.out).done()
    assert kept(production.out) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["{", '{"format": "bookcast.overrides", "version": 1, "lines": [{"line": "001-0002"}]}']
)
def test_damaged_overrides_are_named(production, text):
    (production.out / "overrides.json").write_text(text)
    production.run("render", "show.md", "--out", production.out).refused(3, "overrides.json")


def flip(data: bytes) -> bytes:
    middle = len(data) * 3 // 4
    return data[:middle] + bytes([data[middle] ^ 0x10]) + data[middle + 1 :]


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [flip, lambda data: data[:-200], lambda data: b"", lambda data: b"junk" * 100],
    ids=["flip", "cut", "empty", "junk"],
)
def test_a_damaged_take_is_set_aside_and_spoken_again_in_the_same_run(production, kept, damage):
    files, spoken = kept(production.out)
    takes = sorted((production.out / "work" / "takes").rglob("*.flac"))
    for take in takes[:2]:
        take.write_bytes(damage(take.read_bytes()))
    shutil.rmtree(production.out / "work" / "chapters")
    ran = production.run("render", "show.md", "--out", production.out).done()
    assert kept(production.out) == (files, spoken + 2)
    assert len(list((production.out / "work" / "takes").rglob("*.damaged"))) == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("suffix", [".flac", ".json", ".timeline.json", ".mp3"])
def test_a_damaged_workshop_file_is_no_dead_end(production, kept, suffix):
    """What can be made from the takes again may be damaged: the render makes it again."""
    before = kept(production.out)
    found = [path for path in (production.out / "work" / "chapters").iterdir() if path.name.endswith(suffix)]
    if not found:
        pytest.skip(f"no {suffix} in work/chapters")
    for path in found:
        path.write_bytes(path.read_bytes()[:50])
    for path in production.out.glob("*.mp3"):
        path.unlink()
    production.run("render", "show.md", "--out", production.out).done()
    assert kept(production.out) == before


def test_a_delivered_file_that_was_changed_or_removed_is_made_again(production, kept):
    before = kept(production.out)
    for number, path in enumerate(sorted(production.out.glob("*.mp3")) + sorted(production.out.glob("*.vtt"))):
        path.write_bytes(b"x") if number % 2 else path.unlink()
    production.run("render", "show.md", "--out", production.out).done()
    assert kept(production.out) == before


def test_a_person_s_own_files_in_the_folder_are_left_alone(production):
    mine = {production.out / name: b"mine" for name in ("notes.txt", "01 - mine.mp3", "work/mine.txt", "cover.jpg")}
    for path, data in mine.items():
        path.write_bytes(data)
    production.run("render", "show.md", "--out", production.out, "--chapters", "1").done()
    production.run("clean", production.out, "--yes").done()
    assert {path: path.read_bytes() for path in mine} == mine


def test_the_source_is_gone_when_a_retake_is_asked_for(production, kept):
    before = kept(production.out)
    (production.desk / "show.md").unlink()
    production.run("retake", production.out, "--line", "001-0002").refused(3, "show.md")
    assert kept(production.out) == before


@pytest.mark.slow
def test_a_killed_run_leaves_no_children_and_its_lock_is_taken_over(desk, left_behind):
    desk.write("show.md", LONG)
    running = desk.start("render", "show.md", "--out", desk.out)
    running.until("record")
    time.sleep(0.2)
    os.kill(running.process.pid, signal.SIGKILL)
    running.ended()
    assert not left_behind(running.mark)
    desk.run("render", "show.md", "--out", desk.out, "--chapters", "1").done()


def test_a_folder_inside_thousands_is_told(desk):
    desk.write("show.md", LONG)
    desk.run("render", "show.md", "--out", "/".join([str(desk.out), *["a"] * 1800])).refused(4, "too many folders")
