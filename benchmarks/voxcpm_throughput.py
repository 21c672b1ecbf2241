"""Seconds of sound a second, one sequence and many at once, beside the public package.

    python benchmarks/voxcpm_throughput.py [--model 0.5b|1.5|2] [--dtype bfloat16] [--batch 1,4,8,16] \\
        [--upstream /path/to/environment/bin/python] [--patches 25] [--rounds 3] [--json]

Random weights at real size, every sequence of the same fixed length, 10 steps, guidance 2, prefill and AudioVAE
included. Each side is a process of its own with the same checkpoint, and they take turns: what else the machine does
falls on both alike. The public package speaks one sequence at a time, so it is compared with every size of batch.
Figures are medians over the rounds, the peak memory is our process's own.

`--profile` prints where the time of the largest batch goes. docs/voxcpm.md says how to make the other environment.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from voxcpm_single import TEXT, make_checkpoint, start_worker, ask  # noqa: E402, I001 (a script beside this one)

IDS_PER_S = 4
"""Ids of text for each second of speech, as English has them; the small tokenizer of the random checkpoints makes an
id of about every character, so texts are cut."""
CONFIGS = {"0.5b": ("VoxCPM-0.5B", "v1"), "1.5": ("VoxCPM1.5", "v15"), "2": ("VoxCPM2", "v2")}


def text_of(seconds: float) -> str:
    """A text for so many seconds of speech."""
    words: str = TEXT * 9
    return words[: max(4, round(seconds * IDS_PER_S))]


class Ours:
    """This implementation: one Batch for each size."""

    def __init__(self, options: argparse.Namespace) -> None:
        sys.path.insert(0, str(ROOT))
        from model import Prompt, VoxCPM

        self.voice = VoxCPM.load(options.folder, dtype=options.dtype, device=options.device)
        text = text_of(options.patches / self.voice.config.patches_per_second)
        self.sequence = self.voice.sequence(text, Prompt())
        self.patches = options.patches
        self.batches: dict[int, Any] = {}
        self.seed = 0

    def speak(self, size: int) -> float:
        """Fill every slot once and collect everything; seconds of sound."""
        from model import Limits
        from model.batching import Batch, Job

        batch = self.batches.setdefault(size, Batch(self.voice, slots=size))
        for number in range(size):
            self.seed += 1
            limits = Limits(least=self.patches, most=self.patches)
            batch.submit(Job(f"{number}", self.sequence, self.seed, limits=limits))
        seconds = 0.0
        while finished := batch.collect():
            seconds += sum(len(done.speech.sound) / done.speech.rate_hz for done in finished)
        return seconds


class Public:
    """The public package, one sequence after the other."""

    def __init__(self, options: argparse.Namespace) -> None:
        import torch

        torch.manual_seed(1)
        path = options.folder / "config.json"
        config = json.loads(path.read_text())
        path.write_text(json.dumps({**config, "dtype": options.dtype}))
        if config.get("architecture") == "voxcpm2":
            from voxcpm.model.voxcpm2 import VoxCPM2Model as Model
        else:
            from voxcpm.model.voxcpm import VoxCPMModel as Model
        cuda = options.device.startswith("cuda")
        self.model = Model.from_local(str(options.folder), optimize=cuda, device=options.device)
        self.patches = options.patches
        vae = self.model.audio_vae
        self.text = text_of(options.patches * config["patch_size"] * vae.chunk_size / vae.sample_rate)

    def speak(self, size: int) -> float:
        """One sequence; seconds of sound."""
        wav = self.model.generate(target_text=self.text, min_len=self.patches, max_len=self.patches)
        wav = wav[0] if isinstance(wav, tuple) else wav
        rate = getattr(self.model.audio_vae, "out_sample_rate", self.model.audio_vae.sample_rate)
        return float(wav.shape[-1] / rate)


def work(options: argparse.Namespace) -> None:
    """A worker: reads a batch's size, speaks, answers with seconds of sound a second, or of its processors."""
    import resource

    import torch

    answers = sys.stdout
    sys.stdout = sys.stderr
    torch.set_num_threads(options.threads)
    side = Ours(options) if options.worker == "ours" else Public(options)
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        began, worked = time.perf_counter(), time.process_time()
        seconds = side.speak(int(line))
        if options.device.startswith("cuda"):
            torch.cuda.synchronize()
        spent, worked = time.perf_counter() - began, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(json.dumps([seconds / spent, seconds / worked, peak]), file=answers, flush=True)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Both workers in turns; figures of every size of batch."""
    script = Path(__file__)
    arguments = ["--patches", str(options.patches)]
    sides = {"ours": start_worker(sys.executable, "ours", options, script, arguments)}
    if options.upstream:
        sides["public"] = start_worker(options.upstream, "public", options, script, arguments)
    seen: dict[str, list[list[float]]] = {}
    for number in range(options.rounds + 1):  # the first round warms up
        for size in options.batch:
            answer = json.loads(ask(sides["ours"], str(size)))
            if number:
                seen.setdefault(f"ours, batch of {size}", []).append(answer)
        if options.upstream and (number or options.warm_upstream):
            answer = json.loads(ask(sides["public"], "1"))
            if number:
                seen.setdefault("public, one", []).append(answer)
    for process in sides.values():
        assert process.stdin
        process.stdin.close()
        process.wait(60)
    return {
        name: {
            "sound_s_per_s": statistics.median(row[0] for row in rows),
            "sound_s_per_processor_s": statistics.median(row[1] for row in rows),
            "peak_gib": max(row[2] for row in rows),
        }
        for name, rows in seen.items()
    }


def profile(options: argparse.Namespace) -> None:
    """Where the time of the largest batch goes, by operator."""
    import torch
    from torch.profiler import ProfilerActivity
    from torch.profiler import profile as profiled

    torch.set_num_threads(options.threads)
    side = Ours(options)
    side.speak(max(options.batch))
    with profiled(activities=[ProfilerActivity.CPU], acc_events=True) as seen:
        side.speak(max(options.batch))
    print(seen.key_averages().table(sort_by="self_cpu_time_total", row_limit=15, max_name_column_width=45))


def report(results: dict[str, Any]) -> None:
    """The table."""
    public = results.get("public, one")
    print(f"{'':20s}{'s/s':>8s}{'ratio':>8s}{'s/processor s':>16s}{'ratio':>8s}{'peak GiB':>10s}")
    for name, row in results.items():
        ratios = [
            f"{row[key] / public[key]:7.1f}x" if public else "" for key in ("sound_s_per_s", "sound_s_per_processor_s")
        ]
        print(
            f"{name:20s}{row['sound_s_per_s']:8.3f}{ratios[0]:>8s}{row['sound_s_per_processor_s']:16.3f}{ratios[1]:>8s}"
            f"{row['peak_gib']:10.2f}"
        )


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="0.5b", choices=list(CONFIGS))
    parser.add_argument("--dtype", default="bfloat16", choices=["float32", "bfloat16"])
    parser.add_argument("--batch", default="1,4,8,16", help="sizes, with commas")
    parser.add_argument("--upstream", help="python of an environment with the public package")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patches", type=int, default=25, help="length of every sequence")
    parser.add_argument("--folder", type=Path, help="where the random checkpoint is kept; a temporary folder otherwise")
    parser.add_argument("--warm-upstream", action="store_true", help="the public package warms up for a round too")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--worker", choices=["ours", "public"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.batch = [int(size) for size in options.batch.split(",")]
    options.processor_time = False
    if options.worker:
        work(options)
        return
    with tempfile.TemporaryDirectory() as temporary:
        options.folder = options.folder or Path(temporary)
        config, tokenizer = CONFIGS[options.model]
        if not (options.folder / "model.safetensors").is_file():
            golden = ROOT / "tests/golden"
            make_checkpoint(golden / f"configs/{config}.json", golden / tokenizer / "ckpt", options.folder)
        if options.profile:
            profile(options)
            return
        results = measure(options)
        print(json.dumps(results, indent=1)) if options.json else report(results)


if __name__ == "__main__":
    main()
