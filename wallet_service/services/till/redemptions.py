"""Redemptions: a ready reward gets a one-time code, and staff confirm it once.

The reservation ends by the clock: nothing is posted when a code lapses (R15). Accounts,
then the card's row, are locked before a redemption is read (ground rule 10).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Table, select, update

from wallet_service import dialects, identifiers
from wallet_service.cards.stamp import CODE_MINUTES, StampRules
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger import book
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.models.stamp import Redemption, Reward
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotFound
from wallet_service.services.membership import card_answers, cards
from wallet_service.services.till import (
    card_context,
    checks,
    falling_due,
    news,
    reading,
    recording,
    redemption_codes,
    redemption_refusals,
    rewards,
)
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import CardAnswer, LockedCard
from wallet_service.services.till.redemption_refusals import Known
from wallet_service.services.till.rewards import RewardAnswer

Accounts = dict[AccountKey, AccountState]

REWARDS: Table = Reward.__table__  # type: ignore[assignment]
REDEMPTIONS: Table = Redemption.__table__  # type: ignore[assignment]
# a code that was ever given out is not given out again
INSERT = dialects.for_each(
    lambda insert: (
        insert(REDEMPTIONS)
        .on_conflict_do_nothing(
            index_elements=(REDEMPTIONS.c.brand_id, REDEMPTIONS.c.code)
        )
        .returning(REDEMPTIONS.c.id)
    )
)


@dataclass(frozen=True, slots=True)
class RedemptionAnswer:
    """A redemption: reserved, redeemed or cancelled; its reward and card after it."""

    id: str
    code: str
    state: str
    expires_at: datetime
    reward: RewardAnswer
    card: CardAnswer


def reserve(
    session: BrandSession,
    card_id: str,
    reward_id: str | None,
    *,
    actor: Actor,
    now: datetime,
    new_code: Callable[[], str] = redemption_codes.new_code,
) -> RedemptionAnswer:
    """Give a code for the reward, or for the oldest that is ready.

    Raises NotFound (card, reward) or Conflict (`card_not_active`, `no_reward_ready`).
    """
    context = card_context.load(session, card_id, now)
    accounts = ledger_accounts.lock(session, context.program_id, context.account_keys())
    card = cards.lock_card(session, card_id)
    checks.require_active(card.state)
    falling_due.post_due(session, accounts, now)
    reward = rewards.ready(session, card_id, reward_id, now)
    _write_lapsed(session, reward.id)
    row = {
        "id": identifiers.new_id("rdmp"),
        "brand_id": session.brand,
        "card_id": card_id,
        "reward_id": reward.id,
        "state": "open",
        "source": str(actor),
        "made_at": now,
        "expires_at": _code_ends(context, reward, now),
    }
    code = _insert(session, row, new_code)
    return RedemptionAnswer(
        id=str(row["id"]),
        code=code,
        state="reserved",
        expires_at=_code_ends(context, reward, now),
        reward=replace(reward, state="reserved"),
        card=card_answers.card_answer(session, card_id, now),
    )


def confirm(
    session: BrandSession,
    typed_code: str,
    *,
    location_id: str | None,
    actor: Actor,
    now: datetime,
) -> RedemptionAnswer:
    """Hand the reward out, once (S8).

    Raises NotFound, or Conflict (`redemption_redeemed` with when and by whom,
    `redemption_lapsed`, `redemption_cancelled`, `card_not_active`).
    """
    found = _find(session, typed_code)
    context = card_context.load(session, found.card_id, now)
    accounts = ledger_accounts.lock(session, context.program_id, context.account_keys())
    card = cards.lock_card(session, context.card_id)
    found = _find(session, typed_code)
    redemption_refusals.require_open(found, context.time_zone, now)
    checks.require_active(card.state)
    falling_due.post_due(session, accounts, now)
    reward = rewards.find(session, found.card_id, found.reward_id, now)
    _settle(session, found, "confirmed", actor=actor, now=now, location_id=location_id)
    session.core.execute(
        update(REWARDS)
        .where(REWARDS.c.id == reward.id)
        .values(state="redeemed", settled_at=now)
    )
    transaction = Transaction(found.id, found.card_id, now, now)
    given = Posting(accounts[context.card_key(Unit.REWARDS)], "reward_redeem", -1)
    book.post(session, transaction, [given])
    moved = _moved_card(session, context, card, accounts, reward.name, now)
    redeemed = replace(reward, state="redeemed", redeemed_at=now)
    return RedemptionAnswer(
        found.id, found.code, "redeemed", found.expires_at, redeemed, moved
    )


def cancel(
    session: BrandSession, typed_code: str, *, actor: Actor, now: datetime
) -> RedemptionAnswer:
    """Take the code back: the reward is ready again, on a card out of use too.

    Raises NotFound, or Conflict as `confirm` does.
    """
    found = _find(session, typed_code)
    cards.lock_card(session, found.card_id)
    found = _find(session, typed_code)
    context = card_context.load(session, found.card_id, now)
    redemption_refusals.require_open(found, context.time_zone, now)
    _settle(session, found, "cancelled", actor=actor, now=now)
    return RedemptionAnswer(
        id=found.id,
        code=found.code,
        state="cancelled",
        expires_at=found.expires_at,
        reward=rewards.find(session, found.card_id, found.reward_id, now),
        card=card_answers.card_answer(session, found.card_id, now),
    )


def _find(session: BrandSession, typed_code: str) -> Known:
    """The redemption as it is now; unreadable and unknown codes are alike."""
    code = redemption_codes.read(typed_code)
    statement = select(
        Redemption.id,
        Redemption.card_id,
        Redemption.reward_id,
        Redemption.code,
        Redemption.state,
        Redemption.expires_at,
        Redemption.settled_at,
        Redemption.settled_by,
        Redemption.location_id,
    ).where(Redemption.code == code)
    row = session.execute(statement).one_or_none() if code else None
    if row is None:
        raise NotFound("redemption")
    return Known(*row)


def _code_ends(context: CardContext, reward: RewardAnswer, now: datetime) -> datetime:
    """A code lives for its minutes, and not beyond its reward."""
    rules = context.rules
    minutes = rules.code_minutes if isinstance(rules, StampRules) else CODE_MINUTES
    ends = now + timedelta(minutes=minutes)
    return min(ends, reward.expires_at) if reward.expires_at else ends


def _write_lapsed(session: BrandSession, reward_id: str) -> None:
    """The reward is ready, so a code of it that is still open has lapsed."""
    session.core.execute(
        update(REDEMPTIONS)
        .where(REDEMPTIONS.c.reward_id == reward_id, REDEMPTIONS.c.state == "open")
        .values(state="lapsed", settled_at=REDEMPTIONS.c.expires_at)
    )


def _insert(
    session: BrandSession, row: dict[str, object], new_code: Callable[[], str]
) -> str:
    while True:
        code = new_code()
        statement = dialects.of(session, INSERT)
        if session.core.execute(statement, {**row, "code": code}).first():
            return code


def _settle(
    session: BrandSession,
    found: Known,
    state: str,
    *,
    actor: Actor,
    now: datetime,
    location_id: str | None = None,
) -> None:
    session.core.execute(
        update(REDEMPTIONS)
        .where(REDEMPTIONS.c.id == found.id)
        .values(
            state=state,
            settled_at=now,
            settled_by=str(actor),
            location_id=location_id,
        )
    )


def _moved_card(
    session: BrandSession,
    context: CardContext,
    card: LockedCard,
    accounts: Accounts,
    reward_name: str,
    now: datetime,
) -> CardAnswer:
    """The card after the redemption, told and owed to its phones."""
    after = reading.for_display(session, context, accounts, now)
    revision = recording.revision_after(card, accounts)
    told = news.of_redemption(reward_name, after, occurred_at=now, revision=revision)
    own_change = recording.is_own_change(accounts)
    recording.move_card(session, context.card_id, card, told, own_change, now=now)
    recording.owe_updates(session, context.card_id, accounts, now)
    present = replace(context, state=card.state, revision=card.revision + own_change)
    return card_answers.answer(present, accounts, after)
