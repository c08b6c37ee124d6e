"""What a card's page says, in the member's language: program, kind, number, standing.

The page is behind a link that can be passed on, so it names no person and no contacts.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

import qrcode
from markupsafe import Markup
from qrcode.image.svg import SvgPathImage

from wallet_service.passes import card_face, texts
from wallet_service.passes.design import Design
from wallet_service.services.wallet.card_views import PassView
from wallet_service.web.member import page_texts
from wallet_service.web.member.page_texts import PageTexts

# A card in these states can be looked at, not added.
_WITHOUT_BUTTON = frozenset({"expired"})


@dataclass(frozen=True, slots=True)
class CardPage:
    """Everything that the page's template needs."""

    locale: str
    texts: PageTexts
    brand: str
    program: str
    kind: str
    number: str
    label: str
    value: str
    logo: str
    apple_badge: str | None
    google_badge: str | None
    can_be_added: bool


@dataclass(frozen=True, slots=True)
class Badges:
    """The platforms' own artwork as SVG, as far as the operator has put it there."""

    apple: bytes | None = None
    google: bytes | None = None


def of(shown: PassView, design: Design, badges: Badges) -> CardPage:
    """The page of a card."""
    view = shown.view
    face = card_face.face(view)
    language = texts.of(view.locale)
    return CardPage(
        locale=view.locale,
        texts=page_texts.of(view.locale),
        brand=view.brand.name,
        program=view.program_name,
        kind=language.say(f"kind_{view.kind}"),
        number=face.barcode_caption,
        # On the card's face labels are in capitals, here they stand among sentences.
        label=language.labels[face.header.label].capitalize(),
        value=face.header.value,
        logo=_data_uri(design.pictures["logo@3x.png"], "png"),
        apple_badge=_badge(badges.apple),
        google_badge=_badge(badges.google),
        can_be_added=view.state not in _WITHOUT_BUTTON,
    )


def stylesheet(design: Design) -> str:
    """The design's colours; they were checked when the design was loaded."""
    return (
        ":root {\n"
        f"  --card-background: {design.background};\n"
        f"  --card-foreground: {design.foreground};\n"
        f"  --card-label: {design.label};\n"
        "}\n"
    )


def link_code(address: str) -> Markup:
    """The page's own address as a QR code in SVG."""
    code = qrcode.QRCode(border=0, image_factory=SvgPathImage)
    code.add_data(address.encode("ascii"))
    # The library writes this SVG itself; the address is only in its dark squares.
    return Markup(code.make_image().to_string(encoding="unicode"))  # noqa: S704


def _badge(picture: bytes | None) -> str | None:
    return _data_uri(picture, "svg+xml") if picture else None


def _data_uri(picture: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"
