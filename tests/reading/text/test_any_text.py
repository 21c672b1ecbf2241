"""Any text survives: no crash, no character lost, offsets valid, no line end in what is said."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manifests.book import Book
from manifests.errors import InputError

SCRAPS = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  \n",
    "\t",
    "\u00a0",
    "\u3000",
    "word",
    "Two words.",
    "He said: well",
    "ANNA",
    "Ben",
    "**",
    "*",
    "_",
    "__",
    "***",
    "~~",
    "`",
    "``",
    "```",
    "~~~",
    "\\",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "](u)",
    "[^1]",
    "[^1]: note",
    "^[",
    "[pause 2s]",
    "[pause",
    "\\[laughs\\]",
    "(softly)",
    "<!--",
    "-->",
    "<br>",
    "<b>",
    "</b>",
    "<rt>",
    "<script>",
    "</script>",
    "<img alt='x'>",
    "<https://e.org>",
    "&amp;",
    "&nbsp;",
    "&",
    "# ",
    "## ",
    "#",
    "===",
    "---",
    "- ",
    "1. ",
    "2. ",
    "> ",
    ">",
    ">>",
    "| a | b |",
    "|---|---|",
    "| ",
    ":",
    "：",
    "**ANNA:** ",
    "**ANNA**",
    "ANNA: ",
    "ANNA. ",
    "@",
    "^",
    "!",
    "~",
    "= ",
    ".x",
    "INT. A",
    "> CUT TO:",
    "> THE END <",
    "/*",
    "*/",
    "[[",
    "]]",
    "Title: x",
    "Title:",
    "{",
    "}",
    "CHAPTER I",
    "CHAPTER II",
    "Part One",
    "第一章",
    "他说：“好”",
    "甲：",
    "%%",
    "[//]: # (c)",
    "[a]: http://b",
    "[a]",
    "--- \n",
    "title: x\n",
    "*** START OF THE PROJECT GUTENBERG EBOOK X ***",
    "[Footnote 1: x]",
    "[1]",
    "a[1]",
    "\n\n[1] b",
    "\n[2] c",
    "[Illustration]",
    "…",
    "“",
    "”",
    "    indented",
    "* * *",
    ":::",
    "\u2028",
    "\x0b",
    "\x85",
    "é",
    "👩‍🚀",
    "\u2060",
    "\ufeff",
    "NARRATOR: ",
    "(V.O.)",
    "~ la la",
]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(SCRAPS), max_size=60).map("".join))


@pytest.mark.parametrize("ending", [".md", ".fountain", ".txt"])
@pytest.mark.parametrize("notes", ["skip", "inline", "chapter-end"])
def test_any_text_is_read_without_losing_a_character(
    read_anything: Callable[..., Book], ending: str, notes: str
) -> None:
    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts, st.booleans())
    def check(text: str, alternative_text: bool) -> None:
        with contextlib.suppress(InputError):
            read_anything(text, ending, notes=notes, alternative_text=alternative_text)

    check()
