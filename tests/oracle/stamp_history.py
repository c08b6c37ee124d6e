"""The facts of one stamp card in the order of recording, and what each of them did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.oracle import dates, stamp_count
from tests.oracle.book import Book, changes_of
from tests.oracle.records import (
    Adjustment,
    Card,
    Fact,
    Purchase,
    Redemption,
    Refund,
    Version,
)
from tests.oracle.stamp_card import Filling, StampCard


@dataclass
class Given:
    """What a purchase gave to the card, as it stands after refunds."""

    purchase: Purchase
    carry_before: int
    carry_after: int
    added: int
    stamps: int  # of those, what refunds have left
    generation: int
    expired: int = 0  # of its stamps that expired, those already let go
    taken: list[tuple[datetime, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Effect:
    stamps: int  # added by a purchase, removed by a refund
    rewards: int  # issued by a purchase, cancelled by a refund
    reasons: tuple[str, ...] = ()


@dataclass
class History:
    book: Book
    card: StampCard
    given: dict[str, Given] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)


def history(book: Book, card: Card, now: datetime) -> History:
    """The stamp card as of an instant, with the effect of every fact on it."""
    program = book.programs[card.program]
    oldest = program.versions[0]
    first = StampCard(program.zone, oldest, Filling(oldest))
    told = History(book, first)
    changes = [
        version for version in changes_of(program) if version.effective_at <= now
    ]
    for fact in book.facts:
        if fact.at > now:
            continue
        while changes and changes[0].effective_at <= fact.at:
            _change_version(told, changes.pop(0))
        told.card.pass_time(fact.at)
        _apply(told, card, fact)
    for version in changes:
        _change_version(told, version)
    told.card.pass_time(now)
    told.card.follow(told.card.version)
    return told


def _change_version(told: History, version: Version) -> None:
    told.card.pass_time(version.effective_at)
    if version.stamp_cards == "convert":
        told.card.convert(version, version.effective_at)
    else:
        told.card.follow(version)


def _apply(told: History, card: Card, fact: Fact) -> None:
    if isinstance(fact, Purchase) and fact.card == card.id:
        _purchase(told, fact)
    elif isinstance(fact, Refund) and fact.purchase in told.given:
        _refund(told, fact)
    elif isinstance(fact, Adjustment) and fact.card == card.id:
        if fact.unit == "stamps":
            _adjust(told, fact)
    elif isinstance(fact, Redemption) and fact.card == card.id:
        _redemption(told, fact)


def _purchase(told: History, purchase: Purchase) -> None:
    card = told.card
    card.follow(card.version)
    found = stamp_count.worth(purchase, [], card.carry)
    allowed, reasons = stamp_count.limited(
        purchase, found.stamps, _given_that_day(told, purchase)
    )
    before, rewards = card.carry, len(card.rewards)
    card.carry = found.carry
    added = card.add(purchase.id, allowed, purchase.occurred_at)
    told.given[purchase.id] = Given(
        purchase, before, found.carry, added, added, card.generation
    )
    told.effects[purchase.id] = Effect(added, len(card.rewards) - rewards, reasons)


def _given_that_day(told: History, purchase: Purchase) -> int:
    """Stamps of the same local day, less those taken back on it (R17)."""
    total = 0
    day = dates.local_day(purchase.occurred_at, purchase.zone)
    for given in told.given.values():
        if stamp_count.same_day(given.purchase, purchase):
            taken_that_day = sum(
                count
                for when, count in given.taken
                if dates.local_day(when, purchase.zone) == day
            )
            total += given.added - taken_that_day
    return total


def _refund(told: History, refund: Refund) -> None:
    card, given = told.card, told.given[refund.purchase]
    refunds = told.book.refunds_of(refund.purchase)
    position = [known.id for known in refunds].index(refund.id)
    left = stamp_count.worth(
        given.purchase, refunds[: position + 1], given.carry_before
    )
    fewer = given.stamps - min(left.stamps, given.stamps)
    given.stamps -= fewer
    difference = left.carry - given.carry_after
    given.carry_after = left.carry
    lost = _let_go(told, given, fewer)
    fewer -= lost
    if given.generation == card.generation:
        card.carry += difference
        per_amount = given.purchase.version.rules.get("per_amount") or 0
        if card.carry < 0:
            card.carry += per_amount
            fewer += 1
        elif 0 < per_amount <= card.carry and fewer:
            # a remainder that is a stamp by itself gives one of them back
            card.carry -= per_amount
            fewer -= 1
    given.taken.append((refund.at, fewer))
    cancelled = card.remove(refund.purchase, fewer)
    told.effects[refund.id] = Effect(fewer, cancelled)


def _let_go(told: History, given: Given, wanted: int) -> int:
    """How many of the stamps to take had expired already (R14)."""
    own = [stamp for stamp in told.card.expired if stamp.giver == given.purchase.id]
    lost = min(wanted, len(own) - given.expired)
    given.expired += lost
    return lost


def _adjust(told: History, adjustment: Adjustment) -> None:
    card = told.card
    card.follow(card.version)
    if adjustment.amount > 0:
        card.add(adjustment.id, adjustment.amount, adjustment.at)
    else:
        card.remove(adjustment.id, -adjustment.amount)


def _redemption(told: History, fact: Redemption) -> None:
    for reward in told.card.rewards:
        if reward.id != fact.reward:
            continue
        if fact.step == "reserve":
            minutes = told.card.version.rules.get("code_minutes") or 15
            reward.state, reward.code = "reserved", fact.code
            reward.reserved_until = fact.at + timedelta(minutes=minutes)
        elif fact.step == "release":
            reward.state, reward.code = "issued", None
        else:
            reward.state = "redeemed"
            reward.redeemed_at, reward.redeemed_by = fact.at, fact.by


def standing(told: History) -> dict[str, Any]:
    card = told.card
    return {
        "stamps": {"count": card.count, "of": card.filling.slots},
        "rewards": sum(reward.ready for reward in card.rewards),
    }
