"""Pictures of a pass: PNG, of the sizes of their slot, in densities that fit together.

Only the header of a file is read. Sizes are points of Apple's design chapter (checked
2026-11); pixels are points times the density.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">8sI4sII")
_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_NAME = re.compile(
    r"(?:(?P<language>[A-Za-z-]+)\.lproj/)?(?P<slot>[A-Za-z]+)(?:@(?P<density>[23])x)?\.png"
)

_ICON, _LOGO, _STRIP = (29, 29), (160, 50), (375, 144)
SLOTS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "storeCard": {"icon": _ICON, "logo": _LOGO, "strip": _STRIP},
    "coupon": {"icon": _ICON, "logo": _LOGO, "strip": _STRIP},
    "generic": {"icon": _ICON, "logo": _LOGO, "thumbnail": (90, 90)},
}
PERSONALIZATION_SLOT = ("personalizationLogo", (150, 40))
REQUIRED = ("icon.png", "icon@2x.png")


class PictureUnreadable(ValueError):
    """The bytes are no whole PNG."""


@dataclass(frozen=True, slots=True)
class _Picture:
    name: str
    language: str | None
    slot: str
    density: int
    width: int
    height: int


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels; raises PictureUnreadable for what is no whole PNG."""
    if len(data) < _HEADER.size + len(_END):
        raise PictureUnreadable("is no PNG; convert the picture to PNG")
    signature, length, kind, width, height = _HEADER.unpack_from(data)
    if signature != _SIGNATURE or length != 13 or kind != b"IHDR":
        raise PictureUnreadable("is no PNG; convert the picture to PNG")
    if not data.endswith(_END):
        raise PictureUnreadable(
            "is a PNG that was cut short, or has bytes after its end"
        )
    return width, height


def problems(files: Mapping[str, bytes], style: str) -> list[str]:
    """What is wrong with the pictures `files`, which are named as in the pass."""
    slots = {**SLOTS[style], PERSONALIZATION_SLOT[0]: PERSONALIZATION_SLOT[1]}
    found: list[str] = []
    pictures: list[_Picture] = []
    for name, data in files.items():
        parts = _NAME.fullmatch(name)
        if parts is None or parts["slot"] not in slots:
            found.append(f"{name}: is no picture of a {style}; remove it")
            continue
        try:
            width, height = size(data)
        except PictureUnreadable as error:
            found.append(f"{name}: {error}")
            continue
        density = int(parts["density"] or 1)
        pictures.append(
            _Picture(name, parts["language"], parts["slot"], density, width, height)
        )
    for picture in pictures:
        found += _size_problems(picture, slots[picture.slot])
    return found + _density_problems(pictures) + _language_problems(pictures)


def _size_problems(picture: _Picture, points: tuple[int, int]) -> list[str]:
    width, height = points[0] * picture.density, points[1] * picture.density
    found = []
    if not (0 < picture.width <= width and 0 < picture.height <= height):
        found.append(
            f"{picture.name}: is {picture.width} x {picture.height} pixels, and its "
            "slot holds "
            f"{width} x {height}; make it smaller"
        )
    narrow, wide = sorted((picture.width, picture.height))
    if picture.slot == "thumbnail" and 3 * narrow < 2 * wide:
        found.append(f"{picture.name}: must have sides between 2:3 and 3:2; crop it")
    return found


def _density_problems(pictures: list[_Picture]) -> list[str]:
    groups: defaultdict[tuple[str | None, str], list[_Picture]] = defaultdict(list)
    for picture in pictures:
        groups[picture.language, picture.slot].append(picture)
    found = []
    for group in groups.values():
        first = min(group, key=lambda picture: picture.density)
        found += [
            f"{picture.name}: must be {first.name} times "
            f"{picture.density}/{first.density} "
            f"in both directions; draw it anew"
            for picture in group
            if picture.width * first.density != first.width * picture.density
            or picture.height * first.density != first.height * picture.density
        ]
    return found


def _language_problems(pictures: list[_Picture]) -> list[str]:
    at_root = {picture.slot for picture in pictures if picture.language is None}
    found = [
        f"{picture.name}: is hidden by the picture of that name at the root; keep "
        "one of them"
        for picture in pictures
        if picture.language is not None and picture.slot in at_root
    ]
    densities: defaultdict[str, dict[str, set[int]]] = defaultdict(dict)
    for picture in pictures:
        if picture.language is not None:
            by_language = densities[picture.slot].setdefault(picture.language, set())
            by_language.add(picture.density)
    found += [
        f"{slot}.png: has other densities in one language than in another; make them "
        "alike"
        for slot, by_language in densities.items()
        if len(set(map(frozenset, by_language.values()))) > 1
    ]
    return found
