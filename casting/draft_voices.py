"""The voices of espeak-ng that a draft may use: languages by tag, and variants by name.

    "en-AU" ──▶ "en-au" ──▶ "en"  ──▶ gmw/en        the longest known beginning of the tag names the voice

Facts of the data that comes with espeakng-loader 0.2.4 (espeak-ng 1.52): a voice is loaded by its place under `lang/`;
`en-gb`, `fr-fr` or `zh` are not such places and are refused by the library, so tags are looked up here.
"""

from __future__ import annotations

import difflib

_PLACES = {
    "": "eu ko qu",
    "aav": "vi vi-VN-x-central vi-VN-x-south",
    "art": "eo ia io jbo lfn piqd py qdb qya sjn xex",
    "azc": "nci",
    "bat": "lt ltg lv",
    "bnt": "sw tn",
    "ccs": "ka",
    "cel": "cy ga gd",
    "cus": "om",
    "dra": "kn ml ta te",
    "esx": "kl",
    "gmq": "da fo is nb sv",
    "gmw": "af de en en-029 en-GB-scotland en-GB-x-gbclan en-GB-x-gbcwmd en-GB-x-rp en-Shaw en-US en-US-nyc lb nl",
    "grk": "el grc",
    "inc": "as bn bpy gu hi kok mr ne or pa sd si ur",
    "ine": "hy hyw sq",
    "ira": "fa fa-Latn ku",
    "iro": "chr",
    "itc": "la",
    "jpx": "ja",
    "map": "haw",
    "miz": "mto",
    "myn": "quc",
    "poz": "id mi ms",
    "roa": "an ca ca-ba ca-nw ca-va es es-419 fr fr-BE fr-CH ht it pap pt pt-BR ro",
    "sai": "gn",
    "sem": "am ar he mt ti",
    "sit": "cmn cmn-Latn-pinyin hak my yue yue-Latn-jyutping",
    "tai": "shn th",
    "trk": "az ba cv kaa kk ky nog tk tr tt ug uz",
    "urj": "et fi hu smj",
    "zle": "be ru ru-LV ru-cl uk",
    "zls": "bg bs hr mk sl sr",
    "zlw": "cs pl sk",
}

_OTHER_TAGS = {
    # a region's or script's tag whose voice is not the one of its beginning
    "en-ca": "en-us", "en-jm": "en-029", "en-tt": "en-029", "en-bb": "en-029", "en-bs": "en-029",
    "en-gb-sct": "en-gb-scotland", "en-gb-oxendict": "en-gb-x-rp",
    "es-ar": "es-419", "es-bo": "es-419", "es-cl": "es-419", "es-co": "es-419", "es-cr": "es-419", "es-cu": "es-419",
    "es-do": "es-419", "es-ec": "es-419", "es-gt": "es-419", "es-hn": "es-419", "es-mx": "es-419", "es-ni": "es-419",
    "es-pa": "es-419", "es-pe": "es-419", "es-pr": "es-419", "es-py": "es-419", "es-sv": "es-419", "es-us": "es-419",
    "es-uy": "es-419", "es-ve": "es-419", "ca-valencia": "ca-va",
    # other names of a language
    "zh": "cmn", "zh-hk": "yue", "zh-mo": "yue", "zh-yue": "yue", "zh-hak": "hak", "zh-latn": "cmn-latn-pinyin",
    "no": "nb", "nn": "nb", "hbs": "hr", "sh": "hr", "iw": "he", "in": "id", "mo": "ro", "tlh": "piqd",
    "ckb": "ku", "kmr": "ku", "pes": "fa", "prs": "fa", "arb": "ar",
    # no voice of its own: the nearest relative's
    "gsw": "de", "nds": "de", "scn": "it", "gl": "pt", "oc": "ca", "ast": "es",
    # ISO 639-2 and 639-3, as older EPUBs write them
    "afr": "af", "amh": "am", "ara": "ar", "aze": "az", "bel": "be", "ben": "bn", "bul": "bg", "bos": "bs", "cat": "ca",
    "chi": "cmn", "zho": "cmn", "cze": "cs", "ces": "cs", "dan": "da", "dut": "nl", "nld": "nl", "eng": "en",
    "epo": "eo", "est": "et", "baq": "eu", "eus": "eu", "per": "fa", "fas": "fa", "fin": "fi", "fre": "fr", "fra": "fr",
    "geo": "ka", "kat": "ka", "ger": "de", "deu": "de", "gle": "ga", "gla": "gd", "gre": "el", "ell": "el", "guj": "gu",
    "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "arm": "hy", "hye": "hy", "ice": "is", "isl": "is", "ind": "id",
    "ita": "it", "jpn": "ja", "kan": "kn", "kaz": "kk", "kor": "ko", "kur": "ku", "lat": "la", "lav": "lv", "lit": "lt",
    "ltz": "lb", "mac": "mk", "mkd": "mk", "mal": "ml", "mao": "mi", "mri": "mi", "mar": "mr", "may": "ms", "msa": "ms",
    "mlt": "mt", "bur": "my", "mya": "my", "nep": "ne", "nor": "nb", "nob": "nb", "nno": "nb", "pan": "pa", "pol": "pl",
    "por": "pt", "rum": "ro", "ron": "ro", "rus": "ru", "sin": "si", "slo": "sk", "slk": "sk", "slv": "sl", "spa": "es",
    "alb": "sq", "sqi": "sq", "srp": "sr", "swa": "sw", "swe": "sv", "tam": "ta", "tel": "te", "tha": "th", "tur": "tr",
    "ukr": "uk", "urd": "ur", "uzb": "uz", "vie": "vi", "wel": "cy", "cym": "cy",
}  # fmt: skip

LANGUAGES: dict[str, str] = {
    name.lower(): f"{family}/{name}" if family else name for family, names in _PLACES.items() for name in names.split()
}
"""Tags in lower case, and the name under which espeak-ng loads their voice (`gmw/en-US`)."""

REFUSED_VARIANTS = frozenset({"Alicia", "Demonic", "f2", "f3", "f5", "sandro", "victor", "whisper", "whisperf"})
"""Variants whose noise differs from one process to the next: what they speak cannot be spoken again."""

_VARIANTS = """
m1 m2 m3 m4 m5 m6 m7 m8 f1 f4 Alex Andrea Andy Annie AnxiousAndy Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee
Marco Mario Michael Mike Nguyen Reed RicishayMax RicishayMax2 RicishayMax3 Storm Tweaky UniRobot adam anika
anikaRobot announcer antonio aunty belinda benjamin boris caleb croak david ed edward edward2 fast grandma grandpa
gustave ian iven iven2 iven3 iven4 john kaukovalta klatt klatt2 klatt3 klatt4 klatt5 klatt6 linda marcelo max michel
miguel mike2 norbert pablo paul pedro quincy rob robert robosoft robosoft2 robosoft3 robosoft4 robosoft5 robosoft6
robosoft7 robosoft8 shelby steph steph2 steph3 travis zac
"""

ALLOWED_VARIANTS = frozenset(_VARIANTS.split()) | {"Mr serious"}
"""Variants that say the same thing the same way every time. Names are case-sensitive: they are files."""


class UnknownDraftVoiceError(ValueError):
    """No language or variant of that name can be spoken; the message lists the nearest."""


def espeak_voice(tag: str) -> str:
    """The espeak-ng voice for a BCP-47 tag in any case (`en-GB`, `zh_Hant_TW`, `eng`): the best that is known.

    Raises UnknownDraftVoiceError where not even the tag's language is known.
    """
    subtags = tag.strip().lower().replace("_", "-").split("-")
    for length in range(len(subtags), 0, -1):
        start = "-".join(subtags[:length])
        if found := LANGUAGES.get(_OTHER_TAGS.get(start, start)):
            return found
    raise UnknownDraftVoiceError(
        f"espeak-ng has no language {tag!r}{_nearest(tag.lower(), [*LANGUAGES, *_OTHER_TAGS])}"
    )


def speaks(tag: str) -> bool:
    """Whether there is a draft voice for the language of `tag`."""
    try:
        return bool(espeak_voice(tag))
    except UnknownDraftVoiceError:
        return False


def spoken_languages() -> tuple[str, ...]:
    """The primary tags of all languages that there is a draft voice for."""
    return tuple(sorted({tag.partition("-")[0] for tag in (*LANGUAGES, *_OTHER_TAGS)}))


def checked_variant(name: str) -> str:
    """`name`, when it is a variant that may be used; raises UnknownDraftVoiceError otherwise."""
    if name in ALLOWED_VARIANTS:
        return name
    if name in REFUSED_VARIANTS:
        raise UnknownDraftVoiceError(f"the variant {name!r} is not repeatable: a retake would sound different")
    raise UnknownDraftVoiceError(f"espeak-ng has no variant {name!r}{_nearest(name, sorted(ALLOWED_VARIANTS))}")


def _nearest(name: str, known: list[str]) -> str:
    by_folded = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(name.casefold(), by_folded, 4, 0.5)
    return f" (near: {', '.join(by_folded[word] for word in near)})" if near else ""
