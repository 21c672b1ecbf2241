"""What bookcast 0.1.0 made is opened, finished and retaken, and nothing of it is spoken or made again."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from casting.cast_file import load_cast
from manifests.render import RenderRecord
from manifests.shelf import load_shelf
from pipeline.cli import main
from pipeline.engines.draft import draft_identity
from pipeline.planning.overrides import Overrides
from pipeline.sound.ffmpeg import find_ffmpeg

KEPT = Path(__file__).parents[1] / "kept" / "0.1.0"
RECORDED = "/books/"
"""Where the kept records say that the book lies."""


@dataclass(frozen=True)
class Kept:
    """A copy of what was kept: the book, its cast, and a production's folder."""

    book: Path
    cast: Path
    out: Path

    def render(self, *options: str) -> int:
        told = [str(self.book), "--cast", str(self.cast), "--out", str(self.out), "--preset", "podcast"]
        return main(["render", *told, "--engine", "draft", *options])

    @property
    def spoken(self) -> int:
        """How many takes were ever spoken here."""
        return len((self.out / "work/takes/takes.log").read_text().splitlines())

    def sums(self, pattern: str) -> dict[str, str]:
        """The files that match, with their SHA-256."""
        return {
            str(path.relative_to(self.out)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.out.glob(pattern)
            if path.is_file()
        }


def _copied(name: str, folder: Path) -> Kept:
    shutil.copytree(KEPT, folder, dirs_exist_ok=True)
    out = folder / name
    record = out / "render.json"
    record.write_text(record.read_text("utf-8").replace(RECORDED, f"{folder}/"), "utf-8")
    told = RenderRecord.load(record).engine.weights.split(", shaping")[0]
    if told != draft_identity().weights.split(", shaping")[0]:
        pytest.skip(f"the draft voice of this machine is another build than {told}")
    return Kept(folder / "ferry.md", folder / "ferry.cast.yaml", out)


@pytest.fixture
def finished(tmp_path: Path) -> Kept:
    """A finished production with a retake; the former take of that line is there."""
    return _copied("finished", tmp_path)


@pytest.fixture
def unfinished(tmp_path: Path) -> Kept:
    """A production that was interrupted: two of its three takes are there."""
    return _copied("unfinished", tmp_path)


def test_a_finished_production_passes_its_check(finished):
    assert main(["check", str(finished.out)]) == 0


def test_its_plan_has_the_takes_that_were_spoken(finished, capsys):
    assert main(["plan", str(finished.book), "--cast", str(finished.cast), "--engine", "draft", "--json"]) == 0
    keys = {segment["key"] for segment in json.loads(capsys.readouterr().out)["segments"]}
    there = {path.stem for path in finished.out.glob("work/takes/*/*.flac")}
    assert {segment.key for segment in RenderRecord.load(finished.out / "render.json").plan.segments} <= there
    assert len(keys & there) == 3


def test_render_over_a_finished_production_speaks_and_masters_nothing(finished):
    spoken, takes = finished.spoken, finished.sums("work/takes/??/*.flac")
    made, delivered = finished.sums("work/chapters/*"), finished.sums("*.m*")
    preset = ("--preset", str(KEPT / "podcast.yaml"))
    same_ffmpeg = RenderRecord.load(finished.out / "render.json").ffmpeg == find_ffmpeg().identity
    assert finished.render(*preset, "--formats", "mp3,m4b") == 0
    assert finished.spoken == spoken
    assert finished.sums("work/takes/??/*.flac") == takes
    if same_ffmpeg:
        assert finished.sums("work/chapters/*").items() >= made.items()
    assert "mostly" in (finished.out / "report.html").read_text("utf-8")
    # Tags say more than they did, so the files are other ones under their names; and that once.
    tagged = finished.sums("*.m*")
    assert tagged.keys() == delivered.keys()
    assert finished.render(*preset, "--formats", "mp3,m4b") == 0
    assert finished.sums("*.m*") == tagged


def test_the_retake_of_before_is_undone_with_the_take_of_before(finished):
    spoken = finished.spoken
    assert main(["retake", str(finished.out), "--line", "001-0002", "--undo"]) == 0
    assert finished.spoken == spoken
    assert Overrides.load(finished.out / "overrides.json").lines == ()


def test_a_retake_speaks_one_line(finished):
    spoken, takes = finished.spoken, finished.sums("work/takes/??/*.flac")
    assert main(["retake", str(finished.out), "--line", "001-0003", "--seed", "5"]) == 0
    assert finished.spoken == spoken + 1
    assert finished.sums("work/takes/??/*.flac").items() > takes.items()
    assert [one.seed for one in Overrides.load(finished.out / "overrides.json").lines] == [3, 5]


def test_an_unfinished_production_is_finished_with_what_is_missing(unfinished):
    spoken, takes = unfinished.spoken, unfinished.sums("work/takes/??/*.flac")
    assert unfinished.render("--formats", "mp3") == 0
    assert unfinished.spoken == spoken + 1
    assert unfinished.sums("work/takes/??/*.flac").items() > takes.items()
    assert RenderRecord.load(unfinished.out / "render.json").finished


def test_a_book_that_was_moved_is_asked_for_and_a_render_from_its_new_place_speaks_nothing(finished, capsys):
    moved = finished.book.rename(finished.book.with_name("moved.md"))
    assert main(["retake", str(finished.out), "--line", "001-0002"]) == 3
    told = capsys.readouterr().err
    assert str(finished.book) in told
    assert "bookcast render" in told
    spoken = finished.spoken
    assert Kept(moved, finished.cast, finished.out).render("--formats", "mp3,m4b") == 0
    assert finished.spoken == spoken
    assert main(["retake", str(finished.out), "--line", "001-0002", "--dry-run"]) == 0


def test_a_director_works_on_it_with_all_that_came_later(finished, capsys):
    def told(*arguments: str) -> str:
        capsys.readouterr()
        assert main([arguments[0], str(finished.out), *arguments[1:]]) == 0
        return capsys.readouterr().out

    spoken = finished.spoken
    takes = json.loads(told("takes", "--line", "001-0002", "--json"))
    assert len(takes) == 2
    former = next(one["key"] for one in takes if not one["heard"])
    told("takes", "--line", "001-0002", "--choose", former)
    assert finished.spoken == spoken
    assert len(json.loads(told("takes", "--line", "001-0002", "--tries", "1", "--json"))) == 3
    told("approve", "--all")
    assert "approved by" in told("approve")
    told("flags", "--line", "001-0002", "--remark", "softer")
    assert json.loads(told("flags", "--json"))[0]["at_s"] is not None
    told("direct", "--role", "Tom", "--voice", "teller")
    assert main(["check", str(finished.out)]) == 0


def test_clean_keeps_what_the_plan_names(finished):
    takes = finished.sums("work/takes/??/*.flac")
    assert main(["clean", str(finished.out), "--yes"]) == 0
    named = {segment.key for segment in RenderRecord.load(finished.out / "render.json").plan.segments}
    assert {Path(name).stem for name in finished.sums("work/takes/??/*.flac")} == named
    assert len(takes) == len(named) + 1


def test_the_cast_is_read_as_it_was():
    cast = load_cast(KEPT / "ferry.cast.yaml")
    assert set(cast.roles) == {"Tom"}


def test_a_shelf_with_every_field_is_read_as_it_was():
    one, two = load_shelf(KEPT / "shelf.yaml").books
    assert (one.cast, one.corrections) == (str(KEPT / "one.cast.yaml"), str(KEPT / "one.corrections.yaml"))
    assert (one.preset, one.model, one.out) == (
        str(KEPT / "mine.yaml"),
        "checkpoint",
        str(KEPT / "productions/elsewhere/one"),
    )
    assert (one.engine, one.proof, one.formats, one.seed) == ("auto", "signal", ("mp3",), 2**31 - 1)
    assert (one.notes, one.chapters, one.priority) == ("chapter-end", "1,3-5", 10)
    assert (two.cast, two.engine, two.proof, two.preset) == (str(KEPT / "all.cast.yaml"), "draft", "off", "acx")
    assert (two.formats, two.seed, two.notes, two.chapters, two.priority) == (("m4b", "mp3"), 7, "inline", None, 0)


@pytest.mark.parametrize("name", ["render.json", "overrides.json"])
def test_a_file_of_a_later_version_is_refused_and_kept(finished, name, capsys):
    path = finished.out / name
    later = json.loads(path.read_text("utf-8")) | {"version": 99}
    path.write_text(json.dumps(later), "utf-8")
    assert main(["retake", str(finished.out), "--line", "001-0002"]) == 3
    told = capsys.readouterr().err
    assert "version 99" in told
    assert "later" in told
    assert json.loads(path.read_text("utf-8")) == later


def test_the_kept_files_are_small():
    assert sum(path.stat().st_size for path in KEPT.rglob("*") if path.is_file()) < 300_000
