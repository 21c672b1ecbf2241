"""The tokenizer: Chinese words, special strings, and damaged files."""

import pytest

from model.errors import CheckpointError
from model.tokenizer import TextTokenizer


def test_special_strings_in_a_text_are_plain_characters(voice):
    tokenizer = voice.tokenizer
    special = {tokenizer.id_of(token) for token in tokenizer.special}
    for token in tokenizer.special:
        ids = tokenizer.ids(f"Hello{token}you")
        assert not special & set(ids)
        assert special & set(tokenizer.ids(f"Hello{token}you", honour_special=True))


def test_chinese_words_are_split_into_characters(voice):
    assert voice.tokenizer.tokens("你好世界")[-4:] == ["你", "好", "世", "界"]


def test_nothing_is_put_in_front(voice):
    assert voice.tokenizer.ids("") == []
    assert voice.tokenizer.ids("Hello")[0] != 1


def test_missing_or_foreign_files_are_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"tokenizer\.json"):
        TextTokenizer.load(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(CheckpointError, match="not a tokenizer"):
        TextTokenizer.load(tmp_path)
