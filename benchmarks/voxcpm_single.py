"""One sequence of VoxCPM at real size with random weights, beside the public package, part by part.

    python benchmarks/voxcpm_single.py --config tests/golden/configs/VoxCPM-0.5B.json \\
        --public /path/to/environment/bin/python [--dtype bfloat16] [--device cpu] [--threads 2] [--rounds 5]

Two workers, one of this implementation and one of the public package in an environment of its own, load the same
checkpoint and take turns: what else the machine does falls on both alike. Without `--public` only ours is timed.
Times are medians over the rounds, in milliseconds; "whole" is seconds of computing for a second of sound, with
everything in it.

docs/voxcpm.md says how to make the other environment.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("prefill", "lm step", "locdit", "locenc", "vae", "whole")
TEXT = "The lighthouse keeper counted the steps, as he did every evening, and found one more than the day before. "
PROMPT_PATCHES = 50
WHOLE_PATCHES = 12


def make_checkpoint(config: Path, tokenizer: Path, folder: Path) -> None:
    """A checkpoint of random weights at the size of `config`: bfloat16, and a float32 AudioVAE."""
    sys.path.insert(0, str(ROOT))
    import torch
    from safetensors.torch import save_file

    from model.audiovae.vae import AudioVAE
    from model.config import load_config
    from model.network import build_network

    folder.mkdir(parents=True, exist_ok=True)
    parsed = load_config(config)
    with torch.device("meta"):
        network, vae = build_network(parsed), AudioVAE(parsed.audiovae)
    generator = torch.Generator().manual_seed(0)

    def values(key: str, like: torch.Tensor) -> torch.Tensor:
        if key.endswith("sr_bin_boundaries"):
            assert parsed.audiovae.rate_condition
            return torch.tensor(parsed.audiovae.rate_condition.boundaries, dtype=torch.int32)
        if "norm" in key or key.endswith(("alpha", "weight_g", "scale_embed.weight")):
            return torch.ones(like.shape)
        return torch.randn(like.shape, generator=generator) * (1.0 if "weight_v" in key else 0.02)

    save_file({k: values(k, v).bfloat16() for k, v in network.state_dict().items()}, folder / "model.safetensors")
    torch.save({key: values(key, value) for key, value in vae.state_dict().items()}, folder / "audiovae.pth")
    shutil.copyfile(config, folder / "config.json")
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copyfile(tokenizer / name, folder / name)


class Ours:
    """This implementation."""

    def __init__(self, folder: Path, dtype: str, device: str) -> None:
        sys.path.insert(0, str(ROOT))
        import torch

        from model import Guidance, VoxCPM
        from model.prompts import Prompt

        self.torch = torch
        self.voice = VoxCPM.load(folder, dtype=dtype, device=device)
        self.config = config = self.voice.config
        shape = (PROMPT_PATCHES, config.patch_size, config.latent_dim)
        self.prompt = Prompt("And so he began. ", torch.randn(shape, generator=torch.Generator().manual_seed(1)))
        self.sequence = self.voice.sequence(TEXT, self.prompt)
        self.schedule = self.voice.schedule(Guidance())
        self.state = self._prefill()

    def _prefill(self) -> Any:
        from model.generation import start

        return start(self.voice.network, self.sequence, most=400)

    def run(self, part: str) -> float:
        """Do a part once; for "whole", the count of seconds of sound that came out, otherwise 0."""
        network, state, torch = self.voice.network, self.state, self.torch
        with torch.inference_mode():
            if part == "prefill":
                self._prefill()
            elif part == "lm step":
                patch = state.last[:, None].to(network.dtype)
                encoded = network.encode(patch) * 0 + 0.1
                lm = network.fsq_layer(network.base_lm(encoded, causal=True, cache=state.caches.tslm))
                network.residual_lm(network.fuse(lm, encoded), causal=True, cache=state.caches.ralm)
            elif part == "locdit":
                mu = network.guide(state.hidden)
                network.feat_decoder.sample(torch.randn_like(state.last), mu, state.last, self.schedule)
            elif part == "locenc":
                network.encode(state.last[:, None])
            elif part == "vae":
                second = torch.randn(1, self.config.latent_dim, 25, device=self.voice.vae.device)
                self.voice.vae.decode(second)
            else:
                return self._whole()
        return 0.0

    def _whole(self) -> float:
        from model import Limits

        speech = self.voice.speak(TEXT, self.prompt, seed=1, limits=Limits(least=WHOLE_PATCHES, most=WHOLE_PATCHES))
        return len(speech.sound) / speech.rate_hz


class Public:
    """The public package, called as its own top level calls it."""

    def __init__(self, folder: Path, dtype: str, device: str) -> None:
        import torch

        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, "dtype": dtype}))
        second = config.get("architecture") == "voxcpm2"
        if second:
            from voxcpm.model.voxcpm2 import VoxCPM2Model as Model
        else:
            from voxcpm.model.voxcpm import VoxCPMModel as Model
        self.torch, self.second = torch, second
        self.model = Model.from_local(str(folder), optimize=device.startswith("cuda"), device=device)
        self.dtype = getattr(torch, dtype)
        size, dim = config["patch_size"], config["feat_dim"]
        patches = torch.randn((PROMPT_PATCHES, size, dim), generator=torch.Generator().manual_seed(1))
        self.cache: dict[str, Any] = {"prompt_text": "And so he began. ", "audio_feat": patches}
        if second:
            self.cache["mode"] = "continuation"
        ids = self.model.text_tokenizer(self.cache["prompt_text"] + TEXT)
        self.length = len(ids) + 1 + PROMPT_PATCHES
        self.shape = (size, dim)
        self.device = device
        self._prefill()

    def _prefill(self) -> None:
        """As the public code does it: LocEnc over all positions, both models, caches filled (and zeroed)."""
        torch, model = self.torch, self.model
        whole = torch.zeros(1, self.length, *self.shape, dtype=self.dtype, device=self.device)
        ids = torch.full((1, self.length), 400, device=self.device)
        encoded = model.enc_to_lm_proj(getattr(model, "_feat_encoder_raw", model.feat_encoder)(whole))
        x = model.base_lm.embed_tokens(ids) * 0.5 + encoded * 0.5
        hidden, cache = model.base_lm(inputs_embeds=x, is_causal=True)
        model.base_lm.kv_cache.fill_caches(cache)
        hidden = model.fsq_layer(hidden) * 0.5 + hidden * 0.5
        fused = self._fuse(hidden, encoded)
        out, cache = model.residual_lm(inputs_embeds=fused, is_causal=True)
        model.residual_lm.kv_cache.fill_caches(cache)
        self.hidden, self.residual = hidden[:, -1], out[:, -1]

    def _fuse(self, hidden: Any, encoded: Any) -> Any:
        if self.second:
            return self.model.fusion_concat_proj(self.torch.cat([hidden, encoded], dim=-1))
        return hidden + encoded

    def run(self, part: str) -> float:
        """Do a part once, as `Ours.run`."""
        torch, model = self.torch, self.model
        with torch.inference_mode():
            patch = torch.zeros(1, 1, *self.shape, dtype=self.dtype, device=self.device)
            if part == "prefill":
                self._prefill()
            elif part == "lm step":
                encoded = model.enc_to_lm_proj(model.feat_encoder(patch)) * 0 + 0.1
                place = torch.tensor([model.base_lm.kv_cache.step()], device=self.device)
                hidden = model.base_lm.forward_step(encoded[:, 0], place).clone()
                hidden = model.fsq_layer(hidden)
                place = torch.tensor([model.residual_lm.kv_cache.step()], device=self.device)
                model.residual_lm.forward_step(self._fuse(hidden, encoded[:, 0]), place).clone()
            elif part == "locdit":
                parts = model.lm_to_dit_proj(self.hidden), model.res_to_dit_proj(self.residual)
                mu = torch.cat(parts, dim=-1) if self.second else parts[0] + parts[1]
                cond = patch[:, 0].transpose(1, 2).contiguous()
                model.feat_decoder(mu=mu, patch_size=self.shape[0], cond=cond, n_timesteps=10, cfg_value=2.0)
            elif part == "locenc":
                model.enc_to_lm_proj(model.feat_encoder(patch))
            elif part == "vae":
                model.audio_vae.decode(torch.randn(1, self.shape[1], 25, device=self.device))
            else:
                return self._whole()
        return 0.0

    def _whole(self) -> float:
        self.torch.manual_seed(1)
        wav, _, _ = self.model.generate_with_prompt_cache(
            target_text=TEXT, prompt_cache=self.cache, min_len=WHOLE_PATCHES, max_len=WHOLE_PATCHES
        )
        rate = getattr(self.model.audio_vae, "out_sample_rate", self.model.audio_vae.sample_rate)
        return float(wav.shape[-1] / rate)


def work(options: argparse.Namespace) -> None:
    """A worker: reads the name of a part, does it, answers with its milliseconds (or computing per second of sound)."""
    import torch

    answers = sys.stdout
    sys.stdout = sys.stderr
    torch.set_num_threads(options.threads)
    side = (Ours if options.worker == "ours" else Public)(options.folder, options.dtype, options.device)
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        part = line.strip()
        repeats = 1 if part in ("prefill", "whole") else 3
        clock = time.process_time if options.processor_time else time.perf_counter
        began = clock()
        sound = [side.run(part) for _ in range(repeats)]
        if options.device.startswith("cuda"):
            torch.cuda.synchronize()
        spent = clock() - began
        print(spent / sum(sound) if part == "whole" else 1000 * spent / repeats, file=answers, flush=True)


def start_worker(
    python: str, worker: str, options: argparse.Namespace, script: Path = Path(__file__), more: Sequence[str] = ()
) -> subprocess.Popen[str]:
    """Start a worker of a script, on a copy of the checkpoint's configuration of its own."""
    folder = options.folder / worker
    folder.mkdir(exist_ok=True)
    for file in options.folder.iterdir():
        if file.is_file() and not (folder / file.name).exists():
            (folder / file.name).symlink_to(file.resolve())
    (folder / "config.json").unlink()
    shutil.copyfile(options.folder / "config.json", folder / "config.json")
    arguments = [
        "--worker", worker, "--folder", str(folder), "--dtype", options.dtype, "--device", options.device,
        "--threads", str(options.threads), *more,
    ]  # fmt: skip
    if options.processor_time:
        arguments.append("--processor-time")
    log = (options.folder / f"{worker}.log").open("w")
    process = subprocess.Popen(
        [python, str(script.resolve()), *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
    )  # fmt: skip
    ask(process, None)
    return process


def ask(process: subprocess.Popen[str], part: str | None) -> str:
    """Have a worker do a part; None waits for it to be ready."""
    assert process.stdin
    assert process.stdout
    if part is not None:
        process.stdin.write(part + "\n")
        process.stdin.flush()
    answer = process.stdout.readline().strip()
    if not answer:
        raise SystemExit("a worker ended: see its log beside the checkpoint")
    return answer


def compare(options: argparse.Namespace) -> None:
    """Run both workers in turns and print the table."""
    sides = {"ours": start_worker(sys.executable, "ours", options)}
    if options.public:
        sides["public"] = start_worker(options.public, "public", options)
    times: dict[str, dict[str, list[float]]] = {part: {side: [] for side in sides} for part in options.parts}
    for part in options.parts:
        if part != "whole":  # by then everything is warm
            for process in sides.values():
                ask(process, part)
        for _ in range(options.rounds):
            for side, process in sides.items():
                times[part][side].append(float(ask(process, part)))
    for process in sides.values():
        assert process.stdin
        process.stdin.close()
        process.wait(60)
    print(
        f"{options.config.stem}, {options.dtype}, {options.device}, {options.threads} threads, {options.rounds} rounds"
    )
    print(f"{'part':10s}" + "".join(f"{side:>12s}" for side in sides) + ("       ratio" if options.public else ""))
    for part, by_side in times.items():
        medians = {side: statistics.median(values) for side, values in by_side.items()}
        unit = "s/s" if part == "whole" else "ms"
        line = f"{part:10s}" + "".join(f"{value:9.2f} {unit:>2s}" for value in medians.values())
        print(line + (f"{medians['public'] / medians['ours']:11.2f}x" if options.public else ""))


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=ROOT / "tests/golden/configs/VoxCPM-0.5B.json")
    parser.add_argument("--tokenizer", type=Path, default=ROOT / "tests/golden/v1/ckpt")
    parser.add_argument("--public", help="python of an environment with the public package")
    parser.add_argument("--dtype", default="bfloat16", choices=["float32", "bfloat16"])
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", nargs="+", default=list(PARTS), choices=PARTS)
    parser.add_argument("--folder", type=Path, help="where the random checkpoint is kept; a temporary folder otherwise")
    parser.add_argument(
        "--processor-time",
        action="store_true",
        help="count the processes' own processor time; on a machine that is not quiet, with one thread",
    )
    parser.add_argument("--worker", choices=["ours", "public"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options)
        return
    with tempfile.TemporaryDirectory() as temporary:
        options.folder = options.folder or Path(temporary)
        if not (options.folder / "model.safetensors").is_file():
            make_checkpoint(options.config, options.tokenizer, options.folder)
        compare(options)


if __name__ == "__main__":
    main()
