"""Real books and scripts through `script` and `plan`: nothing lost by an independent count, chapters as in the contents.

The bodies' texts are made here anew from the definition (text nodes in order, entities resolved, white space untouched,
comments and processing instructions left out); nothing of the readers is used.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
BOOKS = (
    "epub/jane-austen_pride-and-prejudice.epub",
    "epub/lewis-carroll_alices-adventures-in-wonderland_john-tenniel.epub",
    "epub/oscar-wilde_the-importance-of-being-earnest.epub",
    "epub-odd/childrens-literature.epub",
    "epub-odd/georgia-pls-ssml.epub",
    "epub-odd/mol-tts_single.epub",
    "epub-odd/ocf-font_obfuscation.epub",
    "epub-odd/ocf-package_multiple.epub",
    "epub-odd/own-epub2-ncx-alice.epub",
    "epub-odd/own-zh-luxun.epub",
    "epub-odd/pkg-spine-nonlinear-activation.epub",
    "epub-odd/regime-anticancer-arabic.epub",
)
SCRIPTS = (
    "scripts/an-ideal-husband-act1.fountain",
    "scripts/changelog-gotime-303.md",
    "scripts/earnest-act2.md",
    "scripts/hamlet-1-1.md",
    "scripts/luxun-kongyiji.zh.md",
)
pytestmark = pytest.mark.corpora


def bookcast(*arguments: object) -> str:
    argv = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())", *map(str, arguments)]
    ran = subprocess.run(argv, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout.decode()


def records(*arguments: object) -> list[dict]:
    return [json.loads(line) for line in bookcast("script", "--json", *arguments).splitlines()]


def body_text(data: bytes) -> str:
    """The text nodes of a document's body, in order."""
    named = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")
    data = named.sub(lambda name: html.unescape(name[0].decode()).encode("ascii", "xmlcharrefreplace"), data)
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    parts: list[str] = []

    def take(node) -> None:
        if isinstance(node.tag, str):
            parts.append(node.text or "")
            for child in node:
                take(child)
                parts.append(child.tail or "")

    take(root.find("{http://www.w3.org/1999/xhtml}body"))
    return "".join(parts)


def documents(path: Path, hrefs: set[str]) -> dict[str, str]:
    """The texts that spans count in."""
    if path.suffix != ".epub":
        return {href: path.read_bytes().decode("utf-8-sig") for href in hrefs}
    with zipfile.ZipFile(path) as file:
        return {href: body_text(file.read(href)) for href in hrefs}


def wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def joined(text: str, spans: list[list[int]]) -> str:
    """Spans as a line's text: one space where the source has white space between them, none between wide letters."""
    made = ""
    for index, (start, end) in enumerate(spans):
        blank = index and re.search(r"\s", text[spans[index - 1][1] : start])
        if blank and not (wide(made[-1]) and wide(text[start])):
            made += " "
        made += text[start:end]
    return made


@pytest.mark.full
@pytest.mark.parametrize("name", [*BOOKS, *SCRIPTS])
def test_every_character_is_in_one_line_or_left_out_with_a_reason(corpora, name):
    path = corpora / name
    lines, left_out = records(path), records(path, "--left-out")
    texts = documents(path, {one["href"] for one in (*lines, *left_out)})
    times = {href: bytearray(len(text)) for href, text in texts.items()}
    for line in lines:
        assert line["origin"] == "source"
        assert line["text"] == joined(texts[line["href"]], line["spans"]), line
        assert (line["start"], line["end"]) == (line["spans"][0][0], line["spans"][-1][1])
        for start, end in line["spans"]:
            for at in range(start, end):
                times[line["href"]][at] += 1
    for one in left_out:
        assert one["reason"]
        assert one["text"] == texts[one["href"]][one["start"] : one["end"]]
        for at in range(one["start"], one["end"]):
            times[one["href"]][at] += 1
    for href, text in texts.items():
        wrong = [at for at, character in enumerate(text) if not character.isspace() and times[href][at] != 1]
        assert not wrong, (href, wrong[0], times[href][wrong[0]], text[max(0, wrong[0] - 40) : wrong[0] + 40])


ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX"
ROMAN = [
    *ROMAN.split(),
    *(f"XX{one}" for one in ROMAN.split()[:9]),
    "XXX",
    *(f"XXX{one}" for one in ROMAN.split()[:9]),
    "XL",
]
ROMAN += [*(f"XL{one}" for one in ROMAN[:9]), "L", *(f"L{one}" for one in ROMAN[:9]), "LX", "LXI"]
CHAPTERS = {  # as the contents of each book have them, read by a person
    BOOKS[0]: ROMAN,
    BOOKS[1]: [
        "All in the Golden Afternoon", "I: Down the Rabbit-Hole", "II: The Pool of Tears",
        "III: A Caucus-Race and a Long Tale", "IV: The Rabbit Sends in a Little Bill", "V: Advice from a Caterpillar",
        "VI: Pig and Pepper", "VII: A Mad Tea-Party", "VIII: The Queen’s Croquet-Ground", "IX: The Mock Turtle’s Story",
        "X: The Lobster Quadrille", "XI: Who Stole the Tarts?", "XII: Alice’s Evidence",
    ],
    BOOKS[2]: ["Dramatis Personae", "The Scenes of the Play", "Act I", "Act II", "Act III"],
    BOOKS[4]: [
        "GEORGIA", "Climate and Soils", "Minerals", "Agriculture", "Manufactures", "Population", "Government",
        "Education", "Finance", "History",
    ],
    BOOKS[5]: ["Entry page", "Content with Media Overlay"],
    BOOKS[6]: ["Link to main page"],
    BOOKS[7]: ["Link to main page"],
    BOOKS[8]: ROMAN[:12],
    BOOKS[9]: ["药", "孔乙己"],
    BOOKS[10]: ["Link to main page"],
    BOOKS[11]: ["Commencer la lecture"],
}  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("name", CHAPTERS)
def test_chapters_are_those_of_the_contents(corpora, name):
    plan = json.loads(bookcast("plan", corpora / name, "--preset", "raw", "--json"))
    assert [chapter["title"] for chapter in plan["chapters"]] == CHAPTERS[name]


@pytest.mark.full
def test_nested_contents_of_one_file_are_its_stories(corpora):
    plan = json.loads(bookcast("plan", corpora / BOOKS[3], "--preset", "raw", "--json"))
    titles = [chapter["title"] for chapter in plan["chapters"]]
    assert titles[0] == "INTRODUCTORY"
    numbered = [title for title in titles if re.match(r"\d{3} ", title)]
    assert [title[:3] for title in numbered] == [str(number) for number in range(190, 190 + len(numbered))]
    assert numbered[:3] == ["190 A FOUR-LEAVED CLOVER", "191 THE LORD HELPETH MAN AND BEAST", "192 THE REAL PRINCESS"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_planned(corpora, name):
    plan = json.loads(bookcast("plan", corpora / name, "--json"))
    assert plan["segments"]
    assert all(segment["expected_s"] <= 20 for segment in plan["segments"])


def turns(entries: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Who says what, with everything that one says in a row put together and white space made even."""
    for speaker, group in groupby(entries, key=lambda entry: entry[0]):
        yield speaker, " ".join(" ".join(text for _, text in group).split())


@pytest.mark.slow
@pytest.mark.parametrize("name", [SCRIPTS[0], SCRIPTS[2]])
def test_speakers_and_words_of_scripts_equal_the_gold(corpora, name):
    gold = [json.loads(line) for line in (corpora / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()]
    expected = list(turns([(one["speaker"], one["text"]) for one in gold]))
    found = [line for line in records(corpora / name) if line["speaker"] and line["kind"] in ("dialogue", "verse")]
    got = list(turns([(line["speaker"], line["text"]) for line in found]))
    folded = [[(speaker.casefold(), text) for speaker, text in one] for one in (got, expected)]
    for one, other in zip(*folded, strict=False):
        assert one == other
    assert len(got) == len(expected)
