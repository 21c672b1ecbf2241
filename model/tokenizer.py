"""Text to token ids, as the models were fed in training.

Three things set this apart from a plain tokenizer:

* Chinese words are split: a token whose text, "▁" taken away, is a vocabulary entry of two or more characters, all
  Han, becomes its single characters.
* No `<s>` is put in front.
* Special tokens in a user's text are plain characters here: "<|audio_start|>" typed into a manuscript cannot open an
  audio section.

The public tokenizer.json prepends "▁" to every text. transformers 5 rebuilds it with a Metaspace pre-tokenizer
instead, which does not where the text already begins with a space; the public package runs with transformers 5, so
that is followed here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer

from model.errors import CheckpointError

AUDIO_START, AUDIO_END, REFERENCE_START, REFERENCE_END = 101, 102, 103, 104
"""Ids that open and close audio in a sequence; the same in all public vocabularies."""

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
        """From tokenizer.json and the special tokens of tokenizer_config.json in `folder`."""
        path = folder / "tokenizer.json"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            tokenizer = Tokenizer.from_str(json.dumps(_as_transformers_5(content)))
        except OSError as error:
            raise CheckpointError(f"{path}: cannot be read ({error.strerror}); download it with the weights") from error
        except Exception as error:  # the library raises nothing more particular
            raise CheckpointError(f"{path}: is not a tokenizer file: {error}") from error
        tokenizer.add_special_tokens(_special_tokens(folder / "tokenizer_config.json"))
        return cls(tokenizer)

    def tokens(self, text: str, *, honour_special: bool = False) -> list[str]:
        """The tokens of `text`, Chinese words split. `honour_special` lets special tokens in it be themselves."""
        self._tokenizer.encode_special_tokens = not honour_special
        tokens: list[str] = []
        for token in self._tokenizer.encode(text, add_special_tokens=False).tokens:
            bare = token.replace(_SPACE, "")
            tokens.extend(bare if bare in self._words else [token])
        return tokens

    def base_ids(self, text: str) -> list[int]:
        """The ids before Chinese words are split, special tokens honoured: what other tools call the text's ids."""
        self._tokenizer.encode_special_tokens = False
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def id_of(self, token: str) -> int:
        """The id of a token."""
        return self._ids.get(token, self._unknown)

    def ids(self, text: str, *, honour_special: bool = False) -> list[int]:
        """The ids of `tokens`; characters without an entry of their own become `<unk>`."""
        tokens = self.tokens(text, honour_special=honour_special)
        if not honour_special:
            # Merges cannot build a special token in the public vocabularies; should another one's, it is not let
            # through.
            tokens = [token for token in tokens if token not in self.special]
        return [self.id_of(token) for token in tokens]


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _as_transformers_5(content: dict[str, Any]) -> dict[str, Any]:
    """The Llama layout of tokenizer.json as transformers 5 rebuilds it; other layouts as they are."""
    normalizer = content.get("normalizer") or {}
    if normalizer.get("normalizers") == _LLAMA_NORMALIZER and content.get("pre_tokenizer") is None:
        return {**content, "normalizer": None, "pre_tokenizer": _METASPACE}
    return content


def _special_tokens(path: Path) -> list[AddedToken]:
    """The special tokens that tokenizer_config.json declares, by id; tokenizer.json of the public models lacks some."""
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
