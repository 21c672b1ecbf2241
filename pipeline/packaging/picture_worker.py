"""A stand-alone program that decodes one picture and redraws it: `python -I picture_worker.py TASK`.

    a picture ──stdin──▶ decoded, upright, RGB, at most 2400 pixels a side ──stdout──▶ a line of JSON, then a JPEG

Pictures are untrusted: a drawing of a few lines can ask for 40 GB, and a decoder may crash. So the program limits its
own memory and CPU time where the system allows it, and its caller sets a timeout. TASK is `fit`, or `letterbox` or
`blur` for a square. The JSON holds `width` and `height` of the result, `source_width` and `source_height`, and `kept`,
true where the picture needed no change (no JPEG follows then); or `error`, why it cannot be used.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from typing import Any

from PIL import Image, ImageCms, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError

MOST_PIXELS = 2400
"""Per side: ACX's requirement, and more than any player shows."""

MOST_BYTES = 1_500_000
MOST_DECODED = 100_000_000
MOST_NARROW = 100
"""The greatest ratio of the long side to the short one."""

MEMORY_BYTES = 3 << 29
CPU_S = 10
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
QUALITIES = (90, 80, 70, 60)
BLUR_PIXELS = 60
_ORIENTATION = 0x0112
_XLINK = "{http://www.w3.org/1999/xlink}href"


class BadPictureError(Exception):
    """The picture cannot be used; the message completes "it is …"."""


def limit_resources() -> None:
    """Cap this process's memory and CPU time. Where the system cannot, only the caller's timeout applies."""
    try:
        import resource
    except ImportError:
        return
    limits = {"RLIMIT_AS": MEMORY_BYTES, "RLIMIT_DATA": MEMORY_BYTES, "RLIMIT_CPU": CPU_S, "RLIMIT_CORE": 0}
    for name, most in limits.items():
        if hasattr(resource, name):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (most, most))


def decoded(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """The fully decoded picture, and its size as stored in the file. Raises BadPictureError."""
    Image.MAX_IMAGE_PIXELS = None  # we check the size and raise our own error
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
        size = image.size
        _check_shape(*size)
        # A large JPEG is decoded at a fraction of its size where that is enough.
        image.draft(None, (MOST_PIXELS, MOST_PIXELS))
        image.load()
    except UnidentifiedImageError as error:
        raise BadPictureError("no picture of a kind that is known") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise BadPictureError("damaged or not whole") from error
    return image, size


def _check_shape(width: float, height: float) -> None:
    short, long = sorted((width, height))
    if short <= 0 or long / short > MOST_NARROW:
        raise BadPictureError(f"far too narrow ({width:g} x {height:g})")
    if width * height > MOST_DECODED:
        raise BadPictureError(f"far too large ({width:g} x {height:g})")


def drawn(svg: bytes) -> bytes:
    """Render an SVG as PNG. Embedded pictures are drawn; nothing is fetched from anywhere."""
    import resvg_py
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError as error:
        raise BadPictureError("a broken drawing") from error
    for picture in root.iter("{*}image", "{*}feImage", "{*}use"):
        for name in ("href", _XLINK):
            if not picture.get(name, "#").strip().startswith(("#", "data:image/")):
                del picture.attrib[name]
    width, height = _svg_size(root)
    text = etree.tostring(root, encoding="unicode")
    try:
        if width >= height:
            return bytes(resvg_py.svg_to_bytes(svg_string=text, width=MOST_PIXELS, dpi=96))
        return bytes(resvg_py.svg_to_bytes(svg_string=text, height=MOST_PIXELS, dpi=96))
    except ValueError as error:
        raise BadPictureError("a drawing that cannot be drawn") from error


def _svg_size(root: Any) -> tuple[float, float]:
    """Width and height as bare numbers, whatever the unit; a square where the drawing gives none."""
    box = [float(number) for number in re.findall(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?", root.get("viewBox", ""))]
    stated = [re.match(r"\s*([\d.]+)\s*(?:[a-z]{2}\s*)?\Z", root.get(name, "")) for name in ("width", "height")]
    width, height = (float(found[1]) if found else 0.0 for found in stated)
    if width and height:
        size = width, height
    elif len(box) == 4:
        size = box[2], box[3]
    else:
        size = 1.0, 1.0
    short, long = sorted(size)
    if short <= 0 or long / short > MOST_NARROW:
        raise BadPictureError(f"far too narrow ({size[0]:g} x {size[1]:g})")
    return size


def is_right(image: Image.Image, size: tuple[int, int], data: bytes) -> bool:
    """Whether players can show it unchanged: an upright RGB JPEG, not too large."""
    upright = image.getexif().get(_ORIENTATION, 1) == 1
    plain = image.format == "JPEG" and image.mode == "RGB" and _foreign_profile(image) is None
    return plain and upright and max(size) <= MOST_PIXELS and len(data) <= MOST_BYTES


def as_rgb(image: Image.Image) -> Image.Image:
    """Convert to upright 8-bit sRGB on white, at most 2400 pixels a side."""
    image = ImageOps.exif_transpose(image)
    profile = _foreign_profile(image)
    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        clear.thumbnail((MOST_PIXELS, MOST_PIXELS), Image.Resampling.LANCZOS)
        image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    elif profile is not None and image.mode in ("RGB", "CMYK", "L"):
        image = _in_srgb(image, profile)
    image = image.convert("RGB")
    image.thumbnail((MOST_PIXELS, MOST_PIXELS), Image.Resampling.LANCZOS)
    return image


def _foreign_profile(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """The picture's embedded colour profile, unless it is sRGB."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        name = ImageCms.getProfileDescription(profile)
    except (KeyError, OSError, TypeError, ImageCms.PyCMSError):
        return None
    return None if "srgb" in name.casefold() else profile


def _in_srgb(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    try:
        changed = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        return image
    return changed or image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Convert 16-bit, 32-bit or floating-point grey to 8 bits."""
    most = image.convert("F").getextrema()[1]
    assert isinstance(most, float)
    white = next((white for white in (1.0, 255.0, 65535.0) if most <= white), most)
    if white == 1.0 and image.mode != "F":
        white = 65535.0
    return image.convert("F").point(lambda value: value * (255 / white)).convert("L")


def squared(image: Image.Image, sides: str) -> Image.Image:
    """Pad the whole picture to a 2400-pixel square: with the edge colour (`letterbox`) or a blurred copy (`blur`)."""
    square = (MOST_PIXELS, MOST_PIXELS)
    inner = ImageOps.contain(image, square, Image.Resampling.LANCZOS)
    if sides == "blur":
        canvas = ImageOps.fit(image, square).filter(ImageFilter.GaussianBlur(BLUR_PIXELS))
    else:
        canvas = Image.new("RGB", square, _edge_colour(image))
    canvas.paste(inner, ((MOST_PIXELS - inner.width) // 2, (MOST_PIXELS - inner.height) // 2))
    return canvas


def _edge_colour(image: Image.Image) -> tuple[int, int, int]:
    """Mean colour of the two edges that the padding will touch."""
    width, height = image.size
    strips = [(0, 0, 1, height), (width - 1, 0, width, height)]
    if width > height:
        strips = [(0, 0, width, 1), (0, height - 1, width, height)]
    means = [ImageStat.Stat(image.crop(strip)).mean for strip in strips]
    red, green, blue = (round((one + other) / 2) for one, other in zip(*means, strict=True))
    return red, green, blue


def as_jpeg(image: Image.Image) -> bytes:
    """Encode as JPEG, at most 1.5 MB where an acceptable quality allows it."""
    data = b""
    for quality in QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True)
        data = file.getvalue()
        if len(data) <= MOST_BYTES:
            break
    return data


def done(task: str, data: bytes) -> tuple[dict[str, object], bytes]:
    """Do `task` on a picture: return the fields of the answer, and the JPEG. Raises BadPictureError."""
    image, size = decoded(drawn(data) if b"<svg" in data[:4096] else data)
    source = {"source_width": size[0], "source_height": size[1]}
    if task == "fit" and is_right(image, size, data):
        return {"width": size[0], "height": size[1], "kept": True, **source}, b""
    picture = as_rgb(image)
    if task != "fit":
        picture = squared(picture, task)
    return {"width": picture.width, "height": picture.height, "kept": False, **source}, as_jpeg(picture)


def main() -> None:
    """Read a picture from standard input, do the task, write the answer."""
    limit_resources()
    try:
        told, jpeg = done(sys.argv[1], sys.stdin.buffer.read())
    except BadPictureError as error:
        told, jpeg = {"error": str(error)}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + jpeg)


if __name__ == "__main__":
    main()
