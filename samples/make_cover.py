"""Draws the story's cover: `python -m samples.make_cover` (needs Pillow; the finished picture is committed)."""

from __future__ import annotations

import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = 1400
COVER = Path(__file__).parent / "the-lamplighters-door" / "cover.jpg"


def draw_cover() -> Image.Image:
    """A lamp burning beside a blue door on a dark hill above the sea."""
    picture = Image.new("RGB", (SIZE, SIZE))
    draw = ImageDraw.Draw(picture)
    for row in range(SIZE):  # dusk, from night blue above to a last warm line over the sea
        share = row / SIZE
        warm = max(0.0, 1 - abs(share - 0.62) / 0.2)
        draw.line([(0, row), (SIZE, row)], (int(18 + 120 * warm), int(26 + 62 * warm), int(58 + 40 * warm)))
    chance = random.Random(41)  # noqa: S311 - stars, not secrets
    for _ in range(140):
        x, y, light = chance.randrange(SIZE), chance.randrange(int(SIZE * 0.5)), chance.randrange(120, 235)
        draw.ellipse([x, y, x + 3, y + 3], (light, light, light))
    draw.rectangle([0, int(SIZE * 0.63), SIZE, SIZE], (20, 34, 58))
    hill = [
        (x, int(SIZE * (0.86 - 0.16 * math.sin(math.pi * min(x / SIZE + 0.12, 1))))) for x in range(0, SIZE + 1, 10)
    ]
    draw.polygon([(0, SIZE), *hill, (SIZE, SIZE)], (12, 16, 22))
    left, top, right, bottom = 610, 660, 790, 1000
    glow = Image.new("L", (SIZE, SIZE))
    ImageDraw.Draw(glow).ellipse([650, 540, 1070, 960], fill=170)
    picture.paste((255, 206, 112), mask=glow.filter(ImageFilter.GaussianBlur(90)))
    draw.rectangle([left - 22, top - 22, right + 22, bottom + 10], (44, 36, 32))
    draw.rectangle([left, top, right, bottom], (42, 92, 168))
    for low, high in ((top + 24, top + 150), (top + 180, bottom - 26)):
        draw.rectangle([left + 26, low, right - 26, high], outline=(28, 66, 128), width=7)
    draw.ellipse([right - 34, 838, right - 16, 856], (224, 190, 110))
    draw.line([(right + 22, 705), (858, 705), (858, 725)], (20, 18, 18), 8)
    draw.polygon([(836, 726), (880, 726), (890, 792), (826, 792)], (255, 226, 150))
    draw.polygon([(830, 728), (858, 706), (886, 728)], (20, 18, 18))
    draw.rectangle([822, 792, 894, 802], (20, 18, 18))
    for words, height, size in (("The Lamplighter’s Door", 150, 104), ("a short story", 280, 52)):
        draw.text((SIZE / 2, height), words, (240, 226, 196), ImageFont.load_default(size), anchor="mm")
    return picture


if __name__ == "__main__":
    draw_cover().save(COVER, quality=88, optimize=True)
