"""Real passes of made-up cards: from a view of the card to a signed .pkpass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from tests import certificates
from wallet_service.cards.standing import (
    CardStanding,
    CashbackStanding,
    ExpiringPoints,
    NextTier,
    StampStanding,
)
from wallet_service.passes import (
    apple_card,
    apple_files,
    card_face,
    card_view,
    templates,
)
from wallet_service.wallets.apple import pass_file

DESIGNS = templates.Designs(Path(__file__).resolve().parents[2] / "pass_templates")
TOKEN = "an-authentication-token-of-the-pass"
STANDINGS = {
    "discount": CardStanding(rate_bp=700),
    "accumulating": CardStanding(
        rate_bp=500,
        tier="Silver",
        turnover=286_000_000,
        next_tier=NextTier("Gold", 700, 14_000_000, date(2026, 12, 31)),
    ),
    "cashback": CardStanding(
        rate_bp=500,
        cashback=CashbackStanding(
            199_500, 42_000, 0, ExpiringPoints(199_500, date(2027, 3, 14))
        ),
    ),
    "stamp": CardStanding(stamps=StampStanding(7, 10), rewards=0),
}


def view(kind="cashback", locale="en", **changes):
    """A card as its view; what changes is named."""
    russian = locale == "ru"
    found = card_view.CardView(
        kind=kind,
        currency="RUB",
        time_zone="Europe/Moscow",
        program_name="Партнёр" if russian else "Partner",
        brand=card_view.Brand("Lumenord", "+7 495 000-00-00", "hello@lumenord.example"),
        number="004217300158",
        code="bv7-Kq2mXh0d9sJt4uW8eA",
        card_url="http://127.0.0.1/c/token",
        locale=locale,
        revision=7,
        today=date(2026, 11, 22),
        standing=STANDINGS[kind],
        company_name="ООО «Полярный монтаж»" if russian else "Polar Installations Ltd",
        reward_name="набор инструментов" if russian else "tool set",
    )
    return replace(found, **changes)


def news(view, payable, effects=(), minute=0):
    """The view after a purchase that is worth telling."""
    event = card_view.News(
        "purchase",
        datetime(2026, 11, 22, 12, minute, tzinfo=UTC),
        view.revision,
        view.standing,
        payable,
        tuple(effects),
    )
    return replace(view, news=event)


def build(card, serial_number="serial-1", **options):
    """The signed pass. Options: url, token, design, signed_at, document (changes)."""
    design = DESIGNS.get(options.get("design", "classic"))
    face = card_face.face(card)
    identity = apple_card.AppleIdentity(
        certificates.PASS_TYPE,
        certificates.TEAM,
        "Lumenord",
        serial_number,
        options.get("token", TOKEN),
        options.get("url", "http://127.0.0.1:1/apple"),
    )
    document = apple_card.pass_json(face, identity, design)
    document.update(options.get("document", {}))
    return pass_file.build(
        document,
        apple_files.template(design),
        signer=certificates.signer(),
        signed_at=options.get("signed_at", certificates.NOW),
        changing=apple_files.strips(design, face.picture),
        allow_http=True,
    )
