from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np
import psutil
import pytest

from casting.draft_voices import ALLOWED_VARIANTS, REFUSED_VARIANTS
from manifests.errors import CastError, EngineError
from manifests.voice import ClipVoice, Consent, DraftVoice
from pipeline.engines import espeak_process as process_module
from pipeline.engines.draft import DraftEngine, draft_identity
from pipeline.engines.espeak_process import EspeakProcess
from pipeline.sound.speech_level import peak_db, voiced_level_db

Say = Callable[..., Any]
SENTENCE = "The old sailor looked at the sea, and said nothing."
RATE = 22050


def _silence_at_the_ends_s(audio: Any) -> tuple[float, float]:
    audible = np.flatnonzero(np.abs(audio) > np.abs(audio).max() * 10 ** (-46 / 20))
    return audible[0] / RATE, (len(audio) - 1 - audible[-1]) / RATE


def test_pieces_lie_side_by_side_with_little_silence_at_their_ends(say: Say) -> None:
    spoken = say(SENTENCE, "Yes.", "Nobody believed him, of course!")

    assert len(spoken.pieces) == 3
    assert spoken.pieces[0][0] == 0
    assert spoken.pieces[-1][1] == len(spoken.audio)
    for (_, end), (start, _) in zip(spoken.pieces, spoken.pieces[1:], strict=False):
        assert end == start
    for start, end in spoken.pieces:
        piece = spoken.audio[start:end]
        assert max(_silence_at_the_ends_s(piece)) <= 0.05
        assert abs(piece[0]) < 0.001
        assert abs(piece[-1]) < 0.003


@pytest.mark.parametrize("variant", ["m3", "klatt", "iven", "f4", "announcer", "Jacky", None])
def test_voices_come_out_at_one_usual_level_without_clipping(say: Say, variant: str | None) -> None:
    audio = say(SENTENCE, voice=DraftVoice(variant=variant)).audio

    assert voiced_level_db(audio, RATE) == pytest.approx(-23, abs=1.5)
    assert peak_db(audio) <= -0.99


def test_a_whisper_is_softer_and_a_shout_louder(say: Say) -> None:
    soft, plain, loud = (
        voiced_level_db(say(SENTENCE, style=style).audio, RATE) for style in ("whispering", None, "shout")
    )

    assert soft == pytest.approx(plain - 6, abs=0.5)
    assert loud == pytest.approx(plain + 3, abs=0.5)


def test_speed_multiplies_the_pace_of_the_voice(say: Say) -> None:
    usual = len(say(SENTENCE).audio)

    assert len(say(SENTENCE, speed=1.5).audio) == pytest.approx(usual / 1.5, rel=0.12)
    assert len(say(SENTENCE, voice_speed=0.8).audio) == pytest.approx(usual / 0.8, rel=0.12)


def test_another_seed_is_another_reading_of_nearly_the_same_length(say: Say) -> None:
    readings = [say(SENTENCE, seed=seed).audio for seed in range(6)]

    assert len({audio.tobytes() for audio in readings}) == 6
    assert np.ptp([len(audio) for audio in readings]) < 0.06 * len(readings[0])


def test_a_segment_in_another_language_is_spoken_in_it_by_the_same_variant(say: Say) -> None:
    voice = DraftVoice(language="en-us", variant="f4")

    def used(language: str) -> str:
        return str(say("Guten Tag.", voice=voice, language=language).attempt.options["voice"])

    assert used("de") == "gmw/de+f4"
    assert used("de-AT") == "gmw/de+f4"
    assert used("zh-Hans") == "sit/cmn+f4"
    assert used("en-GB") == "gmw/en-US+f4"  # the voice's own accent
    assert used("xx") == "gmw/en-US+f4"  # nothing speaks it


@pytest.mark.parametrize("language", ["en", "de", "zh", "ja", "ru", "ar", "hi", "fa", "ko", "el", "vi", "sw", "nn"])
def test_many_languages_are_spoken(say: Say, language: str) -> None:
    words = {
        "zh": "你好，世界。", "ja": "こんにちは。", "ru": "Добрый день.", "ar": "مرحبا", "hi": "नमस्ते", "fa": "سلام",
        "ko": "안녕하세요.", "el": "Καλημέρα.",
    }  # fmt: skip

    assert len(say(words.get(language, "Hallo."), voice=DraftVoice(language=language)).audio) > RATE / 5


@pytest.mark.parametrize(
    "wrong", [{"language": "qq"}, *({"variant": name} for name in ["nobody", "M3", "", "3", "../x"])]
)
def test_a_voice_that_espeak_lacks_is_refused_by_its_name_in_the_cast(say: Say, wrong: dict[str, str]) -> None:
    with pytest.raises(CastError, match=r"voices\.narrator.*" + repr(next(iter(wrong.values())))):
        say(SENTENCE, voice=DraftVoice(**wrong), language="qq")


@pytest.mark.parametrize("text", ["", "…", "— —", "\u200b", "\ue000", "①", "\x01\x02"])
def test_text_without_anything_speakable_is_a_short_silence(say: Say, text: str) -> None:
    spoken = say(text)

    assert 0 < len(spoken.audio) <= RATE * 0.1
    assert not spoken.audio.any()


def test_an_unspeakable_piece_stays_a_piece(say: Say) -> None:
    assert len(say("Yes.", "…", "No.").pieces) == 3


@pytest.mark.parametrize(
    "text",
    ["a < b & <break time='9s'/>", "[[h@'loU]]", "\x0150s hello", "NUL \x00 inside", "lone \ud800 half", "{}'\"\\"],
)
def test_text_is_text_and_no_command(say: Say, text: str) -> None:
    assert 0.2 < len(say(text).audio) / RATE < 8


@pytest.mark.parametrize("variant", sorted(REFUSED_VARIANTS))
def test_variants_that_differ_each_time_are_refused(say: Say, variant: str) -> None:
    with pytest.raises(CastError, match=variant) as caught:
        say(SENTENCE, voice=DraftVoice(variant=variant))

    assert "f4" in caught.value.remedy


def _speak_all(engine: DraftEngine, requests: list[Any]) -> dict[str, bytes]:
    heard: dict[str, bytes] = {}
    waiting, in_flight = list(requests), 0
    while waiting or in_flight:
        while waiting and in_flight < engine.capacity:
            engine.submit(waiting.pop(0))
            in_flight += 1
        for spoken in engine.collect():
            in_flight -= 1
            heard[spoken.request.segment.id] = spoken.audio.tobytes()
    return heard


def test_every_variant_sounds_the_same_first_after_fifty_and_in_another_process(request_for: Say) -> None:
    variants = sorted(ALLOWED_VARIANTS)
    requests = [request_for("Well, well!", "No?", voice=DraftVoice(variant=v), id=v) for v in variants]
    others = [request_for(f"Other words, {n}.", voice=DraftVoice(variant="m1"), id=f"other {n}") for n in range(50)]
    installed = {path.name for path in (Path(espeakng_loader.get_data_path()) / "voices" / "!v").iterdir()}
    assert installed == ALLOWED_VARIANTS | REFUSED_VARIANTS

    with DraftEngine(jobs=2) as engine:
        first = _speak_all(engine, requests)
        _speak_all(engine, others)
        assert _speak_all(engine, requests) == first
    time.sleep(1.1)  # the library's own random source begins with the second of the clock
    with DraftEngine(jobs=1) as engine:
        assert _speak_all(engine, requests[::-1]) == first


def test_each_variant_speaks_with_a_voice_of_its_own(request_for: Say) -> None:
    requests = [request_for("Well, well!", voice=DraftVoice(variant=v), id=v) for v in ("m1", "m3", "f4", "Annie")]
    with DraftEngine(jobs=1) as engine:
        heard = _speak_all(engine, requests)

    assert len(set(heard.values())) == 4


def test_a_clip_voice_is_spoken_by_its_stand_in(draft: DraftEngine, request_for: Say) -> None:
    consent = Consent(who="A", when="2026-01-01", scope="tests")
    clip = ClipVoice(audio="a.wav", transcript="a", sha256="0", trim_s=(0, 5), consent=consent)
    request = request_for("Yes.", voice=DraftVoice(language="de", variant="m7"), language="de")
    cloned = replace(request, voice=request.voice.model_copy(update={"source": clip}))

    draft.submit(cloned)

    assert draft.collect()[0].attempt.options["voice"] == "gmw/de+m7"


@pytest.mark.parametrize("environment", [{"LC_ALL": "C"}, {"ESPEAK_DATA_PATH": "/nowhere", "LANG": "tr_TR.UTF-8"}])
def test_the_environment_changes_nothing(
    say: Say, request_for: Say, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with DraftEngine(jobs=1) as engine:
        engine.submit(request_for("ÄRGER İstanbul — naïve", language="de"))
        heard = engine.collect()[0].audio

    assert heard.tobytes() == say("ÄRGER İstanbul — naïve", language="de").audio.tobytes()


def test_the_identity_tells_what_speaks_and_starts_nothing(draft: DraftEngine) -> None:
    before = psutil.Process().children(recursive=True)

    identity = draft_identity()

    assert psutil.Process().children(recursive=True) == before
    assert identity == draft.identity
    assert (identity.name, identity.sample_rate_hz, identity.uses_context) == ("draft", 22050, False)
    assert "espeakng-loader 0.2" in identity.weights


def test_a_worker_that_was_killed_is_started_again(say: Say, request_for: Say) -> None:
    with DraftEngine(jobs=1) as engine:
        # Not every child: what tracks the resources of Python's own worker processes is one too, and is needed.
        workers = [one for one in psutil.Process().children() if "espeak_worker.py" in " ".join(one.cmdline())]
        for one in workers:
            one.kill()
        assert workers
        engine.submit(request_for(SENTENCE))
        assert engine.collect()[0].audio.tobytes() == say(SENTENCE).audio.tobytes()


def test_a_child_that_crashes_twice_is_an_error_and_the_next_take_is_well(
    request_for: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "espeak_worker.py"
    source = process_module._PROGRAM.read_text()
    crash = "        parent = os.getppid()"
    crash = "    parent = os.getppid()\n    if 'crash' in request['pieces'][0]: os.kill(os.getpid(), 11)"
    program.write_text(source.replace("    parent = os.getppid()", crash, 1))
    monkeypatch.setattr(process_module, "_PROGRAM", program)

    with DraftEngine(jobs=1) as engine:
        engine.submit(request_for("crash"))
        with pytest.raises(EngineError, match=r"segment 001-0007: .* failed twice: .*-11"):
            engine.collect()
        engine.submit(request_for(SENTENCE))
        assert len(engine.collect()[0].audio) > RATE


def test_a_child_that_hangs_is_ended(request_for: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "espeak_worker.py"
    hang = "    try:\n        pieces = espeak.speak(request)"
    source = process_module._PROGRAM.read_text()
    assert hang in source
    program.write_text(source.replace(hang, "    while 'one' not in request['pieces'][0]: pass\n" + hang, 1))
    monkeypatch.setattr(process_module, "_PROGRAM", program)
    monkeypatch.setattr(process_module, "_TAKE_TIMEOUT_S", 1)

    with DraftEngine(jobs=1) as engine:
        engine.submit(request_for(SENTENCE))
        with pytest.raises(EngineError, match="not done after 1 s"):
            engine.collect()


def test_a_library_that_cannot_be_loaded_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "libespeak-ng.so"
    broken.write_bytes(b"not a library")
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: str(broken))

    with pytest.raises(EngineError, match="could not be started") as caught:
        DraftEngine(jobs=2)

    assert "espeakng-loader" in caught.value.message
    assert "constraints.txt" in caught.value.remedy


def test_missing_data_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    library = tmp_path / "libespeak-ng.so"
    library.write_bytes(Path(espeakng_loader.get_library_path()).read_bytes())
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: str(library))

    with pytest.raises(EngineError, match=r"could not be started|silent"):
        DraftEngine(jobs=1)


def test_data_at_the_end_of_a_long_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    deep = tmp_path / ("long name " * 20) / ("and longer " * 18)
    deep.mkdir(parents=True)
    library = deep / "libespeak-ng.so"
    library.write_bytes(Path(espeakng_loader.get_library_path()).read_bytes())
    (deep / "espeak-ng-data").symlink_to(espeakng_loader.get_data_path())
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: str(library))

    with DraftEngine(jobs=1):
        pass


def test_silence_after_start_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "espeak_worker.py"
    source = process_module._PROGRAM.read_text()
    mute = "pieces.append(bytes(self._sound))"
    assert mute in source
    program.write_text(source.replace(mute, "pieces.append(bytes(len(self._sound)))"))
    monkeypatch.setattr(process_module, "_PROGRAM", program)

    with pytest.raises(EngineError, match="silent"):
        EspeakProcess().start()


def test_closing_leaves_no_process(request_for: Say) -> None:
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    engine = DraftEngine(jobs=2)
    for _ in range(4):
        engine.submit(request_for(SENTENCE * 20))

    engine.close()

    assert {process.pid for process in psutil.Process().children(recursive=True)} == before
