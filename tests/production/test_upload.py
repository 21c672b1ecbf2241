"""A production as it is handed over: formats, options, where lines are heard, what a store asks."""

from __future__ import annotations

import io

import pytest
from mutagen.flac import FLAC
from mutagen.oggopus import OggOpus
from PIL import Image

from manifests.book import Matter
from manifests.errors import InputError
from manifests.plan import PlannedChapter
from manifests.render import RenderSettings
from pipeline.commands.check import check_path
from pipeline.commands.retake import RetakeRequest, plan_retake, retake, to_listen
from pipeline.production.folder import ProductionFolder
from pipeline.production.forecast import Forecast
from pipeline.production.output_files import OutputFile, sampled_output, story_in
from pipeline.production.preparation import prepare
from pipeline.production.production import Production
from pipeline.production.render import render
from pipeline.progress import Quiet


@pytest.fixture(scope="module")
def production(tmp_path_factory, story_text):
    """The story in three formats, under another name, without credits."""
    root = tmp_path_factory.mktemp("upload")
    source, cover = root / "tide.md", root / "any.bin"
    source.write_text(story_text, encoding="utf-8")
    file = io.BytesIO()
    Image.new("CMYK", (500, 800)).save(file, "TIFF")
    cover.write_bytes(file.getvalue())
    settings = RenderSettings(
        source=str(source),
        engine="draft",
        formats=("mp3", "flac", "opus"),
        title="High Water",
        authors=("Bo Ink",),
        narrators=("Nora",),
        cover=str(cover),
        no_credits=True,
    )
    folder = ProductionFolder(root / "out")
    return settings, folder, render(settings, folder)


def test_flac_and_opus_stand_beside_mp3_tagged_and_measured(production):
    _, folder, report = production
    assert report.passed
    kinds = [file.kind for file in report.files]
    assert [kinds.count(kind) for kind in ("mp3", "flac", "opus", "sample")] == [3, 3, 3, 1]
    levels = {file.kind: file.measures["rms_db"] for file in report.files if file.title == "One"}
    assert max(levels.values()) - min(levels.values()) < 0.1
    for kind, reader in (("flac", FLAC), ("opus", OggOpus)):
        tags = reader(folder.root / f"01 - One.{kind}")
        assert (tags["album"], tags["artist"], tags["narrator"]) == (["High Water"], ["Bo Ink"], ["Nora (AI voice)"])


def test_finished_files_of_every_format_are_foreseen_to_stay_and_other_tags_to_replace_them(production):
    settings, folder, _ = production
    assert Production(prepare(settings), settings, folder, Quiet()).forecast == Forecast()
    other = settings.model_copy(update={"authors": ("Ada Lumen",)})
    replaced = Production(prepare(other), other, folder, Quiet()).forecast.replaced
    assert {"01 - One.mp3", "01 - One.flac", "01 - One.opus"} <= set(replaced)


def test_the_set_is_told_what_a_store_asks_and_a_square_cover_can_be_made(production):
    _, folder, _ = production
    told = " ".join(check_path(folder.root, None).notices)
    for words in ("500 x 800 pixels", "no opening credits", "acx takes MP3"):
        assert words in told
    assert "2400 x 2400" in check_path(folder.root, None, square="letterbox").notices[0]
    assert "pixels" not in " ".join(check_path(folder.root, None).notices)


def test_a_retake_tells_where_its_line_is_heard(production):
    _, folder, _ = production
    change = plan_retake(folder, RetakeRequest(("002-0003",)))
    retake(folder, change, jobs=1, progress=Quiet())
    heard = {place.file: place for place in to_listen(folder, change)}
    assert set(heard) == {f"02 - Two.{kind}" for kind in ("mp3", "flac", "opus")}
    assert {(place.chapter, place.title) for place in heard.values()} == {(2, "Two")}
    assert 1 < heard["02 - Two.mp3"].at_s < 6


def test_leaving_out_most_of_a_book_wants_a_yes(production):
    settings, _, _ = production
    most = settings.model_copy(update={"exclude": ("One", "T*")})
    with pytest.raises(InputError, match=r"--exclude.*0%"):
        prepare(most)
    one = settings.model_copy(update={"exclude": ("Three",)})
    assert len(prepare(one).plan.chapters) == 2
    assert (
        len(prepare(settings.model_copy(update={"exclude": ("One", "Two"), "mostly_excluded": True})).plan.chapters)
        == 1
    )


def output(prepared, *parts: tuple[Matter, float]) -> OutputFile:
    chapters = tuple(
        PlannedChapter(number=number, title=matter, matter=matter, segments=(), expected_s=seconds)
        for number, (matter, seconds) in enumerate(parts)
    )
    whole = chapters[0].model_copy(update={"expected_s": sum(seconds for _, seconds in parts)})
    return OutputFile(prepared.plan, whole, chapters)


@pytest.mark.parametrize(
    ("matters", "sampled"),
    [
        ([("opening credits", 9), ("dedication", 5), ("foreword", 400), ("part", 2), ("chapter", 300)], "chapter"),
        ([("introduction", 400), ("prologue", 90), ("chapter", 300)], "prologue"),
        ([("opening credits", 9), ("foreword", 400), ("closing credits", 9)], "foreword"),
        ([("opening credits", 9)], None),
    ],
)
def test_the_retail_sample_begins_in_the_story(production, matters, sampled):
    prepared = prepare(production[0])
    outputs = [output(prepared, one) for one in matters]
    found = sampled_output(outputs)
    assert (found and found.chapter.matter) == sampled
    first = story_in(output(prepared, *matters))
    assert (first and first.matter) == sampled


def test_a_first_chapter_of_a_word_is_no_sample(production):
    prepared = prepare(production[0])
    outputs = [output(prepared, ("chapter", seconds)) for seconds in (0.5, 300, 300)]
    assert sampled_output(outputs) is outputs[1]
