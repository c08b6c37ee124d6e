"""Draws a store card as Wallet does on an iPhone: texts, sizes, colours, the QR code.

Nothing here knows the page around it: the template `drawn/pass.html` turns a
drawing into HTML, and colours go into a stylesheet, as pages forbid inline styles.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import qrcode

from wallet_service.passes import field_format
from wallet_service.passes.field_format import PassContent
from wallet_service.wallets.apple import pass_fields, pass_values

DENSITIES = ("", "@2x", "@3x")
_KEPT_CODES = 256
_QR = "PKBarcodeFormatQR"
_BLACK, _WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
# Characters that fit the width of the card at each size, the largest size first.
_PRIMARY_FITS = (11, 15, 20, 26)
_ROW_FITS = (18, 26, 32, 42)
_HEADER_FITS = (8, 14)


@dataclass(frozen=True, slots=True)
class DrawnField:
    """A label and a value as the phone writes them."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class DrawnCode:
    """A QR code as an SVG path in a square of `size` modules, and the text below."""

    path: str
    size: int
    caption: str


@dataclass(frozen=True, slots=True)
class Colours:
    """The card's colours as CSS writes them."""

    background: str
    foreground: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A card as it lies in the wallet; sizes count from 1, the largest.

    `pictures` maps logo, strip and icon to the density endings that the pass holds.
    """

    organization: str
    description: str
    logo_text: str
    header: tuple[DrawnField, ...]
    primary: DrawnField | None
    row: tuple[DrawnField, ...]
    back: tuple[DrawnField, ...]
    code: DrawnCode | None
    colours: Colours
    pictures: Mapping[str, tuple[str, ...]]
    is_voided: bool
    header_size: int
    primary_size: int
    row_size: int

    @property
    def look(self) -> str:
        """The CSS class that carries this card's colours."""
        text = repr(self.colours).encode("ascii")
        return f"pass-{hashlib.sha256(text).hexdigest()[:12]}"


def draw(content: PassContent, language: str, time_zone: str = "UTC") -> Drawing:
    """The card on a phone of that language."""
    document = content.document

    def group(name: str) -> tuple[DrawnField, ...]:
        return tuple(
            _field(content, field, language, time_zone)
            for field in _group(document, name)
        )

    header, primary = group("headerFields"), group("primaryFields")
    row = group("secondaryFields") + group("auxiliaryFields")
    return Drawing(
        organization=_text(content, "organizationName", language),
        description=_text(content, "description", language),
        logo_text=_text(content, "logoText", language),
        header=header,
        primary=primary[0] if primary else None,
        row=row,
        back=group("backFields"),
        code=_code(document),
        colours=_colours(document),
        pictures=_pictures(content.files, language),
        is_voided=document.get("voided") is True,
        header_size=_size([field.value for field in header], _HEADER_FITS),
        primary_size=_size([field.value for field in primary], _PRIMARY_FITS),
        row_size=_size([_wider(field) for field in row], _ROW_FITS),
    )


def stylesheet(drawings: Iterable[Drawing]) -> str:
    """CSS rules with the colours of each card; values are checked, never passed on."""
    rules = {drawing.look: _rule(drawing) for drawing in drawings}
    return "\n".join(rules[look] for look in sorted(rules)) + "\n"


def picture(files: Mapping[str, bytes], name: str, language: str) -> bytes | None:
    """The bytes of `name` (such as strip@2x.png), or the language's own.

    A picture at the root overrides the translated ones, as on the phone.
    """
    return files.get(name) or files.get(f"{language}.lproj/{name}")


def mark(data: bytes) -> str:
    """What tells this copy of a pass from every other."""
    return hashlib.sha256(data).hexdigest()[:16]


def _field(
    content: PassContent, field: Mapping[str, object], language: str, time_zone: str
) -> DrawnField:
    return DrawnField(
        str(field.get("key", "")),
        field_format.label_text(content, field, language),
        field_format.value_text(content, field, language, time_zone),
    )


def _group(document: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    style = next(iter(pass_fields.STYLES & document.keys()), "")
    groups = document.get(style)
    return list(groups.get(name, ())) if isinstance(groups, Mapping) else []


def _text(content: PassContent, key: str, language: str) -> str:
    return content.localized(str(content.document.get(key, "")), language)


def _colours(document: Mapping[str, object]) -> Colours:
    foreground = _colour(document, "foregroundColor", _BLACK)
    return Colours(
        background=_colour(document, "backgroundColor", _WHITE),
        foreground=foreground,
        label=_colour(document, "labelColor", foreground),
    )


def _colour(document: Mapping[str, object], key: str, otherwise: str) -> str:
    text = str(document.get(key, ""))
    return text if pass_values.is_rgb(text) else otherwise


def _rule(drawing: Drawing) -> str:
    colours = drawing.colours
    return (
        f".{drawing.look} {{ --pass-background: {colours.background}; "
        f"--pass-foreground: {colours.foreground}; --pass-label: {colours.label}; }}"
    )


def _pictures(files: Mapping[str, bytes], language: str) -> dict[str, tuple[str, ...]]:
    found = {
        name: tuple(
            density
            for density in DENSITIES
            if picture(files, f"{name}{density}.png", language) is not None
        )
        for name in ("logo", "strip", "icon")
    }
    return {name: densities for name, densities in found.items() if densities}


def _wider(field: DrawnField) -> str:
    # A label is set at about seven tenths of its value's size.
    return max(field.value, field.label[: len(field.label) * 7 // 10], key=len)


def _size(texts: list[str], fits: tuple[int, ...]) -> int:
    length = sum(len(text) for text in texts)
    smaller = [size for size, most in enumerate(fits, start=1) if length <= most]
    return smaller[0] if smaller else len(fits) + 1


def _code(document: Mapping[str, object]) -> DrawnCode | None:
    codes = document.get("barcodes")
    for code in codes if isinstance(codes, list) else ():
        if code.get("format") == _QR:
            charset = str(code["messageEncoding"])
            message = str(code["message"]).encode(charset)
            return qr_code(message, str(code.get("altText", "")))
    return None


@functools.lru_cache(maxsize=_KEPT_CODES)
def qr_code(message: bytes, caption: str = "") -> DrawnCode:
    """A QR code of the bytes, its dark modules joined to runs."""
    code = qrcode.QRCode(border=0)
    code.add_data(message)
    matrix = code.get_matrix()
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, line in enumerate(matrix)
        for start, length in _runs(line)
    )
    return DrawnCode(path, len(matrix), caption)


def _runs(line: list[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for x, is_dark in enumerate(line):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
