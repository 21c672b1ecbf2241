"""Patterns that time once grew too fast with: each is planned once and at twice the length.

The time is that of one core, the least of a few runs; at most 2.5 times as much is right.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.judging import CRASHED, Verdict, heard
from manifests.shelf import load_shelf

MOST_TIMES = 2.5
_ENOUGH_S = 0.4
"""Shorter runs tell nothing about growth: the pattern is made longer until it takes this."""

_LONGEST = 4_000_000
_LINE = "The gulls came back to the pier before it was light, and nobody had swept it. "


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda length: unit * max(1, length // len(unit))


def _paragraphs(unit: str) -> Callable[[int], str]:
    """The unit again and again between ordinary paragraphs."""
    return lambda length: f"{_LINE}{unit}{_LINE}\n\n" * max(1, length // (2 * len(_LINE) + len(unit)))


def _phonemes(length: int) -> str:
    words = " ".join(f"<span ssml:ph='w{number}'>word</span>" for number in range(max(1, length // 32)))
    return f"<html xmlns:ssml='http://www.w3.org/2001/10/synthesis'><body><p>{words}</p></body></html>"


def _shelf(length: int) -> str:
    return "books:\n" + "".join(f"- {{source: b{number}.md, out: o{number}}}\n" for number in range(length // 30))


TEXTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "emphasis that never closes": (".md", _repeated("*a ")),
    "strong emphasis that never closes": (".md", _repeated("**a _b ")),
    "one and zeros": (".md", lambda length: f"He paid 1{'0' * length} of them."),
    "dollars and digits": (".md", lambda length: f"It cost ${'4' * length}."),
    "percents of any length": (".md", lambda length: f"It grew by {'7' * length}%."),
    "ordinals of any length": (".md", lambda length: f"The {'2' * length}1st came."),
    "an address of slashes": (".md", lambda length: "See http:/" + "/a" * (length // 2) + " there."),
    "an address of points": (".md", lambda length: "Write to a" + ".ba" * (length // 3) + "@ now."),
    "points": (".txt", _repeated("a.b.")),
    "comments that never close": (".md", _repeated("<!-- ")),
    "tags that never close": (".md", _repeated("<b ")),
    "tags of a web page": (".html", lambda length: "<!DOCTYPE html><html><body><p>" + "<b>a" * (length // 4)),
    "words with phonemes": (".html", _phonemes),
    "opening quotation marks": (".txt", _repeated("“")),
    "opening marks with words": (".txt", _repeated("“Go ")),
    "single quotation marks": (".txt", _repeated("'go ")),
    "guillemets": (".txt", _repeated("«va ")),
    "brackets": (".md", _repeated("[a](")),
    "dollars of mathematics": (".md", _repeated("$x ")),
    "braces": (".md", _repeated("{a ")),
    "shortcodes that never close": (".md", _repeated("{{< a ")),
    "notes that are never there": (".md", _repeated("a[^b] ")),
    "dashes": (".txt", _repeated("– Yes – he ")),
    "initials": (".txt", _repeated("J. ")),
    "numerals": (".txt", _repeated("XVI ")),
    "spaces": (".txt", lambda length: "One" + " " * length + "two."),
    "broken words": (".txt", _repeated("remark-\nable ")),
    "times of a transcript": (".txt", _repeated("[00:00:04] ")),
    "turns": (".md", _repeated("**A:** Go.\n\n")),
    "page numbers": (".txt", lambda length: "".join(f"{_LINE}\n\n{n}\n\n" for n in range(length // 90))),
    "control characters": (".txt", _repeated("a\x1b]0;b\x07 ")),
    "paragraphs": (".txt", _paragraphs("")),
    "talk": (".txt", _paragraphs("“Nobody did,” said Ada Lumen. ")),
}
"""By what grows: the file's ending, and the text of about that many characters."""


def _planned(path: Path) -> None:
    got = heard(path)
    if got.code == CRASHED:
        raise RuntimeError(got.message)


def growths(tries: int = 4) -> Iterator[Verdict]:
    """A verdict for each pattern."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (ending, text) in TEXTS.items():
            yield _grown(name, Path(folder) / f"pattern{ending}", text, _planned, tries)
        yield _grown("a shelf of books", Path(folder) / "shelf.yaml", _shelf, load_shelf, tries)


def _grown(name: str, path: Path, text: Callable[[int], str], use: Callable[[Path], object], tries: int) -> Verdict:
    def seconds(length: int) -> float:
        path.write_text(text(length), encoding="utf-8")
        began = time.process_time()
        use(path)
        return time.process_time() - began

    try:
        length = 8_000
        while (once := seconds(length)) < _ENOUGH_S and length < _LONGEST:
            length = min(_LONGEST, length * max(2, min(8, round(_ENOUGH_S / max(once, 0.01)))))
        times = []
        for _ in range(tries):
            times.append(seconds(2 * length) / min(once, seconds(length)))
            if times[-1] <= MOST_TIMES:
                break
    except RuntimeError as error:
        return Verdict(name, "time for twice as much", (str(error)[-300:],))
    about = f"{length:,} characters {once:.2f} s, twice as many {min(times):.2f} times"
    return Verdict(name, about, () if min(times) <= MOST_TIMES else (f"more than {MOST_TIMES} times",))
