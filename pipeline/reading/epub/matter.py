"""What kind of matter a chapter is: by `epub:type`, by landmarks, by its title, by what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from manifests.book import Matter

SPOKEN: frozenset[Matter] = frozenset(
    (
        "chapter",
        "part",
        "dedication",
        "epigraph",
        "foreword",
        "preface",
        "introduction",
        "prologue",
        "epilogue",
        "afterword",
        "conclusion",
    )
)

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

# Titles as books of several languages have them; each must match the whole title.
_BY_TITLE: tuple[tuple[Matter, str], ...] = (
    ("cover", "(front |back )?cover( page| image)?|couverture|portada|cubierta|copertina|capa|umschlag(bild)?|titelbild|"
              "omslag|обложка|封面|表紙|غلاف|الغلاف"),
    ("titlepage", "(half[ -]?)?title ?page|half[ -]?title|titelseite|titelblatt|page de titre|portadilla|frontespizio|"
                  "folha de rosto|titelpagina|титульный лист|扉页|書名頁|书名页|扉"),
    ("contents", "(table of |the )?contents|toc|inhalt(sverzeichnis|sübersicht)?|table des matières|sommaire|índice( general)?|"
                 "tabla de contenidos?|contenidos?|indice( generale)?|sommario|sumário|inhoud(sopgave)?|содержание|оглавление|"
                 "目录|目錄|目次|المحتويات|الفهرس"),
    ("copyright", "(un)?copyrights?( page| notice| information)?|©.*|legal notice|rights|impressum|urheberrecht|"
                  "mentions légales|derechos( de autor)?|créditos|crediti|colofón legal|авторские права|版权(页|信息|声明)?|版權頁?|著作権"),
    ("colophon", "colophon|kolophon|achevé d'imprimer|colofón|colofon|colofão|выходные данные|奥付|奧付"),
    ("imprint", "imprint|publisher'?s? (page|information)|the full project gutenberg license|"
                "project gutenberg(('|’)s|™|tm)?( full)? licen[sc]e"),
    ("index", "(general |subject |name )?index|register|sachregister|personenregister|index des noms|índice (onomástico|alfabético)|"
              "indice (analitico|dei nomi)|указатель|索引"),
    ("advertisement", "(also|other|more|books|novels|works|titles) (books |titles |novels |works )?(by|from|in) .*|also available.*|"
                      "advertisements?|by the same author|du même auteur|praise for.*|(advance )?praise|newsletter.*|"
                      "an excerpt from.*|excerpt|(a )?preview( of.*)?|sneak peek.*|weitere bücher.*|otras obras.*|anzeigen?|publicité|"
                      "what('|’)s next.*|keep reading.*|join .* mailing list|connect with .*|"
                      "discover more.*|другие книги.*|广告"),
    ("bibliography", "(select(ed)? |annotated )?bibliography|works cited|references|further reading|sources|"
                     "literatur(verzeichnis)?|quellen(verzeichnis)?|bibliograph?ie|bibliografía|bibliografia|"
                     "литература|библиография|参考文献|參考文獻"),
    ("notes", "(end|foot)?notes|notes and references|anmerkungen|fu(ß|ss)noten|endnoten|notas( al pie)?|note|notes de bas de page|"
              "voetnoten|noten|noter|примечания|сноски|注释|注釋|註釋|注|脚注|尾注|訳注|الهوامش"),
    ("illustrations", "(list of )?(illustrations|figures|maps|plates|tables|photographs)|frontispiece|abbildungsverzeichnis|"
                      "abbildungen|table des illustrations|(lista|índice) de ilustraciones|插图(目录)?|図版"),
    ("acknowledgements", "acknowledge?ments?|danksagung|dank|remerciements|agradecimientos|ringraziamenti|agradecimentos|"
                         "dankwoord|благодарности|致谢|致謝|謝辞"),
    ("glossary", "glossary( of .*)?|glossar|glossaire|glosario|glossario|词汇表|用語集|глоссарий"),
    ("appendix", "(appendix|anhang|annexe|apéndice|appendice|apêndice|bijlage|приложение|附录|附錄|付録)([ :.-].*|[ivx\\d]*)?|appendices"),
    ("dedication", "dedication|dedicated to.*|widmung|dédicace|dedicatoria|dedica|dedicatória|opdracht|посвящение|献词|獻詞|献辞"),
    ("epigraph", "epigraphs?|épigraphe|epígrafe|epigrafe|motto|эпиграф|题记|題記|题词"),
    ("foreword", "fore?word([ :].*)?|geleitwort|avant-propos|prólogo del editor|woord vooraf|предисловие|序言?|前言|まえがき|はじめに|تمهيد"),
    ("preface", "(the )?(author('|’)?s? |translator('|’)?s? |editor('|’)?s? )?preface([ :].*)?|"
                "(author|translator|editor|transcriber)('|’)?s note|vorwort|préface|prefacio|prefazione|prefácio|voorwoord|自序|مقدمة"),
    ("introduction", "introduct(ion|ory)([ :].*)?|dramatis person(ae|æ)|(list of )?characters|persons of the play|(the )?cast|einleitung|einführung|"
                     "introducción|introduzione|introdução|inleiding|введение|引言|导言|導言|绪论|序論"),
    ("prologue", "prologue?([ :].*)?|prolog|prólogo|prologo|proloog|пролог|楔子|序章|プロローグ"),
    ("epilogue", "epilogue?([ :].*)?|epilog|épilogue|epílogo|epilogo|epiloog|эпилог|尾声|尾聲|終章|エピローグ"),
    ("afterword", "afterword([ :].*)?|postscript|post ?face|nachwort|postface|epílogo del autor|postfazione|posfácio|nawoord|"
                  "послесловие|后记|後記|跋|あとがき"),
    ("conclusion", "conclusions?|schluss(wort)?|schlußwort|conclusión|conclusione|conclusão|slot|заключение|结论|結論"),
    ("other", "about the (author|authors|publisher|translator|editor|book|type)|about .{1,40}press|"
              "(a )?note on the (type|author|text)|(reader'?s?|reading group|book club) guide|discussion questions|"
              "questions for discussion|(über|zum) (den|die|der) autor(in)?|à propos de l('|’)auteur|sobre (el|la|o|a) autora?|"
              "l('|’)autore|об авторе|关于作者|作者简介|作者簡介|著者紹介|back cover|landmarks|back ?matter"),
    ("part", "(part|book|volume|teil|partie|livre|parte|libro|deel|часть|том) ([ivxlc]+|\\d+|\\w+)|第[一二三四五六七八九十百\\d]+[部卷編编篇]"),
)  # fmt: skip
_TITLES = tuple((matter, re.compile(pattern)) for matter, pattern in _BY_TITLE)
_RIGHTS = re.compile(
    r"all rights reserved|©|\(c\) ?\d{4}|copyright \d{4}|\bisbn\b|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos reservados|tutti i diritti riservati|版权所有|版權所有",
    re.IGNORECASE,
)


def by_types(types: Iterable[str]) -> Matter | None:
    """The matter that the values of an `epub:type` say; what is said exactly goes before what is said broadly."""
    known = [value for value in types if value in _BY_TYPE]
    known.sort(key=lambda value: (value in _GENERIC, value == "chapter", value))
    return _BY_TYPE[known[0]] if known else None


def is_generic(types: Iterable[str]) -> bool:
    """Whether an `epub:type` says no more than where in the book the text stands."""
    return all(value in _GENERIC or value not in _BY_TYPE for value in types)


def by_title(title: str) -> Matter | None:
    """The matter that a title names, in one of a dozen languages."""
    plain = " ".join(title.casefold().split()).strip(" .:;-–—*[]()")
    plain = re.sub(r"^(?:[ivxlc]+|\d+)[.:)]\s+", "", plain)
    return next((matter for matter, pattern in _TITLES if pattern.fullmatch(plain)), None)


def by_content(text: str, *, links: int, link_characters: int, pictures: int, first: bool) -> Matter | None:
    """The matter that a whole document looks like, where nobody says it."""
    length = len("".join(text.split()))
    if not length:
        return "cover" if first and pictures else "illustrations" if pictures else None
    if length < 6000 and len(_RIGHTS.findall(text[:6000])) >= (1 if length < 1500 else 2):
        return "copyright"
    if links >= 5 and link_characters > 0.7 * length:
        return "contents"
    return None
