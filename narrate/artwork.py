"""Covers: the show's own, made to fit the rules, or one that is drawn.

A cover is a square JPEG of 1400 to 3000 pixels, RGB, at most 512 kB (Apple Podcasts: artwork).
"""

from __future__ import annotations

import colorsys
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from narrate.errors import ConfigError

SIDE = 1400
"""Pixels of a drawn cover."""
LEAST, MOST = 1400, 3000
"""Pixels that directories accept."""
WEIGHT = 512_000
"""Bytes of a cover."""
EMBEDDED = 600, 100_000
"""Pixels and bytes of the copy that is in every file."""
FONT = Path(__file__).parent / "fonts" / "DejaVuSans-Bold.ttf"


def drawn(title: str) -> bytes:
    """A cover with the show's title on a colour of its own: the same bytes for the same title."""
    hue = hashlib.sha256(title.encode()).digest()[0] / 256
    dark, light = (_colour(hue, value) for value in (0.32, 0.52))
    image = Image.new("RGB", (SIDE, SIDE), dark)
    draw = ImageDraw.Draw(image)
    margin, bar = SIDE // 10, SIDE // 56
    draw.rectangle((margin, SIDE - margin - bar, SIDE - margin, SIDE - margin), fill=light)
    text, font = _fitted(draw, title, SIDE - 2 * margin, SIDE - 3 * margin)
    draw.multiline_text((margin, margin), text, font=font, fill="white", spacing=font.size // 4)
    return _jpeg(image, WEIGHT)


def adapted(path: Path) -> bytes:
    """The cover in a file, as it is where it fits the rules, else cropped and scaled to them.

    Raises ConfigError where it is no picture that can be read.
    """
    try:
        with Image.open(path) as image:
            if _fits(image) and path.stat().st_size <= WEIGHT:
                image.load()
                return path.read_bytes()
            side = min(image.size)
            left, top = (image.width - side) // 2, (image.height - side) // 2
            square = image.convert("RGB").crop((left, top, left + side, top + side))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ConfigError(f"{path}: cover can't be read: {error} (a JPEG or PNG file?)") from error
    side = max(LEAST, min(MOST, side))
    return _jpeg(square.resize((side, side), Image.Resampling.LANCZOS), WEIGHT)


def embedded(cover: bytes) -> bytes:
    """A cover small enough to be in every file."""
    side, weight = EMBEDDED
    with Image.open(io.BytesIO(cover)) as image:
        return _jpeg(image.convert("RGB").resize((side, side), Image.Resampling.LANCZOS), weight)


def _fits(image: Image.Image) -> bool:
    square = image.width == image.height and LEAST <= image.width <= MOST
    return square and image.format == "JPEG" and image.mode == "RGB"


def _colour(hue: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.6, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _jpeg(image: Image.Image, weight: int) -> bytes:
    """The best quality whose file is not too heavy."""
    for quality in (90, 80, 70, 55, 40, 25):
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality, optimize=True)
        if target.tell() <= weight:
            break
    return target.getvalue()


def _fitted(
    draw: ImageDraw.ImageDraw, title: str, width: int, height: int
) -> tuple[str, ImageFont.FreeTypeFont]:
    """The title in lines, and the largest font in which they fit; cut where none does."""
    for size in range(SIDE // 7, SIDE // 30, -8):
        font = _font(size)
        text = "\n".join(_lines(draw, title, font, width))
        _, _, right, bottom = draw.multiline_textbbox((0, 0), text, font=font, spacing=size // 4)
        if right <= width and bottom <= height:
            return text, font
    return _fitted(draw, title[: len(title) * 2 // 3].rstrip() + "…", width, height)


def _lines(
    draw: ImageDraw.ImageDraw, title: str, font: ImageFont.FreeTypeFont, width: int
) -> Iterator[str]:
    line = ""
    for word in title.split():
        longer = f"{line} {word}".strip()
        if line and draw.textlength(longer, font=font) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _font(size: int) -> ImageFont.FreeTypeFont:
    # The basic layout needs no library of the system: the same picture everywhere.
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
