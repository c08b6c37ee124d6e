"""What a card's page shows, in the member's language: the card, its history, rights.

The page is behind a link that can be passed on, so it names no contacts of the member,
and the person only where the brand puts names on cards.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from wallet_service.passes import drawing, formats, page_card
from wallet_service.passes.card_view import CardView, Locale
from wallet_service.passes.design import Design
from wallet_service.passes.drawing import Drawing, DrawnCode, DrawnField
from wallet_service.services.joining.leaving import ConsentNow
from wallet_service.services.membership.card_history import Event
from wallet_service.web import guest_language
from wallet_service.web.member import words
from wallet_service.web.member.phones import Visitor

# A card in these states can be looked at, not added.
_WITHOUT_BUTTON = frozenset({"expired"})
# what of the card's back stands on the page too; the page has the rest in full
_ABOUT = ("how", "terms", "manager", "brand")
# what is noted after a button was pressed
SAID = frozenset({"consent", "data", "data_none", "often"})
_CHROME = "com.android.chrome"


@dataclass(frozen=True, slots=True)
class Badges:
    """The platforms' own artwork as SVG, as far as the operator has put it there."""

    apple: bytes | None = None
    google: bytes | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """What members may do on the page, and what they are told of it."""

    consents: Sequence[ConsentNow]
    has_email: bool


@dataclass(frozen=True)
class CardPage:
    """One answer; templates read it and decide nothing."""

    view: CardView
    design: Design
    badges: Badges
    visitor: Visitor
    has_google: bool
    history: Sequence[Event]
    has_more: bool
    rights: Rights
    address: str
    is_new: bool = False
    said: str = ""

    def say(self, key: str, **figures: str) -> str:
        """The words of a key; brand and program may stand in all of them."""
        known = {"brand": self.view.brand.name, "program": self.view.program_name}
        return words.of(self.locale)[key].format(**known, **figures)

    @property
    def locale(self) -> Locale:
        """The language of the page."""
        return self.view.locale

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """The languages that this page is not in, each by its own name."""
        names = guest_language.NAMES
        return [(one, names[one]) for one in names if one != self.locale]

    @cached_property
    def drawing(self) -> Drawing:
        """The card as the phone shows it."""
        return page_card.draw(self.view, self.design)

    @property
    def about(self) -> list[DrawnField]:
        """What of the card's back is told here."""
        fields = {field.key: field for field in self.drawing.back}
        return [fields[key] for key in _ABOUT if key in fields]

    @property
    def can_be_added(self) -> bool:
        """Whether a wallet takes the card."""
        return self.view.state not in _WITHOUT_BUTTON

    @property
    def needs_code(self) -> bool:
        """Whether the card has to go to another device."""
        return self.visitor.needs_code(with_google=self.has_google)

    @property
    def code(self) -> DrawnCode:
        """The page's own address as a QR code."""
        return drawing.qr_code(self.address.encode("ascii"))

    @property
    def chrome_address(self) -> str:
        """Opens this page in Chrome out of an Android app (checked 2026-11)."""
        parts = urlsplit(self.address)
        intent = f"#Intent;scheme={parts.scheme};package={_CHROME};end"
        return f"intent://{parts.netloc}{parts.path}{intent}"

    @property
    def apple_badge(self) -> str | None:
        """Apple's artwork, if the operator has it."""
        return _data_uri(self.badges.apple)

    @property
    def google_badge(self) -> str | None:
        """Google's artwork, if the operator has it."""
        return _data_uri(self.badges.google)

    @property
    def is_shared(self) -> bool:
        """Whether others may move what this card shows."""
        tiers = self.view.kind == "accumulating" or bool(self.view.facts.tiers)
        return tiers and self.view.facts.scope != "member"

    def money(self, amount: int) -> str:
        """An amount in the reader's form."""
        return formats.money(amount, self.view.currency, self.locale)

    def day(self, instant: datetime) -> str:
        """The day of an instant where the program is at home."""
        day = formats.local_day(instant, self.view.time_zone)
        return formats.day(day, self.view.today, self.locale)

    def moment(self, instant: datetime) -> str:
        """The exact time, for who wants to know."""
        local = formats.local_day(instant, self.view.time_zone)
        return f"{local} {formats.time_of_day(instant, self.view.time_zone)}"

    def sentence(self, explanation: dict[str, str]) -> str:
        """A sentence of the ledger in the reader's language."""
        return explanation.get(self.locale, explanation["en"])


def _data_uri(picture: bytes | None) -> str | None:
    if picture is None:
        return None
    return f"data:image/svg+xml;base64,{base64.b64encode(picture).decode('ascii')}"
