"""Checks of what is no computation: the checkpoint's files, its keys, recordings, and tokens."""

from __future__ import annotations

import hashlib
import json

import torch
from golden_report import Folder, Report
from tokenizers import AddedToken, Tokenizer

from model.audiovae.vae import AudioVAE
from model.network import build_network


def check_bytes(folder: Folder, name: str, report: Report) -> None:
    """A file that is read by other checks: it must be the one that the manifest describes."""
    report.equal(
        name, "sha256", hashlib.sha256((folder.path / name).read_bytes()).hexdigest(), folder.entry(name).get("sha256")
    )


def check_checkpoint(folder: Folder, name: str, report: Report) -> None:
    """A file of the checkpoint: unchanged, and loaded whole (strictly, every key)."""
    check_bytes(folder, name, report)
    report.equal(name, "loads", folder.model.network.device.type, "cpu")


def check_keys(folder: Folder, name: str, report: Report) -> None:
    """The model's own keys, shapes and dtypes, built without weights."""
    golden = json.loads((folder.path / name).read_text(encoding="utf-8"))
    config = folder.model.config
    with torch.device("meta"):
        parts = {"model": build_network(config), "audiovae": AudioVAE(config.audiovae)}
    for part, keys in golden.items():
        ours = parts[part].state_dict()
        report.equal(name, f"{part} keys", sorted(ours), sorted(keys))
        for key, (shape, dtype) in keys.items():
            if key in ours:
                found = [list(ours[key].shape), str(ours[key].dtype).removeprefix("torch.")]
                report.equal(name, f"{part} shapes", [key, *found], [key, shape, dtype])


def check_tokens(folder: Folder, name: str, report: Report) -> None:
    """Tokens and ids of every text, special strings honoured as the public package does."""
    tokenizer = folder.model.tokenizer
    plain = Tokenizer.from_file(str(folder.path / "ckpt/tokenizer.json"))
    for row in json.loads((folder.path / name).read_text(encoding="utf-8")):
        report.equal(name, "tokens", tokenizer.tokens(row["text"], honour_special=True), row["tokens"])
        report.equal(name, "ids", tokenizer.ids(row["text"], honour_special=True), row["ids"])
        # What the public tokenizer gives before Chinese words are split, and what it adds when called plainly.
        unsplit = tokenizer.base_ids(row["text"])
        report.equal(name, "base ids", unsplit, row["base_ids"])
        report.equal(name, "with special", [plain.token_to_id("<s>"), *unsplit], row["with_special"])
        if any(special in row["text"] for special in tokenizer.special):
            own = set(tokenizer.ids(row["text"]))
            report.equal(name, "neutralised", own & {tokenizer.id_of(token) for token in tokenizer.special}, set())


def check_old_tokens(folder: Folder, name: str, report: Report) -> None:
    """The rows that transformers 4 tokenises otherwise: the file's own normaliser gives them, ours follows
    transformers 5."""
    plain = Tokenizer.from_file(str(folder.path / "ckpt/tokenizer.json"))
    plain.add_special_tokens([AddedToken(token, special=True) for token in folder.model.tokenizer.special])
    rows = json.loads((folder.path / name).read_text(encoding="utf-8"))["differing_from_tokens_json"]
    for row in rows:
        encoded = plain.encode(row["text"], add_special_tokens=False)
        report.equal(name, "tokens of the file itself", encoded.tokens, row["tokens"])
        report.equal(name, "ids of the file itself", encoded.ids, row["ids"])
        report.equal(name, "ours is another", folder.model.tokenizer.ids(row["text"]) != row["ids"], True)
    if rows:
        report.differs(
            name, "a text that begins with a space: transformers 5, which the public package uses, adds no second mark"
        )


CHECKS = {
    "state_dict_keys.json": check_keys,
    "tokens.json": check_tokens,
    "tokens_transformers4.json": check_old_tokens,
    "ckpt/*": check_checkpoint,
    "wavs/*": check_bytes,
}
