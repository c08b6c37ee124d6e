"""Cards that time alone changed: their date moves, and their phones are owed a push.

A notice is what a person can act on and becomes the card's news; all else changes
silently. Cards are locked after every account, in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger.accounts import OwnerKind
from wallet_service.models.card import Card
from wallet_service.outbox import store, topics
from wallet_service.services.membership import card_answers, cards
from wallet_service.services.till import card_context, news, reading, recording
from wallet_service.services.till.aging import Aged
from wallet_service.services.till.card_context import POOLED


def tell(session: BrandSession, aged: Sequence[Aged], now: datetime) -> None:
    """Owe every card its update: pooled accounts by their own message, in pages."""
    touched: dict[str, Aged] = {}
    for one in aged:
        if one.key.owner_kind in POOLED:
            store.enqueue(session, topics.ACCOUNT_AGED, one.account_id, now)
            continue
        card_id = _card_of(session, one)
        known = touched.get(card_id or "")
        if card_id and (known is None or known.notice is None):
            entries = one.entries + (known.entries if known else 0)
            touched[card_id] = replace(one, entries=entries)
    for card_id in sorted(touched):
        _move(session, card_id, touched[card_id], now)


def _card_of(session: BrandSession, aged: Aged) -> str | None:
    """The one card that reads the account; None for who has not got one yet."""
    if aged.key.owner_kind is OwnerKind.CARD:
        return aged.key.owner_id
    chosen = select(Card.id).where(
        Card.program_id == aged.program_id, Card.member_id == aged.key.owner_id
    )
    return session.scalar(chosen)


def _move(session: BrandSession, card_id: str, aged: Aged, now: datetime) -> None:
    card = cards.lock_card(session, card_id)
    if aged.notice is None:
        cards.move_date(session, card_id, cards.moved_on(card.changed_at, now))
        _owe(session, card_id, now)
        return
    notice = aged.notice
    context = card_context.load(session, card_id, now)
    shown = ledger_accounts.read(session, context.program_id, context.account_keys())
    own_change = not aged.entries
    revision = card.revision + own_change + card_answers.revision_of(shown)
    told = news.of_time(
        notice.event,
        reading.for_display(session, context, shown, now),
        occurred_at=notice.at,
        revision=revision,
        points=notice.points,
        text=notice.text,
        until=notice.ends and news.last_day(notice.ends, context.time_zone),
    )
    recording.move_card(session, card_id, card, told, own_change, now=now)
    _owe(session, card_id, notice.push_at)


def _owe(session: BrandSession, card_id: str, now: datetime) -> None:
    """Time moves many cards at one moment, and nobody stands at a till for it."""
    store.enqueue(session, topics.CARD_CHANGED, card_id, now, lane=topics.LOWEST_LANE)
