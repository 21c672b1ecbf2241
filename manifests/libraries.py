"""The libraries that bookcast stands on: how they are installed, and what is told where one cannot be loaded.

Most are imported when they are first needed, by any stage. So the failure is recognised at the edge (a command, a
flow, the choice of an engine) by what is raised, and no stage has to wrap its imports.
"""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb

from manifests.errors import BookcastError, LibraryError

OURS = frozenset({"pipeline", "flows", "casting", "model", "manifests", "samples"})
"""Our own packages: where one of these cannot be imported, that is a bug, and no library's fault."""

_LINKER = re.compile(
    r"undefined symbol|symbol not found|cannot open shared object|Library not loaded|image not found|DLL load failed"
    r"|cannot load library|wrong ELF class|invalid ELF header|incompatible architecture|version `[^']*' not found",
    re.IGNORECASE,
)
"""What the dynamic linkers of Linux, macOS and Windows say of a shared object that they refuse."""

_PACKAGE_IN_PATH = re.compile(r"[/\\](?:site|dist)-packages[/\\]([^/\\:]+?)(?:\.libs)?[/\\]")
_FOLDERS = re.compile(r"[^\s('\"]*[/\\](?=[^/\\\s])")
_EXTRA = re.compile(r"extra == ['\"]([\w-]+)['\"]")
_LONGEST_REASON = 200


def installing(extra: str = "") -> str:
    """The command that installs bookcast from its source tree, with an extra, in the versions it is tried with."""
    target = f'".[{extra}]"' if extra else "."
    return f"pip install -c constraints.txt {target}"


def remedy(distribution: str) -> str:
    """What to do about a library that is damaged, or does not fit the others."""
    extra = _extra_that_brings(distribution)
    # What only other libraries ask for is asked for by name.
    transitive = extra is None and _version_of(distribution)
    command = f"pip install -c constraints.txt {distribution}" if transitive else installing(extra or "")
    return (
        f"Install the versions that were tried together, in the source tree of bookcast: {command}\n"
        "  Where that changes nothing, add --force-reinstall."
    )


def with_version(distribution: str) -> str:
    """A library and the version that is installed, as a message names it."""
    return f"{distribution} {_version_of(distribution)}".strip()


@contextmanager
def loading_told() -> Iterator[None]:
    """Raise LibraryError for whatever in this block means that a library cannot be loaded."""
    try:
        yield
    except Exception as error:
        failure = load_failure(error)
        if failure is None:
            raise
        raise failure from error


def load_failure(error: BaseException | None) -> LibraryError | None:
    """What to tell where `error` means that a library cannot be loaded; None where it means anything else."""
    causes = list(_causes(error))
    if isinstance(error, BookcastError) or not any(map(_is_of_loading, causes)):
        return None
    name = _culprit(causes)
    if isinstance(causes[-1], ModuleNotFoundError) and name in sys.stdlib_module_names:
        return LibraryError(f"this Python was built without its module {name}", "Use one that has it.")
    distribution = _distribution_of(name)
    if not _version_of(distribution) and isinstance(causes[-1], ModuleNotFoundError):
        command = installing(_extra_that_brings(distribution) or "")
        return LibraryError(f"{distribution} is not installed", f"In the source tree of bookcast: {command}")
    return LibraryError(f"{with_version(distribution)} cannot be loaded: {_short(causes[-1])}", remedy(distribution))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it was raised from. What was merely being handled meanwhile is another matter."""
    seen = set[int]()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__


def _is_of_loading(error: BaseException) -> bool:
    if isinstance(error, ImportError):
        return _top(error.name or "") not in OURS
    if not isinstance(error, Exception) or isinstance(error, MemoryError):
        return False
    if "ctypes" in {frame.f_globals.get("__name__") for frame, _ in walk_tb(error.__traceback__)}:
        return True
    if isinstance(error, OSError) and error.errno not in {None, errno.ENOENT}:
        return False  # a full disk stays one, also where a library meets it while it is imported
    return bool(_LINKER.search(str(error))) or bool(_modules(error, while_imported=True))


def _modules(error: BaseException, *, while_imported: bool) -> list[str]:
    """The foreign packages that an error passed through, the innermost last."""
    names = [
        _top(str(frame.f_globals.get("__name__", "")))
        for frame, _ in walk_tb(error.__traceback__)
        if frame.f_code.co_name == "<module>" or not while_imported
    ]
    return [name for name in names if name and name != "__main__" and name not in OURS | sys.stdlib_module_names]


def _culprit(causes: list[BaseException]) -> str:
    """The import name of the library that cannot be loaded, as far as the errors tell."""
    root = causes[-1]
    named = next((_top(one.name) for one in reversed(causes) if isinstance(one, ImportError) and one.name), "")
    if isinstance(root, ModuleNotFoundError) and named:
        return named
    # Who was being imported, before what it asked for: that is often sound, and of another version than is wanted.
    for while_imported in (True, False):
        if passed := [name for one in causes for name in _modules(one, while_imported=while_imported)]:
            return passed[-1]
        if found := _PACKAGE_IN_PATH.search(str(root)):
            return found[1]
        if named:
            return named
    return "a library"


def _short(error: BaseException) -> str:
    """The first line of what an error says, without the folders of the files it names."""
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return _FOLDERS.sub("", line)[:_LONGEST_REASON]


def _top(module: str) -> str:
    return module.partition(".")[0]


def _normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _distribution_of(package: str) -> str:
    """The distribution that brings a package: its own name where none or several do."""
    from importlib.metadata import packages_distributions

    found = set(packages_distributions().get(package, ()))
    return found.pop() if len(found) == 1 else package


def _version_of(distribution: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except (PackageNotFoundError, ValueError):
        return ""


def _extra_that_brings(distribution: str) -> str | None:
    """The smallest extra that asks for a library, empty for what every install has, None where none does."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        asked = requires("bookcast") or []
    except PackageNotFoundError:
        return None
    # Built metadata spells out extras that are made of extras, so one library may stand in several.
    extras = [found[1] if (found := _EXTRA.search(one)) else "" for one in asked]
    bringing = {
        extra
        for one, extra in zip(asked, extras, strict=True)
        if (name := re.match(r"[\w.-]+", one)) and _normal(name[0]) == _normal(distribution)
    }
    return min(bringing, key=lambda extra: (extra != "", extras.count(extra)), default=None)
