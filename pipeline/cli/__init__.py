"""The command `bookcast`: one module a command, nothing heavy imported before a command needs it.

Exit codes: 0 done; 2 wrong usage; 3 the input cannot be used; 4 rendering failed (what was finished is kept);
5 delivered files miss the preset; 6 something is not approved; 130 interrupted.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.cli.parser import command_parser
from pipeline.cli.terminal import StderrHandler, tell
from pipeline.interrupts import keep_interrupts

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code."""
    _refuse_foreign_packages()
    _open_closed_streams()
    keep_interrupts()
    arguments = command_parser().parse_args(argv)
    _write_any_text(json=getattr(arguments, "json", False))
    level = logging.DEBUG if arguments.debug else logging.WARNING
    logging.basicConfig(level=level, format="%(name)s: %(message)s", handlers=[StderrHandler()])
    from manifests.errors import BookcastError
    from manifests.libraries import loading_told

    try:
        _refuse_narrow_names()
        _refuse_undecodable(sys.argv[1:] if argv is None else argv)
        with loading_told():
            code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except BookcastError as error:
        if arguments.debug:
            raise
        tell(f"bookcast: {error.message}", file=sys.stderr)
        if error.remedy:
            tell(f"  {error.remedy}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("bookcast: interrupted; run the same command again to go on", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`bookcast script … | head`); nobody is left to tell.
        _drop_output()
        return 0
    except OSError as error:
        if arguments.debug:
            raise
        return _told_by_the_system(error)


def _told_by_the_system(error: OSError) -> int:
    """A refusal of the operating system (full disk, no permission) that no stage put into words."""
    remedy = "Make room" if error.errno in _FULL else "Give the rights" if error.errno in _FORBIDDEN else "Mend that"
    _drop_output()
    where = f"{error.filename}: " if error.filename else ""
    tell(f"bookcast: {where}{error.strerror or error}", file=sys.stderr)
    print(f"  {remedy}, then run the same command again; what is finished is kept.", file=sys.stderr)
    return 4


def _open_closed_streams() -> None:
    """Give standard streams that were closed (`2>&-`) to nobody, so that no file of ours takes their numbers."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _write_any_text(*, json: bool) -> None:
    """Show what the terminal's encoding lacks as escapes; JSON is UTF-8 wherever it goes."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if json else None, errors="backslashreplace")


def _refuse_narrow_names() -> None:
    """Files are called after titles in any script: where names cannot hold these, nothing is begun."""
    from manifests.errors import UsageError

    if (encoding := sys.getfilesystemencoding()) != "utf-8":
        raise UsageError(
            f"file names are written in {encoding} here, which lacks most letters of titles",
            "Set PYTHONUTF8=1, or a UTF-8 locale such as LC_ALL=C.UTF-8.",
        )


def _refuse_undecodable(argv: Sequence[str]) -> None:
    """Names are kept in files of UTF-8: one that is no UTF-8 is refused before anything is made."""
    from manifests.errors import InputError

    for text in (*argv, str(Path.cwd())):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise InputError("is not UTF-8", path=text, remedy="Rename the file or folder, then try again.") from None


def _drop_output() -> None:
    """Let go of output that cannot be written, so that the interpreter does not stumble over it at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse_foreign_packages() -> None:
    """Stop where another project's package answers to one of our bare names."""
    import manifests

    here = Path(__file__).resolve().parents[2]
    if Path(manifests.__file__ or "").resolve().parents[1] != here:
        print(
            f"bookcast: the package 'manifests' comes from {manifests.__file__}, not from this bookcast\n"
            "  Install bookcast into an environment of its own, and do not run it from another project's folder.",
            file=sys.stderr,
        )
        raise SystemExit(2)
