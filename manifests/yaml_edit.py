"""Single changes in YAML that a person wrote: all else, comments and order, stays to the letter.

Who uses this reads the result back and compares it with what was meant: a form that cannot be edited so shows there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import yaml

Place = tuple[str | int, ...]

_INDENT = "  "


def replaced(text: str, place: Place, written: str) -> str | None:
    """The text with `written` for the value at `place`; None where nothing is there."""
    return all_replaced(text, {place: written})


def all_replaced(text: str, written: Mapping[Place, str]) -> str | None:
    """The text with other values at some places; None where nothing is at one of them."""
    root = _root(text)
    nodes = [(_at(root, place), value) for place, value in written.items()]
    spans = [(node.start_mark.index, _end(node), value) for node, value in nodes if node is not None]
    if len(spans) < len(nodes):
        return None
    parts, done = list[str](), 0
    for start, end, value in sorted(spans):
        parts += [text[done:start], value]
        done = end
    return "".join(parts) + text[done:]


def with_item(text: str, place: Place, written: str) -> str | None:
    """The text with another item at the end of the list at `place`; None where no list is there."""
    node = _node(text, place)
    if not isinstance(node, yaml.SequenceNode):
        return None
    if node.flow_style:
        at = node.end_mark.index - 1
        return text[:at] + (", " if node.value else "") + written + text[at:]
    indent = " " * node.start_mark.column
    return _after_line(text, _end(node), f"{indent}- {written}")


def with_entry(text: str, place: Place, key: str, written: str) -> str | None:
    """The text with another `key: written` at the end of the mapping at `place`; it is made where it is a top field
    that is not there. None where something else stands there."""
    node = _node(text, place)
    if node is None and len(place) == 1:
        return f"{text.rstrip()}\n\n{place[0]}:\n{_INDENT}{key}: {written}\n"
    if not isinstance(node, yaml.MappingNode):
        return None
    if node.flow_style:
        at = node.end_mark.index - 1
        return text[:at] + (", " if node.value else "") + f"{key}: {written}" + text[at:]
    indent = " " * node.start_mark.column
    return _after_line(text, _end(node), f"{indent}{key}: {written}")


def without_entry(text: str, place: Place, same: Callable[[str], bool]) -> str | None:
    """The text without the entries of the mapping at `place` whose keys are the `same`; None where there is none."""
    node = _node(text, place)
    if not isinstance(node, yaml.MappingNode):
        return None
    found = [number for number, (key, _) in enumerate(node.value) if same(str(key.value))]
    for number in reversed(found):
        key, value = node.value[number]
        if not node.flow_style:
            first = text.rfind("\n", 0, key.start_mark.index) + 1
            last = text.find("\n", _end(value))
            text = text[:first] + (text[last + 1 :] if last >= 0 else "")
        elif number + 1 < len(node.value):
            text = text[: key.start_mark.index] + text[node.value[number + 1][0].start_mark.index :]
        else:
            start = _end(node.value[number - 1][1]) if number else key.start_mark.index
            text = text[:start] + text[_end(value) :]
    return text if found else None


def _node(text: str, place: Place) -> yaml.Node | None:
    return _at(_root(text), place)


def _root(text: str) -> yaml.Node | None:
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:  # an edit before took an anchor away that is needed
        return None
    return root


def _at(node: yaml.Node | None, place: Place) -> yaml.Node | None:
    """The node at a place; keys are compared as names are, whatever white space is in them."""
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if " ".join(str(key.value).split()) == part]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            found = node.value[part : part + 1]
        else:
            return None
        if not found:
            return None
        node = found[0]
    return node


def _end(node: yaml.Node) -> int:
    """Where a node's text ends: a block's own mark is where the next one begins, behind comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _after_line(text: str, at: int, line: str) -> str:
    """The text with a line behind the one in which `at` stands."""
    end = text.find("\n", at)
    ended = re.search(r"\r?\n", text)
    new_line = ended[0] if ended else "\n"
    if end < 0:
        return f"{text}{new_line}{line}{new_line}"
    return f"{text[: end + 1]}{line}{new_line}{text[end + 1 :]}"
