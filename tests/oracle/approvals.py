"""Adjustments, payouts and welcomes: points and stamps that no purchase brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.oracle import account, book, campaigns, settings, standing, tiers
from tests.oracle.book import Book
from tests.oracle.rates import tier_name
from tests.oracle.records import (
    Adjustment,
    Card,
    Payout,
    Refused,
    Welcome,
)


@dataclass(frozen=True)
class Waiting:
    """What waits for a second person (M8, C19)."""

    id: str
    card: str
    unit: str  # points, stamps or payout
    amount: int
    by: str


def adjustment(known: Book, asked: Waiting, at: datetime) -> Adjustment:
    card = _card(known, asked.card)
    program = card.program
    return Adjustment(
        at=at,
        id=asked.id,
        program=program,
        card=card.id,
        ledger=_ledger(known, card, at),
        unit=asked.unit,
        amount=asked.amount,
    )


def check_unit(known: Book, asked: Waiting, at: datetime) -> None:
    """A program's ledgers hold points, its stamp cards stamps, and nothing else."""
    program = known.programs[_card(known, asked.card).program]
    rules = book.version_at(program, at).rules
    fits = {
        "points": settings.has_points(program.kind, rules),
        "stamps": program.kind == "stamp",
    }
    if not fits.get(asked.unit):
        raise Refused(422, "unit_unknown")


def payout(known: Book, asked: Waiting, at: datetime) -> Payout:
    """Lots are reduced in spending order; no more than is available (C19)."""
    card = _card(known, asked.card)
    key = _ledger(known, card, at)
    check_payout(known, asked, at)
    return Payout(
        at=at, id=asked.id, program=card.program, ledger=key, amount=asked.amount
    )


def check_payout(known: Book, asked: Waiting, at: datetime) -> None:
    card = _card(known, asked.card)
    program = known.programs[card.program]
    if not book.version_at(program, at).policy.get("payouts"):
        raise Refused(422, "payouts_off")
    told = account.account(known, _ledger(known, card, at), at)
    most = sum(lot.left for lot in told.spendable(at, at))
    if asked.amount > most:
        raise Refused(422, "too_many_points", maximum=most)


def check_second_person(asked: Waiting, by: str) -> None:
    if by == asked.by:
        raise Refused(403, "own_approval")


def welcomes(known: Book, card: Card, at: datetime) -> list[Welcome]:
    """The welcomes that a card's opening starts, once per member and program."""
    buyer = standing.buyer_of(known, card, occurred=at, at=at)
    if any(
        (fact.program, fact.member) == (card.program, card.member)
        for fact in known.every(Welcome)
    ):
        return []
    allowed, _ = book.approval_for(known, buyer.program, company=buyer.company, at=at)
    if not allowed:
        return []
    tier = None
    if buyer.tiers is not None:
        current = tiers.tier_now(buyer.turnover_scope, buyer.tiers, at)
        tier = tier_name(buyer, current)
    found = campaigns.running(known, buyer.audience(tier), "welcome")
    return [
        Welcome(
            at=at,
            campaign=campaign.id,
            program=card.program,
            member=card.member,
            ledger=_ledger(known, card, at),
            amount=campaigns.granted(known, campaign, campaign.amount),
            minimum=campaign.minimum,
        )
        for campaign in found
    ]


def _card(known: Book, card: str) -> Card:
    found: Card = book.find("card", known.cards, card)
    return found


def _ledger(known: Book, card: Card, at: datetime) -> tuple[str, str, str]:
    company = book.membership_at(known, card.member, at).company
    return book.ledger_key(known.programs[card.program], card.member, company)
