"""A poster for the counter: the program's card, three steps, and a code to scan.

It is drawn once in the pixels of a printer; PNG and PDF are the same picture.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import qrcode
from PIL import Image, ImageDraw, ImageFont

from wallet_service.passes import colours, lettering
from wallet_service.passes.design import Design

# A4 at 300 dots an inch
WIDTH, HEIGHT, DOTS = 2480, 3508, 300
MARGIN = 200
_GROUND, _TEXT, _QUIET = "#ffffff", "#16181d", "#5a616d"
_CODE = 1240
_PATTERN = 0.4
_KEPT_POSTERS = 16
# of 26 MB each
_KEPT_PICTURES = 2
_BELOW_CODE = 320
# a scanner finds a code by the quiet zone of four modules around it
_QUIET_ZONE = 4
_SMALLEST = 48


@dataclass(frozen=True, slots=True)
class PosterText:
    """Everything that is read on a poster, in one language."""

    brand: str
    headline: str
    steps: tuple[str, ...]
    address: str
    note: str = ""


@functools.lru_cache(maxsize=_KEPT_POSTERS)
def png(design: Design, ground: str, text: PosterText) -> bytes:
    """The poster as PNG; `ground` names the picture behind the headline."""
    stream = io.BytesIO()
    _draw(design, ground, text).save(stream, "PNG", dpi=(DOTS, DOTS), compress_level=6)
    return stream.getvalue()


@functools.lru_cache(maxsize=_KEPT_POSTERS)
def pdf(design: Design, ground: str, text: PosterText) -> bytes:
    """The poster as one page of PDF, A4."""
    stream = io.BytesIO()
    picture = _draw(design, ground, text)
    picture.save(stream, "PDF", resolution=DOTS, title=text.headline, quality=92)
    return stream.getvalue()


@functools.lru_cache(maxsize=_KEPT_PICTURES)
def _draw(design: Design, ground: str, text: PosterText) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    top = _head(image, design, ground, text)
    top = _steps(image, design, text, top + 130)
    _code(image, text, top + 20)
    return image


def _head(image: Image.Image, design: Design, ground: str, text: PosterText) -> int:
    """The brand and the headline on the card's own ground; gives its lower edge."""
    pen = ImageDraw.Draw(image)
    lines = list(_broken(pen, text.headline, 190, WIDTH - 2 * MARGIN, most=3))
    height = 760 + 230 * len(lines)
    image.paste(colours.parse(design.background), (0, 0, WIDTH, height))
    _strip(image, design, ground, height)
    left = _logo(image, design)
    font = lettering.font(84)
    pen.text((left, 300), text.brand, design.foreground, font, anchor="lm")
    for place, line in enumerate(lines):
        at = (MARGIN, 620 + 230 * place)
        pen.text(at, line, design.foreground, lettering.font(190), anchor="lm")
    return height


def _strip(image: Image.Image, design: Design, ground: str, height: int) -> None:
    """The design's own pattern, sunk into the ground so that words stand out."""
    name = f"{design.strips[ground]}@3x.png"
    with Image.open(io.BytesIO(design.pictures[name]), formats=["PNG"]) as picture:
        strip = picture.convert("RGB")
    scale = max(WIDTH / strip.width, height / strip.height)
    size = (round(strip.width * scale), round(strip.height * scale))
    strip = strip.resize(size, Image.Resampling.LANCZOS)
    strip = strip.crop((size[0] - WIDTH, 0, size[0], height))
    ground_colour = Image.new("RGB", strip.size, colours.parse(design.background))
    image.paste(Image.blend(ground_colour, strip, _PATTERN), (0, 0))


def _logo(image: Image.Image, design: Design) -> int:
    """The logo; gives where the brand's name begins."""
    data = design.pictures["logo@3x.png"]
    with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
        mark = picture.convert("RGBA")
    scale = 200 / mark.height
    size = (round(mark.width * scale), 200)
    mark = mark.resize(size, Image.Resampling.LANCZOS)
    image.paste(mark, (MARGIN, 200), mark)
    return MARGIN + size[0] + 60


def _steps(image: Image.Image, design: Design, text: PosterText, top: int) -> int:
    pen = ImageDraw.Draw(image)
    for number, step in enumerate(text.steps, start=1):
        middle = top + 60
        circle = (MARGIN, top, MARGIN + 120, top + 120)
        pen.ellipse(circle, fill=design.background)
        at = (MARGIN + 60, middle)
        pen.text(at, str(number), design.foreground, lettering.font(68), anchor="mm")
        room = WIDTH - 2 * MARGIN - 190
        lines = list(_broken(pen, step, 76, room, most=2))
        for place, line in enumerate(lines):
            at = (MARGIN + 190, middle + 96 * place)
            pen.text(at, line, _TEXT, lettering.font(76), anchor="lm")
        top += 90 + 96 * max(1, len(lines))
    return top


def _code(image: Image.Image, text: PosterText, top: int) -> None:
    """The code as large as the rest of the page lets it be, its address below it."""
    pen = ImageDraw.Draw(image)
    room = HEIGHT - top - _BELOW_CODE
    code = _squares(text.address, min(_CODE, room))
    top += (room - code.height) // 2
    image.paste(code, ((WIDTH - code.width) // 2, top))
    below = top + code.height + 60
    _centred(pen, text.address.partition("://")[2], below, 54, _QUIET)
    if text.note:
        _centred(pen, text.note, below + 100, 54, _TEXT)


def _squares(address: str, room: int) -> Image.Image:
    code = qrcode.QRCode(
        border=_QUIET_ZONE, error_correction=qrcode.constants.ERROR_CORRECT_Q
    )
    code.add_data(address.encode("ascii"))
    matrix = code.get_matrix()
    pixels = Image.new("1", (len(matrix), len(matrix)), 1)
    for y, line in enumerate(matrix):
        for x, is_dark in enumerate(line):
            if is_dark:
                pixels.putpixel((x, y), 0)
    side = len(matrix) * max(1, room // len(matrix))
    return pixels.resize((side, side), Image.Resampling.NEAREST).convert("RGB")


def _centred(
    pen: ImageDraw.ImageDraw, text: str, middle: int, size: int, colour: str
) -> None:
    room = WIDTH - 2 * MARGIN
    while size > _SMALLEST // 2 and pen.textlength(text, lettering.font(size)) > room:
        size -= 4
    pen.text((WIDTH // 2, middle), text, colour, lettering.font(size), anchor="mm")


def _broken(
    pen: ImageDraw.ImageDraw, text: str, size: int, room: int, *, most: int
) -> Iterator[str]:
    """The text in lines that fit; what does not fit into `most` of them ends in …"""
    font = lettering.font(size)
    lines = _lines(pen, text.split(), font, room)
    for line in lines[:most]:
        is_last = line is lines[most - 1] if len(lines) > most else False
        yield _cut(pen, f"{line} …" if is_last else line, font, room)


def _lines(
    pen: ImageDraw.ImageDraw,
    words: Sequence[str],
    font: ImageFont.FreeTypeFont,
    room: int,
) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(
    pen: ImageDraw.ImageDraw, line: str, font: ImageFont.FreeTypeFont, room: int
) -> str:
    while len(line) > 1 and pen.textlength(line, font) > room:
        line = line.removesuffix("…").rstrip()[:-1] + "…"
    return line
