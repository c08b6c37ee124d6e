"""What a card shows at an instant: rate, tier, turnover, points, stamps, rewards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.oracle import account, book, rates, settings, stamp_history, tiers
from tests.oracle.book import Book
from tests.oracle.rates import Buyer
from tests.oracle.records import Card


def buyer_of(known: Book, card: Card, *, occurred: datetime, at: datetime) -> Buyer:
    """Who holds the card, in the company they belong to when it is recorded."""
    program = known.programs[card.program]
    version = book.version_at(program, occurred)
    company = book.membership_at(known, card.member, at).company
    found = settings.tier_settings(program.kind, version.rules)
    scope = None
    if found is not None:
        scope = book.scope_key(
            found.scope,
            member=card.member,
            company=company,
            holding=book.holding_of(known, company, at),
        )
    return Buyer(
        book=known,
        program=program,
        version=version,
        member=card.member,
        company=company,
        scope=scope,
        occurred_at=occurred,
        recorded_at=at,
    )


def standing(known: Book, card: Card, now: datetime) -> dict[str, Any]:
    buyer = buyer_of(known, card, occurred=now, at=now)
    kind = buyer.program.kind
    shown: dict[str, Any] = {}
    if kind == "stamp":
        shown |= stamp_history.standing(stamp_history.history(known, card, now))
    else:
        shown |= _rate(buyer, now)
    if settings.has_points(kind, buyer.rules):
        shown["cashback"] = cashback(buyer, now)
    return shown


def _rate(buyer: Buyer, now: datetime) -> dict[str, Any]:
    found = buyer.tiers
    if found is None:
        return {"rate_bp": max(buyer.rules.get("rate_bp") or 0, rates.override(buyer))}
    scope = buyer.turnover_scope
    current = tiers.tier_now(scope, found, now)
    usual = (buyer.rules.get("rate_bp") or 0) if buyer.program.kind == "cashback" else 0
    own = rates.tier_rate(buyer, current)
    return {
        "rate_bp": max(usual if own is None else own, rates.override(buyer)),
        "tier": rates.tier_name(buyer, current),
        "turnover": tiers.turnover_now(scope, found, now),
        "next_tier": tiers.next_tier(scope, found, now, usual_rate=usual),
    }


def cashback(buyer: Buyer, now: datetime) -> dict[str, Any]:
    """The balance that the card shows: its company's or its member's (C18)."""
    key = book.ledger_key(buyer.program, buyer.member, buyer.company)
    told = account.account(buyer.book, key, now)
    open_lots = [lot for lot in told.lots if lot.left]
    available = [lot for lot in open_lots if lot.is_available(now)]
    # pending points go on a known day too, and their holder wants to know it
    days = [lot.last_day for lot in open_lots if lot.last_day is not None]
    soonest = min(days, default=None)
    expires = None
    if soonest is not None:
        amount = sum(lot.left for lot in open_lots if lot.last_day == soonest)
        expires = {"amount": amount, "on": soonest}
    allowed, _ = book.approval_for(
        buyer.book, buyer.program, company=buyer.company, at=now
    )
    return {
        "available": sum(lot.left for lot in available),
        "pending": sum(lot.left for lot in open_lots) - sum(x.left for x in available),
        "debt": told.debt,
        "expires_next": expires,
        "approval_missing": not allowed,
    }
