"""Titles as books of a dozen languages have them, and the matter that each names.

Each pattern must match a whole title, case-folded, without numbers and punctuation around it.
"""

from __future__ import annotations

import re

from manifests.book import Matter

_PATTERNS: tuple[tuple[Matter, str], ...] = (
    (
        "cover",
        r"(front |back )?cover( page| image)?|couverture|portada|cubierta|copertina|capa|umschlag(bild)?|"
        r"titelbild|omslag|обложка|封面|表紙|غلاف|الغلاف",
    ),
    (
        "titlepage",
        r"(half[ -]?)?title ?page|half[ -]?title|titelseite|titelblatt|page de titre|portadilla|frontespizio|"
        r"folha de rosto|titelpagina|титульный лист|扉页|書名頁|书名页|扉",
    ),
    (
        "contents",
        r"(table of |the )?contents|toc|inhalt(sverzeichnis|sübersicht)?|table des matières|sommaire|"
        r"índice( general)?|tabla de contenidos?|contenidos?|indice( generale)?|sommario|sumário|inhoud(sopgave)?|"
        r"содержание|оглавление|目录|目錄|目次|المحتويات|الفهرس",
    ),
    (
        "copyright",
        r"(un)?copyrights?( page| notice| information)?|©.*|legal notice|rights|impressum|urheberrecht|"
        r"mentions légales|derechos( de autor)?|créditos|crediti|colofón legal|авторские права|"
        r"版权(页|信息|声明)?|版權頁?|著作権",
    ),
    (
        "colophon",
        r"colophon|kolophon|achevé d'imprimer|colofón|colofon|colofão|выходные данные|奥付|奧付",
    ),
    (
        "imprint",
        r"imprint|publisher'?s? (page|information)|the full project gutenberg(™|tm)? licen[sc]e|"
        r"project gutenberg(('|’)s|™|tm)?( full)? licen[sc]e",
    ),
    (
        "index",
        r"(general |subject |name )?index|register|sachregister|personenregister|index des noms|"
        r"índice (onomástico|alfabético)|indice (analitico|dei nomi)|указатель|索引",
    ),
    (
        "advertisement",
        r"(also|other|more|books|novels|works|titles) (books |titles |novels |works )?(by|from) .*|"
        r"(also|other|more) (books|titles|novels|works) in .*|"
        r"also available.*|advertisements?|by the same author|du même auteur|praise for.*|(advance )?praise|"
        r"newsletter.*|an excerpt from.*|excerpt|(a )?preview( of.*)?|sneak peek.*|weitere bücher.*|otras obras.*|"
        r"anzeigen?|publicité|what('|’)s next.*|keep reading.*|join .* mailing list|(sign|signing) up (for|to) .*|"
        r"(do not|don('|’)t) miss out.*|connect with .*|"
        r"discover more.*|другие книги.*|广告",
    ),
    (
        "bibliography",
        r"(select(ed)? |annotated )?bibliography|works cited|references|further reading|sources|"
        r"literatur(verzeichnis)?|quellen(verzeichnis)?|bibliograph?ie|bibliografía|bibliografia|литература|"
        r"библиография|参考文献|參考文獻",
    ),
    (
        "notes",
        r"(end|foot)?notes|notes and references|anmerkungen|fu(ß|ss)noten|endnoten|notas( al pie)?|note|"
        r"notes de bas de page|voetnoten|noten|noter|примечания|сноски|注释|注釋|註釋|注|脚注|尾注|訳注|الهوامش",
    ),
    (
        "illustrations",
        r"(list of )?(illustrations|figures|maps|plates|tables|photographs)|frontispiece|abbildungsverzeichnis|"
        r"abbildungen|table des illustrations|(lista|índice) de ilustraciones|插图(目录)?|図版",
    ),
    (
        "acknowledgements",
        r"acknowledge?ments?|danksagung|dank|remerciements|agradecimientos|ringraziamenti|agradecimentos|"
        r"dankwoord|благодарности|致谢|致謝|謝辞",
    ),
    (
        "glossary",
        r"glossary( of .*)?|glossar|glossaire|glosario|glossario|词汇表|用語集|глоссарий",
    ),
    (
        "appendix",
        r"(appendix|anhang|annexe|apéndice|appendice|apêndice|bijlage|приложение|附录|附錄|付録)([ :.-].*|[ivx\d]*)?|"
        r"appendices",
    ),
    (
        "dedication",
        r"dedication|dedicated to.*|widmung|dédicace|dedicatoria|dedica|dedicatória|opdracht|посвящение|献词|獻詞|献辞",
    ),
    (
        "epigraph",
        r"epigraphs?|épigraphe|epígrafe|epigrafe|motto|эпиграф|题记|題記|题词",
    ),
    (
        "foreword",
        r"fore?word([ :].*)?|geleitwort|avant-propos|prólogo del editor|woord vooraf|предисловие|"
        r"序言?|前言|まえがき|はじめに|تمهيد",
    ),
    (
        "preface",
        r"(the )?(author('|’)?s? |translator('|’)?s? |editor('|’)?s? )?preface([ :].*)?|"
        r"(author|translator|editor)('|’)?s note|vorwort|préface|prefacio|prefazione|prefácio|"
        r"voorwoord|自序|مقدمة",
    ),
    (
        "introduction",
        r"introduct(ion|ory)([ :].*)?|dramatis person(ae|æ)|(list of )?characters|persons of the play|(the )?cast|"
        r"einleitung|einführung|introducción|introduzione|introdução|inleiding|введение|引言|导言|導言|绪论|序論",
    ),
    (
        "prologue",
        r"prologue?([ :].*)?|prolog|prólogo|prologo|proloog|пролог|楔子|序章|プロローグ",
    ),
    (
        "epilogue",
        r"epilogue?([ :].*)?|epilog|épilogue|epílogo|epilogo|epiloog|эпилог|尾声|尾聲|終章|エピローグ",
    ),
    (
        "afterword",
        r"afterword([ :].*)?|postscript|post ?face|nachwort|postface|epílogo del autor|postfazione|posfácio|"
        r"nawoord|послесловие|后记|後記|跋|あとがき",
    ),
    (
        "conclusion",
        r"conclusions?|schluss(wort)?|schlußwort|conclusión|conclusione|conclusão|slot|заключение|结论|結論",
    ),
    (
        "other",
        r"about the (author|authors|publisher|translator|editor|book|type)|about .{1,40}press|"
        r"(a )?note on the (type|author|text)|transcriber('|’)?s('|’)? notes?|"
        r"(reader'?s?|reading group|book club) guide|discussion questions|"
        r"questions for discussion|(über|zum) (den|die|der) autor(in)?|à propos de l('|’)auteur|"
        r"sobre (el|la|o|a) autora?|l('|’)autore|об авторе|"
        r"关于作者|作者简介|作者簡介|著者紹介|back cover|landmarks|back ?matter",
    ),
    (
        "part",
        r"(part|book|volume|teil|partie|livre|parte|libro|deel|часть|том) ([ivxlc]+|\d+|\w+)([ :.—–-].*)?|"
        r"第[一二三四五六七八九十百\d]+[部卷編编篇].*",
    ),
)
_TITLES = tuple((matter, re.compile(pattern)) for matter, pattern in _PATTERNS)
_NUMBER_BEFORE = re.compile(r"^(?:[ivxlc]+|\d+)[.:)]\s+")


def by_title(title: str) -> Matter | None:
    """The matter that a title names."""
    plain = " ".join(title.casefold().split()).strip(" .:;-–—*[]()")
    plain = _NUMBER_BEFORE.sub("", plain)
    return next((matter for matter, pattern in _TITLES if pattern.fullmatch(plain)), None)


_WORDS = frozenset(word for _, pattern in _PATTERNS for word in re.findall(r"[^\W\d_]+", pattern))


def is_whole_title(title: str) -> bool:
    """Whether a title holds no other words than those that name matter: "Sources", but not "Glossary of Ghosts"."""
    return all(word in _WORDS for word in re.findall(r"[^\W\d_]+", title.casefold()))
