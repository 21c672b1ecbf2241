"""Covers of every kind become a picture that players can show, or are left out with a notice; none ends a render."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image, ImageCms, ImageDraw

from manifests.book import Cover
from pipeline.packaging import cover as covers
from pipeline.packaging.cover import FittedCover, fitted, fitted_cover, squared
from pipeline.packaging.picture_worker import BadPictureError, done


def picture(mode: str = "RGB", size: tuple[int, int] = (300, 450)) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", size, "red")
    ImageDraw.Draw(image).rectangle((0, size[1] // 2, *size), fill="blue")
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


def clear_png() -> bytes:
    image = picture("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return encoded(image, "PNG")


def deep_png() -> bytes:
    return encoded(picture("L").convert("I").point(lambda value: value * 257).convert("I;16"), "PNG")


def display_p3_jpeg() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    return encoded(picture(), "JPEG", icc_profile=profile)


def svg(body: str, attributes: str = 'viewBox="0 0 100 150"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{body}</svg>'.encode()


RECTANGLE = '<rect width="100" height="75" fill="red"/><rect y="75" width="100" height="75" fill="blue"/>'

SHOWN = {
    "rgb jpeg": encoded(picture(), "JPEG"),
    "progressive jpeg": encoded(picture(), "JPEG", progressive=True),
    "cmyk jpeg": encoded(picture("CMYK"), "JPEG"),
    "grey jpeg": encoded(picture("L"), "JPEG"),
    "turned jpeg": encoded(picture().rotate(90, expand=True), "JPEG", exif=exif(6)),
    "foreign profile": display_p3_jpeg(),
    "too many pixels": encoded(picture(size=(6000, 9000)), "JPEG", quality=30),
    "small file, many pixels": encoded(picture("P", size=(5000, 7500)), "PNG"),
    "rgb png": encoded(picture(), "PNG"),
    "palette png": encoded(picture("P"), "PNG"),
    "one-bit png": encoded(picture("1"), "PNG"),
    "16-bit png": deep_png(),
    "clear png": clear_png(),
    "gif": encoded(picture("P"), "GIF", save_all=True, append_images=[picture("P")]),
    "webp": encoded(picture(), "WEBP"),
    "avif": encoded(picture(), "AVIF"),
    "tiff": encoded(picture("CMYK"), "TIFF"),
    "bmp": encoded(picture(), "BMP"),
    "svg": svg(RECTANGLE),
    "svg with sizes": svg(RECTANGLE, 'width="100mm" height="150mm" viewBox="0 0 100 150"'),
}

LEFT_OUT = {
    "truncated jpeg": SHOWN["rgb jpeg"][: len(SHOWN["rgb jpeg"]) // 3],
    "truncated png": SHOWN["rgb png"][: len(SHOWN["rgb png"]) // 3],
    "nearly whole png": encoded(Image.effect_noise((300, 450), 80), "PNG")[:-400],
    "damaged png": SHOWN["rgb png"].replace(b"IDAT", b"IDAX"),
    "nothing": b"",
    "html": b"<html><body>404</body></html>",
    "decompression bomb": encoded(Image.new("1", (30000, 30000)), "PNG"),
    "a line": encoded(Image.new("RGB", (3000, 2)), "PNG"),
    "broken svg": b"<svg",
    "tall svg": svg(RECTANGLE, 'viewBox="0 0 1 5000"'),
    "svg of no size": svg(RECTANGLE, 'viewBox="0 0 0 0"'),
    "svg with a wrong root": b"<g><svg xmlns='http://www.w3.org/2000/svg'/></g>",
}


def cover_of(data: bytes) -> Cover:
    return Cover(media_type="image/jpeg", data=data)


@pytest.mark.parametrize("kind", SHOWN)
def test_a_cover_becomes_an_upright_rgb_jpeg_of_at_most_2400_pixels(kind):
    told, jpeg = done("fit", SHOWN[kind])
    with Image.open(io.BytesIO(SHOWN[kind] if told["kept"] else jpeg)) as image:
        assert image.size == (told["width"], told["height"])
        image.load()
        assert (image.format, image.mode, image.getexif().get(0x0112)) == ("JPEG", "RGB", None)
        assert image.height == pytest.approx(1.5 * image.width, abs=2)
        assert max(image.size) <= 2400
        red, _, blue = image.resize((1, 2)).getpixel((0, 1))
    if kind not in ("grey jpeg", "one-bit png", "16-bit png", "foreign profile"):
        assert blue > red


def test_a_cover_that_is_right_stays_byte_for_byte():
    assert fitted_cover(cover_of(SHOWN["rgb jpeg"])).cover.data == SHOWN["rgb jpeg"]


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_a_cover_that_cannot_be_shown_is_refused(kind):
    with pytest.raises(BadPictureError):
        done("fit", LEFT_OUT[kind])


def test_a_cover_that_is_left_out_is_told():
    left = fitted_cover(cover_of(LEFT_OUT["truncated jpeg"]))
    assert left == FittedCover(None, ("the cover is left out: it is damaged or not whole",))


def test_sixteen_bits_keep_their_brightness():
    with Image.open(io.BytesIO(fitted(SHOWN["16-bit png"]).data)) as image:
        assert image.getpixel((10, 10))[0] == pytest.approx(76, abs=3)  # the grey of red


def test_a_drawing_fetches_nothing(tmp_path):
    (tmp_path / "secret.png").write_bytes(SHOWN["rgb png"])
    linked = f'<image href="{tmp_path / "secret.png"}" width="100" height="150"/>'
    with Image.open(io.BytesIO(fitted(svg(linked)).data)) as image:
        assert image.resize((1, 1)).getpixel((0, 0)) in ((0, 0, 0), (255, 255, 255))


def test_a_drawing_that_asks_for_more_time_than_a_cover_needs_is_ended(monkeypatch):
    monkeypatch.setattr(covers, "LONGEST_S", 1.5)
    noise = '<filter id="f"><feTurbulence numOctaves="100001" baseFrequency="0.1"/></filter>'
    began = time.monotonic()
    left = fitted_cover(cover_of(svg(noise + '<rect width="100" height="150" filter="url(#f)"/>')))
    assert left.cover is None
    assert time.monotonic() - began < 20


def test_a_drawer_that_dies_is_a_cover_left_out(monkeypatch, tmp_path):
    program = tmp_path / "dies.py"
    program.write_text("import os; os.abort()")
    monkeypatch.setattr(covers, "_PROGRAM", program)
    assert "cannot be drawn" in fitted_cover(cover_of(b"\xff\xd8\xff dies")).notices[0]


@pytest.mark.parametrize("sides", ["letterbox", "blur"])
def test_a_square_holds_the_whole_picture_and_2400_pixels(sides):
    square = squared(SHOWN["rgb jpeg"], sides)
    assert (square.width, square.height, square.source_width, square.source_height) == (2400, 2400, 300, 450)
    with Image.open(io.BytesIO(square.data)) as image:
        assert image.size == (2400, 2400)
        assert image.getpixel((1200, 100))[0] > 200
        assert image.getpixel((1200, 2300))[2] > 200
