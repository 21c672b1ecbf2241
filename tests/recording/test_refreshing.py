"""Rewriting the facts of a stored take, and setting takes aside."""

from __future__ import annotations

import numpy as np
import pytest

from manifests.errors import StageError
from manifests.object_store import ObjectStore
from manifests.take import Attempt, Verdict
from manifests.take_store import TakeStore

KEY = "ab" * 16


@pytest.fixture(params=["folder", "object store"])
def store(request, tmp_path):
    if request.param == "folder":
        return TakeStore(tmp_path)
    pytest.importorskip("fsspec")
    return ObjectStore(f"memory://{tmp_path.name}")


def test_new_facts_leave_the_sound_untouched(store, make_take):
    store.add(make_take(latents=True))
    before = store.load(KEY)
    verdict = Verdict(check="hole", value=2.0, limit=1.6, passed=False, at_s=1.5)
    facts = before.facts.model_copy(update={"policy": "new", "attempts": (Attempt(seed=1, verdicts=(verdict,)),)})

    store.refresh(facts)

    after = store.load(KEY)
    assert after.facts == facts
    assert after.facts.faults == (verdict,)
    np.testing.assert_array_equal(after.audio, before.audio)
    np.testing.assert_array_equal(after.latents, before.latents)


def test_a_take_that_is_set_aside_is_work_to_do_again(store, make_take):
    store.add(make_take())

    store.set_aside(KEY)

    assert KEY not in store
    assert store.add(make_take(samples=3000))
    assert store.load(KEY).facts.samples == 3000
    store.set_aside("cd" * 16)


def test_facts_of_nothing_cannot_be_written(store, make_take):
    with pytest.raises(StageError, match="missing"):
        store.refresh(make_take().facts)
