"""How fast the draft voice speaks each language: prints the table of `pipeline/language/pace.py`.

    python benchmarks/pace.py

The draft voice says a short passage of each language at 170 words a minute, whole and sentence by sentence. What the
whole takes beyond its sentences is the pause at a full stop; what a sentence with commas takes beyond the same without
is the pause at a comma; the rest is letters. The figure for people compares clips of known words, where they are there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import soundfile

from manifests.plan import Piece, Segment
from manifests.voice import DraftVoice, Voice
from pipeline.engines.draft import DraftEngine
from pipeline.engines.protocol import SpeechRequest
from pipeline.language.pace import ALPHABETIC, COMMA_S, NOMINAL_WPM, STOP_S, counts, speech_s

DATA = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
PASSAGES: dict[str, str] = DATA["passages"]
SPOKEN_BY_PEOPLE: dict[str, str] = DATA["people"]


def sentences(passage: str) -> list[str]:
    """The three sentences of a passage."""
    mark = "。" if "。" in passage else ". "
    return [part.strip(". ") + mark.strip() for part in passage.split(mark) if part.strip()]


def request(name: str, language: str, spoken: str) -> SpeechRequest:
    piece = Piece(line=name, start=0, end=1, spoken=spoken, pause_after_ms=0)
    segment = Segment(
        id=name, chapter=1, scene=0, chain="", role="", voice=language, language=language, pieces=(piece,),
        expected_s=0.0, key=name,
    )  # fmt: skip
    voice = DraftVoice(language=language, rate_wpm=NOMINAL_WPM)
    return SpeechRequest(segment, Voice(name=language, source=voice, stand_in=voice))


def measured() -> dict[str, float]:
    """Seconds of each passage ("en"), of its sentences ("en 0") and of these without commas ("en 0 plain")."""
    requests = []
    for language, passage in PASSAGES.items():
        requests.append(request(language, language, passage))
        for number, sentence in enumerate(sentences(passage)):
            bare = sentence.translate(str.maketrans("", "", ",，、،"))
            requests.append(request(f"{language} {number}", language, sentence))
            requests.append(request(f"{language} {number} plain", language, bare))
    seconds: dict[str, float] = {}
    with DraftEngine() as engine:
        waiting = list(requests)
        while len(seconds) < len(requests):
            while waiting and len(requests) - len(waiting) - len(seconds) < engine.capacity:
                engine.submit(waiting.pop())
            for spoken in engine.collect():
                seconds[spoken.request.segment.id] = len(spoken.audio) / engine.identity.sample_rate_hz
    return seconds


def main() -> None:
    seconds = measured()
    stops, commas = [], []
    for language, passage in PASSAGES.items():
        parts = len(sentences(passage))
        alone = [seconds[f"{language} {number}"] for number in range(parts)]
        plain = [seconds[f"{language} {number} plain"] for number in range(parts)]
        stops.append((seconds[language] - sum(alone)) / (parts - 1))
        commas.append((sum(alone) - sum(plain)) / max(1, counts(passage).commas))
    middle = len(stops) // 2
    print(f"STOP_S = {sorted(stops)[middle]:.2f}   # {min(stops):.2f} to {max(stops):.2f}")
    print(f"COMMA_S = {sorted(commas)[middle]:.2f}   # {min(commas):.2f} to {max(commas):.2f}")
    for language, passage in PASSAGES.items():
        found = counts(passage)
        # The last stop of a take is trimmed, the plan counts it: so does this.
        left = seconds[language] + STOP_S - found.stops * STOP_S - found.commas * COMMA_S
        if found.wide:  # the spaces of Korean and the figures of Chinese are letters of no language
            left -= found.letters / ALPHABETIC
        kind = "wide" if found.wide else "letters"
        print(f'"{language}": {(found.wide or found.letters) / left:.1f},   # {kind}; {seconds[language]:.2f} s')
    print("people, seconds for a second of the draft voice:")
    folder = Path(__file__).parents[2] / "shared" / "corpora" / "speech"
    for name, words in SPOKEN_BY_PEOPLE.items():
        if (folder / name).exists():
            info = soundfile.info(folder / name)
            print(f"{name}: {info.duration:.2f} s, ratio {info.duration / (speech_s(words, 'en') - STOP_S):.2f}")


if __name__ == "__main__":
    main()
