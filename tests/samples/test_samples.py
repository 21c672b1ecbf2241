"""The samples are what their README says."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from manifests.book import Book, joined
from manifests.render import RenderSettings
from manifests.yaml_files import read_yaml
from pipeline.production.preparation import read_and_attribute
from pipeline.reading.read import read_book
from samples import NAMES, sample
from samples.build_story import FOLDER, story_bytes


def roles(book: Book) -> set[str]:
    return {block.speaker for chapter in book.chapters for block in chapter.blocks if block.speaker}


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_is_there(name: str) -> None:
    assert sample(name).is_file()


def test_an_unknown_sample_is_named() -> None:
    with pytest.raises(KeyError, match="moby"):
        sample("moby-dick.epub")


def test_the_story_is_built_from_its_files() -> None:
    data = story_bytes()
    assert data == sample("the-lamplighters-door.epub").read_bytes()
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_the_story_names_every_file_it_holds() -> None:
    with zipfile.ZipFile(sample("the-lamplighters-door.epub")) as archive:
        package = archive.read("EPUB/package.opf").decode()
    for file in FOLDER.iterdir():
        assert f'href="{file.name}"' in package or file.name == "package.opf"


def test_the_show_has_two_hosts_pauses_and_chapters() -> None:
    book = read_book(sample("two-hosts.md"))
    data = book.metadata
    assert (data.kind, data.season, data.episode, data.authors) == ("podcast", 2, 4, ("Dana Reyes", "Theo Lindqvist"))
    assert roles(book) == {"Dana", "Theo"}
    assert len(book.chapters) == 3
    pauses = [block.pause_s for chapter in book.chapters for block in chapter.blocks if block.kind == "pause"]
    assert pauses == [1.5, 0.8]
    assert data.cast == sample("two-hosts.cast.yaml").name
    assert not book.warnings


def test_the_scene_has_three_roles_a_narrator_directions_and_verse() -> None:
    book = read_book(sample("a-scene.md"))
    blocks = book.chapters[0].blocks
    assert roles(book) == {"Marta", "Ferryman", "Rosalind"}
    assert sum(block.kind == "direction" for block in blocks) == 4
    assert [(block.speaker, len(block.rows)) for block in blocks if block.kind == "verse"] == [("Rosalind", 4)]
    assert blocks[-1].speaker is None
    assert joined(book.documents[0].text, blocks[-1].rows[0]).startswith("They crossed at eleven")


@pytest.mark.parametrize("name", ["two-hosts", "a-scene"])
def test_every_role_is_cast_and_every_voice_used(name: str) -> None:
    cast = read_yaml(sample(f"{name}.cast.yaml")).data
    assert set(cast["roles"]) == roles(read_book(sample(f"{name}.md")))
    assert {*cast["roles"].values(), cast["narrator"]} == set(cast["voices"])


def test_no_sample_names_a_path_of_a_machine() -> None:
    for file in Path(sample(NAMES[0])).parent.rglob("*"):
        if file.suffix in (".md", ".yaml", ".xhtml", ".py", ".opf"):
            assert "/home/" not in file.read_text(encoding="utf-8")


def test_the_captain_of_the_story_tells_what_he_did_himself() -> None:
    _, script = read_and_attribute(RenderSettings(source=str(sample("the-lamplighters-door.epub"))))
    said = {line.text: line.speaker for line in script.lines if line.kind == "dialogue"}
    assert {
        said["“I never had the courage,”"],
        said["“I did. I was nineteen, and I was in the bow of the Patience.”"],
    } == {"Captain Ode"}
