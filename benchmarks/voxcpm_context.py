"""What rolling context costs: the share of a render that goes into prefill, in full batches.

    python benchmarks/voxcpm_context.py [--model 0.5b|1.5|2] [--batch 8] [--turns 4] [--threads 2] [--json]

Segments of 12 s, ids of text at 4 for each second of speech, random weights at real size, default guidance:

    rolling     anchor of 6 s, the segments before that a plan's defaults take into the context, the own text
    anchor      anchor of 6 s, the segment's own text
    none        the segment's own text

The anchor and all but the newest segment before were in a prefill already (so LocEnc's features of them are known).
A prefill of the whole batch is timed, some turns at the length that a segment has in its middle, and the AudioVAE on
some patches; the share is that of a segment as long as 12 s put together from them. Seconds are of the processor, so
that the machine need not be quiet; VoxCPM2's anchor is a reference, the others' the first thing that is continued.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from voxcpm_single import make_checkpoint  # noqa: E402 (a script beside this one)
from voxcpm_throughput import CONFIGS  # noqa: E402

from pipeline.planning.chains import CONTEXT_S, context  # noqa: E402

SEGMENT_S, ANCHOR_S, IDS_PER_S = 12, 6, 4
BEFORE_S = (SEGMENT_S,) * context([SEGMENT_S] * 12, 2, CONTEXT_S)
MODES: dict[str, tuple[int, tuple[int, ...]]] = {
    "rolling": (ANCHOR_S, BEFORE_S),
    "anchor": (ANCHOR_S, ()),
    "none": (0, ()),
}


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds of the processor that some work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


class Trial:
    """One mode in a batch of its own."""

    def __init__(self, voice: Any, mode: str, size: int) -> None:
        import torch

        from model.batching import Batch

        self.voice, self.size = voice, size
        self.batch = Batch(voice, slots=size)
        self.anchor_s, self.before_s = MODES[mode]
        self.generator = torch.Generator().manual_seed(0)
        self.patches = round(SEGMENT_S * voice.config.patches_per_second)

    def speech(self, seconds: float) -> Any:
        """Random latents of so many seconds."""
        import torch

        config = self.voice.config
        shape = (round(seconds * config.patches_per_second), config.patch_size, config.latent_dim)
        return torch.randn(shape, generator=self.generator)

    def ids(self, seconds: float) -> list[int]:
        """Random ids of a text that takes so many seconds."""
        import torch

        return torch.randint(200, 500, (round(seconds * IDS_PER_S),), generator=self.generator).tolist()

    def job(self, key: str, anchor: Any, before: list[Any]) -> Any:
        """A segment after its context."""
        import torch

        from model import Limits
        from model.batching import Job
        from model.prompts import lay_out

        config, target = self.voice.config, self.ids(SEGMENT_S)
        reference = anchor if config.is_second and anchor is not None else None
        continued = ([anchor] if anchor is not None and reference is None else []) + before
        spoken = sum(len(part) for part in continued) / config.patches_per_second
        latents = torch.cat(continued) if continued else None
        sequence = lay_out(
            self.ids(spoken) + target, len(target), latents=latents, reference=reference,
            patch_size=config.patch_size, dim=config.latent_dim,
        )  # fmt: skip
        return Job(key, sequence, 1, limits=Limits(least=self.patches, most=self.patches), context=latents)

    def run(self, turns: int) -> dict[str, float]:
        """Seconds of the processor for the whole batch, and the share of prefill."""
        import torch

        from model.batching.sound import decode

        anchors = [self.speech(self.anchor_s) if self.anchor_s else None for _ in range(self.size)]
        older = [[self.speech(seconds) for seconds in self.before_s] for _ in anchors]
        known = [part for group in (anchors, *(before[:-1] for before in older)) for part in group if part is not None]
        for part in known:  # in a prefill before
            with torch.inference_mode():
                self.batch._memory.encode_where(part[None], torch.ones(1, len(part), dtype=torch.bool))
        for number, (anchor, before) in enumerate(zip(anchors, older, strict=True)):
            self.batch.submit(self.job(str(number), anchor, before))
        prefill = seconds_of(self.batch._fill)
        group = self.batch._groups[None]
        group._make_room(max(group.caches.tslm.lengths) + self.patches)
        group.caches.advance(self.patches // 2)  # as if half of the segment were spoken
        group.turn()
        turn = seconds_of(lambda: [group.turn() for _ in range(turns)]) / turns
        made = [self.speech(2)] * self.size
        sound = seconds_of(lambda: decode(self.voice, made, [None] * self.size)) / len(made[0])
        whole = prefill + self.patches * (turn + sound)
        return {
            "prefill_s": prefill,
            "turn_s": turn,
            "decode_s_per_patch": sound,
            "segment_s": whole / self.size,
            "share": prefill / whole,
        }


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="0.5b", choices=list(CONFIGS))
    parser.add_argument("--dtype", default="bfloat16", choices=["float32", "bfloat16"])
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the random checkpoint is kept; a temporary folder otherwise")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    import torch

    from model import VoxCPM

    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        config, tokenizer = CONFIGS[options.model]
        if not (folder / "model.safetensors").is_file():
            golden = ROOT / "tests/golden"
            make_checkpoint(golden / f"configs/{config}.json", golden / tokenizer / "ckpt", folder)
        voice = VoxCPM.load(folder, dtype=options.dtype)
        results = {mode: Trial(voice, mode, options.batch).run(options.turns) for mode in MODES}
    if options.json:
        print(json.dumps(results, indent=1))
        return
    print(f"{'':10s}{'prefill':>10s}{'a turn':>10s}{'a patch of sound':>18s}{'share of prefill':>18s}")
    for mode, row in results.items():
        print(
            f"{mode:10s}{row['prefill_s']:8.2f} s{row['turn_s']:8.2f} s{row['decode_s_per_patch']:16.3f} s"
            f"{row['share']:17.1%}"
        )


if __name__ == "__main__":
    main()
