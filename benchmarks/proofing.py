"""What proofing finds: faults injected into clean speech, the share found, and the false alarms on clean takes.

    python -m benchmarks.proofing [--segments 24] [--only signal text human]

Limits were tuned with the voices `TUNED` and the sample story; `UNSEEN` voices speak a text that was not used, where
../shared/corpora is there a real book's. "human" cuts faults into recordings of people at the borders of their words
(which pocketsphinx finds) and is left out where corpora or pocketsphinx are absent.
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.faults import SIGNAL_FAULTS, WORD_FAULTS, Audio
from manifests.plan import Segment
from manifests.render import RenderSettings
from manifests.voice import DraftVoice, Voice
from pipeline.engines.draft import SAMPLE_RATE_HZ, DraftEngine
from pipeline.engines.protocol import SpeechRequest
from pipeline.production.preparation import prepare
from pipeline.proofing.alignment import Alignment
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.role_baselines import RoleBaseline
from pipeline.proofing.signal import listen
from pipeline.proofing.sphinx import Sphinx, hindrance
from pipeline.proofing.transcript_check import Recogniser

ROOT = Path(__file__).parents[1]
STORY = ROOT / "samples" / "the-lamplighters-door.epub"
CORPORA = ROOT.parent / "shared" / "corpora"
ALICE = CORPORA / "epub" / "lewis-carroll_alices-adventures-in-wonderland_john-tenniel.epub"

TUNED = (
    ("en-gb", "m3"),
    ("en-us", "f4"),
    ("en-gb", "klatt"),
    ("en-gb", "Annie"),
    ("en-us", "paul"),
    ("en-gb", "grandma"),
)
UNSEEN = (
    ("en-us", "Michael"),
    ("en-gb", "Andy"),
    ("en-us", "Marco"),
    ("en-gb", "travis"),
    ("en-us", "shelby"),
    ("en-gb", "m8"),
)

OWN_CHECK = {
    "last syllable cut": "ending",
    "0.5 s whistle": "tone",
    "30 % faster": "pace",
    "level rising 8 dB": "slope",
    "3 s silence inside": "hole",
    "clipped": "clip",
}
FALSE_ALARMS = (0.5, 1, 2, 5, 10, 20)
SHORT_S = 5.0


@dataclass(frozen=True, slots=True)
class Group:
    """Voices and what they say."""

    name: str
    voices: Sequence[tuple[str, str]]
    segments: Sequence[Segment]


def groups(count: int) -> tuple[Group, Group]:
    """The group that limits were tuned with, and the unseen one."""
    story = _segments(STORY, None)
    unseen = _segments(ALICE, "5-6") if ALICE.is_file() else story[count:]
    return Group("tuned", TUNED, story[:count]), Group("unseen", UNSEEN, unseen[:count])


def _segments(book: Path, chapters: str | None) -> list[Segment]:
    plan = prepare(RenderSettings(source=str(book), engine="draft", chapters=chapters)).plan
    return [segment for segment in plan.segments if segment.expected_s > 3]


def speak(segments: Sequence[Segment], name: tuple[str, str]) -> list[Audio]:
    """The segments in one voice, in order."""
    source = DraftVoice(language=name[0], variant=name[1])
    voice = Voice(name="+".join(name), source=source, stand_in=source)
    spoken: dict[int, Audio] = {}
    with DraftEngine(2) as engine:
        waiting = list(enumerate(segments))
        in_flight: dict[int, tuple[int, SpeechRequest]] = {}
        while waiting or in_flight:
            while waiting and len(in_flight) < engine.capacity:
                number, segment = waiting.pop(0)
                request = SpeechRequest(segment, voice)
                in_flight[id(request)] = (number, request)
                engine.submit(request)
            for one in engine.collect():
                number, _ = in_flight.pop(id(one.request))
                spoken[number] = one.audio
    return [spoken[number] for number in range(len(segments))]


def heard(audio: Audio, segment: Segment, habits: RoleBaseline | None = None) -> ProofInput:
    """A take of a segment as proofing hears it."""
    return ProofInput(audio, SAMPLE_RATE_HZ, segment.spoken, "en", tempo=segment.speed, habits=habits)


def habits_of(takes: Sequence[ProofInput]) -> RoleBaseline:
    """What proofing would know of the role after these takes."""
    return RoleBaseline(
        float(np.median([np.log(one.speech_s / one.expected_s) for one in takes])),
        float(np.median([one.voiced_db for one in takes])),
    )


def signal(group: Group) -> None:
    """Print the share found of each signal fault, by its own check, and the alarms on clean takes."""
    found: defaultdict[tuple[str, bool], list[bool]] = defaultdict(list)
    alarms: list[set[str]] = []
    seconds = spent = 0.0
    for name in group.voices:
        takes = speak(group.segments, name)
        habits = habits_of([heard(*pair) for pair in zip(takes[:8], group.segments[:8], strict=True)])
        for audio, segment in zip(takes, group.segments, strict=True):
            random = np.random.default_rng(zlib.crc32(f"{segment.id} {name}".encode()))
            began = time.process_time()
            alarms.append({one.check for one in listen(heard(audio, segment, habits)) if not one.passed})
            spent += time.process_time() - began
            seconds += len(audio) / SAMPLE_RATE_HZ
            for fault, inject in SIGNAL_FAULTS.items():
                spoilt = inject(audio, SAMPLE_RATE_HZ, random)
                failed = {one.check for one in listen(heard(spoilt, segment, habits)) if not one.passed}
                found[fault, len(audio) < SHORT_S * SAMPLE_RATE_HZ].append(OWN_CHECK[fault] in failed)
    by_check = {check: sum(check in one for one in alarms) for check in sorted(set().union(*alarms))}
    print(
        f"\n{group.name}: {len(alarms)} clean takes, {sum(map(bool, alarms)) / len(alarms):.1%} false alarms {by_check}"
    )
    print(f"signal checks cost {spent / seconds:.2%} of the takes' length in processor time")
    print("| fault | found | takes of 5 s and more | shorter |")
    for fault in SIGNAL_FAULTS:
        longer, shorter = found[fault, False], found[fault, True]
        print(f"| {fault} | {share(longer + shorter)} | {share(longer)} | {share(shorter)} |")


def share(found: Sequence[bool]) -> str:
    """A share with what it rests on."""
    return f"{np.mean(found):.1%} of {len(found)}" if found else "none"


def text(group: Group) -> None:
    """Print the trade-off of the text check: false alarms against the share found of each fault of the words."""
    scores: defaultdict[str, list[float]] = defaultdict(list)
    seconds = spent = 0.0
    recogniser = Alignment()
    wanted = [(segment, kind) for segment in group.segments for kind in ("clean", *WORD_FAULTS)]
    takes = {name: speak([_said(*one, name) for one in wanted], name) for name in group.voices}
    for number, (segment, kind) in enumerate(wanted):
        for name in group.voices:
            began = time.process_time()
            scores[kind].append(score(recogniser, heard(takes[name][number], segment)))
            spent += time.process_time() - began
            seconds += len(takes[name][number]) / SAMPLE_RATE_HZ
    recogniser.close()
    print(f"\n{group.name}: text check (alignment) costs {spent / seconds:.1%} of the takes' length in processor time")
    curve(scores)


def _said(segment: Segment, kind: str, name: tuple[str, str]) -> Segment:
    """The segment with a fault in its words."""
    random = np.random.default_rng(zlib.crc32(f"{segment.id} {kind} {name}".encode()))
    words = segment.spoken.split()
    words = WORD_FAULTS[kind](words, random) if kind in WORD_FAULTS else words
    piece = segment.pieces[0].model_copy(update={"spoken": " ".join(words)})
    return segment.model_copy(update={"pieces": (piece,)})


def score(recogniser: Recogniser, take: ProofInput) -> float:
    """How near a take comes to an alarm: 1 and more is one."""
    return max((one.value / one.limit for one in recogniser.findings(take)), default=0.0)


def curve(scores: dict[str, list[float]]) -> None:
    """Print the share found at several shares of false alarms, and with the limit as it is."""
    clean, kinds = np.array(scores["clean"]), [kind for kind in scores if kind != "clean"]
    print(f"| false alarms ({len(clean)} clean) | limit times | " + " | ".join(kinds) + " |")
    rows = [(f"{percent} %", float(np.percentile(clean, 100 - percent))) for percent in FALSE_ALARMS]
    rows.append((f"{np.mean(clean > 1):.1%} (as it is)", 1.0))
    for told, limit in rows:
        shares = " | ".join(f"{np.mean(np.array(scores[kind]) > limit):.1%}" for kind in kinds)
        print(f"| {told} | {limit:.2f} | {shares} |")


def human() -> None:
    """The same for recordings of people, faults cut in at the borders of their words."""
    from benchmarks.spoken_clips import spoilt_clips

    clips = _clips(spoilt_clips(CORPORA / "speech"))
    human_signal([clip for clip in clips if clip[0] == "clean"])
    for recogniser in (Sphinx(), Alignment(advisory=True)):
        scores: defaultdict[str, list[float]] = defaultdict(list)
        began = time.process_time()
        for kind, words, audio, rate_hz in clips:
            scores[kind].append(score(recogniser, ProofInput(audio, rate_hz, words, "en")))
        spent = time.process_time() - began
        recogniser.close()
        seconds = sum(len(audio) / rate_hz for _, _, audio, rate_hz in clips)
        print(f"\n{recogniser.name}: costs {spent / seconds:.1%} of the takes' length in processor time")
        curve(scores)


def human_signal(clips: Sequence[tuple[str, str, Audio, int]]) -> None:
    """Print the share found of each signal fault in recordings of people, each held against its own habits."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    alarms: defaultdict[str, list[bool]] = defaultdict(list)
    for number, (_, words, audio, rate_hz) in enumerate(clips):
        clean = ProofInput(audio, rate_hz, words, "en")
        failed = {one.check for one in listen(clean) if not one.passed}
        for fault, inject in SIGNAL_FAULTS.items():
            spoilt = inject(audio, rate_hz, np.random.default_rng(number))
            verdicts = listen(ProofInput(spoilt, rate_hz, words, "en", habits=habits_of([clean])))
            found[fault].append(any(one.check == OWN_CHECK[fault] and not one.passed for one in verdicts))
            alarms[fault].append(OWN_CHECK[fault] in failed)
    print("\nrecordings of people, in parts of 8 words and whole")
    print("| fault | found | false alarms of its check |")
    for fault in SIGNAL_FAULTS:
        print(f"| {fault} | {share(found[fault])} | {share(alarms[fault])} |")


def _clips(clips: Iterator[tuple[str, str, Audio, int]]) -> list[tuple[str, str, Audio, int]]:
    """In the order of their words, so that each text is rendered once."""
    return sorted(clips, key=lambda clip: clip[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=24, help="takes of each voice (default 24)")
    parser.add_argument("--only", nargs="+", choices=("signal", "text", "human"), default=["signal", "text", "human"])
    arguments = parser.parse_args()
    for group in groups(arguments.segments):
        if "signal" in arguments.only:
            signal(group)
        if "text" in arguments.only:
            text(group)
    if "human" in arguments.only:
        lacking = hindrance() or ("" if CORPORA.is_dir() else "../shared/corpora is absent")
        if lacking:
            print(f"human speech: left out, {lacking}")
        else:
            human()


if __name__ == "__main__":
    main()
