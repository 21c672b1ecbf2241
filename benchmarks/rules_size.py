"""How large the rules of who speaks are: modules, lines, patterns, word lists, and where verbs of saying are spelt.

usage: python -m benchmarks.rules_size [FOLDER ...]    FOLDER: a checkout; default: this one
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.script.lexicon.verbs import forms

_HERE = Path(__file__).resolve().parents[1]
_PATTERNS = ("compile", "match", "search", "fullmatch", "finditer", "findall", "sub", "split")
_SPELT = 3
"""Verbs of saying in a string from which on it spells a list of them."""


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _is_pattern(call: ast.Call) -> bool:
    """Whether a call makes or uses a pattern of the module `re`."""
    function = call.func
    named = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    return named and function.value.id == "re" and function.attr in _PATTERNS  # type: ignore[attr-defined]


def _is_word_list(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "words"


def _spelt(tree: ast.Module, verbs: frozenset[str]) -> bool:
    """Whether a string of a module, no docstring, spells several verbs of saying."""
    documented = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, ast.Module)}
    strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    alternations = (text for text in strings if text not in documented and "|" in text)
    return any(len(verbs.intersection(re.findall(r"[a-z]+", text))) >= _SPELT for text in alternations)


def measure(checkout: Path) -> dict[str, int]:
    """The counts of the rules in a checkout, without the language model's."""
    files = [file for file in (checkout / "pipeline" / "script").rglob("*.py") if "llm" not in file.parts]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    verbs = forms("say", "past")
    return {
        "modules": sum(file.name != "__init__.py" for file in files),
        "lines": sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files),
        "patterns": sum(_is_pattern(call) for tree in trees for call in _calls(tree)),
        "word lists": sum(_is_word_list(call) for tree in trees for call in _calls(tree)),
        "modules that spell verbs of saying": sum(_spelt(tree, verbs) for tree in trees),
    }


def main() -> None:
    """Print a row of counts for each checkout."""
    for folder in [Path(each) for each in sys.argv[1:]] or [_HERE]:
        print(folder.name, measure(folder))


if __name__ == "__main__":
    main()
