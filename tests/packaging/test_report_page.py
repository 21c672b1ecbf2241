"""The report as a page: what it tells, to whom, whatever a book holds."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from manifests.book import Creator, Metadata
from manifests.plan import EngineIdentity
from manifests.report import (
    AllowedRange,
    ChapterReport,
    FileReport,
    LoudnessOverTime,
    Proofed,
    Report,
    Speaking,
)
from pipeline.packaging.report_page.facts import ApprovalRow, DiskUse, PickupRow, RecordingCost, ReportFacts
from pipeline.packaging.report_page.page import is_ours, report_page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).resolve().parents[1] / "studio" / "vendor" / "axe.min.js"

HOSTILE = "</style></title><script>alert(1)</script> \"'><img src=x onerror=alert(1)> javascript:x {{ 7*7 }} \x00\x1b"


def _curve(seconds: float, step_s: float = 3.0, seed: int = 0) -> LoudnessOverTime:
    dice = random.Random(seed)
    return LoudnessOverTime(
        step_s=step_s, lufs=tuple(round(dice.uniform(-30, -16), 1) for _ in range(round(seconds / step_s)))
    )


def _facts(chapters: int = 2, seconds: float = 60.0, name: str = "One", flagged: int = 1) -> ReportFacts:
    measures = {"rms_db": -20.04, "loudness_lufs": -19.3, "sample_peak_db": -3.5, "noise_floor_db": -68.0}
    files = [
        FileReport(path=f"{n:03} - {name}.mp3", kind="mp3", title=name, seconds=seconds, measures=measures)
        for n in range(1, chapters + 1)
    ]
    files[-1] = files[-1].model_copy(update={"findings": (f"RMS: -25.00 dB {name}, allowed is -23 to -18 dB",)})
    report = Report(
        title=name,
        preset="acx",
        files=tuple(files),
        chapters=tuple(
            ChapterReport(
                chapters=(n,),
                title=f"{name} {n}",
                seconds=seconds,
                loudness=(_curve(seconds, seed=n),),
                speaking=(
                    Speaking(role=name, voice="narrator", lines=9, seconds=seconds / 2),
                    Speaking(role="Wren", voice="wren", lines=3, seconds=seconds / 4),
                ),
            )
            for n in range(1, chapters + 1)
        ),
        allowed={"rms_db": AllowedRange(lowest=-23, highest=-18), "noise_floor_db": AllowedRange(highest=-60)},
        notices=(f"note of {name}",),
        proofing=Proofed(
            policy="signal 1",
            takes=40,
            retakes=2,
        ),
    )
    return ReportFacts(
        report=report,
        metadata=Metadata(title=name, creators=(Creator(name=name),), language="en-GB"),
        engine=EngineIdentity(name="draft", weights="x", sample_rate_hz=22050),
        root="",
        cover=None,
        chapters_of={file.path: (n,) for n, file in enumerate(files, 1)},
        pickups=[
            PickupRow(
                file=files[0].path,
                at_s=n + 0.25,
                title=f"{name} 1",
                line=f"001-{n:04}",
                speaker=name,
                text=f"{name} said " + "so " * 90,
                kind="misread",
                told=f"pace 0.62 (limit 0.78); {name}",
                take=f"work/takes/ab/{n:032}.flac",
                by="ada",
            )
            for n in range(1, flagged + 1)
        ],
        closed=3,
        approvals={1: ApprovalRow(True, "approved by bo"), 2: ApprovalRow(False, "2 of 9 lines changed")},
        costs=(RecordingCost("draft x", 12.0, 40, 42, 120.0),),
        disk=DiskUse(takes=8_100_000, chapters=1_000, delivered=3_000_000_000),
    )


def test_it_tells_levels_against_what_is_allowed_flags_approvals_speakers_and_cost():
    text = " ".join(" ".join(html.fromstring(report_page(_facts())).itertext()).split())
    for told in (
        "1 of 2 files miss the preset acx",
        "−23 to −18",
        "at most −60",
        "allowed is -23 to -18 dB",
        "✗ 1 place should be heard again. Done with: 3.",
        "One 1 0:01 misread: pace 0.62 (limit 0.78); One ( ada ) One said so",
        "✓ approved by bo",
        "✗ 2 of 9 lines changed",
        "Approved 1 of 2",
        "One narrator 18 1:00 66.7 %",
        "Wren wren 6 0:30 33.3 %",
        "10.0 times real time",
        "8.1 MB",
        "3.0 GB",
        "note of One",
    ):
        assert told in text


def test_every_chapter_has_its_curve_with_words_for_it():
    page = html.fromstring(report_page(_facts()))
    charts = page.xpath("//figure//*[local-name()='svg'][@role='img']")
    assert len(charts) == 2
    for chart in charts:
        assert re.match(
            r"Loudness of One \d: mostly −\d\d\.\d to −\d\d\.\d LUFS, loudest at 0:\d\d$", chart.get("aria-label")
        )
    levels = [float(one.replace("−", "-")) for one in re.findall(r"mostly (\S+) to", charts[0].get("aria-label"))]
    heard = sorted(_curve(60, seed=1).lufs)
    assert heard[0] <= levels[0] <= heard[4]


def test_a_curve_goes_through_the_measured_values():
    page = html.fromstring(report_page(_facts(chapters=1)))
    path = page.xpath("//*[@class='curve']")[0].get("d")
    numbers = [int(one) for one in re.findall(r"-?\d+", path)]
    height, moves = numbers[1], numbers[3:-1]
    heights = [height]
    for move in moves[1::2]:
        heights.append(heights[-1] + move)
    assert [-5 - one / 2 for one in heights] == pytest.approx(_curve(60, seed=1).lufs, abs=0.26)
    assert numbers[2] + sum(moves[::2]) + 15 == numbers[-1] == 600


def test_nothing_that_a_book_holds_becomes_markup_or_an_address():
    page = report_page(_facts(name=HOSTILE))
    assert b"<script" not in page
    assert b"\x00" not in page
    assert b"49" not in re.findall(rb"javascript:x ([^ ]*)", page)
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //img | //@onerror | //iframe | //object | //base")
    assert not [one for one in tree.xpath("//@href | //@src") if not one.startswith(("#", "./"))]
    assert len(tree.xpath("//style")) == 1
    assert "alert(1)" in tree.xpath("//h1")[0].text_content()


def test_it_asks_nothing_of_anybody():
    page = report_page(_facts())
    assert not re.search(rb"https?://|//[a-z]|url\(|@import|<script|<link", page)
    assert b"default-src 'none'" in page


def test_the_same_facts_give_the_same_page():
    assert report_page(_facts()) == report_page(_facts())


def test_a_page_of_a_further_preset_finds_the_takes():
    page = html.fromstring(report_page(replace(_facts(), root="../")))
    assert [one for one in page.xpath("//@href") if "takes" in one] == [f"./../work/takes/ab/{1:032}.flac"]


@pytest.mark.parametrize("chapters", [40, 600])
def test_twenty_hours_stay_under_two_megabytes_whatever_is_found_in_them(chapters):
    page = report_page(
        _facts(chapters=chapters, seconds=72_000 / chapters, name="A Chapter of some Length", flagged=7_000)
    )
    assert len(page) < 2_000_000
    assert b"more: see <code>bookcast flags" in page


def test_a_report_of_version_one_has_a_page():
    facts = _facts()
    bare = facts.report.model_copy(update={"chapters": (), "allowed": {}, "proofing": None, "notices": ()})
    text = html.fromstring(report_page(replace(facts, report=bare, costs=(), pickups=(), approvals={}))).text_content()
    assert "render again" in text
    assert "no times were kept" in text


def test_it_is_told_from_a_page_of_somebody_else(tmp_path):
    ours, other = tmp_path / "ours.html", tmp_path / "other.html"
    ours.write_bytes(report_page(_facts(name="x" * 5_000)))
    other.write_text("<!DOCTYPE html><title>mine</title>")
    assert is_ours(ours)
    assert not is_ours(other)
    assert not is_ours(tmp_path)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """A browser."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_contrast_labels_and_structure_hold_on_any_screen_and_nothing_is_asked_for(chromium, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(report_page(_facts(chapters=3, name="A long Name " + "without-an-end" * 20)))
    asked, wrong = set[str](), list[str]()
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        page.on("request", lambda request: asked.add(request.url))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        told = [(one["id"], [node["html"][:150] for node in one["nodes"]][:3]) for one in found]
        assert told == [], f"{width}, {scheme}"
        context.close()
    assert asked == {path.as_uri()}
    assert wrong == []


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_it_is_read_and_printed_without_javascript(chromium, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(report_page(_facts()))
    context = chromium.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(path.as_uri())
    for name in ("Levels", "Chapters", "To hear again", "Who speaks", "Cost", "Notes"):
        assert page.get_by_role("heading", name=name, exact=True).is_visible()
    assert page.get_by_role("img", name=re.compile("Loudness of One 1")).bounding_box()["height"] > 50
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.get_by_role("navigation").is_visible()
    assert page.pdf(format="A4")[:5] == b"%PDF-"
    context.close()
