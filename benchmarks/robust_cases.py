"""Files and arguments that broke bookcast once: each has to be read, or refused with a message and a remedy."""

from __future__ import annotations

import contextlib
import io
import tempfile
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.judging import CRASHED, Expected, Verdict, judged
from pipeline.cli import main

FILES = {
    "nbsp-newline.epub": Expected(about="a no-break space beside a line wrap", said=["Mister Smith"]),
    "nbsp-space.epub": Expected(about="a no-break space beside a space", said=["Mister Smith"]),
    "nbsp.md": Expected(about="the same in Markdown", said=["Mister Smith"]),
    "m1.md": Expected(about="4,400 digits behind a dollar"),
    "m2.epub": Expected(about="an encoding that nobody knows"),
    "m3.md": Expected(about="emphasis that never closes"),
    "m4.md": Expected(about="20,000 zeros"),
    "surrogate-ref.epub": Expected(about="half of a surrogate pair"),
    "tall50.epub": Expected(about="a cover 50 times as tall as wide"),
    "tall5000.epub": Expected(about="a cover 5,000 times as tall as wide", notice=["cover"]),
}
_STORY = '---\ntitle: "Bells \\e]0;gone\\a\\x9b2J"\n---\n\n# One\x1b[2J\n\n“Go,” said Ada\x9b Lumen\x07.\n'


def robust(folder: Path) -> Iterator[Verdict]:
    """A verdict for each file, then for what is made here."""
    for name, expected in FILES.items():
        yield judged(name, folder / name, expected)
    for path in sorted(folder.glob("*.pth")):
        yield Verdict(path.name, "a damaged checkpoint", _loaded(path))
    with tempfile.TemporaryDirectory() as temporary:
        yield from _made(Path(temporary))


def _loaded(path: Path) -> tuple[str, ...]:
    from model.checkpoint import read_weights
    from model.errors import CheckpointError

    try:
        read_weights(path)
    except CheckpointError:
        return ()
    except Exception:  # noqa: BLE001 - whatever it is, it belongs in the table
        return (traceback.format_exc(limit=-2),)
    return ("was taken for whole",)


def _made(folder: Path) -> Iterator[Verdict]:
    story = folder / "story.md"
    story.write_text(_STORY, encoding="utf-8")
    for command in (["script"], ["script", "--left-out"], ["plan"], ["cast"]):
        code, out, err = ran([*command, str(story)])
        raw = {
            f"{ord(sign):#04x}"
            for sign in out + err
            if (ord(sign) < 32 and sign not in "\n\t") or 127 <= ord(sign) < 160
        }
        wrong = [f"ends with {code}: {err[-300:]}"] if code else []
        wrong += [f"prints {', '.join(sorted(raw))} raw"] if raw else []
        yield Verdict(f"control characters, {' '.join(command)}", "none reaches the terminal", tuple(wrong))
    for number in range(1200):
        (folder / f"c{number}.yaml").write_text(f"extends: c{number + 1}.yaml\n", encoding="utf-8")
    (folder / "c1200.yaml").write_text("voices: {}\n", encoding="utf-8")
    plain = folder / "plain.md"
    plain.write_text("# One\n\nThe tide was out.\n", encoding="utf-8")
    remote = folder / "remote.yaml"
    remote.write_text("takes: /tmp/a://b\n", encoding="utf-8")
    tries = {
        "1,200 casts, each extending another": ["plan", str(plain), "--cast", str(folder / "c0.yaml")],
        "--out of 1,800 folders": ["render", str(plain), "--out", str(folder / ("a/" * 1800))],
        "takes at no address": ["plan", str(plain), "--cast", str(remote)],
    }
    for name, arguments in tries.items():
        code, _, err = ran(arguments)
        yield Verdict(name, "a clear error", () if code in (2, 3) else (f"ends with {code}: {err[-300:]}",))
    yield from _shelves(folder)
    yield from _encodings(folder)


def _shelves(folder: Path) -> Iterator[Verdict]:
    from manifests.errors import InputError
    from manifests.shelf import load_shelf

    outs = {"above": ["../../up"], "absolute": ["/up"], "inside another": ["x", "x/work"]}
    for name, places in outs.items():
        path = folder / "shelf.yaml"
        books = "".join(f"- {{source: b{number}.md, out: {place}}}\n" for number, place in enumerate(places))
        path.write_text(f"books:\n{books}", encoding="utf-8")
        try:
            load_shelf(path)
            wrong = ["was taken"]
        except InputError:
            wrong = []
        yield Verdict(f"a shelf's folder {name}", "refused", tuple(wrong))


def _encodings(folder: Path) -> Iterator[Verdict]:
    """A page that declares an encoding that there is not, or that Python has for another purpose."""
    for encoding in (
        "undefined",
        "punycode",
        "idna",
        "rot13",
        "hex",
        "zip",
        "unicode_escape",
        "utf-7",
        "x-none",
        "mbcs",
    ):
        path = folder / f"{encoding}.epub"
        head = f"<?xml version='1.0' encoding='{encoding}'?>"
        page = f"{head}<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>One</h1><p>The tide.</p></body></html>"
        _pack(path, page)
        yield judged(f"encoding {encoding}", path, Expected(about="read all the same", said=["The tide"]))


def _pack(path: Path, page: str) -> None:
    container = (
        "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
        "<rootfile full-path='b.opf' media-type='application/oebps-package+xml'/></rootfiles></container>"
    )
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf' version='3.0'><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<dc:title>Tides</dc:title><dc:language>en</dc:language></metadata><manifest>"
        "<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest>"
        "<spine><itemref idref='a'/></spine></package>"
    )
    with zipfile.ZipFile(path, "w") as file:
        for name, data in (("META-INF/container.xml", container), ("b.opf", package), ("a.xhtml", page)):
            file.writestr(name, data)


def ran(arguments: list[str]) -> tuple[int, str, str]:
    """The command line in this process: exit code, output, errors."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(arguments)
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        except Exception:  # noqa: BLE001 - whatever it is, it belongs in the table
            err.write(traceback.format_exc())
            code = CRASHED
    return code, out.getvalue(), err.getvalue()
