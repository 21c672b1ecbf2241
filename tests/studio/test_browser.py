"""The studio in a real browser: heard, flagged, taken again, chosen, corrected, approved, and looked after a reload."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from manifests.notes import read_notes
from manifests.plan import Segment
from pipeline.production.folder import ProductionFolder

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
SIZES = {"desktop": (1360, 860), "phone": (390, 844)}


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """A browser."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture
def address(folder: ProductionFolder, tmp_path: Path) -> Iterator[str]:
    """A studio on a production of one's own, as the command opens it."""
    words = [sys.executable, "-m", "pipeline.cli", "studio", str(folder.root), "--json"]
    with (tmp_path / "studio.log").open("w") as log:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["addresses"][0]
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()


class Desk:
    """A page, and what went wrong in it."""

    def __init__(self, browser, address: str, size: str = "desktop", scheme: str = "light") -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.page.set_default_timeout(120_000)
        self.wrong: list[str] = []
        self.asked: set[str] = set()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        self.page.on("request", lambda request: self.asked.add(request.url.split("/")[2]))
        self.page.goto(address)
        self.page.click(".productions a")
        self.page.wait_for_selector(".line[aria-current]")

    def key(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def lit(self) -> str:
        """The line that is lit."""
        return self.page.get_attribute(".line[aria-current]", "data-line") or ""

    def until(self, true: Callable[[], object], seconds: float = 120) -> None:
        """Wait for something; a policy without `unsafe-eval` forbids the browser's own way of waiting."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"in vain: {self.page.inner_text('body')[:2000]}"
            self.page.wait_for_timeout(100)

    def open_chapter(self, title: str) -> None:
        self.page.click(f"#chapters button:has-text('{title}')")
        self.page.wait_for_selector(f"#chapter-title:has-text('{title}')")


class Hands:
    """Somebody at a desk, with the mouse or with the keyboard alone."""

    def __init__(self, desk: Desk, *, by_keys: bool) -> None:
        self.desk, self.page, self.by_keys = desk, desk.page, by_keys

    def go(self, words: str) -> str:
        """Go to the line that says something; returns its id."""
        line = self.page.get_attribute(f".line:has-text('{words}')", "data-line") or ""
        if not self.by_keys:
            self.page.click(f".line[data-line='{line}']")
        for _ in range(30):
            if self.desk.lit == line:
                return line
            self.desk.key("j")
        raise AssertionError(f"no key leads to {words}")

    def act(self, key: str, words: str, within: str = "#inspector") -> None:
        """Do something by its key, or by the button that says so."""
        if self.by_keys:
            self.desk.key(key)
        else:
            self.page.click(f"{within} button:has-text('{words}')")

    def press(self, words: str) -> None:
        """Use a button: by the mouse, or by tab and enter."""
        if not self.by_keys:
            self.page.click(f"button:visible:has-text('{words}')")
            return
        for _ in range(90):
            if self.page.evaluate("document.activeElement.innerText ?? ''").startswith(words):
                self.desk.key("Enter")
                return
            self.desk.key("Tab")
        raise AssertionError(f"tab does not lead to {words}")

    def confirm(self) -> str:
        """Wait until it is shown what would follow, and have it done; returns what was shown."""
        self.page.wait_for_selector("dialog[open] .plan")
        told: str = self.page.inner_text("dialog[open] .plan")
        self.page.wait_for_selector("dialog[open] button.main:focus")
        if self.by_keys:
            self.desk.key("Enter")
        else:
            self.page.click("dialog[open] button.main")
        self.page.wait_for_selector("dialog[open]", state="hidden")
        return told


@pytest.fixture
def desk(chromium, address: str) -> Iterator[Desk]:
    """A page of the studio; nothing may go wrong in it, and nothing may be asked of anybody else."""
    made = Desk(chromium, address)
    yield made
    made.context.close()
    assert made.wrong == []
    assert made.asked == {address.split("/")[2]}


def test_the_lit_line_follows_the_sound_and_a_place_survives_a_reload(desk):
    desk.open_chapter("High water")
    first = desk.lit
    desk.page.click("#play-button")
    desk.until(lambda: desk.lit != first)
    desk.page.click("#play-button")
    stood = desk.lit
    desk.page.reload()
    desk.page.wait_for_selector(".line[aria-current]")
    assert desk.page.inner_text("#chapter-title") == "High water"
    assert desk.lit == stood


def test_both_sounds_play_the_same_line_at_the_same_place(desk):
    desk.open_chapter("High water")
    desk.key("j", "j")
    stood = desk.lit
    places = []
    for sound in ("delivered", "working"):
        desk.page.select_option("#sound", sound)
        desk.until(lambda: desk.page.evaluate("document.getElementById('audio').currentTime") > 0)
        places.append(desk.page.evaluate("document.getElementById('audio').currentTime"))
        assert desk.page.evaluate("document.getElementById('position').value") != "0"
        desk.until(lambda: desk.lit == stood)
    assert 0.4 < places[0] - places[1] < 1.6


def test_a_flag_is_raised_while_it_plays_settled_and_kept(desk, folder):
    desk.open_chapter("Low")
    desk.key(" ", "m")
    desk.page.wait_for_selector("#flag-remark:focus")
    desk.page.keyboard.type("too <b>fast</b>, m j k")
    assert not desk.page.evaluate("document.getElementById('audio').paused")
    desk.key("Enter")
    desk.page.wait_for_selector(".line.flagged")
    assert desk.page.evaluate("document.querySelector('#lines b')") is None
    (flag,) = read_notes(folder.notes).flags
    assert flag.remark == "too <b>fast</b>, m j k"
    desk.page.reload()
    desk.page.wait_for_selector(".line.flagged")
    desk.page.click(".line.flagged")
    desk.page.click("#inspector button:has-text('Settle')")
    desk.until(lambda: not read_notes(folder.notes).is_open(flag.id))


def test_a_chapter_is_approved_and_taken_back(desk, folder):
    desk.open_chapter("High water")
    desk.page.click("#approve-button:has-text('Approve')")
    desk.page.wait_for_selector("#chapters .badge.good")
    assert [one.chapter for one in read_notes(folder.notes).approvals] == [2]
    desk.page.reload()
    desk.page.wait_for_selector("#chapter-state:has-text('Approved')")
    desk.page.click("#approve-button:has-text('back')")
    desk.until(lambda: not read_notes(folder.notes).approvals)


def test_everything_is_reached_by_keys_alone(desk):
    desk.key("?")
    desk.page.wait_for_selector("dialog[open] table.keys")
    desk.key("Escape")
    desk.page.wait_for_selector("dialog[open]", state="hidden")
    desk.key("j")
    first = desk.lit
    desk.key("ArrowDown")
    assert desk.lit != first
    desk.key("k")
    assert desk.lit == first
    assert "line" in desk.page.inner_text("#announcer")
    desk.key(">", ">")
    assert desk.page.inner_text("#rate") == "1.5×"
    desk.key("<")
    assert desk.page.inner_text("#rate") == "1.25×"
    desk.key("s")
    desk.page.wait_for_selector("#speaker-name:focus")
    desk.page.keyboard.type("jk")
    assert desk.lit == first
    desk.key("Escape")
    desk.page.wait_for_selector("dialog[open]", state="hidden")
    for _ in range(80):
        desk.key("Tab")
        if desk.page.evaluate("document.activeElement.id") == "play-button":
            break
    outline = desk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    desk.key(" ")
    desk.until(lambda: not desk.page.evaluate("document.getElementById('audio').paused"))


@pytest.mark.parametrize("by_keys", [False, True], ids=["by clicks", "by keys alone"])
def test_a_line_is_taken_again_compared_chosen_and_given_to_another(desk, folder, by_keys):
    """And the chapter, approved before, is open again; a reload in the midst loses nothing."""
    page, hands = desk.page, Hands(desk, by_keys=by_keys)

    def spoken(line: str) -> Segment:
        return next(one for one in folder.load_record().plan.segments if line in {piece.line for piece in one.pieces})

    def stands(words: str) -> bool:
        return page.is_hidden("#stop-button") and page.inner_text("#chapter-state").startswith(words)

    hands.press("High water")
    page.wait_for_selector("#chapter-title:has-text('High water')")
    line = hands.go("You could have said")
    hands.press("Approve this chapter")
    page.wait_for_selector("#chapter-state:has-text('Approved')")
    former = spoken(line).key

    hands.act("r", "Take again")
    told = hands.confirm()
    assert spoken(line).id in told
    assert "High water.mp3" in told
    page.reload()
    page.wait_for_selector(".line[aria-current]")
    assert desk.lit == line
    desk.until(lambda: spoken(line).key != former)
    desk.until(lambda: stands("Changed since its approval"))
    assert page.is_visible(f".line.reopened[data-line='{line}']")
    taken = spoken(line).key

    hands.act("t", "Takes")
    page.wait_for_selector("dialog[open] table.takes")
    for name, take in (("A", taken), ("B", former)):
        with page.expect_response(lambda answer, take=take: f"/{take}/heard?around=2" in answer.url) as heard:
            hands.act(name.lower(), f"Hear {name}", "dialog[open]")
        assert heard.value.status in {200, 206}
    hands.act("Enter", "Choose B", "dialog[open]")
    hands.confirm()
    desk.until(lambda: spoken(line).key == former)
    desk.until(lambda: stands("Approved"))

    other = hands.go("I could")
    hands.act("s", "Speaker")
    page.wait_for_selector("#speaker-name:focus")
    page.keyboard.type("Wren")
    hands.act("Enter", "What would follow?", "dialog[open]")
    assert spoken(other).id in hands.confirm()
    desk.until(lambda: page.is_visible(f".line[data-line='{other}'].reopened"))
    assert page.text_content(f".line[data-line='{other}'] .who") == "Wren"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_contrast_labels_and_structure_hold(chromium, address, size, scheme):
    desk = Desk(chromium, address, size, scheme)
    desk.page.wait_for_timeout(500)
    for dialog in ("", "?", "m", "R", "s"):
        if dialog:
            desk.key(dialog)
            desk.page.wait_for_selector("dialog[open]")
        # The checker is ours; the page's own policy stays as it is.
        desk.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = desk.page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        told = [(one["id"], [node["html"][:150] for node in one["nodes"]][:3]) for one in found]
        assert told == [], f"{size}, {scheme}, {dialog or 'page'}"
        desk.key("Escape")
        desk.page.wait_for_selector("dialog[open]", state="hidden")
    width = desk.page.evaluate("document.documentElement.scrollWidth")
    assert width <= SIZES[size][0]
    desk.context.close()
