"""Nobody but the studio's own page gets in, whatever a browser can be made to send."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from pipeline.studio.app import studio_app
from pipeline.studio.security import OWN_HEADER, Access

PORT = 8123
OWN = f"http://127.0.0.1:{PORT}"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:80",
        f"127.0.0.1.evil.example:{PORT}",
        "",
        f"[::2]:{PORT}",
    ],
)
def test_a_foreign_name_is_refused_even_with_the_cookie(reader, host):
    assert reader.get("/view", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"[::1]:{PORT}"])
def test_our_own_names_are_let_in(reader, host):
    cookie = f"{reader.access.cookie}={reader.access.session}"
    assert reader.get("/view", headers={"host": host, "cookie": cookie}).status_code == 200


def test_a_network_address_is_let_in_only_where_it_was_asked_for(reader):
    at_home = Access(port=PORT, names=("127.0.0.1", "192.168.1.20"))
    client = TestClient(studio_app(reader.folders, at_home), base_url=f"http://192.168.1.20:{PORT}")
    assert client.get("/", params={"token": at_home.token}).status_code == 200
    assert reader.get("/view", headers={"host": f"192.168.1.20:{PORT}"}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/", "/productions", "/p/{id}", "/p/{id}/view", "/p/{id}/chapters/1", "/p/{id}/watch", "/static/page.css"]
)
def test_without_the_cookie_nothing_is_told(reader, path):
    stranger = TestClient(reader.client.app, base_url=OWN)
    answer = stranger.get(path.format(id=reader.id))
    assert answer.status_code == 403
    assert "Quay" not in answer.text


@pytest.mark.parametrize("token", ["", "x", "\x00", "ü" * 40])
def test_a_wrong_token_lets_nobody_in(reader, token):
    stranger = TestClient(reader.client.app, base_url=OWN)
    assert stranger.get("/", params={"token": token}).status_code == 403
    assert not stranger.cookies


def test_the_token_becomes_a_cookie_that_scripts_and_other_sites_do_not_get(reader):
    stranger = TestClient(reader.client.app, base_url=OWN, follow_redirects=False)
    cookie = stranger.get("/", params={"token": reader.access.token}).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert reader.access.token not in cookie


def test_two_studios_do_not_share_a_cookie(reader):
    other = Access(port=PORT + 1)
    client = TestClient(studio_app(reader.folders, other), base_url=f"http://127.0.0.1:{PORT + 1}")
    client.cookies.update(reader.client.cookies)
    assert client.get("/").status_code == 403
    assert other.cookie != reader.access.cookie


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {OWN_HEADER: "1"},
        {"origin": OWN, "sec-fetch-site": "same-origin"},
        {OWN_HEADER: "1", "origin": "http://evil.example"},
        {OWN_HEADER: "1", "origin": "null"},
        {OWN_HEADER: "1", "origin": f"http://127.0.0.1:{PORT + 1}", "sec-fetch-site": "same-site"},
        {OWN_HEADER: "1", "sec-fetch-site": "cross-site"},
        {OWN_HEADER: "1", "origin": OWN, "sec-fetch-site": "cross-site"},
    ],
)
def test_only_our_own_page_changes_something(reader, headers):
    assert reader.post("/stop", headers=headers).status_code == 403


def test_every_answer_forbids_frames_scripts_from_elsewhere_and_guessing_of_kinds(reader):
    for answer in (
        reader.get(""),
        reader.get("/view"),
        reader.get("/nothing"),
        reader.client.get("/", headers={"host": "x"}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert not any(name.startswith("access-control") for name in answer.headers)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/p/..%2f..%2fetc/view",
        "/p/{id}/takes/..%2f..%2f..%2frender.json.flac",
        "/p/{id}/takes/" + "A" * 32 + ".flac",
        "/p/{id}/takes/" + "0" * 32 + ".flac",
        "/p/{id}/sound/1/delivered/99",
        "/p/{id}/sound/1/..%2fworking/0",
        "/p/{id}/sound/1/delivered/0?key=" + "0" * 32,
        "/p/{id}/peaks/1/working?key=..%2f..%2frender",
        "/p/{id}/chapters/99",
        "/p/{id}/chapters/-1",
        "/p/" + "0" * 16 + "/view",
    ],
)
def test_nothing_outside_is_reached_by_a_path(reader, path):
    assert reader.client.get(path.format(id=reader.id)).status_code == 404


def test_a_delivery_that_points_out_of_the_folder_is_not_played(visitor, folder, tmp_path):
    record = folder.load_record()
    secret = tmp_path / "secret.mp3"
    secret.write_bytes(b"secret")
    moved = tuple(one.model_copy(update={"path": "../secret.mp3"}) for one in record.deliveries)
    record.model_copy(update={"deliveries": moved}).save(folder.record)
    assert "delivered" not in visitor.get("/chapters/1").json()["sounds"]


def test_what_is_too_long_is_refused(reader):
    assert reader.post("/stop", {"x": "y" * 100_000}).status_code == 413


def test_a_book_s_words_are_never_markup(reader):
    for page in (reader.client.get("/"), reader.get("")):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text
    view, chapter = reader.get("/view"), reader.get("/chapters/1")
    assert "<script>alert(1)" in view.json()["title"]
    assert any("1 < 2 & 3 > 2" in line["text"] for line in chapter.json()["lines"])
    for answer in (view, chapter):
        assert answer.headers["content-type"] == "application/json"
