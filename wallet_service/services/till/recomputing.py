"""What later purchases would have been given, had a refund been known before (A14).

A purchase is computed again on what was recorded before it, refunds recorded since
taken off; what was recorded after it does not count (A20).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from wallet_service.cards import periods, refunds, tiers
from wallet_service.cards.ladder import Ladder
from wallet_service.cards.money import share_half_up
from wallet_service.cards.outcome import PastPurchase
from wallet_service.cards.purchase import Line, Purchase
from wallet_service.cards.standing import Standing, TurnoverDay
from wallet_service.database import BrandSession
from wallet_service.ledger import history
from wallet_service.ledger.history import TurnoverEntry
from wallet_service.models.purchase import Purchase as PurchaseRow
from wallet_service.services.till import card_context, past, permissions
from wallet_service.services.till.card_context import CardContext, PastScope

PAGE = 500


@dataclass(frozen=True, slots=True)
class _Later:
    """A purchase that a refund may have taken the ground from."""

    sequence: int
    context: CardContext
    recorded: PastPurchase
    personal_rate_bp: int


def given_too_much(
    session: BrandSession,
    context: CardContext,
    account_id: str,
    purchase: PurchaseRow,
    refund_id: str,
) -> int:
    """What this refund takes from the discounts of later purchases of its period.

    `account_id` is the turnover that the purchase counted in; the refund is posted.
    """
    entries = history.turnover_entries(session, account_id)
    before = [entry for entry in entries if entry.transaction_id != refund_id]
    later = _later(session, context, entries, purchase)
    return sum(max(0, _excess(one, entries) - _excess(one, before)) for one in later)


def _later(
    session: BrandSession,
    context: CardContext,
    entries: Sequence[TurnoverEntry],
    purchase: PurchaseRow,
) -> list[_Later]:
    end = _period_end(context.rules.ladder, purchase.occurred_at, context.time_zone)
    sequences = {
        entry.transaction_id: entry.sequence
        for entry in entries
        if entry.kind == "turnover"
        and entry.transaction_id != purchase.id
        and entry.occurred_at >= purchase.occurred_at
        and (end is None or entry.occurred_at < end)
    }
    found = []
    for row in _purchases(session, sorted(sequences)):
        then = PastScope(row.version_id, row.company_id, row.holding_id)
        its = card_context.load(session, row.card_id, row.occurred_at, past=then)
        rate_bp = permissions.personal_rate_bp(session, its, row.occurred_at)
        recorded = past.as_past(row, past.lines_of(session, row.id), is_paid=False)
        found.append(_Later(sequences[row.id], its, recorded, rate_bp))
    return found


def _purchases(session: BrandSession, ids: Sequence[str]) -> Iterator[PurchaseRow]:
    for place in range(0, len(ids), PAGE):
        page = ids[place : place + PAGE]
        yield from session.scalars(select(PurchaseRow).where(PurchaseRow.id.in_(page)))


def _period_end(
    ladder: Ladder | None, instant: datetime, zone: ZoneInfo
) -> datetime | None:
    if ladder is None:
        return None
    end = tiers.period_end(ladder, periods.local_day(instant, zone))
    return periods.midnight(end, zone) if end else None


def _excess(later: _Later, entries: Sequence[TurnoverEntry]) -> int:
    """How much less discount would be left of the purchase, computed on the entries."""
    lines = tuple(
        Line(
            one.outcome.number,
            one.outcome.gross,
            one.category,
            one.sku,
            one.quantity,
        )
        for one in later.recorded.lines
    )
    standing = Standing(
        turnover=_history(later, entries), personal_rate_bp=later.personal_rate_bp
    )
    asked = Purchase(later.recorded.occurred_at, lines, 0)
    would = later.context.rules.on_purchase(asked, standing).lines
    kept = sum(refunds.kept(one).discount for one in later.recorded.lines)
    again = sum(
        share_half_up(line.discount, one.left, line.gross)
        for line, one in zip(would, later.recorded.lines, strict=True)
        if line.gross
    )
    return max(0, kept - again)


def _history(
    later: _Later, entries: Sequence[TurnoverEntry]
) -> tuple[TurnoverDay, ...]:
    """What was recorded before the purchase, all refunds of that taken off."""
    known = [
        entry
        for entry in entries
        if entry.kind != "turnover_reverse"
        and entry.sequence < later.sequence
        and entry.occurred_at <= later.recorded.occurred_at
    ]
    purchases = {entry.transaction_id for entry in known}
    back = [
        entry
        for entry in entries
        if entry.kind == "turnover_reverse" and entry.reverses in purchases
    ]
    zone = later.context.time_zone
    days = [_day(entry, zone) for entry in (*known, *back)]
    return tuple(sorted(days, key=lambda day: day.day))


def _day(entry: TurnoverEntry, zone: ZoneInfo) -> TurnoverDay:
    day = periods.local_day(entry.occurred_at, zone)
    month = periods.local_day(entry.recorded_at, zone).replace(day=1)
    return TurnoverDay(day, month, max(entry.amount, 0), max(-entry.amount, 0))
