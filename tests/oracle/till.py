"""Checks and facts of a purchase: what is asked, answered and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tests.oracle import book, dates, pricing, stamp_history, standing
from tests.oracle.book import Book
from tests.oracle.records import Card, Line, Outcome, Purchase, Refused

AHEAD = timedelta(minutes=5)  # how far a till's clock may run ahead (R30)
BACKDATING_OF_STAFF = timedelta(days=3)
BACKDATING_OF_A_KEY = timedelta(days=92)


@dataclass(frozen=True)
class Request:
    """A purchase as the till sends it."""

    id: str
    card: str
    lines: tuple[Line, ...]
    occurred_at: datetime
    points: int = 0
    currency: str | None = None
    external_id: str | None = None
    by_key: bool = True  # an API key acts with the right of C18 (R19)


def lines_of(lines: int | Sequence[dict[str, Any] | Line]) -> tuple[Line, ...]:
    """Lines as given, or one line of an amount."""
    if isinstance(lines, int):
        return (Line(lines),)
    return tuple(line if isinstance(line, Line) else Line(**line) for line in lines)


def settled(request: Request, at: datetime) -> Request:
    """A till's clock that runs a little ahead says now."""
    if at < request.occurred_at <= at + AHEAD:
        return replace(request, occurred_at=at)
    return request


def check_card(card: Card, at: datetime) -> None:
    """No purchase and no redemption with a card that is not active (R29)."""
    if book.card_state(card, at) != "active":
        raise Refused(409, "card_not_active", state=book.card_state(card, at))


def check_request(known: Book, request: Request, at: datetime) -> None:
    """Currency and dates (ground rules 1 and 4, R30)."""
    card: Card = book.find("card", known.cards, request.card)
    program = known.programs[card.program]
    if request.currency not in (None, program.currency):
        raise Refused(422, "currency")
    if request.occurred_at > at + AHEAD:
        raise Refused(422, "in_the_future")
    back = BACKDATING_OF_A_KEY if request.by_key else BACKDATING_OF_STAFF
    oldest = dates.local_day(at, program.zone) - back
    if dates.local_day(request.occurred_at, program.zone) < oldest:
        raise Refused(422, "too_old")
    if request.points < 0 or any(line.amount < 0 for line in request.lines):
        raise Refused(422, "negative")


def computed(known: Book, request: Request, at: datetime) -> Purchase:
    """The purchase as it would be recorded now, all figures in its outcome."""
    card: Card = book.find("card", known.cards, request.card)
    buyer = standing.buyer_of(known, card, occurred=request.occurred_at, at=at)
    may_spend = book.membership_at(known, card.member, at).may_spend
    ledger = book.ledger_key(buyer.program, buyer.member, buyer.company)
    outcome = pricing.outcome(
        pricing.Asked(
            buyer, ledger, request.lines, request.points, may_spend or request.by_key
        )
    )
    purchase = Purchase(
        at=at,
        id=request.id,
        card=card.id,
        program=buyer.program.id,
        kind=buyer.program.kind,
        zone=buyer.program.zone,
        version=buyer.version,
        member=card.member,
        company=buyer.company,
        holding=book.holding_of(known, buyer.company, at),
        ledger=ledger,
        occurred_at=request.occurred_at,
        requested=request.lines,
        outcome=outcome,
    )
    if buyer.program.kind != "stamp":
        return purchase
    return replace(purchase, outcome=_with_stamps(known, card, purchase))


def _with_stamps(known: Book, card: Card, purchase: Purchase) -> Outcome:
    told = stamp_history.history(known.with_fact(purchase), card, purchase.at)
    effect = told.effects[purchase.id]
    return replace(
        purchase.outcome,
        stamps_added=effect.stamps,
        rewards_issued=effect.rewards,
        reasons=(*purchase.outcome.reasons, *effect.reasons),
    )


def as_seen(
    known: Book, request: Request, *, at: datetime, seen: Outcome | None
) -> Purchase:
    """The purchase, refused when it is no longer what its preview showed (R1)."""
    try:
        purchase = computed(known, request, at)
    except Refused as refusal:
        if seen is None or refusal.code != "too_many_points":
            raise
        raise Refused(409, "card_changed", maximum=refusal.details["maximum"]) from None
    if seen is not None and seen.figures() != purchase.outcome.figures():
        raise Refused(409, "card_changed", preview=purchase.outcome)
    return purchase
