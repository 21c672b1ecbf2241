"""Read the head of a script as metadata: YAML between two `---` lines, or a Fountain title page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from manifests.book import Cover, Creator, Metadata, Series
from manifests.errors import InputError
from manifests.files import is_special
from manifests.roots import check_allowed
from manifests.yaml_files import YamlDocument
from pipeline.language.codes import UNDETERMINED, language_tag
from pipeline.reading.descriptions import plain_text
from pipeline.reading.pictures import KNOWN, media_type_of
from pipeline.reading.sound_cues import TableFields, is_table_field

MAX_COVER_BYTES = 20_000_000
_BESIDE = "Name a picture beside the script."

_CREATORS = {
    "author": "aut", "authors": "aut", "creator": "aut", "by": "aut", "narrator": "nrt", "narrators": "nrt",
    "read by": "nrt", "translator": "trl", "translators": "trl", "illustrator": "ill", "illustrators": "ill",
    "editor": "edt", "editors": "edt", "host": "hst", "hosts": "hst",
}  # fmt: skip
_TEXTS = {
    "title": "title", "subtitle": "subtitle", "publisher": "publisher", "date": "date", "rights": "rights",
    "copyright": "rights", "cast": "cast", "preset": "preset", "corrections": "corrections",
}  # fmt: skip
_LISTS = {"subject": "subjects", "subjects": "subjects", "tags": "subjects", "keywords": "subjects",
          "identifier": "identifiers", "identifiers": "identifiers", "isbn": "identifiers"}  # fmt: skip


@dataclass(slots=True)
class Head:
    """Metadata as the head of a file gives it. `title` is empty where it gives none."""

    title: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    creators: list[Creator] = field(default_factory=list)
    cover: Cover | None = None
    warnings: list[str] = field(default_factory=list)
    sounds: TableFields = field(default_factory=TableFields)

    def metadata(self, title: str) -> Metadata:
        """The book's metadata; `title` stands in for a missing one. A language that it does not say is undetermined."""
        fields = {"language": UNDETERMINED} | self.fields
        return Metadata(title=self.title or title, creators=tuple(self.creators), **fields)


def head_of(document: YamlDocument, path: Path) -> Head:
    """The front matter's fields, checked; an unknown field is a warning, a wrong value an InputError."""
    head = Head()
    if not isinstance(document.data, dict):
        raise InputError("the front matter should hold `field: value` lines", path=path, place="line 2")
    fields = {name: name.strip().lower().replace("_", " ").replace("-", " ") for name in document.data}
    for name, value in document.data.items():
        place = f"line {document.lines.get((name,), 1)}, {name}"
        # Others say `intro` of a text: it is a sound's name only beside a table of sounds.
        if is_table_field(fields[name]) and "sounds" in fields.values():
            head.sounds.take(fields[name], value, document, name)
        else:
            _Field(head, path, place, fields[name], value).take()
    number = head.fields.pop("series number", None)
    series = head.fields.get("series")
    if number is not None and series:
        head.fields["series"] = (Series(name=series[0].name, number=str(number)), *series[1:])
    return head


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a front matter and where it goes."""

    head: Head
    path: Path
    place: str
    name: str
    value: Any

    def take(self) -> None:
        name, fields = self.name, self.head.fields
        if self.value is None:
            return
        if name == "title":
            self.head.title = self._text()
        elif name in ("description", "summary"):
            fields["description"] = plain_text(self._text())
        elif name in _TEXTS:
            fields[_TEXTS[name]] = self._text()
        elif name in _CREATORS:
            self._creators()
        elif name in _LISTS:
            fields[_LISTS[name]] = (*fields.get(_LISTS[name], ()), *self._texts())
        elif name in ("language", "lang"):
            fields["language"] = self._language()
        elif name == "kind":
            fields["kind"] = self._kind()
        elif name in ("episode", "season"):
            fields[name] = self._number()
        elif name in ("series", "show"):
            fields["series"] = self._series()
        elif name in ("series number", "volume", "part"):
            fields["series number"] = self._text()
        elif name == "cover":
            self.head.cover = read_cover(self.path, self._text(), self.place)
        else:
            self.head.warnings.append(f"{self.path.name}, {self.place}: this field is not known and was passed over")

    def _wrong(self, message: str, remedy: str) -> InputError:
        return InputError(message, path=self.path, place=self.place, remedy=remedy)

    def _text(self) -> str:
        if isinstance(self.value, str | int | float) and not isinstance(self.value, bool) and str(self.value).strip():
            return " ".join(str(self.value).split())
        raise self._wrong("should be text", f"Write `{self.name}: words` on one line.")

    def _texts(self) -> tuple[str, ...]:
        values = self.value if isinstance(self.value, list) else [self.value]
        return tuple(_Field(self.head, self.path, self.place, self.name, value)._text() for value in values)

    def _creators(self) -> None:
        for value in self.value if isinstance(self.value, list) else [self.value]:
            role = _CREATORS[self.name]
            if isinstance(value, dict):
                role = str(value.get("role") or role)
                value = value.get("name")
            name = _Field(self.head, self.path, self.place, self.name, value)._text()
            self.head.creators.append(Creator(name=name, role=role))

    def _language(self) -> str:
        code = self._text()
        if (tag := language_tag(code)) or code.lower() == UNDETERMINED:
            return tag or UNDETERMINED
        raise self._wrong(f"{code!r} is no language code", "Write a code such as `en`, `en-GB` or `zh-CN`.")

    def _kind(self) -> str:
        kind = self._text().lower()
        if kind in ("book", "podcast"):
            return kind
        raise self._wrong(f"{kind!r} is no kind of production", "Write `kind: book` or `kind: podcast`.")

    def _number(self) -> int:
        value = self.value
        if isinstance(value, str) and value.strip().isdecimal() and len(value) < 9:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise self._wrong("should be a whole number", f"Write `{self.name}: 4`.")

    def _series(self) -> tuple[Series, ...]:
        values = self.value if isinstance(self.value, list) else [self.value]
        return tuple(_Field(self.head, self.path, self.place, self.name, value)._one_series() for value in values)

    def _one_series(self) -> Series:
        if isinstance(self.value, dict):
            name, number = self.value.get("name") or self.value.get("title"), self.value.get("number")
            series_name = _Field(self.head, self.path, self.place, "name", name)._text()
            return Series(name=series_name, number=None if number is None else str(number))
        return Series(name=self._text())


def read_cover(path: Path, name: str, place: str) -> Cover:
    """The picture `name` that lies beside, or in a folder beside, the script at `path`."""
    folder = path.parent.resolve()
    try:
        picture = (folder / name).resolve()
        inside = picture.is_relative_to(folder)
    except (OSError, ValueError) as error:
        raise InputError(f"the cover {name!r} cannot be read", path=path, place=place, remedy=_BESIDE) from error
    if not inside:
        raise InputError("the cover lies outside the script's folder", path=path, place=place, remedy="Copy it there.")
    return cover_in(picture, name=name, path=path, place=place)


def cover_in(picture: Path, *, name: str, path: Path | str, place: str) -> Cover:
    """The picture of a file; raises InputError at `path` and `place`, where it was named."""
    check_allowed(picture)
    try:
        if is_special(picture):
            raise ValueError("a pipe or a device")
        with picture.open("rb") as file:
            data = file.read(MAX_COVER_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"the cover {name!r} cannot be read", path=path, place=place, remedy=_BESIDE) from error
    media_type = media_type_of(data)
    if media_type is None or len(data) > MAX_COVER_BYTES:
        remedy = f"Save it as one, of at most {MAX_COVER_BYTES // 1_000_000} MB."
        raise InputError(f"the cover {name!r} is no picture ({KNOWN})", path=path, place=place, remedy=remedy)
    return Cover(media_type=media_type, data=data)
