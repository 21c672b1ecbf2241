"""`say` with VoxCPM: a file comes out, and what is wrong is told in the house's errors."""

import pytest
import soundfile

from manifests.errors import BookcastError, EngineError, InputError
from pipeline.engines.voxcpm_say import say


def test_a_line_becomes_a_file_at_the_models_rate(golden, tmp_path):
    out = tmp_path / "line.wav"
    seconds = say("Hello.", model=golden / "v2/ckpt", seed=1, out=out)
    info = soundfile.info(out)
    assert (info.samplerate, info.channels, info.subtype) == (48000, 1, "PCM_16")
    assert info.duration == pytest.approx(seconds)


def test_a_clip_with_its_words_is_continued(golden, tmp_path):
    first, second = tmp_path / "a.wav", tmp_path / "b.wav"
    clip = golden / "v1/wavs/prompt.wav"
    for out in (first, second):
        say("Hello.", model=golden / "v1/ckpt", clip=clip, transcript="Well,", seed=1, out=out)
    assert first.read_bytes() == second.read_bytes()


def test_what_is_wrong_is_told(golden, tmp_path):
    out = tmp_path / "line.wav"
    with pytest.raises(InputError, match="--model"):
        say("Hello.", model=tmp_path / "nowhere", out=out)
    with pytest.raises(InputError, match="--clip"):
        say("Hello.", model=golden / "v2/ckpt", clip=tmp_path / "none.wav", out=out)
    with pytest.raises(EngineError, match="no text"):
        say(" ", model=golden / "v2/ckpt", out=out)
    with pytest.raises(BookcastError, match="without its clip"):
        say("Hello.", model=golden / "v2/ckpt", transcript="Well,", out=out)
    assert not out.exists()
