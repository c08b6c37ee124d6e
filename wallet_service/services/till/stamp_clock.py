"""What the clock makes of a stamp card that nobody has posted yet (R15).

Its stamps expire (R26), or a version begins that counts the cards in hand anew (S13):
the first is due on the account of the remainder, the other on that of the stamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from wallet_service.cards import stamp_card
from wallet_service.cards.rules import Rules
from wallet_service.cards.stamp import StampRules
from wallet_service.cards.stamp_layout import Layout
from wallet_service.cards.standing import RewardState, StampCard
from wallet_service.database import BrandSession
from wallet_service.ledger import stamp_givers
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.services.programs import versions
from wallet_service.services.till.card_context import CardContext

Accounts = Mapping[AccountKey, AccountState]

# stands for the identifier of a reward that is not written yet
UNPOSTED = ""


def is_quiet(context: CardContext, accounts: Accounts, now: datetime) -> bool:
    """Whether the entries say all there is to say at `now`."""
    dates = (_due(context, accounts, unit) for unit in (Unit.CARRY, Unit.STAMPS))
    return all(due is None or due > now for due in dates)


def by_the_clock(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    card: StampCard,
    now: datetime,
) -> StampCard:
    """The card as of `now`, from the one that its entries give."""
    ends = _due(context, accounts, Unit.CARRY)
    begins = _due(context, accounts, Unit.STAMPS)
    while begins is not None and begins <= now:
        if ends is not None and ends <= begins:
            card, ends = _over(card), None
        card, ends = _counted_anew(session, context, card, begins, now=now, ends=ends)
        begins = versions.next_begin(session, context.program_id, begins)
    return _over(card) if ends is not None and ends <= now else card


def layout_of(
    session: BrandSession,
    context: CardContext,
    rules: Rules,
    stamps: int,
    *,
    without: frozenset[str] = frozenset(),
) -> Layout | None:
    """The layout of a card of so many stamps, where `rules` have another one (S13).

    The oldest stamp on it says by which version it was begun. Transactions `without`
    are left out, as if they had not moved the card.
    """
    if not isinstance(rules, StampRules) or not rules.former or stamps <= 0:
        return None
    version_id = _begun_in(session, context, stamps, without)
    return dict(rules.former).get(version_id or "")


def layout_in_hand(
    session: BrandSession, context: CardContext, stamps: int, now: datetime
) -> Layout | None:
    """The layout of a card of so many stamps by what is in force now."""
    rules = versions.terms_at(session, context.program_id, now).terms.rules
    if not isinstance(rules, StampRules):
        return None
    return layout_of(session, context, rules, stamps) or rules.layout


def _begun_in(
    session: BrandSession, context: CardContext, stamps: int, without: frozenset[str]
) -> str | None:
    """The version in force when the oldest stamp on the card was put there."""
    givers = stamp_givers.newest(session, context.card_id, stamps, without=without)
    if not givers:
        return None
    begun = givers[-1].recorded_at
    return versions.version_at(session, context.program_id, begun).id


def _counted_anew(
    session: BrandSession,
    context: CardContext,
    card: StampCard,
    begins: datetime,
    *,
    now: datetime,
    ends: datetime | None,
) -> tuple[StampCard, datetime | None]:
    """The card by the version that begins then, and when its stamps end after that."""
    rules = versions.terms_at(session, context.program_id, begins).terms.rules
    if not isinstance(rules, StampRules) or not rules.converts:
        return card, ends
    change = stamp_card.convert(rules.layout, card, begins)
    change = rules.dated(change, card, begins)
    given = tuple(
        RewardState(
            UNPOSTED,
            one.filling,
            one.at,
            "expired" if one.expires_at and one.expires_at <= now else "issued",
        )
        for one in change.rewards_issued
    )
    after = replace(
        card,
        count=change.count,
        filling=change.filling,
        rewards=card.rewards + given,
        first_day=change.first_day,
        last_day=change.last_day,
    )
    if not change.rewards_issued:
        return after, ends
    return after, change.life.stamps_end(change.first_day, change.last_day)


def _over(card: StampCard) -> StampCard:
    """The card that comes after one whose stamps expired; a debt has no end."""
    if card.count <= 0:
        return card
    lapsed = (*card.lapsed, card.filling)
    return replace(
        card,
        count=0,
        carry=0,
        filling=stamp_card.following(replace(card, lapsed=lapsed), card.filling),
        first_day=None,
        last_day=None,
        lapsed=lapsed,
        layout=None,
    )


def _due(context: CardContext, accounts: Accounts, unit: Unit) -> datetime | None:
    account = accounts.get(context.card_key(unit))
    return account.next_due_at if account else None
