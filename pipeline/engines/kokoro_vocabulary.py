"""The symbols of Kokoro-82M 1.0 and their numbers, for folders that come without a file of them.

From the `vocab` of its configuration (hexgrad/Kokoro-82M, config.json; Apache-2.0). 0 stands for both ends.
"""

from __future__ import annotations

_RUNS = {
    1: ";:,.!?", 9: "—…\"()“” ̃ʣʥʦʨᵝꭧAI", 31: "O", 33: "Q", 35: "ST", 39: "W", 41: "Yᵊabcdef", 50:
    "hijklmnopqrstuvwxyzɑɐɒæ", 75: "βɔɕç", 80: "ɖðʤə", 85: "ɚɛɜ", 90: "ɟ", 92: "ɡ", 99: "ɥ", 101: "ɨɪʝ", 110:
    "ɯɰŋɳɲɴø", 118: "ɸθœ", 123: "ɹ", 125: "ɾɻ", 128: "ʁɽʂʃʈʧ", 135: "ʊʋ", 138: "ʌɣɤ", 142: "χʎ", 147: "ʒʔ",
    156: "ˈˌː", 162: "ʰ", 164: "ʲ", 169: "↓", 171: "→↗↘", 177: "ᵻ",
}  # fmt: skip
"""The number of the first of symbols that follow one another."""

VOCABULARY = {symbol: first + place for first, run in _RUNS.items() for place, symbol in enumerate(run)}
