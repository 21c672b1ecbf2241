"""The feed that is published already: what listeners have of the show, which a new one may not take back unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from manifests.errors import InputError
from manifests.show import Show
from pipeline.feeds.episodes import Episode
from pipeline.feeds.rss import PODCAST


@dataclass(frozen=True, slots=True)
class FormerItem:
    """An episode as it was published."""

    guid: str
    title: str
    enclosure: str


@dataclass(frozen=True, slots=True)
class FormerFeed:
    """The show's guid, where it had one, and its episodes."""

    guid: str | None = None
    items: tuple[FormerItem, ...] = ()


def read_former(feed: bytes | None) -> FormerFeed:
    """What a feed holds; nothing where there is none, or what lies there is no feed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(feed or b"", parser)
    except etree.XMLSyntaxError:
        return FormerFeed()
    items = (
        FormerItem(item.findtext("guid") or "", item.findtext("title") or "", enclosure.get("url", ""))
        for item in root.iter("item")
        if (enclosure := item.find("enclosure")) is not None
    )
    return FormerFeed(root.findtext(f"channel/{{{PODCAST}}}guid"), tuple(items))


def check_against(former: FormerFeed, show: Show, episodes: Sequence[Episode], *, drop: bool) -> tuple[str, ...]:
    """Return the titles of published episodes that go; raises InputError where none may, or one would come once more.

    `drop` lets them go.
    """
    guids, known = {one.guid for one in episodes}, {one.enclosure: one.guid for one in former.items}
    for episode in episodes:
        before = known.get(show.address_of(episode.sound.name))
        if before is not None and before not in guids:
            raise InputError(
                f"“{episode.title}” would come to all listeners once more: it was published with another guid",
                path=show.path,
                remedy="Was its folder moved? Say in its entry where it was (`formerly: out/…`), "
                f"or what the episode is known by (`guid: {before}`).",
            )
    gone = tuple(one.title for one in former.items if one.guid not in guids)
    if gone and not drop:
        told = ", ".join(f"“{title}”" for title in gone[:5]) + (f" and {len(gone) - 5} more" if len(gone) > 5 else "")
        raise InputError(
            f"the feed has episodes that the show has no more: {told}",
            path=show.path,
            remedy="Is a folder away, or a date later than it was? --drop lets them go.",
        )
    return gone
