"""Text sources that are broken, hostile or odd, through the command line."""

from __future__ import annotations

import json
import os

import pytest

STORY = "# One\n\nHello there. “Hi,” said Tom.\n"


def texts(ran):
    return [json.loads(line)["text"] for line in ran.out.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n\t\n", "white space"),
        (bytes(range(256)) * 50, "UTF-8"),
        ("Café is here.\n".encode("latin-1"), "line 1"),
        ("Hello.\n".encode("utf-16-le"), "NUL"),
        (b"%PDF-1.7\nHello", "PDF"),
        (b"---\ntitle: x\n---\n", "speak"),
    ],
    ids=["empty", "blank", "binary", "latin-1", "utf-16 without mark", "pdf", "no text"],
)
def test_what_is_no_text_is_refused_with_its_place(desk, data, word):
    desk.write("tale.md", data)
    desk.run("plan", "tale.md").refused(3, "tale.md", word)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_byte_order_and_all_line_ends_are_read(desk, encoding):
    desk.write("tale.md", "# One\r\n\r\nHello there,\r\nfriend.\r\rSecond.\r\n".encode(encoding))
    assert texts(desk.run("script", "tale.md", "--json").done()) == ["One", "Hello there, friend.", "Second."]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
YAML_FAULTS = {
    "tag": ("title: !!python/object/apply:os.system ['touch evil']\n", "tag"),
    "bomb": (BOMB, "values"),
    "cycle": ("title: &a [*a]\n", "*a"),
    "deep": ("title: " + "[" * 5000 + "\n", "nested"),
    "twice": ("title: a\ntitle: b\n", "twice"),
    "broken": ("title: [a\nb: 'c\n", "line"),
}


@pytest.mark.parametrize("fault", YAML_FAULTS)
@pytest.mark.parametrize("place", ["front matter", "cast", "preset"])
def test_hostile_yaml_is_refused_with_its_line(desk, place, fault):
    yaml, word = YAML_FAULTS[fault]
    desk.write("tale.md", f"---\n{yaml}---\n\n{STORY}" if place == "front matter" else STORY)
    desk.write("my.yaml", yaml)
    options = {"front matter": (), "cast": ("--cast", "my.yaml"), "preset": ("--preset", "my.yaml")}[place]
    ran = desk.run("plan", "tale.md", *options)
    ran.refused(3, "tale.md" if place == "front matter" else "my.yaml", "line ", word)
    assert ran.peak_bytes < 200_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "word"),
    [("language: 12", "language"), ("kind: opera", "kind"), ("cover: ../../etc/passwd", "cover"), ("cast: gone.yaml", "gone.yaml"),
     ("preset: nonsense", "nonsense"), ("title: [a, b]", "title"), ("episode: -1", "episode"), ("cover: pipe", "cover")],
)  # fmt: skip
def test_front_matter_with_a_wrong_value_is_refused(desk, head, word):
    os.mkfifo(desk.desk / "pipe")
    desk.write("tale.md", f"---\n{head}\n---\n\n{STORY}")
    desk.run("plan", "tale.md").refused(3, word)


def test_an_unknown_field_is_read_with_a_warning_in_the_report(desk):
    desk.write("tale.md", f"---\ntitle: T\ncolour: blue\nlanguage: qaa\n---\n\n{STORY}")
    desk.run("render", "tale.md", "--preset", "raw", "--out", desk.out).done()
    told = " ".join(json.loads((desk.out / "report.json").read_text())["notices"])
    assert "colour" in told
    assert "qaa" in told


@pytest.mark.parametrize("command", ["script", "plan"])
def test_a_paragraph_of_three_megabytes(desk, command):
    desk.write("tale.md", "# One\n\n" + "“No,” said Tom. It was late, and nobody had come to the hall. " * 47_000)
    assert len(desk.run(command, "tale.md", "--json").done().out) > 3_000_000


def test_a_word_of_three_megabytes(desk):
    desk.write("tale.md", "# One\n\n" + "a" * 3_000_000)
    desk.run("plan", "tale.md", "--json").done()


@pytest.mark.parametrize("command", ["script", "plan"])
def test_ten_thousand_chapters(desk, command):
    desk.write("tale.md", "".join(f"# Chapter {n}\n\nText of chapter {n}.\n\n" for n in range(1, 10_001)))
    ran = desk.run(command, "tale.md", "--json").done()
    assert len(ran.out) > 1_000_000


def test_one_of_ten_thousand_chapters_is_rendered(desk):
    desk.write("tale.md", "".join(f"# Chapter {n}\n\nText of chapter {n}.\n\n" for n in range(1, 10_001)))
    desk.run("render", "tale.md", "--chapters", "1", "--preset", "raw", "--out", desk.out).done()
    assert len(list(desk.out.glob("*.flac"))) == 1


def test_deep_nesting_and_unclosed_marks_are_read(desk):
    desk.write("tale.md", "> " * 3000 + "deep\n\n" + "*" * 20_000 + "\n\n" + "[" * 20_000 + "\n\n" + "(" * 5000 + "end")
    desk.run("plan", "tale.md").done()


@pytest.mark.parametrize("what", ["folder", "fifo", "loop", "device", "nothing", "long", "dangling", "under a file"])
def test_a_source_that_is_no_file_is_refused(desk, what):
    path = desk.desk / "tale.md"
    if what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    elif what in ("loop", "dangling"):
        path.symlink_to("tale.md" if what == "loop" else "gone.md")
    elif what == "under a file":
        path = desk.write("file", "x") / "tale.md"
    names = {"device": "/dev/zero", "long": "a" * 5000 + "/tale.md"}
    desk.run("script", names.get(what, path), seconds=20).refused(3, "zero" if what == "device" else "tale.md")


NAMES = [
    "-tale.md",
    "--tale.md",
    "new\nline.md",
    'it\'s "quoted".md',
    "Ünïcödé 漢字 🎧.md",
    "x" * 200 + ".md",
    " .md",
    "%s{0}.md",
    "a:b|c.md",
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_rendered(desk, name):
    """The production's folder is made of the name: out/<book> in the working folder."""
    desk.write(name, STORY)
    ran = desk.run("script", "--json", "--", name).done()
    assert texts(ran)[0] == "One"


@pytest.mark.parametrize("name", ["-tale.md", "new\nline.md", "x" * 200 + ".md", "$(touch evil).md"])
def test_odd_names_of_folders_are_rendered_into(desk, name):
    source = desk.write(name, STORY)
    desk.out.mkdir()
    desk.run("render", "--preset", "podcast", "--out", desk.out / name, "--", source).done()
    assert list((desk.out / name).glob("*.mp3"))


@pytest.mark.parametrize(
    "title",
    [
        "../../evil/..",
        'A/B\\\\C: D? *\\"E\\" 🎧',
        "CON",
        "...",
        "x" * 3000,
        "a\\u0000b",
        "[red]x[/blue]",
        "\\u202Eevil",
    ],
)
def test_titles_are_names_of_files_inside_the_folder(desk, title):
    desk.write("tale.md", f'---\ntitle: "{title}"\n---\n\n# {title if "u0" not in title else "One"}\n\nHello there.\n')
    ran = desk.run("render", "tale.md", "--preset", "raw", "--formats", "m4b", "--out", desk.out).done()
    found = [path for path in desk.out.rglob("*.m4b")]
    assert len(found) == 1
    assert found[0].parent == desk.out
    assert "MISSES" not in ran.out


def test_a_name_that_is_no_utf8_is_refused(desk):
    os.rename(desk.write("tale.md", STORY), os.fsencode(desk.desk) + b"/caf\xe9.md")
    desk.run("render", b"caf\xe9.md", "--out", desk.out).refused(3, "UTF-8")
    assert not desk.out.exists()
