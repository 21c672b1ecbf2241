"""Internet addresses, telephone numbers and codes: read symbol by symbol, digit by digit."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import cardinal, digits

_SIGNS = {
    ".": "dot", "/": "slash", ":": "colon", "-": "dash", "_": "underscore", "@": "at", "&": "ampersand",
    "?": "question mark", "=": "equals", "#": "hash", "%": "percent", "+": "plus", "~": "tilde", ",": "comma",
    "*": "asterisk",
}  # fmt: skip
_TLD = (
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|co|uk|us|de|fr|it|es|nl|eu|ru|ch|at|au|ca|jp|cn|in|br|se|no|dk|fi|pl|"
    "sm|tv|me|dev|app|xyz"
)
_EMAIL = re.compile(r"(?<![\w@&+-])[\w&+-][\w.&+-]{0,99}@[\w-]+(?:\.[\w-]+)+(?:/[\w./-]*\w)?")
_URL = re.compile(
    rf"\b(?:https?|ftp|file)://[^\s<>\"']*[\w/]|\bwww\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"']*\w)?"
    rf"|(?<![\w.@])(?:(?=[0-9]*[a-z-])[a-z0-9-]{{1,63}}\.)+(?:{_TLD})\b(?:/[^\s<>\"']*\w)?(?![\w@]|\.\w)"
)
_SPELT = frozenset(
    [
        "http",
        "https",
        "www",
        "html",
        "htm",
        "ftp",
        "php",
        "pdf",
        "fr",
        "it",
        "uk",
        "us",
        "de",
        "sm",
        "tv",
        "eu",
        "ch",
        "nl",
    ]
)

_INTERNATIONAL = re.compile(
    r"(?<![\w+])\+(?P<country>\d{1,3})[\s-]?\(?(?P<rest>\d{2,4}\)?(?:[\s.-]?\d{2,4}){1,4})(?!\w)"
)
_TELEPHONE = re.compile(r"(?<![\w.+-])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?:-\d+)?(?![\w-])")
_LOCAL = re.compile(
    r"(?i:(?<=call )|(?<=ring )|(?<=dial )|(?<=phone )|(?<=tel\. )|(?<=telephone ))\d{3}[-. ]\d{4}\b"
    r"|(?<![\w.-])[2-9]\d{2}-(?!\d\d00)\d{4}\b"
    r"|(?<![\w.-])0\d{2,4}[\s-]\d{3,4}[\s-]\d{3,4}\b"
)
_SOCIAL = re.compile(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])")
_LETTERED = re.compile(r"(?<![\w-])1-(?P<area>8\d\d)-(?P<rest>[A-Z0-9]+(?:-[A-Z0-9]+)+)\b")
_ADDRESS_OF_NET = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)")
_CODE = re.compile(
    r"(?P<cue>\b(?i:ending in|ends in|card|code|pin|otp|zip|password|account(?: number)?)\s"
    r"(?:is\s|no\.?\s|number\s)?)(?P<digits>\d{4,})\b|(?P<state>\b[A-Z]{2}\s)(?P<post>\d{5})(?![\w,.]\d|\s[a-z])\b"
)
_HANDLE = re.compile(r"(?<![\w.])@(?=\w)")


def spelled(address: str) -> str:
    """Spell an address: words unchanged, digits one by one, symbols by name."""
    said = []
    for part in re.findall(r"[A-Za-z]+|\d|[^\w\s]|_|\w", address):
        if part.isdecimal():
            said.append(digits(part))
        elif part.isalpha():
            said.append(part.upper() if part.lower() in _SPELT else part)
        else:
            said.append(_SIGNS.get(part, ""))
    return " ".join(word for word in said if word)


def _grouped(text: str) -> str:
    return ", ".join(digits(group) for group in re.findall(r"\d+", text))


def _toll_free(match: re.Match[str]) -> str:
    parts = [digits(part) if part.isdecimal() else part for part in match.group("rest").split("-")]
    area = match.group("area")
    return f"one, {cardinal(int(area)) if area.endswith('00') else digits(area)}, {' '.join(parts)}"


def _code(match: re.Match[str]) -> str:
    return (match.group("cue") or match.group("state")) + digits(match.group("digits") or match.group("post"))


def read_addresses(text: str) -> str:
    """Read e-mail addresses, URLs, host names and handles."""
    if "@" in text:
        text = _EMAIL.sub(lambda match: spelled(match.group()), text)
        text = _HANDLE.sub("at ", text)
    if "." in text or "//" in text:
        text = _URL.sub(lambda match: spelled(match.group()), text)
    return text


def read_telephones(text: str) -> str:
    """Read telephone numbers in groups, and numbers that are codes digit by digit."""
    text = _INTERNATIONAL.sub(
        lambda match: f"plus {digits(match.group('country'))}, {_grouped(match.group('rest'))}", text
    )
    text = _LETTERED.sub(_toll_free, text)
    text = _TELEPHONE.sub(lambda match: _grouped(match.group()), text)
    text = _LOCAL.sub(lambda match: _grouped(match.group()), text)
    text = _SOCIAL.sub(lambda match: _grouped(match.group()), text)
    text = _ADDRESS_OF_NET.sub(lambda match: " dot ".join(digits(part) for part in match.group().split(".")), text)
    return _CODE.sub(_code, text)
