"""What happened on a card, as its member reads it: purchases, refunds, and the rest.

Each event has the sentences of the ledger entries that it made. What colleagues did on
accounts that are shared is not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.purchase import Purchase, Refund
from wallet_service.services.membership import own_data
from wallet_service.services.membership.entries import ExplainedEntry

PURCHASE, REFUND, OTHER = "purchase", "refund", "other"
# a purchase makes a handful of entries at most
ENTRIES_OF_EVENT = 6


@dataclass(slots=True)
class Event:
    """One event; `payable` is money where any was paid or came back."""

    at: datetime
    kind: str
    payable: int | None = None
    discount: int = 0
    explanations: list[dict[str, str]] = field(default_factory=list)


def events(
    session: BrandSession, card_id: str, *, limit: int, now: datetime
) -> list[Event]:
    """The newest events of the card, newest first, at most `limit`."""
    found = _purchases(session, card_id, limit) | _refunds(session, card_id, limit)
    entries = own_data.own_entries(session, card_id, now)
    _add_entries(found, islice(entries, limit * ENTRIES_OF_EVENT))
    newest = sorted(found.values(), key=lambda one: one.at, reverse=True)
    return newest[:limit]


def _purchases(session: BrandSession, card_id: str, limit: int) -> dict[str, Event]:
    statement = (
        select(Purchase)
        .where(Purchase.card_id == card_id, Purchase.gross > 0)
        .order_by(Purchase.recorded_at.desc())
        .limit(limit)
    )
    return {
        row.id: Event(row.occurred_at, PURCHASE, row.payable, row.discount)
        for row in session.scalars(statement)
    }


def _refunds(session: BrandSession, card_id: str, limit: int) -> dict[str, Event]:
    statement = (
        select(Refund)
        .where(Refund.card_id == card_id)
        .order_by(Refund.recorded_at.desc())
        .limit(limit)
    )
    return {
        row.id: Event(row.recorded_at, REFUND, row.money)
        for row in session.scalars(statement)
    }


def _add_entries(found: dict[str, Event], entries: Iterable[ExplainedEntry]) -> None:
    """Entries stand newest first; within an event they are read in their order."""
    for one in entries:
        entry = one.entry
        new = Event(entry.occurred_at, OTHER)
        event = found.setdefault(entry.transaction_id, new)
        event.explanations.insert(0, one.explanation)
