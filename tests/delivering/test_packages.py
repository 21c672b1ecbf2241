"""Packages are made of finished files alone, only where something changed, and whole or not at all."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from mutagen.mp3 import MP3

from manifests.errors import InputError, StageError
from pipeline.cli import main
from pipeline.delivering import deliver as delivering
from pipeline.delivering.deliver import deliver
from pipeline.packaging.narrators import narrators_of
from pipeline.production.folder import ProductionFolder
from pipeline.progress import Quiet


def packed(out: Path, *purposes: str, **options: str):
    return deliver(ProductionFolder(out), purposes, Quiet(), **options)


def seen(root: Path) -> dict[str, tuple[bytes, int]]:
    """The files below a folder with their bytes and times."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def times(text: str) -> list[float]:
    """All times of a transcript in seconds, in the order in which they stand there."""
    found = re.findall(r"(\d+):(\d\d):(\d\d)[.,](\d{3})", text)
    return [int(h) * 3600 + int(m) * 60 + int(s) + int(ms) / 1000 for h, m, s, ms in found]


def test_several_packages_are_made_at_once_and_nothing_a_second_time(production):
    out = production("book")
    (out / "work/takes").rename(out / "work/takes-away")  # nothing is spoken, nor looked for
    first = packed(out, "acx", "audiobookshelf", "podcast")
    before = seen(out / "deliver")
    again = packed(out, "acx", "audiobookshelf", "podcast")
    assert all(one.changes for one in first)
    assert not any(one.changes for one in again)
    assert seen(out / "deliver") == before


def test_a_package_for_acx_is_the_upload_set(production):
    out = production("book")
    (one,) = packed(out, "acx")
    names = sorted(path.name for path in (out / "deliver/acx").iterdir() if not path.name.startswith("."))
    assert names == sorted(one.files)
    assert names[0].startswith("01 - Opening")
    assert names[3].startswith("04 - Closing")
    assert "retail sample.mp3" in names
    assert not any(name.endswith(".m4b") for name in names)
    assert any("human narration" in notice for notice in one.notices)
    assert main(["check", str(out / "deliver/acx")]) == 0


def test_what_acx_would_refuse_is_told_all_at_once(production, capsys):
    out = production("episode")
    assert main(["deliver", str(out), "--to", "acx"]) == 3
    told = capsys.readouterr().err
    for reason in (
        "one file",
        "opening credits",
        "closing credits",
        "retail sample",
        "cover",
        "bit rate",
        "--preset acx",
    ):
        assert reason in told
    assert not (out / "deliver").exists()


def test_a_refused_purpose_makes_none_of_the_others(production):
    out = production("episode")
    with pytest.raises(InputError):
        packed(out, "audiobookshelf", "acx")
    assert not (out / "deliver").exists()


def test_audiobookshelf_gets_one_m4b_in_its_own_folder(production):
    out = production("book")
    packed(out, "audiobookshelf")
    (folder,) = (path for path in (out / "deliver/audiobookshelf").glob("*/*/*") if path.is_dir())
    narrators = narrators_of(folder / "The Tide Table.m4b")
    assert narrators
    assert all(name.endswith("(AI voice)") for name in narrators)
    parts = folder.relative_to(out / "deliver/audiobookshelf").parts
    assert parts == ("Ada Lumen", "Doors", f"Vol. 2 - 2026 - The Tide Table {{{', '.join(narrators)}}}")
    assert {path.name for path in folder.iterdir()} == {
        "The Tide Table.m4b",
        "metadata.json",
        "cover.jpg",
        "reader.txt",
        "desc.txt",
    }
    told = json.loads((folder / "metadata.json").read_text("utf-8"))
    assert told["metadata"]["series"] == ["Doors #2"]
    assert told["metadata"]["narrators"] == list(narrators)
    assert [one["title"] for one in told["chapters"]][1:3] == ["One", "Two"]
    ends = [one["end"] for one in told["chapters"]]
    assert [one["start"] for one in told["chapters"]] == [0, *ends[:-1]]


def test_audiobookshelf_gets_the_tracks_where_there_is_no_m4b(production):
    out = production("episode")
    packed(out, "audiobookshelf")
    assert [path.suffix for path in (out / "deliver").rglob("*.m*")] == [".mp3"]


def test_transcripts_have_the_times_of_the_delivered_file_and_say_who_speaks(production):
    out = production("episode")
    packed(out, "podcast")
    stem = out / "deliver/podcast/S02E04 - The Kettle"
    seconds = MP3(f"{stem}.mp3").info.length
    webvtt, subrip = (Path(f"{stem}.{kind}").read_text("utf-8") for kind in ("vtt", "srt"))
    segments = json.loads(Path(f"{stem}.json").read_text("utf-8"))["segments"]
    assert times(webvtt) == times(subrip) == [one[at] for one in segments for at in ("startTime", "endTime")]
    assert times(webvtt) == sorted(times(webvtt))
    assert times(webvtt)[0] >= 0.4  # the room tone at the head
    assert times(webvtt)[-1] <= seconds
    assert [one["speaker"] for one in segments] == ["Dana", "Theo", "Dana"]
    assert "<v Theo>It switched itself off." in webvtt
    assert "Theo: It switched itself off." in subrip
    assert "Tea &amp; toast --&gt; soon." in webvtt
    assert webvtt == Path(out / "S02E04 - The Kettle.vtt").read_text("utf-8")


def test_chapters_of_an_episode_are_json_of_version_1_2(production):
    out = production("episode")
    packed(out, "podcast")
    told = json.loads((out / "deliver/podcast/S02E04 - The Kettle.chapters.json").read_text("utf-8"))
    assert told["version"] == "1.2.0"
    assert [one["title"] for one in told["chapters"]] == ["Cold open", "How it works"]
    first, second = told["chapters"]
    assert 0 == first["startTime"] < first["endTime"] == second["startTime"] < second["endTime"]


def test_only_what_changed_is_made_and_told_before(production, capsys):
    out = production("episode")
    packed(out, "podcast")
    before = seen(out / "deliver/podcast")
    (out / "deliver/podcast/S02E04 - The Kettle.srt").write_text("mine")
    (out / "deliver/podcast/S02E04 - The Kettle.vtt").unlink()
    assert main(["check", str(out)]) == 5
    said = capsys.readouterr().out
    assert "The Kettle.srt: is not as it was made" in said
    assert "The Kettle.vtt: is not there" in said
    assert main(["deliver", str(out), "--to", "podcast", "--json"]) == 0
    told, err = capsys.readouterr()
    (one,) = json.loads(told)
    assert one["replaced"] == ["S02E04 - The Kettle.srt"]
    assert one["new"] == ["S02E04 - The Kettle.vtt"]
    assert "deliver/podcast: replaced: S02E04 - The Kettle.srt" in err
    after = seen(out / "deliver/podcast")
    assert {name: data for name, (data, _) in after.items()} == {name: data for name, (data, _) in before.items()}
    same = {name for name in after if after[name] == before[name]}
    assert same == after.keys() - {".bookcast.json", *one["replaced"], *one["new"]}
    assert main(["check", str(out)]) == 0


def test_a_file_of_ones_own_is_kept_and_never_replaced(production):
    out = production("episode")
    packed(out, "podcast")
    mine = out / "deliver/podcast/notes/mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    (out / "deliver/podcast/S02E04 - The Kettle.srt").unlink()
    packed(out, "podcast")
    assert mine.read_text() == "mine"
    shutil.rmtree(out / "deliver/podcast")
    (out / "deliver/podcast").mkdir()
    (out / "deliver/podcast/S02E04 - The Kettle.srt").write_text("mine")
    with pytest.raises(StageError, match="is in the way"):
        packed(out, "podcast")
    assert [path.name for path in (out / "deliver/podcast").iterdir()] == ["S02E04 - The Kettle.srt"]


@pytest.mark.parametrize("moment", ["making", "renaming"])
def test_a_package_that_fails_half_way_leaves_the_former_one(production, monkeypatch, moment):
    out = production("episode")
    packed(out, "podcast")
    (out / "deliver/podcast/S02E04 - The Kettle.srt").write_text("changed")
    before = seen(out / "deliver")
    rename = Path.rename

    def failing(path: Path, to: Path) -> Path:
        if path.name == ".podcast.part":
            raise OSError("the disk is gone")
        return rename(path, to)

    if moment == "making":
        monkeypatch.setattr(delivering, "sha256_of", lambda path: None if ".part" in str(path) else "0")
    else:
        monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises((OSError, StageError)):
        packed(out, "podcast")
    assert seen(out / "deliver") == before


def test_what_a_killed_run_left_is_put_back_or_cleaned(production, capsys):
    out = production("episode")
    packed(out, "podcast")
    before = seen(out / "deliver/podcast")
    shutil.copytree(out / "deliver/podcast", out / "deliver/.podcast.part")
    assert main(["clean", str(out), "--yes"]) == 0
    assert ".podcast.part" in capsys.readouterr().out
    assert not (out / "deliver/.podcast.part").exists()
    (out / "deliver/podcast").rename(out / "deliver/.podcast.former")
    assert main(["clean", str(out), "--yes"]) == 0  # the only copy stays
    (one,) = packed(out, "podcast")
    assert not one.changes
    assert seen(out / "deliver/podcast") == before


def test_a_production_that_went_on_is_told_by_check(production, capsys):
    out = production("episode")
    packed(out, "podcast")
    assert main(["retake", str(out), "--line", "001-0002", "--speed", "0.8"]) == 0
    capsys.readouterr()
    assert main(["check", str(out)]) == 0
    assert "the production has changed since: `bookcast deliver episode --to podcast`" in capsys.readouterr().out
    (one,) = packed(out, "podcast")
    assert "S02E04 - The Kettle.mp3" in one.replaced


def test_nothing_is_delivered_while_a_run_holds_the_folder(production):
    from pipeline.production.lock import FolderLock

    out = production("episode")
    with FolderLock(out / "work"), pytest.raises(StageError):
        packed(out, "podcast")


def test_what_cannot_be_handed_over_is_refused_with_a_remedy(production, tmp_path, capsys):
    out = production("episode")
    assert main(["deliver", str(tmp_path), "--to", "podcast"]) == 3
    assert main(["deliver", str(out), "--to", "podcast", "--preset", "acx"]) == 3
    assert "Made with: podcast" in capsys.readouterr().err
    shutil.rmtree(out / "work/chapters")
    assert main(["deliver", str(out), "--to", "podcast"]) == 4
    assert "Render again" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main(["deliver", str(out), "--to", "vinyl"])
    assert end.value.code == 2


def test_a_production_of_0_1_0_is_handed_over(tmp_path):
    kept = Path(__file__).parents[1] / "kept/0.1.0/finished"
    out = Path(shutil.copytree(kept, tmp_path / "ferry"))
    packed(out, "audiobookshelf", "podcast")
    assert (out / "deliver/podcast/The Ferry.srt").read_text("utf-8").startswith("1\n00:00:00,")
    assert list((out / "deliver/audiobookshelf").rglob("The Ferry.m4b"))
