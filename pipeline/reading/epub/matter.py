"""What kind of matter a chapter is: by `epub:type` and landmarks, and by what it holds. (By its title: `titles`.)"""

from __future__ import annotations

from collections.abc import Iterable

from manifests.book import Matter

_BY_TYPE: dict[str, Matter] = {
    "cover": "cover",
    "cover-page": "cover",
    "coverpage": "cover",
    "titlepage": "titlepage",
    "title-page": "titlepage",
    "halftitlepage": "titlepage",
    "halftitle": "titlepage",
    "toc": "contents",
    "toc-brief": "contents",
    "landmarks": "contents",
    "page-list": "contents",
    "copyright-page": "copyright",
    "copyright": "copyright",
    "colophon": "colophon",
    "imprint": "imprint",
    "imprimatur": "imprint",
    "index": "index",
    "index-group": "index",
    "bibliography": "bibliography",
    "z3998:bibliography": "bibliography",
    "footnotes": "notes",
    "endnotes": "notes",
    "rearnotes": "notes",
    "notes": "notes",
    "loi": "illustrations",
    "lot": "illustrations",
    "loa": "illustrations",
    "lov": "illustrations",
    "z3998:frontispiece": "illustrations",
    "frontispiece": "illustrations",
    "acknowledgments": "acknowledgements",
    "acknowledgements": "acknowledgements",
    "contributors": "other",
    "other-credits": "other",
    "errata": "other",
    "seriespage": "advertisement",
    "z3998:other-credits": "other",
    "z3998:publisher-promo": "advertisement",
    "z3998:promotional-copy": "advertisement",
    "z3998:dramatis-personae": "introduction",
    "glossary": "glossary",
    "appendix": "appendix",
    "dedication": "dedication",
    "epigraph": "epigraph",
    "foreword": "foreword",
    "preface": "preface",
    "preamble": "preface",
    "introduction": "introduction",
    "prologue": "prologue",
    "epilogue": "epilogue",
    "afterword": "afterword",
    "z3998:translators-note": "preface",
    "conclusion": "conclusion",
    "volume": "part",
    "part": "part",
    "division": "part",
    "chapter": "chapter",
    "text": "chapter",
    "bodymatter": "chapter",
}
_GENERIC = frozenset(("text", "bodymatter", "division", "volume"))


def by_types(types: Iterable[str]) -> Matter | None:
    """The matter that the values of an `epub:type` say; what is said exactly goes before what is said broadly."""
    known = [value for value in types if value in _BY_TYPE]
    known.sort(key=lambda value: (value in _GENERIC, value == "chapter", value))
    return _BY_TYPE[known[0]] if known else None


def is_generic(types: Iterable[str]) -> bool:
    """Whether an `epub:type` says no more than where in the book the text stands."""
    return all(value in _GENERIC or value not in _BY_TYPE for value in types)


def by_content(length: int, *, links: int, link_characters: int, pictures: int, first: bool) -> Matter | None:
    """The matter that a whole document of `length` characters looks like, where nobody says it."""
    if not length:
        return "cover" if first and pictures else "illustrations" if pictures else None
    return "contents" if links >= 5 and link_characters > 0.7 * length else None
