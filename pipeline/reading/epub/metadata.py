"""A book's metadata, from Dublin Core and what refines it (EPUB 3), `opf:` attributes (EPUB 2) and calibre's names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from manifests.book import Creator, Metadata, Series
from pipeline.language.codes import UNDETERMINED, language_tag
from pipeline.reading.descriptions import plain_text
from pipeline.reading.epub.package import Statement

_ROLES = {"author": "aut", "translator": "trl", "illustrator": "ill", "narrator": "nrt", "editor": "edt"}


def read_metadata(statements: Sequence[Statement], fallback_title: str) -> Metadata:
    """Everything that the tags of the finished files want to know."""
    refining: dict[str, list[Statement]] = {}
    for statement in statements:
        if target := statement.attributes.get("refines"):
            refining.setdefault(target.lstrip("#"), []).append(statement)
    reader = _Reader(statements, refining)
    title, subtitle = reader.titles()
    return Metadata(
        title=title or fallback_title,
        subtitle=subtitle,
        creators=tuple(reader.creators()),
        language=reader.language(),
        series=tuple(reader.series()),
        identifiers=tuple(reader.all("identifier")),
        publisher=reader.first("publisher"),
        date=reader.date(),
        description=plain_text(reader.first("description")),
        rights=plain_text(reader.first("rights")),
        subjects=tuple(reader.all("subject")),
    )


class _Reader:
    def __init__(self, statements: Sequence[Statement], refining: dict[str, list[Statement]]) -> None:
        self._statements = statements
        self._refining = refining

    def all(self, name: str) -> list[str]:
        texts = (" ".join(s.text.split()) for s in self._statements if s.name == name and "refines" not in s.attributes)
        return list(dict.fromkeys(text for text in texts if text))

    def first(self, name: str) -> str | None:
        return next((s.text for s in self._statements if s.name == name and s.text), None)

    def refined(self, statement: Statement, property_: str) -> list[str]:
        refining = self._refining.get(statement.attributes.get("id", ""), [])
        return [s.text for s in refining if s.attributes.get("property") == property_ and s.text]

    def meta(self, name: str) -> str | None:
        """The content of an EPUB 2 `<meta name= content=>`."""
        for statement in self._statements:
            if statement.attributes.get("name") == name and statement.attributes.get("content"):
                return statement.attributes["content"]
        return None

    def titles(self) -> tuple[str, str | None]:
        named = [s for s in self._statements if s.name == "title" and s.text]
        kinds = [(" ".join(s.text.split()), (self.refined(s, "title-type") or [""])[0]) for s in named]
        main = next((text for text, kind in kinds if kind == "main"), None)
        main = main or next((text for text, kind in kinds if not kind), None) or (kinds[0][0] if kinds else "")
        return main, next((text for text, kind in kinds if kind == "subtitle" and text != main), None)

    def creators(self) -> list[Creator]:
        people: list[Creator] = []
        for kind, usual in (("creator", "aut"), ("contributor", "ctb")):
            for statement in self._statements:
                if statement.name != kind or not statement.text:
                    continue
                roles = self.refined(statement, "role") or [statement.attributes.get("role", "") or usual]
                for role in roles:
                    code = role.strip().lower().rpartition("/")[2]
                    person = Creator(name=" ".join(statement.text.split()), role=_ROLES.get(code, code))
                    if person not in people:
                        people.append(person)
        return people

    def language(self) -> str:
        """The book's language: the first of several that names one, as a tag; else what is written, for a warning."""
        written = list(self.all("language"))
        return next(filter(None, map(language_tag, written)), written[0] if written else UNDETERMINED)

    def series(self) -> Iterator[Series]:
        collections = [
            s for s in self._statements if s.attributes.get("property") == "belongs-to-collection" and s.text
        ]
        for statement in collections:
            kind = self.refined(statement, "collection-type")
            if not kind or kind[0] == "series":
                number = self.refined(statement, "group-position")
                yield Series(name=statement.text, number=number[0] if number else None)
        if not collections and (name := self.meta("calibre:series")):
            index = self.meta("calibre:series_index")
            yield Series(name=name, number=re.sub(r"\.0+$", "", index) if index else None)

    def date(self) -> str | None:
        dates = [s for s in self._statements if s.name == "date" and s.text]
        for wanted in ("publication", "original-publication", ""):
            for statement in dates:
                if statement.attributes.get("event", "") == wanted:
                    return statement.text
        return dates[0].text if dates else None
