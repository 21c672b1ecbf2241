"""The pages of a shelf, and runs that end in words; no server is needed for any of it."""

from __future__ import annotations

import json
import logging

from prefect.exceptions import FailedRun

from flows.endings import tell_in_words
from flows.shelf_pages import forecast_page, hindrances, night_page, told_forecast
from manifests.errors import InputError
from manifests.shelf import load_shelf
from pipeline.commands.shelf_check import check_shelf


def _checked(folder):
    (folder / "rain.md").write_text("---\ntitle: Rain | <b>Snow</b>\n---\n\n# One\n\nIt rained all day long.\n")
    (folder / "shelf.yaml").write_text(json.dumps({"defaults": {"engine": "draft"}, "books": ["rain.md", "gone.md"]}))
    return check_shelf(folder / "shelf.yaml", load_shelf(folder / "shelf.yaml"), jobs=1)


def test_the_evening_s_page_gives_each_book_s_hours_and_disk_and_what_hinders(tmp_path):
    report = _checked(tmp_path)
    page = forecast_page(report)
    [row] = [line for line in page.splitlines() if line.startswith("| Rain")]
    assert row.startswith("| Rain \\| &lt;b>Snow&lt;/b> | draft | 1 | ")
    assert len(row.replace("\\|", "").split("|")) == 10
    assert "| gone.md |  |  |  |  |  |  | cannot |" in page
    assert "**gone.md**: there is no such file" in page
    assert f"{report.disk_bytes / 1e9:.2f} GB of disk" in page
    assert told_forecast(report).startswith("1 of 2 books cannot be rendered")
    assert [line.partition(": ")[0] for line in hindrances(report)] == [str(tmp_path / "gone.md")]


def test_the_morning_s_page_tells_why_in_one_cell_and_links_the_folder(tmp_path):
    rows = [
        {"book": "rain", "outcome": "done", "why": ""},
        {"book": "gone", "outcome": "failed", "why": "is not there\n  Check | it."},
    ]
    page = night_page("1 of 2 books are done", rows, {"rain": str(tmp_path / "rain")})
    assert f"| [rain](file://{tmp_path}/rain) | done |" in page
    assert "is not there Check \\| it. |" in page


def test_errors_for_people_are_logged_without_a_traceback_and_all_others_with_theirs():
    tell_in_words()
    tell_in_words()
    log = logging.getLogger("prefect.flow_runs")

    def logged(error: Exception) -> logging.LogRecord | None:
        info = (type(error), error, None)
        record = log.makeRecord(log.name, logging.ERROR, __file__, 1, "it ended", (), info)
        return record if log.filter(record) else None

    assert logged(InputError("is wrong", path="a.md")).exc_info is None
    assert logged(FailedRun("1 of 2 books are done")) is None
    assert logged(ValueError("a bug")).exc_info is not None
