"""Pictures of a terminal in which a command runs: how its output looks while it works, and at its end.

    python benchmarks/terminal_pictures.py --out pictures -- render samples/two-hosts.md --engine draft --out made

The command runs in a terminal of its own (a pty) for each width; what it writes goes through a terminal emulator
(pyte), so a line that wraps, flickers or is left behind is seen as a person sees it. A picture is drawn each `--every`
seconds where something has changed, and one at the end. The command is run once for each width: what it makes the
first time it finds the second.
"""

from __future__ import annotations

import argparse
import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyte
from PIL import Image, ImageDraw, ImageFont

ROWS, SIZE, MARGIN = 60, 16, 12
FONT = "DejaVuSansMono.ttf"
DARK, LIGHT = "#1b1d23", "#d8dade"
COLOURS = {
    "red": "#e06c75", "green": "#98c379", "brown": "#d7ba7d", "blue": "#61afef", "magenta": "#c678dd",
    "cyan": "#56b6c2", "white": LIGHT, "black": "#3b4048", "brightblack": "#6b717d",
}  # fmt: skip


def screens(command: Sequence[str], columns: int, every_s: float) -> Iterator[tuple[float, pyte.Screen]]:
    """The screen while `command` runs, about each `every_s` seconds and at its end, with the seconds so far."""
    screen = pyte.Screen(columns, ROWS)
    stream = pyte.Stream(screen)
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns)}
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    text, began, shown = codecs.getincrementaldecoder("utf-8")("replace"), time.monotonic(), 0.0
    try:
        while True:
            ready, _, _ = select.select([master], [], [], 0.2)
            try:
                data = os.read(master, 65_536) if ready else b""
            except OSError:  # Linux' way to say that the other end is closed
                break
            stream.feed(text.decode(data))
            if not ready and process.poll() is not None:
                break
            now = time.monotonic() - began
            if now - shown >= every_s:
                shown = now
                yield now, screen
    finally:
        os.close(master)
        process.wait()
    yield time.monotonic() - began, screen


def picture(screen: pyte.Screen, font: ImageFont.FreeTypeFont) -> Image.Image:
    """The screen as it looks, without empty rows at its end."""
    lines = [line.rstrip() for line in screen.display]
    rows = max((number + 1 for number, line in enumerate(lines) if line), default=1)
    wide, high = font.getlength("m"), SIZE + 5
    image = Image.new("RGB", (round(screen.columns * wide) + 2 * MARGIN, rows * high + 2 * MARGIN), DARK)
    draw = ImageDraw.Draw(image)
    draw.line([(image.width - MARGIN, 0), (image.width - MARGIN, image.height)], fill="#343841")
    for row in range(rows):
        for column in range(screen.columns):
            cell = screen.buffer[row][column]
            if cell.data.strip():
                named = COLOURS.get(cell.fg.removeprefix("bright"), LIGHT)
                colour = f"#{cell.fg}" if re.fullmatch("[0-9a-f]{6}", cell.fg) else COLOURS.get(cell.fg, named)
                draw.text((MARGIN + column * wide, MARGIN + row * high), cell.data, fill=colour, font=font)
    return image


def main() -> None:
    """Run the command at each width, and write the pictures."""
    parser = argparse.ArgumentParser(description="pictures of a terminal in which a bookcast command runs")
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--columns", type=int, nargs="+", default=[80, 120])
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two pictures")
    parser.add_argument("--font", default=FONT, help="a monospaced TrueType font, by its name or path")
    parser.add_argument("command", nargs="+", help="what stands after `bookcast`, behind --")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    font = ImageFont.truetype(arguments.font, SIZE)
    command = [sys.executable, "-c", "import sys; from pipeline.cli import main; sys.exit(main())", *arguments.command]
    for columns in arguments.columns:
        before: list[str] = []
        for seconds, screen in screens(command, columns, arguments.every):
            if screen.display != before:
                before = list(screen.display)
                picture(screen, font).save(arguments.out / f"{arguments.command[0]}-{columns}-{seconds:05.1f}s.png")
        print(f"{columns} columns: {seconds:.1f} s")


if __name__ == "__main__":
    main()
