"""A show as a person describes it: `show.yaml`, from which its feed is made. docs/feeds.md is its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from manifests.errors import InputError
from manifests.files import Record
from manifests.show_categories import category
from manifests.yaml_files import WrittenDocument, read_yaml, validated

MOST_DESCRIPTION_BYTES = 4000
_EVERY = re.compile(r"(\d{1,4})\s*(second|minute|hour|day|week)s?\Z")


def _moment(value: Any) -> datetime:
    """A day (its first moment in UTC), or a day and a time with its offset."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("is no date: write 2026-12-04, or 2026-12-04T06:00:00+01:00") from None
    if moment.tzinfo is None:
        if len(str(value)) > len("2026-12-04"):
            raise ValueError("lacks the offset from UTC: write 2026-12-04T06:00:00+01:00")
        moment = moment.replace(tzinfo=UTC)
    return moment


def _interval(value: Any) -> timedelta:
    found = _EVERY.match(str(value).strip())
    if found is None or not int(found[1]):
        raise ValueError("is no interval: write `1 week`, `2 days` or `12 hours`")
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _short_enough(text: str) -> str:
    size = len(text.encode())
    if size > MOST_DESCRIPTION_BYTES:
        raise ValueError(f"is {size:,} bytes long: Apple takes {MOST_DESCRIPTION_BYTES:,} at most")
    return text


Text = Annotated[str, Field(min_length=1)]
Address = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")]
Description = Annotated[str, Field(min_length=1), AfterValidator(_short_enough)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Interval = Annotated[timedelta, BeforeValidator(_interval)]
Category = Annotated[tuple[str, str | None], BeforeValidator(lambda value: category(str(value)))]


class ShowPerson(Record):
    """Somebody who is heard or at work; role and group are of https://github.com/Podcastindex-org/podcast-namespace."""

    name: Text
    role: Text = "host"
    group: Text = "cast"
    href: Address | None = None
    img: Address | None = None


class ShowOwner(Record):
    """Whom directories write to."""

    name: Text
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]


class ShowEntry(Record):
    """A production whose episodes are in the show; a pattern (`out/*`) stands for all that are finished there.

    What is not said is as the production tells it. A production of several MP3s gives an episode for each, the first
    on `date`, each later one by `every`. `guid` is what apps know the episode by; it is made of the folder's path, or
    of the one it had `formerly`, where it was moved since it was published.
    """

    production: Text
    preset: Text | None = None
    title: Text | None = None
    description: Description | None = None
    date: Moment | None = None
    every: Interval | None = None
    season: int | None = Field(None, ge=1)
    episode: int | None = Field(None, ge=1)
    kind: Literal["full", "trailer", "bonus"] = "full"
    explicit: bool | None = None
    people: tuple[ShowPerson, ...] | None = None
    guid: Text | None = None
    formerly: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _text_is_production(cls, fields: Any) -> Any:
        return {"production": fields} if isinstance(fields, str) else fields

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for any number of productions."""
        return any(sign in self.production for sign in "*?[")

    @model_validator(mode="after")
    def _one_of_a_pattern(self) -> ShowEntry:
        said = [name for name in ("title", "date", "episode", "guid", "formerly") if getattr(self, name) is not None]
        if self.is_pattern and said:
            raise ValueError(f"`{said[0]}` is of one production, and {self.production!r} may find several")
        return self


class ShowFile(Record):
    """What a person writes. `address` is where the folder that is published can be fetched from.

    `guid` is what directories know the show by, made of the address where it is not said.
    """

    title: Text
    description: Description
    address: Address
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    image: Text
    categories: tuple[Category, ...] = Field(min_length=1)
    explicit: bool
    link: Address | None = None
    author: Text | None = None
    owner: ShowOwner | None = None
    type: Literal["episodic", "serial"] = "episodic"
    medium: Literal["podcast", "audiobook"] = "podcast"
    copyright: Text | None = None
    license: Text | None = None
    locked: bool | None = None
    complete: bool = False
    guid: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")] | None = None
    people: tuple[ShowPerson, ...] = ()
    episodes: tuple[ShowEntry, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Show:
    """A show file as read; paths in it start at its folder."""

    file: ShowFile
    path: Path
    document: WrittenDocument

    @property
    def folder(self) -> Path:
        """Where the file lies."""
        return self.path.parent

    def address_of(self, name: str) -> str:
        """Where a published file can be fetched from."""
        return f"{self.file.address.rstrip('/')}/{name}"

    def refusal(self, location: tuple[str | int, ...], problem: str, remedy: str) -> InputError:
        """The error for what stands at a place of the file."""
        return InputError(problem, path=self.path, place=self.document.place_of(location), remedy=remedy)


def load_show(path: Path) -> Show:
    """The show at `path`. Raises InputError naming line, field and remedy; productions are not looked for."""
    document = read_yaml(path)
    if document.data == {}:
        raise InputError("is empty", path=path, remedy="docs/feeds.md shows what a show file holds.")
    return Show(validated(ShowFile, document), path.absolute(), document)
