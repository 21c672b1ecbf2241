"""Work pools and sub-deployments beside Dask: the same groups of scenes recorded by two workers, with both.

    pip install prefect-dask
    python -m benchmarks.distribution [--groups 8] [--minutes 20] [--database URL]

Both have their two workers running and idle before the clock starts. `seconds` is from the first call until every take
of every group is there; `speaking` is what one process needs for the same takes. The draft voice speaks.
"""

from __future__ import annotations

import argparse
import importlib
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from benchmarks.orchestration import OVER, Bench, bench, workers
from manifests.plan import Plan
from manifests.render import RenderSettings
from manifests.take_store import TakeStore
from pipeline.planning.partition import part_of, scene_groups
from pipeline.production.preparation import prepare
from pipeline.recording.ready_queue import missing
from pipeline.recording.recorder import Recorder

SENTENCE = (
    "In watch {watch} the keeper wrote down {number} gulls, and a sail far out that came no nearer before the dark."
)


def book_of(folder: Path, groups: int, minutes: int) -> Plan:
    """The plan of a book whose chapters are the groups."""
    chapters = []
    for watch in range(1, groups + 1):
        sentences = [SENTENCE.format(watch=watch, number=number) for number in range(1, 9 * minutes + 1)]
        chapters.append(f"# Watch {watch}\n\n" + "\n\n".join(sentences))
    source = folder / "book.md"
    source.write_text("---\ntitle: Book\nlanguage: en\n---\n\n" + "\n\n".join(chapters), encoding="utf-8")
    return prepare(RenderSettings(source=str(source), engine="draft", preset="raw")).plan


def record_part(takes: str, key: str, scenes: list[str]) -> None:
    """What both kinds of workers do with a group."""
    from pipeline.engines.choice import choose_engine

    store = TakeStore(Path(takes))
    with Recorder(choose_engine("draft"), store) as booth:
        booth.record(part_of(store.plan(key), scenes))


def by_one_process(store: TakeStore, plan: Plan, groups: list[tuple[str, ...]]) -> float:
    """Seconds that speaking itself takes."""
    key, began = store.keep_plan(plan), time.perf_counter()
    for group in groups:
        record_part(str(store.folder), key, list(group))
    return time.perf_counter() - began


def by_sub_deployments(one: Bench, store: TakeStore, plan: Plan, groups: list[tuple[str, ...]]) -> float:
    """Seconds of a run of record-scenes/gpu for each group, on two workers of the pool."""
    key = store.keep_plan(plan)
    found = httpx.get(f"{one.api}/deployments/name/record-scenes/gpu", timeout=60).json()
    with workers(one, gpu=2):
        began, runs = time.perf_counter(), []
        for group in groups:
            order = {"takes": str(store.folder), "plan": key, "scenes": list(group), "engine": "draft"}
            path = f"{one.api}/deployments/{found['id']}/create_flow_run"
            runs.append(httpx.post(path, json={"parameters": {"order": order}}, timeout=60).json()["id"])
        while any(_state(one, run) not in OVER for run in runs):
            time.sleep(0.5)
        return time.perf_counter() - began


def _state(one: Bench, run: str) -> str:
    return str(httpx.get(f"{one.api}/flow_runs/{run}", timeout=60).json()["state"]["type"])


def by_dask(one: Bench, store: TakeStore, plan: Plan, groups: list[tuple[str, ...]]) -> float:
    """Seconds of one flow whose tasks run on a Dask cluster of two workers."""
    os.environ.update(
        {name: value for name, value in one.environment.items() if name.startswith(("PREFECT", "PYTHON"))}
    )
    prefect, prefect_dask = importlib.import_module("prefect"), importlib.import_module("prefect_dask")
    distributed = importlib.import_module("distributed")
    key = store.keep_plan(plan)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:

        @prefect.flow(task_runner=prefect_dask.DaskTaskRunner(address=cluster.scheduler_address))  # type: ignore[untyped-decorator,unused-ignore]
        def record_all() -> None:
            task = prefect.task(record_part, persist_result=False)
            prefect.futures.wait([task.submit(str(store.folder), key, list(group)) for group in groups])

        began = time.perf_counter()
        record_all()
        return time.perf_counter() - began


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", type=int, default=8)
    parser.add_argument("--minutes", type=int, default=20)
    parser.add_argument("--database", metavar="URL")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, bench(arguments.database) as one:
        work = Path(folder)
        plan = book_of(work, arguments.groups, arguments.minutes)
        groups = scene_groups(plan.segments, 1)
        ways: dict[str, Any] = {
            "speaking": by_one_process,
            "dask": lambda *rest: by_dask(one, *rest),
            "sub-deployments": lambda *rest: by_sub_deployments(one, *rest),
        }
        print(f"groups           {len(groups)}, {plan.expected_s / 60:.0f} min of speech")
        for name, record in ways.items():
            store = TakeStore(work / name)
            seconds = record(store, plan, groups)
            if absent := missing(plan, store):
                raise SystemExit(f"{name}: {len(absent)} takes are not there")
            print(f"{name:16} {seconds:.1f}", flush=True)


if __name__ == "__main__":
    main()
