"""ffmpeg's two AAC coders on the same speech: closeness to the source, size and speed, in one run.

    python -m benchmarks.aac_coder SOUND [--spectrogram PREFIX]

SOUND is any file ffmpeg reads (a mastered chapter serves well). SDR is the energy of the source over that of the
difference, in dB, over the whole file; both are decoded to the source's length, to the sample. With --spectrogram a
picture of the source and of each coder's result is written to PREFIX-NAME.png.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.ffmpeg import file_argument, run

RATE_HZ = 44100
BIT_RATE = "64k"


def decoded(path: Path) -> npt.NDArray[np.float32]:
    """The sound of a file, mono, at 44.1 kHz."""
    argv = ["-i", file_argument(path), "-map", "0:a:0", "-ac", "1", "-ar", str(RATE_HZ), "-f", "f32le", "pipe:1"]
    return np.frombuffer(run(argv).stdout, dtype=np.float32)


def picture(sound: Path, to: Path) -> None:
    """A spectrogram of the first minute."""
    run(["-t", "60", "-i", file_argument(sound), "-lavfi", "showspectrumpic=s=1200x500:legend=1", file_argument(to)])


def main() -> None:
    """Encode with both, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("--spectrogram", metavar="PREFIX")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.wav"
        plain = ["-i", file_argument(options.sound), "-ac", "1", "-ar", str(RATE_HZ), "-c:a", "pcm_s16le"]
        run([*plain, file_argument(source)])
        original = decoded(source)
        seconds = len(original) / RATE_HZ
        if options.spectrogram:
            picture(source, Path(f"{options.spectrogram}-source.png"))
        for coder in ("fast", "twoloop"):
            to = Path(folder) / f"{coder}.m4a"
            began = time.perf_counter()
            argv = ["-i", file_argument(source), "-c:a", "aac", "-aac_coder", coder, "-b:a", BIT_RATE]
            run([*argv, file_argument(to)])
            took = time.perf_counter() - began
            result = decoded(to)[: len(original)]
            noise = original[: len(result)] - result
            sdr_db = 10 * np.log10(np.sum(original**2, dtype=np.float64) / np.sum(noise**2, dtype=np.float64))
            size = to.stat().st_size
            rate_kbps = 8 * size / seconds / 1000
            print(f"{coder:8} SDR {sdr_db:5.1f} dB  {rate_kbps:5.1f} kbit/s  {seconds / took:4.0f} times real time")
            if options.spectrogram:
                picture(to, Path(f"{options.spectrogram}-{coder}.png"))


if __name__ == "__main__":
    main()
