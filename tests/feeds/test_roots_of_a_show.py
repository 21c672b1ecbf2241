"""What a show file names is held against the roots of the machine before it is read, and so is where it goes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.parameters import FeedOrder
from flows.reach import check_feed
from manifests.errors import InputError
from pipeline.cli import main


def refused(show: Path, to: str, capsys: pytest.CaptureFixture[str], outside: str) -> None:
    capsys.readouterr()
    assert main(["publish", str(show), "--to", to]) == 3
    told = capsys.readouterr().err
    assert outside in told
    assert "lies outside of what this machine allows (BOOKCAST_ROOTS: " in told
    assert "of the worker" in told


@pytest.fixture
def inside(shows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shows' folder, which alone is allowed; `elsewhere` beside it holds the same."""
    shutil.copytree(shows, tmp_path / "elsewhere")
    monkeypatch.setenv("BOOKCAST_ROOTS", str(shows))
    return shows


@pytest.mark.parametrize(
    ("before", "after", "outside"),
    [
        ("out/lamp", "../elsewhere/out/lamp", "elsewhere/out/lamp"),
        ("out/lamp", "{elsewhere}/out/lamp", "elsewhere/out/lamp"),
        ("out/lamp", '"../elsewhere/out/l*"', "elsewhere/out"),
        ("out/lamp", "linked", "linked"),
        ("cover.png", "../elsewhere/cover.png", "elsewhere/cover.png"),
    ],
)
def test_what_a_show_names_outside_is_not_read(inside, tmp_path, capsys, before, after, outside):
    (inside / "linked").symlink_to(tmp_path / "elsewhere/out/lamp")
    show = inside / "show.yaml"
    text = show.read_text("utf-8")
    assert before in text
    show.write_text(text.replace(before, after.format(elsewhere=tmp_path / "elsewhere"), 1), "utf-8")
    refused(show, str(inside / "site"), capsys, outside)
    assert not (inside / "site").exists()
    assert not (tmp_path / "elsewhere/out/lamp/deliver").exists()


def test_a_show_goes_to_what_is_allowed_only(inside, tmp_path, capsys):
    show = inside / "show.yaml"
    refused(show, str(tmp_path / "elsewhere/site"), capsys, "elsewhere/site")
    refused(show, str(inside / "../elsewhere/site"), capsys, "elsewhere/site")
    refused(show, "s3://bucket/show", capsys, "s3://bucket/show")
    refused(tmp_path / "elsewhere/show.yaml", str(inside / "site"), capsys, "elsewhere/show.yaml")
    assert not (tmp_path / "elsewhere/site").exists()
    assert main(["publish", str(show), "--to", str(inside / "site")]) == 0


@pytest.mark.parametrize(
    ("show", "to"),
    [("elsewhere/show.yaml", "shows/site"), ("shows/show.yaml", "elsewhere/site"), ("shows/show.yaml", "")],
)
def test_an_order_to_publish_reads_and_writes_inside_only(inside, tmp_path, show, to):
    order = FeedOrder(show=str(tmp_path / show), to=str(tmp_path / to) if to else "s3://bucket/show")
    with pytest.raises(InputError, match="outside of what this machine allows"):
        check_feed(order)
    check_feed(FeedOrder(show=str(inside / "show.yaml"), to=str(inside / "site")))


@pytest.mark.parametrize(
    "head",
    [
        "sounds: {{door: ../elsewhere/door.wav}}",
        "sounds: {{door: {elsewhere}/door.wav}}",
        "sounds: ../elsewhere/show.sounds.yaml",
        "sounds: within.sounds.yaml",
    ],
)
def test_a_table_of_sounds_and_what_it_names_lie_inside(inside, tmp_path, capsys, head):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "door.wav").write_bytes(b"RIFF")
    (elsewhere / "show.sounds.yaml").write_text("sounds: {door: door.wav}\n")
    (inside / "within.sounds.yaml").write_text("sounds: {door: ../elsewhere/door.wav}\n")
    text = f"---\ntitle: Rain\n{head.format(elsewhere=elsewhere)}\n---\n\n# One\n\n[sfx: door] It rained.\n"
    (inside / "rain.md").write_text(text)
    told = ["render", str(inside / "rain.md"), "--out", str(inside / "out/rain"), "--engine", "draft"]
    assert main([*told, "--preset", "podcast"]) == 3
    assert "lies outside of what this machine allows (BOOKCAST_ROOTS: " in capsys.readouterr().err
    assert not (inside / "out/rain/work/takes").exists()
