"""Names as they stand in the text: found by capitals, told from the beginnings of sentences and from places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.script.attributor import Paragraph
from pipeline.script.cues import VERB
from pipeline.script.lexicon.capitals import COMMON_WORDS, FAMILY_NAMES, OPENERS
from pipeline.script.lexicon.given_names import ALL_TITLES, FEMALE_NAMES, MALE_NAMES
from pipeline.script.lexicon.verbs import any_of, forms
from pipeline.script.lexicon.word_lists import THINGS, TRADES, words

_CAPITAL = r"(?:[A-Z][^\W\d_]*(?:[’'](?!s\b)[A-Z]?[^\W\d_]+|-[A-Z][^\W\d_]+|-[a-z]{2,12}(?=\s[A-Z]))*)"
_SEQUENCE = re.compile(
    rf"\b{_CAPITAL}\.?(?:\s+(?:(?:de|von|van|du|la|le|del|di|da|(?<=King\s)of|(?<=Queen\s)of|(?<=Duke\s)of|(?<=Duchess\s)of|(?<=Prince\s)of|(?<=Lord\s)of)\s+){{0,2}}{_CAPITAL}\.?)*"
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_CLOSING = ("”", "’", '"', "»")
_NEAR = 40
_EPITHETS = words("Young Little Old Big Poor Good Dear Sweet Fat Tall Tiny Auld Wee Mad Blind")
"""What a sentence may begin with before a name: "Young Kofi, who had the next plot, …"."""
_APPOSED = re.compile(
    r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Tt]heir|[Oo]ur|[Aa]n?|[A-Z]\w+[’']s)\s(?:[a-z-]+,?\s){1,3}$"
    rf"|\b(?:{any_of(_EPITHETS)})\s$"
)
"""What stands before a name that it tells more of: "His sister Juna"."""
_SENTENCE = 200  # characters of the longest sentence in which somebody acts beside a quotation
_GOES_ON = re.compile(r"(?<!Mr)(?<!Mrs)(?<!Dr)[.!?]\s+\w")
_ACRONYM = 3  # letters up to which a word in capitals may be a name as it is: "Mr. JB"
_OFTEN = 3  # times that a common word stands after a title, and is a name
_TITLED = re.compile(r"\b(?:Mr|Mrs|Miss|Dr)\.?\s(?P<name>[A-Z][a-z]+)\b")
_TITLE_DOT = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Mme|Mlle|Messrs|Capt|Col|Prof|Rev|Lt|Hon)\.$")
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|from|near|to|through|round|into|towards|toward|across|beyond|for|leave|left|reached|of)\s+$"
)
_THE_BEFORE = re.compile(r"\b(?:[Tt]he|THE)\s+$")
_VERB_AFTER = re.compile(rf"\s+(?:\w+ly\s+|had\s+|then\s+|at\s+once\s+|again\s+|only\s+){{0,2}}{VERB}\b")
_SAID_BY = re.compile(rf"[”’\"»]\s?(?:\w+ly\s)?{VERB}\s$")
_VERB_BEFORE = re.compile(rf"\b{VERB}\s+(?:the\s+|little\s+|old\s+|poor\s+|young\s+|\w+ly\s+)?$")
_ACTS = re.compile(
    r"(?:,\s[a-z][^,.;:!?“”\"]{1,40},)?\s+(?:(?:\w+ly|had|then|only|also|still|just)\s+){0,2}"
    r"(?:(?:did|do|does|is|has|was|had|could|would)(?:n[’']t|\s(?:not|never))\b"
    rf"|(?:is|was|could|would|seemed|{any_of(forms('act', 'past', 'third'))})\b)"
)
_DOES = re.compile(rf"\s(?:\w+ly\s)?(?:{any_of(forms('act', 'past', 'third'))})\b")
_PAST = re.compile(r"\s(?:\w+ly\s)?[a-z]{2,}ed\b")
_OWNS = re.compile(r"[’']s\s[a-z]")
_NAMED_BEFORE = re.compile(r"\b(?:named|called)\s$")
REVEALS = ("It was ", "It is ", "It’s ", "It's ", "it was ", "it is ")
"""Before the name of somebody of whom the text has told without it."""
_AMBIGUOUS = COMMON_WORDS & (MALE_NAMES | FEMALE_NAMES)
_TIME_BEFORE = re.compile(r"\b(?:in|of|by|since|until|till|last|next|every|each|early|late|mid|this|that)\s$", re.I)
_OF_RANK = words("Grace Majesty Highness Honour Honor Excellency Lordship Ladyship Holiness Worship Eminence Reverence")
_RANK_BEFORE = re.compile(r"\b(?:[Hh]is|[Hh]er|[Yy]our|[Tt]heir)\s(?:\w+\s)?$")
"""Before a word of rank: "His Grace" names nobody, and means whom a pronoun would."""
_PERSONAL = re.compile(
    r"[’']s?\s+(?:\w+\s+)?(?:eyes?|face|voice|hands?|head|heart|lips|arms?|mind|hair|cheeks?|mother|father|sister|brother"
    r"|wife|husband|son|daughter|manner|expression|smile|feelings?|thoughts|aunt|uncle|reply|answer)\b"
)


_IS_SOMEBODY = re.compile(
    r",\s(?:who|whose|the\s[a-z]+,|an?\s[a-z]+,|his\s[a-z]+,|her\s[a-z]+,)\b|\s[a-z]+(?:ed|s|ng)\s(?:him|her|them|me|his|their|my)\b"
)
"""What is told of a person in passing: "Piet, who …", "Piet, the cook, …", "Piet rang her"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in paragraph `paragraph`, text[start:end); `form` is it without dots and possessive."""

    paragraph: int
    start: int
    end: int
    form: str
    quoted: bool


@dataclass(slots=True)
class Evidence:
    """What the book says of a form over all its places."""

    count: int = 0
    narrated: int = 0
    speaks: int = 0
    acts: int = 0
    personal: int = 0
    beside: int = 0
    """Times that one of this name does something in the sentence beside a quotation."""
    called: int = 0
    placed: int = 0
    definite: int = 0

    @property
    def person(self) -> float:
        """How much speaks for a person, against a place or thing."""
        score = 3 * self.speaks + 1.0 * self.beside + 0.6 * self.acts + 0.8 * self.personal + 1.0 * self.called
        return score - 0.8 * self.placed


@dataclass(slots=True)
class Names:
    """All names of a book: the mentions by paragraph in order, and what is known of each form."""

    mentions: list[list[Mention]] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=lambda: defaultdict(Evidence))

    def add(self, more: Sequence[Mention]) -> None:
        """Take in other words of the text that mean somebody with a name."""
        for mention in more:
            self.mentions[mention.paragraph].append(mention)
        for number in {mention.paragraph for mention in more}:
            self.mentions[number].sort(key=lambda each: each.start)


def find_names(paragraphs: Sequence[Paragraph]) -> Names:
    """The capitalised names of a book with their evidence; persons are chosen later."""
    counts = _count_words(paragraphs)
    names = Names()
    for number, paragraph in enumerate(paragraphs):
        found: list[Mention] = []
        starts = [each.start for each in paragraph.quotations]
        for start, end in _sequences(paragraph.text, counts):
            quotation = bisect_right(starts, start) - 1
            quoted = quotation >= 0 and start < paragraph.quotations[quotation].end
            form = normal(paragraph.text[start:end])
            mention = Mention(number, start, end, form, quoted)
            found.append(mention)
            _weigh(names.evidence[form], paragraph, mention, quotation)
        names.mentions.append(found)
    return names


def normal(form: str) -> str:
    """A name's form for comparison: single spaces, no full stops, no leading article."""
    return re.sub(r"\s+", " ", form.replace(".", " ")).strip()


@dataclass(frozen=True, slots=True)
class _Words:
    """How often each word of a book stands capitalised inside a sentence, acts, in small letters, and after a title."""

    middle: Counter[str] = field(default_factory=Counter)
    acting: Counter[str] = field(default_factory=Counter)
    """Given names that are other words, too, where the narrator tells of somebody: "June nodded"."""
    lower: Counter[str] = field(default_factory=Counter)
    titled: Counter[str] = field(default_factory=Counter)


def _count_words(paragraphs: Sequence[Paragraph]) -> _Words:
    counts = _Words()
    middle, lower = counts.middle, counts.lower
    for paragraph in paragraphs:
        text = paragraph.text
        counts.titled.update(match["name"] for match in _TITLED.finditer(text))
        for match in _WORD.finditer(text):
            word = match.group()
            if word[0].islower():
                lower[word] += 1
            elif _is_somebody(text, match):
                counts.acting[word] += 1
            elif word[0].isupper() and (not begins_sentence(text, match.start()) or _answers(text, match)):
                middle[word.removesuffix("'s").removesuffix("’s")] += 1
    return counts


def _is_somebody(text: str, match: re.Match[str]) -> bool:
    """Whether a word that is no name as it stands is one here, by what it does."""
    word = match.group()
    if word in _AMBIGUOUS and _somebody_acts(text, match.end()):
        return True
    return (word in FAMILY_NAMES or (word.isupper() and len(word) > _ACRONYM)) and _says(text, match)


def _somebody_acts(text: str, end: int) -> bool:
    after = text[end : end + _NEAR]
    return _VERB_AFTER.match(after) is not None or _DOES.match(after) is not None


def _says(text: str, word: re.Match[str]) -> bool:
    """Whether a capital is the subject of a verb of saying beside words of speech: "“When?” asked Park"."""
    behind = text[max(0, word.start() - 2) : word.start()].strip()
    if behind in _CLOSING and behind:
        return _VERB_AFTER.match(text, word.end()) is not None
    return _SAID_BY.search(text, max(0, word.start() - _NEAR), word.start()) is not None


def _answers(text: str, word: re.Match[str]) -> bool:
    """Whether a capital behind words of speech is a name's, for it speaks: "“Nonsense!” Piet cried"."""
    behind = text[max(0, word.start() - 2) : word.start()].strip()
    return behind in _CLOSING and word.group() not in OPENERS and _VERB_AFTER.match(text, word.end()) is not None


def begins_sentence(text: str, place: int) -> bool:
    """Whether a capital at `place` may be there only because a sentence begins."""
    index = place - 1
    while index >= 0 and (text[index].isspace() or text[index] in "“”\"‘’'([_*—–-"):
        if text[index] in '“"‘' and (index == 0 or text[index - 1].isspace() or text[index - 1] in "—–-("):
            return True
        index -= 1
    if index >= 0 and text[index] == "." and _TITLE_DOT.search(text[max(0, index - 8) : index + 1]):
        return False
    return index < 0 or text[index] in ".!?:;…"


def _sequences(text: str, counts: _Words) -> Iterator[tuple[int, int]]:
    """The bounds of names: capitalised words in a row, less the common words at their beginning."""
    for match in _SEQUENCE.finditer(text):
        tokens = [
            (match.start() + each.start(), match.start() + each.end(), each.group())
            for each in re.finditer(r"[^\s]+", match.group())
        ]
        run: list[tuple[int, int, str]] = []
        for index, token in enumerate(tokens):
            word = token[2].rstrip(".")
            # A word that opens a sentence and is known from nowhere: with a capital after it, it begins a name.
            goes_on = index + 1 < len(tokens) and (not token[2].endswith(".") or word in ALL_TITLES)
            calling = word.lower() in TRADES and goes_on and tokens[index + 1][2][:1].isupper()
            opens = calling or (goes_on and not run and word not in _EPITHETS and _may_begin_name(word, counts))
            epithet = word in _EPITHETS and not run and begins_sentence(text, token[0]) and not counts.titled[word]
            if word[:1].isupper() and not opens and (epithet or not _is_name(word, token[0], text, counts, bool(run))):
                yield from _emit(run, text)
                run = []
                continue
            if run or word[:1].isupper():
                run.append(token)
            if token[2].endswith(".") and word not in ALL_TITLES and len(word) > 1:
                yield from _emit(run, text)
                run = []
        yield from _emit(run, text)


def _emit(run: list[tuple[int, int, str]], text: str) -> Iterator[tuple[int, int]]:
    while run and not run[-1][2][:1].isupper():
        run = run[:-1]
    while run and run[0][2].rstrip(".") in _HONORIFIC and len(run) > 1 and run[1][2].rstrip(".") in ALL_TITLES:
        run = run[1:]
    if not run or (len(run) == 1 and run[0][2].rstrip(".") in ("I", "A", "O")):
        return
    end = run[-1][1]
    if text[end - 1] == "." and run[-1][2].rstrip(".") not in ALL_TITLES and len(run[-1][2]) > 2:
        end -= 1
    yield run[0][0], end


_CAPITAL_NEXT = re.compile(r"\s[A-Z][a-z]")
_HONORIFIC = words("Good Dear Poor Old")


def _may_begin_name(word: str, counts: _Words) -> bool:
    known = counts.middle[word] or counts.lower[word.lower()]
    if word in COMMON_WORDS or word in ALL_TITLES or known or len(word) < 2 or word in OPENERS:
        return False
    return not word.isupper() and not word.endswith(("ly", "ing", "ed", "while", "wards", "'s", "’s"))


def _is_name(word: str, place: int, text: str, counts: _Words, inside: bool) -> bool:
    base = word.removesuffix("'s").removesuffix("’s")
    if base in ALL_TITLES and base not in ("Old", "Private", "General", "Major", "Elder"):
        return True
    if base in _OF_RANK and _RANK_BEFORE.search(text, max(0, place - 20), place):
        return False
    capitals, small = counts.middle[base], counts.lower[base.lower()]
    if counts.acting[base] and not _TIME_BEFORE.search(text, max(0, place - 8), place):
        return True
    # A common word, unless the book has a "Mrs. Hall".
    if base in COMMON_WORDS and (counts.titled[base] < _OFTEN or capitals <= small):
        if text[max(0, place - 4) : place] == "the " and _CAPITAL_NEXT.match(text, place + len(word)):
            # "the March Hare"; "the Sunday Times" becomes a name, too, and no person's.
            return True
        return (
            inside
            and base not in ("I", "And", "But", "The", "Then", "When")
            and not begins_sentence(text, place)
            and len(base) > 2
        )
    if base.isupper() and len(base) > _ACRONYM:
        return False
    if base in MALE_NAMES or base in FEMALE_NAMES:
        return capitals > 0 or small == 0
    if inside:
        return True
    if capitals or small:
        return capitals > 0.35 * small
    return not begins_sentence(text, place) or _is_told_of(word, text, place + len(word))


def _is_told_of(word: str, text: str, end: int) -> bool:
    """Whether a word that stands only where a sentence begins is told of as people are: "Piet laughed"."""
    if word.lower() in THINGS or word in OPENERS or len(word) < 2 or word.endswith("ly"):
        return False
    after = text[end : end + _NEAR]
    return any(pattern.match(after) is not None for pattern in (_VERB_AFTER, _ACTS, _PERSONAL, _IS_SOMEBODY))


def _is_beside(paragraph: Paragraph, mention: Mention, quotation: int) -> bool:
    """Whether a name begins a sentence that stands right behind a quotation (the last before it), or before one."""
    text, quotations = paragraph.text, paragraph.quotations
    apposed = _APPOSED.search(text, max(0, mention.start - _NEAR), mention.start)
    if not begins_sentence(text, mention.start) and not (apposed and begins_sentence(text, apposed.start())):
        return False
    if quotation >= 0 and mention.start - quotations[quotation].end <= 2:
        return True
    if quotation + 1 == len(quotations):
        return False
    between = text[mention.end : min(quotations[quotation + 1].start, mention.end + _SENTENCE)]
    return mention.end + _SENTENCE > quotations[quotation + 1].start and not _GOES_ON.search(between)


def _weigh(evidence: Evidence, paragraph: Paragraph, mention: Mention, quotation: int) -> None:
    text = paragraph.text
    before, after = text[max(0, mention.start - 24) : mention.start], text[mention.end : mention.end + 40]
    evidence.count += 1
    evidence.definite += bool(_THE_BEFORE.search(before))
    if mention.quoted:
        evidence.called += is_called(text, mention)
        evidence.placed += bool(_PLACE_BEFORE.search(before))
        return
    evidence.narrated += 1
    if _VERB_AFTER.match(after) or (
        _VERB_BEFORE.search(before) and re.search(r"[”\"’'»][\s,—–-]*\S+\s[\w\s]*$", before)
    ):
        evidence.speaks += 1
    elif _ACTS.match(after):
        evidence.acts += 1
        evidence.beside += _is_beside(paragraph, mention, quotation)
    elif _PAST.match(after) and _is_beside(paragraph, mention, quotation):
        evidence.acts += 1
        evidence.beside += 1
    elif _NAMED_BEFORE.search(before) or before.endswith(REVEALS):
        evidence.beside += 1
    elif _PERSONAL.match(after) or (_OWNS.match(after) and mention.form in MALE_NAMES | FEMALE_NAMES):
        evidence.personal += 1
        evidence.beside += _is_beside(paragraph, mention, quotation)
    elif _IS_SOMEBODY.match(after):
        evidence.beside += _is_beside(paragraph, mention, quotation)
    elif _PLACE_BEFORE.search(before):
        evidence.placed += 1


_TURNED_TO = re.compile(r"\((?:[^()]{0,50}\s)?(?:[Tt]o|at|towards?|[Aa]ddressing|upon)\s$")


def is_called(text: str, mention: Mention) -> bool:
    """Whether a name inside speech is an address: set off by commas or marks on both sides, or "(turning to Ann)"."""
    if _TURNED_TO.search(text[max(0, mention.start - 70) : mention.start]):
        return True
    before, after = text[max(0, mention.start - 12) : mention.start].rstrip(), text[mention.end : mention.end + 1]
    if after not in tuple(",.!?;:—–-”\"’'…"):
        return False
    if text[mention.end : mention.end + 2] in ("'s", "’s"):
        return False
    if not before or before[-1] in "“\"‘'":
        return after in ",!?—–-."
    return before[-1] in ",!?.;—–-" or bool(
        re.search(r"\b(?:[Dd]ear|[Mm]y|O|[Oo]h|[Aa]h|[Pp]oor|[Yy]es|[Nn]o|[Ww]ell)$", before)
    )
