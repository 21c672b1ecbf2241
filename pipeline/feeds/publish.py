"""Publish a show: whatever the feed points to first, the feed last. Run again, it sends what is not there yet.

show.yaml ─▶ productions ─▶ deliver/podcast ─▶ episodes ─▶ feed ─▶ Apple's rules ─▶ files sent ─▶ feed sent
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from manifests.errors import InputError
from manifests.files import Record
from manifests.show import Show
from pipeline.feeds.apple_rules import feed_faults, feed_hints
from pipeline.feeds.artwork import show_artwork
from pipeline.feeds.assets import Asset
from pipeline.feeds.episodes import Episode, episodes_of
from pipeline.feeds.former import check_against, read_former
from pipeline.feeds.places import Place
from pipeline.feeds.rss import FEED, rss, show_guid
from pipeline.progress import Progress

KEPT_FOR_EVER = "public, max-age=31536000, immutable"
KEPT_SHORTLY = "public, max-age=300"


class PublishedEpisode(Record):
    """An episode as the feed tells it."""

    guid: str
    title: str
    published: str
    enclosure: str


class Published(Record):
    """What was published: where the feed is, the show's guid, the episodes in it, and what of it is new there.

    `waiting` are episodes whose day has not come. Without `sent` nothing had changed.
    """

    feed: str
    place: str
    guid: str
    episodes: tuple[PublishedEpisode, ...]
    waiting: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def publish(
    show: Show, place: Place, progress: Progress, *, drop: bool = False, now: datetime | None = None
) -> Published:
    """Publish a show to a place, as it is at `now`. `drop` lets published episodes go that it has no more.

    Raises InputError before anything is sent where the show cannot be published, StageError where the place is away:
    the feed there is the former one then, and the next run goes on.
    """
    moment = now or datetime.now(UTC)
    there = place.read(FEED)
    former = read_former(there)
    guid = show.file.guid or former.guid or show_guid(show.address_of(FEED))
    artwork, everything = show_artwork(show), episodes_of(show, guid, progress)
    episodes = [one for one in everything if one.published <= moment]
    feed = rss(show, guid, artwork, episodes)
    _check(show, feed)
    gone = check_against(former, show, episodes, drop=drop)
    sent = _sent(place, [artwork, *(one for episode in episodes for one in episode.assets)], progress)
    if feed != there:
        place.put(Asset(FEED, feed, len(feed)), KEPT_SHORTLY)
        sent += (FEED,)
    return Published(
        feed=show.address_of(FEED),
        place=place.address,
        guid=guid,
        episodes=tuple(_told(show, one) for one in episodes),
        waiting=tuple(f"{one.published:%Y-%m-%d %H:%M %Z} {one.title}" for one in everything if one.published > moment),
        sent=sent,
        notices=(*feed_hints(feed), *(f"no longer in the feed: {one}" for one in gone)),
    )


def _check(show: Show, feed: bytes) -> None:
    """Raise InputError where Apple would refuse the feed."""
    if faults := feed_faults(feed):
        told = "\n  ".join(faults)
        raise InputError(f"Apple would refuse the feed:\n  {told}", path=show.path, remedy="Nothing was published.")


def _sent(place: Place, assets: Sequence[Asset], progress: Progress) -> tuple[str, ...]:
    """Send what is not there. Names hold hashes, so what is there is the same."""
    lacking = [one for one in {one.name: one for one in assets}.values() if not place.has(one)]
    progress.stage("publish", sum(one.bytes for one in lacking) / 1e6, "MB")
    for one in lacking:
        place.put(one, KEPT_FOR_EVER)
        progress.advance(one.bytes / 1e6, one.name)
    return tuple(one.name for one in lacking)


def _told(show: Show, episode: Episode) -> PublishedEpisode:
    return PublishedEpisode(
        guid=episode.guid,
        title=episode.title,
        published=episode.published.isoformat(),
        enclosure=show.address_of(episode.sound.name),
    )
