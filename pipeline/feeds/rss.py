"""A show and its episodes as RSS 2.0, with the elements of Apple and of the podcast namespace.

Apple: https://podcasters.apple.com/support/823-podcast-requirements. Namespace: https://podcastindex.org/namespace/1.0.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree
from lxml.etree import _Element as Element

from manifests.show import Show, ShowPerson
from pipeline.feeds.assets import Asset
from pipeline.feeds.episodes import Episode
from pipeline.packaging.tags import SYNTHETIC

FEED = "feed.xml"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
_PREFIXES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM}

_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace's own, for the guids of shows."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold."""


def show_guid(feed_address: str) -> str:
    """The guid of a show that is first found at this address: a UUIDv5 of it without scheme and trailing slashes."""
    return str(uuid.uuid5(_GUIDS, feed_address.partition("://")[2].rstrip("/")))


def rss(show: Show, guid: str, artwork: Asset, episodes: Sequence[Episode]) -> bytes:
    """The feed's bytes: the same for the same show, whenever it is made. `episodes` come oldest first."""
    file = show.file
    root = etree.Element("rss", version="2.0", nsmap=_PREFIXES)
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", file.title)
    _add(channel, "link", file.link or file.address)
    _add(channel, "atom:link", href=show.address_of(FEED), rel="self", type="application/rss+xml")
    _add(channel, "language", file.language)
    _add(channel, "description", f"{file.description.strip()}\n\n{SYNTHETIC}")
    _add(channel, "generator", "bookcast")
    if file.copyright:
        _add(channel, "copyright", file.copyright)
    if episodes:
        # The time of the last change is the content's, not the run's: else every run would change the feed.
        _add(channel, "lastBuildDate", _date(max(one.published for one in episodes)))
    _apple(channel, show, artwork)
    _namespace(channel, show, guid)
    for episode in episodes if file.type == "serial" else reversed(episodes):
        _item(channel, show, episode)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _apple(channel: Element, show: Show, artwork: Asset) -> None:
    """Apple's elements of a show."""
    file = show.file
    _add(channel, "itunes:image", href=show.address_of(artwork.name))
    if file.author:
        _add(channel, "itunes:author", file.author)
    if file.owner:
        owner = _add(channel, "itunes:owner")
        _add(owner, "itunes:name", file.owner.name)
        _add(owner, "itunes:email", file.owner.email)
    for name, part in file.categories:
        category = _add(channel, "itunes:category", text=name)
        if part:
            _add(category, "itunes:category", text=part)
    _add(channel, "itunes:explicit", _yes(file.explicit))
    _add(channel, "itunes:type", file.type)
    if file.complete:
        _add(channel, "itunes:complete", "Yes")


def _namespace(channel: Element, show: Show, guid: str) -> None:
    """The podcast namespace's elements of a show."""
    file = show.file
    _add(channel, "podcast:guid", guid)
    _add(channel, "podcast:medium", file.medium)
    if file.locked is not None:
        owner = {"owner": file.owner.email} if file.owner else {}
        _add(channel, "podcast:locked", "yes" if file.locked else "no", **owner)
    if file.license:
        _add(channel, "podcast:license", file.license)
    _people(channel, file.people)
    _made_by_machine(channel)


def _item(channel: Element, show: Show, episode: Episode) -> None:
    item = etree.SubElement(channel, "item")
    sound = episode.sound
    _add(item, "title", episode.title)
    _add(item, "description", episode.description)
    _add(item, "enclosure", url=show.address_of(sound.name), length=str(sound.bytes), type=sound.media_type)
    _add(item, "guid", episode.guid, isPermaLink="false")
    _add(item, "pubDate", _date(episode.published))
    _add(item, "itunes:duration", str(max(1, round(episode.seconds))))
    _add(item, "itunes:episodeType", episode.kind)
    if episode.explicit is not None:
        _add(item, "itunes:explicit", _yes(episode.explicit))
    if episode.image:
        _add(item, "itunes:image", href=show.address_of(episode.image.name))
    for name, number in (("season", episode.season), ("episode", episode.number)):
        if number is not None:
            _add(item, f"itunes:{name}", str(number))
            _add(item, f"podcast:{name}", str(number))
    for transcript in episode.transcripts:
        address = show.address_of(transcript.name)
        _add(item, "podcast:transcript", url=address, type=transcript.media_type, language=episode.language)
    if episode.chapters:
        _add(item, "podcast:chapters", url=show.address_of(episode.chapters.name), type=episode.chapters.media_type)
    _people(item, episode.people)
    _made_by_machine(item)


def _people(parent: Element, people: Sequence[ShowPerson]) -> None:
    for one in people:
        links = {name: value for name, value in (("href", one.href), ("img", one.img)) if value}
        _add(parent, "podcast:person", one.name, role=one.role, group=one.group, **links)


def _made_by_machine(parent: Element) -> None:
    """A synthetic voice performs."""
    _add(parent, "podcast:txt", "true", purpose="ai-content")


def _add(parent: Element, name: str, content: str | None = None, **attributes: str) -> Element:
    """A child, its name with its prefix."""
    prefix, _, local = name.rpartition(":")
    child = etree.SubElement(parent, f"{{{_PREFIXES[prefix]}}}{local}" if prefix else local)
    for attribute, value in attributes.items():
        child.set(attribute, _NOT_XML.sub("", value))
    if content is not None:
        child.text = _NOT_XML.sub("", content)
    return child


def _date(moment: datetime) -> str:
    """RFC 2822, which is all that some directories read."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0))


def _yes(value: bool) -> str:
    return "true" if value else "false"
