"""Who may speak to the studio: its own page, opened by whoever saw the address with the token.

Any site that is open in the same browser can send requests to this machine, and can let its own name point here
(DNS rebinding). So: only our names with our port, a cookie that was exchanged for the token, and for whatever changes
something our own header from our own origin. No CORS header is ever sent.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_HEADER = "x-bookcast-studio"
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")

MOST_BODY_BYTES = 65_536
"""A note or a line's other words: nothing longer is ever sent."""

_POLICY = (
    "default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_LOCKED_OUT = "Open the address that `bookcast studio` printed: it holds the token that lets this browser in.\n"


@dataclass(frozen=True)
class Access:
    """What lets a browser in: the names it may call us by, and the secrets of this run."""

    port: int
    names: tuple[str, ...] = LOCAL_NAMES
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def cookie(self) -> str:
        """Cookies know no ports: two studios must not share one."""
        return f"bookcast-studio-{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of `Host` that are ours."""
        bare = self.names if self.port == 80 else ()
        return frozenset((*(f"{name}:{self.port}" for name in self.names), *bare))

    def address(self, name: str = "127.0.0.1") -> str:
        """The address to open in a browser."""
        return f"http://{name}:{self.port}/?{urlencode({'token': self.token})}"

    def knows(self, cookies: str) -> bool:
        """Whether a browser shows the cookie that it was given."""
        try:
            given = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return False
        return given is not None and _same(given.value, self.session)


class Gate:
    """Lets nobody through to `app` but the studio's own page."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        answer = self._refusal(scope)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _protect(MutableHeaders(scope=message), nonce, kept=scope["path"].startswith("/static/"))
            await send(message)

        await (answer or self._app)(scope, _bounded(receive), guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """What a request gets that is not let through."""
        headers = Headers(scope=scope)
        if headers.getlist("host") == [] or not set(map(str.lower, headers.getlist("host"))) <= self._access.hosts:
            return PlainTextResponse("This is not a name of the studio.\n", status_code=400)
        reading = scope["method"] in ("GET", "HEAD")
        token = QueryParams(scope["query_string"]).get("token")
        if reading and scope["path"] == "/" and token is not None:
            return self._admitted(token)
        if not self._access.knows(headers.get("cookie", "")):
            return PlainTextResponse(_LOCKED_OUT, status_code=403)
        if not reading and not _from_our_page(headers):
            return PlainTextResponse("Only the studio's own page may change something.\n", status_code=403)
        if int(headers.get("content-length") or 0) > MOST_BODY_BYTES if _is_number(headers) else True:
            return PlainTextResponse("That is too long.\n", status_code=413)
        return None

    def _admitted(self, token: str) -> Response:
        """The token becomes a cookie, and leaves the address, so that it stands in no history."""
        if not _same(token, self._access.token):
            return PlainTextResponse(_LOCKED_OUT, status_code=403)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._access.cookie, self._access.session, httponly=True, samesite="strict", path="/")
        return answer


def _from_our_page(headers: Headers) -> bool:
    """Whether a request that changes something comes from a page of ours: no other site can send that header."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if OWN_HEADER not in headers or (site is None and origin is None):
        return False
    return site in (None, "same-origin") and origin in (None, f"http://{headers['host']}")


def _is_number(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return length.isascii() and length.isdigit() and len(length) < 12


def _bounded(receive: Receive) -> Receive:
    """Bodies without a length are bounded as well."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > MOST_BODY_BYTES else message

    return bounded


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), secret.encode())


def _protect(headers: MutableHeaders, nonce: str, *, kept: bool) -> None:
    headers["content-security-policy"] = _POLICY.format(nonce=nonce)
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "no-referrer"
    headers["cross-origin-resource-policy"] = "same-origin"
    headers["cross-origin-opener-policy"] = "same-origin"
    headers["x-frame-options"] = "DENY"
    headers.setdefault("cache-control", "no-cache" if kept else "no-store")
