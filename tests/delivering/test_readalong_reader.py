"""A read-along book in somebody else's hands: EPUBCheck, and foliate-js (the reader of Foliate and Readest) in Chromium."""

from __future__ import annotations

import functools
import os
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.epubcheck import messages_of, missing
from pipeline.cli import main
from tests.delivering.publisher import write_quay

pytestmark = pytest.mark.slow
_PAGE = """<!doctype html><meta charset="utf-8"><title>reader</title>
<style>html, body { margin: 0; height: 100% } foliate-view { display: block; height: 100vh }</style>
<script type="module">
import './foliate/view.js'
const view = document.createElement('foliate-view')
document.body.append(view)
const data = await (await fetch('book.epub')).blob()
await view.open(new File([data], 'book.epub', { type: 'application/epub+zip' }))
// foliate-js 1.0.1 lights nothing in the first document of a book: view.js has `x.index = resolved.index`.
await view.goTo(view.book.sections.findIndex(one => one.mediaOverlay))
view.mediaOverlay.volume = 0
view.startMediaOverlay()
window.lit = () => view.renderer.getContents()
  .flatMap(({ doc }) => [...doc.querySelectorAll('.-epub-media-overlay-active')])
  .map(one => [one.id, one.textContent, getComputedStyle(one).backgroundColor])
</script>
"""


def _made(source: Path, out: Path) -> Path:
    assert main(["render", str(source), "--out", str(out), "--engine", "draft", "--formats", "mp3"]) == 0
    assert main(["deliver", str(out), "--to", "readalong"]) == 0
    (path,) = (out / "deliver/readalong").glob("*.epub")
    return path


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A publisher's EPUB and its read-along."""
    folder = tmp_path_factory.mktemp("quay")
    source = write_quay(folder / "quay.epub")
    return source, _made(source, folder / "out")


def _check_epubs() -> None:
    if missing():
        pytest.skip("no EPUBCheck here")


def test_epubcheck_has_nothing_to_say_that_it_did_not_say_of_the_source(quay):
    _check_epubs()
    source, made = quay
    assert messages_of(made) - messages_of(source) == {}


def test_epubcheck_has_nothing_to_say_of_a_book_made_of_a_script(tmp_path):
    _check_epubs()
    script = tmp_path / "tide.md"
    picture = shutil.copy(Path(__file__).parents[2] / "samples/the-lamplighters-door/cover.jpg", tmp_path / "cover.jpg")
    words = "He *waits*.\n\n> Home & away,\n\n---\n\n“Go!” said Mara. She went.\n"
    script.write_text(
        f"---\ntitle: Tide & Table\nlanguage: en\ncover: {Path(picture).name}\n---\n\n# One\n\n{words}", "utf-8"
    )
    out = tmp_path / "out"
    told = ["--cover", str(picture), "--formats", "mp3"]
    assert main(["render", str(script), "--out", str(out), "--engine", "draft", *told]) == 0
    assert main(["deliver", str(out), "--to", "readalong"]) == 0
    (path,) = (out / "deliver/readalong").glob("*.epub")
    assert messages_of(path) == {}


@pytest.fixture
def reader(quay: tuple[Path, Path], tmp_path: Path) -> Iterator[str]:
    """The address of a page that reads the book aloud."""
    foliate = os.environ.get("BOOKCAST_FOLIATE")
    if not foliate or not shutil.which("chromium"):
        pytest.skip("no reader: BOOKCAST_FOLIATE names no folder of foliate-js, or there is no Chromium")
    (tmp_path / "foliate").symlink_to(Path(foliate).absolute())
    (tmp_path / "index.html").write_text(_PAGE, "utf-8")
    shutil.copy(quay[1], tmp_path / "book.epub")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    server.server_close()


def test_a_reader_lights_each_sentence_while_it_is_heard(reader, quay, tmp_path):
    from playwright.sync_api import sync_playwright

    seen: dict[str, str] = {}
    with sync_playwright() as play:
        options = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = browser.new_page(viewport={"width": 700, "height": 500})
        page.goto(reader)
        page.wait_for_function("window.lit && window.lit().length", timeout=60_000)
        for _ in range(400):
            for identity, text, colour in page.evaluate("window.lit()"):
                if identity not in seen and len(seen) == 1:
                    page.screenshot(path=os.environ.get("BOOKCAST_PICTURE", str(tmp_path / "lit.png")))
                seen[identity] = " ".join(text.split())
                assert colour == "rgba(255, 205, 70, 0.5)"
            if len(seen) >= 4:
                break
            page.wait_for_timeout(100)
        browser.close()
    with zipfile.ZipFile(quay[1]) as archive:
        document = archive.read("OPS/text/one.xhtml").decode()
    assert list(seen.values())[:3] == ["One", "Mara came down to the quay.", "She was late."]
    assert all(f'id="{identity}"' in document for identity in seen)
