"""Find the names that begin turns of a script, by evidence, because a colon alone is none ("He said: well").

Five forms are known. A form counts once the whole file shows it to be one of turns: names that come again, or turns
that make up much of the text.

    **NAME:** text      **NAME**: text      named        NAME: text        plain
    **NAME**            on a line alone     alone        NAME. text        capitals
                                                         NAME              standing (text on the lines below)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.reading.chunk import Chunk
from pipeline.reading.coverage import Mark
from pipeline.reading.divisions import is_division
from pipeline.reading.names import key_of

Form = Literal["named", "alone", "plain", "capitals", "standing"]

_BOLD = re.compile(
    r"[ \t]*+(?P<open>\*\*\*|\*\*|__)[ \t]*+(?P<name>[^*_\n\r:：()\[\]]{1,60}?)[ \t]*+(?P<ext>\([^()\n\r]{0,80}\))?"
    r"[ \t]*+(?P<colon>[:：.]?)[ \t]*+(?P=open)(?![*_])"
)
_AFTER_BOLD = re.compile(r"[ \t]*+(?P<ext>\([^()\n\r]{0,80}\))?[ \t]*+(?:(?P<colon>[:：])|(?P<end>\\?[ \t]*+\Z))")
_PLAIN = re.compile(
    r"[ \t]*+(?P<name>[^\W_][^\n\r:：()（）\[\]*_<>\"“”|#/]{0,40}?)[ \t]*+(?P<ext>[(（][^()（）\n\r]{0,80}[)）])?"
    r"[ \t]*+(?P<colon>：|:(?=[ \t]|\Z))"
)
_CAPITALS = re.compile(
    r"[ \t]*+(?P<name>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’ .&-]{0,40}[A-ZÀ-ÖØ-Þ])[ \t]*+(?P<ext>\([^()\n\r]{0,80}\))?"
    r"[ \t]*+(?P<colon>\.)(?=[ \t]+\S)"
)
_STANDING = re.compile(
    r"[ \t]*+(?P<name>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9'’ .&#-]{0,40}[A-ZÀ-ÖØ-Þ0-9])[ \t]*+(?P<ext>\([^()\n\r]{0,80}\))?"
    r"[ \t]*+(?P<colon>[.:]?)[ \t]*+\Z"
)
_SMALL_WORDS = frozenset(
    str.split(
        "a al an and as at bin da das de del della den der des di do dos du e el en et in la le les mit no of on "
        "the to und van vom von with y zu zum zur"
    )
)
_LABELS = frozenset(
    str.split("""
    act answer author by caution chapter characters contents copyright date definition description edit edited example
    figure fig http https important info interior exterior isbn keywords language lang list music note notes nb part
    persons place ps p.s preset published publisher question remark scene see series setting source subtitle summary
    tags time tip title todo translator update url version warning
    """)
)
_WIDE_SPEAKING = re.compile(r"[说道问答曰想喊叫笑是有了着].{0,2}\Z|[，。！？、；]")


@dataclass(frozen=True, slots=True)
class ScriptTurn:
    """A name that begins a turn. `marks` cover it wholly; its speech begins at `speech`, perhaps on a later line."""

    form: Form
    chunk: int
    line: int
    name: str
    extension: str | None
    marks: tuple[Mark, ...]
    speech: int


def find_turns(text: str, chunks: Sequence[Chunk], *, podcast: bool) -> dict[int, list[ScriptTurn]]:
    """The turns of a script by chunk, in order; nothing where the text is prose."""
    candidates = list(_candidates(text, chunks))
    forms: dict[Form, list[ScriptTurn]] = {"named": [], "alone": [], "plain": [], "capitals": [], "standing": []}
    for turn in candidates:
        forms[turn.form].append(turn)
    starts = {(turn.chunk, turn.line) for turn in candidates}
    units = sum(chunk.kind in ("paragraph", "verse") for chunk in chunks)
    units += sum(1 for _, line in starts if line > 0)
    accepted: list[ScriptTurn] = []
    if _are_named(forms["named"], units, podcast=podcast):
        accepted += forms["named"]
    if _are_alone(forms["alone"], chunks, {key_of(turn.name) for turn in accepted}):
        accepted += forms["alone"]
    known = {key_of(turn.name) for turn in accepted}
    accepted += _plain_turns(forms["plain"], units, known, podcast=podcast)
    if not accepted:
        accepted += _capital_turns(forms["capitals"], units)
        accepted += _capital_turns(forms["standing"], units)
    found: dict[int, list[ScriptTurn]] = {}
    for turn in sorted(accepted, key=lambda turn: (turn.chunk, turn.line)):
        found.setdefault(turn.chunk, []).append(turn)
    return found


def _candidates(text: str, chunks: Sequence[Chunk]) -> Iterator[ScriptTurn]:
    for index, chunk in enumerate(chunks):
        if chunk.kind not in ("paragraph", "verse"):
            continue
        first_is_turn = False
        for line, (start, end) in enumerate(chunk.lines):
            turn = _candidate(text, index, line, start, end)
            if turn is None or (turn.form == "standing" and (line > 0 or len(chunk.lines) < 2)):
                continue
            if line == 0:
                first_is_turn = True
            elif turn.form == "capitals" or (turn.form == "plain" and not (first_is_turn or turn.name.isupper())):
                continue
            yield turn


def _candidate(text: str, chunk: int, line: int, start: int, end: int) -> ScriptTurn | None:
    """The name that a line begins with, in any of the forms."""
    bold = _BOLD.match(text, start, end)
    if bold:
        return _bold_turn(text, chunk, line, bold, end)
    plain = _PLAIN.match(text, start, end)
    if plain and _is_name(plain["name"]):
        if _is_wide(plain["name"]) and re.match(r"[ \t]*+[“「『\"]", text[plain.end() : plain.end() + 3]):
            return None
        return _turn("plain", chunk, line, plain, plain.end())
    capitals = _CAPITALS.match(text, start, end)
    if capitals and _is_name(capitals["name"]):
        return _turn("capitals", chunk, line, capitals, capitals.end())
    standing = _STANDING.match(text, start, end)
    if standing and _is_name(standing["name"]):
        return _turn("standing", chunk, line, standing, standing.end())
    return None


def _bold_turn(text: str, chunk: int, line: int, bold: re.Match[str], end: int) -> ScriptTurn | None:
    if not _is_name(bold["name"]):
        return None
    after = _AFTER_BOLD.match(text, bold.end(), end)
    if bold["colon"] and bold["colon"] in ":：":
        return _turn("named", chunk, line, bold, bold.end())
    if after and after["colon"]:
        return _turn("named", chunk, line, bold, after.end(), after)
    if after and after["end"] is not None:
        return _turn("alone", chunk, line, bold, after.end(), after)
    return _turn("named", chunk, line, bold, bold.end()) if bold["colon"] == "." else None


def _turn(
    form: Form, chunk: int, line: int, head: re.Match[str], speech: int, tail: re.Match[str] | None = None
) -> ScriptTurn:
    """A turn of the matched name: the name and its colon, its extension, and the emphasis around them."""
    marks: list[Mark] = []
    position = head.start()
    extension = None
    named: list[tuple[int, int]] = [head.span("name"), head.span("colon")]
    extended = [match.span("ext") for match in (head, tail) if match is not None and match["ext"]]
    if tail is not None and tail.groupdict().get("colon"):
        named.append(tail.span("colon"))
    pieces = [(low, high, "speaker name") for low, high in named if low < high]
    pieces += [(low, high, "direction") for low, high in extended]
    for low, high, reason in sorted(pieces):
        marks += [(position, low, "markup"), (low, high, "direction" if reason == "direction" else "speaker name")]
        position = high
    marks.append((position, speech, "markup"))
    if extended:
        low, high = extended[-1]
        extension = head.string[low + 1 : high - 1]
    used = tuple(mark for mark in marks if mark[0] < mark[1])
    return ScriptTurn(form, chunk, line, head["name"].strip(), extension, used, speech)


def _is_wide(name: str) -> bool:
    return any(ord(character) > 0x2E7F for character in name)


def _is_name(name: str) -> bool:
    """Whether words look like the name of somebody: capitals or digits, few words, no sentence."""
    name = name.strip()
    if name.casefold().strip(" .") in _LABELS or len(name) > 48 or is_division(name):
        return False
    if _is_wide(name):
        return len(name) <= 12 and _WIDE_SPEAKING.search(name) is None
    words = name.replace(",", " ").replace("&", " ").split()
    if not 1 <= len(words) <= 7 or not any(character.isalpha() for character in name):
        return False
    if re.search(r"[!?;…]|\w{6,}\.\s", name) or name.startswith(("http", "www")):
        return False
    small = [word for word in words if not (word.lstrip("'’\"(“#.").strip()[:1] or "a").isupper()]
    return (
        all(word.lower().strip(".'’") in _SMALL_WORDS or word.lstrip("#")[:1].isdigit() for word in small)
        and (not small or small[0] != words[0] or words[0].isdigit())
        and not (len(words) == 1 and words[0].isdigit())
    )


def _is_repeated(turns: Sequence[ScriptTurn]) -> bool:
    counts = Counter(key_of(turn.name) for turn in turns)
    return bool(counts) and max(counts.values()) > 1


def _are_named(turns: list[ScriptTurn], units: int, *, podcast: bool) -> bool:
    if podcast:
        return bool(turns)
    return len(turns) >= 2 and (len(turns) * 2 >= units or (_is_repeated(turns) and len(turns) * 8 >= units))


def _are_alone(turns: list[ScriptTurn], chunks: Sequence[Chunk], known: set[str]) -> bool:
    """Names on lines of their own: pseudo-headings are set the same way, but do not come again or before quotations."""
    speaking = [turn for turn in turns if _has_speech(turn, chunks)]
    if speaking and all(key_of(turn.name) in known for turn in speaking):
        return True
    if len(speaking) < 2:
        return False
    quoted = sum(len(chunks[turn.chunk].lines) == 1 and chunks[turn.chunk + 1].depth > 0 for turn in speaking)
    return _is_repeated(speaking) or quoted == len(speaking) or any(key_of(turn.name) in known for turn in speaking)


def _has_speech(turn: ScriptTurn, chunks: Sequence[Chunk]) -> bool:
    if turn.line + 1 < len(chunks[turn.chunk].lines):
        return True
    return turn.chunk + 1 < len(chunks) and chunks[turn.chunk + 1].kind == "paragraph"


def _plain_turns(turns: list[ScriptTurn], units: int, known: set[str], *, podcast: bool) -> list[ScriptTurn]:
    """`NAME: text` turns: all where they make up half of the text, else the names that are sure."""
    counts = Counter(key_of(turn.name) for turn in turns)
    share = len(turns) / max(units, 1)
    if len(turns) >= 2 and (share >= 0.5 or (share >= 0.2 and (podcast or _mostly_repeated(counts)))):
        return turns
    capitals = [turn for turn in turns if turn.name.isupper() and counts[key_of(turn.name)] > 1]
    if len(capitals) >= 3 and share >= 0.1:
        return [turn for turn in turns if turn.name.isupper() or key_of(turn.name) in known]
    return [turn for turn in turns if key_of(turn.name) in known]


def _mostly_repeated(counts: Counter[str]) -> bool:
    return counts.total() >= 6 and len(counts) * 2 <= counts.total()


def _capital_turns(turns: list[ScriptTurn], units: int) -> list[ScriptTurn]:
    counts = Counter(key_of(turn.name) for turn in turns)
    return turns if len(turns) >= 3 and len(turns) * 5 >= units and len(counts) * 2 <= len(turns) + 1 else []
