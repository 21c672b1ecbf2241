"""Symbols: remove those without a sound, and make typography plain."""

from __future__ import annotations

import html
import re
import unicodedata

from pipeline.spoken.compatibility import plain_letters

AND = {
    "en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "pt": "e", "nl": "en", "sv": "och", "da": "og",
    "nb": "og", "no": "og", "fi": "ja", "pl": "i", "cs": "a", "ru": "и", "uk": "і", "zh": "和", "ja": "と", "tr": "ve",
}  # fmt: skip

_TABLE = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u202f\u205f", " "),
        **dict.fromkeys("\u3000\t\n\r\v\f\u0085\u2028\u2029", " "),
        **dict.fromkeys(map(chr, (*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))), " "),
        **dict.fromkeys(map(chr, (*range(0x2500, 0x25A0), *range(0xE000, 0xF900))), " "),
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c\u180e\ufffc\ufffd", ""),
        **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
        **dict.fromkeys("“”„‟«»〝〞〟「」『』＂❝❞", '"'),
        **dict.fromkeys("‘’‚‛‹›＇❛❜`´ʼ", "'"),
        **dict.fromkeys("《》〈〉", ""),
        **dict.fromkeys("\u2010\u2011\ufe63\uff0d\u2212", "-"),
        **dict.fromkeys("‵ʹ", "′"),
        "‴": "′′′",
        **dict.fromkeys("―⸺⸻﹘", "—"),
        "‥": "…",
        "⁇": "?",
        "⁈": "?",
        "⁉": "?",
        "‽": "?",
        "؟": "?",
        **dict.fromkeys("۔।॥։።", "."),
    }
)

_PLAIN = re.compile(r"[A-Za-z][A-Za-z ,;']*[.!?]")
_SPECIAL = re.compile(
    r"<\|[^<>|]{0,64}\|>|</?(?:s|unk|pad|bos|eos|cls|sep|mask|noise|audio)\s*/?>|\[/?(?:INST|SYS|UNK|PAD|CLS|SEP|MASK|BOS|EOS)\]"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.{0,500}?-->")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*\)")
_NOTE_MARK = re.compile(r"\s?\[\d{1,3}\]")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~)(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)")
_STRAY = re.compile(r"[*~^|\\{}•·▪◦†‡¶§※©®™]+(?=\D|$)|(?<!\d)\*+|(?:^|(?<=\s))#+(?=\s)|(?<!\w)_+|_+(?!\w)|[{}|\\]")
_UNDERSCORES = re.compile("[_*]+")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u2300-\u23ff\u25a0-\u25ff\ufe0e\ufe0f\u20e3]"
    "(?:\u200d?[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u20e3])*|[\U000e0020-\U000e007f]"
)
_ELLIPSIS = re.compile(r"\s*(?:…|\.(?:\s?\.){1,})(?:\s?[….])*")
_DASH = re.compile(r"\s*(?:—|--)[—-]*\s*|\s+–\s*|(?<=[^\W\d])–\s+|\s+-\s+")
_BRACKETED = re.compile(r"(\s*)[(（\[［【〔]([^()（）\[\]［］【】〔〕]*)[)）\]］】〕](\s*)")
_BRACKET = re.compile(r"[()（）\[\]［］【】〔〕]")
_GUILLEMETS = re.compile("«\\s+|\\s+»")
_SQUARED = re.compile(r"(?<=\w)[²³]")
_INITIALS_AND = re.compile(r"\b([A-Z]{1,3})&(?:amp;)?([A-Z]{1,2})\b")
_AND = re.compile(r"\s*&(?:amp;)?\s*")
_MARKS = re.compile(r"[!?]{2,}")
_WIDE_MARKS = re.compile(r"[！？]{2,}")
_PAUSES = re.compile(r"(?:\s*[,;:，；：](?=\s*[,;:.!?，；：。！？]))+")
_PAUSE_LATE = re.compile(r"([.!?。！？]['\"]?)\s*[,;:，；：]+")
_LEADING = re.compile(r"^[\s,;:.!?…，；：。！？、—–\-)\]）】]+")
_SPACES = re.compile(r" {2,}")
_BEFORE_MARK = re.compile(r" +(?=[,;:.!?](?:\s|$|\"))")
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")

_GROUPED = re.compile("(?<=\\d)[\u00a0\u2007\u2009\u202f](?=\\d{3}(?!\\d))|\u2007")
"""Spaces between groups of digits, kept as figure spaces until the digits are read."""
_RUN_ON = re.compile(
    r"(?<![@/.\w])(?:[^\W\d_]+[^\W\d_A-Z]|\d[\d.,]*)(?:[.!?][\"']?|,)(?=[\"']?(?:[A-ZÀ-ÖØ-Þ][^\W\d_A-Z]+|[AI])(?![\w.@/]))"
    r"|(?<=[a-zà-ɏ]),(?=[A-Za-zÀ-ɏ]{2})|(?<=[.!?])\"(?=[a-zà-ɏ])"
)
"""Missing space between sentences; internet addresses are excluded by their further full stops."""
_CARET = re.compile(r"(?<=[\w)])\^\{?([-−+]?\d{1,9}|[A-Za-z]{1,9})\}?")
_SUPERSCRIPTS = str.maketrans("0123456789-−+n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺ⁿ")
_REFERENCE = re.compile(r"&(?:[A-Za-z]{2,10}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")


def plain(text: str) -> str:
    """Remove markup, emoji and a network's special tokens from `text`, and make typography plain.

    Markdown leaves character references (`&mdash;`) as typed, so they are decoded here."""
    if "&" in text:
        text = _REFERENCE.sub(lambda match: html.unescape(match.group()), text)
    if _PLAIN.fullmatch(text):
        return text
    text = _GUILLEMETS.sub(lambda match: match.group().strip(), text) if "«" in text else text
    text = _CARET.sub(_raised, text) if "^" in text else text
    text = _GROUPED.sub("\u2007", unicodedata.normalize("NFC", plain_letters(text))).translate(_TABLE)
    text = _RUN_ON.sub(r"\g<0> ", text)
    return _SPACES.sub(" ", _without_markup(text)).strip()


def paused(text: str, language: str) -> str:
    """Turn ellipses, dashes and brackets of plain text into commas and full stops; call it after reading numbers."""
    if _PLAIN.fullmatch(text):
        return text
    comma = "，" if language in ("zh", "ja", "yue") and _HAN.search(text) else ", "
    text = _UNDERSCORES.sub(" ", text).replace("\u2007", "").replace("″", "").replace("′", "'")
    text = (
        _SQUARED.sub(lambda match: " squared" if match.group() == "²" else " cubed", text) if language == "en" else text
    )
    if "&" in text and language in AND:
        text = _INITIALS_AND.sub(lambda match: f"{' '.join(match.group(1))} & {' '.join(match.group(2))}", text)
        text = _AND.sub(f" {AND[language]} ", text)
    text = _ELLIPSIS.sub(lambda match: _ellipsis(match, comma), text)
    text = _DASH.sub(comma, text)
    text = _BRACKETED.sub(lambda match: _bracketed(match, comma), text)
    text = _BRACKET.sub(" ", text)
    text = _MARKS.sub(lambda match: "?" if "?" in match.group() else "!", text)
    text = _WIDE_MARKS.sub(lambda match: "？" if "？" in match.group() else "！", text)
    return _tidy(text)


def _raised(match: re.Match[str]) -> str:
    """Turn the exponents of x^2 and 10^-6 into superscripts; the letters of 2^nd lose only the caret."""
    power = match.group(1)
    return power.translate(_SUPERSCRIPTS) if not power.isalpha() or len(power) == 1 else power


def _without_markup(text: str) -> str:
    if "<" in text or "[" in text:
        text = _TAG.sub("", _SPECIAL.sub(" ", text))
        text = _LINK.sub(r"\1", text)
    text = _NOTE_MARK.sub("", text)
    text = _EMPHASIS.sub(r"\2", text)
    text = _STRAY.sub(" ", text)
    return _EMOJI.sub(" ", text)


def _ellipsis(match: re.Match[str], comma: str) -> str:
    """Turn an ellipsis into a comma where the sentence continues, and into a full stop where it does not."""
    text = match.string
    before, after = text[: match.start()].rstrip(" \"'"), text[match.end() :].lstrip(" \"'")
    if not before or before[-1] in "!?,;:。！？，；：、—" or after[:1] in "!?.！？。":
        return " "
    if not after:
        return "。" if comma == "，" else "."
    return ". " if after[0].isupper() and not after.startswith(("I ", "I'")) else comma


def _bracketed(match: re.Match[str], comma: str) -> str:
    """Put bracketed text between commas; brackets inside a word are just removed."""
    inner, text = match.group(2).strip(), match.string
    before, after = text[: match.start()], text[match.end() :]
    if not any(map(str.isalnum, inner)):
        return " "
    if not match.group(1) and before[-1:].isalnum() and before[-1:].isascii():
        return inner + match.group(3)
    opening = comma if before.rstrip() else ""
    closing = comma if after[:1] and not inner.endswith((".", "!", "?", "。", "！", "？")) else " "
    return f"{opening}{inner}{closing}"


def _tidy(text: str) -> str:
    text = _PAUSES.sub("", text)
    text = _PAUSE_LATE.sub(r"\1", text)
    text = _BEFORE_MARK.sub("", text)
    return _SPACES.sub(" ", text).strip()
