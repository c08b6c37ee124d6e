"""Draws a loyalty card as Google Wallet does on an Android phone.

The card's title, up to three rows, the barcode and the hero picture; below the card the
details. The template `simulator/google_card.html` turns a drawing into HTML; colours go
into a stylesheet, as pages forbid inline styles.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet_service.passes import drawing
from wallet_service.passes.drawing import DrawnCode
from wallet_service.simulator import google_words

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_DEFAULT_COLOUR = "#4285f4"
_SHAPES = {
    "oneItem": ("item",),
    "twoItems": ("startItem", "endItem"),
    "threeItems": ("startItem", "middleItem", "endItem"),
}
# What a class without a template shows: points beside second points or the tier.
_DEFAULT_ROW = (
    ("object.loyaltyPoints.balance",),
    ("object.secondaryLoyaltyPoints.balance", "class.rewardsTier"),
)
# A light ground carries dark letters, as Google chooses them by itself.
_LIGHTEST_WITH_WHITE = 0.4


@dataclass(frozen=True, slots=True)
class DrawnItem:
    """A label and a value as the phone writes them."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class DrawnLink:
    """A link of the details: what is read, and where it leads."""

    text: str
    uri: str


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture by the address that Google fetched it from, and what is read aloud."""

    url: str
    description: str


@dataclass(frozen=True, slots=True)
class GoogleDrawing:
    """A card as it lies in the wallet, and its details below."""

    issuer: str
    program: str
    logo: DrawnPicture | None
    hero: DrawnPicture | None
    rows: tuple[tuple[DrawnItem, ...], ...]
    code: DrawnCode | None
    details: tuple[DrawnItem, ...]
    links: tuple[DrawnLink, ...]
    messages: tuple[DrawnItem, ...]
    background: str
    is_light: bool
    is_expired: bool

    @property
    def look(self) -> str:
        """The CSS class that carries this card's colour."""
        return f"google-{hashlib.sha256(self.background.encode()).hexdigest()[:12]}"


def draw(card: Mapping[str, Any], language: str) -> GoogleDrawing:
    """The object, with its class within, on a phone of that language."""
    its_class = card["classReference"]
    colour = str(its_class.get("hexBackgroundColor", ""))
    background = colour if _COLOUR.fullmatch(colour) else _DEFAULT_COLOUR
    return GoogleDrawing(
        issuer=google_words.localized(its_class, "issuerName", language),
        program=google_words.localized(its_class, "programName", language),
        logo=_picture(its_class.get("programLogo"), language),
        hero=_picture(card.get("heroImage") or its_class.get("heroImage"), language),
        rows=tuple(_rows(card, language)),
        code=_code(card),
        details=tuple(_details(card, language)),
        links=tuple(_links(card, language)),
        messages=tuple(_messages(card, language)),
        background=background.lower(),
        is_light=_luminance(background) > _LIGHTEST_WITH_WHITE,
        is_expired=card.get("state") != "ACTIVE",
    )


def stylesheet(drawings: Iterable[GoogleDrawing]) -> str:
    """CSS rules with the ground and the letters of each card."""
    rules = {one.look: _rule(one) for one in drawings}
    return "\n".join(rules[look] for look in sorted(rules)) + "\n"


def _rule(one: GoogleDrawing) -> str:
    letters = "#202124" if one.is_light else "#ffffff"
    return (
        f".{one.look} {{ --google-ground: {one.background}; "
        f"--google-letters: {letters}; }}"
    )


def _rows(card: Mapping[str, Any], language: str) -> Iterator[tuple[DrawnItem, ...]]:
    template = card["classReference"].get("classTemplateInfo", {})
    rows = template.get("cardTemplateOverride", {}).get("cardRowTemplateInfos")
    if not rows:
        items = [_first(paths, card, language) for paths in _DEFAULT_ROW]
        yield tuple(item for item in items if item)
        return
    for row in rows:
        shape = next(name for name in _SHAPES if row.get(name))
        items = [
            _item(row[shape].get(place, {}), card, language) for place in _SHAPES[shape]
        ]
        # An empty item leaves its place to the others.
        if drawn := tuple(item for item in items if item):
            yield drawn


def _item(
    item: Mapping[str, Any], card: Mapping[str, Any], language: str
) -> DrawnItem | None:
    values = [
        _first(_paths(item.get(name, {})), card, language)
        for name in ("firstValue", "secondValue")
    ]
    drawn = [value for value in values if value]
    if not drawn:
        return None
    return DrawnItem(drawn[0].label, " / ".join(one.value for one in drawn))


def _paths(selector: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(one["fieldPath"]) for one in selector.get("fields", ()))


def _first(
    paths: Iterable[str], card: Mapping[str, Any], language: str
) -> DrawnItem | None:
    """The first field that has a value."""
    for path in paths:
        label, value = google_words.at_path(path, card, language)
        if value:
            return DrawnItem(label, value)
    return None


def _details(card: Mapping[str, Any], language: str) -> Iterator[DrawnItem]:
    """Who and which number, then the text modules of the object and of the class."""
    its_class = card["classReference"]
    for name in ("accountName", "accountId"):
        if card.get(name):
            label = google_words.label_of(name, its_class, language)
            yield DrawnItem(label, str(card[name]))
    for holder in (card, its_class):
        for module in holder.get("textModulesData", ()):
            yield DrawnItem(
                google_words.localized(module, "header", language),
                google_words.localized(module, "body", language),
            )


def _links(card: Mapping[str, Any], language: str) -> Iterator[DrawnLink]:
    for holder in (card, card["classReference"]):
        for link in holder.get("linksModuleData", {}).get("uris", ()):
            text = google_words.localized(link, "description", language)
            yield DrawnLink(text or link["uri"], link["uri"])


def _messages(card: Mapping[str, Any], language: str) -> Iterator[DrawnItem]:
    """The newest first."""
    for holder in (card, card["classReference"]):
        for message in reversed(holder.get("messages", ())):
            yield DrawnItem(
                google_words.localized(message, "header", language),
                google_words.localized(message, "body", language),
            )


def _picture(image: object, language: str) -> DrawnPicture | None:
    if not isinstance(image, Mapping) or "sourceUri" not in image:
        return None
    description = google_words.translated(image.get("contentDescription"), language)
    return DrawnPicture(str(image["sourceUri"]["uri"]), description)


def _code(card: Mapping[str, Any]) -> DrawnCode | None:
    barcode = card.get("barcode", {})
    if barcode.get("type") != "QR_CODE":
        return None
    caption = str(barcode.get("alternateText", ""))
    return drawing.qr_code(str(barcode["value"]).encode(), caption)


def _luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1 (WCAG 2.2, relative luminance)."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (
        _linear(int(digits[start : start + 2], 16) / 255) for start in (0, 2, 4)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
