"""One question to an OpenAI-compatible chat endpoint, with bounds on time, size and patience.

The standard library's client: no redirects are followed, nothing is read beyond the bounds, and a server that drips
is cut off at the deadline.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from manifests.errors import InputError

Message = dict[str, str]

_PATH = "/chat/completions"
_TRANSIENT = {408, 409, 425, 429}
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class EndpointLimits:
    """Bounds on one question, and on how many may fail before nobody asks any more."""

    timeout_s: float = 60.0
    """How long the server may be silent."""
    deadline_s: float = 180.0
    """How long one answer may take altogether."""
    attempts: int = 4
    slow_attempts: int = 2
    """Attempts of which that many may run out of time."""
    backoff_s: float = 2.0
    """The wait before the second attempt; it doubles."""
    longest_wait_s: float = 60.0
    failures_in_a_row: int = 5
    max_bytes: int = 1_000_000


class EndpointError(Exception):
    """The endpoint did not answer as it should; `wait_s` is what it asked to be left alone for."""

    def __init__(self, message: str, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class SlowError(EndpointError):
    """The endpoint did not answer in time: more attempts would each wait as long."""


class RefusedError(EndpointError):
    """The endpoint refuses in a way that asking again will not change: no key, no such model, no such page."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model behind a URL (`https://host/v1`, or the whole path to `/chat/completions`). `key` is never shown."""

    url: str
    model: str
    key: str | None = None
    limits: EndpointLimits = EndpointLimits()

    @property
    def host(self) -> str:
        """Whom the book's text is sent to."""
        return urlsplit(self.url).netloc

    def complete(self, messages: Sequence[Message]) -> str:
        """What the model answers to `messages`, one attempt. Raises EndpointError."""
        body = json.dumps(
            {"model": self.model, "messages": list(messages), "temperature": 0, "stream": False}, ensure_ascii=False
        ).encode("utf-8", "replace")
        status, retry_after, data = self._post(body)
        if status != 200:
            raise self._refusal(status, retry_after, data)
        return _content(data)

    def _post(self, body: bytes) -> tuple[int, str, bytes]:
        connection = self._connection()
        deadline = time.monotonic() + self.limits.deadline_s
        cut_off: threading.Timer | None = None
        try:
            connection.connect()
            # The socket itself: the connection lets go of it as soon as the answer's head is there.
            cut_off = threading.Timer(self.limits.deadline_s, _hang_up, [connection.sock])
            cut_off.daemon = True
            cut_off.start()
            connection.request("POST", self._path(), body, self._headers())
            with connection.getresponse() as response:
                data = self._read(response)
            if time.monotonic() >= deadline:
                raise self._late()
            return response.status, response.getheader("Retry-After", "") or "", data
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() >= deadline:
                raise self._late() from error
            if isinstance(error, TimeoutError):
                raise SlowError(f"it said nothing for {self.limits.timeout_s:g} s") from error
            raise EndpointError(f"it cannot be reached ({_in_words(error)})") from error
        finally:
            if cut_off is not None:
                cut_off.cancel()
            connection.close()

    def _late(self) -> SlowError:
        return SlowError(f"its answer was not complete after {self.limits.deadline_s:g} s")

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        data = bytearray()
        while part := response.read1(1 << 16):
            data += part
            if len(data) > self.limits.max_bytes:
                raise EndpointError(f"its answer is longer than {self.limits.max_bytes:,} bytes")
        return bytes(data)

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(str(parts.hostname), parts.port, timeout=self.limits.timeout_s)

    def _path(self) -> str:
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/")
        path = path if path.endswith(_PATH) else path + _PATH
        return f"{path}?{parts.query}" if parts.query else path

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "bookcast"}
        return headers | ({"Authorization": f"Bearer {self.key}"} if self.key else {})

    def _refusal(self, status: int, retry_after: str, data: bytes) -> EndpointError:
        told = " ".join(data[:2000].decode("utf-8", "replace").split())[:_SHOWN]
        if self.key:
            told = told.replace(self.key, "…")
        message = f"it answers {status}" + (f": {told}" if told else "")
        if status in _TRANSIENT or status >= 500:
            wait_s = float(retry_after) if retry_after.isdecimal() and len(retry_after) < 6 else 0.0
            return EndpointError(message, wait_s)
        return RefusedError(message)


def _hang_up(connected: socket.socket) -> None:
    """End a connection from another thread, whatever it waits for."""
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _content(data: bytes) -> str:
    """The model's words in a chat completion."""
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise EndpointError("its answer is no chat completion") from error
    if not isinstance(content, str):
        raise EndpointError("its answer holds no text")
    return content


def _in_words(error: Exception) -> str:
    return str(error) or type(error).__name__


def checked_url(url: str) -> str:
    """`url`, when questions can be sent there; raises InputError."""
    remedy = "Give the address of an OpenAI-compatible service, such as http://localhost:11434/v1."
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        raise InputError(f"{url!r} is no address", path="--llm-url", remedy=remedy) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_right or not url.isprintable():
        raise InputError(f"{url!r} is no http address", path="--llm-url", remedy=remedy)
    if parts.username or parts.password:
        raise InputError(
            "holds a password", path="--llm-url", remedy="Put it into a variable, and name it: --llm-key-env."
        )
    return url
