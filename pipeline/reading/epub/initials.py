"""Initials that are given in another way than as the first letter of their word: made the first letter of it.

Books print the first letter of a chapter large. Their markup knows it as a picture with the letter as its alternative
text, as a block of its own before the paragraph, or as a letter with a space behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from pipeline.reading.book_words import BookWords
from pipeline.reading.epub import semantics
from pipeline.reading.epub.text_slots import Slot, block_of, first_letters, write_before

_MARKS = "[\"'“”‘’„«»‹›—–¿¡ ]{0,3}"
_LETTER = re.compile(rf"\s*({_MARKS}[^\W\d_]['’]?)\s*")
_NAMED_LETTER = re.compile(
    r"(?i:(?:(?:drop(?:ped)?|large|ornate|ornamental|decorat(?:ed|ive)|illuminated|historiated|fancy|initial|capital|"
    r"letter|cap|the|illustration|image|picture|of|an?|drop-?cap)[\s:,.-]{1,3}){1,6})[\"'“‘]?([^\W\d_])[\"'”’]?\.?\s*"
)
_WORD = re.compile(r"\s*([^\W\d_]+(?:['’][^\W\d_]+)*)")
_GENERIC = re.compile(
    r"(?i)\s*(?:[\w-]*\.(?:jpe?g|png|gif|svg|webp)|images?|img|pictures?|cover( image)?|illustrations?|decorations?|"
    r"ornaments?|logo|photo|figure|header|heading|chapter heading|title|chapter title|headpiece|unknown|[\W\d_]*)\s*"
)
_INLINE = frozenset(["span", "b", "i", "em", "strong", "big", "font", "small", "a", "sup"])
_ROMAN = frozenset("IVXLC")


def restore_initials(bodies: Sequence[etree._Element], words: BookWords) -> None:
    """Give every word of the documents its first letter, and headings that are pictures their words."""
    for body in bodies:
        for picture in list(body.iter("{*}img", "{*}image")):
            _restore_picture(picture, body, words)
        for element in list(body.iter("{*}*")):
            name = semantics.name_of(element)
            if name in _INLINE:
                _restore_apart(element, body, words)
            elif name in ("p", "div"):
                _restore_block(element, body, words)


def letter_of(words: str) -> str | None:
    """The initial that a text alternative stands for, with the marks before it; None where it says something else."""
    found = _LETTER.fullmatch(words) or _NAMED_LETTER.fullmatch(words)
    return found[1] if found else None


def _restore_picture(picture: etree._Element, body: etree._Element, words: BookWords) -> None:
    said = picture.get("alt") or picture.get("aria-label") or picture.get("title") or ""
    if not said.strip() or (picture.get("aria-hidden") or "").lower() == "true":
        return
    heading = _heading_around(picture)
    if heading is not None:
        if not semantics.text_of(heading).strip() and not _GENERIC.fullmatch(said):
            write_before(picture, f"{said} ")
        return
    letter = letter_of(said)
    found = first_letters(picture, body) if letter else None
    if letter is None or found is None:
        return
    slot, blank = found
    apart = slot.crosses or bool(blank and any(each.text for each in blank)) or slot.text[:1].isspace()
    rest = _WORD.match(slot.text)
    if rest is None or (slot.crosses and not _goes_on(letter, rest[1], words, is_picture=True)):
        return
    if words.joins_initial(
        letter[-1:] if letter[-1].isalpha() else letter[-2:-1], rest[1], set_apart=apart, is_picture=True
    ):
        _join(letter, slot, blank)
    elif not slot.crosses:
        write_before(picture, letter)


def _heading_around(element: etree._Element) -> etree._Element | None:
    block = block_of(element)
    name = semantics.name_of(block)
    return block if semantics.heading_level(block, name, semantics.types_of(block)) else None


def _restore_apart(element: etree._Element, body: etree._Element, words: BookWords) -> None:
    """A letter in an element of its own, with a space between it and the rest of its word."""
    if len(element) or not (element.text and len(element.text) < 8) or (element.tail and not element.tail[0].isspace()):
        return
    letter = _LETTER.fullmatch(element.text)
    if letter is None or not _is_capital(letter[1]) or not _begins_block(element):
        return
    found = first_letters(element, body)
    if found is None or found[0].crosses:
        return
    slot, blank = found
    if (rest := _WORD.match(slot.text)) and words.joins_initial(letter[1][-1], rest[1], set_apart=True):
        _join("", slot, blank)


def _begins_block(element: etree._Element) -> bool:
    while semantics.name_of(element) not in semantics.BLOCKS:
        parent, previous = element.getparent(), element.getprevious()
        if (
            parent is None
            or (parent.text or "").strip()
            or (previous is not None and semantics.name_of(previous) != "a")
        ):
            return False
        element = parent
    return semantics.heading_level(element, semantics.name_of(element), semantics.types_of(element)) == 0


def _restore_block(block: etree._Element, body: etree._Element, words: BookWords) -> None:
    """A letter in a block of its own, which the next paragraph goes on with."""
    if len(block) > 2 or (block.text and len(block.text) > 8):
        return
    letter = _LETTER.fullmatch(semantics.text_of(block))
    following = block.getnext()
    if (
        letter is None
        or not _is_capital(letter[1])
        or following is None
        or semantics.name_of(following) not in ("p", "div")
    ):
        return
    if semantics.heading_level(block, semantics.name_of(block), semantics.types_of(block)):
        return
    found = first_letters(block, body)
    rest = _WORD.match(found[0].text) if found and _stands_in(found[0].element, following) else None
    if found is None or rest is None or not _goes_on(letter[1], rest[1], words, is_picture=False):
        return
    for element in block.iter("{*}*"):
        element.text = None
        if element is not block:
            element.tail = None
    _join(letter[1], *found)


def _goes_on(letter: str, rest: str, words: BookWords, *, is_picture: bool) -> bool:
    """Whether a paragraph that begins with `rest` lacks a letter: none begins small, and capitals follow initials."""
    if rest[0].islower():
        return True
    if not rest.isupper() or (len(rest) == 1 and rest in "AIO"):
        return False
    if is_picture and letter[-1] not in _ROMAN:
        return True
    whole, alone = words.count(letter[-1] + rest), words.count(rest)
    return whole > alone or (not alone and letter[-1] not in _ROMAN)


def _is_capital(letter: str) -> bool:
    return any(map(str.isupper, letter))


def _stands_in(element: etree._Element, block: etree._Element) -> bool:
    return element is block or block_of(element) is block or any(parent is block for parent in element.iterancestors())


def _join(letter: str, slot: Slot, blank: Sequence[Slot]) -> None:
    for each in blank:
        each.write("")
    slot.write(letter + slot.text.lstrip())
