"""A voice and a join are written into whatever a person wrote, and all else stays to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from casting.cast_edit import cast_in, with_joined, with_voice
from manifests.errors import CastError

PATH = Path("cast.yaml")
HEAD = """# mine
narrator: teller   # warm
voices:
  teller: {draft: {}}
  deep: {draft: {pitch: 5}}
"""
FORMS = {
    "block": "roles:\n  # the boy\n  Tom: teller  # for now\n  Mara: teller\n",
    "flow": "roles: {Tom: teller, Mara: teller}  # both\n",
    "long": "roles:\n  Tom:\n    voice: teller\n    aliases:\n    - Tommy\n  Mara:\n    voice: teller\n",
    "mixed": 'roles:\n  "Tom": {voice: "teller", aliases: [Tommy]}\n  Mara: teller',
    "before": "roles:\n  Mara: teller\n\n  Tom: teller\n# the end\ndirections: silent\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_role_gets_another_voice_and_no_other_line_changes(form):
    text = HEAD + FORMS[form]
    new = with_voice(text, PATH, "tom", "deep")
    assert cast_in(new, PATH).roles["Tom"].voice == "deep"
    old_lines, new_lines = text.splitlines(), new.splitlines()
    assert sum(one != other for one, other in zip(old_lines, new_lines, strict=True)) == 1
    assert cast_in(new, PATH).roles["Tom"].aliases == cast_in(text, PATH).roles["Tom"].aliases


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("role", "into"), [("Tom", "Mara"), ("Mara", "Tom")])
def test_two_roles_become_one_under_both_names(form, role, into):
    text = HEAD + FORMS[form]
    new = with_joined(text, PATH, role, into, "teller")
    before, cast = cast_in(text, PATH), cast_in(new, PATH)
    assert list(cast.roles) == [into]
    assert set(cast.roles[into].aliases) == {role, *before.roles[role].aliases, *before.roles[into].aliases}
    assert new.startswith("# mine\nnarrator: teller   # warm\n")


@pytest.mark.parametrize("tail", ["", "roles: {}\n", "preset: acx\n"])
def test_a_role_that_stands_nowhere_yet_is_added(tail):
    new = with_voice(HEAD + tail, PATH, "Old Ben", "deep")
    assert cast_in(new, PATH).roles["Old Ben"].voice == "deep"
    joined = with_joined(HEAD + tail, PATH, "Ben: the elder", "Old Ben", "deep")
    assert cast_in(joined, PATH).roles["Old Ben"].aliases == ("Ben: the elder",)


def test_the_narrator_gets_another_voice():
    assert "narrator: deep   # warm" in with_voice(HEAD, PATH, "narrator", "deep")
    assert cast_in(with_voice("extends: a.yaml\n", PATH, "Narrator", "deep"), PATH).narrator == "deep"


def test_a_form_that_cannot_be_edited_is_told_with_what_to_write():
    text = HEAD + "roles: {Tom: &same teller, Mara: *same}\n"
    with pytest.raises(CastError, match="by hand: Tom: deep"):
        with_voice(text, PATH, "Tom", "deep")
