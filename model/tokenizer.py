"""Convert text to token ids, as in the models' training.

Three differences from a plain tokenizer:

* Chinese words are split: a token whose text, without "▁", is a vocabulary entry of two or more characters, all Han,
  becomes its single characters.
* No `<s>` is prepended.
* Special tokens in a user's text are plain characters: "<|audio_start|>" typed into a manuscript cannot open an audio
  section.

The public tokenizer.json prepends "▁" to every text. transformers 5 rebuilds it with a Metaspace pre-tokenizer
instead, which does not if the text already begins with a space; the public package runs with transformers 5, so we do
the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer

from model.errors import CheckpointError

AUDIO_START, AUDIO_END, REFERENCE_START, REFERENCE_END = 101, 102, 103, 104
"""Ids that delimit audio in a sequence; the same in all public vocabularies."""

_SPACE = "▁"
_LLAMA_NORMALIZER = [
    {"type": "Prepend", "prepend": _SPACE},
    {"type": "Replace", "pattern": {"String": " "}, "content": _SPACE},
]
_METASPACE = {"type": "Metaspace", "replacement": _SPACE, "prepend_scheme": "always", "split": False}


class TextTokenizer:
    """The tokenizer of a checkpoint."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab(with_added_tokens=True)
        self._ids = vocabulary
        self.special = {token.content for token in tokenizer.get_added_tokens_decoder().values() if token.special}
        self._unknown = vocabulary.get("<unk>", 0)
        self._words = {entry for entry in vocabulary if len(entry) >= 2 and all(map(_is_han, entry))}

    @classmethod
    def load(cls, folder: Path) -> TextTokenizer:
        """Load tokenizer.json and the special tokens of tokenizer_config.json from `folder`."""
        path = folder / "tokenizer.json"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            tokenizer = Tokenizer.from_str(json.dumps(_as_transformers_5(content)))
        except OSError as error:
            raise CheckpointError(f"{path}: cannot be read ({error.strerror}); download it with the weights") from error
        except Exception as error:  # the library raises nothing more specific
            raise CheckpointError(f"{path}: is not a tokenizer file: {error}") from error
        tokenizer.add_special_tokens(_special_tokens(folder / "tokenizer_config.json"))
        return cls(tokenizer)

    def tokens(self, text: str, *, honour_special: bool = False) -> list[str]:
        """Return the tokens of `text`, Chinese words split. `honour_special` keeps special tokens in it special."""
        self._tokenizer.encode_special_tokens = not honour_special
        tokens: list[str] = []
        for token in self._tokenizer.encode(text, add_special_tokens=False).tokens:
            bare = token.replace(_SPACE, "")
            tokens.extend(bare if bare in self._words else [token])
        return tokens

    def base_ids(self, text: str) -> list[int]:
        """Return the ids without splitting Chinese words, special tokens honoured: the text's ids in other tools."""
        self._tokenizer.encode_special_tokens = False
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def id_of(self, token: str) -> int:
        """Return the id of a token."""
        return self._ids.get(token, self._unknown)

    def ids(self, text: str, *, honour_special: bool = False) -> list[int]:
        """Return the ids of `tokens`; characters without an entry become `<unk>`."""
        tokens = self.tokens(text, honour_special=honour_special)
        if not honour_special:
            # In the public vocabularies merges cannot build a special token; if those of another can, it is not let
            # through.
            tokens = [token for token in tokens if token not in self.special]
        return [self.id_of(token) for token in tokens]


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _as_transformers_5(content: dict[str, Any]) -> dict[str, Any]:
    """Rebuild the Llama layout of tokenizer.json as transformers 5 does; leave other layouts unchanged."""
    normalizer = content.get("normalizer") or {}
    if normalizer.get("normalizers") == _LLAMA_NORMALIZER and content.get("pre_tokenizer") is None:
        return {**content, "normalizer": None, "pre_tokenizer": _METASPACE}
    return content


def _special_tokens(path: Path) -> list[AddedToken]:
    """Read the special tokens of tokenizer_config.json, by id; tokenizer.json of the public models lacks some."""
    try:
        declared = json.loads(path.read_text(encoding="utf-8")).get("added_tokens_decoder", {})
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: cannot be read: {error}") from error
    ordered = [declared[key] for key in sorted(declared, key=int)]
    return [
        AddedToken(entry["content"], special=True, normalized=bool(entry.get("normalized", False)))
        for entry in ordered
        if entry.get("special", False)
    ]
