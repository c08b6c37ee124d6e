"""What makes a design unfit: sizes that a phone would crop, text that nobody can read.

Text over a strip is checked against every pixel that it may stand on.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from PIL import Image, UnidentifiedImageError

from wallet_service.passes import colours
from wallet_service.passes.design import (
    ART,
    DENSITIES,
    ICON,
    LOGO_MOST,
    READY_TEXT_WIDTH,
    STRIP,
    STRIP_STATES,
    Design,
)

_MOST_BYTES = 400_000
_MOST_ART_PIXELS = 600


def problems(design: Design) -> list[str]:
    """Everything that is wrong, each with its cure; empty for a design that is fit."""
    sizes = {name: _size(data) for name, data in design.pictures.items()}
    found = [
        f"{name}: is no PNG that can be read; save it again"
        for name, size in sizes.items()
        if size is None
    ]
    if found:
        return found
    known = {name: size for name, size in sizes.items() if size}
    found.extend(
        f"{name}: has {len(data)} bytes, at most {_MOST_BYTES}; save it smaller"
        for name, data in design.pictures.items()
        if len(data) > _MOST_BYTES
    )
    found.extend(_size_problems(design, known))
    return found or [*_text_problems(design), *_progress_problems(design)]


def _size(data: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def _size_problems(
    design: Design, sizes: Mapping[str, tuple[int, int]]
) -> Iterable[str]:
    exact = {"icon": ICON, **dict.fromkeys(design.strips.values(), STRIP)}
    for name, points in exact.items():
        for density, suffix in DENSITIES.items():
            expected = points[0] * density, points[1] * density
            file = f"{name}{suffix}.png"
            if sizes[file] != expected:
                yield f"{file}: is {sizes[file]} pixels, must be {expected}"
    yield from _logo_problems(sizes)
    for name in ART:
        width, height = sizes[f"{name}.png"]
        if width != height or not 96 <= width <= _MOST_ART_PIXELS:
            yield f"{name}.png: must be square, 96 to {_MOST_ART_PIXELS} pixels wide"


def _logo_problems(sizes: Mapping[str, tuple[int, int]]) -> Iterable[str]:
    width, height = sizes["logo.png"]
    if width > LOGO_MOST[0] or height > LOGO_MOST[1]:
        yield f"logo.png: is {width} x {height}, at most 160 x 50 are shown"
    for density, suffix in DENSITIES.items():
        expected = width * density, height * density
        if sizes[f"logo{suffix}.png"] != expected:
            yield f"logo{suffix}.png: must be {expected} pixels, as logo.png is"


def _text_problems(design: Design) -> Iterable[str]:
    texts = {"foreground": design.foreground, "label": design.label}
    grounds = {"background": [colours.parse(design.background)]}
    for state in STRIP_STATES:
        grounds[f"strip of {state}"] = _pixels(design, state)
    for text, colour in texts.items():
        for ground, pixels in grounds.items():
            worst = _worst_contrast(colours.parse(colour), pixels)
            if worst < colours.TEXT_CONTRAST:
                yield (
                    f"{text} {colour} on the {ground}: contrast is {worst:.2f}, "
                    f"at least {colours.TEXT_CONTRAST} is needed to read it"
                )


def _pixels(design: Design, state: str) -> list[colours.Rgb]:
    data = design.pictures[f"{design.strips[state]}.png"]
    with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
        width = READY_TEXT_WIDTH if state == "ready" else picture.width
        part = picture.convert("RGB").crop((0, 0, width, picture.height))
    counted = part.getcolors(part.width * part.height) or []
    return [(red, green, blue) for _, (red, green, blue) in counted]  # type: ignore[misc]


def _worst_contrast(text: colours.Rgb, grounds: Iterable[colours.Rgb]) -> float:
    return min(colours.contrast(text, ground) for ground in grounds)


def _progress_problems(design: Design) -> Iterable[str]:
    track = colours.parse(design.progress.track)
    for name in ("fill", "fill_end"):
        colour = getattr(design.progress, name)
        if (
            _worst_contrast(colours.parse(colour), [track])
            < colours.DRAWING_CONTRAST / 2
        ):
            yield f"progress {name} {colour}: too close to the track; choose another"
    mark = colours.parse(design.progress.mark)
    ground = _pixels(design, "accumulating")
    if _worst_contrast(mark, ground) < colours.DRAWING_CONTRAST:
        yield "progress mark: too close to its strip; at least 3 is needed to see it"
