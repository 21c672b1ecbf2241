"""Tags read back by mutagen and ffmpeg: many chapters, episodes, several people and series."""

from __future__ import annotations

import base64

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from manifests.book import Cover, Creator, Metadata, Series
from pipeline.packaging.id3_tags import tag_mp3
from pipeline.packaging.m4b import encode_aac, write_m4b
from pipeline.packaging.names import episode_stem
from pipeline.packaging.tags import ChapterMark, FileTags
from pipeline.packaging.vorbis_tags import tag_flac, tag_opus
from pipeline.presets import load_preset
from pipeline.production.delivery import _length_and_marks
from pipeline.sound.chapter_marks import chapter_marks
from pipeline.sound.ffmpeg import probe_audio
from pipeline.sound.sound_file import write_sound

RATE = 44100
SHOW = Metadata(
    title="The Kettle",
    kind="podcast",
    series=(Series(name="Small Machines"),),
    creators=(Creator(name="Ana", role="hst"), Creator(name="Ben", role="hst"), Creator(name="Cy")),
    date="5 March 2026",
    episode=4,
    season=2,
)
BOOK = Metadata(
    title="Doors",
    creators=(Creator(name="King, Jr."), Creator(name="Bo Ink")),
    series=(Series(name="Doors, and more", number="2"), Series(name="Sea", number="1.5")),
    date="October 1851",
    description="What is behind it.",
)


@pytest.fixture
def tone() -> np.ndarray:
    return (0.1 * np.sin(np.arange(6 * RATE) / 30)).astype(np.float32)


def marks(count: int, seconds: float = 6) -> tuple[ChapterMark, ...]:
    step = seconds / count
    return tuple(ChapterMark(f"Chapter {n}", n * step, (n + 1) * step) for n in range(count))


@pytest.mark.parametrize(("count", "tables"), [(255, 1), (256, 3), (300, 3), (600, 4)])
def test_every_chapter_of_an_mp3_is_named_by_a_table_of_contents(tmp_path, tone, count, tables):
    path = tmp_path / "x.mp3"
    write_sound(path, tone, RATE)
    # ffmpeg skips chapters that end within LAME's first 25 ms.
    tag_mp3(path, FileTags(BOOK, "x", (), chapters=marks(count, seconds=count)))
    tags = ID3(path)
    found = {one.element_id: one for one in tags.getall("CTOC")}
    assert len(found) == tables

    def leaves(name: str) -> list[str]:
        return [leaf for child in found[name].child_element_ids for leaf in leaves(child)] if name in found else [name]

    assert leaves("toc") == [f"chp{n}" for n in range(count)]
    assert [mark.title for mark in chapter_marks(path)] == [mark.title for mark in marks(count)]


def test_length_and_marks_of_300_chapters_are_read_back_from_an_m4b(tmp_path, tone):
    soundfile.write(tmp_path / "x.flac", tone, RATE, subtype="PCM_16")
    encode_aac([tmp_path / "x.flac"], tmp_path / "x.aac", load_preset("acx"))
    tags = FileTags(BOOK, "x", (), chapters=marks(300))
    write_m4b(tmp_path / "x.aac", tmp_path / "x.m4b", tags, samples=len(tone))
    length_s, read = _length_and_marks(tmp_path / "x.m4b", tags.chapters)
    assert length_s == pytest.approx(6, abs=0.1)
    assert [title for title, _ in read] == [mark.title for mark in tags.chapters]
    assert probe_audio(tmp_path / "x.m4b").rate_hz == RATE


def test_an_episode_has_its_show_as_album_its_hosts_as_artist_and_its_day(tmp_path, tone):
    path = tmp_path / "x.mp3"
    write_sound(path, tone, RATE)
    tag_mp3(path, FileTags(SHOW, SHOW.title, ("V (AI voice)",)))
    tags = ID3(path, translate=False)
    assert [str(tags[name]) for name in ("TALB", "TPE1", "TIT2", "TRCK", "TPOS")] == [
        "Small Machines", "Ana, Ben", "The Kettle", "4", "2",
    ]  # fmt: skip
    assert (str(tags["TYER"]), str(tags["TDAT"])) == ("2026", "0503")


def test_an_episode_as_m4b_is_no_audiobook(tmp_path, tone):
    soundfile.write(tmp_path / "x.flac", tone, RATE, subtype="PCM_16")
    encode_aac([tmp_path / "x.flac"], tmp_path / "x.aac", load_preset("podcast").model_copy(update={"channels": 1}))
    write_m4b(tmp_path / "x.aac", tmp_path / "x.m4b", FileTags(SHOW, SHOW.title, ()), samples=len(tone))
    tags = MP4(tmp_path / "x.m4b").tags
    assert (tags["stik"], tags["tvsh"], tags["tves"], tags["tvsn"]) == ([21], ["Small Machines"], [4], [2])
    assert tags["\xa9day"] == ["2026-03-05"]


def test_several_people_and_series_can_be_taken_apart_again():
    tags = FileTags(BOOK, "x", ("Nora (AI voice)", "Ada (AI voice)"))
    assert tags.artist == "King, Jr.; Bo Ink"
    assert tags.narrator == "Nora (AI voice), Ada (AI voice)"
    assert tags.grouping == "Doors, and more #2; Sea #1.5"
    assert tags.date == "1851"


def test_a_record_of_0_1_0_with_one_series_is_read():
    assert Metadata.model_validate({"title": "x", "series": {"name": "S", "number": "1"}}).series[0].name == "S"
    assert Metadata.model_validate({"title": "x", "series": None}).series == ()


@pytest.mark.parametrize(("suffix", "tag", "kind"), [("flac", tag_flac, FLAC), ("opus", tag_opus, OggOpus)])
def test_flac_and_opus_say_what_the_others_say(tmp_path, tone, suffix, tag, kind):
    path = tmp_path / f"x.{suffix}"
    write_sound(path, tone, RATE)
    cover = Cover(media_type="image/jpeg", data=b"\xff\xd8\xff picture")
    tag(path, FileTags(BOOK, "One", ("Nora (AI voice)",), 1, 3, cover, marks(2)))
    tags = kind(path)
    assert tags["artist"] == ["King, Jr.", "Bo Ink"]
    assert tags["narrator"] == ["Nora (AI voice)"]
    assert (tags["synthetic_voice"], tags["tracknumber"], tags["date"]) == (["yes"], ["1"], ["1851"])
    assert (tags["series"], tags["chapter002"]) == (["Doors, and more", "Sea"], ["00:00:03.000"])
    pictures = tags.pictures if suffix == "flac" else [Picture(base64.b64decode(tags["metadata_block_picture"][0]))]
    assert pictures[0].data == cover.data


@pytest.mark.parametrize(
    ("season", "episode", "stem"),
    [(2, 4, "S02E04 - A B"), (None, 12, "12 - A B"), (None, None, "A B"), (1, None, "A B")],
)
def test_an_episode_s_number_stands_in_its_file_s_name(season, episode, stem):
    assert episode_stem("A/B", season=season, episode=episode) == stem
