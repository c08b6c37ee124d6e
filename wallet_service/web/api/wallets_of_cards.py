"""A card as JSON, with the phones and wallets that have it."""

from __future__ import annotations

from typing import Any

from wallet_service.database import BrandSession
from wallet_service.services.till.commands import CardAnswer
from wallet_service.services.wallet import delivery_status
from wallet_service.services.wallet.delivery_status import WalletState
from wallet_service.web.api import rendering


def of(session: BrandSession, card: CardAnswer) -> list[WalletState]:
    """What each wallet has of the card."""
    return delivery_status.wallets(session, card.id, card.revision)


def document(session: BrandSession, card: CardAnswer) -> dict[str, Any]:
    """The card and its wallets."""
    return rendering.card(card, of(session, card))
