"""The examples run as they stand, on small random checkpoints and a sample of the project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import soundfile

ROOT = Path(__file__).resolve().parents[2]
CHECKPOINT = ROOT / "tests" / "golden" / "v2"


def run_example(name: str, *arguments: str | Path, folder: Path) -> str:
    argv = [sys.executable, str(ROOT / "examples" / name), *map(str, arguments)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        argv, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=True
    ).stdout


def test_a_line_is_spoken(tmp_path: Path) -> None:
    assert "48000 Hz" in run_example("speak_a_line.py", CHECKPOINT / "ckpt", folder=tmp_path)
    assert soundfile.info(tmp_path / "line.wav").samplerate == 48000


def test_a_clip_is_carried_on(tmp_path: Path) -> None:
    clip = CHECKPOINT / "wavs" / "short.wav"
    run_example("clone_a_voice.py", CHECKPOINT / "ckpt", clip, "What it says.", folder=tmp_path)
    assert soundfile.info(tmp_path / "voice.wav").frames > 0


def test_a_show_is_rendered(tmp_path: Path) -> None:
    told = run_example("render_a_book.py", ROOT / "samples" / "two-hosts.md", tmp_path / "show", folder=tmp_path)
    assert "pass" in told
    assert list((tmp_path / "show").glob("*.mp3"))
