"""ffmpeg's AAC coders and LAME's efforts on the same speech: closeness to the source, size and speed, in one run.

    python -m benchmarks.coders SOUND [--spectrogram PREFIX]

SOUND is any file ffmpeg reads (a mastered chapter serves well). SDR is the energy of the source over that of the
difference, at the level that fits best (LAME changes it), in dB, over the whole file; both are decoded to the source's
length, to the sample. With --spectrogram a picture of the source and of each result is written to PREFIX-NAME.png.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.sound.ffmpeg import file_argument, run

RATE_HZ = 44100
CODERS = {
    "AAC fast": ["aac", "-aac_coder", "fast", "-b:a", "64k"],
    "AAC twoloop": ["aac", "-aac_coder", "twoloop", "-b:a", "64k"],
    "MP3 effort 5": ["libmp3lame", "-compression_level", "5", "-b:a", "192k"],
    "MP3 effort 7": ["libmp3lame", "-compression_level", "7", "-b:a", "192k"],
}


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
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.wav"
        plain = ["-i", file_argument(arguments.sound), "-ac", "1", "-ar", str(RATE_HZ), "-c:a", "pcm_s16le"]
        run([*plain, file_argument(source)])
        original = decoded(source)
        seconds = len(original) / RATE_HZ
        if arguments.spectrogram:
            picture(source, Path(f"{arguments.spectrogram}-source.png"))
        for coder, options in CODERS.items():
            to = Path(folder) / f"{coder.replace(' ', '-')}{'.m4a' if 'aac' in options else '.mp3'}"
            began = time.perf_counter()
            run(["-i", file_argument(source), "-c:a", *options, file_argument(to)])
            took = time.perf_counter() - began
            result = decoded(to)[: len(original)]
            heard = original[: len(result)].astype(np.float64)
            noise = heard - result * (np.dot(heard, result) / np.dot(result, result))
            sdr_db = 10 * np.log10(np.sum(heard**2) / np.sum(noise**2))
            size = to.stat().st_size
            rate_kbps = 8 * size / seconds / 1000
            print(f"{coder:12} SDR {sdr_db:5.1f} dB  {rate_kbps:5.1f} kbit/s  {seconds / took:4.0f} times real time")
            if arguments.spectrogram:
                picture(to, Path(f"{arguments.spectrogram}-{to.stem}.png"))


if __name__ == "__main__":
    main()
