"""Feeds say what is known of each episode, in words that other readers and Apple's rules take, and never change alone."""

from __future__ import annotations

import io
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import podcastparser
import pytest
from lxml import etree

from manifests.errors import InputError, StageError
from manifests.show import load_show
from pipeline.cli import main
from pipeline.feeds import places
from pipeline.feeds.apple_rules import RULES, feed_faults
from pipeline.feeds.places import FolderPlace, open_place
from pipeline.feeds.publish import publish
from pipeline.feeds.rss import show_guid
from pipeline.progress import Quiet

LATE = datetime(2026, 12, 24, tzinfo=UTC)
NAMES = {"podcast": "https://podcastindex.org/namespace/1.0", "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd"}

OTHER_NAME = b"https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"


def published(shows: Path, name: str = "show.yaml", now: datetime = LATE, to: str | None = None):
    return publish(load_show(shows / name), open_place(to or str(shows / "site")), Quiet(), now=now)


def feed_of(shows: Path) -> bytes:
    return (shows / "site/feed.xml").read_bytes()


def texts(feed: bytes, path: str) -> list[str]:
    return [str(one) for one in etree.fromstring(feed).xpath(path, namespaces=NAMES)]


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.iterdir()}


def test_a_show_is_published_once_and_a_second_run_changes_nothing(shows):
    first = published(shows)
    before = files(shows / "site")
    again = published(shows)
    assert len(first.episodes) == 3
    assert first.sent[-1] == "feed.xml"
    assert again.sent == ()
    assert files(shows / "site") == before


def test_two_other_readers_find_what_was_said(shows):
    published(shows)
    parsed = feedparser.parse(feed_of(shows))
    assert parsed.bozo == 0
    # It knows the podcast namespace by its other name only, which is the same by the namespace's own document.
    renamed = feed_of(shows).replace(NAMES["podcast"].encode(), OTHER_NAME)
    other = podcastparser.parse("https://shows.example.org/small/feed.xml", io.BytesIO(renamed))
    assert parsed.feed.title == other["title"] == "Small Machines"
    assert parsed.feed.language == other["language"] == "en-GB"
    titles = ["水車", "Summer", "The Lamp"]
    assert [one.title for one in parsed.entries] == [one["title"] for one in other["episodes"]] == titles
    for entry, episode in zip(parsed.entries, other["episodes"], strict=True):
        (enclosure,) = entry.enclosures
        name = enclosure.href.rpartition("/")[2]
        assert enclosure.href == episode["enclosures"][0]["url"] == f"https://shows.example.org/small/{name}"
        assert int(enclosure.length) == episode["enclosures"][0]["file_size"] == (shows / "site" / name).stat().st_size
        assert enclosure.type == episode["enclosures"][0]["mime_type"] == "audio/mpeg"
        assert entry.id == episode["guid"]
        assert not entry.guidislink
        assert "synthetic" in entry.description
        assert episode["total_time"] >= 1
        assert {person["name"] for person in episode["persons"]} > {"Dana Reyes"}
        assert (shows / "site" / episode["transcript_url"].rpartition("/")[2]).is_file()
    assert [entry.itunes_episode for entry in parsed.entries] == ["3", "2", "1"]


def test_the_podcast_namespace_tells_guid_medium_people_and_that_a_machine_speaks(shows):
    told = published(shows)
    feed = feed_of(shows)
    # The namespace's own worked example.
    assert show_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert (
        texts(feed, "channel/podcast:guid/text()")
        == [told.guid]
        == [show_guid("https://shows.example.org/small/feed.xml")]
    )
    assert texts(feed, "channel/podcast:medium/text()") == ["podcast"]
    assert texts(feed, "channel/podcast:license/text()") == ["cc-by-4.0"]
    assert texts(feed, "//podcast:txt[@purpose='ai-content']/text()") == ["true"] * 4
    assert texts(feed, "channel/item[1]/podcast:transcript/@type") == [
        "text/vtt",
        "application/x-subrip",
        "application/json",
    ]
    assert texts(feed, "channel/item[1]/podcast:chapters/@type") == ["application/json+chapters"]
    people = texts(feed, "channel/item[1]/podcast:person/text()")
    assert people[0] == "Dana Reyes"
    assert "Theo (AI voice)" in people
    assert all(name.isascii() and "%" not in name for name in files(shows / "site"))


def test_every_rule_of_apples_finds_its_fault(shows):
    published(shows)
    feed = feed_of(shows)
    assert feed_faults(feed) == ()
    guid = texts(feed, "channel/item[1]/guid/text()")[0]
    other = texts(feed, "channel/item[2]/guid/text()")[0]
    spoilt = [
        (b"<language>en-GB</language>", b"", "no language"),
        (b"<item>", b"<gone>", "no episode yet"),
        (b' length="', b' length="x', "no length"),
        (b'type="audio/mpeg"', b'type="audio/ogg"', "no kind of sound"),
        (other.encode(), guid.encode(), "two episodes have the guid"),
        (b"<title>Summer</title>", b"<title></title>", "has no title"),
        (b"Two friends", b"Two friends " * 400, "description has"),
        (b'text="Books"', b'text="Bookz"', "no category"),
        (b"<itunes:explicit>false", b"<itunes:explicit>clean", "itunes:explicit is"),
        (b"<itunes:type>episodic", b"<itunes:type>daily", "itunes:type is"),
        (b"<itunes:episode>2", b"<itunes:episode>two", "itunes:episode is"),
        (b"+0000</pubDate>", b"</pubDate>", "no date of RFC 2822"),
    ]
    found = set()
    for before, after, told in spoilt:
        assert before in feed
        damaged = feed.replace(before, after).replace(b"</item>", b"</gone>" if b"<gone>" in after else b"</item>")
        faults = feed_faults(damaged)
        assert any(told in fault for fault in faults), (told, faults)
        channel = etree.fromstring(damaged).find("channel")
        found |= {rule for rule in RULES if list(rule(channel))}
    serial = feed.replace(b"episodic", b"serial").replace(b"<itunes:episode>2</itunes:episode>", b"")
    assert any("which episodes of a serial need" in fault for fault in feed_faults(serial))
    assert len(found) >= len(RULES) - 1


def test_a_book_is_a_serial_whose_parts_come_one_after_the_other(shows):
    told = published(shows, "book.yaml", now=datetime(2026, 11, 8, tzinfo=UTC))
    assert [one.title for one in told.episodes] == ["One"]
    assert told.waiting == ("2026-11-09 06:00 UTC+01:00 Two",)
    assert len(list((shows / "site").glob("*.mp3"))) == 1  # what is to come lies nowhere
    told = published(shows, "book.yaml", now=datetime(2026, 11, 10, tzinfo=UTC))
    assert [one.title for one in told.episodes] == ["One", "Two"]
    feed = feed_of(shows)
    assert texts(feed, "channel/podcast:medium/text()") == ["audiobook"]
    assert texts(feed, "channel/itunes:type/text()") == ["serial"]
    assert texts(feed, "channel/item/itunes:episode/text()") == ["1", "2"]
    assert texts(feed, "channel/item/title/text()") == ["One", "Two"]
    assert feedparser.parse(feed).bozo == 0


def test_credits_of_a_serial_come_with_its_first_and_last_part(shows):
    told = ["--engine", "draft", "--out", str(shows / "out/tide")]
    assert main(["render", str(shows / "tide.md"), *told, "--formats", "mp3"]) == 0
    told = published(shows, "book.yaml")
    days = [(one.title, one.published[:19]) for one in told.episodes]
    assert days == [
        ("Opening Credits", "2026-11-02T05:59:59"),
        ("One", "2026-11-02T06:00:00"),
        ("Two", "2026-11-09T06:00:00"),
        ("Closing Credits", "2026-11-09T06:00:01"),
    ]
    feed = feed_of(shows)
    assert texts(feed, "channel/item/itunes:episodeType/text()") == ["bonus", "full", "full", "bonus"]
    assert texts(feed, "channel/item/itunes:episode/text()") == ["1", "2"]


def test_new_bytes_get_a_new_address_and_the_old_ones_stay(shows):
    published(shows)
    before = {name: data for name, (data, _) in files(shows / "site").items() if name != "feed.xml"}
    guids = sorted(texts(feed_of(shows), "//guid/text()"))
    assert main(["retake", str(shows / "out/lamp"), "--line", "001-0002", "--speed", "0.8"]) == 0
    told = published(shows)
    after = {name: data for name, (data, _) in files(shows / "site").items()}
    assert before.items() <= after.items()
    assert [name for name in told.sent if name.endswith(".mp3")]
    assert sorted(texts(feed_of(shows), "//guid/text()")) == guids


def test_the_guid_of_a_show_stays_when_its_address_changes(shows):
    first = published(shows)
    show = shows / "show.yaml"
    show.write_text(show.read_text("utf-8").replace("shows.example.org", "elsewhere.example.org"), "utf-8")
    told = published(shows)
    assert told.guid == first.guid
    assert [one.guid for one in told.episodes] == [one.guid for one in first.episodes]


def test_an_episode_that_would_come_as_new_is_refused_and_goes_on_with_its_guid(shows):
    guid = next(one.guid for one in published(shows).episodes if one.title == "Summer")
    (shows / "out/ete").rename(shows / "out/moved")
    show = shows / "show.yaml"
    show.write_text(show.read_text("utf-8").replace("out/ete", "out/moved"), "utf-8")
    before = files(shows / "site")
    with pytest.raises(InputError, match=f"guid: {guid}"):
        published(shows)
    assert files(shows / "site") == before
    show.write_text(show.read_text("utf-8").replace("title: Summer", f"title: Summer, guid: {guid}"), "utf-8")
    assert published(shows).sent == ()


def test_an_episode_that_is_away_is_not_dropped_unasked(shows, capsys):
    published(shows)
    before = files(shows / "site")
    show = shows / "show.yaml"
    show.write_text(show.read_text("utf-8").replace("  - out/lamp\n", ""), "utf-8")
    told = ["publish", str(show), "--to", str(shows / "site")]
    assert main(told) == 3
    assert "“The Lamp”" in capsys.readouterr().err
    assert files(shows / "site") == before
    assert main([*told, "--drop"]) == 0
    assert "no longer in the feed: The Lamp" in capsys.readouterr().out
    assert feed_of(shows).count(b"<item>") == 2
    assert before.keys() == files(shows / "site").keys()


def test_a_serial_whose_folder_was_moved_goes_on(shows):
    before = published(shows, "book.yaml")
    (shows / "out/tide").rename(shows / "out/moved")
    book = shows / "book.yaml"
    book.write_text(book.read_text("utf-8").replace("out/tide", "out/moved"), "utf-8")
    with pytest.raises(InputError, match="formerly"):
        published(shows, "book.yaml")
    book.write_text(book.read_text("utf-8").replace("out/moved", "out/moved, formerly: out/tide"), "utf-8")
    told = published(shows, "book.yaml")
    assert told.sent == ()
    assert told.episodes == before.episodes


def test_a_pattern_finds_what_is_finished_and_tells_what_is_not(shows, capsys):
    show = shows / "show.yaml"
    head = show.read_text("utf-8").partition("episodes:")[0]
    show.write_text(f'{head}episodes:\n  - {{production: "out/[lem]*"}}\n', "utf-8")
    record = shows / "out/mill/render.json"
    record.write_text(record.read_text("utf-8").replace('"finished": true', '"finished": false'), "utf-8")
    assert main(["publish", str(show), "--to", str(shows / "site"), "--json"]) == 0
    told, err = capsys.readouterr()
    assert {one["title"] for one in json.loads(told)["episodes"]} == {"The Lamp", "Été, naïve…"}
    assert "out/mill is left out: it is not finished" in err


class _Vanishing(FolderPlace):
    """A folder that goes away after some files."""

    left = 3

    def put(self, asset, cache):
        if self.left == 0:
            raise StageError(f"{self.address}: is away")
        self.left -= 1
        super().put(asset, cache)


def test_a_folder_that_vanishes_half_way_keeps_the_former_feed_and_the_next_run_goes_on(shows):
    published(shows, now=datetime(2026, 11, 8, tzinfo=UTC))
    feed = feed_of(shows)
    with pytest.raises(StageError, match="is away"):
        publish(load_show(shows / "show.yaml"), _Vanishing(shows / "site"), Quiet(), now=LATE)
    assert feed_of(shows) == feed
    there = set(files(shows / "site"))
    assert not there.intersection(published(shows).sent) - {"feed.xml"}
    assert feed_of(shows).count(b"<item>") == 3


def test_a_disk_that_refuses_is_told_and_leaves_nothing_half_written(shows, monkeypatch):
    def full(source, to):
        to.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(places.shutil, "copyfileobj", full)
    with pytest.raises(StageError, match="No space left"):
        published(shows)
    assert not (shows / "site/feed.xml").exists()
    assert not list((shows / "site").glob("*.mp3"))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("explicit: false", "explicit: perhaps", "line 7, explicit"),
        ("author: Dana", "auther: Dana", "Did you mean `author`?"),
        ("Arts > Books", "Arts > Boks", "did you mean 'Books'?"),
        ("https://shows", "ftp://shows", "line 3, address"),
        ("image: cover.png", "image: small.png", "has 200 x 200 pixels"),
        ("image: cover.png", "image: gone.png", "cannot be read"),
        ("out/lamp", "out/nowhere", "episodes[0].production"),
        ("out/lamp", "out/tide", "nothing says on which day tide comes out"),
        ("title: Summer", "date: 2026-11-13 06:00", "lacks the offset"),
        ("title: Summer", "date: yesterday", "is no date"),
        ("title: Summer", "every: fortnight", "is no interval"),
        ("production: out/ete", 'production: "out/*"', "is of one production"),
        ("title: Summer", "preset: acx", "Made with: podcast"),
        ("description: Two", f"description: {'Two ' * 1001}", "Apple takes 4,000 at most"),
        ("out/lamp", "out/ete", "two episodes have"),
    ],
)
def test_a_show_that_cannot_be_published_is_told_by_line_and_field(shows, capsys, before, after, told):
    from PIL import Image

    Image.new("RGB", (200, 200)).save(shows / "small.png")
    show = shows / "show.yaml"
    text = show.read_text("utf-8")
    assert before in text
    show.write_text(text.replace(before, after, 1), "utf-8")
    assert main(["publish", str(show), "--to", str(shows / "site")]) == 3
    assert told in capsys.readouterr().err
    assert not (shows / "site").exists()


def test_a_show_in_a_books_place_is_told_as_one(shows, capsys):
    assert main(["plan", str(shows / "show.yaml")]) == 3
    assert "is a show file, and no book" in capsys.readouterr().err


def test_a_place_that_is_none_is_refused(shows, capsys):
    assert main(["publish", str(shows / "show.yaml"), "--to", "ftp://host/show"]) == 3
    assert "s3://bucket/prefix" in capsys.readouterr().err
    assert main(["publish", str(shows / "show.yaml"), "--to", "s3://"]) == 3
    shutil.copy(shows / "cover.png", shows / "site")
    assert main(["publish", str(shows / "show.yaml"), "--to", str(shows / "site")]) == 3


def test_the_show_files_of_the_page_are_shows(tmp_path):
    page = Path(__file__).parents[2] / "docs" / "feeds.md"
    blocks = re.findall(r"^```yaml\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        (tmp_path / "show.yaml").write_text(block, "utf-8")
        assert load_show(tmp_path / "show.yaml").file.episodes
