"""A director's work by command on a small production: flags, approvals, takes, speakers, voices, undo."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import soundfile

from manifests.errors import InputError
from manifests.render import RenderRecord
from manifests.take import Verdict
from manifests.take_store import TakeStore
from pipeline.cli import main
from pipeline.commands.approve import approvals
from pipeline.commands.clean import unnamed_files
from pipeline.commands.flags import line_at, pickup_list
from pipeline.commands.retake import RetakeRequest, plan_retake
from pipeline.commands.take_choice import plan_choice
from pipeline.commands.takes import takes_of
from pipeline.production.folder import ProductionFolder

LINE = "001-0003"


@dataclass(frozen=True)
class Desk:
    """A production that a test may change, and the book beside it."""

    book: Path
    out: Path
    say: Callable[[], str]

    def __call__(self, command: str, *options: str, code: int = 0) -> str:
        self.say()
        assert main([command, str(self.out), *options]) == code
        return self.say()

    @property
    def folder(self) -> ProductionFolder:
        return ProductionFolder(self.out)

    @property
    def keys(self) -> dict[str, str]:
        """The takes that are heard, by their segments."""
        return {one.id: one.key for one in RenderRecord.load(self.out / "render.json").plan.segments}

    def sums(self, pattern: str) -> dict[str, str]:
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in self.out.glob(pattern)}


@pytest.fixture(scope="module")
def made(tmp_path_factory, story_text) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "tide.md").write_text(story_text, "utf-8")
    asked = ["--out", str(folder / "out"), "--preset", "raw", "--engine", "draft"]
    assert main(["render", str(folder / "tide.md"), *asked]) == 0
    return folder


@pytest.fixture
def desk(made, tmp_path, capsys) -> Desk:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    record = tmp_path / "out/render.json"
    record.write_text(record.read_text("utf-8").replace(str(made), str(tmp_path)), "utf-8")
    return Desk(tmp_path / "tide.md", tmp_path / "out", lambda: capsys.readouterr().out)


def test_a_flag_tells_where_it_is_heard_and_is_closed_and_opened_again(desk):
    desk(
        "flags", "--line", LINE, "--kind", "misread", "--heard", "hum", "--remark", "=sum", "--by", "Ada", "--at", "0.5"
    )
    desk("flags", "--chapter", "1", "--at", "0:01", "--remark", "too loud")
    one, two = sorted(pickup_list(desk.folder), key=lambda flag: flag.kind)
    assert (one.line, one.kind, one.text, one.by, one.chapter) == (LINE, "misread", "“Is anybody here?”", "Ada", 1)
    assert line_at(desk.folder, 1, one.at_s) == (LINE, pytest.approx(0.5, abs=0.01))
    assert two.line == line_at(desk.folder, 1, 1.0)[0]
    rows = list(csv.DictReader(desk("flags", "--csv").splitlines()))
    assert {row["remark"] for row in rows} == {"'=sum", "too loud"}
    assert [flag["id"] for flag in json.loads(desk("flags", "--close", one.id[:6], "--json"))] == [two.id]
    assert "(closed)" in desk("flags", "--all")
    assert len(json.loads(desk("flags", "--reopen", one.id, "--json"))) == 2
    desk("flags", "--line", "001-9999", code=3)
    desk("flags", "--close", "zz", code=3)


def test_what_proofing_found_stands_in_the_list_until_somebody_heard_it(desk):
    desk("retake", "--line", LINE, "--say", "Is anybody, anybody at all, here in this place?")
    key = next(one.key for one in takes_of(desk.folder, LINE) if one.heard)
    store = TakeStore(desk.folder.takes)
    facts = store.facts(key)
    fault = Verdict(check="pace", value=0.5, limit=0.78, passed=False, at_s=0.2)
    attempt = facts.attempts[0].model_copy(update={"verdicts": (fault,)})
    store.refresh(facts.model_copy(update={"attempts": (attempt,), "policy": "signal-2"}))
    [found] = pickup_list(desk.folder)
    assert (found.source, found.kind, found.line, found.take) == ("proofing", "pace", LINE, key)
    assert "pace 0.5 (limit 0.78)" in found.heard
    desk("flags", "--close", found.id)
    assert pickup_list(desk.folder) == ()


def test_an_approval_holds_until_something_else_is_heard(desk):
    ask = ("render", str(desk.book), "--out", str(desk.out), "--preset", "raw", "--engine", "draft", "--approved")
    assert main([*ask]) == 6
    desk("check", "--approved", code=6)
    desk("approve", "--all", "--by", "Ada")
    assert main([*ask]) == 0
    desk("check", "--approved", code=0)
    desk("retake", "--line", LINE, "--speed", "0.8")
    one, *others = approvals(desk.folder)
    assert (one.state, one.open_lines) == ("changed", (LINE,))
    assert {other.state for other in others} == {"approved"}
    assert main([*ask]) == 6
    desk("approve", "--line", LINE)
    assert main([*ask]) == 0
    desk("approve", "--withdraw", "--chapters", "2")
    assert [one.state for one in approvals(desk.folder)] == ["approved", "open", "approved"]


def test_an_edit_of_the_book_opens_what_it_touches_before_anything_is_made(desk):
    ask = ("render", str(desk.book), "--out", str(desk.out), "--preset", "raw", "--engine", "draft", "--approved")
    desk("approve", "--all")
    before = desk.sums("*.flac")
    desk.book.write_text(desk.book.read_text("utf-8").replace("Nobody spoke for a while. ", ""), "utf-8")
    assert main([*ask]) == 6
    assert desk.sums("*.flac") == before
    assert main([*ask[:-1]]) == 0
    assert [one.state for one in approvals(desk.folder)] == ["changed", "approved", "approved"]


def test_tries_are_proofed_named_and_kept_and_one_is_chosen(desk):
    before = desk.keys
    made = json.loads(desk("takes", "--line", LINE, "--tries", "2", "--speed", "0.8", "--json"))
    assert desk.keys == before
    assert {one["verdict"] for one in made if not one["heard"]} <= {"passed", "flagged"}
    assert len(made) == 3
    further = json.loads(desk("takes", "--line", LINE, "--tries", "1", "--speed", "0.8", "--json"))
    assert len({one["seed"] for one in further}) == 4
    assert plan_retake(desk.folder, RetakeRequest(lines=(LINE,))).overrides.lines[-1].seed == 4
    wanted = made[-1]["key"]
    change = plan_choice(desk.folder, LINE, wanted[:8])
    assert (len(change.stale_segments), change.to_speak, change.stale_files) == (1, (), ("01 - One.flac",))
    kept = desk.sums("work/takes/??/*.flac")
    desk("takes", "--line", LINE, "--choose", wanted[:8])
    assert desk.sums("work/takes/??/*.flac") == kept
    assert [name for name, key in desk.keys.items() if key != before[name]] == list(change.stale_segments)
    assert desk.keys[change.stale_segments[0]] == wanted
    assert not [one for one in unnamed_files(desk.folder) if one.path.is_relative_to(desk.folder.takes)]
    assert len([one for one in unnamed_files(desk.folder, alternatives=True) if one.path.suffix == ".flac"]) >= 3
    desk("direct", "--undo")
    assert desk.keys == before


def test_a_take_of_other_words_is_chosen_with_its_words_and_back(desk):
    before = desk.keys
    desk("takes", "--line", LINE, "--tries", "1", "--say", "Anybody there?")
    other = next(one for one in takes_of(desk.folder, LINE) if one.spoken == "Anybody there?")
    former = next(one for one in takes_of(desk.folder, LINE) if one.heard)
    desk("takes", "--line", LINE, "--choose", other.key)
    assert [one.spoken for one in takes_of(desk.folder, LINE) if one.heard] == ["Anybody there?"]
    desk("takes", "--line", LINE, "--choose", former.key)
    assert desk.keys == before


def test_a_take_of_another_voice_is_not_chosen(desk):
    desk("direct", "--line", LINE, "--speaker", "Tom")
    mara = next(one for one in takes_of(desk.folder, LINE) if not one.heard)
    with pytest.raises(InputError, match="with the voice"):
        plan_choice(desk.folder, LINE, mara.key)


def test_a_take_is_heard_in_its_place(desk, tmp_path):
    alone, placed = tmp_path / "alone.wav", tmp_path / "placed.wav"
    desk("takes", "--line", LINE, "-o", str(alone))
    told = json.loads(desk("takes", "--line", LINE, "-o", str(placed), "--around", "1.5", "--json"))
    assert soundfile.info(placed).duration == pytest.approx(soundfile.info(alone).duration + 3, abs=0.01)
    assert told["start_s"] == pytest.approx(1.5, abs=0.001)
    desk("takes", "--line", LINE, "-o", str(alone), code=3)


def test_a_speaker_is_written_into_the_corrections_for_a_line_or_all_that_a_role_says(desk):
    desk.book.with_name("tide.corrections.yaml").write_text(
        "# mine\n- line: 001-0003\n  text: “Is anybody here?”\n  speaker: Tom?\n"
    )
    before = desk.keys
    desk("direct", "--line", LINE, "--speaker", "Tom")
    text = desk.book.with_name("tide.corrections.yaml").read_text("utf-8")
    assert text.startswith("# mine\n")
    assert text.count("speaker: Tom\n") == 1
    assert len({name for name, key in desk.keys.items() if before.get(name) != key}) == 1
    dry = desk("direct", "--line", LINE, "--speaker", "Mara", "--scope", "role", "--dry-run", "--json")
    assert len(json.loads(dry)["stale"]) > 1
    desk("direct", "--line", LINE, "--speaker", "Mara", "--scope", "role")
    assert desk.book.with_name("tide.corrections.yaml").read_text("utf-8").count("speaker: Mara") == 5
    desk("direct", "--undo")
    assert desk.book.with_name("tide.corrections.yaml").read_text("utf-8") == text
    desk("direct", "--line", "001-0001", "--speaker", "Tom", "--scope", "scene", code=3)


def test_a_voice_and_a_join_go_into_a_cast_file_that_is_made_where_there_was_none(desk):
    before = desk.keys
    desk("direct", "--role", "tom", "--voice", "nobody", code=3)
    assert not desk.book.with_suffix(".cast.yaml").exists()
    assert not list(desk.book.parent.glob(".*.part"))
    desk("direct", "--role", "tom", "--voice", "mara")
    assert "  Tom: mara" in desk.book.with_suffix(".cast.yaml").read_text("utf-8")
    assert desk.keys != before
    desk("direct", "--role", "Tom", "--join", "Mara")
    assert "Mara: {voice: mara, aliases: [Tom]}" in desk.book.with_suffix(".cast.yaml").read_text("utf-8")
    desk("direct", "--undo")
    desk("direct", "--undo")
    assert desk.keys == before
    desk("direct", "--undo", code=3)


def test_what_somebody_changed_meanwhile_is_neither_undone_nor_overwritten(desk):
    desk("direct", "--line", LINE, "--speaker", "Tom")
    path = desk.book.with_name("tide.corrections.yaml")
    path.write_text(path.read_text("utf-8") + "# by hand\n", "utf-8")
    desk("direct", "--undo", code=3)
    assert path.read_text("utf-8").endswith("# by hand\n")


def test_a_pause_is_made_longer_without_a_word_spoken(desk):
    spoken = (desk.out / "work/takes/takes.log").read_bytes()
    before = soundfile.info(desk.out / "01 - One.flac").duration
    desk("retake", "--line", LINE, "--pause", "3")
    assert (desk.out / "work/takes/takes.log").read_bytes() == spoken
    assert soundfile.info(desk.out / "01 - One.flac").duration > before + 2
