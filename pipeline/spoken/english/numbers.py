"""English numbers in words: cardinals, ordinals, years, decimals, fractions, and digits one by one."""

from __future__ import annotations

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip

LARGEST = 10 ** (3 * len(_SCALES)) - 1


def _below_hundred(number: int) -> list[str]:
    if number < 20:
        return [_ONES[number]]
    return [_TENS[number // 10], *([_ONES[number % 10]] if number % 10 else [])]


def cardinal(number: int) -> str:
    """Read a cardinal: "one hundred and five", with "and" only below a million; digit by digit above `LARGEST`."""
    if number > LARGEST:
        return digits(str(number))
    if number < 100:
        return " ".join(_below_hundred(number))
    groups: list[str] = []
    rest, scale = number, 0
    while rest:
        rest, group = divmod(rest, 1000)
        if group:
            joined = scale == 0 and number < 1_000_000
            groups.append(" ".join([*_below_thousand(group, joined, bool(rest)), _SCALES[scale]]).strip())
        scale += 1
    return " ".join(reversed(groups))


def _below_thousand(group: int, joined: bool, more: bool) -> list[str]:
    hundreds, tens = divmod(group, 100)
    words = [_ONES[hundreds], "hundred"] if hundreds else []
    if tens:
        words += (["and"] if joined and (hundreds or more) else []) + _below_hundred(tens)
    return words


def ordinal(number: int) -> str:
    """Read an ordinal: "one hundred twenty first", without "and"."""
    words = [word for word in cardinal(number).split() if word != "and"]
    last = words[-1]
    if last in _ORDINALS:
        words[-1] = _ORDINALS[last]
    else:
        words[-1] = last[:-1] + "ieth" if last.endswith("y") else last + ("h" if last.endswith("t") else "th")
    return " ".join(words)


def digits(text: str) -> str:
    """Read digit by digit."""
    return " ".join(_ONES[int(digit)] for digit in text if digit.isdecimal())


def year(number: int) -> str:
    """Read a year: "nineteen oh five", "two thousand two", "twenty twelve", "nineteen hundred"."""
    century, rest = divmod(number, 100)
    if number < 1000 or number >= 10_000 or number % 1000 < 10:
        return cardinal(number).replace(" and ", " ")
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def short_year(written: str) -> str:
    """Read a two-digit year: "oh one", "forty five"; 00 is "two thousand"."""
    if written == "00":
        return "two thousand"
    return f"oh {cardinal(int(written))}" if written[0] == "0" else cardinal(int(written))


def decade(number: int) -> str:
    """Read a decade: "nineteen eighties", "eighties" for 80."""
    said = cardinal(number) if number < 100 else year(number)
    if said.endswith("y"):
        return said[:-1] + "ies"
    return said + ("es" if said.endswith("x") else "s")


def in_pairs(text: str) -> str:
    """Read a house number: "fourteen twenty eight", "one twenty three"; up to two digits as a cardinal."""
    if len(text) <= 2 or text.startswith("0") or len(text) > 4:
        return cardinal(int(text)) if len(text) <= 2 else digits(text)
    first, last = int(text[:-2]), int(text[-2:])
    if last == 0:
        return cardinal(int(text)) if first % 10 == 0 or len(text) == 3 else f"{cardinal(first)} hundred"
    return f"{cardinal(first)} {'oh ' if last < 10 else ''}{cardinal(last)}"


def number(text: str) -> str:
    """Read a number as written: "9,000", "2.00", ".5", "004", "-3". Commas separate thousands, a point decimals."""
    if text[0] in "-−":
        return "minus " + number(text[1:])
    whole, point, decimals = text.partition(".")
    plain = whole.replace(",", "")
    leading_zero = len(plain) > 1 and plain.startswith("0")
    said = (digits(plain) if leading_zero else cardinal(int(plain))) if plain else ""
    return f"{said} point {digits(decimals)}".strip() if point and decimals else said


def fraction(over: int, under: int) -> str:
    """Read a fraction: "three quarters", "one half", "one two thousand seventh"."""
    if under == 1:
        return f"{cardinal(over)} over one"
    if under == 2:
        return f"{cardinal(over)} {'half' if over == 1 else 'halves'}"
    name = "quarter" if under == 4 else ordinal(under)
    return f"{cardinal(over)} {name}{'' if over == 1 else 's'}"


def is_one(text: str) -> bool:
    """Whether a number takes a unit in the singular."""
    return float(text.strip("-−").replace(",", "")) == 1
