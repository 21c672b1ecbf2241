"""Front matter and chapters of Markdown: the rules of docs/script-format.md."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from manifests.book import Book, Series
from manifests.errors import InputError

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def titles(book: Book) -> list[tuple[str, str | None, bool]]:
    return [(chapter.title, chapter.part, chapter.spoken) for chapter in book.chapters]


def test_the_front_matter_becomes_the_metadata(read: Read, tmp_path: Path) -> None:
    (tmp_path / "kettle.png").write_bytes(PNG)
    book = read(
        "---\ntitle: The Kettle\nauthors: [Dana, {name: Theo, role: edt}]\nnarrator: Jo\nlang: en_GB\nkind: podcast\n"
        "season: 2\nepisode: '4'\nseries: {name: Machines, number: 3}\ncast: c.yaml\npreset: raw\ncover: kettle.png\n"
        "date: 2024-05-01\ntags: [tea, steam]\n---\nHello.\n"
    )
    data = book.metadata
    assert (data.title, data.language, data.kind, data.season, data.episode) == ("The Kettle", "en-GB", "podcast", 2, 4)
    assert [(creator.name, creator.role) for creator in data.creators] == [
        ("Dana", "aut"),
        ("Theo", "edt"),
        ("Jo", "nrt"),
    ]
    assert (data.series, data.cast, data.preset) == ((Series(name="Machines", number="3"),), "c.yaml", "raw")
    assert (data.date, data.subjects) == ("2024-05-01", ("tea", "steam"))
    assert book.cover
    assert (book.cover.media_type, book.cover.data) == ("image/png", PNG)
    assert not book.warnings


def test_an_unknown_field_is_a_warning(read: Read) -> None:
    book = read("---\ntitle: A\nlayout: post\n---\nHello.\n")
    assert book.metadata.title == "A"
    assert book.warnings == ("script.md, line 3, layout: this field is not known and was passed over",)


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title: [a\n", "line"),
        ("title: {a: 1}\n", "line 2, title: should be text"),
        ("title: a\nkind: film\n", "line 3, kind: 'film' is no kind"),
        ("language: english language\n", "line 2, language"),
        ("episode: four\n", "line 2, episode: should be a whole number"),
        ("cover: ../cover.png\n", "outside the script's folder"),
        ("cover: absent.png\n", "cannot be read"),
        ("cover: script.md\n", "no picture"),
        ("a: !x y\n", "tag"),
        ("title: a\ntitle: b\n", "line 3: names 'title' twice"),
    ],
)
def test_wrong_front_matter_is_refused_with_its_line(read: Read, front: str, words: str) -> None:
    with pytest.raises(InputError, match=r"script\.md, line") as caught:
        read(f"---\n{front}---\nHello.\n")
    assert words in str(caught.value)
    assert caught.value.remedy


def test_front_matter_without_an_end_is_refused(read: Read) -> None:
    with pytest.raises(InputError, match="no end"):
        read("---\ntitle: a\n\nHello.\n")


def test_a_scene_break_first_is_no_front_matter(read: Read, told: Told) -> None:
    assert [block[0] for block in told(read("---\n\nHello there.\n\n---\n\nMore.\n"))] == [
        "scene-break",
        "paragraph",
        "scene-break",
        "paragraph",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello.", "en"),
        ("你好，世界。", "zh"),
        ("これは本です。漢字。", "ja"),
        ("Привет.", "ru"),
        ("안녕하세요.", "ko"),
        ("123", "en"),
    ],
)
def test_the_language_is_guessed_from_the_script(read: Read, text: str, language: str) -> None:
    assert read(text).metadata.language == language


@pytest.mark.parametrize(
    ("text", "title", "chapters"),
    [
        ("Hello.", "Two hosts", [("Two hosts", None, True)]),
        ("# One\n\na\n", "One", [("One", None, True)]),
        ("# One\n\na\n\n# Two\n\nb\n", "Two hosts", [("One", None, True), ("Two", None, True)]),
        ("One\n===\n\na\n\nTwo\n===\n\nb\n", "Two hosts", [("One", None, True), ("Two", None, True)]),
        ("## One\n\na\n\n## Two\n\nb\n", "Two hosts", [("One", None, True), ("Two", None, True)]),
        ("# T\n\n## One\n\na\n\n## Two\n\nb\n", "T", [("T", None, False), ("One", None, True), ("Two", None, True)]),
        ("# T\n\n## One\n\na\n", "T", [("T", None, False), ("One", None, True)]),
        ("# T\n\nIntro.\n\n## One\n\na\n", "T", [("T", None, True)]),
        (
            "# T\n\n## Act I\n\n### S1\n\na\n\n### S2\n\nb\n",
            "T",
            [("T", None, False), ("S1", "Act I", True), ("S2", "Act I", True)],
        ),
        (
            "# T\n\n### ACT I\n\n### S1\n\na\n\n### S2\n\nb\n",
            "T",
            [("T", None, False), ("S1", "ACT I", True), ("S2", "ACT I", True)],
        ),
        (
            "# Part One\n\n## A\n\na\n\n# Part Two\n\n## B\n\nb\n\n# Epilogue\n\nc\n",
            "Two hosts",
            [("A", "Part One", True), ("B", "Part Two", True), ("Epilogue", None, True)],
        ),
        (
            "# Part One\n\nIntro.\n\n## A\n\na\n\n# Part Two\n\n## B\n\nb\n",
            "Two hosts",
            [("Part One", None, True), ("A", "Part One", True), ("B", "Part Two", True)],
        ),
        (
            "Before.\n\n# One\n\na\n\n# Two\n\nb\n",
            "Two hosts",
            [("Two hosts", None, True), ("One", None, True), ("Two", None, True)],
        ),
        ("# One\n\n## Sub\n\na\n\n# Two\n\nb\n", "Two hosts", [("One", None, True), ("Two", None, True)]),
        (
            "---\ntitle: X\n---\n# Act II\n\n## S1\n\na\n\n## S2\n\nb\n",
            "X",
            [("S1", "Act II", True), ("S2", "Act II", True)],
        ),
        (
            "# One\n\na\n\n# Copyright\n\nb\n\n# Empty\n",
            "Two hosts",
            [("One", None, True), ("Copyright", None, False), ("Empty", None, True)],
        ),
    ],
)
def test_headings_make_chapters(
    read: Read, text: str, title: str, chapters: list[tuple[str, str | None, bool]]
) -> None:
    book = read(text, "two-hosts.md")
    assert book.metadata.title == title
    assert titles(book) == chapters


def test_a_part_is_read_before_its_first_chapter(read: Read, told: Told) -> None:
    book = read("# Part One\n\n## A\n\na\n\n## B\n\nb\n\n# Part Two\n\n## C\n\nc\n")
    assert [block[2] for block in told(book)] == ["Part One", "A", "a", "B", "b", "Part Two", "C", "c"]
    assert [len(chapter.blocks) for chapter in book.chapters] == [3, 2, 3]


def test_a_line_of_hyphens_under_a_sentence_is_a_scene_break(read: Read, told: Told) -> None:
    assert [block[0] for block in told(read("He left.\n---\nShe stayed.\n"))] == [
        "paragraph",
        "scene-break",
        "paragraph",
    ]
    assert [block[0] for block in told(read("The Door\n---\nShe stayed.\n"))] == ["heading", "paragraph"]


def test_the_author_may_stand_below_the_title(read: Read) -> None:
    book = read("# T\n\nby Ann Lee\n\n## One\n\na\n\n## Two\n\nb\n")
    assert book.metadata.authors == ("Ann Lee",)
    assert titles(book)[:2] == [("T", None, False), ("One", None, True)]


def test_chapters_are_chosen_by_matter_number_and_title(read: Read) -> None:
    text = "# One\n\na\n\n# Copyright\n\nb\n\n# Three\n\nc\n\n# Four\n\nd\n"
    book = read(text, include=("copyright",), exclude=("3", "Fo*", "9-12"))
    assert [chapter.spoken for chapter in book.chapters] == [True, True, False, False]
    assert book.chapters[2].left_out_because.startswith("it was excluded")
    assert book.warnings == ("no chapter is called '9-12'",)
