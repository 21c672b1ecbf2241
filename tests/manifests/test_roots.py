"""Roots: where bookcast may read and write, whatever the way that leads there."""

from __future__ import annotations

import pytest

from manifests.errors import InputError, StageError
from manifests.roots import allowed_roots, check_allowed


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A folder that is allowed, with a link out of it, beside one that is not."""
    for name in ("in", "out", "inner"):
        (tmp_path / name).mkdir()
    (tmp_path / "out" / "secret.md").write_text("# Secret\n")
    (tmp_path / "in" / "away").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "book.md").symlink_to(tmp_path / "out" / "secret.md")
    (tmp_path / "back").symlink_to(tmp_path / "in")
    monkeypatch.setenv("BOOKCAST_ROOTS", f"{tmp_path}/in/:s3://takes/show:http://localhost:11434/v1")
    monkeypatch.chdir(tmp_path / "in")
    return tmp_path


@pytest.mark.parametrize(
    "place", ["in", "in/new/deeper/x.md", "in/../in/x", "back/x.md", "s3://takes/show", "s3://takes/show/book/"]
)
def test_what_lies_in_a_root_is_allowed(house, place):
    check_allowed(place if "://" in place else house / place)


def test_a_relative_path_starts_where_the_worker_is_and_an_address_has_its_port(house):
    check_allowed("x.md")
    check_allowed("http://LOCALHOST:11434/v1/chat")
    with pytest.raises(InputError, match="outside"):
        check_allowed("../out/secret.md")


@pytest.mark.parametrize(
    "place",
    [
        "out/secret.md",
        "inner",
        "in/../out/secret.md",
        "in/away/secret.md",
        "in/away/new.md",
        "in/book.md",
        "in/\0",
        "s3://takes/showcase",
        "s3://takes",
        "s3://takes/show/../other",
        "s3://takes/show//../x",
        "s3://other/takes/show",
        "s3://takes/show::file:///etc",
        "gs://takes/show",
        "file:///etc/passwd",
        "http://localhost:114345/v1",
        "http://localhost:11434",
        "https://localhost:11434/v1",
    ],
)
def test_what_leads_out_of_the_roots_is_refused_with_the_roots_and_the_remedy(house, place):
    with pytest.raises(InputError, match="outside of what this machine allows") as refusal:
        check_allowed(place if "://" in place else f"{house}/{place}")
    assert "s3://takes/show" in refusal.value.message
    assert "BOOKCAST_ROOTS" in refusal.value.remedy


def test_without_the_variable_there_is_no_limit(monkeypatch):
    monkeypatch.delenv("BOOKCAST_ROOTS", raising=False)
    check_allowed("/etc/passwd")


@pytest.mark.parametrize("said", ["", " : ", "books", "/srv:s3://x:../y", "/srv:relative:/x"])
def test_a_list_that_cannot_be_meant_allows_nothing(monkeypatch, said):
    monkeypatch.setenv("BOOKCAST_ROOTS", said)
    with pytest.raises((StageError, InputError)):
        check_allowed("/somewhere/else")


def test_a_path_may_have_a_colon_and_roots_follow_one(monkeypatch):
    monkeypatch.setenv("BOOKCAST_ROOTS", "/srv/a:b:/srv/c:s3://x:https://y:8080/z")
    assert allowed_roots() == ("/srv/a:b", "/srv/c", "s3://x", "https://y:8080/z")
