"""What Apple asks of a feed, rule by rule, checked on the feed as it was written.

Source: https://podcasters.apple.com/support/823-podcast-requirements and its pages on RSS elements.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime

from lxml import etree
from lxml.etree import _Element as Element

from manifests.show import MOST_DESCRIPTION_BYTES
from manifests.show_categories import CATEGORIES
from pipeline.feeds.rss import ITUNES

_SOUND = {"audio/mpeg", "audio/x-m4a", "video/mp4", "video/x-m4v", "video/quicktime", "application/pdf"}
_NUMBERED = re.compile(r"^\s*(ep(isode)?\.?\s*\d+|s\d+\s*e\d+|#?\d+\s*[:.–-])", re.IGNORECASE)


def feed_faults(feed: bytes) -> tuple[str, ...]:
    """Everything that Apple would refuse, in sentences; none for a feed that it takes."""
    root = etree.fromstring(feed)
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        return ("it is no RSS 2.0",)
    return tuple(fault for rule in RULES for fault in rule(channel))


def feed_hints(feed: bytes) -> tuple[str, ...]:
    """What Apple, or the podcast namespace, advises against."""
    root = etree.fromstring(feed)
    titles = [item.findtext("title") or "" for item in root.iter("item")]
    numbered = (
        f"“{title}”: Apple asks for titles without the episode's number, which has an element of its own"
        for title in titles
        if _NUMBERED.match(title)
    )
    plain = any(one.get("url", "").startswith("http:") for one in root.iter("enclosure"))
    return (*numbered, *(["the addresses begin with http: apps ask for https"] if plain else []))


def _has_what_a_show_needs(channel: Element) -> Iterator[str]:
    for name in ("title", "description", "language"):
        if not (channel.findtext(name) or "").strip():
            yield f"the show has no {name}"
    for name in ("image", "category", "explicit"):
        if channel.find(_itunes(name)) is None:
            yield f"the show has no itunes:{name}"


def _has_episodes(channel: Element) -> Iterator[str]:
    if channel.find("item") is None:
        yield "the show has no episode yet: a feed has one at least"


def _has_what_an_episode_needs(channel: Element) -> Iterator[str]:
    for title, item in _items(channel):
        for name in ("title", "guid", "pubDate"):
            if not (item.findtext(name) or "").strip():
                yield f"{title}: has no {name}"
        enclosure = item.find("enclosure")
        if enclosure is None:
            yield f"{title}: has no enclosure"
            continue
        if not re.match(r"https?://\S+\.\w+\Z", enclosure.get("url", "")):
            yield f"{title}: its enclosure's address is none, or tells no kind of file"
        if not enclosure.get("length", "").isdecimal() or int(enclosure.get("length", "0")) < 1:
            yield f"{title}: its enclosure has no length"
        if enclosure.get("type") not in _SOUND:
            yield f"{title}: {enclosure.get('type')} is no kind of sound that Apple plays"


def _nothing_comes_twice(channel: Element) -> Iterator[str]:
    guids = Counter(item.findtext("guid") or "" for _, item in _items(channel))
    addresses = Counter(one.get("url", "") for one in channel.iter("enclosure"))
    yield from (f"two episodes have the guid {guid}: the second would be ignored" for guid in _repeated(guids))
    yield from (f"two episodes have one enclosure: {address}" for address in _repeated(addresses))


def _descriptions_are_short(channel: Element) -> Iterator[str]:
    for title, parent in (("the show", channel), *_items(channel)):
        size = len((parent.findtext("description") or "").encode())
        if size > MOST_DESCRIPTION_BYTES:
            yield f"{title}: the description has {size:,} bytes, at most {MOST_DESCRIPTION_BYTES:,} are taken"


def _categories_are_apples(channel: Element) -> Iterator[str]:
    for one in channel.findall(_itunes("category")):
        name = one.get("text", "")
        parts = [part.get("text", "") for part in one]
        if name not in CATEGORIES or any(part not in CATEGORIES[name] for part in parts):
            yield f"{' > '.join([name, *parts])} is no category of Apple's"


def _values_are_legal(channel: Element) -> Iterator[str]:
    allowed = {"explicit": {"true", "false"}, "type": {"episodic", "serial"}, "complete": {"Yes"}}
    allowed |= {"episodeType": {"full", "trailer", "bonus"}}
    for name, values in allowed.items():
        for one in channel.iter(_itunes(name)):
            if one.text not in values:
                yield f"itunes:{name} is {one.text!r}, allowed are {', '.join(sorted(values))}"
    for name in ("season", "episode", "duration"):
        for one in channel.iter(_itunes(name)):
            if not (one.text or "").isdecimal() or int(one.text or 0) < 1:
                yield f"itunes:{name} is {one.text!r}, allowed are whole numbers from 1"


def _dates_are_rfc_2822(channel: Element) -> Iterator[str]:
    for title, item in _items(channel):
        text = item.findtext("pubDate") or ""
        try:
            zoned = parsedate_to_datetime(text).tzinfo is not None
        except ValueError:
            zoned = False
        if not zoned:
            yield f"{title}: {text!r} is no date of RFC 2822"


def _seasons_are_numbered(channel: Element) -> Iterator[str]:
    if channel.findtext(_itunes("type")) != "serial":
        return
    for title, item in _items(channel):
        if item.findtext(_itunes("episodeType")) == "full" and item.find(_itunes("episode")) is None:
            yield f"{title}: has no number, which episodes of a serial need"


RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    _has_what_a_show_needs,
    _has_episodes,
    _has_what_an_episode_needs,
    _nothing_comes_twice,
    _descriptions_are_short,
    _categories_are_apples,
    _values_are_legal,
    _dates_are_rfc_2822,
    _seasons_are_numbered,
)


def _items(channel: Element) -> Iterator[tuple[str, Element]]:
    """Items, each with what it is called in a message."""
    return ((f"“{item.findtext('title') or 'untitled'}”", item) for item in channel.iter("item"))


def _itunes(name: str) -> str:
    return f"{{{ITUNES}}}{name}"


def _repeated(counts: Counter[str]) -> list[str]:
    return [text for text, count in counts.items() if text and count > 1]
