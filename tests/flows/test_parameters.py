"""What flows may be asked for, what they try again, and what they say; no server is needed for any of it."""

from __future__ import annotations

import errno

import pytest
from prefect.client.schemas.objects import State, StateType
from pydantic import ValidationError

from flows.artifacts import artifact_key
from flows.parameters import HouseOrder, RenderOrder, Sharing, ShelfOrder, WatchOrder
from flows.render_book import prepare_book
from flows.render_shelf import outcome
from flows.retries import TRIES, can_pass, check_attempts
from manifests.errors import CastError, EngineError, FfmpegError, InputError, StageError

BOOK = {"source": "/books/alice.epub", "out": "/out/alice"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "alice.epub"},
        {"seed": -1},
        {"engine": "bark"},
        {"formats": ["wav"]},
        {"chapters": "one"},
        {"group_minutes": 0},
        {"attempts": 101},
        {"volume": 11},
    ],
)
def test_orders_out_of_range_are_refused(wrong):
    with pytest.raises(ValidationError):
        RenderOrder(**{**BOOK, **wrong})


def test_an_order_becomes_the_settings_of_the_command_line():
    settings = RenderOrder(**BOOK, chapters="1,3-", formats=["m4b"], seed=7).settings
    assert (settings.source, settings.chapters, settings.formats, settings.seed) == (
        BOOK["source"],
        "1,3-",
        ("m4b",),
        7,
    )


@pytest.mark.parametrize("model", [RenderOrder, Sharing, ShelfOrder, HouseOrder, WatchOrder])
def test_every_field_of_a_form_says_what_it_is(model):
    fields = model.model_json_schema()["properties"]
    assert all(field.get("title") and field.get("description") for field in fields.values())


def _stage(cause: OSError) -> StageError:
    error = StageError("takes cannot be kept")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (EngineError("lost"), True),
        (FfmpegError("was killed", code=-9), True),
        (FfmpegError("is missing"), False),
        (_stage(OSError(errno.EIO, "away")), True),
        (_stage(ConnectionError("away")), True),
        (_stage(OSError(errno.ENOSPC, "full")), False),
        (StageError("waits for itself"), False),
        (InputError("is protected", path="a.epub"), False),
        (CastError("no such voice", path="cast.yaml"), False),
        (OSError("libtorchaudio.so: undefined symbol: torch_x"), False),
        (ValueError("a bug"), False),
    ],
)
def test_only_what_can_pass_is_tried_again(error, again):
    state = State(type=StateType.FAILED, data=error)
    assert can_pass(error) is again
    assert TRIES["retry_condition_fn"](None, None, state) is again


def test_a_bad_book_is_refused_in_the_words_of_the_command_line(tmp_path):
    order = RenderOrder(source=str(tmp_path / "no.epub"), out=str(tmp_path / "out"), engine="draft")
    with pytest.raises(InputError, match=r"no\.epub"):
        prepare_book.fn(order, None)


def test_preparing_is_not_tried_again():
    assert prepare_book.retries == 0


def test_a_run_that_crashes_every_time_stops(monkeypatch):
    monkeypatch.setattr("flows.retries.flow_run.get_run_count", lambda: 6)
    check_attempts(6)
    with pytest.raises(StageError, match="begun 5 times"):
        check_attempts(5)


def test_outcomes_are_told_in_the_command_line_s_words():
    said = "Flow run encountered an exception: InputError: /b.epub: is protected"
    assert outcome(State(type=StateType.FAILED, message=said)) == {
        "outcome": "failed",
        "why": "InputError: /b.epub: is protected",
    }
    assert outcome(State(type=StateType.COMPLETED))["outcome"] == "done"
    assert outcome(State(type=StateType.CRASHED, message="gone"))["outcome"] == "lost"


def test_artifacts_get_keys_that_prefect_allows():
    assert artifact_key("The Tide: Table é") == "the-tide-table"
    assert artifact_key("日本") == "book"
