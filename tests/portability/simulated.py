"""This Linux without what macOS or Windows lack: a program that takes it away, then does what it was started for.

    python simulated.py macos|windows bookcast ARGUMENT…      the command line
    python simulated.py macos|windows code TEXT               a program of ours
    python simulated.py macos|windows run FILE ARGUMENT…      a program of the standard library alone

bookcast's own packages get modules of the standard library without what the system lacks; the libraries they use were
built for Linux, and keep theirs. Processes that bookcast starts lack the same: a spawned one runs this file again
before it begins, and the draft voice's program is started through it. What cannot be had here is told as it is: the
locks of filelock are Linux' in the end, and paths have slashes.
"""

from __future__ import annotations

import builtins
import errno
import fcntl
import os
import pathlib
import runpy
import select  # noqa: F401 (for whom it is taken away from)
import signal  # noqa: F401
import subprocess
import sys
import types
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = ("pipeline", "manifests", "casting", "flows", "model")

_NOT_ON_MACOS = {
    "os": "sched_getaffinity sched_setaffinity posix_fadvise pipe2 memfd_create process_cpu_count",
    "select": "epoll",
}
_NOT_ON_WINDOWS = {
    "os": "fork forkpty getuid geteuid getgid getegid killpg getpgid setsid setpgid wait waitid pread pwrite uname "
    "statvfs fstatvfs fchmod fchown chown mkfifo sysconf nice getloadavg posix_spawn WIFSIGNALED WTERMSIG WIFEXITED "
    "WEXITSTATUS O_NOFOLLOW O_CLOEXEC O_NONBLOCK O_DIRECTORY O_SYNC O_DSYNC " + _NOT_ON_MACOS["os"],
    "signal": "SIGKILL SIGHUP SIGALRM SIGSTOP SIGCONT SIGUSR1 SIGUSR2 SIGPIPE SIGCHLD SIGQUIT alarm setitimer pause "
    "pthread_kill pthread_sigmask sigwait",
    "select": "poll epoll",
}
_LACKING = {"macos": _NOT_ON_MACOS, "windows": _NOT_ON_WINDOWS}
_MODULES = {"macos": set(), "windows": {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "crypt"}}
_HIDDEN = ("/proc", "/sys", "/etc/machine-id")

_read_link, _replace, _unlink, _fsync, _kill = os.readlink, os.replace, os.unlink, os.fsync, os.kill
_open, _import, _popen = pathlib.Path.open, builtins.__import__, subprocess.Popen.__init__


def take_away(system: str) -> None:
    """Make this process one of `system`, as far as it goes."""
    builtins.__import__ = lambda name, *more, **named: _imported(system, name, *more, **named)
    _hide_what_only_linux_has()
    subprocess.Popen.__init__ = lambda self, argv, *more, **named: _popen(  # type: ignore[method-assign]
        self, _through_here(system, argv), *more, **named
    )
    if system == "windows":
        os.fsync = _fsync_of_windows
        os.kill = _kill_of_windows
        os.replace = os.rename = lambda source, target, **more: (_closed(source, target), _replace(source, target))[1]
        os.unlink = os.remove = lambda path, **more: (_closed(path), _unlink(path, **more))[1]


def _imported(system: str, name: str, scope: Any = None, *more: Any, **named: Any) -> Any:
    importer = str((scope or {}).get("__name__", "")).partition(".")[0]
    if importer in (*OURS, "__main__"):
        if name in _MODULES[system]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if name in _LACKING[system]:
            return _Without(name, _LACKING[system][name].split())
    return _import(name, scope, *more, **named)


class _Without(types.ModuleType):
    """A module of the standard library without some names."""

    def __init__(self, name: str, names: list[str]) -> None:
        super().__init__(name)
        self._module, self._names = sys.modules[name], frozenset(names)

    def __getattr__(self, name: str) -> Any:
        if name in self._names:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(self._module, name)


def _hide_what_only_linux_has() -> None:
    """Libraries read what they need by `open`; our packages use paths, so paths are where it is hidden."""
    for name in ("open", "exists", "is_file", "is_dir", "readlink", "read_text", "read_bytes"):
        setattr(pathlib.Path, name, _hiding(getattr(pathlib.Path, name), name))


def _hiding(method: Any, name: str) -> Any:
    def hidden(path: pathlib.Path, *more: Any, **named: Any) -> Any:
        if not str(path).startswith(_HIDDEN):
            return method(path, *more, **named)
        if name in ("exists", "is_file", "is_dir"):
            return False
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))

    return hidden


def _through_here(system: str, argv: Any) -> Any:
    """The draft voice's program, started through this one."""
    if isinstance(argv, list) and argv[1:3] == ["-I", "-S"] and argv[0] == sys.executable:
        return [*argv[:3], __file__, system, "run", *argv[3:]]
    return argv


def _fsync_of_windows(file: int) -> None:
    if fcntl.fcntl(file, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    _fsync(file)


def _kill_of_windows(pid: int, number: int) -> None:
    if number == 0:
        raise AssertionError("on Windows this is Ctrl-C to a whole group, and no question")
    _kill(pid, number)


def _closed(*paths: Any) -> None:
    """Nobody renames, replaces or removes what this process or a child of it has open."""
    named = {os.path.realpath(path) for path in paths}
    with open(f"/proc/self/task/{os.getpid()}/children") as children:
        processes = ["self", *children.read().split()]
    for process in processes:
        try:
            files = os.listdir(f"/proc/{process}/fd")
        except OSError:
            continue
        for file in files:
            try:
                path = _read_link(f"/proc/{process}/fd/{file}")
            except OSError:
                continue
            if path in named:
                raise PermissionError(errno.EACCES, "in use, as Windows says", path)


take_away(sys.argv[1])

if __name__ == "__main__":
    _, system, what, *arguments = sys.argv
    if what == "run":
        # Nothing but the standard library, and that does not mind being told that it is elsewhere.
        sys.platform = {"macos": "darwin", "windows": "win32"}[system]  # type: ignore[misc]
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")
    sys.path.insert(0, str(ROOT))
    if what == "code":
        exec(arguments[0])
    if what == "bookcast":
        from pipeline.cli import main

        raise SystemExit(main(arguments))
