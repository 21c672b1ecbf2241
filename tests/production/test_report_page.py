"""report.html in a production's folder: when it is made, and what it leaves alone."""

from __future__ import annotations

import shutil

import pytest
from lxml import html

from manifests.event_file import all_events
from manifests.events import ProductionBegun, RunFinished, RunStarted, StageBegun, TakeSpoken
from manifests.render import RenderSettings
from manifests.report import Report
from pipeline.cli import main
from pipeline.commands.clean import unnamed_files
from pipeline.commands.retake import RetakeRequest, plan_retake, retake
from pipeline.production.folder import ProductionFolder
from pipeline.production.recording_cost import recording_costs
from pipeline.production.render import render
from pipeline.progress import Quiet


class _Told(Quiet):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory, story_text) -> tuple[RenderSettings, ProductionFolder]:
    """The story with the default preset, and its first chapter with another."""
    root = tmp_path_factory.mktemp("report")
    source = root / "tide.md"
    source.write_text(story_text, encoding="utf-8")
    settings = RenderSettings(source=str(source), engine="draft", no_credits=True)
    folder = ProductionFolder(root / "out")
    render(settings, folder)
    render(settings.model_copy(update={"preset": "raw", "chapters": "1"}), folder)
    return settings, folder


@pytest.fixture
def production(rendered, tmp_path) -> tuple[RenderSettings, ProductionFolder]:
    """A copy of it."""
    settings, folder = rendered
    shutil.copytree(folder.root, tmp_path / "out")
    return settings, ProductionFolder(tmp_path / "out")


def _pages(folder: ProductionFolder) -> dict[str, tuple[bytes, int]]:
    found = folder.root.rglob("report.html")
    return {str(path.relative_to(folder.root)): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def test_each_preset_has_a_page_that_tells_of_its_files(production):
    _, folder = production
    acx, raw = (html.fromstring(_pages(folder)[name][0]) for name in ("report.html", "raw/report.html"))
    assert [one.text_content() for one in acx.xpath("//h3")] == ["One", "Two", "Three"]
    assert [one.text_content() for one in raw.xpath("//h3")] == ["One"]
    for page, place in ((acx, folder.root), (raw, folder.root / "raw")):
        named = [one for one in page.xpath("//audio/@src")]
        assert named
        assert all((place / one.replace("%20", " ")).is_file() for one in named)


def test_who_speaks_and_how_loud_is_in_the_report_too(production):
    _, folder = production
    report = Report.load(folder.report)
    assert [one.chapters for one in report.chapters] == [(1,), (2,), (3,)]
    two = report.chapters[1]
    assert {one.role for one in two.speaking} == {"narrator", "Mara", "Tom"}
    assert 0.5 * two.seconds < sum(one.seconds for one in two.speaking) < two.seconds
    assert sum(len(one.lufs) * one.step_s for one in two.loudness) == pytest.approx(two.seconds, abs=1)


def test_nothing_is_written_where_nothing_changed_and_nothing_of_it_is_to_be_cleaned_away(production):
    settings, folder = production
    before, made = _pages(folder), {path.name for path in folder.chapters.iterdir()}
    render(settings, folder)
    assert _pages(folder) == before
    assert {path.name for path in folder.chapters.iterdir()} == made
    assert unnamed_files(folder) == []


def test_a_retake_renews_the_pages_of_all_presets(production):
    _, folder = production
    before = _pages(folder)
    retake(folder, plan_retake(folder, RetakeRequest(("001-0002",), speed=0.8)), jobs=1, progress=Quiet())
    after = _pages(folder)
    assert after["report.html"][0] != before["report.html"][0]
    assert after["raw/report.html"][0] != before["raw/report.html"][0]


def test_chapters_that_were_left_alone_stay_on_the_page(production):
    settings, folder = production
    render(settings.model_copy(update={"chapters": "2", "formats": ("mp3",)}), folder)
    page = html.fromstring(folder.report_page_in("").read_bytes())
    assert [one.text_content() for one in page.xpath("//h3")] == ["One", "Two", "Three"]
    assert len(page.xpath("//figure")) == 3


def test_a_page_that_was_lost_or_cut_is_made_again(production):
    settings, folder = production
    before = _pages(folder)["report.html"][0]
    path = folder.report_page_in("")
    for damage in (path.unlink, lambda: path.write_bytes(before[:500])):
        damage()
        render(settings, folder)
        assert path.read_bytes() == before


def test_flags_and_approvals_are_on_it_once_they_are_made_and_a_change_opens_the_chapter_again(production):
    _, folder = production
    assert (
        main(["flags", str(folder.root), "--line", "002-0002", "--kind", "stress", "--remark", "<b>too flat</b>"]) == 0
    )
    assert main(["approve", str(folder.root), "--chapters", "1,2", "--by", "Bo"]) == 0
    page = html.fromstring(folder.report_page_in("").read_bytes())
    (row,) = page.xpath("//section[@id='pickups']//tbody/tr")
    assert "stress: <b>too flat</b>" in row.text_content()
    assert row.xpath(".//a/@href")[0].startswith("./02%20-%20Two.mp3#t=")
    chapters = [" ".join(one.text_content().split()) for one in page.xpath("//section[@class='chapter']")]
    assert ["approved by Bo" in one for one in chapters] == [True, True, False]
    retake(folder, plan_retake(folder, RetakeRequest(("002-0002",), speed=0.8)), jobs=1, progress=Quiet())
    page = html.fromstring(folder.report_page_in("").read_bytes())
    assert "Approved1 of 3" in "".join(page.xpath("//dl")[0].text_content().split("\n"))


@pytest.mark.parametrize("own", [b"<!DOCTYPE html><title>my own report</title>", b""])
def test_a_report_of_a_persons_own_is_left_alone_and_that_is_told(production, own):
    settings, folder = production
    folder.report_page_in("").write_bytes(own)
    told = _Told()
    assert render(settings, folder, progress=told).passed
    assert folder.report_page_in("").read_bytes() == own
    assert [one for one in told.notes if "report.html" in one and "left alone" in one]


def test_a_folder_in_its_place_does_not_fail_the_render(production):
    settings, folder = production
    folder.report_page_in("").unlink()
    (folder.report_page_in("") / "mine").mkdir(parents=True)
    assert render(settings, folder).passed


def test_the_time_of_recording_is_that_of_the_runs_that_spoke(production):
    settings, folder = production
    first = list(recording_costs(all_events(folder.events)))
    assert [one.takes for one in first] == [len(list(folder.takes.glob("??/*.flac")))]
    render(settings, folder)
    assert list(recording_costs(all_events(folder.events))) == first


def _run(run: str, begin: float, spoken: int, *, ends: bool = True, worker: str = "") -> list[object]:
    yield RunStarted(time=begin, run=run, command="render", version="1", host="h", pid=1, log=f"{run}.log")
    yield ProductionBegun(
        time=begin + 1, run=run, title="t", source="s", preset="acx", engine="e", chapters=1, segments=9, missing=spoken,
        missing_s=9,
    )  # fmt: skip
    yield StageBegun(time=begin + 2, run=run, name="record", total=9, unit="s")
    for index in range(spoken):
        yield TakeSpoken(
            time=begin + 3 + index, run=worker or run, key="k", segment="s", chapter=1, lines=("l",), role="r", voice="v",
            seconds=10, attempts=2, seed=0, take="",
        )  # fmt: skip
    if ends:
        yield StageBegun(time=begin + 8, run=run, name="stitch", total=9, unit="s")
        yield RunFinished(time=begin + 60, run=run, seconds=60)


@pytest.mark.parametrize(
    ("runs", "seconds", "takes"),
    [
        ([_run("a", 0, 3)], 6, 3),
        ([_run("a", 0, 3), _run("b", 1000, 0)], 6, 3),
        ([_run("a", 0, 3, ends=False), _run("b", 1000, 2)], 3 + 6, 5),
        ([_run("a", 0, 3, worker="w")], 6, 3),
        ([_run("a", 0, 0)], None, None),
    ],
)
def test_killed_runs_and_workers_count_with_what_was_heard_of_them(runs, seconds, takes):
    costs = list(recording_costs(event for run in runs for event in run))
    if seconds is None:
        assert costs == []
        return
    (cost,) = costs
    assert (cost.engine, cost.seconds, cost.takes, cost.attempts) == ("e", seconds, takes, 2 * takes)
