"""Each command of the container recipe, run on a bare Debian root: for machines that have no container daemon.

    debootstrap --variant=minbase bookworm ROOT && python benchmarks/container_root.py ROOT [--bind DIR…] [-- COMMAND…]

As root. COPY and RUN are done in ROOT by chroot, in their order; then COMMAND (else the recipe's own, with --version)
runs as the recipe's user. `--bind` lends the root what this machine needs to reach package registries.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TREE = Path(__file__).resolve().parents[1]
RECIPE = TREE / "flows" / "container" / "Containerfile"
CHROOT = shutil.which("chroot") or "/usr/sbin/chroot"
"""By its path: the recipe sets a PATH of its own."""
KNOWN = {"FROM", "ARG", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


def instructions(recipe: str) -> Iterator[tuple[str, str]]:
    """The recipe's instructions with what follows them, lines joined, comments left out."""
    lines = [line for line in recipe.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            if name not in KNOWN:
                raise SystemExit(f"{name}: an instruction that is not known here")
            yield name, rest.strip()


@dataclass
class Root:
    """A root in the making: where it lies, and what its instructions have said so far."""

    path: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    folder: str = "/"
    user: str = "0:0"

    def do(self, name: str, rest: str) -> None:
        """One instruction."""
        if name in ("ARG", "ENV"):
            self.environment |= dict(re.findall(r"(\w+)=(\S+)", rest))
        elif name == "WORKDIR":
            self.folder = rest
            self.inside(rest).mkdir(parents=True, exist_ok=True)
        elif name == "USER":
            self.user = rest
        elif name == "COPY":
            *sources, target = rest.split()
            for source in sources:
                self.copy(TREE / source, self.inside(self.folder) / target)
        elif name == "RUN":
            print(f"RUN {' '.join(rest.split())}", flush=True)
            subprocess.run(
                self.argv(["/bin/sh", "-c", rest]), env=self.environment, stdin=subprocess.DEVNULL, check=True
            )

    def copy(self, source: Path, target: Path) -> None:
        """A file, or what a folder holds, as COPY does."""
        target.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)

    def inside(self, path: str) -> Path:
        """A path of the root as this machine sees it."""
        return self.path / path.lstrip("/")

    def argv(self, command: Sequence[str]) -> list[str]:
        """A command in the root, in its folder, by its user."""
        moved = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', self.folder, *command]
        return [CHROOT, f"--userspec={self.user}", str(self.path), *moved]


def lend(root: Path, folders: Sequence[str]) -> None:
    """Mount folders and files of this machine into the root; in a mount namespace of our own, they go by themselves."""
    for folder in ("/proc", "/dev", *folders):
        at = root / folder.lstrip("/")
        if Path(folder).is_dir():
            at.mkdir(parents=True, exist_ok=True)
        else:
            at.parent.mkdir(parents=True, exist_ok=True)
            at.touch()
        subprocess.run(["mount", "--rbind", folder, str(at)], check=True)


def main() -> int:
    """Do all instructions, then run the command; its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--bind", action="append", default=[], metavar="DIR")
    parser.add_argument("--skip-build", action="store_true", help="the instructions were done before")
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    said, asked = parser.parse_args(sys.argv[1:at]), sys.argv[at + 1 :]
    if "CONTAINER_ROOT" not in os.environ:
        own = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv]
        return subprocess.run(own, env=os.environ | {"CONTAINER_ROOT": "1"}, check=False).returncode
    lend(said.root, said.bind)
    root = Root(said.root, {name: value for name, value in os.environ.items() if name.startswith("PIP_")})
    root.environment |= {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    command: list[str] = ["true"]
    for name, rest in instructions(RECIPE.read_text(encoding="utf-8")):
        if not (said.skip_build and name in ("RUN", "COPY")):
            root.do(name, rest)
        if name in ("ENTRYPOINT", "CMD"):
            command = [*(command if name == "CMD" else []), *json.loads(rest)]
    command = asked or [*command[:3], "--version"]
    return subprocess.run(root.argv(command), env=root.environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
