"""Adjustments: a person corrects a card, above a limit with the consent of another.

Proposed, then done at once or waiting; a person who is not the proposer lets it happen
(M8). Payouts wait always (C19). Who only has an API key is no person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.models.adjustment import Adjustment
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotAllowed, NotFound
from wallet_service.services.membership import card_answers, cards
from wallet_service.services.programs import versions
from wallet_service.services.till import (
    adjustment_checks,
    adjustment_limits,
    adjustment_posting,
    adjustment_views,
    card_context,
    falling_due,
)
from wallet_service.services.till.adjustment_views import AdjustmentView
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import CardAnswer, LockedCard

Accounts = dict[AccountKey, AccountState]


@dataclass(frozen=True, slots=True)
class NewAdjustment:
    """What to change by how much, in the unit, and why; `is_opening`: by a file."""

    unit: str
    amount: int
    reason: str
    is_opening: bool = False


@dataclass(frozen=True, slots=True)
class AdjustmentAnswer:
    """An adjustment or payout as it is now, and its card."""

    row: AdjustmentView
    card: CardAnswer


@dataclass(frozen=True, slots=True)
class _Locked:
    context: CardContext
    accounts: Accounts
    card: LockedCard


def units(session: BrandSession, card_id: str, now: datetime) -> list[str]:
    """What of this card can be adjusted; raises NotFound."""
    return adjustment_checks.units_of(card_context.load(session, card_id, now).rules)


def propose(
    session: BrandSession,
    card_id: str,
    wanted: NewAdjustment,
    *,
    actor: Actor,
    now: datetime,
) -> AdjustmentAnswer:
    """Adjust the card, or wait for a second person above the program's limit (M8).

    Raises NotFound (card), TooMany (`adjustments_often`) or Invalid (`unit_unknown`,
    amounts out of place).
    """
    adjustment_limits.lock_person(session, actor)
    locked = _lock(session, card_id, now)
    row = _row(session, card_id, wanted, actor, now)
    adjustment_checks.check(locked.context, locked.accounts, row)
    policy = versions.policy_of(session, locked.context.version_id)
    limit = policy.adjustment_limit
    _add(session, row, actor, now)
    if limit is None or abs(row.amount) <= limit:
        return _do(session, locked, row, actor, now)
    return _wait(session, row, actor, now)


def propose_payout(
    session: BrandSession,
    card_id: str,
    *,
    amount: int,
    reason: str,
    actor: Actor,
    now: datetime,
) -> AdjustmentAnswer:
    """Ask that points be paid out in money; a person has to agree (C19).

    Raises NotFound, TooMany (`adjustments_often`), Conflict (`card_not_active`) or
    Invalid (`payouts_off`, `too_many_points` with `maximum`).
    """
    adjustment_limits.lock_person(session, actor)
    locked = _lock(session, card_id, now)
    wanted = NewAdjustment("points", amount, reason)
    row = _row(session, card_id, wanted, actor, now, kind="payout")
    adjustment_checks.check_payout(session, locked.context, locked.accounts, row, now)
    _add(session, row, actor, now)
    return _wait(session, row, actor, now)


def approve(
    session: BrandSession, adjustment_id: str, *, actor: Actor, now: datetime
) -> AdjustmentAnswer:
    """Let what waits happen, now.

    Raises NotFound, NotAllowed (`person_needed`, `own_approval`), Conflict
    (`adjustment_decided`), or whatever forbids it by now.
    """
    card_id = _find(session, adjustment_id).card_id
    locked = _lock(session, card_id, now)
    row = _waiting(session, adjustment_id)
    if not actor.is_person:
        detail = "A person has to approve: use a key that belongs to a user."
        raise NotAllowed("person_needed", detail)
    if str(actor) == row.proposed_by:
        detail = "Somebody else has to approve what you proposed."
        raise NotAllowed("own_approval", detail)
    if row.kind == "payout":
        adjustment_checks.check_payout(
            session, locked.context, locked.accounts, row, now
        )
    else:
        adjustment_checks.check(locked.context, locked.accounts, row)
    return _do(session, locked, row, actor, now)


def reject(
    session: BrandSession,
    adjustment_id: str,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> AdjustmentAnswer:
    """Drop what waits; the proposer may do so too.

    Raises NotFound or Conflict (`adjustment_decided`).
    """
    card_id = _find(session, adjustment_id).card_id
    cards.lock_card(session, card_id)
    row = _waiting(session, adjustment_id)
    row.state, row.decision_reason = "rejected", reason
    _decide(session, row, actor, now, action="adjustment.reject", reason=reason)
    return _answer(session, row, now)


def _row(
    session: BrandSession,
    card_id: str,
    wanted: NewAdjustment,
    actor: Actor,
    now: datetime,
    *,
    kind: str = "adjust",
) -> Adjustment:
    return Adjustment(
        id=identifiers.new_id("adjt"),
        brand_id=session.brand,
        card_id=card_id,
        kind=kind,
        unit=wanted.unit,
        amount=wanted.amount,
        reason=wanted.reason,
        is_opening=wanted.is_opening,
        state="waiting",
        proposed_by=str(actor),
        proposed_at=now,
    )


def _find(session: BrandSession, adjustment_id: str) -> Adjustment:
    statement = select(Adjustment).where(Adjustment.id == adjustment_id)
    row = session.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("adjustment")
    return row


def _waiting(session: BrandSession, adjustment_id: str) -> Adjustment:
    """What still waits, read under the card's lock."""
    row = _find(session, adjustment_id)
    if row.state != "waiting":
        detail = f"It is {row.state} already."
        raise Conflict("adjustment_decided", detail, extra={"state": row.state})
    return row


def _lock(session: BrandSession, card_id: str, now: datetime) -> _Locked:
    """The card's accounts in their order, then the card; what is due is posted."""
    context = card_context.load(session, card_id, now)
    accounts = ledger_accounts.lock(session, context.program_id, context.account_keys())
    card = cards.lock_card(session, card_id)
    falling_due.post_due(session, accounts, now)
    return _Locked(context, accounts, card)


def _add(session: BrandSession, row: Adjustment, actor: Actor, now: datetime) -> None:
    session.add(row)
    session.flush()
    adjustment_limits.check(session, actor, now)


def _do(
    session: BrandSession,
    locked: _Locked,
    row: Adjustment,
    actor: Actor,
    now: datetime,
) -> AdjustmentAnswer:
    row.state = "done"
    adjustment_posting.post(
        session, locked.context, locked.accounts, locked.card, row, now
    )
    _decide(session, row, actor, now, action=f"card.{row.kind}", reason=row.reason)
    return _answer(session, row, now)


def _wait(
    session: BrandSession, row: Adjustment, actor: Actor, now: datetime
) -> AdjustmentAnswer:
    _record(session, row, actor, now, action="adjustment.propose", reason=row.reason)
    return _answer(session, row, now)


def _decide(
    session: BrandSession,
    row: Adjustment,
    actor: Actor,
    now: datetime,
    *,
    action: str,
    reason: str,
) -> None:
    row.decided_by, row.decided_at = str(actor), now
    _record(session, row, actor, now, action=action, reason=reason)


def _record(
    session: BrandSession,
    row: Adjustment,
    actor: Actor,
    now: datetime,
    *,
    action: str,
    reason: str,
) -> None:
    audit.record(
        session,
        actor,
        action=action,
        object_id=row.card_id,
        now=now,
        reason=reason,
        detail={"adjustment": row.id, "unit": row.unit, "amount": row.amount},
    )
    session.flush()


def _answer(session: BrandSession, row: Adjustment, now: datetime) -> AdjustmentAnswer:
    return AdjustmentAnswer(
        adjustment_views.view(row), card_answers.card_answer(session, row.card_id, now)
    )
