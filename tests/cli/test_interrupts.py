"""Ctrl-C ends a command wherever it comes, also where C code is calling back and Python can raise nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

WORK = """
import io, os, signal, sys, time
import numpy as np, soundfile
from pipeline.interrupts import keep_interrupts

signal.signal(signal.SIGINT, signal.default_int_handler)
if sys.argv[1] == "kept":
    keep_interrupts()


class Pressed(io.BytesIO):
    pressed = False

    def tell(self):
        if not Pressed.pressed:
            Pressed.pressed = True
            os.kill(os.getpid(), signal.SIGINT)
        return super().tell()


try:
    soundfile.write(Pressed(), np.zeros(100, np.float32), 16000, format="FLAC")
    for _ in range(100):
        time.sleep(0.02)
except KeyboardInterrupt:
    raise SystemExit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_inside_a_callback_ends_the_work():
    def code(how: str) -> int:
        return subprocess.run([sys.executable, "-c", WORK, how], capture_output=True, timeout=60).returncode

    assert code("kept") == 130
    assert code("as Python has it") != 130  # else the test shows nothing
