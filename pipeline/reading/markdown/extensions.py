"""What kinds of Markdown add to it: Pandoc's and Quarto's attributes, shortcodes, formulas, raw TeX, edits, citations.

Found by one pass of bounded patterns over the text in which code and comments are hidden already; each mark is left
out, and what it encloses is read where it is words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from manifests.book import Reason

Left = tuple[int, int, Reason]

_ATTRIBUTE = r"(?:[#.][\w:.-]{1,80}|[\w:-]{1,40}=(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[^\s\"'{}]{1,200})|-|=\w{1,20})"
ATTRIBUTES = rf"\{{:?[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE}){{0,20}}[ \t]*\}}"
_TAG = r"#[\w/-]{0,60}[^\W\d_][\w/-]{0,60}"
_MARKS = re.compile(
    r"(?P<shortcode>\{\{[<%](?:[^\n{}]|\{(?!\{)){0,500}?[%>]\}\}|\{%[^\n{}]{0,500}?%\}|\{\{[^\n{}]{0,200}\}\})"
    r"|(?P<comment>\{>>[^\n]{0,1000}?<<\}|\{--[^\n]{0,1000}?--\})"
    r"|\{~~(?P<old>[^\n~]{0,500}?)~>[^\n~]{0,500}?(?P<new_end>~~\})"
    r"|(?P<open>\{(?:\+\+|==)(?=\S))|(?P<close>(?<=\S)(?:\+\+|==)\})"
    rf"|(?P<span>\[(?P<words>[^\[\]\n]{{1,300}})\](?={ATTRIBUTES}))"
    rf"|(?P<attributes>{ATTRIBUTES})"
    r"|(?P<wiki>!?\[\[(?:[^\[\]|\n]{1,200}\|(?P<alias>[^\[\]|\n]{1,200})|(?P<page>[^\[\]|#\n]{1,200})(?:#[^\[\]|\n]{1,200})?)\]\])"
    r"|(?P<formula>(?<![\\$\w])\$\$[^$]{1,2000}\$\$|(?<![\\$])\$(?=[^\s$])[^$\n]{0,300}(?<=[^\s\\])\$(?![\d$])"
    # Escaped brackets around words alone are no formula: "\[applause\]".
    r"|\\\((?=(?:[^\n\\^_={}+<>]){0,300}(?:[\^_={}+<>]|\\(?!\))))(?:[^\n\\]|\\(?!\))){1,300}\\\)"
    r"|\\\[(?=(?:[^\\^_={}+<>]){0,1000}(?:[\^_={}+<>]|\\(?!\])))(?:[^\\]|\\(?!\])){1,1000}\\\])"
    r"|(?P<highlight>(?<![=\w])==(?=[^\s=])(?P<marked>[^=\n]{1,300})(?<=\S)==(?![=\w]))"
    r"|(?P<lowered>(?<=\w)~(?=[^\s~]{1,20}~(?!~))(?P<low>[^\s~]{1,20})~)"
    r"|(?P<raised>(?<=[\w)])\^(?P<high>[^\s^\[\]]{1,20})(?P<raised_end>\^))"
    r"|(?P<citation>\[(?:[^\[\]@\n]{0,60}[ ;(])?-?@[\w:.#$%&+?<>~/-]{1,80}[^\[\]\n]{0,200}\])"
    r"|(?P<part>(?:(?<=# )|(?<=#\t))\((?:PART|APPENDIX)\\?\*?\))"
    r"|(?P<reference>\\@ref\([\w:.-]{1,80}\))"
    r"|(?P<run>(?<!`)`(?:\{[A-Za-z]{1,20}\}|r)[ ][^`\n]{1,300}`(?!`))"
    r"|(?P<block>(?<=\S)[ \t]+\^[A-Za-z0-9-]{1,60}(?=[ \t]*(?:\n|\Z)))"
    rf"|(?P<tags>(?:(?<=[.!?…”\"])[ \t]+|(?<![^\n])[ \t]{{0,3}}){_TAG}(?:[ \t]+{_TAG}){{0,20}}(?=[ \t]*(?:\n|\Z)))"
    r"|(?P<inserted>(?<![+\w])\+\+(?=[^\s+])(?P<added>[^+\n]{1,500})(?<=\S)\+\+(?![+\w]))"
    r"|(?P<emoji>(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:]))"
)
_LINES = re.compile(
    r"(?m)^(?P<line>[ \t]*(?:\\(?:newpage|pagebreak|clearpage|cleardoublepage|noindent|bigskip|medskip|smallskip"
    r"|maketitle|"
    r"tableofcontents|hrule|hline|centering|par|vfill|hfill|appendix|frontmatter|mainmatter|backmatter)\b(?:\{[^{}\n]{0,80}\})?"
    r"|\\(?:begin|end)\{[^{}\n]{1,40}\}(?:\[[^\[\]\n]{0,80}\]|\{[^{}\n]{0,80}\}){0,3}"
    r"|\\(?:vspace|hspace|setlength|usepackage|documentclass|label|pagestyle|thispagestyle|input|include|setcounter)\*?"
    r"(?:\[[^\[\]\n]{0,80}\]|\{[^{}\n]{0,80}\}){0,3}"
    r"|\[\[?_?TOC_?\]?\]|\{\{?_?TOC_?\}?\}|\*\[[^\[\]\n]{1,60}\]:[^\n]{0,300})[ \t]*)$"
    # A picture or a file that iA Writer puts here.
    r"|^(?P<block>/[^\n\"']{1,200}\.[A-Za-z0-9]{2,4}(?:[ \t]+(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'))?)[ \t]*$"
    r"|^[ \t]{0,9}(?:>[ \t]*)*(?P<callout>\[![A-Za-z]{2,20}\][+-]?)"
)
_TEX = re.compile(
    r"(?<![\\:])\\(?:(?P<silent>(?:cite[a-z]*|ref|eqref|label|pageref|index|footnotemark|vspace|hspace|includegraphics|input)"
    r"\*?(?:\[[^\[\]\n]{0,80}\])?\{[^{}\n]{0,200}\})"
    r"|(?P<command>(?:text(?:it|bf|sc|tt|sf|rm|up|sl)|emph|underline|uppercase|MakeUppercase|mbox|enquote)\{)(?P<words>[^{}\n]{0,500})\}"
    r"|(?P<alone>(?<!\w\\)(?:noindent|newline|linebreak|ldots|dots|quad|qquad|smallskip|medskip|bigskip|newpage|pagebreak|hfill|par)\b"
    r"(?:\{\})?))"
)
_SIMPLE = re.compile(r"[^\\{}_]*\Z")
_HAS_CITATIONS = re.compile(r"\[-?@[\w-]+")
_BARE_CITATION = re.compile(r"(?<![\w@./])(?P<at>@)[A-Za-z][\w:-]{1,80}(?P<where>[ \t]\[[^\[\]\n]{1,80}\])?")


def extension_marks(text: str, start: int) -> Iterator[Left]:
    """What is left out of `text` from `start` on, in no order; ranges may touch but do not overlap within a kind."""
    for match in _LINES.finditer(text, start):
        yield from _whole(match, ("line", "block", "callout"))
    for match in _MARKS.finditer(text, start):
        yield from _mark(match)
    for match in _TEX.finditer(text, start):
        yield from _whole(match, ("silent", "alone"), from_start=True)
        if match["command"]:
            yield match.start(), match.start("words"), "markup"
            yield match.end("words"), match.end(), "markup"
    if _HAS_CITATIONS.search(text, start):
        for match in _BARE_CITATION.finditer(text, start):
            yield match.start("at"), match.end("at"), "markup"
            if match["where"]:
                yield match.start("where"), match.end("where"), "note mark"


def _whole(match: re.Match[str], names: tuple[str, ...], *, from_start: bool = False) -> Iterator[Left]:
    for name in names:
        if match[name]:
            yield match.start() if from_start else match.start(name), match.end(name), "markup"


def _mark(match: re.Match[str]) -> Iterator[Left]:
    start, end = match.span()
    kind = match.lastgroup
    if match["shortcode"] or match["attributes"] or match["emoji"] or match["open"] or match["close"]:
        yield start, end, "markup"
    elif match["comment"]:
        yield start, end, "comment"
    elif match["new_end"]:
        yield start, match.end("old") + 2, "comment"
        yield match.start("new_end"), end, "markup"
    elif match["span"]:
        yield start, start + 1, "markup"
        yield end - 1, end, "markup"
    elif match["wiki"]:
        if match["wiki"][0] == "!":
            yield start, end, "alternative text"
        else:
            shown = match.span("alias" if match["alias"] else "page")
            yield start, shown[0], "link target"
            yield shown[1], end, "markup"
    elif match["inserted"]:
        yield start, match.start("added"), "markup"
        yield match.end("added"), end, "markup"
    elif match["formula"]:
        yield from _formula(match["formula"], start, end)
    elif match["highlight"]:
        yield start, match.start("marked"), "markup"
        yield match.end("marked"), end, "markup"
    elif match["lowered"]:
        yield start, match.start("low"), "markup"
        yield match.end("low"), end, "markup"
    elif match["raised"]:
        yield match.start("raised_end"), end, "markup"
    elif match["citation"]:
        yield start, end, "note mark"
    elif match["run"]:
        yield start, end, "code"
    elif match["part"] or match["reference"] or match["block"] or match["tags"]:
        yield start, end, "markup"
    else:
        raise AssertionError(f"a mark of no kind: {kind}")


def _formula(written: str, start: int, end: int) -> Iterator[Left]:
    """A formula in letters and figures is read; one in TeX's commands is no text."""
    width = 2 if written[:2] in ("$$", "\\(", "\\[") else 1
    if _SIMPLE.match(written[width:-width]):
        yield start, start + width, "markup"
        yield end - width, end, "markup"
    else:
        yield start, end, "code"
