"""A render into a folder that holds a finished production: nothing finished is lost, and what changes is said before."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from manifests.errors import StageError
from manifests.files import write_atomically
from manifests.render import RenderRecord, RenderSettings
from manifests.report import Report
from manifests.take_store import TakeStore
from pipeline.cli import main
from pipeline.commands.check import check_path, verified
from pipeline.commands.clean import unnamed_files
from pipeline.commands.retake import RetakeRequest, plan_retake, retake
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render
from pipeline.progress import Quiet

OTHER = "---\ntitle: The Ferry\nauthor: Ada Lumen\n---\n\n# One\n\nThe ferry was late again, and nobody minded.\n"
EPISODE = (
    "---\ntitle: Signal\nkind: podcast\nepisode: {}\n---\n\n# Hello\n\n**Ana:** {}\n\n# More\n\n**Ben:** And more.\n"
)


class Told(Quiet):
    """Remembers what a person was told, and what lay in the folder then."""

    def __init__(self, folder: ProductionFolder) -> None:
        self.notes: list[str] = []
        self._folder = folder

    def note(self, text: str) -> None:
        self.notes.append(text)

    def of(self, word: str) -> list[str]:
        return [note for note in self.notes if word in note]


@pytest.fixture(scope="module")
def finished(tmp_path_factory, story_text) -> Path:
    """A folder with the story and its finished production, for tests to copy."""
    root = tmp_path_factory.mktemp("finished")
    (root / "tide.md").write_text(story_text, encoding="utf-8")
    render(RenderSettings(source=str(root / "tide.md"), engine="draft"), ProductionFolder(root / "out"))
    return root


@pytest.fixture
def used(finished, tmp_path) -> tuple[RenderSettings, ProductionFolder]:
    """A finished production to render into."""
    shutil.copytree(finished, tmp_path / "used")
    record = tmp_path / "used" / "out" / "render.json"
    record.write_text(record.read_text().replace(str(finished), str(tmp_path / "used")))
    return RenderSettings(source=str(tmp_path / "used" / "tide.md"), engine="draft"), ProductionFolder(
        tmp_path / "used" / "out"
    )


def _files(folder: ProductionFolder) -> dict[str, str]:
    """Everything but the workshop, the records and the reports."""
    found = (path for path in folder.root.rglob("*") if path.is_file() and "work" not in path.parts)
    return {
        str(path.relative_to(folder.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
        if path.suffix not in (".json", ".html")
    }


def _edit(settings: RenderSettings, old: str, new: str) -> None:
    source = Path(settings.source)
    source.write_text(source.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_some_chapters_over_a_finished_book_change_nothing_where_nothing_changed(used):
    settings, folder = used
    before, told = _files(folder), Told(folder)
    report = render(settings.model_copy(update={"chapters": "2"}), folder, progress=told)
    assert _files(folder) == before
    assert not told.of("will be")
    assert (report.replaced, report.removed) == ((), ())
    assert len(report.files) == len(Report.load(folder.report).files) == 7
    assert verified(folder) == before


def test_a_changed_chapter_alone_keeps_its_number_and_the_m4b_is_whole(used):
    settings, folder = used
    before, told = _files(folder), Told(folder)
    _edit(settings, "You never opened them.", "You never answered any of them.")
    report = render(settings.model_copy(update={"chapters": "2"}), folder, progress=told)
    after = _files(folder)
    assert {name for name in after if after[name] != before.get(name)} == {"03 - Two.mp3", "The Tide Table.m4b"}
    assert after.keys() == before.keys()
    assert str(ID3(folder.root / "03 - Two.mp3")["TRCK"]) == "3/5"
    assert len(MP4(folder.root / "The Tide Table.m4b").chapters) == 5
    assert report.replaced == ("03 - Two.mp3", "The Tide Table.m4b")
    assert told.of("will be replaced") == ["finished files that will be replaced: 03 - Two.mp3, The Tide Table.m4b"]


def test_a_renamed_chapter_alone_takes_the_place_of_its_former_file(used, capsys):
    settings, folder = used
    assert main(["script", settings.source, "--outline"]) == 0
    book_file = Path(settings.source).with_name("tide.book.yaml")
    book_file.write_text(book_file.read_text().replace("  - title: Two", "  - title: Second"))
    told = Told(folder)
    render(settings.model_copy(update={"chapters": "2"}), folder, progress=told)
    assert told.of("removed") == ["finished files that will be removed, since nothing is called so now: 03 - Two.mp3"]
    names = [path.name for path in sorted(folder.root.glob("0*.mp3"))]
    assert names[1:4] == ["02 - One.mp3", "03 - Second.mp3", "04 - Three.mp3"]
    told = Told(folder)
    render(settings, folder, progress=told)
    assert told.of("finished files") == []


def test_a_chapter_that_has_a_former_one_s_number_leaves_its_file_alone(used):
    settings, folder = used
    _edit(settings, "# Two", "# Between\n\nA new one came, and sat down.\n\n# Two")
    for chapter in ("2", "4"):
        render(settings.model_copy(update={"chapters": chapter}), folder)
    names = {path.name for path in folder.root.glob("*.mp3")}
    assert {"03 - Between.mp3", "03 - Two.mp3", "05 - Three.mp3"} <= names
    render(settings, folder)
    assert "03 - Two.mp3" not in {path.name for path in folder.root.glob("*.mp3")}


def test_an_m4b_that_would_shrink_is_left_and_told(used):
    settings, folder = used
    before, told = _files(folder), Told(folder)
    _edit(settings, "You never opened them.", "You never answered any of them.")
    _edit(settings, "They walked back", "They went slowly back")
    render(settings.model_copy(update={"chapters": "2"}), folder, progress=told)
    after = _files(folder)
    assert {name for name in after if after[name] != before.get(name)} == {"03 - Two.mp3"}
    assert any("The Tide Table.m4b is left as it is" in note and "(3)" in note for note in told.notes)
    assert render(settings, folder).passed
    assert len(MP4(folder.root / "The Tide Table.m4b").chapters) == 5
    assert _files(folder)["04 - Three.mp3"] != before["04 - Three.mp3"]


def test_the_first_chapters_of_a_fresh_folder_have_the_book_s_numbers(tmp_path, story):
    folder = ProductionFolder(tmp_path / "out")
    settings = RenderSettings(source=str(story), engine="draft", chapters="2")
    render(settings, folder)
    assert sorted(_files(folder)) == ["03 - Two.mp3", "The Tide Table.m4b", "retail sample.mp3"]
    assert len(MP4(folder.root / "The Tide Table.m4b").chapters) == 1
    two = _files(folder)["03 - Two.mp3"]
    render(settings.model_copy(update={"chapters": "1"}), folder)
    assert sorted(_files(folder)) == ["02 - One.mp3", "03 - Two.mp3", "The Tide Table.m4b", "retail sample.mp3"]
    assert [mark.title for mark in MP4(folder.root / "The Tide Table.m4b").chapters] == ["One", "Two"]
    assert _files(folder)["03 - Two.mp3"] == two
    assert RenderRecord.load(folder.record).settings.chapters == "2,1"


def test_clean_never_offers_what_the_whole_book_needs(used):
    settings, folder = used
    render(settings.model_copy(update={"chapters": "2"}), folder)
    assert unnamed_files(folder) == []
    # Another cast for one chapter: the takes of the others are still what their files were made from.
    cast = Path(settings.source).with_name("cast.yaml")
    cast.write_text("narrator: v\nvoices: {v: {draft: {pitch: 30}}}\ndefaults: {voice: v}\n")
    render(settings.model_copy(update={"chapters": "2", "cast": str(cast)}), folder)
    assert not any(file.path.is_relative_to(folder.takes) for file in unnamed_files(folder))
    render(settings.model_copy(update={"cast": str(cast)}), folder)
    assert any(file.path.is_relative_to(folder.takes) for file in unnamed_files(folder))


def test_another_preset_lives_beside_the_first_and_a_retake_renews_both(used):
    settings, folder = used
    before = _files(folder)
    raw = settings.model_copy(update={"preset": "raw"})
    report = render(raw, folder)
    added = {name: digest for name, digest in _files(folder).items() if name not in before}
    assert before.items() <= _files(folder).items()
    assert added
    assert all(name.startswith("raw/") for name in added)
    assert [file.path.split("/")[0] for file in report.files] == ["raw"] * len(report.files)
    record = RenderRecord.load(folder.record)
    assert [one.preset for one in record.renders] == ["acx", "raw"]
    assert {one.path for one in record.renders[1].deliveries} == added.keys()
    assert Report.load(folder.root / "raw" / "report.json").preset == "raw"
    assert unnamed_files(folder) == []
    assert check_path(folder.root, None).preset == "acx, raw"
    assert check_path(folder.root / "raw", None).preset == "raw"
    change = plan_retake(folder, RetakeRequest(lines=("002-0003",), speed=0.8))
    assert "03 - Two.mp3" in change.stale_files
    assert any(name.startswith("raw/") for name in change.stale_files)
    assert retake(folder, change, jobs=2, progress=Quiet()).passed
    after = _files(folder)
    assert {name for name in after if after[name] != {**before, **added}[name]} == set(change.stale_files)
    assert unnamed_files(folder) != []


def test_fewer_formats_leave_the_other_files_alone(used):
    settings, folder = used
    before, told = _files(folder), Told(folder)
    render(settings.model_copy(update={"formats": ("m4b",)}), folder, progress=told)
    after = _files(folder)
    # What an MP3 loses of its level is not made up for where there is none.
    assert {name for name in before if after.get(name) != before[name]} == {"The Tide Table.m4b"}
    assert told.of("will be") == ["finished files that will be replaced: The Tide Table.m4b"]
    assert RenderRecord.load(folder.record).settings.formats == ()


def test_another_book_is_refused_and_the_same_book_is_not(used, tmp_path):
    settings, folder = used
    before = _files(folder)
    other = tmp_path / "ferry.md"
    other.write_text(OTHER)
    with pytest.raises(StageError, match=r"another book.*The Tide Table") as refusal:
        render(settings.model_copy(update={"source": str(other)}), folder)
    assert "--out" in refusal.value.remedy
    assert _files(folder) == before
    moved = tmp_path / "moved.md"
    moved.write_text(Path(settings.source).read_text().replace("six", "seven"))
    render(settings.model_copy(update={"source": str(moved)}), folder)
    again = settings.model_copy(update={"source": str(moved)})
    _edit(again, "The Tide Table", "The Tide Tables")
    report = render(again, folder)
    assert report.removed == ("The Tide Table.m4b",)
    assert (folder.root / "The Tide Tables.m4b").is_file()
    assert not (folder.root / "The Tide Table.m4b").exists()


def test_a_book_that_has_another_title_and_other_headings_in_its_place_is_the_same(tmp_path):
    """However short it is: credits say the title, and are no part of its text."""
    source, folder = tmp_path / "ferry.md", ProductionFolder(tmp_path / "out")
    source.write_text(OTHER)
    settings = RenderSettings(source=str(source), engine="draft")
    render(settings, folder)
    before = set(_files(folder))
    source.write_text(OTHER.replace("title: The Ferry", "title: The Last Boat").replace("# One", "# Uno"))
    render(settings, folder)
    after = set(_files(folder))
    assert {"The Last Boat.m4b", "02 - Uno.mp3"} <= after
    assert not {"The Ferry.m4b", "02 - One.mp3"} & after
    assert len(after) == len(before)


def test_another_episode_is_refused_even_under_the_same_name(tmp_path):
    source, folder = tmp_path / "show.md", ProductionFolder(tmp_path / "out")
    source.write_text(EPISODE.format(1, "Welcome to the first one."))
    settings = RenderSettings(source=str(source), engine="draft")
    render(settings, folder)
    before = _files(folder)
    second = tmp_path / "second.md"
    second.write_text(EPISODE.format(2, "Welcome back to it."))
    with pytest.raises(StageError, match="another book"):
        render(settings.model_copy(update={"source": str(second)}), folder)
    source.write_text(EPISODE.format(2, "Here we are again.").replace("And more", "That is all"))
    with pytest.raises(StageError, match="another book"):
        render(settings, folder)
    assert _files(folder) == before


def test_a_chapter_of_an_episode_never_shortens_its_one_file(tmp_path):
    source, folder = tmp_path / "show.md", ProductionFolder(tmp_path / "out")
    source.write_text(EPISODE.format(1, "Welcome to the first one."))
    settings = RenderSettings(source=str(source), engine="draft")
    render(settings, folder)
    before, told = _files(folder), Told(folder)
    render(settings.model_copy(update={"chapters": "1"}), folder)
    assert _files(folder) == before
    _edit(settings, "And more.", "And so much more.")
    render(settings.model_copy(update={"chapters": "1"}), folder, progress=told)
    assert _files(folder) == before
    assert told.of("01 - Signal.mp3 is left as it is")
    render(settings, folder)
    assert _files(folder)["01 - Signal.mp3"] != before["01 - Signal.mp3"]


def test_a_file_of_a_person_s_own_is_in_the_way_and_stays(tmp_path, story):
    folder = ProductionFolder(tmp_path / "out")
    mine = folder.root / "02 - One.mp3"
    write_atomically(mine, b"mine")
    with pytest.raises(StageError, match=r"02 - One\.mp3: is in the way"):
        render(RenderSettings(source=str(story), engine="draft"), folder)
    assert mine.read_bytes() == b"mine"
    assert not folder.takes.exists(), "it is refused before anything is spoken"


def test_a_record_of_0_1_0_goes_on(used):
    """Its deliveries tell no chapters; where chapters were chosen, its plan is of those alone."""
    settings, folder = used
    before = _files(folder)
    old = json.loads(folder.record.read_text()) | {"version": 1}
    for name in ("further", "kept", "is_whole"):
        del old[name]
    for delivery in old["deliveries"]:
        del delivery["chapters"]
    folder.record.write_text(json.dumps(old))
    loaded = {one.path: one.chapters for one in RenderRecord.load(folder.record).deliveries}
    assert (loaded["03 - Two.mp3"], loaded["The Tide Table.m4b"]) == ((2,), (0, 1, 2, 3, 4))
    render(settings.model_copy(update={"chapters": "3"}), folder)
    assert _files(folder) == before
    old["settings"]["chapters"] = "2"
    old["plan"]["chapters"] = [one for one in old["plan"]["chapters"] if one["number"] == 2]
    old["plan"]["segments"] = [one for one in old["plan"]["segments"] if one["chapter"] == 2]
    old["deliveries"] = []
    folder.record.write_text(json.dumps(old))
    assert not any(file.path.is_relative_to(folder.takes) for file in unnamed_files(folder))


def test_a_take_under_another_take_s_key_is_spoken_again_in_the_same_run(used):
    settings, folder = used
    store = TakeStore(folder.takes)
    first, second = sorted(store.keys())[:2]
    shutil.copyfile(store.path(first), store.path(second))
    shutil.rmtree(folder.chapters)
    before = _files(folder)
    render(settings, folder)
    assert _files(folder) == before
    assert store.facts(second).key == second
    assert [path.name for path in store.damaged()] == [f"{second}.flac.damaged"]
