"""A show in an S3-speaking server on the loopback: media first, the feed last, with media types, and nothing twice."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import feedparser
import pytest

from manifests.errors import StageError
from manifests.show import load_show
from pipeline.cli import main
from pipeline.feeds.places import open_place
from pipeline.feeds.publish import publish
from pipeline.progress import Quiet

s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")


def stored(bucket: Any) -> dict[str, str]:
    """Each object's name and time."""
    return {
        name.rpartition("/")[2]: str(bucket.info(name)["LastModified"]) for name in bucket.find(f"{bucket.name}/show")
    }


def test_a_show_is_published_to_a_bucket_and_a_second_run_sends_nothing(shows, bucket, capsys):
    told = ["publish", str(shows / "show.yaml"), "--to", f"s3://{bucket.name}/show"]
    assert main(told) == 0
    assert "3 episodes, 17 files sent" in capsys.readouterr().out
    before = stored(bucket)
    assert main(told) == 0
    assert "3 episodes, nothing has changed" in capsys.readouterr().out
    assert stored(bucket) == before
    parsed = feedparser.parse(io.BytesIO(bucket.cat_file(f"{bucket.name}/show/feed.xml")))
    assert parsed.bozo == 0
    for entry in parsed.entries:
        name = entry.enclosures[0].href.rpartition("/")[2]
        assert bucket.info(f"{bucket.name}/show/{name}")["size"] == int(entry.enclosures[0].length)
    endings = {name: name.partition(".")[2] for name in before}
    types = {endings[name]: bucket.info(f"{bucket.name}/show/{name}")["ContentType"] for name in before}
    assert types == {
        "mp3": "audio/mpeg",
        "vtt": "text/vtt",
        "srt": "application/x-subrip",
        "json": "application/json",
        "chapters.json": "application/json+chapters",
        "jpg": "image/jpeg",
        "xml": "application/rss+xml",
    }


def test_the_same_show_is_the_same_in_a_folder_and_in_a_bucket(shows, bucket):
    show = load_show(shows / "show.yaml")
    publish(show, open_place(f"s3://{bucket.name}/show"), Quiet())
    publish(show, open_place(str(shows / "site")), Quiet())
    there = {path.name: path.read_bytes() for path in (shows / "site").iterdir()}
    assert {name: bucket.cat_file(f"{bucket.name}/show/{name}") for name in stored(bucket)} == there


def test_a_store_that_vanishes_half_way_is_told_and_the_next_run_finishes(shows, bucket, monkeypatch, capsys):
    show, address = shows / "show.yaml", f"s3://{bucket.name}/show"
    place = open_place(address)
    sent: list[str] = []
    put = type(place).put

    def vanishing(self, asset, cache):
        if len(sent) == 4:
            self._fs = s3fs.S3FileSystem(
                endpoint_url="http://127.0.0.1:9",
                skip_instance_cache=True,
                config_kwargs={"retries": {"max_attempts": 0}},
            )
            self._fs.retries = 1
        put(self, asset, cache)
        sent.append(asset.name)

    monkeypatch.setattr(type(place), "put", vanishing)
    assert main(["publish", str(show), "--to", address]) == 4
    assert "the store cannot be reached" in capsys.readouterr().err
    assert set(stored(bucket)) == set(sent)
    assert "feed.xml" not in sent
    monkeypatch.undo()
    for name, value in (
        ("AWS_ENDPOINT_URL", bucket.endpoint_url),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ):
        monkeypatch.setenv(name, value)
    told = publish(load_show(show), open_place(address), Quiet())
    assert not set(told.sent).intersection(sent)
    assert told.sent[-1] == "feed.xml"
    assert len(stored(bucket)) == 17


def test_a_bucket_that_is_not_there_is_told(shows, bucket):
    with pytest.raises(StageError, match="the store refuses"):
        publish(load_show(shows / "show.yaml"), open_place("s3://no-such-bucket-here/show"), Quiet())


def test_nothing_of_fsspec_is_loaded_for_a_folder():
    import subprocess
    import sys

    code = "import sys, pipeline.feeds.places; sys.exit('fsspec' in sys.modules or 's3fs' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
