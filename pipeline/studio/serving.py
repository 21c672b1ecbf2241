"""Opening the studio: its addresses, what is printed, the browser, and the server until Ctrl-C."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress

import uvicorn

from manifests.errors import StageError, UsageError
from pipeline.production.folder import ProductionFolder
from pipeline.studio.app import studio_app
from pipeline.studio.security import LOCAL_NAMES, Access

LOCAL = "127.0.0.1"


def opened_sockets(port: int, host: str | None) -> list[socket.socket]:
    """Listen on this machine's own address and, where one is named, on that of a network, at one port (0: a free one).

    Raises UsageError for an address that is none, or is everybody's; StageError where the port is taken.
    """
    found = [_listening(LOCAL, port)]
    if host is not None and host != LOCAL:
        try:
            found.append(_listening(checked_host(host), found[0].getsockname()[1]))
        except BaseException:
            found[0].close()
            raise
    return found


def checked_host(host: str) -> str:
    """An address that other machines know this one by."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        raise UsageError(f"--host {host}: is no address", "Give one of this machine, such as 192.168.1.20.") from None
    if address.is_unspecified:
        raise UsageError(
            f"--host {host}: means every address, and the studio lets in only requests that name one it knows",
            "Give the address that the phone is to open, such as 192.168.1.20.",
        )
    return str(address)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(64)
    except OSError as error:
        found.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            why = "is taken" if error.errno == errno.EADDRINUSE else "may not be used"
            raise StageError(
                f"port {port} {why} on {host}", "Give another with --port, or none for a free one."
            ) from error
        raise StageError(
            f"--host {host}: cannot be listened on ({error.strerror})", "Give an address of this machine."
        ) from error
    return found


def access_of(sockets: list[socket.socket]) -> Access:
    """Who is let in: our names on this machine, and the address that was asked for."""
    names = [_in_url(one.getsockname()[0]) for one in sockets]
    return Access(port=sockets[0].getsockname()[1], names=tuple(dict.fromkeys((*LOCAL_NAMES, *names))))


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def addresses(access: Access) -> list[str]:
    """The addresses to open, that of another machine last."""
    return [access.address(name) for name in (LOCAL, *access.names[len(LOCAL_NAMES) :])]


def tunnel(access: Access) -> str:
    """The command that brings the studio to the machine that one sits at; empty where this is not over SSH."""
    if "SSH_CONNECTION" not in os.environ:
        return ""
    here = os.environ["SSH_CONNECTION"].split()[2:3] or ["HOST"]
    user = os.environ.get("USER") or os.environ.get("LOGNAME") or "USER"
    return f"ssh -N -L {access.port}:{LOCAL}:{access.port} {user}@{here[0]}"


def serve(
    folders: Mapping[str, ProductionFolder],
    sockets: list[socket.socket],
    access: Access,
    *,
    browser: bool,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until Ctrl-C; with `browser` one is opened once the page is there. What was begun goes on."""
    config = uvicorn.Config(
        studio_app(folders, access),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            ready()
            if browser:
                with suppress(webbrowser.Error):
                    webbrowser.open(access.address())

    try:
        Server(config).run(sockets=sockets)
    except KeyboardInterrupt:
        pass
    finally:
        for one in sockets:
            one.close()
